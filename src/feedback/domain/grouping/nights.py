"""One night: tickets join issues, issues emerge and split; now and then there is a review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.cells import Cells, cells_of
from feedback.domain.grouping.constraints import Constraints, obeyed
from feedback.domain.grouping.emerge import emerge
from feedback.domain.grouping.fit import UNGROUPED, Labels
from feedback.domain.grouping.languages import Centred, Centres, centres_of, without_language
from feedback.domain.grouping.neighbours import Neighbours
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.profiles import Profiles, brought_up_to_date, distinctness_of
from feedback.domain.grouping.review import Standing, review
from feedback.domain.grouping.rows import Rows, blocks, held, normalised
from feedback.domain.grouping.search import add_neighbours, find_neighbours
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
    profiles: Profiles = field(default_factory=Profiles.none)
    lengths: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """(n,) how far each ticket's vector lies from its centre."""
    cells: Cells | None = None
    """Only where there are too many tickets to look for neighbours everywhere."""

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
    distinctness: Mapping[IssueId, float]
    """How clearly the issue stands apart from all others; from 1 on it is fit to be shown."""
    n_waiting: int
    """Tickets in no issue."""


def regroup(
    memory: Memory,
    ids: Sequence[TicketId],
    vectors: Rows,
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
        return Regrouping(memory, {}, {}, {}, {}, 0)
    recentre = n > n_old and n >= policy.recentre_growth * memory.n_centred
    centres = centres_of(vectors, languages) if recentre else memory.centres
    x = without_language(vectors, languages, centres)
    is_review = n > n_old and n >= max(
        policy.review_growth * memory.n_reviewed, 4 * policy.min_issue_size
    )
    lengths = lengths_of(x, np.zeros(0, np.float32) if recentre else memory.lengths)
    look: Rows = held(x) if recentre or is_review else x
    cells = cells_of(look, policy) if recentre else memory.cells and memory.cells.with_new(x)
    if recentre:
        neighbours = find_neighbours(look, cells, policy)
    elif n == n_old:
        neighbours = memory.neighbours
    else:
        neighbours = add_neighbours(memory.neighbours, x, lengths, n_old, cells, policy)
    issue = np.fromiter(map(placed.get, ids, repeat(UNGROUPED)), np.int64, n)
    known = Profiles.none(n) if recentre else memory.profiles
    standing = Standing(
        x=look,
        neighbours=neighbours,
        issue=issue,
        resolution=memory.resolution,
        n_reviewed=memory.n_reviewed,
        next_issue=int(next_issue),
        size_tested={int(one): size for one, size in memory.size_tested.items()},
        profiles=known,
    )
    if n > n_old:
        if is_review:
            standing = replace(review(standing, policy), profiles=Profiles.none(n))
        else:
            standing = up_to_date(standing, policy)
            emerged = up_to_date(emerge(_join(standing, policy), policy), policy)
            # In a flood most neighbours of a new ticket are new themselves; now that HDBSCAN has
            # had its say on them, they follow the few that are grouped.
            followed = _join(emerged, policy, among_grouped=True)
            standing = _split_grown(followed, policy)
        kept = obeyed(
            issue, standing.issue, ids, constraints, int(next_issue), policy.min_issue_size
        )
        standing = replace(standing, issue=kept)
    standing = up_to_date(standing, policy)
    after = Memory(
        ids=tuple(ids),
        centres=centres,
        neighbours=neighbours,
        resolution=standing.resolution,
        n_reviewed=standing.n_reviewed,
        n_centred=n if recentre else memory.n_centred,
        size_tested={IssueId(one): size for one, size in standing.size_tested.items()},
        profiles=standing.profiles,
        lengths=lengths,
        cells=cells,
    )
    return outcome(after, policy)


def lengths_of(x: Centred, known: NDArray[np.float32]) -> NDArray[np.float32]:
    """With those of the new rows."""
    lengths = np.empty(len(x), np.float32)
    lengths[: len(known)] = known
    for block in blocks(len(x) - len(known)):
        at = slice(len(known) + block.start, len(known) + block.stop)
        lengths[at] = x.lengths(at)
    return lengths


def up_to_date(standing: Standing, policy: GroupingPolicy) -> Standing:
    profiles = brought_up_to_date(
        standing.profiles, standing.x, standing.neighbours, standing.issue, policy
    )
    return replace(standing, profiles=profiles)


def outcome(memory: Memory, policy: GroupingPolicy) -> Regrouping:
    """Where everything stands, with how sure each place and how cohesive each issue is."""
    profiles = memory.profiles
    is_inside = profiles.issue >= 0
    tickets = list(compress(memory.ids, is_inside.tolist()))
    issues = [IssueId(number) for number in profiles.numbers.tolist()]
    placed = profiles.issue[is_inside].tolist()
    # Rounded: a last bit of floating point is not worth a write.
    sure = np.clip(profiles.confidence[is_inside].astype(np.float64), 0, 1).round(4)
    return Regrouping(
        memory=memory,
        placed=dict(zip(tickets, placed, strict=True)),
        confidence=dict(zip(tickets, sure.tolist(), strict=True)),
        cohesion=dict(zip(issues, profiles.cohesions.round(4).tolist(), strict=True)),
        distinctness=dict(zip(issues, distinctness_of(profiles, policy), strict=True)),
        n_waiting=len(memory.ids) - len(tickets),
    )


def _join(standing: Standing, policy: GroupingPolicy, *, among_grouped: bool = False) -> Standing:
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
        waiting = np.flatnonzero(label < 0)
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
