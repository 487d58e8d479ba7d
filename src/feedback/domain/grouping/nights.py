"""One night: tickets join issues, issues emerge and split; now and then there is a review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.batch import votes_of
from feedback.domain.grouping.constraints import Constraints, obeyed
from feedback.domain.grouping.fit import UNGROUPED, Labels, cohesions_of, fit_of, groups_of
from feedback.domain.grouping.ladder import principal
from feedback.domain.grouping.languages import Centres, centres_of, without_language
from feedback.domain.grouping.neighbours import (
    Neighbours,
    Vectors,
    add_neighbours,
    find_neighbours,
    graph_of,
    normalised,
)
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.review import Standing, review
from feedback.domain.grouping.splits import refine
from feedback.domain.issue import IssueId
from feedback.domain.ticket import TicketId

FREE = Constraints()


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept from night to night, besides who belongs where."""

    ids: tuple[TicketId, ...]
    """In the order in which they were taken in; row i of the neighbours is the i-th of them."""
    centres: Centres
    neighbours: Neighbours
    resolution: float
    n_reviewed: int
    """Tickets at the last review."""
    n_centred: int
    """Tickets when the centres were set."""
    size_tested: Mapping[IssueId, int] = field(default_factory=dict)
    """Issue → its size when it was last tested for a split."""

    @staticmethod
    def empty() -> "Memory":
        none = Neighbours(np.zeros((0, 0), np.int32), np.zeros((0, 0), np.float32))
        return Memory((), {}, none, 1.0, 0, 0)


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Where everything belongs after a night."""

    memory: Memory
    placed: Mapping[TicketId, IssueId]
    confidence: Mapping[TicketId, float]
    """Of every placed ticket, 0..1: share of its neighbours in the same issue × distinctness."""
    cohesion: Mapping[IssueId, float]
    """Mean silhouette of the issue's tickets, −1..1."""
    n_waiting: int
    """Tickets in no issue."""


def regroup(
    memory: Memory,
    ids: Sequence[TicketId],
    vectors: Vectors,
    languages: Sequence[str],
    placed: Mapping[TicketId, IssueId],
    next_issue: IssueId,
    policy: GroupingPolicy,
    constraints: Constraints = FREE,
) -> Regrouping:
    """Take in one night's new tickets.

        `ids` are those of the memory followed by the new ones, sorted; `vectors` (n, d) and
    `languages` (ISO codes, empty when unknown) are theirs, row by row; `placed` says who belonged
    where before; new issues get ids from `next_issue` on; `constraints` are people's decisions.
    Deterministic; without new tickets nothing changes.
    """
    n_old, n = len(memory.ids), len(ids)
    if n == 0:
        return Regrouping(memory, {}, {}, {}, 0)
    recentre = n > n_old and n >= policy.recentre_growth * memory.n_centred
    centres = centres_of(vectors, languages) if recentre else memory.centres
    x = without_language(vectors, languages, centres)
    if recentre:
        neighbours = find_neighbours(x, policy)
    elif n == n_old:
        neighbours = memory.neighbours
    else:
        neighbours = add_neighbours(memory.neighbours, x, n_old, policy.n_neighbours)
    placed_before = np.array([placed.get(one, UNGROUPED) for one in ids], dtype=np.int64)
    standing = Standing(
        x=x,
        neighbours=neighbours,
        issue=placed_before,
        resolution=memory.resolution,
        n_reviewed=memory.n_reviewed,
        next_issue=int(next_issue),
        size_tested={int(one): size for one, size in memory.size_tested.items()},
    )
    if n > n_old:
        if n >= max(policy.review_growth * memory.n_reviewed, 4 * policy.min_issue_size):
            standing = review(standing, policy)
        else:
            emerged = _emerge(_join(standing, policy), policy)
            # In a flood most neighbours of a new ticket are new themselves; now that HDBSCAN has
            # had its say on them, they follow the few that are grouped.
            followed = _join(emerged, policy, among_grouped=True)
            standing = _split_grown(followed, policy)
        issue = obeyed(
            placed_before, standing.issue, ids, constraints, int(next_issue), policy.min_issue_size
        )
        standing = replace(standing, issue=issue)
    after = Memory(
        ids=tuple(ids),
        centres=centres,
        neighbours=neighbours,
        resolution=standing.resolution,
        n_reviewed=standing.n_reviewed,
        n_centred=n if recentre else memory.n_centred,
        size_tested={IssueId(one): size for one, size in standing.size_tested.items()},
    )
    return outcome(after, standing)


def outcome(memory: Memory, standing: Standing) -> Regrouping:
    """Where everything stands, with how sure each place and how cohesive each issue is."""
    inside = np.flatnonzero(standing.issue >= 0)
    if not len(inside):
        return Regrouping(memory, {}, {}, {}, len(standing.issue))
    numbers, label = np.unique(standing.issue[inside], return_inverse=True)
    x = standing.x[inside]
    silhouette = fit_of(x, label, groups_of(x, label)).silhouette
    votes = votes_of(standing.neighbours, standing.issue)[inside]
    # Rounded: a last bit of floating point is not worth a write.
    sure = np.clip(votes * np.clip(0.5 + silhouette, 0, 1), 0, 1).round(4)
    cohesion = (np.bincount(label, silhouette) / np.bincount(label)).round(4)
    tickets = [memory.ids[row] for row in inside]
    return Regrouping(
        memory=memory,
        placed={one: IssueId(int(numbers[at])) for one, at in zip(tickets, label, strict=True)},
        confidence=dict(zip(tickets, sure.tolist(), strict=True)),
        cohesion={IssueId(int(n)): float(c) for n, c in zip(numbers, cohesion, strict=True)},
        n_waiting=len(standing.issue) - len(inside),
    )


def _join(standing: Standing, policy: GroupingPolicy, *, among_grouped: bool = False) -> Standing:
    """Waiting tickets join the issue that holds most of their neighbours' weight, if they are
    close enough for *that* issue. A few rounds: who joins may bring its neighbours along.
    `among_grouped`: the share is taken of the neighbours that have an issue only."""
    x, issue = standing.x, standing.issue.copy()
    numbers = np.unique(issue[issue >= 0])
    if not len(numbers):
        return standing
    label = np.where(issue >= 0, np.searchsorted(numbers, issue), UNGROUPED)
    means = normalised(groups_of(x, label, len(numbers)).sums)
    bars = _bars(x, label, policy)
    for _ in range(3):
        took: list[tuple[int, int]] = []
        for row in np.flatnonzero(label < 0):
            of = label[standing.neighbours.rows[row]]
            weight = np.maximum(standing.neighbours.cosines[row], 0)
            if not (of >= 0).any():
                continue
            votes = np.bincount(of[of >= 0], weight[of >= 0], len(numbers))
            best = int(votes.argmax())
            total = float(votes.sum() if among_grouped else weight.sum())
            enough = votes[best] >= policy.join_min_vote * max(total, 1e-9)
            if enough and x[row] @ means[best] >= bars[best]:
                took.append((int(row), best))
        for ticket, joined in took:
            label[ticket] = joined
            issue[ticket] = numbers[joined]
        if not took:
            break
    return replace(standing, issue=issue)


def _bars(x: Vectors, label: Labels, policy: GroupingPolicy) -> NDArray[np.float64]:
    """The similarity to its centre that each issue asks of the next ticket: what all but the
    outermost of its own have to the centre of the *others* (a ticket is near to a centre that it
    pulls itself, the more so the smaller the issue)."""
    n_issues = int(label.max()) + 1
    inside = np.flatnonzero(label >= 0)
    own = label[inside]
    sums = groups_of(x, label, n_issues).sums
    dots = np.einsum("ij,ij->i", x[inside], sums[own])
    rest = np.sqrt(np.maximum((sums**2).sum(1)[own] - 2 * dots + 1, 1e-12))
    near = (dots - 1) / rest
    order = np.argsort(own, kind="stable")
    start = np.searchsorted(own[order], np.arange(n_issues + 1))
    return np.array(
        [
            np.quantile(near[order[start[g] : start[g + 1]]], policy.join_quantile)
            for g in range(n_issues)
        ]
    )


def _emerge(standing: Standing, policy: GroupingPolicy) -> Standing:
    """HDBSCAN (Campello, Moulavi & Sander 2013) among the newest waiting tickets: what is dense
    there, and as cohesive as issues are, is a new issue."""
    pool = np.flatnonzero(standing.issue == UNGROUPED)[-policy.pool_size :]
    if len(pool) < 2 * policy.min_issue_size:
        return standing
    x, issue, number = standing.x, standing.issue.copy(), standing.next_issue
    typical = policy.emerge_min_cohesion * _typical_cohesion(x, issue)
    bar = min(policy.split_max_cohesion, typical)
    found = _dense(x[pool], policy)
    cohesions = cohesions_of(groups_of(x[pool], found.astype(np.int64)))
    for cluster in np.flatnonzero(cohesions >= bar):
        issue[pool[found == cluster]] = number
        number += 1
    return replace(standing, issue=issue, next_issue=number)


def _dense(x: Vectors, policy: GroupingPolicy) -> NDArray[np.intp]:
    """HDBSCAN's cluster of each row, −1 for noise."""
    from hdbscan import HDBSCAN  # slow to import; most nights do not need it

    found = np.full(len(x), -1, dtype=np.intp)
    # Density means little in hundreds of dimensions.
    reduced = principal(x, policy.pool_components, policy).astype(np.float64)
    for allow_single in (False, True):  # its rule never to answer "one" would hide an only child
        found = HDBSCAN(
            min_cluster_size=policy.min_issue_size,
            allow_single_cluster=allow_single,
            core_dist_n_jobs=1,
        ).fit_predict(reduced)
        if found.max() >= 0:
            break
    return found


def _typical_cohesion(x: Vectors, issue: Labels) -> float:
    """Median over issues of the mean cosine among their tickets; 0 without issues."""
    inside = issue >= 0
    if not inside.any():
        return 0.0
    label = np.unique(issue[inside], return_inverse=True)[1]
    return float(np.median(cohesions_of(groups_of(x[inside], label))))


def _split_grown(standing: Standing, policy: GroupingPolicy) -> Standing:
    """Issues that grew by half since they were last looked at are tested for a split."""
    numbers, label, sizes = np.unique(standing.issue, return_inverse=True, return_counts=True)
    grown = [
        row
        for row, number in enumerate(numbers)
        if number >= 0
        and sizes[row] >= 1.5 * standing.size_tested.get(int(number), policy.min_issue_size)
    ]
    if not grown:
        return standing
    tested = {**standing.size_tested, **{int(numbers[row]): int(sizes[row]) for row in grown}}
    after = refine(
        standing.x,
        graph_of(standing.neighbours),
        label.astype(np.int64),
        standing.resolution,
        policy,
        frozenset(grown),
    )
    issue, number = standing.issue.copy(), standing.next_issue
    for part in np.unique(after[after >= len(numbers)]):
        at = np.flatnonzero(after == part)
        issue[at] = number
        tested[number] = len(at)
        number += 1
    return replace(standing, issue=issue, next_issue=number, size_tested=tested)
