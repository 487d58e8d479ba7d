"""The impact formula, line by line, with figures worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from feedback.domain.customers.customer import Customer, Valuations
from feedback.domain.impact.impact import Impact, ImpactPolicy, ReceiptLine, assess_impact
from feedback.domain.tickets.ticket import Stake, TicketPriority, TicketStatus
from tests.domain.domain_examples import NOW, SEGMENTS, customer, days_ago, stake


def assess(stakes: list[Stake], *customers: Customer, policy: ImpactPolicy | None = None) -> Impact:
    known = customers or (customer(),)
    return assess_impact(
        stakes,
        {one.customer_id: one for one in known},
        SEGMENTS,
        Valuations(known, SEGMENTS),
        policy or ImpactPolicy(),
        NOW,
    )


def only_line(impact: Impact) -> ReceiptLine:
    (line,) = impact.lines
    return line


def test_a_line_is_value_times_weight_times_exposure() -> None:
    line = only_line(assess([stake(1)], customer("acme", "120000")))
    assert (line.value_usd, line.weight, line.exposure) == (
        Decimal("120000"),
        Decimal("0.8"),
        Decimal("0.0400"),
    )
    assert line.contribution_usd == Decimal("3840.00")
    assert (line.low_usd, line.high_usd) == (Decimal("1920.00"), Decimal("7680.00"))
    assert not line.is_estimated


def test_a_customer_counts_once_however_many_tickets_it_sent() -> None:
    impact = assess([stake(1), stake(2), stake(3)])
    line = only_line(impact)
    assert line.n_tickets == 3
    assert line.exposure == Decimal("0.1153")  # 1 − 0.96³ = 0.115264
    assert impact.impact_usd == Decimal("9224.00")  # 100,000 × 0.8 × 0.1153


@pytest.mark.parametrize(("value_usd", "contribution_usd"), [("1.25", "0.02"), ("1.75", "0.04")])
def test_half_a_cent_goes_to_the_even_cent(value_usd: str, contribution_usd: str) -> None:
    # 1.25 × 0.5 × 0.04 = 0.025 and 1.75 × 0.5 × 0.04 = 0.035
    line = only_line(assess([stake(1)], customer("acme", value_usd, segment="self-serve")))
    assert line.contribution_usd == Decimal(contribution_usd)


@pytest.mark.parametrize(
    ("changes", "exposure", "why"),
    [
        ({"priority": TicketPriority.LOW}, "0.0200", ()),
        ({"priority": TicketPriority.HIGH}, "0.0700", ("high priority",)),
        ({"priority": TicketPriority.URGENT}, "0.1000", ("urgent priority",)),
        ({"is_escalated": True}, "0.0600", ("escalated",)),
        ({"n_reopens": 3}, "0.0500", ("reopened",)),
        ({"csat": 2}, "0.0560", ("bad CSAT",)),
        ({"csat": 3}, "0.0400", ()),
        ({"created_at": days_ago(45)}, "0.0200", ()),
        ({"created_at": days_ago(90)}, "0.0100", ()),
        # 0.04 × 1.2 × 0.5, a reply that never came
        ({"created_at": days_ago(45), "first_reply_at": None}, "0.0240", ("unanswered",)),
        # Solved without a reply: nobody waits any more.
        (
            {
                "created_at": days_ago(45),
                "first_reply_at": None,
                "status": TicketStatus.SOLVED,
            },
            "0.0200",
            (),
        ),
        # Two days without a reply are bearable, a second more is not.
        ({"created_at": days_ago(2), "first_reply_at": None}, "0.0388", ()),
        (
            {"created_at": days_ago(2 + 1 / 86400), "first_reply_at": None},
            "0.0465",
            ("unanswered",),
        ),
        # An hour without a reply is no failing yet.
        ({"created_at": days_ago(1 / 24), "first_reply_at": None}, "0.0400", ()),
    ],
)
def test_what_the_helpdesk_says_raises_or_lowers_the_exposure(
    changes: dict[str, Any], exposure: str, why: tuple[str, ...]
) -> None:
    line = only_line(assess([stake(1, **changes)]))
    assert (line.exposure, line.why) == (Decimal(exposure), why)


@pytest.mark.parametrize(
    ("changes", "exposure", "why"),
    [
        ({"renewal_on": date(2026, 3, 9)}, "0.0600", ("renews in 0 days",)),
        ({"renewal_on": date(2026, 6, 7)}, "0.0600", ("renews in 90 days",)),
        ({"renewal_on": date(2026, 6, 8)}, "0.0400", ()),
        ({"renewal_on": date(2026, 3, 8)}, "0.0400", ()),  # has renewed
        ({"health": 0.39}, "0.0600", ("poor health",)),
        ({"health": 0.4}, "0.0400", ()),
        (
            {"renewal_on": date(2026, 3, 19), "health": 0.0},
            "0.0900",
            ("renews in 10 days", "poor health"),
        ),
    ],
)
def test_a_customer_likely_to_leave_is_more_exposed(
    changes: dict[str, Any], exposure: str, why: tuple[str, ...]
) -> None:
    line = only_line(assess([stake(1)], customer(**changes)))
    assert (line.exposure, line.why) == (Decimal(exposure), why)


def test_one_ticket_never_puts_more_at_risk_than_p_max() -> None:
    worst = stake(
        1,
        priority=TicketPriority.URGENT,
        is_escalated=True,
        n_reopens=1,
        csat=1,
        first_reply_at=None,
        created_at=days_ago(3),
    )
    leaving = customer(renewal_on=date(2026, 3, 10), health=0.1)
    assert only_line(assess([worst], leaving)).exposure == Decimal("0.6000")


def test_a_ticket_dated_after_the_night_counts_as_new_and_no_more() -> None:
    assert only_line(assess([stake(1, created_at=days_ago(-2))])).exposure == Decimal("0.0400")


def test_a_reason_is_given_once_however_many_tickets_have_it() -> None:
    line = only_line(
        assess([stake(1, is_escalated=True), stake(2, is_escalated=True, n_reopens=1)])
    )
    assert line.why == ("escalated", "reopened")


def test_an_unknown_value_is_the_median_of_its_segment_and_says_so() -> None:
    impact = assess(
        [stake(1, "acme"), stake(2, "mystery")],
        customer("acme", "100000"),
        customer("bolt", "200000"),
        customer("cask", "600000"),
        customer("mystery", None),
    )
    mystery, acme = impact.lines
    assert (mystery.customer_id, mystery.value_usd) == ("mystery", Decimal("200000.00"))
    assert mystery.is_estimated
    assert not acme.is_estimated
    # Its interval is as wide as the segment: the quartiles are 150,000 and 400,000.
    assert (mystery.low_usd, mystery.high_usd) == (Decimal("2400.00"), Decimal("25600.00"))
    assert impact.impact_usd == Decimal("9600.00")  # 6,400 of the mystery and 3,200 of Acme
    assert impact.estimated_share == 0.6667


def test_where_no_value_is_known_the_floor_of_the_segment_stands_in() -> None:
    impact = assess([stake(1, "mystery")], customer("mystery", None))
    assert impact.impact_usd == Decimal("1600.00")  # 50,000 × 0.8 × 0.04
    assert impact.estimated_share == 1.0


def test_concentration_is_the_largest_customers_share() -> None:
    impact = assess(
        [stake(1, "acme"), stake(2, "bolt")], customer("acme", "300000"), customer("bolt", "100000")
    )
    assert impact.largest_customer_share == 0.75
    assert impact.size_without_largest == (Decimal("3200.00"),)
    assert [line.customer_id for line in impact.lines] == ["acme", "bolt"]


def test_lines_of_the_same_size_stand_in_the_order_of_their_customers() -> None:
    impact = assess([stake(1, "bolt"), stake(2, "acme")], customer("acme"), customer("bolt"))
    assert [line.customer_id for line in impact.lines] == ["acme", "bolt"]


def test_a_strategic_factor_makes_the_figure_a_weighted_one() -> None:
    partner = customer("acme", "100000", segment="launch partners")
    weighted = assess([stake(1)], partner)
    assert weighted.is_weighted
    assert only_line(weighted).weight == Decimal("1.2")
    # Acme is not behind this issue, so its factor is in no line and the figure is plain.
    plain = assess([stake(1, "bolt")], partner, customer("bolt"))
    assert not plain.is_weighted


def test_an_issue_without_tickets_puts_nothing_at_risk() -> None:
    impact = assess([])
    assert impact.impact_usd == Decimal("0.00")
    assert impact.size_without_largest == (Decimal(0),)
    assert (impact.estimated_share, impact.largest_customer_share) == (0.0, 0.0)


def test_customers_worth_nothing_put_nothing_at_risk_and_break_no_share() -> None:
    impact = assess([stake(1)], customer("acme", "0"))
    assert impact.impact_usd == Decimal("0.00")
    assert impact.largest_customer_share == 0.0
    assert len(impact.lines) == 1


def test_the_largest_company_on_earth_is_still_counted_to_the_cent() -> None:
    impact = assess([stake(1)], customer("acme", "999999999999999.99"))
    assert str(impact.impact_usd) == "32000000000000.00"
