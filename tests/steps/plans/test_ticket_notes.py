"""The plan as one note on each open ticket behind it, whatever goes wrong with a request."""

import re
import shutil
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedback.domain.issues.issue import IssueId
from feedback.domain.night import NightStatus
from feedback.domain.plans.messages.note_words import note_words
from feedback.domain.plans.messages.ticket_note import NoteMoved, TicketNote
from feedback.domain.plans.plan_change import PlanSlipped
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.tickets.ticket import TicketId, TicketStatus
from feedback.queries.publishing.plan import waiting_plan
from feedback.steps.advise_between_nights import advise_between_nights
from feedback.steps.issues import decide
from feedback.steps.issues.decide import Author
from feedback.steps.night import Pipeline, run_night
from feedback.steps.publishing.dispatch import dispatch
from feedback.steps.publishing.outside import Outside
from feedback.terminal.plan import show_plan
from tests.fakes import MemoryNotes, MemoryOutside
from tests.stand_ins.line import Line
from tests.stand_ins.zendesk import ZendeskDesk
from tests.steps.company import NIGHTS, build, pipeline

OPEN = ("1001", "1002")
"""The export's tickets that are open; its others are solved, or in the chat."""


def company(folder: Path, notes: Any, source: str = "helpdesk", **more: Any) -> Pipeline:
    elsewhere = MemoryOutside()
    outside = Outside(tracker=elsewhere, channel=elsewhere, notes=notes, **more)
    whole = pipeline(folder, outside=outside)
    return replace(whole, advice=replace(whole.advice, notes_source=source))


def made(folder: Path) -> Path:
    """The company, its helpdesk's tickets with numbers as Zendesk has them."""
    build(folder)
    for path in folder.glob("*.jsonl"):
        text = re.sub(r"export-(\d+)", lambda n: str(1000 + int(n[1])), path.read_text("utf-8"))
        for key in range(1003, 1012):
            text = re.sub(rf'("id": "{key}".*?)"status": "open"', r'\1"status": "solved"', text)
        path.write_text(text, encoding="utf-8")
    return folder


def ledger(whole: Pipeline, state: EffectState | None = None) -> list[Effect]:
    with whole.store.begin() as tx:
        effects = tx.effects.in_state(*([state] if state else EffectState))
    kept = [one for one in effects if one.kind is EffectKind.NOTE]
    return sorted(kept, key=lambda effect: effect.idempotency_key)


def test_each_open_ticket_gets_the_plan_once_and_its_change_in_its_place(tmp_path: Path) -> None:
    notes = MemoryNotes()
    whole = company(made(tmp_path), notes)
    assert run_night(whole, NIGHTS[0]).status is NightStatus.DONE
    assert sorted(notes.on) == list(OPEN)
    (key, said), = notes.on["1001"]  # fmt: skip
    assert key == "note/note:helpdesk:1001/1"
    assert isinstance(said, TicketNote)
    assert said.plan.target_on == date(2026, 3, 20)
    assert said.revision == 1
    assert note_words(said) == "a fix is planned for version 4.2, expected 2026-03-20"

    run_night(whole, NIGHTS[1])
    assert [one is None for _, one in notes.on["1001"]] == [True, False]
    later = notes.on["1001"][-1][1]
    assert isinstance(later, TicketNote)
    assert later.changes == (PlanSlipped(date(2026, 3, 20), date(2026, 3, 27)),)

    before = deepcopy(notes.on)
    run_night(whole, NIGHTS[2])
    assert notes.on == before, "the plan did not change"


def test_nothing_is_noted_unless_a_source_is_named(tmp_path: Path) -> None:
    notes = MemoryNotes()
    whole = company(made(tmp_path), notes, source="")
    run_night(whole, NIGHTS[0])
    assert notes.on == {}
    assert ledger(whole) == []


def test_switched_off_what_was_shown_as_waiting_is_withdrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = MemoryNotes()
    whole = company(made(tmp_path), notes)
    run_night(replace(whole, apply=False), NIGHTS[0])
    assert len(ledger(whole, EffectState.PLANNED)) == len(OPEN)
    show_plan(waiting_plan(whole.store))
    shown = " ".join(capsys.readouterr().out.split())
    assert "2 notes on tickets" in shown
    assert "helpdesk:1001: note the plan on the ticket + FB-" in shown
    off = replace(whole, advice=replace(whole.advice, notes_source=""))
    assert run_night(off, NIGHTS[1]).status is NightStatus.DONE
    assert {one.state for one in ledger(whole)} == {EffectState.SUPERSEDED}
    assert notes.on == {}


def test_a_cap_holds_back_the_flood_of_the_first_night(tmp_path: Path) -> None:
    notes = MemoryNotes()
    whole = replace(company(made(tmp_path), notes), max_notes=1)
    run_night(whole, NIGHTS[0])
    assert len(notes.on) == 1
    run_night(whole, NIGHTS[1])
    assert len(ledger(whole, EffectState.PLANNED)) == 1


# --- Every request ---------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


@dataclass
class FaultyDesk:
    """Makes the n-th request go wrong, once."""

    desk: ZendeskDesk
    way: str = ""
    breaks_at: int = 0
    n_asked: int = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.n_asked += 1
        if self.n_asked != self.breaks_at:
            return self.desk.answer(request)
        match self.way:
            case "dropped before":
                raise httpx.ReadError("reset")
            case "429":
                return httpx.Response(429, headers={"Retry-After": "30"})
            case "500":
                return httpx.Response(500)
            case "no connection":
                raise httpx.ConnectError("refused")
            case "killed before":
                raise Killed
        self.desk.answer(request)
        match self.way:
            case "dropped after":
                raise httpx.ReadTimeout("slow")
            case "killed after":
                raise Killed
            case _:
                return httpx.Response(500)


WAYS = (
    "dropped before", "dropped after", "429", "500", "500 after", "no connection",
    "killed before", "killed after",
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    folder: Path
    desk: ZendeskDesk
    end: dict[int, list[dict[str, Any]]]
    n_requests: int


def send(folder: Path, faulty: FaultyDesk, at: datetime = NIGHTS[1]) -> dict[str, Any]:
    line = Line(faulty.answer)
    line.clock.now = at.timestamp()
    whole = company(
        folder,
        faulty.desk.notes(line.wire()),
        clock=lambda: datetime.fromtimestamp(line.clock.now, UTC),
    )
    try:
        return dispatch(
            whole.store, whole.outside, max_writes=200, progress=lambda _a, _b, _c: None
        )
    finally:
        whole.store.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """One ticket whose note is to change, and one that is to get its first."""
    root, desk = tmp_path_factory.mktemp("notes"), ZendeskDesk()
    for key in OPEN:
        desk.comments[int(key)] = [{"id": int(key), "public": True, "plain_body": "Help"}]
    folder = made(root / "company")
    whole = replace(company(folder, desk.notes(Line(desk.answer).wire())), max_notes=1)
    assert len(run_night(whole, NIGHTS[0]).faults) == 0
    run_night(replace(whole, apply=False), NIGHTS[1])
    assert len(ledger(whole, EffectState.PLANNED)) == 2
    whole.store.close()
    end, faulty = shutil.copytree(folder, root / "end"), FaultyDesk(deepcopy(desk))
    send(end, faulty)
    assert faulty.n_asked == 4, "write, look and blank; write"
    return Prepared(folder, desk, faulty.desk.comments, faulty.n_asked)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_happens_to_one_request_each_ticket_has_one_note_that_counts(
    way: str, prepared: Prepared, tmp_path: Path
) -> None:
    for nth in range(1, prepared.n_requests + 1):
        folder = shutil.copytree(prepared.folder, tmp_path / str(nth))
        faulty = FaultyDesk(deepcopy(prepared.desk), way, nth)
        with suppress(Killed):
            send(folder, faulty)
        for key in OPEN:
            n_live = len(faulty.desk.conversations.live(int(key)))
            had = len(prepared.desk.conversations.live(int(key)))
            assert had <= n_live <= had + 1, f"request {nth}, {way}: {n_live} notes on {key}"
        send(folder, faulty, NIGHTS[1] + timedelta(minutes=5))
        assert said(faulty.desk.comments) == said(prepared.end), f"request {nth}, {way}"
        shutil.rmtree(folder)


def said(comments: dict[int, list[dict[str, Any]]]) -> dict[int, list[str]]:
    return {key: [one["plain_body"] for one in listed] for key, listed in comments.items()}


def test_a_ticket_that_was_closed_meanwhile_costs_the_others_nothing(
    prepared: Prepared, tmp_path: Path
) -> None:
    folder, desk = shutil.copytree(prepared.folder, tmp_path / "a"), deepcopy(prepared.desk)
    noted = next(key for key in OPEN if desk.conversations.live(int(key)))
    desk.conversations.closed.add(int(noted))
    account = send(folder, FaultyDesk(desk))
    assert (account.n_sent >= 1, account.n_failed) == (True, 1)
    (why,) = account.faults.values()
    assert f"ticket {noted} takes no note (422)" in why


def move_away(whole: Pipeline, ticket: str, at: datetime) -> None:
    """Somebody says that this ticket is about the login, which has no plan."""
    with whole.store.begin() as tx:
        login = tx.issues.issue_of(TicketId("helpdesk:login-1"))
    assert login is not None
    decide.move(whole.store, [TicketId(f"helpdesk:{ticket}")], login, Author("bo", "login", at))


def test_the_note_of_a_ticket_that_moved_is_replaced_once_even_where_there_is_no_plan(
    tmp_path: Path,
) -> None:
    notes = MemoryNotes()
    whole = company(made(tmp_path), notes)
    run_night(whole, NIGHTS[0])
    move_away(whole, "1001", NIGHTS[0] + timedelta(hours=1))

    run_night(whole, NIGHTS[1])

    (_, old), (_, new) = notes.on["1001"]
    assert old is None
    assert isinstance(new, NoteMoved)
    assert re.fullmatch(
        r"this ticket is about (FB-\d+) now; the plan of FB-\d+ does not apply to it. "
        r"There is no plan for \1 yet",
        note_words(new),
    )
    before = deepcopy(notes.on["1001"])
    run_night(whole, NIGHTS[2])
    assert notes.on["1001"] == before


def test_a_ticket_that_waits_for_another_issue_no_longer_carries_the_plan(tmp_path: Path) -> None:
    notes = MemoryNotes()
    whole = company(made(tmp_path), notes)
    run_night(whole, NIGHTS[0])
    at = NIGHTS[0] + timedelta(hours=1)
    decide.take_out(whole.store, [TicketId("helpdesk:1001")], Author("bo", "no", at))

    advise_between_nights(whole, at)

    (_, old), (_, new) = notes.on["1001"]
    assert old is None
    assert isinstance(new, NoteMoved)
    assert new.issue_id is None
    assert note_words(new).startswith("this ticket is no longer part of FB-")


def test_a_ticket_that_is_solved_keeps_its_note_when_it_moves(tmp_path: Path) -> None:
    notes = MemoryNotes()
    whole = company(made(tmp_path), notes)
    run_night(whole, NIGHTS[0])
    with whole.store.begin() as tx:
        (ticket,) = tx.tickets.by_id([TicketId("helpdesk:1001")])
        facts = replace(ticket.facts, status=TicketStatus.SOLVED)
        tx.tickets.upsert([replace(ticket, facts=facts)], NIGHTS[0])
    at = NIGHTS[0] + timedelta(hours=1)
    move_away(whole, "1001", at)
    before = deepcopy(notes.on["1001"])
    advise_between_nights(whole, at)
    assert notes.on["1001"] == before


def test_what_stands_in_place_of_a_plan_that_is_about_something_else() -> None:
    desk = ZendeskDesk()
    desk.comments[42] = [{"id": 1, "public": True, "plain_body": "Help"}]
    moved = NoteMoved(
        TicketId("desk:42"), "42", IssueId(12), IssueId(7), "Login loops", has_plan=True
    )
    desk.notes(Line(desk.answer).wire()).write_note("note/note:desk:42/2", "42", moved, None)
    assert desk.conversations.live(42) == [
        "FB-7 · Login loops\n"
        "This ticket is about FB-7 now; the plan of FB-12 does not apply to it.\n"
        "Note note/note:desk:42/2. When there is a plan, a newer note takes its place."
    ]
