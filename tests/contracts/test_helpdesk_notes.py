"""What notes in every helpdesk promise."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from feedback.adapters.helpdesks.zendesk_notes import redacted_html
from feedback.errors import AnswerLost, FinalFault, TransientFault
from feedback.ports import TicketNotes
from tests.fakes import MemoryNotes
from tests.message_examples import ticket_note
from tests.stand_ins.line import NIGHT, Line, refusal
from tests.stand_ins.zendesk import ZendeskDesk

FIRST, SECOND = "note/note:desk:42/1", "note/note:desk:42/12"
PLAN = ticket_note().plan
Kit = tuple[TicketNotes, Callable[[], int]]


def zendesk() -> tuple[ZendeskDesk, Line]:
    desk = ZendeskDesk()
    desk.comments[42] = [{"id": 1, "public": True, "plain_body": f"Help. Note {FIRST}."}]
    return desk, Line(desk.answer)


@pytest.fixture(params=["fake", "zendesk"])
def kit(request: pytest.FixtureRequest) -> Kit:
    """The notes, and how many on ticket 42 can be read."""
    if request.param == "fake":
        fake = MemoryNotes()
        return fake, lambda: sum(one is not None for _, one in fake.on["42"])
    desk, line = zendesk()
    desk.conversations.page_size = 2
    return desk.notes(line.wire()), lambda: len(desk.conversations.live(42))


def test_a_note_is_written_once_and_found_by_its_own_key(kit: Kit) -> None:
    notes, n_live = kit
    assert notes.find_note(FIRST, "42", None) is None
    key = notes.write_note(FIRST, "42", ticket_note(), None)
    assert notes.find_note(FIRST, "42", None) == key
    assert notes.find_note(SECOND, "42", None) is None
    assert n_live() == 1


def test_a_later_note_takes_the_place_of_the_one_before(kit: Kit) -> None:
    notes, n_live = kit
    replaces = None
    for n in range(1, 5):
        replaces = notes.write_note(f"note/note:desk:42/{n}", "42", ticket_note(), replaces)
        assert n_live() == 1
    assert notes.find_note("note/note:desk:42/4", "42", None) == replaces
    assert notes.find_note("note/note:desk:42/2", "42", None) is not None, "its last line stays"


def test_what_a_support_agent_reads() -> None:
    desk, line = zendesk()
    notes = desk.notes(line.wire())
    help_ = "Open <Export> & pick {{a month}}\nor a week"
    first = notes.write_note(
        FIRST,
        "42",
        ticket_note(plan=replace(PLAN, workaround=help_)),
        None,
    )
    assert desk.conversations.live(42) == [
        "FB-12 · Export stops\n"
        "A fix is planned for version 4.2.\n"
        "Status: planned, not started\n"
        "Version: 4.2\n"
        "Target date: 2026-03-20\n"
        "Workaround: Open <Export> & pick { {a month}}\n"
        "or a week\n"
        "You can tell the customer: “Our product team has planned a fix for this; we expect it "
        "around 20 March 2026 and will let you know when it's available.”\n"
        f"Note {FIRST}. When the plan changes, a newer note takes its place."
    ]
    assert desk.comments[42][1]["public"] is False

    notes.write_note(SECOND, "42", ticket_note(), first)
    blanked = desk.comments[42][1]["plain_body"].splitlines()
    assert set("".join(blanked[:-1])) <= {"▇"}
    assert blanked[-1] == f"Note {FIRST}. When the plan changes, a newer note takes its place."


def test_links_that_zendesk_made_are_blanked_too_and_nothing_twice() -> None:
    html = (
        '<p>See <a href="https://x.io/">x.io</a><br></p><p>▇▇</p><p dir="auto">Note note/a/1.</p>'
    )
    assert redacted_html(html) == (
        '<p><redact>See </redact><a href="https://x.io/" redact><redact>x.io</redact></a><br></p>'
        '<p>▇▇</p><p dir="auto">Note note/a/1.</p>'
    )
    assert redacted_html('<p>▇▇</p><p dir="auto">Note note/a/1.</p>') is None


def test_a_limit_postpones_and_is_not_slept_through() -> None:
    desk, line = zendesk()
    line.faults = [refusal(429, Retry_After="90")]
    with pytest.raises(TransientFault) as fault:
        desk.notes(line.wire()).write_note(FIRST, "42", ticket_note(), None)
    assert str(fault.value) == (
        'Source "desk": PUT https://acme.zendesk.com/api/v2/tickets/42 answered 429. Nothing was '
        "written. It will be tried again after 2026-03-09 03:01:30 UTC."
    )
    assert fault.value.not_before is not None
    assert (fault.value.not_before - NIGHT).total_seconds() == 90
    assert len(line.asked) == 1
    assert line.clock.slept == []


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_write_whose_fate_is_not_known_is_sent_once_and_says_so(status: int) -> None:
    desk, line = zendesk()
    line.always = refusal(status)
    with pytest.raises(AnswerLost, match="Whether it was written is not known"):
        desk.notes(line.wire()).write_note(FIRST, "42", ticket_note(), None)
    assert len(line.asked) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "FEEDBACK__SECRETS__DESK is set, valid and not expired"),
        (403, "may write private comments and redact comments in Zendesk"),
        (404, "ticket 42 is not there (404): it was deleted"),
        (422, "ticket 42 takes no note (422): it was closed or merged meanwhile"),
    ],
)
def test_a_refusal_says_what_to_do(status: int, words: str) -> None:
    desk, line = zendesk()
    line.always = refusal(status)
    with pytest.raises(FinalFault) as fault:
        desk.notes(line.wire()).write_note(FIRST, "42", ticket_note(), None)
    assert words in str(fault.value)
    assert "tok-very-secret" not in str(fault.value)


def test_what_was_cut_off_between_the_new_note_and_the_old_one_is_mended_by_looking(
    kit: Kit,
) -> None:
    notes, n_live = kit
    first = notes.write_note(FIRST, "42", ticket_note(), None)
    second = notes.write_note(SECOND, "42", ticket_note(), None)
    assert n_live() == 2, "as after a kill before the earlier one was blanked"
    assert notes.find_note(SECOND, "42", first) == second
    assert n_live() == 1
    assert notes.find_note(SECOND, "42", first) == second, "and again, with nothing left to do"


def test_a_note_that_is_not_there_blanks_nothing(kit: Kit) -> None:
    notes, n_live = kit
    first = notes.write_note(FIRST, "42", ticket_note(), None)
    assert notes.find_note(SECOND, "42", first) is None
    assert n_live() == 1


def test_where_comments_may_not_be_redacted_both_stand_until_they_may() -> None:
    desk, line = zendesk()
    notes = desk.notes(line.wire())
    first = notes.write_note(FIRST, "42", ticket_note(), None)
    desk.conversations.may_redact = False
    with pytest.raises(AnswerLost, match="the new note stands on ticket 42, and the earlier one"):
        notes.write_note(SECOND, "42", ticket_note(), first)
    with pytest.raises(FinalFault, match="redact comments in Zendesk"):
        notes.find_note(SECOND, "42", first)
    assert len(desk.conversations.live(42)) == 2
    desk.conversations.may_redact = True
    assert notes.find_note(SECOND, "42", first) is not None
    assert len(desk.conversations.live(42)) == 1


def test_a_note_that_somebody_deleted_is_no_obstacle() -> None:
    desk, line = zendesk()
    notes = desk.notes(line.wire())
    assert notes.write_note(SECOND, "42", ticket_note(), "4711") is not None


def test_the_doctor_learns_whose_account_writes() -> None:
    desk, line = zendesk()
    assert desk.notes(line.wire()).probe() == (
        "its owner is an admin in Zendesk and may write private comments"
    )
