"""Regrouping: a fresh batch on today's graph proposes, and whole pieces that gain are moved."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.memory.state import GroupingState
from feedback.domain.grouping.partition.batch import partition, settled
from feedback.domain.grouping.partition.copies import distinct
from feedback.domain.grouping.partition.ladder import leiden
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels, fit_at, groups_of
from feedback.domain.grouping.vectors.rows import Rows

Flow = tuple[int, int, int]
"""How many tickets two groups share: (n tickets, row of the issue, target group)."""


def regroup(state: GroupingState, policy: GroupingPolicy) -> GroupingState:
    """Reconsider the whole partition. The first regrouping makes it.

    A batch on today's graph proposes groups. They are named after the issues they overlap most. A
    piece (the tickets of one issue that the batch puts elsewhere together) is moved if its mean
    silhouette gains, up to a share of all grouped tickets.
    """
    if not (state.issue >= 0).any():
        return _first(state, policy)
    texts, n = distinct(state.x, state.neighbours, policy), len(state.x)
    # With a fixed number of links per ticket, the same issues on twice the tickets want half the
    # resolution.
    present = state.resolution * max(state.n_regrouped, 1) / n
    label, rung = settled(texts, policy, present)
    target = second = texts.for_all(label)
    if n >= policy.settled_size:
        second = texts.for_all(leiden(texts.graph, rung.resolution, policy.seed + 100))
    issue, number = _move_pieces(state, target, second, policy)
    numbers, sizes = np.unique(issue[issue >= 0], return_counts=True)
    return replace(
        state,
        issue=issue,
        resolution=rung.resolution,
        n_regrouped=n,
        next_issue=number,
        size_tested=dict(zip(numbers.tolist(), sizes.tolist(), strict=True)),
    )


def _first(state: GroupingState, policy: GroupingPolicy) -> GroupingState:
    label, rung = partition(state.x, state.neighbours, policy)
    numbers, sizes = np.unique(label[label >= 0], return_counts=True)
    issue = np.full(len(label), UNGROUPED, np.int64)
    issue[label >= 0] = state.next_issue + np.searchsorted(numbers, label[label >= 0])
    ids = state.next_issue + np.arange(len(numbers))
    return replace(
        state,
        issue=issue,
        resolution=rung.resolution,
        n_regrouped=len(label),
        next_issue=state.next_issue + len(numbers),
        size_tested=dict(zip(ids.tolist(), sizes.tolist(), strict=True)),
    )


def _move_pieces(
    state: GroupingState, target: Labels, second: Labels, policy: GroupingPolicy
) -> tuple[Labels, int]:
    """Name the target's groups after the issues they overlap most, then move whole pieces (the
    tickets of one issue that the target puts elsewhere together) where that gains."""
    before = state.issue
    issue, number = before.copy(), state.next_issue
    numbers, now = np.unique(before, return_inverse=True)
    offset = 1 if numbers[0] == UNGROUPED else 0
    names, flows = names_by_overlap(numbers, now, target, offset)
    doubted = _doubted(before, names_by_overlap(numbers, now, second, offset)[0], second)
    gain = _gain(state.x, now - offset, len(numbers) - offset, target)
    n_grouped = int((now >= offset).sum())
    room = int(policy.regrouping_max_moved * n_grouped)
    flows = _by_gain(flows, gain, now, target)
    for _, row, group in flows:
        if names.get(group) == int(numbers[row]):
            continue
        at = np.flatnonzero((now == row) & (target == group) & doubted)
        n_least = policy.move_min_tickets if group in names else policy.min_issue_size
        is_piece = len(at) >= policy.min_issue_size
        bar = policy.move_min_gain if is_piece else policy.stray_min_gain
        if not n_least <= len(at) <= room or float(gain[at].mean()) < bar:
            continue
        room -= len(at)
        if group not in names:
            names[group] = number
            number += 1
        issue[at] = names[group]
    _clear_remnants(issue, numbers, now, offset, policy)
    return _place_waiting(issue, target, names, number, policy)


def names_by_overlap(
    numbers: Labels, now: NDArray[np.intp], target: Labels, offset: int
) -> tuple[dict[int, int], list[Flow]]:
    """Target group → the issue it overlaps most, one to one, largest overlap first; and all
    overlaps."""
    inside = (target >= 0) & (now >= offset)
    pairs, counts = np.unique(
        np.stack([now[inside], target[inside]], 1), axis=0, return_counts=True
    )
    flows = [(int(m), int(a), int(t)) for (a, t), m in zip(pairs, counts, strict=True)]
    flows.sort(key=lambda flow: (-flow[0], flow[1], flow[2]))
    names: dict[int, int] = {}
    taken: set[int] = set()
    for _, row, group in flows:
        if group not in names and row not in taken:
            names[group] = int(numbers[row])
            taken.add(row)
    return names, flows


def _doubted(before: Labels, opinion: Mapping[int, int], second: Labels) -> NDArray[np.bool_]:
    """Tickets that the second run, too, would not leave where they are."""
    n_groups = int(second.max()) + 1
    named = np.array([opinion.get(group, -2) for group in range(n_groups)] or [-2])
    return np.asarray((named[np.maximum(second, 0)] != before) | (second < 0))


def _gain(x: Rows, now: NDArray[np.intp], n_issues: int, target: Labels) -> NDArray[np.float32]:
    """Silhouette after less before, of tickets that have both; 0 for the others."""
    grouped, inside = now >= 0, target >= 0
    gain = np.zeros(len(x), np.float32)
    label = now.astype(np.int64)
    at = np.flatnonzero(grouped)
    gain[at] = -fit_at(x, at, label, groups_of(x, label, n_issues)).silhouette
    after = np.zeros(len(x), np.float32)
    n_groups = int(target.max()) + 1
    at = np.flatnonzero(inside)
    after[at] = fit_at(x, at, target, groups_of(x, target, n_groups)).silhouette
    return np.where(grouped & inside, gain + after, 0).astype(np.float32)


def _by_gain(
    flows: list[Flow], gain: NDArray[np.float32], now: NDArray[np.intp], target: Labels
) -> list[Flow]:
    """Largest total gain first."""
    total = {
        (row, group): float(gain[(now == row) & (target == group)].sum()) for _, row, group in flows
    }
    return sorted(flows, key=lambda flow: (-total[flow[1], flow[2]], flow[1], flow[2]))


def _clear_remnants(
    issue: Labels,
    numbers: Labels,
    now: NDArray[np.intp],
    offset: int,
    policy: GroupingPolicy,
) -> None:
    """What is left too small to be an issue goes where most of it went."""
    for row in range(offset, len(numbers)):
        left = np.flatnonzero(issue == numbers[row])
        if len(left) >= policy.min_issue_size:
            continue
        went = issue[now == row]
        went = went[(went != numbers[row]) & (went >= 0)]
        if len(went):
            issue[left] = np.bincount(went).argmax()


def _place_waiting(
    issue: Labels, target: Labels, names: dict[int, int], number: int, policy: GroupingPolicy
) -> tuple[Labels, int]:
    """Waiting tickets go where the fresh batch puts them: nobody has seen them anywhere yet."""
    pool = np.flatnonzero(issue == UNGROUPED)
    for group in range(int(target.max()) + 1):
        at = pool[target[pool] == group]
        if not len(at) or (group not in names and len(at) < policy.min_issue_size):
            continue
        if group not in names:
            names[group] = number
            number += 1
        issue[at] = names[group]
    return issue, number
