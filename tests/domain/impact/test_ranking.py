"""Issues in the order of the money they put at risk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from feedback.domain.customers.customer import Customer
from feedback.domain.customers.supplier import Pricing, Supplier
from feedback.domain.impact.measure import Measure
from feedback.domain.impact.ranking import RankedIssue, rank_issues
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import Stake, TicketStatus
from tests.domain.domain_examples import NOW, RANKING, customer, days_ago, issue, stake

ACME, BOLT, CASK = customer("acme", "100000"), customer("bolt", "50000"), customer("cask", "25000")


def rank(
    stakes: Mapping[int, Sequence[Stake]],
    *customers: Customer,
    priorities: Mapping[int, str] | None = None,
    suppliers: Mapping[str, Supplier] = RANKING.suppliers,
) -> list[RankedIssue]:
    return rank_issues(
        {IssueId(number): issue(number) for number in stakes},
        {IssueId(number): of_issue for number, of_issue in stakes.items()},
        {one.customer_id: one for one in (customers or (ACME, BOLT, CASK))},
        {IssueId(number): name for number, name in (priorities or {}).items()},
        replace(RANKING, suppliers=suppliers),
        NOW,
    )


def labels(ranking: Sequence[RankedIssue]) -> list[str]:
    return [one.issue.label for one in ranking]


def test_the_issue_that_puts_most_at_risk_comes_first_not_the_one_with_most_tickets() -> None:
    ranking = rank({1: [stake(n, "cask") for n in range(3)], 2: [stake(9, "acme")]})
    assert labels(ranking) == ["FB-2", "FB-1"]
    assert [(one.rank, one.n_tickets) for one in ranking] == [(1, 1), (2, 3)]


def test_issues_of_the_same_impact_stand_in_the_order_of_their_ids() -> None:
    same = {9: [stake(1)], 2: [stake(2)], 10: [stake(3)]}
    assert labels(rank(same)) == ["FB-2", "FB-9", "FB-10"]
    assert labels(rank(dict(reversed(same.items())))) == ["FB-2", "FB-9", "FB-10"]


def test_the_rank_without_the_largest_customer_shows_who_carries_an_issue() -> None:
    # FB-1: 3,200 of Acme and 800 of Cask; FB-2: 1,600 + 800; FB-3: 1,600; FB-4: 800.
    carried, broad, third, fourth = rank(
        {
            1: [stake(1, "acme"), stake(2, "cask")],
            2: [stake(3, "bolt"), stake(4, "cask")],
            3: [stake(5, "bolt")],
            4: [stake(6, "cask")],
        }
    )
    assert [one.impact.impact_usd for one in (carried, broad, third, fourth)] == [
        Decimal("4000.00"),
        Decimal("2400.00"),
        Decimal("1600.00"),
        Decimal("800.00"),
    ]
    assert (carried.rank, carried.rank_without_largest) == (1, 3)
    assert (broad.rank, broad.rank_without_largest) == (2, 3)
    # With nothing left they come last.
    assert (third.rank, third.rank_without_largest) == (3, 4)
    assert (fourth.rank, fourth.rank_without_largest) == (4, 4)


def test_a_requester_nobody_could_place_counts_as_a_customer_of_the_default_segment() -> None:
    ranking = rank({1: [stake(1, "unresolved:r1"), stake(2, "unresolved:r1")], 2: [stake(3)]})
    only = ranking[1]
    (line,) = only.impact.lines
    assert (line.customer_id, line.customer_name) == ("unresolved:r1", "unresolved requester")
    assert (line.segment, line.is_estimated, line.n_tickets) == ("self-serve", True, 2)
    assert line.value_usd == Decimal(240)
    assert only.n_customers == 1


def test_a_customer_that_left_the_directory_still_counts_and_once() -> None:
    (only,) = rank({1: [stake(1, "gone"), stake(2, "gone"), stake(3, "acme")]})
    assert [line.customer_id for line in only.impact.lines] == ["acme", "unresolved:gone"]
    assert only.impact.lines[1].is_estimated


def test_requesters_nobody_could_place_do_not_move_the_median_of_their_segment() -> None:
    known = customer("small", "600", segment="self-serve")
    strangers = [stake(n, f"unresolved:r{n}") for n in range(4)]
    (only,) = rank({1: [*strangers, stake(9, "small")]}, known)
    assert {line.value_usd for line in only.impact.lines} == {Decimal("600")}


def test_handling_cost_is_counted_by_supplier() -> None:
    queues = ["tier 1", "chat", "tier 2", "tier 1", "nobody's"]
    (only,) = rank({1: [stake(n, group=group) for n, group in enumerate(queues)]})
    assert only.support_costs == (
        SupportCost("Helpful Ltd", 3, Decimal("13.50")),
        SupportCost("in-house", 1, Decimal("25.00")),
    )


def priced(pricing: Pricing) -> dict[str, Supplier]:
    return {"desk": Supplier("desk", True, ("desk",), Decimal("30"), pricing=pricing)}


def test_a_price_by_the_hour_costs_the_hours_logged_and_an_estimate_where_none_are() -> None:
    hours = [0.25, 1.5, None]
    stakes = [stake(n, group="desk", handling_hours=one) for n, one in enumerate(hours)]
    (only,) = rank({1: stakes}, suppliers=priced(Pricing.PER_HOUR))
    assert only.support_costs == (
        SupportCost("desk", 3, Decimal("67.50"), estimated_usd=Decimal("15.00")),
    )


def test_a_price_by_resolution_costs_nothing_until_something_is_solved() -> None:
    stakes = [stake(1, group="desk", solved_at=days_ago(1)), stake(2, group="desk")]
    (only,) = rank({1: stakes}, suppliers=priced(Pricing.PER_RESOLUTION))
    assert only.support_costs == (SupportCost("desk", 2, Decimal("30.00")),)


def test_open_and_new_tickets_are_counted() -> None:
    (only,) = rank(
        {
            1: [
                stake(1, status=TicketStatus.OPEN, created_at=days_ago(0.5)),
                stake(2, status=TicketStatus.PENDING, created_at=days_ago(1)),
                stake(3, status=TicketStatus.SOLVED, created_at=days_ago(0.9)),
                stake(4, status=TicketStatus.CLOSED, created_at=days_ago(30)),
            ]
        }
    )
    assert (only.n_tickets, only.n_open_tickets, only.n_new_tickets) == (4, 2, 2)


def test_the_priority_of_the_night_before_holds_at_a_border() -> None:
    # 325,000 × 0.8 × 0.04 = 10,400: Medium begins at 10,000, and is entered from 11,000.
    acme = customer("acme", "325000")
    stakes = {1: [stake(1)]}
    assert [one.priority for one in rank(stakes, acme)] == ["Medium"]
    assert [one.priority for one in rank(stakes, acme, priorities={1: "Low"})] == ["Low"]


def test_no_issues_make_an_empty_ranking() -> None:
    assert rank({}) == []


some_stakes = st.dictionaries(
    st.integers(1, 6),
    st.lists(
        st.sampled_from(["acme", "bolt", "cask", "unresolved:r1", "gone"]),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=5,
).map(
    lambda given: {
        number: [stake(f"{number}-{n}", whose) for n, whose in enumerate(rows)]
        for number, rows in given.items()
    }
)


@given(some_stakes)
def test_an_unrelated_issue_changes_nobody_elses_impact_or_priority(
    stakes: dict[int, list[Stake]],
) -> None:
    alone = {one.issue.issue_id: one for one in rank(stakes)}
    crowd = {**stakes, 99: [stake("99-1", "acme"), stake("99-2", "unresolved:new")]}
    among = {one.issue.issue_id: one for one in rank(crowd)}
    # Whether a night has money at all is a matter of all its customers.
    assume(all(one.impact.measure is Measure.MONEY for one in (*alone.values(), among[99])))
    for number, before in alone.items():
        moved: dict[str, Any] = {"rank": 1, "rank_without_largest": 1}
        assert replace(among[number], **moved) == replace(before, **moved)


@given(some_stakes)
def test_a_rank_is_a_place_and_leaving_the_largest_customer_out_never_improves_it(
    stakes: dict[int, list[Stake]],
) -> None:
    ranking = rank(stakes)
    assert [one.rank for one in ranking] == list(range(1, len(ranking) + 1))
    assert all(one.rank <= one.rank_without_largest <= len(ranking) for one in ranking)
