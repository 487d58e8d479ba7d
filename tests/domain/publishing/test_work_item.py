"""What a product manager is shown, and when it is written (again)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.impact.trend import Activity, Trend
from feedback.domain.issues.issue import IssueId, IssueKind, Overrides
from feedback.domain.issues.lineage import LineageEvent, Spiked, SpikeEnded, Split
from feedback.domain.publishing.issue_context import issue_context
from feedback.domain.publishing.known_work_item import WorkItemField
from feedback.domain.publishing.receipt import OtherCustomers, ReceiptRow
from feedback.domain.publishing.routing import Route
from feedback.domain.publishing.work_item import (
    PublishPolicy,
    is_worth_writing,
    reason_to_hold_back,
    work_item_content,
)
from feedback.domain.publishing.work_item_content import (
    OngoingSpike,
    Quote,
    ShownImpact,
    WorkItemContent,
)
from feedback.domain.publishing.work_item_words import (
    in_short,
    size_words,
    support_cost_words,
    trend_words,
)
from tests.domain.domain_examples import impact, issue, ranked

POLICY = PublishPolicy()


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (ranked(n_tickets=2), "2 tickets, fewer than 3"),
        (ranked(impact=impact("9000.00")), "1 customer, fewer than 2"),
        (
            ranked(issue=replace(issue(), distinctness=0.91)),
            "distinctness 0.91 below 1.00: may mix problems",
        ),
        (ranked(impact=impact("600.00", "399.60")), "impact $999.60 below $1,000.00"),
        # Each limit itself is enough.
        (
            ranked(n_tickets=3, impact=impact("600.00", "400.00"), issue=issue()),
            None,
        ),
    ],
)
def test_an_issue_is_held_back_for_a_reason_one_can_read(
    held: RankedIssue, reason: str | None
) -> None:
    assert reason_to_hold_back(held, POLICY) == reason


def test_a_person_may_vouch_for_an_issue_and_may_silence_it() -> None:
    vouched_for = replace(issue(), by_hand=Overrides(is_vouched_for=True))
    assert reason_to_hold_back(ranked(n_tickets=1, issue=vouched_for), POLICY) is None
    silenced = replace(issue(), by_hand=Overrides(is_vouched_for=True, is_muted=True))
    assert reason_to_hold_back(ranked(issue=silenced), POLICY) == "muted by a person"


def test_the_work_item_shows_the_receipt_the_quotes_and_where_they_come_from() -> None:
    costs = (SupportCost("Helpful Ltd", 4, Decimal("18.00")),)
    content = work_item_content(ranked(support_costs=costs), POLICY)
    assert content == WorkItemContent(
        issue_id=IssueId(12),
        summary="Export fails",
        in_short="",
        kind=IssueKind.DEFECT,
        kind_confidence=0.9,
        priority="Low",
        labels=("support-feedback", "FB-12"),
        emerged_on=date(2026, 2, 1),
        first_ticket_on=date(2026, 2, 1),
        trend=Trend.UNCLEAR,
        trend_weeks=4,
        trend_ratio=None,
        n_tickets=5,
        n_open_tickets=2,
        n_customers=2,
        cohesion=0.7,
        distinctness=1.0,
        keyphrases=("export", "csv"),
        impact=ShownImpact(
            impact_usd=Decimal("5000.00"),
            low_usd=Decimal("2500.00"),
            high_usd=Decimal("10000.00"),
            estimated_share=0.0,
            largest_customer_share=0.6,
            is_weighted=False,
            receipt=(
                receipt_row("C1", "75000.00", "3000.00"),
                receipt_row("C2", "50000.00", "2000.00"),
            ),
            others=OtherCustomers(0, Decimal("0.00")),
        ),
        support_costs=costs,
        quotes=(
            Quote("The export stops.", "https://desk.example/1"),
            Quote("No CSV comes.", ""),
        ),
    )


def receipt_row(customer: str, value_usd: str, contribution_usd: str) -> ReceiptRow:
    return ReceiptRow(
        customer=customer,
        segment="enterprise",
        value_usd=Decimal(value_usd),
        weight=Decimal("1.0"),
        exposure=Decimal("0.0400"),
        contribution_usd=Decimal(contribution_usd),
        n_tickets=2,
        is_estimated=False,
        why=("escalated",),
    )


def test_a_new_work_item_may_write_everything_and_tells_where_it_is_made() -> None:
    content = work_item_content(ranked(), POLICY, route=Route(project="OPS"))
    assert content.owned == tuple(WorkItemField)
    assert content.expected is None
    assert content.route == Route(project="OPS")


def test_a_spike_that_lasts_and_a_split_are_told() -> None:
    began = datetime(2026, 3, 8, 3, tzinfo=UTC)
    spike = LineageEvent(IssueId(12), began, Spiked(19, 0.4, 0.5, 0.001))
    split = LineageEvent(IssueId(12), began, Split(3, (IssueId(2), IssueId(7))))
    content = work_item_content(ranked(), POLICY, context=issue_context([spike, split]))
    assert content.spike == OngoingSpike(date(2026, 3, 8), 19, 0.4)
    assert content.split_from == (IssueId(2), IssueId(7))
    over = LineageEvent(
        IssueId(12), began + timedelta(days=2), SpikeEnded(date(2026, 3, 8), 2, 30, False)
    )
    calm = work_item_content(ranked(), POLICY, context=issue_context([spike, over]))
    assert calm.spike is None


def test_words_are_in_the_singular_for_one() -> None:
    alone = work_item_content(ranked(n_tickets=1, impact=impact("5000.00")), POLICY)
    assert alone.n_customers == 1
    assert in_short(alone) == "1 customer runs into this: export, csv."
    assert size_words(alone) == "1 ticket (2 open) from 1 customer"
    assert in_short(work_item_content(ranked(), POLICY)) == (
        "2 customers run into this: export, csv."
    )


def test_the_trend_is_told_with_the_weeks_it_looks_at() -> None:
    def words(trend: Trend, ratio: float | None = None) -> str:
        activity = Activity(trend=trend, ratio=ratio)
        policy = replace(POLICY, trend_weeks=6)
        return trend_words(work_item_content(ranked(activity=activity), policy))

    assert words(Trend.NEW) == "new: first ticket within 6 weeks"
    assert words(Trend.QUIET) == "quiet: no recent tickets"
    assert words(Trend.UNCLEAR, 2.0) == "unclear: too few tickets to tell"
    assert words(Trend.RISING) == "rising"
    assert words(Trend.FALLING, 0.5) == (
        "falling: 0.5 times as many tickets as in the weeks before"
    )


def test_customers_beyond_the_first_lines_are_summed_so_that_the_receipt_still_adds_up() -> None:
    many = ranked(impact=impact("500.00", "400.00", "300.10", "200.20", "100.30"))
    shown = work_item_content(many, replace(POLICY, n_receipt_lines=2)).impact
    assert [row.contribution_usd for row in shown.receipt] == [Decimal(500), Decimal(400)]
    assert shown.others == OtherCustomers(3, Decimal("600.60"))
    assert shown.impact_usd == Decimal("1500.60")


def test_no_more_quotes_than_asked_for() -> None:
    content = work_item_content(ranked(), replace(POLICY, n_quotes=1))
    assert [quote.quote for quote in content.quotes] == ["The export stops."]


def test_nothing_in_the_work_item_moves_when_only_the_rank_does() -> None:
    first = ranked(rank=1, rank_without_largest=4, n_new_tickets=3)
    last = ranked(rank=90, rank_without_largest=91, n_new_tickets=0)
    assert work_item_content(first, POLICY) == work_item_content(last, POLICY)


def worth_writing(before: RankedIssue, after: RankedIssue) -> bool:
    written = work_item_content(before, POLICY)
    return is_worth_writing(written, work_item_content(after, POLICY), POLICY)


def test_the_same_content_is_not_written_again() -> None:
    assert not worth_writing(ranked(), ranked())


@pytest.mark.parametrize(
    "after",
    [
        ranked(n_tickets=6),
        ranked(priority="Medium"),
        ranked(issue=issue(title="CSV export stops at 10,000 rows")),
        ranked(impact=impact("3000.00", "1900.00", "100.00")),  # another customer, the same sum
        ranked(impact=impact("3500.01", "2000.00")),  # more than a tenth up
        ranked(impact=impact("3000.00", "1499.99")),  # more than a tenth down
    ],
)
def test_what_a_person_would_miss_is_written(after: RankedIssue) -> None:
    assert worth_writing(ranked(), after)


@pytest.mark.parametrize(
    "after",
    [
        ranked(impact=impact("2700.00", "1800.00")),  # decayed by a tenth, not more
        ranked(impact=impact("3300.00", "2200.00")),
        ranked(n_open_tickets=0),
        ranked(issue=issue(cohesion=0.6)),
        ranked(rank=7),
    ],
)
def test_money_that_only_decayed_a_little_is_not_news(after: RankedIssue) -> None:
    assert not worth_writing(ranked(), after)


def test_decay_adds_up_to_news_against_what_was_written_not_against_last_night() -> None:
    written, nights = ranked(impact=impact("3000.00", "2000.00")), 0
    amount = Decimal("5000.00")
    while not worth_writing(written, ranked(impact=impact(f"{amount - 2000:.2f}", "2000.00"))):
        amount *= Decimal("0.97")
        nights += 1
    assert nights == 4  # 0.97³ = 0.913, 0.97⁴ = 0.885


def test_an_impact_that_was_nothing_can_become_news() -> None:
    nothing = ranked(impact=impact("0.00", "0.00"))
    assert not worth_writing(nothing, ranked(impact=impact("0.05", "0.00")))
    assert worth_writing(nothing, ranked(impact=impact("10.00", "0.00")))


def test_what_an_estimate_makes_of_the_cost_is_told_with_it() -> None:
    costs = (
        SupportCost("Helpful Ltd", 4, Decimal("18.00")),
        SupportCost("by the hour", 1, Decimal("15.00"), Decimal("15.00")),
    )
    assert support_cost_words(costs, lambda amount: f"${amount}") == (
        "Helpful Ltd $18.00 for 4 tickets; by the hour $15.00 for 1 ticket, $15.00 of it estimated"
    )
