"""What holds of every impact, whatever the tickets and customers are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.customers.customer import Customer, Valuations
from feedback.domain.impact.impact import Impact, ImpactPolicy, assess_impact
from feedback.domain.tickets.ticket import (
    Stake,
    TicketFacts,
    TicketId,
    TicketPriority,
    TicketStatus,
)
from tests.domain.domain_examples import NOW, SEGMENTS, customer, facts

IDS = ("acme", "bolt", "cask", "dune")


@st.composite
def some_facts(draw: st.DrawFn) -> TicketFacts:
    return facts(
        created_at=NOW - timedelta(hours=draw(st.integers(0, 24 * 400))),
        first_reply_at=draw(st.sampled_from([None, NOW])),
        status=draw(st.sampled_from(TicketStatus)),
        priority=draw(st.sampled_from(TicketPriority)),
        is_escalated=draw(st.booleans()),
        n_reopens=draw(st.integers(0, 2)),
        csat=draw(st.sampled_from([None, 1, 3, 5])),
    )


@st.composite
def some_stakes(draw: st.DrawFn, max_size: int = 8) -> list[Stake]:
    rows = draw(st.lists(st.tuples(st.sampled_from(IDS), some_facts()), max_size=max_size))
    return [Stake(TicketId(f"desk:{n}"), whose, what) for n, (whose, what) in enumerate(rows)]


@st.composite
def some_customers(draw: st.DrawFn) -> list[Customer]:
    money = st.decimals(0, 10_000_000, places=2)
    return [
        Customer(
            customer_id,
            customer_id.title(),
            draw(st.sampled_from(sorted(SEGMENTS))),
            draw(st.none() | money),
            draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))),
            draw(st.none() | st.floats(0, 1)),
        )
        for customer_id in IDS
    ]


def assess(stakes: Sequence[Stake], customers: Sequence[Customer]) -> Impact:
    return assess_impact(
        stakes,
        {one.customer_id: one for one in customers},
        SEGMENTS,
        Valuations(customers, SEGMENTS),
        ImpactPolicy(),
        NOW,
    )


@given(some_stakes(), some_customers())
def test_the_lines_add_up_to_the_impact_to_the_cent(
    stakes: list[Stake], customers: list[Customer]
) -> None:
    impact = assess(stakes, customers)
    assert sum((line.contribution_usd for line in impact.lines), Decimal(0)) == impact.impact_usd
    assert sum((line.low_usd for line in impact.lines), Decimal(0)) == impact.low_usd
    assert sum((line.high_usd for line in impact.lines), Decimal(0)) == impact.high_usd


@given(some_stakes(), some_customers())
def test_every_line_can_be_recomputed_from_the_figures_it_shows(
    stakes: list[Stake], customers: list[Customer]
) -> None:
    for line in assess(stakes, customers).lines:
        # From what is printed, so that nothing hidden in a figure takes part.
        value, weight, exposure = (
            Decimal(str(figure)) for figure in (line.value_usd, line.weight, line.exposure)
        )
        by_hand = (value * weight * exposure).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
        assert line.contribution_usd == by_hand


@given(some_stakes(), some_customers(), st.randoms(use_true_random=False))
def test_the_order_of_tickets_and_customers_does_not_matter(
    stakes: list[Stake], customers: list[Customer], random: Random
) -> None:
    before = assess(stakes, customers)
    shuffled, others = list(stakes), list(customers)
    random.shuffle(shuffled)
    random.shuffle(others)
    assert assess(shuffled, others) == before


@given(some_stakes(), some_customers(), st.decimals(0, 10_000_000, places=2))
def test_a_customer_without_a_ticket_here_changes_nothing(
    stakes: list[Stake], customers: list[Customer], value_usd: Decimal
) -> None:
    # In a segment of its own: among its like it would move the median, and should.
    known = [replace(one, segment="enterprise") for one in customers]
    stranger = Customer("stranger", "Stranger", "launch partners", value_usd)
    assert assess(stakes, [*known, stranger]) == assess(stakes, known)


@given(some_stakes(), some_customers(), st.sampled_from(IDS), some_facts())
def test_another_ticket_never_lowers_an_exposure_or_touches_another_customer(
    stakes: list[Stake], customers: list[Customer], whose: str, what: TicketFacts
) -> None:
    before = {line.customer_id: line for line in assess(stakes, customers).lines}
    more = [*stakes, Stake(TicketId("desk:new"), whose, what)]
    after = {line.customer_id: line for line in assess(more, customers).lines}
    assert after[whose].exposure >= (before[whose].exposure if whose in before else 0)
    assert {k: v for k, v in after.items() if k != whose} == {
        k: v for k, v in before.items() if k != whose
    }


@given(some_facts(), st.integers(1, 60))
def test_each_further_ticket_like_the_last_adds_no_more_than_the_last(
    what: TicketFacts, n_tickets: int
) -> None:
    exposures = [
        assess(
            [Stake(TicketId(f"desk:{i}"), "acme", what) for i in range(n)], [customer()]
        ).impact_usd
        for n in range(n_tickets)
    ]
    steps = [later - earlier for earlier, later in pairwise(exposures)]
    one_step_of_exposure = Decimal("8.00")  # 100,000 × 0.8 × 0.0001: what rounding can add
    assert all(later <= earlier + one_step_of_exposure for earlier, later in pairwise(steps))


@given(some_stakes(max_size=30), some_customers())
def test_exposures_and_shares_are_shares_and_the_interval_holds_the_point(
    stakes: list[Stake], customers: list[Customer]
) -> None:
    impact = assess(stakes, customers)
    assert all(0 <= line.exposure <= 1 for line in impact.lines)
    assert 0.0 <= impact.estimated_share <= 1.0
    assert 0.0 <= impact.largest_customer_share <= 1.0
    assert impact.low_usd <= impact.impact_usd <= impact.high_usd
    assert all(line.low_usd <= line.contribution_usd <= line.high_usd for line in impact.lines)
    assert (Decimal(0),) <= impact.size_without_largest <= impact.size


@given(some_stakes(), some_customers())
def test_every_customer_with_a_ticket_has_one_line_and_largest_come_first(
    stakes: list[Stake], customers: list[Customer]
) -> None:
    lines = assess(stakes, customers).lines
    assert sorted(line.customer_id for line in lines) == sorted({s.customer_id for s in stakes})
    amounts = [line.contribution_usd for line in lines]
    assert amounts == sorted(amounts, reverse=True)
    assert sum(line.n_tickets for line in lines) == len(stakes)
