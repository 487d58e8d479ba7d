"""What is worth a comment on a work item, and how it reads."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    Fixed,
    Grew,
    LineageEvent,
    Regressed,
    Spiked,
)
from feedback.domain.publishing.comment import (
    Absorbed,
    CameBack,
    Comment,
    MergedIn,
    PriorityCrossed,
    Question,
    SpikeFound,
    VerifiedFixed,
)
from feedback.domain.publishing.messages.item_news import comment_of, merged_into, priority_crossed
from feedback.domain.publishing.work_item_words import comment_lines
from tests.domain.domain_examples import NOW, ranked

FB_12, FB_3 = IssueId(12), IssueId(3)
SPIKE = LineageEvent(FB_12, NOW, Spiked(9, 0.4, 0.5, 0.001))
REGRESSED = LineageEvent(FB_12, NOW, Regressed(date(2026, 3, 1), "4.18", 4, 3, 1, 2.5))
FIXED = LineageEvent(FB_12, NOW, Fixed(date(2026, 3, 1), "4.18", 4, 3, 14, 2.5))
GREW = LineageEvent(FB_12, NOW, Grew(3))


def told(comment: Comment | None) -> set[object]:
    assert comment is not None
    return {event.reference for event in comment.events}


def test_growing_alone_notifies_nobody() -> None:
    assert comment_of(FB_12, [GREW], ()) is None


def test_a_night_has_one_comment_for_everything_that_happened() -> None:
    crossed = priority_crossed(2, "Medium", ranked(priority="High"))
    comment = comment_of(FB_12, [SPIKE, GREW], (), crossed=crossed, merged=[FB_3])
    assert comment == Comment(
        FB_12,
        (
            PriorityCrossed(2, "Medium", "High", Decimal("5000.00"), 5, 2),
            SpikeFound(NOW, 9, 0.4),
            MergedIn(FB_3),
        ),
    )
    assert comment_lines(comment) == [
        "Priority by customer value impact: Medium → High. $5,000 a year at risk, 5 tickets from "
        "2 customers.",
        "Spiking: 9 tickets in a day, up from 0.4 a day.",
        "FB-3 was absorbed by FB-12, which now has its tickets.",
    ]


def test_what_was_told_is_not_told_again_though_its_figures_moved() -> None:
    crossed = priority_crossed(2, "Medium", ranked(priority="High"))
    first = comment_of(FB_12, [SPIKE], (), crossed=crossed, merged=[FB_3])
    moved = priority_crossed(2, "Medium", ranked(priority="High", n_tickets=6))
    assert comment_of(FB_12, [SPIKE], told(first), crossed=moved, merged=[FB_3]) is None
    later = replace(SPIKE, as_of=NOW + timedelta(days=9))
    again = comment_of(FB_12, [SPIKE, later], told(first))
    assert again == Comment(FB_12, (SpikeFound(later.as_of, 9, 0.4),))


def test_a_border_is_crossed_once_for_each_write_that_said_the_priority_before() -> None:
    assert priority_crossed(2, "High", ranked(priority="High")) is None
    first = priority_crossed(2, "Medium", ranked(priority="High"))
    after_a_return = priority_crossed(4, "Medium", ranked(priority="High"))
    assert first is not None
    assert comment_of(FB_12, (), {first.reference}, crossed=after_a_return) is not None


def test_what_became_of_a_release_is_told_with_its_figures() -> None:
    comment = comment_of(FB_12, [REGRESSED, FIXED], ())
    assert comment is not None
    assert comment.events == (
        VerifiedFixed(NOW, FIXED.detail),
        CameBack(NOW, REGRESSED.detail),
    )
    assert comment_lines(comment) == [
        "Verified fixed: 4 reports from 3 customers in 14 days after the release of 2026-03-01, "
        "compared with 2.5 a day before it.",
        "Back after the release: 4 reports from 3 customers in 1 day after the release of "
        "2026-03-01, compared with 2.5 a day before it.",
    ]


def test_the_end_of_an_absorbed_issue_is_told_where_its_people_look() -> None:
    ended = LineageEvent(FB_12, NOW - timedelta(hours=1), AbsorbedInto(FB_3))
    comment = comment_of(FB_12, [ended], ())
    assert comment == Comment(FB_12, (Absorbed(ended.as_of, FB_3),))
    assert comment_lines(comment) == ["Absorbed by FB-3, which now has its tickets."]
    assert merged_into([ended, SPIKE], {FB_12}) == {FB_3: [FB_12]}
    assert merged_into([ended], set()) == {}, "without a work item it is nobody's news"


def test_a_question_names_its_ticket_where_it_is_about_one() -> None:
    question = Question("Ada Lindgren", "When?")
    assert comment_lines(Comment(FB_12, (question,))) == ["Ada Lindgren (support) asks: When?"]
    about = replace(question, ticket="T-1", ticket_url="https://desk.example/1")
    assert comment_lines(Comment(FB_12, (about,))) == [
        "Ada Lindgren (support) asks: When?",
        "About ticket T-1: https://desk.example/1",
    ]
    without_address = replace(about, ticket_url="")
    assert comment_lines(Comment(FB_12, (without_address,)))[1] == "About ticket T-1"
