"""The one client: what it tries again, how long it waits, and what it says."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from feedback.adapters.web_client.http import Access, HttpClient, NotThere, Wire
from feedback.errors import FinalFault, InvalidInput, TransientFault
from tests.stand_ins.line import NIGHT, SECRET, Clock, refusal, truncated

START = NIGHT.timestamp()
ACCESS = Access("FEEDBACK__SECRETS__DESK", "may read all tickets")
Step = httpx.Response | Exception


@dataclass
class Server:
    """Plays its steps one after another, the last one for ever."""

    steps: list[Step]
    asked: list[httpx.Request] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        return step


def client(server: Server, clock: Clock | None = None, **changes: object) -> HttpClient:
    clock = clock or Clock()
    wire = Wire(
        transport=httpx.MockTransport(server.answer), sleep=clock.sleep, clock=clock.read,
    )  # fmt: skip
    per_minute = changes.pop("requests_per_minute", 0)
    return HttpClient(
        'Source "desk"',
        "https://desk.example.com/api",
        ACCESS,
        replace(wire, **changes),  # type: ignore[arg-type]
        requests_per_minute=per_minute,  # type: ignore[arg-type]
        headers={"Authorization": f"Bearer {SECRET}"},
    )


def fine() -> httpx.Response:
    return httpx.Response(200, json={"n": 1})


@pytest.mark.parametrize(
    "fault",
    [
        *(lambda s=s: refusal(s)() for s in (408, 429, 500, 502, 503, 504)),
        lambda: httpx.ConnectError("refused"),
        lambda: httpx.RemoteProtocolError("server disconnected"),
        lambda: httpx.ConnectTimeout("slow"),
        lambda: httpx.ReadTimeout("slow"),
        truncated,
        lambda: httpx.Response(200, text="<html>Bad gateway</html>"),
        lambda: httpx.Response(200, text='{"n": 1'),
    ],
)
def test_a_fault_that_passes_is_waited_out(fault: Callable[[], Step]) -> None:
    server = Server([fault(), fault(), fine()])
    clock = Clock()
    assert client(server, clock).search("/search", {"q": 1}) == {"n": 1}
    assert len(server.asked) == 3
    assert len(clock.slept) == 2


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (lambda: refusal(503)(), "answered 503, 5 times"),
        (lambda: httpx.ConnectError("x"), r"did not answer \(ConnectError\), 5 times"),
    ],
)
def test_a_fault_that_stays_is_left_for_the_next_run(fault: Callable[[], Step], what: str) -> None:
    server, clock = Server([fault()]), Clock()
    with pytest.raises(TransientFault, match=what) as raised:
        client(server, clock).get("/tickets", {"email": "anna@example.com"})
    assert str(raised.value).startswith('Source "desk": GET https://desk.example.com/api/tickets ')
    assert "anna" not in str(raised.value)
    assert clock.slept == [1, 2, 4, 8]
    assert len(server.asked) == 5


@pytest.mark.parametrize("answer", [truncated, lambda: httpx.Response(200, text="<html>")])
def test_an_answer_that_stays_unreadable_is_final(answer: Callable[[], Step]) -> None:
    server = Server([answer() for _ in range(6)])
    with pytest.raises(FinalFault, match=r"/api/tickets .*, 5 times"):
        client(server).get("/tickets")


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_credential_is_tried_once_and_named_but_not_told(status: int) -> None:
    server = Server([refusal(status)()])
    with pytest.raises(FinalFault) as raised:
        client(server).get("/tickets")
    assert str(raised.value) == (
        f'Source "desk": GET https://desk.example.com/api/tickets answered {status}. Check that '
        "FEEDBACK__SECRETS__DESK is set, valid and not expired, and that its owner may read all "
        "tickets."
    )
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "fault", "advice"),
    [
        (404, NotThere, "Check the base URL"),
        (410, NotThere, "Check the base URL"),
        (422, FinalFault, "check the settings"),
        (400, FinalFault, "check the settings"),
        (302, FinalFault, "set the base URL to the final address"),
    ],
)
def test_what_trying_again_cannot_mend_is_tried_once(
    status: int, fault: type[Exception], advice: str
) -> None:
    server = Server([refusal(status, Location="https://elsewhere.example.com/")()])
    with pytest.raises(fault, match=advice) as raised:
        client(server).get("/tickets")
    assert len(server.asked) == 1
    assert SECRET not in repr(raised.value)


def http_date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry_After": "93"}, 93),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": http_date(START + 40)}, 40),
        # The server's clock is an hour ahead of ours.
        ({"Retry_After": http_date(START + 3640), "Date": http_date(START + 3600)}, 40),
        ({"Retry_After": http_date(START - 40)}, 0),
        ({"Retry_After": "soon"}, 60),
        ({"Retry_After": "nan"}, 60),
        ({}, 60),
    ],
)
def test_a_full_server_is_given_the_time_it_asks_for(
    headers: dict[str, str], waited: float
) -> None:
    clock = Clock()
    client(Server([refusal(429, **headers)(), fine()]), clock).get("/tickets")
    assert clock.slept == [waited]


def test_a_wait_that_is_too_long_is_not_slept_through() -> None:
    server, clock = Server([refusal(429, Retry_After="3600")(), fine()]), Clock()
    with pytest.raises(TransientFault, match=r"asks to wait 3600 seconds, .*max_wait_seconds"):
        client(server, clock, max_wait_seconds=300).get("/tickets")
    assert clock.slept == []


def test_no_minute_has_more_requests_than_allowed() -> None:
    server, clock = Server([fine() for _ in range(30)]), Clock()
    reader = client(server, clock, requests_per_minute=10)
    times = []
    for _ in range(25):
        reader.get("/tickets")
        times.append(clock.now - START)
        clock.now += 0.5
    assert times[9] == 4.5
    assert all(later - early >= 60 for early, later in zip(times, times[10:], strict=False))


def test_the_credential_goes_to_no_other_server() -> None:
    server = Server([fine()])
    reader = client(server)
    reader.get("https://desk.example.com/api/page2?x=1")
    assert str(server.asked[0].url) == "https://desk.example.com/api/page2?x=1"
    for elsewhere in ("https://evil.example.com/api/page2", "http://desk.example.com/api/page2"):
        with pytest.raises(FinalFault, match="another server"):
            reader.get(elsewhere)
    assert len(server.asked) == 1


@pytest.mark.parametrize("slip", ["\n", "ü"])
def test_a_credential_that_no_header_can_carry_is_not_quoted(slip: str) -> None:
    with pytest.raises(InvalidInput, match="FEEDBACK__SECRETS__DESK cannot be sent") as raised:
        HttpClient("Desk", "http://127.0.0.1:9", ACCESS, headers={"Key": f"{SECRET}{slip}"})
    assert SECRET not in str(raised.value)


def test_a_search_is_asked_as_given() -> None:
    server = Server([fine()])
    client(server).search("/search", {"q": "ü"}, {"page": 2})
    (request,) = server.asked
    assert (request.method, request.url.query) == ("POST", b"page=2")
    assert json.loads(request.content) == {"q": "ü"}
