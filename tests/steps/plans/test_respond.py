"""What people answer to messages: who may, what follows, and that twice is once."""

import json
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedback.adapters.store.plans.responses import ResponseTable
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.plans.responses.response import Response, ResponseKind
from feedback.domain.publishing.comment import Comment, Question
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput, NightRunning
from feedback.queries.plans.telling import customers_to_tell
from feedback.steps.advise_between_nights import advise_between_nights
from feedback.steps.issues import decide
from feedback.steps.issues.decide import Author
from feedback.steps.night import Pipeline, run_night
from feedback.steps.plans.record_response import ResponsePolicy, record_response
from tests.fakes import WordRedactor
from tests.steps.company import NIGHTS, build, issue_of, outbox_files, pipeline, write_jsonl
from tests.steps.words_told import changes_of, message_in

NOON = NIGHTS[0] + timedelta(hours=9)


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company after its first night: Bo, brightwater's and in-house's team know the plan."""
    folder = build(tmp_path_factory.mktemp("responses") / "company")
    whole = pipeline(folder)
    run_night(whole, NIGHTS[0])
    whole.store.close()
    return folder


@pytest.fixture
def company(first_night: Path, tmp_path: Path) -> Pipeline:
    return pipeline(shutil.copytree(first_night, tmp_path / "company"))


def policy(whole: Pipeline, *named: str, contacts: frozenset[str] = frozenset()) -> ResponsePolicy:
    return ResponsePolicy(
        Readers(whole.support_agents, whole.advice.suppliers),
        lambda text: WordRedactor().mask(text).text,
        frozenset(named),
        contacts,
    )


def answer(
    whole: Pipeline,
    kind: ResponseKind,
    ticket: str = "",
    by: str = "bo",
    *,
    issue: IssueId | None = None,
    text: str = "",
    at: datetime = NOON,
    named: tuple[str, ...] = (),
) -> str:
    about = TicketId(f"helpdesk:{ticket}") if ticket else None
    issue_id = issue if issue is not None else issue_of(whole.store, "export-1")
    response = Response(kind, issue_id, about, by, at, text)
    return record_response(whole.store, response, policy(whole, *named))


def to_tell(whole: Pipeline) -> list[str]:
    readers = Readers(whole.support_agents, whole.advice.suppliers)
    return [ticket.key for one in customers_to_tell(whole.store, readers) for ticket in one.tickets]


def plan_again(whole: Pipeline, folder: Path, **changes: str) -> None:
    """Product says something else at noon, and it is told at once."""
    path = folder / "fix_plans.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][:1]
    rows.append({**rows[0], "recorded_at": (NOON - timedelta(hours=1)).isoformat(), **changes})
    write_jsonl(path, rows)
    advise_between_nights(whole, NOON)


def test_the_list_of_customers_to_tell_shrinks_as_they_are_told(company: Pipeline) -> None:
    assert to_tell(company) == [f"export-{n}" for n in (1, 2, 4, 5, 7, 8)]

    words = answer(company, ResponseKind.TOLD_CUSTOMER, "export-4")
    assert words == "Noted: ticket export-4, customer told about FB-3. 3 customers still to tell."
    assert to_tell(company) == [f"export-{n}" for n in (1, 2, 5, 7, 8)]

    words = answer(company, ResponseKind.TOLD_CUSTOMER)
    assert words.startswith("Noted: tickets export-1, export-7, customer told about FB-3.")
    assert to_tell(company) == [f"export-{n}" for n in (2, 5, 8)]


def test_the_same_answer_twice_says_so_and_changes_nothing(company: Pipeline) -> None:
    answer(company, ResponseKind.TOLD_CUSTOMER, "export-4")
    with company.store.begin() as tx:
        before = list(tx.responses.of_kinds(*ResponseKind))
    words = answer(company, ResponseKind.TOLD_CUSTOMER, "export-4", at=NOON + timedelta(hours=1))
    assert words.startswith("That was noted already, by you on 9 March 2026.")
    words = answer(company, ResponseKind.TOLD_CUSTOMER, "export-4", "Lead@acme.com",
                   named=("lead@acme.com",))  # fmt: skip
    assert words.startswith("That was noted already, by Bo on 9 March 2026.")
    with company.store.begin() as tx:
        assert list(tx.responses.of_kinds(*ResponseKind)) == before


def test_who_was_told_a_date_that_slips_is_to_be_told_again(
    company: Pipeline, tmp_path: Path
) -> None:
    answer(company, ResponseKind.TOLD_CUSTOMER, at=NIGHTS[0] + timedelta(hours=2))
    assert to_tell(company) == ["export-2", "export-5", "export-8"]

    plan_again(company, tmp_path / "company", target_on="2026-03-27")
    assert to_tell(company) == [f"export-{n}" for n in (1, 2, 4, 5, 7, 8)]


def test_what_a_person_says_of_a_plan_is_of_the_plan_they_were_told(
    company: Pipeline, tmp_path: Path
) -> None:
    """Product has moved the date meanwhile, but no message of it has gone out yet."""
    plan_again(replace(company, apply=False), tmp_path / "company", target_on="2026-03-27")
    answer(company, ResponseKind.TOLD_CUSTOMER, "export-4", at=NOON + timedelta(hours=1))
    assert "export-4" in to_tell(company)


def test_a_ticket_of_something_else_leaves_the_issue_for_good(company: Pipeline) -> None:
    export = issue_of(company.store, "export-1")
    words = answer(company, ResponseKind.NOT_THIS_ISSUE, "export-4")
    assert words == "Ticket export-4 was taken out of FB-3 and will not be put there again."
    run_night(company, NIGHTS[1])
    with company.store.begin() as tx:
        assert tx.issues.issue_of(TicketId("helpdesk:export-4")) != export
        (decision,) = tx.decisions.all()
    assert (decision.kind, decision.made_by, decision.why) == (
        "not-this", "bo", "Bo answered: not FB-3",
    )  # fmt: skip
    words = answer(company, ResponseKind.NOT_THIS_ISSUE, "export-4")
    assert words.startswith("Ticket export-4 is no longer in FB-3")


def test_of_several_tickets_one_has_to_be_named(company: Pipeline) -> None:
    with pytest.raises(InvalidInput, match="Say which ticket is not FB-3"):
        answer(company, ResponseKind.NOT_THIS_ISSUE)


def test_while_a_night_is_going_on_grouping_is_not_changed(company: Pipeline) -> None:
    with company.store.lock(), pytest.raises(NightRunning):
        answer(company, ResponseKind.NOT_THIS_ISSUE, "export-4")
    with company.store.begin() as tx:
        assert not tx.responses.of_kinds(*ResponseKind)


def test_an_answer_about_a_merged_issue_goes_to_the_one_that_has_its_tickets(
    company: Pipeline,
) -> None:
    export, login = (issue_of(company.store, f"{name}-1") for name in ("export", "login"))
    decide.merge(company.store, export, login, Author("Mia", "one cause", NOON))
    words = answer(company, ResponseKind.STILL_HAPPENING, "export-4", issue=export)
    assert words.startswith(
        f"{issue_label(export)} was merged into {issue_label(login)}; this is kept there. Noted: "
    )
    with company.store.begin() as tx:
        assert [one.response.ticket_id for one in tx.responses.of_issue(login)] == [
            "helpdesk:export-4"
        ]


@pytest.mark.parametrize(
    ("by", "ticket", "why"),
    [
        ("ada", "export-4", "Ada does not hold ticket export-4. Only whoever holds it"),
        ("eve@elsewhere.com", "export-4", "eve@elsewhere.com does not hold ticket export-4"),
        ("ada", "export-2", "does not hold ticket export-2"),  # another supplier's team
        ("bo", "export-99", "Unknown ticket helpdesk:export-99"),
        ("bo", "login-1", "Ticket login-1 is no longer in FB-3"),
    ],
)
def test_who_may_not_answer_for_a_ticket_is_refused(
    company: Pipeline, by: str, ticket: str, why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        answer(company, ResponseKind.TOLD_CUSTOMER, ticket, by)
    with company.store.begin() as tx:
        assert not tx.responses.of_kinds(*ResponseKind)


def test_a_ticket_nobody_holds_may_be_answered_for_by_its_team(company: Pipeline) -> None:
    assert answer(company, ResponseKind.TOLD_CUSTOMER, "export-2", "BO@example.com").startswith(
        "Noted: ticket export-2"
    )
    assert answer(company, ResponseKind.TOLD_CUSTOMER, "export-5", "ada").startswith(
        "Noted: ticket export-5"
    )


def test_an_unknown_issue_is_refused(company: Pipeline) -> None:
    with pytest.raises(InvalidInput, match="There is no issue FB-99"):
        answer(company, ResponseKind.MUTE, issue=IssueId(99))


def test_who_muted_an_issue_hears_no_more_of_it_and_the_others_do(
    company: Pipeline, tmp_path: Path
) -> None:
    assert answer(company, ResponseKind.MUTE).startswith(
        "You will get no more direct messages about FB-3; channels still hear of it."
    )
    assert answer(company, ResponseKind.MUTE) == "FB-3 is muted for you already."
    before = outbox_files(tmp_path / "company").keys()

    plan_again(company, tmp_path / "company", target_on="2026-03-27")
    fresh = outbox_files(tmp_path / "company").keys() - before
    assert sorted(name for name in fresh if name.endswith(".json")) == [
        "messages/0005-team-ext-bw.json",
        "messages/0006-team-support-core.json",
    ]

    answer(company, ResponseKind.UNMUTE)
    advise_between_nights(company, NOON + timedelta(hours=1))
    (told,) = (
        outbox_files(tmp_path / "company").keys()
        - before
        - fresh
        - {"messages/0007-support-agent-bo.md"}
    )
    (item,) = message_in((tmp_path / "company" / "outbox" / told).read_text()).news
    assert changes_of(item) == ["slipped by 7 days to 2026-03-27"]


def test_a_question_becomes_a_comment_on_the_work_item_without_personal_data(
    company: Pipeline,
) -> None:
    words = answer(
        company, ResponseKind.ASK_PRODUCT, "export-4", text="Does it hit  bo@example.com too?"
    )
    assert words == "Your question becomes a comment on the work item of FB-3."
    again = answer(
        company, ResponseKind.ASK_PRODUCT, "export-4", text="Does it hit  bo@example.com too?"
    )
    assert again == "You have asked that about FB-3 already."
    with company.store.begin() as tx:
        (comment,) = tx.effects.of_target("FB-3#ask-1")
    assert comment.content == Comment(
        IssueId(3), (Question("Bo", "Does it hit [email] too?", "export-4"),)
    )
    advise_between_nights(company, NOON)
    with company.store.begin() as tx:
        assert tx.effects.remote_key("FB-3#ask-1") == "LOCAL-4-1"


def test_a_question_that_waits_for_the_night_is_not_withdrawn_by_its_publishing(
    company: Pipeline,
) -> None:
    answer(company, ResponseKind.ASK_PRODUCT, "export-4", text="Does it hit them too?")
    run_night(company, NIGHTS[1])
    with company.store.begin() as tx:
        (comment,) = tx.effects.of_target("FB-3#ask-1")
    assert comment.state is EffectState.DONE


@pytest.mark.parametrize(("text", "why"), [("  ", "needs words"), ("x" * 2001, "2001 characters")])
def test_a_question_that_cannot_be_sent_is_refused(company: Pipeline, text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        answer(company, ResponseKind.ASK_PRODUCT, "export-4", text=text)


def test_still_happening_says_whether_it_counts(company: Pipeline, tmp_path: Path) -> None:
    words = answer(company, ResponseKind.STILL_HAPPENING, "export-4")
    assert words.endswith("No fix has been released yet, so nothing else follows from it.")
    plan_again(company, tmp_path / "company", status="released", released_on="2026-03-09")
    words = answer(company, ResponseKind.STILL_HAPPENING, "export-7", at=NOON + timedelta(days=1))
    assert words.endswith("It counts as a report after the release.")


def test_who_is_not_named_may_not_acknowledge(company: Pipeline) -> None:
    with pytest.raises(InvalidInput, match="not one of those that escalations go to"):
        answer(company, ResponseKind.ACKNOWLEDGE)
    words = answer(company, ResponseKind.ACKNOWLEDGE, named=("bo",))
    assert words == "No plan is owed for FB-3 any more; nothing to acknowledge."


def told_among(whole: Pipeline, *tickets: str, by: str = "bo") -> str:
    chosen = tuple(TicketId(f"helpdesk:{ticket}") for ticket in tickets)
    response = Response(
        ResponseKind.TOLD_CUSTOMER, issue_of(whole.store, "export-1"), None, by, NOON, among=chosen
    )
    return record_response(whole.store, response, policy(whole))


def test_what_was_chosen_is_all_that_is_answered(company: Pipeline) -> None:
    # export-2 is of Bo's team; export-7 is Bo's own, but was not among what Bo chose from.
    words = told_among(company, "export-2", "export-1")
    assert words.startswith("Noted: tickets export-1, export-2, customer told about FB-3.")
    assert to_tell(company) == [f"export-{n}" for n in (4, 5, 7, 8)]


def test_a_chosen_ticket_that_somebody_else_holds_is_left_out_and_named(company: Pipeline) -> None:
    words = told_among(company, "export-5", "export-1")
    assert words.startswith(
        "Left out, held by somebody else or no longer in FB-3: export-5. Noted: ticket export-1,"
    )
    with pytest.raises(InvalidInput, match="Bo holds none of these tickets any more"):
        told_among(company, "export-5")


def tickets_told_of(folder: Path, since: set[str]) -> dict[str, bool]:
    """Ticket → whether it was said to be open, of the messages that were sent since."""
    return {
        ticket.key: ticket.is_open
        for name, text in outbox_files(folder).items()
        if name not in since and name.startswith("messages/") and name.endswith(".json")
        for item in message_in(text).news
        for ticket in item.tickets
    }


def test_whose_customer_was_promised_to_hear_more_hears_though_the_ticket_is_solved(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    lead = "lead@acme.com"
    answer(company, ResponseKind.TOLD_CUSTOMER, "export-3", lead, named=(lead,))
    before = set(outbox_files(folder))
    plan_again(company, folder, target_on="2026-03-27")
    told = tickets_told_of(folder, before)
    assert told.pop("export-3") is False
    # export-6 is solved too, but nobody has promised its customer anything.
    assert sorted(told) == [f"export-{n}" for n in (1, 2, 4, 5, 7, 8)]
    assert all(told.values())


def test_killed_between_the_answer_and_the_constraint_neither_stands_and_the_next_press_does_both(
    company: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(ResponseTable, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            answer(company, ResponseKind.NOT_THIS_ISSUE, "export-4")
    with company.store.begin() as tx:
        assert tx.decisions.all() == []
        assert tx.issues.issue_of(TicketId("helpdesk:export-4")) is not None

    issue_id = issue_of(company.store, "export-4")
    answer(company, ResponseKind.NOT_THIS_ISSUE, "export-4")
    with company.store.begin() as tx:
        assert [one.issue_id for one in tx.decisions.all()] == [issue_id]
        assert [one.response.kind for one in tx.responses.of_issue(issue_id)] == [
            ResponseKind.NOT_THIS_ISSUE
        ]
