"""One night: tickets join issues, issues emerge and split; now and then all is regrouped."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.memory.constraints import constrained
from feedback.domain.grouping.memory.memory import Memory
from feedback.domain.grouping.memory.outcome import GroupingOutcome, outcome_of
from feedback.domain.grouping.memory.profiles import Profiles, brought_up_to_date
from feedback.domain.grouping.memory.state import GroupingState
from feedback.domain.grouping.neighbours.candidates import Candidates
from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.night.emerging import emerge, pool_of
from feedback.domain.grouping.night.linking import link_night
from feedback.domain.grouping.partition.splits import refine
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.regrouping.pieces import regroup
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.issues.constraints import NO_CONSTRAINTS, Constraints
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId
from feedback.domain.tickets.vectors import normalised


def group_night(
    memory: Memory,
    fresh: Sequence[TicketId],
    vectors: Rows,
    languages: Mapping[TicketId, str],
    placed: Mapping[TicketId, IssueId | None],
    next_issue: IssueId,
    policy: GroupingPolicy,
    constraints: Constraints = NO_CONSTRAINTS,
) -> GroupingOutcome:
    """Take in one night's new tickets.

    - `fresh`: the tickets that the memory does not know, sorted.
    - `vectors` (n, d): those of the memory's tickets, then those of the fresh ones. An ordinary
      night looks at few of them.
    - `languages`: ISO 639-1 codes of the fresh tickets, and of others whose language has changed;
      a ticket that is missing has none.
    - `placed`: where tickets are (None: they wait) if that is not where the memory left them:
      people may have moved them.
    - `next_issue`: new issues get ids from this one on.
    - `constraints`: people's decisions.

    Deterministic. Without new tickets nothing changes.
    """
    n_old, n = len(memory.ids), len(memory.ids) + len(fresh)
    ids = (*memory.ids, *fresh)
    if n == 0:
        return GroupingOutcome.nothing(memory)
    memory = _corrected(memory, languages, set(fresh))
    ticket_languages = memory.languages.with_new(fresh, languages)
    before = _before(memory, ids, placed)
    is_regrouping = n > n_old and n >= max(
        policy.regrouping_growth * memory.n_regrouped, 4 * policy.min_issue_size
    )
    x, linked = link_night(
        memory, ids, vectors, ticket_languages, before, policy, is_regrouping=is_regrouping
    )
    state = GroupingState(
        x=x,
        neighbours=linked.neighbours,
        issue=before,
        resolution=memory.resolution,
        n_regrouped=memory.n_regrouped,
        next_issue=int(next_issue),
        size_tested={int(number): size for number, size in memory.size_tested.items()},
        profiles=linked.profiles,
    )
    if is_regrouping:
        state = replace(regroup(state, policy), profiles=Profiles.none(n))
    elif n > n_old:
        state = _an_ordinary_night(state, n - n_old, policy)
    if n > n_old:
        kept = constrained(
            before, state.issue, ids, constraints, int(next_issue), policy.min_issue_size
        )
        state = replace(state, issue=kept)
    state = up_to_date(state, policy)
    after = replace(
        linked,
        resolution=state.resolution,
        n_regrouped=state.n_regrouped,
        size_tested={IssueId(number): size for number, size in state.size_tested.items()},
        profiles=state.profiles,
    )
    if after.n_linked == n > n_old:
        after = replace(after, candidates=Candidates.among_all(x, state.issue, policy))
    return outcome_of(after, before, policy)


def _corrected(memory: Memory, languages: Mapping[TicketId, str], fresh: Set[TicketId]) -> Memory:
    """With the languages of known tickets as they are now."""
    row_of = memory.rows_of(languages.keys() - fresh)
    now = {row: languages[ticket] for ticket, row in row_of.items()}
    ticket_languages = memory.languages.corrected(now)
    if ticket_languages is memory.languages:
        return memory
    return replace(memory, languages=ticket_languages, relinked=np.zeros(0, np.int32), n_kept=0)


def _before(
    memory: Memory, ids: Sequence[TicketId], placed: Mapping[TicketId, IssueId | None]
) -> Labels:
    """Where everything is when the night begins, as an issue's number or UNGROUPED."""
    n_old = len(memory.ids)
    issue = np.full(len(ids), UNGROUPED, np.int64)
    issue[: len(memory.profiles.issue)] = memory.profiles.issue
    row_of = memory.rows_of(placed.keys())
    row_of |= {
        ticket: row for row, ticket in enumerate(ids[n_old:], start=n_old) if ticket in placed
    }
    for ticket, row in row_of.items():
        to = placed[ticket]
        issue[row] = UNGROUPED if to is None else int(to)
    return issue


def _an_ordinary_night(state: GroupingState, n_new: int, policy: GroupingPolicy) -> GroupingState:
    state = up_to_date(state, policy)
    joined = _join(state, n_new, policy)
    emerged = up_to_date(emerge(joined, n_new, policy), policy)
    # In a flood most neighbours of a new ticket are new themselves. After HDBSCAN has looked at
    # them, only the neighbours that have an issue vote.
    followed = _join(emerged, n_new, policy, among_grouped=True)
    return _split_grown(followed, policy)


def up_to_date(state: GroupingState, policy: GroupingPolicy) -> GroupingState:
    """With profiles that know where every ticket is now."""
    profiles = brought_up_to_date(state.profiles, state.x, state.issue, policy)
    return replace(state, profiles=profiles)


def _join(
    state: GroupingState, n_new: int, policy: GroupingPolicy, *, among_grouped: bool = False
) -> GroupingState:
    """Waiting tickets join the issue that holds most of their neighbours' weight, if they are
    close enough for *that* issue. A few rounds: who joins may bring its neighbours along.
    `among_grouped`: the share is taken of the neighbours that have an issue only."""
    profiles = state.profiles
    if not len(profiles.numbers):
        return state
    label = profiles.places(state.issue)
    means = normalised(profiles.groups.sums)
    for _ in range(3):
        n_took = 0
        waiting = pool_of(label, n_new, policy)
        took: list[tuple[NDArray[np.intp], Labels]] = []
        for block in blocks(len(waiting), 8192):
            at = waiting[block]
            best, share = _most_votes(state.neighbours, at, label, among_grouped)
            enough = share >= policy.join_min_vote
            at, best = at[enough], best[enough]
            near = np.einsum("ij,ij->i", state.x[at], means[best])
            close = near >= profiles.bars[best]
            took.append((at[close], best[close]))
            n_took += int(close.sum())
        for tickets, joined in took:
            label[tickets] = joined
        if not n_took:
            break
    issue = np.where(label >= 0, profiles.numbers[label], UNGROUPED)
    return replace(state, issue=issue)


def _most_votes(
    neighbours: Neighbours, at: NDArray[np.intp], label: Labels, among_grouped: bool
) -> tuple[Labels, NDArray[np.float64]]:
    """The issue that holds most of each ticket's neighbour weight (among equals the first), and
    its share; UNGROUPED and −1 without any."""
    of = label[neighbours.rows[at]]
    weight = np.maximum(neighbours.cosines[at], 0)
    is_in = of >= 0
    same = (of[:, :, None] == of[:, None, :]) & is_in[:, None, :]
    votes = np.where(is_in, (same * weight[:, None, :].astype(np.float64)).sum(2), -1)
    most = votes.max(1)
    best = np.where(votes == most[:, None], of, np.iinfo(np.int64).max).min(1)
    grouped = np.where(is_in, weight, 0).sum(1, dtype=np.float64)
    total = grouped if among_grouped else weight.sum(1)
    return best, np.where(is_in.any(1), most / np.maximum(total, 1e-9), -1)


def _split_grown(state: GroupingState, policy: GroupingPolicy) -> GroupingState:
    """Issues that grew by half since they were last looked at are tested for a split."""
    counts = np.bincount(state.issue + 1)[1:]
    grown = [
        number
        for number in np.flatnonzero(counts).tolist()
        if counts[number] >= 1.5 * state.size_tested.get(number, policy.min_issue_size)
    ]
    if not grown:
        return state
    numbers, label = np.unique(state.issue, return_inverse=True)
    tested = {**state.size_tested, **{number: int(counts[number]) for number in grown}}
    after = refine(
        state.x,
        state.neighbours,
        label.astype(np.int64),
        state.resolution,
        policy,
        frozenset(np.searchsorted(numbers, grown).tolist()),
    )
    issue, number = state.issue.copy(), state.next_issue
    for part in np.unique(after[after >= len(numbers)]):
        at = np.flatnonzero(after == part)
        issue[at] = number
        tested[number] = len(at)
        number += 1
    return replace(state, issue=issue, next_issue=number, size_tested=tested)
