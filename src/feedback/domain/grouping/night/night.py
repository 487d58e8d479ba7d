"""One night: tickets join issues, issues emerge and split; now and then there is a review."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.memory.constraints import obeyed
from feedback.domain.grouping.memory.memory import Memory
from feedback.domain.grouping.memory.outcome import Regrouping, outcome
from feedback.domain.grouping.memory.profiles import Profiles, brought_up_to_date
from feedback.domain.grouping.neighbours.candidates import Candidates
from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.night.emerging import emerge, pool_of
from feedback.domain.grouping.night.linking import linked_with
from feedback.domain.grouping.partition.splits import refine
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.regrouping.pieces import Standing, review
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.issues.constraints import NO_CONSTRAINTS, Constraints
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId
from feedback.domain.tickets.vectors import normalised


def regroup(
    memory: Memory,
    fresh: Sequence[TicketId],
    vectors: Rows,
    languages: Mapping[TicketId, str],
    placed: Mapping[TicketId, IssueId | None],
    next_issue: IssueId,
    policy: GroupingPolicy,
    constraints: Constraints = NO_CONSTRAINTS,
) -> Regrouping:
    """Take in one night's new tickets.

    `fresh` are those that the memory does not know, sorted; `vectors` (n, d) are the memory's
    tickets' followed by theirs: an ordinary night looks at few of them. `languages` (ISO codes) of
    the new tickets, and of others whose language is another now; none: unknown. `placed` says
    where tickets are, None for nowhere, as far as that is not where the memory left them: people
    may have moved them. New issues get ids from `next_issue` on; `constraints` are people's
    decisions. Deterministic; without new tickets nothing changes.
    """
    n_old, n = len(memory.ids), len(memory.ids) + len(fresh)
    ids = (*memory.ids, *fresh)
    if n == 0:
        return Regrouping.nothing(memory)
    memory = _corrected(memory, languages, set(fresh))
    spoken = memory.spoken.with_new(fresh, languages)
    before = _before(memory, ids, placed)
    is_review = n > n_old and n >= max(
        policy.review_growth * memory.n_reviewed, 4 * policy.min_issue_size
    )
    x, linked = linked_with(memory, ids, vectors, spoken, before, policy, is_review=is_review)
    standing = Standing(
        x=x,
        neighbours=linked.neighbours,
        issue=before,
        resolution=memory.resolution,
        n_reviewed=memory.n_reviewed,
        next_issue=int(next_issue),
        size_tested={int(one): size for one, size in memory.size_tested.items()},
        profiles=linked.profiles,
    )
    if is_review:
        standing = replace(review(standing, policy), profiles=Profiles.none(n))
    elif n > n_old:
        standing = _an_ordinary_night(standing, n - n_old, policy)
    if n > n_old:
        kept = obeyed(
            before, standing.issue, ids, constraints, int(next_issue), policy.min_issue_size
        )
        standing = replace(standing, issue=kept)
    standing = up_to_date(standing, policy)
    after = replace(
        linked,
        resolution=standing.resolution,
        n_reviewed=standing.n_reviewed,
        size_tested={IssueId(one): size for one, size in standing.size_tested.items()},
        profiles=standing.profiles,
    )
    if after.n_linked == n > n_old:
        after = replace(after, candidates=Candidates.among_all(x, standing.issue, policy))
    return outcome(after, before, policy)


def _corrected(memory: Memory, languages: Mapping[TicketId, str], fresh: Set[TicketId]) -> Memory:
    """With the languages of known tickets as they are now."""
    row_of = memory.rows_of(languages.keys() - fresh)
    now = {row: languages[one] for one, row in row_of.items()}
    spoken = memory.spoken.corrected(now)
    if spoken is memory.spoken:
        return memory
    return replace(memory, spoken=spoken, relinked=np.zeros(0, np.int32), n_kept=0)


def _before(
    memory: Memory, ids: Sequence[TicketId], placed: Mapping[TicketId, IssueId | None]
) -> Labels:
    """Where everything is when the night begins, as an issue's number or UNGROUPED."""
    n_old = len(memory.ids)
    issue = np.full(len(ids), UNGROUPED, np.int64)
    issue[: len(memory.profiles.issue)] = memory.profiles.issue
    row_of = memory.rows_of(placed.keys())
    row_of |= {one: row for row, one in enumerate(ids[n_old:], start=n_old) if one in placed}
    for one, row in row_of.items():
        to = placed[one]
        issue[row] = UNGROUPED if to is None else int(to)
    return issue


def _an_ordinary_night(standing: Standing, n_new: int, policy: GroupingPolicy) -> Standing:
    standing = up_to_date(standing, policy)
    joined = _join(standing, n_new, policy)
    emerged = up_to_date(emerge(joined, n_new, policy), policy)
    # In a flood most neighbours of a new ticket are new themselves; now that HDBSCAN has had its
    # say on them, they follow the few that are grouped.
    followed = _join(emerged, n_new, policy, among_grouped=True)
    return _split_grown(followed, policy)


def up_to_date(standing: Standing, policy: GroupingPolicy) -> Standing:
    profiles = brought_up_to_date(
        standing.profiles, standing.x, standing.neighbours, standing.issue, policy
    )
    return replace(standing, profiles=profiles)


def _join(
    standing: Standing, n_new: int, policy: GroupingPolicy, *, among_grouped: bool = False
) -> Standing:
    """Waiting tickets join the issue that holds most of their neighbours' weight, if they are
    close enough for *that* issue. A few rounds: who joins may bring its neighbours along.
    `among_grouped`: the share is taken of the neighbours that have an issue only."""
    profiles = standing.profiles
    if not len(profiles.numbers):
        return standing
    label = profiles.places(standing.issue)
    means = normalised(profiles.groups.sums)
    for _ in range(3):
        n_took = 0
        waiting = pool_of(label, n_new, policy)
        took: list[tuple[NDArray[np.intp], Labels]] = []
        for block in blocks(len(waiting), 8192):
            at = waiting[block]
            best, share = _most_votes(standing.neighbours, at, label, among_grouped)
            enough = share >= policy.join_min_vote
            at, best = at[enough], best[enough]
            near = np.einsum("ij,ij->i", standing.x[at], means[best])
            close = near >= profiles.bars[best]
            took.append((at[close], best[close]))
            n_took += int(close.sum())
        for tickets, joined in took:
            label[tickets] = joined
        if not n_took:
            break
    issue = np.where(label >= 0, profiles.numbers[label], UNGROUPED)
    return replace(standing, issue=issue)


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


def _split_grown(standing: Standing, policy: GroupingPolicy) -> Standing:
    """Issues that grew by half since they were last looked at are tested for a split."""
    counts = np.bincount(standing.issue + 1)[1:]
    grown = [
        number
        for number in np.flatnonzero(counts).tolist()
        if counts[number] >= 1.5 * standing.size_tested.get(number, policy.min_issue_size)
    ]
    if not grown:
        return standing
    numbers, label = np.unique(standing.issue, return_inverse=True)
    tested = {**standing.size_tested, **{number: int(counts[number]) for number in grown}}
    after = refine(
        standing.x,
        standing.neighbours,
        label.astype(np.int64),
        standing.resolution,
        policy,
        frozenset(np.searchsorted(numbers, grown).tolist()),
    )
    issue, number = standing.issue.copy(), standing.next_issue
    for part in np.unique(after[after >= len(numbers)]):
        at = np.flatnonzero(after == part)
        issue[at] = number
        tested[number] = len(at)
        number += 1
    return replace(standing, issue=issue, next_issue=number, size_tested=tested)
