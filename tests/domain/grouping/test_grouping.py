"""What grouping must hold to, whatever engine does it: vectors and ids in, decisions out."""

import random
from collections.abc import Sequence

import numpy as np

from feedback.domain.grouping import GroupingOutcome
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId
from tests.domain.grouping.subjects import DIRECTIONS, POLICY, WIDTH, about, company, named, night


def together(grouped: GroupingOutcome, ids: Sequence[TicketId]) -> set[IssueId | None]:
    return {grouped.placed.get(one) for one in ids}


def test_a_night_without_tickets_decides_nothing() -> None:
    nothing = night({})
    assert (dict(nothing.placed), nothing.n_waiting) == ({}, 0)


def test_one_ticket_waits() -> None:
    alone = night({TicketId("desk:1"): about(0, 1)[0]})
    assert (dict(alone.placed), alone.n_waiting) == ({}, 1)


def test_each_subject_becomes_one_issue_with_ids_from_the_first_free_one() -> None:
    grouped = night(company())
    issues = [together(grouped, named(f"s{subject}-", 12)) for subject in range(4)]
    assert all(len(one) == 1 for one in issues)
    assert set().union(*issues) == {1, 2, 3, 4}
    assert grouped.n_waiting == 0


def test_the_order_of_tickets_changes_nothing() -> None:
    tickets = company()
    shuffled = list(tickets.items())
    random.Random(7).shuffle(shuffled)
    assert night(dict(shuffled)).placed == night(tickets).placed


def test_the_same_night_again_changes_nothing() -> None:
    tickets = company()
    first = night(tickets)
    again = night(tickets, first)
    assert (again.placed, again.confidence, again.cohesion) == (
        first.placed,
        first.confidence,
        first.cohesion,
    )


def test_a_new_ticket_joins_the_issue_of_its_subject() -> None:
    tickets = company()
    first = night(tickets)
    new = TicketId("desk:new")
    second = night({**tickets, new: about(2, 1, seed=9)[0]}, first)
    assert second.placed[new] == first.placed[TicketId("desk:s2-000")]
    assert 0.5 < second.confidence[new] <= 1.0


def test_a_new_ticket_about_nothing_known_waits() -> None:
    tickets = company()
    first = night(tickets)
    second = night({**tickets, TicketId("desk:new"): DIRECTIONS[50]}, first)
    assert TicketId("desk:new") not in second.placed
    assert second.n_waiting == 1


def test_tickets_already_grouped_stay_where_they_are_on_an_ordinary_night() -> None:
    tickets = company(n_each=30)
    first = night(tickets)
    new = dict(zip(named("new", 10), about(1, 10, seed=5), strict=True))
    second = night({**tickets, **new}, first)
    assert {one: second.placed[one] for one in first.placed} == dict(first.placed)


def test_waiting_tickets_that_become_many_are_a_new_issue_with_a_new_id() -> None:
    tickets = company(n_each=30)
    first = night(tickets)
    new = dict(zip(named("new", 25), about(40, 25), strict=True))
    second = night({**tickets, **new}, first)
    assert together(second, list(new)) <= {5, None}
    assert sum(second.placed.get(one) == 5 for one in new) >= POLICY.min_issue_size


def test_the_same_subject_in_another_language_joins_its_issue() -> None:
    """A language is a direction of its own that all its tickets share, far from the others'."""
    german = 0.9 * DIRECTIONS[60]
    english = company(n_each=20)
    translated = {}
    for subject in range(4):
        for ticket, row in zip(named(f"de{subject}-", 8), about(subject, 8, seed=3), strict=True):
            moved = row + german
            translated[ticket] = moved / np.linalg.norm(moved)
    languages = dict.fromkeys(translated, "de")
    grouped = night({**english, **translated}, languages=languages)
    for subject in range(4):
        own = together(grouped, named(f"s{subject}-", 20))
        assert together(grouped, named(f"de{subject}-", 8)) == own


def test_identical_texts_are_one_issue_and_nothing_breaks() -> None:
    same = dict.fromkeys(named("same", 40), DIRECTIONS[3])
    grouped = night(same)
    assert len(set(grouped.placed.values())) <= 1
    assert all(np.isfinite(value) for value in grouped.cohesion.values())


def test_a_ticket_without_words_disturbs_nobody() -> None:
    tickets = company()
    tickets[TicketId("desk:empty")] = np.zeros(WIDTH, np.float32)
    grouped = night(tickets)
    assert {1, 2, 3, 4} <= set(grouped.placed.values())


def test_confidence_and_cohesion_stay_within_their_bounds() -> None:
    grouped = night(company())
    assert all(0.0 <= value <= 1.0 for value in grouped.confidence.values())
    assert all(-1.0 <= value <= 1.0 for value in grouped.cohesion.values())
    assert grouped.confidence.keys() == grouped.placed.keys()
