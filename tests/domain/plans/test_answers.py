"""Product's answer and a supplier's scorecard as messages, and where they go."""

from datetime import UTC, datetime

from feedback.domain.issues.decision import Decision, DecisionKind, answers_of
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.product_answer import answer_payload
from feedback.domain.publishing.readers import (
    address_of,
    answer_target,
    contact_target,
    kind_of_target,
)
from feedback.domain.supply.reports.scorecard_message import scorecard_payload

AT = datetime(2026, 3, 12, 9, tzinfo=UTC)


def answered(number: int, value: str, **changes: object) -> Decision:
    return Decision(
        number, DecisionKind.ANSWER, IssueId(3), AT, "Mia", "It is planned for June.",
        value=value, **changes,  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_answer_is_told_with_its_reason_and_the_reader_s_own_tickets() -> None:
    payload = answer_payload("Ada", answered(1, "accepted"), "FB-3", "Bulk edit", ["T-1", "T-2"])
    assert payload == {
        "kind": "answer",
        "headline": "Product has answered FB-3",
        "reader": "Ada",
        "news": [],
        "events": [
            {
                "issue_id": "FB-3",
                "title": "Bulk edit",
                "kind": "answered",
                "words": "Product has accepted this; a date follows when there is a plan. Why: It "
                "is planned for June. (Mia, 2026-03-12) Your tickets that asked: T-1, T-2.",
            }
        ],
        "decision_id": 1,
    }


def test_a_scorecard_is_told_by_its_first_sentences_and_a_link() -> None:
    payload = scorecard_payload(
        "#leads", "costa", "2026-03", ["It meets all.", "One action."], "https://x.example/c"
    )
    assert payload["events"][0]["words"] == (
        "It meets all. One action. The scorecard: https://x.example/c"
    )


def test_answers_to_two_issues_do_not_take_each_other_s_place() -> None:
    first, second = answer_target("A-01", "FB-3"), answer_target("A-01", "FB-4")
    assert first != second
    assert (kind_of_target(first), address_of(first)) == ("answer", "A-01")
    assert address_of(answer_target("#support-core", "FB-3")) == "#support-core"
    assert address_of(contact_target("#ext-costa-leads", "costa")) == "#ext-costa-leads"


def test_the_newest_standing_answer_counts() -> None:
    taken_back = answered(2, "accepted", undone_at=AT)
    found = answers_of([answered(3, "later"), answered(1, "declined"), taken_back])
    assert [one.value for one in found[IssueId(3)]] == ["declined", "later"]
