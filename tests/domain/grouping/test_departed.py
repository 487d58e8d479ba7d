"""Tickets that no longer exist leave the grouping memory; nobody else notices."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback.domain.grouping import (
    GroupingOutcome,
    GroupingPolicy,
    Memory,
    group_night,
    without_tickets,
)
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

FEW = GroupingPolicy()
AS_IF_MANY = replace(FEW, exact_neighbours_limit=50, exact_regrouping_limit=1, n_probes=16)
Vectors = Mapping[TicketId, NDArray[np.float32]]


def tickets(n: int) -> dict[TicketId, NDArray[np.float32]]:
    chance = np.random.default_rng(1)
    rows = np.eye(6, 32)[np.arange(n) % 6] + chance.normal(0, 0.05, (n, 32))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return {TicketId(f"desk:{i:03}"): row.astype(np.float32) for i, row in enumerate(rows)}


def night(
    memory: Memory, vectors: Vectors, placed: Mapping[TicketId, IssueId], policy: GroupingPolicy
) -> GroupingOutcome:
    known = {*memory.ids}
    fresh = sorted(vectors.keys() - known)
    first_free = IssueId(max(placed.values(), default=0) + 1)
    rows = np.stack([vectors[one] for one in (*memory.ids, *fresh)])
    return group_night(memory, fresh, rows, dict.fromkeys(fresh, "en"), placed, first_free, policy)


@pytest.mark.parametrize("policy", [FEW, AS_IF_MANY])
def test_the_others_stay_and_what_is_known_of_their_issues_is_measured_anew(
    policy: GroupingPolicy,
) -> None:
    vectors = tickets(120)
    before = night(Memory.empty(), vectors, {}, policy)
    gone = {TicketId(f"desk:{n:03}") for n in (0, 6, 12, 13, 119)}
    left = {one: row for one, row in vectors.items() if one not in gone}
    placed = {one: issue for one, issue in before.placed.items() if one not in gone}
    memory = without_tickets(before.memory, gone)
    after = night(memory, left, placed, policy)
    assert after.placed == placed
    kept = after.memory
    n = len(left)
    assert kept.ids == tuple(one for one in before.memory.ids if one not in gone)
    assert kept.neighbours.rows.max() < n
    assert (np.diff(kept.neighbours.cosines, axis=1) <= 0).all()
    sizes = dict(
        zip(kept.profiles.numbers.tolist(), kept.profiles.groups.sizes.tolist(), strict=True)
    )
    assert sizes == Counter(placed.values())
    assert (kept.profiles.n_measured > 0).all()


def test_a_link_still_leads_to_the_ticket_it_led_to() -> None:
    before = night(Memory.empty(), tickets(60), {}, FEW).memory
    gone = {before.ids[3], before.ids[40]}
    after = without_tickets(before, gone)
    for row, ticket in enumerate(after.ids):
        was = before.ids.index(ticket)
        links = {
            before.ids[to]
            for to, cosine in zip(
                before.neighbours.rows[was], before.neighbours.cosines[was], strict=True
            )
            if cosine > -2
        }
        now = {
            after.ids[to]
            for to, cosine in zip(
                after.neighbours.rows[row], after.neighbours.cosines[row], strict=True
            )
            if cosine > -2
        }
        assert now == links - gone


def test_new_tickets_come_as_ever_after_others_left() -> None:
    vectors = tickets(120)
    first = {one: row for one, row in vectors.items() if one < "desk:100"}
    before = night(Memory.empty(), first, {}, FEW)
    gone = {TicketId("desk:001"), TicketId("desk:002")}
    placed = {one: issue for one, issue in before.placed.items() if one not in gone}
    left = {one: row for one, row in vectors.items() if one not in gone}
    after = night(without_tickets(before.memory, gone), left, placed, FEW)
    undisturbed = night(before.memory, vectors, before.placed, FEW)
    assert after.placed.keys() == undisturbed.placed.keys() - gone
    assert {one: after.placed[one] for one in placed} == placed


def test_all_may_leave() -> None:
    vectors = tickets(30)
    before = night(Memory.empty(), vectors, {}, FEW)
    memory = without_tickets(before.memory, {*vectors})
    assert memory.ids == ()
    again = night(memory, vectors, {}, FEW)
    assert again.placed.keys() == before.placed.keys()


def test_who_was_never_there_leaves_nothing() -> None:
    memory = night(Memory.empty(), tickets(30), {}, FEW).memory
    assert without_tickets(memory, {TicketId("desk:999")}) is memory
