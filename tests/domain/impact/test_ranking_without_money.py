"""While too few customers have a known value, issues rank by customers, then tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.customers.customer import Customer
from feedback.domain.impact.measure import KnownValues, Measure, measure_of
from feedback.domain.impact.priority import Band, PriorityPolicy, prioritise
from feedback.domain.impact.ranking import RankedIssue, rank_issues
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import Stake
from tests.domain.domain_examples import NOW, RANKING, customer, issue, stake

BANDS = PriorityPolicy(
    bands=(Band("Top", Decimal(1000)), Band("Rest", Decimal(0))),
    customer_bands=(
        Band("High", Decimal(20)),
        Band("Medium", Decimal(10)),
        Band("Low", Decimal(0)),
    ),
)


def rank(
    stakes: Mapping[int, Sequence[Stake]],
    *customers: Customer,
    priorities: Mapping[int, str] | None = None,
    before: Measure | None = None,
) -> list[RankedIssue]:
    return rank_issues(
        {IssueId(number): issue(number) for number in stakes},
        {IssueId(number): of_issue for number, of_issue in stakes.items()},
        {one.customer_id: one for one in customers},
        {IssueId(number): name for number, name in (priorities or {}).items()},
        replace(RANKING, priority=BANDS),
        NOW,
        before,
    )


def from_customers(number: int, n: int, *, each: int = 1) -> list[Stake]:
    return [
        stake(f"{number}-{c}-{t}", f"unresolved:{number}-{c}")
        for c in range(n)
        for t in range(each)
    ]


@pytest.mark.parametrize(
    ("n_known", "n_customers", "total_usd", "measure"),
    [
        (0, 0, "0.00", Measure.CUSTOMERS),
        (0, 5, "9999.00", Measure.CUSTOMERS),  # a segment's floor or median is no known value
        (1, 6, "9999.00", Measure.CUSTOMERS),
        (1, 5, "9999.00", Measure.MONEY),  # a fifth
        (5, 5, "0.00", Measure.CUSTOMERS),  # known to pay nothing: $0 would rank nothing
        (5, 5, "0.99", Measure.CUSTOMERS),
        (5, 5, "1.00", Measure.MONEY),
    ],
)
def test_a_night_goes_by_money_as_soon_as_a_fifth_of_its_customers_has_a_known_value(
    n_known: int, n_customers: int, total_usd: str, measure: Measure
) -> None:
    assert measure_of(KnownValues(n_customers, n_known), Decimal(total_usd)) is measure


def test_issues_rank_by_customers_then_tickets_then_id() -> None:
    ranking = rank(
        {
            1: from_customers(1, 2, each=9),
            2: from_customers(2, 3),
            7: from_customers(7, 2),
            3: from_customers(3, 2),
            4: from_customers(4, 3, each=2),
        }
    )
    assert [one.issue.label for one in ranking] == ["FB-4", "FB-2", "FB-1", "FB-3", "FB-7"]
    assert [one.rank for one in ranking] == [1, 2, 3, 4, 5]
    # Without its largest customer FB-4 has 2 customers and 4 tickets: behind FB-2 and FB-1.
    assert [one.rank_without_largest for one in ranking] == [3, 3, 5, 5, 5]


def test_no_amount_is_zero_all_are_unknown() -> None:
    floored = replace(RANKING.segments["enterprise"], value_floor_usd=Decimal(120_000))
    (only,) = rank_issues(
        {IssueId(1): issue(1)},
        {IssueId(1): [stake(1, "acme"), stake(2, "bolt"), stake(3, "bolt", is_escalated=True)]},
        {name: customer(name, None) for name in ("acme", "bolt")},
        {},
        replace(RANKING, segments={**RANKING.segments, "enterprise": floored}),
        NOW,
    )
    impact = only.impact
    assert (impact.impact_usd, impact.low_usd, impact.high_usd) == (None, None, None)
    assert [
        (one.customer_name, one.n_tickets, one.why, one.value_usd, one.contribution_usd)
        for one in impact.lines
    ] == [("Bolt", 2, ("escalated",), None, None), ("Acme", 1, (), None, None)]
    assert impact.largest_customer_share == 0.6667
    assert not impact.is_weighted
    assert impact.weight == 2 + Decimal(3) / Decimal(1_000_000)


def test_effects_are_sent_by_customers_first_however_many_tickets_a_few_have_sent() -> None:
    few, many = rank({1: from_customers(1, 1, each=40), 2: from_customers(2, 2)})
    assert (few.issue.label, many.issue.label) == ("FB-2", "FB-1")
    assert few.impact.weight > many.impact.weight


@pytest.mark.parametrize(
    ("n", "current", "priority"),
    [
        (9, None, "Low"),
        (10, None, "Medium"),
        (20, None, "High"),
        # A border holds by a tenth, as one in money does.
        (10, "Low", "Low"),
        (11, "Low", "Medium"),
        (21, "Medium", "Medium"),
        (22, "Medium", "High"),
        (18, "High", "High"),
        (17, "High", "Medium"),
    ],
)
def test_priorities_come_from_numbers_of_customers(
    n: int, current: str | None, priority: str
) -> None:
    before = {} if current is None else {1: current}
    (only,) = rank({1: from_customers(1, n)}, priorities=before, before=Measure.CUSTOMERS)
    assert only.priority == priority
    assert prioritise(Decimal(n), current, BANDS, Measure.CUSTOMERS) == priority


def test_a_border_in_dollars_does_not_hold_a_priority_by_customers() -> None:
    (only,) = rank({1: from_customers(1, 10)}, priorities={1: "Low"}, before=Measure.MONEY)
    assert only.priority == "Medium"


@given(st.integers(0, 12), st.integers(0, 12))
def test_one_night_has_one_measure(n_known: int, n_unknown: int) -> None:
    known = [customer(f"k{n}") for n in range(n_known)]
    stakes = {
        n + 1: [stake(f"k{n}", one.customer_id), *from_customers(n, 1)]
        for n, one in enumerate(known)
    }
    stakes[99] = [
        stake("99-own", "k0" if known else "unresolved:x"),
        *from_customers(99, n_unknown),
    ]
    measures = {one.impact.measure for one in rank(stakes, *known)}
    n_all = len({one.customer_id for of_issue in stakes.values() for one in of_issue})
    assert measures == {Measure.MONEY if 5 * n_known >= n_all else Measure.CUSTOMERS}
