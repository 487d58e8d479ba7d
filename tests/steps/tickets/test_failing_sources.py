"""One failing source never loses the others, however it fails."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from feedback.adapters.files.tickets import FileTicketSource
from feedback.domain.night import Night, NightStatus
from feedback.ports import Counted, Page
from feedback.steps.night import run_night
from tests.stand_ins.line import Line, page_of_html, refusal, truncated
from tests.stand_ins.zendesk import ZendeskDesk
from tests.steps.company import NIGHTS, build, pipeline

FAULTS: dict[str, tuple[Callable[[], Any], str]] = {
    "401": (refusal(401), "answered 401. Check that FEEDBACK__SECRETS__DESK is set"),
    "403": (refusal(403), "is an administrator in Zendesk"),
    "404": (refusal(404), "answered 404: there is nothing at this address"),
    "410": (refusal(410), "answered 410: there is nothing at this address"),
    "422": (refusal(422), "answered 422. It does not take the question"),
    "429 for an hour": (refusal(429, Retry_After="3600"), "asks to wait 3600 seconds"),
    "429 without end": (refusal(429), "answered 429, 5 times"),
    "500": (refusal(500), "answered 500, 5 times"),
    "502": (refusal(502), "answered 502, 5 times"),
    "503": (refusal(503), "answered 503, 5 times"),
    "504": (refusal(504), "answered 504, 5 times"),
    "dropped": (lambda: httpx.ConnectError("no"), "did not answer (ConnectError), 5 times"),
    "too slow": (lambda: httpx.ReadTimeout("slow"), "did not answer (ReadTimeout), 5 times"),
    "cut off": (truncated, "broke off its answer (RemoteProtocolError), 5 times"),
    "no JSON": (page_of_html, "sent an answer that is not JSON, 5 times"),
    "of another shape": (lambda: httpx.Response(200, json=[]), "an answer without a list"),
}


def night_with(folder: Path, sources: Sequence[Any]) -> tuple[Night, set[str]]:
    """A night with these sources between others, and what was placed by source."""
    build(folder)
    files = [FileTicketSource(name, folder / f"{name}.jsonl") for name in ("chat", "helpdesk")]
    company = pipeline(folder, sources=[files[0], *sources, files[1]])
    night = run_night(company, NIGHTS[0])
    with company.store.begin() as tx:
        return night, {one.partition(":")[0] for one in tx.issues.placements()}


def test_the_others_are_read_and_every_fault_is_told_in_words(tmp_path: Path) -> None:
    """All of them in one night."""
    sources = []
    for number, (fault, _) in enumerate(FAULTS.values()):
        line = Line(ZendeskDesk().answer, always=fault)
        sources.append(replace(ZendeskDesk().source(line.wire(), 4), name=f"desk{number}"))
    night, placed = night_with(tmp_path, sources)
    assert night.status is NightStatus.PARTIAL
    assert [one.step for one in night.faults] == [f"pull {one.name}" for one in sources]
    for number, (fault, (_, words)) in enumerate(zip(night.faults, FAULTS.values(), strict=True)):
        assert words.replace("__DESK ", f"__DESK{number} ") in fault.message
        assert fault.message.startswith(f'Source "desk{number}"')
    assert placed == {"chat", "helpdesk"}


class Slipping:
    """A source with a slip of ours in it."""

    def __init__(self, name: str, *, in_counts: bool) -> None:
        self.name, self._in_counts = name, in_counts

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        if not self._in_counts:
            raise KeyError("ada@example.com")
        yield Page((), (), "end")

    def counts(self, since: datetime, until: datetime) -> Counted:
        raise KeyError("ada@example.com")


def test_a_slip_of_ours_costs_the_others_nothing_and_quotes_no_ticket(tmp_path: Path) -> None:
    slips = [Slipping("desk0", in_counts=False), Slipping("desk1", in_counts=True)]
    night, placed = night_with(tmp_path, slips)
    assert [one.step for one in night.faults] == ["pull desk0", "reconcile desk1"]
    for number, fault in enumerate(night.faults):
        assert fault.message.startswith(
            f'Source "desk{number}" ended in a way that nobody foresaw (KeyError at '
            "test_failing_sources.py:"
        )
        assert "ada" not in fault.message
    assert placed == {"chat", "helpdesk"}


def test_a_clock_ahead_of_the_sources_loses_nothing_over_whole_nights(tmp_path: Path) -> None:
    """What changed before the time that we thought it was comes on the next night."""
    build(tmp_path)
    desk = ZendeskDesk()
    desk.put(1, NIGHTS[0] - timedelta(hours=1))
    company = pipeline(tmp_path, sources=[desk.source(Line(desk.answer).wire(), page_size=4)])
    ahead = NIGHTS[0] + timedelta(minutes=20)
    assert run_night(company, ahead).steps["pull desk"].n_new == 1
    desk.put(2, NIGHTS[0] + timedelta(minutes=5))
    assert run_night(company, NIGHTS[1]).steps["pull desk"].n_new == 1
    assert NIGHTS[0].tzinfo is UTC
