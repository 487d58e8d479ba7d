"""Which waiting tickets join an issue on an ordinary night, above all in a flood of new ones."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId
from tests.domain.grouping.subjects import about, named, night

Tickets = Mapping[TicketId, NDArray[np.float32]]


def known(n_of_small: int, n_of_others: int, spread: float) -> Tickets:
    """Tickets about four subjects, few of them about the second one."""
    return {
        ticket: row
        for subject in range(4)
        for ticket, row in _tickets(
            f"s{subject}-", subject, n_of_small if subject == 1 else n_of_others, 1, spread
        ).items()
    }


def flood(n_tickets: int, spread: float) -> Tickets:
    """New tickets about the subject that few tickets were about."""
    return _tickets("new", 1, n_tickets, 5, spread)


def _tickets(prefix: str, subject: int, n_tickets: int, seed: int, spread: float) -> Tickets:
    rows = about(subject, n_tickets, seed=seed, spread=spread)
    return dict(zip(named(prefix, n_tickets), rows, strict=True))


def n_in(issue: IssueId | None, placed: Mapping[TicketId, IssueId], tickets: Tickets) -> int:
    return sum(placed.get(ticket) == issue for ticket in tickets)


def test_a_flood_about_a_known_problem_joins_its_issue() -> None:
    """Most neighbours of a new ticket are new and belong nowhere yet: it takes a second look at
    those that do belong somewhere."""
    before, new = known(10, 55, spread=0.05), flood(42, spread=0.05)
    first = night(before)
    second = night({**before, **new}, first)
    assert n_in(first.placed[TicketId("desk:s1-000")], second.placed, new) >= 38


def test_who_joins_brings_its_neighbours_along() -> None:
    before, new = known(10, 60, spread=0.15), flood(40, spread=0.15)
    first = night(before)
    second = night({**before, **new}, first)
    assert n_in(first.placed[TicketId("desk:s1-000")], second.placed, new) >= 30


def test_a_flood_about_a_new_problem_is_not_drawn_into_old_issues() -> None:
    """Some neighbours of every new ticket are in one, but hold too little of its neighbourhood."""
    before, new = known(3, 60, spread=0.05), flood(43, spread=0.05)
    first = night(before)
    second = night({**before, **new}, first)
    old = {first.placed[TicketId(f"desk:s{subject}-000")] for subject in (0, 2, 3)}
    assert [n_in(issue, second.placed, new) for issue in sorted(old)] == [0, 0, 0]
