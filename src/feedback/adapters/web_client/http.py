"""One client for every system reached over HTTP: limits, retries, and faults in words.

Reads are retried after temporary faults, including searches that vendors take as POST. A write is
sent once: the ledger of effects decides whether it is sent again.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from feedback.adapters.web_client.retry_after import asked_seconds
from feedback.errors import AnswerLost, FinalFault, InvalidInput, TransientFault

_PASSING = (408, 429, 500, 502, 503, 504)
_MINUTE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Wire:
    """Timeouts of requests, and how long temporary faults are retried."""

    connect_timeout_seconds: float = 10.0
    read_timeout_seconds: float = 60.0
    max_attempts: int = 5
    max_wait_seconds: float = 300.0
    """If a server asks for a longer wait, the source is left for the next run."""
    transport: httpx.BaseTransport | None = field(default=None, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    clock: Callable[[], float] = field(default=time.time, repr=False)
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Access:
    """What to check when a credential is refused, in words for the person who must."""

    credential: str
    """Where it comes from, such as `FEEDBACK__SECRETS__HELPDESK`; never the secret itself."""
    permission: str
    """The permission its owner needs."""


def secret_variable(name: str) -> str:
    """The environment variable that holds the secret of a source or another outside system."""
    return f"FEEDBACK__SECRETS__{name.replace('-', '_').upper()}"


class NotThere(FinalFault):
    """404 or 410: for some requests that is a valid answer."""


class NotAllowed(FinalFault):
    """403: the credential is right, and its owner may not do this."""


class NotTaken(FinalFault):
    """422: understood, but refused."""


class HttpClient:
    """Reads JSON from one system, and writes it. Faults name the system as `who`, such as
    `Source "helpdesk"`."""

    def __init__(
        self,
        who: str,
        base_url: str,
        access: Access,
        wire: Wire | None = None,
        *,
        requests_per_minute: int = 0,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> None:
        """`requests_per_minute` 0: no limit of our own. `auth`: name and password for Basic.

        Raises `InvalidInput` for a credential that cannot be sent.
        """
        if not all(value.isascii() and value.isprintable() for value in (headers or {}).values()):
            raise InvalidInput(
                f"{who}: {access.credential} cannot be sent: it contains a line break or "
                "another character that a header cannot contain. Set it again."
            )
        self._who, self._access, self._wire = who, access, wire or Wire()
        self._sent: deque[float] = deque(maxlen=requests_per_minute or 1)
        self._is_limited = requests_per_minute > 0
        self._client = httpx.Client(
            base_url=base_url,
            headers={"Accept": "application/json", **(headers or {})},
            auth=auth,
            transport=self._wire.transport,
            timeout=httpx.Timeout(
                self._wire.read_timeout_seconds, connect=self._wire.connect_timeout_seconds
            ),
            # A redirect would carry the credential to wherever it points.
            follow_redirects=False,
        )

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The answer's JSON. `path` is under the base URL, or a whole URL on the same server.

        Raises `TransientFault`, or `FinalFault` (`NotThere` for 404 and 410).
        """
        return self._read("GET", path, params=params)

    def search(self, path: str, body: Any, params: Mapping[str, Any] | None = None) -> Any:
        """The same for a request that is sent as POST and changes nothing."""
        return self._read("POST", path, params=params, json=body)

    def exchange(self, path: str, form: Mapping[str, str]) -> Any:
        """The same for credentials that are exchanged for a token (RFC 6749, 4.4)."""
        return self._read("POST", path, data=form)

    def ask(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """`get`, sent once: a wait is reported (`not_before`), not slept through."""
        request = self._request("GET", path, {"params": params})
        try:
            return self._once(request)
        except _Passing as fault:
            raise self._postponed(fault, request, "") from None

    def put(self, path: str, body: Any) -> Any:
        """Write, once.

        Raises `TransientFault` or `FinalFault` (`NotThere`; `NotTaken` for 422) when nothing was
        written, `AnswerLost` when that is not known.
        """
        request = self._request("PUT", path, {"json": body})
        try:
            return self._once(request)
        except _Passing as fault:
            if fault.is_undone:
                raise self._postponed(fault, request, " Nothing was written.") from None
            raise AnswerLost(
                f"{self._who}: {_where(request)} {fault.what}. Whether it was written is not known."
            ) from None

    def __enter__(self) -> "HttpClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _read(self, method: str, path: str, **content: Any) -> Any:
        request = self._request(method, path, content)
        tries = Retrying(
            stop=stop_after_attempt(self._wire.max_attempts),
            wait=_wait_seconds,
            retry=retry_if_exception(self._is_worth_waiting),
            sleep=self._wire.sleep,
            reraise=True,
        )
        try:
            return tries(self._once, request)
        except _Passing as fault:
            raise self._in_words(fault, request) from None  # it may hold the credential

    def _request(self, method: str, path: str, content: Mapping[str, Any]) -> httpx.Request:
        given = {name: value for name, value in content.items() if value is not None}
        request = self._client.build_request(method, path, **given)
        base = self._client.base_url
        if _origin(request.url) != _origin(base):
            raise FinalFault(
                f"{self._who}: {base.host} points to another server, {request.url.host}. The "
                "credential is not sent there. Check the base URL."
            )
        return request

    def _once(self, request: httpx.Request) -> Any:
        self._keep_to_the_limit()
        try:
            answer = self._client.send(request, stream=True)
        except httpx.TransportError as error:
            unsent = isinstance(
                error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
            )
            raise _Passing(f"did not answer ({type(error).__name__})", is_undone=unsent) from None
        try:
            answer.read()
        except httpx.TimeoutException as error:
            raise _Passing(f"did not finish its answer ({type(error).__name__})") from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Passing(f"broke off its answer ({type(error).__name__})", garbled=True) from None
        finally:
            answer.close()
        return self._content(answer)

    def _content(self, answer: httpx.Response) -> Any:
        status = answer.status_code
        if status in _PASSING:
            wait = _asked_wait(answer, self._wire.clock)
            is_undone = status == 429 or (status == 503 and wait is not None)
            raise _Passing(f"answered {status}", wait, is_undone=is_undone)
        where = _where(answer.request)
        if status in (401, 403):
            refused = NotAllowed if status == 403 else FinalFault
            raise refused(
                f"{self._who}: {where} answered {status}. Check that "
                f"{self._access.credential} is set, valid and not expired, and that its owner "
                f"{self._access.permission}."
            )
        if status in (404, 410):
            raise NotThere(
                f"{self._who}: {where} answered {status}: there is nothing at this address. Check "
                "the base URL, and that the owner of "
                f"{self._access.credential} {self._access.permission}."
            )
        if not answer.is_success:
            hint = (
                "It points elsewhere: set the base URL to the final address."
                if answer.is_redirect
                else "It does not take the question as it was asked: check the settings; if they "
                "are right, this program does not fit the server's version."
            )
            made = NotTaken if status == 422 else FinalFault
            raise made(f"{self._who}: {where} answered {status}. {hint}")
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):  # RecursionError: nested without end
            raise _Passing("sent an answer that is not JSON", garbled=True) from None

    def _keep_to_the_limit(self) -> None:
        """At most this many requests within any minute."""
        clock, sent = self._wire.clock, self._sent
        if self._is_limited and len(sent) == sent.maxlen:
            wait = sent[0] + _MINUTE_SECONDS - clock()
            if wait > 0:
                # Never more than a minute, even if the clock was set back.
                self._wire.sleep(min(wait, _MINUTE_SECONDS))
        sent.append(clock())

    def _is_worth_waiting(self, error: BaseException) -> bool:
        return isinstance(error, _Passing) and (
            error.wait_seconds is None or error.wait_seconds <= self._wire.max_wait_seconds
        )

    def _postponed(
        self, fault: "_Passing", request: httpx.Request, unharmed: str
    ) -> TransientFault:
        what = f"{self._who}: {_where(request)} {fault.what}."
        if fault.wait_seconds is None:
            return TransientFault(f"{what}{unharmed} It will be tried again with the next run.")
        moment = datetime.fromtimestamp(self._wire.clock() + fault.wait_seconds, UTC)
        return TransientFault(
            f"{what}{unharmed} It will be tried again after {moment:%Y-%m-%d %H:%M:%S} UTC.",
            not_before=moment,
        )

    def _in_words(self, fault: "_Passing", request: httpx.Request) -> FinalFault | TransientFault:
        what = f"{self._who}: {_where(request)} {fault.what}"
        if fault.garbled:
            return FinalFault(
                f"{what}, {self._wire.max_attempts} times. Check that the base URL is the "
                "address of the interface and that nothing between here and there changes answers."
            )
        if fault.wait_seconds is not None and fault.wait_seconds > self._wire.max_wait_seconds:
            return TransientFault(
                f"{what} and asks to wait {fault.wait_seconds:.0f} seconds, which is more than "
                f"http.max_wait_seconds ({self._wire.max_wait_seconds:.0f}). What was read is "
                "kept; the next run goes on there."
            )
        return TransientFault(
            f"{what}, {self._wire.max_attempts} times. What was read is kept; the next run goes on "
            "there."
        )


class _Passing(Exception):
    """Worth another attempt; `wait_seconds` is the wait the server asks for, if any. `is_undone`:
    the request was certainly not carried out."""

    def __init__(
        self,
        what: str,
        wait_seconds: float | None = None,
        *,
        garbled: bool = False,
        is_undone: bool = False,
    ) -> None:
        super().__init__(what)
        self.what, self.wait_seconds = what, wait_seconds
        self.garbled, self.is_undone = garbled, is_undone


def _wait_seconds(state: RetryCallState) -> float:
    """The wait the server asks for; else 1, 2, 4, 8 … seconds, at most a minute."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait_seconds if isinstance(error, _Passing) else None
    return min(2.0 ** (state.attempt_number - 1), _MINUTE_SECONDS) if asked is None else asked


def _asked_wait(answer: httpx.Response, clock: Callable[[], float]) -> float | None:
    """Seconds that the server asks for. A 429 without a time means a minute, because vendors count
    their limits per minute."""
    asked = asked_seconds(answer.headers, clock())
    return _MINUTE_SECONDS if asked is None and answer.status_code == 429 else asked


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _where(request: httpx.Request) -> str:
    """The part of a URL that a message may show: a query or a user part may contain secrets."""
    url = request.url
    port = f":{url.port}" if url.port else ""
    return f"{request.method} {url.scheme}://{url.host}{port}{url.path}"
