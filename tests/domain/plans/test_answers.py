"""Product's answer and a supplier's scorecard as messages, and where they go."""

from datetime import UTC, date, datetime

from feedback.domain.issues.decision import Answer, Decision, DecisionKind, answers_of
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.messages.product_answer import (
    ProductAnswer,
    answer_headline,
    answer_words,
    product_answer,
)
from feedback.domain.publishing.messages.readers import (
    address_of,
    answer_target,
    contact_target,
    kind_of_target,
)
from feedback.domain.supply.reports.scorecard_notice import (
    ScorecardNotice,
    notice_headline,
    notice_words,
)
from tests.domain.domain_examples import issue

AT = datetime(2026, 3, 12, 9, tzinfo=UTC)


def answered(number: int, value: str, **changes: object) -> Decision:
    return Decision(
        number, DecisionKind.ANSWER, IssueId(3), AT, "Mia", "It is planned for June.",
        value=value, **changes,  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_answer_is_told_with_its_reason_and_the_reader_s_own_tickets() -> None:
    message = product_answer("Ada", answered(1, "accepted"), issue(3, "Bulk edit"), ("T-1", "T-2"))
    assert message == ProductAnswer(
        reader="Ada",
        decision_id=1,
        issue_id=IssueId(3),
        title="Bulk edit",
        answer=Answer.ACCEPTED,
        why="It is planned for June.",
        answered_by="Mia",
        answered_on=date(2026, 3, 12),
        tickets=("T-1", "T-2"),
    )
    assert answer_headline(message) == "Product answered FB-3"
    assert answer_words(message) == (
        "Product has accepted this; a date follows when there is a plan. Why: It is planned for "
        "June. (Mia, 2026-03-12) Your tickets that asked: T-1, T-2."
    )


def test_a_scorecard_is_told_by_its_first_sentences_and_a_link() -> None:
    notice = ScorecardNotice(
        "#leads", "costa", "2026-03", ("It meets all.", "One action."), "https://x.example/c"
    )
    assert notice_headline(notice) == "Scorecard of costa, March 2026"
    assert notice_words(notice) == "It meets all. One action. The scorecard: https://x.example/c"


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
