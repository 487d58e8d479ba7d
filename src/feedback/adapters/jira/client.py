"""One request to Jira, once: the `jira` package's session without its retries.

The package sends a write up to four times when a connection drops, and sleeps through rate limits.
Here nothing is tried twice: the ledger of effects decides that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

import requests
from jira import JIRA
from jira.exceptions import JIRAError
from jira.resilientsession import parse_errors
from pydantic import SecretStr
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from feedback.adapters.jira.faults import Refusal, Request, explain, no_json
from feedback.errors import AnswerLost, FeedbackError, FinalFault, TransientFault

Params = Mapping[str, str | int]


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class JiraSite:
    """Where Jira is, and who we are there."""

    url: str
    deployment: Literal["cloud", "data_center"]
    api_version: Literal["2", "3"]
    email: str
    token: SecretStr = field(repr=False)
    connect_timeout_seconds: float = 10.0
    read_timeout_seconds: float = 60.0
    transport: BaseAdapter | None = field(default=None, repr=False)
    clock: Callable[[], datetime] = field(default=_utc_now, repr=False)

    @property
    def is_cloud(self) -> bool:
        return self.deployment == "cloud"

    @property
    def has_documents(self) -> bool:
        """Whether texts travel as Atlassian documents, not as wiki text."""
        return self.api_version == "3"


class JiraClient:
    """Asks and writes JSON. Raises `TransientFault`, `FinalFault` and, for writes whose fate nobody
    knows, `AnswerLost`."""

    def __init__(self, site: JiraSite) -> None:
        self.site = site
        token = site.token.get_secret_value()
        self._jira = JIRA(
            server=site.url,
            options={"rest_api_version": site.api_version},
            basic_auth=(site.email, token) if site.email else None,
            token_auth=None if site.email else token,
            get_server_info=False,
            max_retries=0,
            timeout=(site.connect_timeout_seconds, site.read_timeout_seconds),
            logging=False,
        )
        # The package's own calls cannot send properties with a work item, read fifty at once or
        # tell a lost answer from a refusal, so requests go through its session.
        self._session: requests.Session = self._jira._session
        if site.transport is not None:
            self._session.mount(site.url, site.transport)
        self._closed_until: datetime | None = None
        self.limits: Mapping[str, str] = {}
        """What the latest answer said about rate limits."""

    def get(
        self, path: str, params: Params | None = None, permission: str = "Browse projects"
    ) -> Any:
        return self._ask("GET", path, permission, is_write=False, params=params)

    def ask(self, path: str, body: Any, permission: str = "Browse projects") -> Any:
        """A question that is too long for an address: a POST that changes nothing."""
        return self._ask("POST", path, permission, is_write=False, json=body)

    def post(self, path: str, body: Any, permission: str) -> Any:
        return self._ask("POST", path, permission, is_write=True, json=body)

    def put(self, path: str, body: Any, permission: str) -> None:
        self._ask("PUT", path, permission, is_write=True, json=body)

    def _ask(
        self, method: str, path: str, permission: str, *, is_write: bool, **content: Any
    ) -> Any:
        url = f"{self.site.url}/rest/api/{self.site.api_version}/{path}"
        asked = Request(method, f"/rest/api/{self.site.api_version}/{path}", is_write, permission)
        now = self.site.clock()
        if self._closed_until is not None and now < self._closed_until:
            raise TransientFault(
                f"{asked} waits: Jira asked for no more requests before "
                f"{self._closed_until:%Y-%m-%d %H:%M:%S} UTC.{asked.unharmed}",
                not_before=self._closed_until,
            )
        try:
            answer = self._session.request(method, url, allow_redirects=False, **content)
        except JIRAError as error:
            # The cause holds the credentials.
            raise self._refused(cast(requests.Response, error.response), asked, now) from None
        except requests.RequestException as error:
            raise _lost(error, asked, self.site.url) from None
        self.limits = _limits(answer.headers)
        if answer.status_code >= 300:
            raise explain(Refusal(answer.status_code, answer.headers, ""), asked, now)
        return _content(answer, asked)

    def _refused(self, answer: requests.Response, asked: Request, now: datetime) -> FeedbackError:
        headers: Mapping[str, str] = CaseInsensitiveDict(answer.headers)
        self.limits = _limits(headers)
        text = answer.text or ""
        messages, fields = "", tuple[str, ...]()
        if text.lstrip()[:1] == "<":
            if answer.status_code == 404:
                return no_json(asked, text)
        else:
            messages, fields = _messages(answer)
        fault = explain(Refusal(answer.status_code, headers, messages, fields), asked, now)
        # A limit of one work item (jira-per-issue-on-write) leaves the others open.
        if isinstance(fault, TransientFault) and "per-issue" not in headers.get(
            "RateLimit-Reason", ""
        ):
            self._closed_until = fault.not_before
        return fault


def _messages(answer: requests.Response) -> tuple[str, tuple[str, ...]]:
    """What Jira says, on one line, and about which fields: the package forgets those."""
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return " ".join(answer.text.split()), ()
    told = content.get("errors")
    errors = told if isinstance(told, dict) else {}
    named = [f"{name}: {words}" for name, words in errors.items()]
    return " ".join("; ".join(named or map(str, parse_errors(answer))).split()), tuple(errors)


def _lost(
    error: requests.RequestException, asked: Request, url: str
) -> AnswerLost | TransientFault | FinalFault:
    name = type(error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        return FinalFault(
            f"The certificate of {url} is not trusted ({asked}). Check jira.url, and that this "
            f"machine knows who signed it (REQUESTS_CA_BUNDLE).{asked.unharmed}"
        )
    if _was_never_sent(error):
        return TransientFault(
            f"{url} cannot be reached ({asked}: {name}). Check jira.url and the network."
            f"{asked.unharmed}"
        )
    if asked.is_write:
        return AnswerLost(
            f"The connection to Jira was lost before it answered {asked} ({name}). Whether it was "
            "written is not known."
        )
    return TransientFault(
        f"The connection to Jira was lost before it answered {asked} ({name}). It will be tried "
        "again."
    )


def _was_never_sent(error: requests.RequestException) -> bool:
    """No connection came about, so nothing can have been read at the other end."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.InvalidURL):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(
        cause.reason, NewConnectionError | NameResolutionError
    )


def _content(answer: requests.Response, asked: Request) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        text = answer.text
        if asked.is_write and text.lstrip()[:1] != "<":
            raise AnswerLost(
                f"Jira's answer to {asked} is broken. Whether it was written is not known."
            ) from None
        raise no_json(asked, text) from None


def _limits(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {n: v for n, v in headers.items() if n.lower().startswith(("x-ratelimit", "ratelimit"))}
