"""Requests to Slack: each sent once, at the pace that Slack asks for, faults in our words.

slack-sdk's own client would send a message twice when the connection drops (its default retry
handler), so it has none here: the ledger of effects decides what is sent again.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from feedback.adapters.slack.faults import asked_wait, limited, of_refusal, of_silence

_BETWEEN_POSTS_SECONDS = 1.0
"""One message a second and conversation (https://docs.slack.dev/apis/web-api/rate-limits)."""
_SHORT_SECONDS = 2.0
"""A burst is answered with "Retry-After: 1": that is waited for, as a postponed row would wait for
the next night. Anything longer postpones the row."""
_PAGE = 200
"""Slack's advice; it may give fewer, and takes 999 at most."""
_PAGES_AT_ONCE, _BETWEEN_PAGES_SECONDS = 10, 6.1
"""Slack answers twenty questions for a list a minute, so a longer list is read at a pace at which
no minute has more. Put off, the next run would start it again and never finish it."""


def quiet_logger() -> logging.Logger:
    """For slack-sdk, which would log what is sent, and every fault that we raise in words."""
    logger = logging.getLogger("feedback.slack")
    logger.setLevel(logging.CRITICAL)
    return logger


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as the adapter sees it; tests bring their own."""

    now: Callable[[], float] = time.time
    """Unix seconds."""
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class About:
    """What a request is about, for messages to the person who must mend a fault."""

    where: str
    """Such as `channel #support`."""
    setting: str
    """What names it, such as `suppliers.in-house.team_channel`."""


APP = About("the app", "slack.url")
TOKEN = About("the token", "FEEDBACK__SLACK__TOKEN")


@dataclass
class SlackApi:
    """Slack's Web API with a bot token. Every call raises `TransientFault` or `FinalFault`;
    a write `AnswerLost`, where it may have happened."""

    url: str
    token: str = field(repr=False)
    timeout_seconds: float = 30.0
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.client = WebClient(
            token=self.token,
            base_url=self.url,
            timeout=max(int(self.timeout_seconds), 1),
            logger=quiet_logger(),
            retry_handlers=[],
        )
        self._closed_until: dict[str, float] = {}
        self._posted_at: dict[str, float] = {}

    def identity(self) -> tuple[Mapping[str, Any], frozenset[str] | None]:
        """Whose token it is, and its scopes; None where the answer does not name them."""
        answer = self._ask("auth.test", TOKEN, is_write=False, http_verb="GET", params={})
        for name, value in answer.headers.items():
            if name.lower() == "x-oauth-scopes":
                scopes = frozenset(one.strip() for one in str(value).split(","))
                return _data(answer), scopes
        return _data(answer), None

    def read(self, method: str, about: About, **arguments: Any) -> Mapping[str, Any]:
        """A question; it may be asked again."""
        given = {name: value for name, value in arguments.items() if value is not None}
        return _data(self._ask(method, about, is_write=False, http_verb="GET", params=given))

    def pages(
        self, method: str, rows: str, about: About, **arguments: Any
    ) -> Iterator[Mapping[str, Any]]:
        """All rows of a question that is answered in pages."""
        cursor: str | None = None
        for n_pages in count():
            if n_pages >= _PAGES_AT_ONCE:
                self.clock.sleep(_BETWEEN_PAGES_SECONDS)
            answer = self.read(method, about, limit=_PAGE, cursor=cursor, **arguments)
            yield from answer.get(rows) or ()
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def write(
        self, method: str, about: About, *, may_repeat: bool = False, **arguments: Any
    ) -> Mapping[str, Any]:
        """Something that must happen once at most, unless it may be repeated: then a lost answer
        is a passing fault like any other."""
        given = {name: value for name, value in arguments.items() if value is not None}
        return _data(self._ask(method, about, is_write=not may_repeat, json=given))

    def post(
        self, method: str, about: About, *, may_repeat: bool = False, **arguments: Any
    ) -> Mapping[str, Any]:
        """A write that people see in a conversation: one a second there."""
        conversation = arguments["channel"]
        last = self._posted_at.get(conversation)
        if last is not None and (left := last + _BETWEEN_POSTS_SECONDS - self.clock.now()) > 0:
            self.clock.sleep(left)
        try:
            return self.write(method, about, may_repeat=may_repeat, **arguments)
        finally:
            self._posted_at[conversation] = self.clock.now()

    def _ask(self, method: str, about: About, *, is_write: bool, **content: Any) -> SlackResponse:
        for is_last in (False, True):
            self._wait_for_room(method)
            try:
                return self.client.api_call(method, **content)
            except SlackApiError as error:
                wait = asked_wait(error, self.clock.now())
                if wait is None:
                    raise of_refusal(
                        error, about.where, about.setting, is_write=is_write
                    ) from error
                self._closed_until[method] = self.clock.now() + wait
                if is_last or wait > _SHORT_SECONDS:
                    raise limited(self._closed_until[method]) from error
            except (OSError, HTTPException) as error:
                raise of_silence(error, self.url, about.where, is_write=is_write) from error
        raise AssertionError("the second try returns or raises")

    def _wait_for_room(self, method: str) -> None:
        """While Slack wants to be left alone it is not asked: every question would count."""
        until = self._closed_until.get(method, 0.0)
        left = until - self.clock.now()
        if left > _SHORT_SECONDS:
            raise limited(until)
        if left > 0:
            self.clock.sleep(left)


def _data(answer: SlackResponse) -> Mapping[str, Any]:
    assert isinstance(answer.data, dict), "bytes come from methods that are not called here"
    return answer.data
