"""Between a source and its stand-in: plays faults, keeps what was asked, tells the time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx

from feedback.adapters.web_client.http import Wire
from feedback.ports import TicketSource

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
SECRET = "tok-very-secret"
Fault = Callable[[], httpx.Response | Exception]


class Desk(Protocol):
    """A helpdesk's stand-in: what the contract of all sources needs of it."""

    tells_deletions: bool

    def put(self, key: int, at: datetime, body: str = "Help", **changes: Any) -> None:
        """Make a ticket, or edit it. Whatever else changes is named as our facts name it."""

    def said_by(self, key: int, address: str) -> None:
        """The ticket's requester is another person."""

    def put_broken(self, key: int, at: datetime) -> None:
        """A ticket in a shape that its vendor does not describe."""

    def delete(self, key: int, at: datetime) -> None: ...
    def lose(self, key: int) -> None:
        """It is no longer there, and nothing tells."""

    def answer(self, request: httpx.Request) -> httpx.Response: ...
    def source(self, wire: Wire, page_size: int) -> TicketSource: ...


@dataclass
class Clock:
    """Sleeping moves it, and nothing else does."""

    now: float = NIGHT.timestamp()
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def read(self) -> float:
        return self.now


@dataclass
class Line:
    """Plays `faults` one after another before each answer of the desk, `always` instead of it."""

    answer_of: Callable[[httpx.Request], httpx.Response]
    faults: list[Fault] = field(default_factory=list)
    always: Fault | None = None
    asked: list[httpx.Request] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        fault = self.faults.pop(0) if self.faults else self.always
        if fault is None:
            return self.answer_of(request)
        step = fault()
        if isinstance(step, Exception):
            raise step
        return step

    def wire(self, **changes: Any) -> Wire:
        return Wire(
            transport=httpx.MockTransport(self.answer),
            sleep=self.clock.sleep,
            clock=self.clock.read,
            **changes,
        )


class Broken(httpx.SyncByteStream):
    """An answer whose connection drops half-way."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"n":'
        raise httpx.RemoteProtocolError("peer closed connection")


def refusal(status: int, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: httpx.Response(status, headers=named, text=f"no, {SECRET}")


def truncated() -> httpx.Response:
    return httpx.Response(200, stream=Broken())


def page_of_html() -> httpx.Response:
    return httpx.Response(200, text="<html>Bad gateway</html>")
