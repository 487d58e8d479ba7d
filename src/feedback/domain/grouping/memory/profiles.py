"""What is kept of every issue, so that a night need not look at all its tickets again."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.belonging import chances_of_belonging
from feedback.domain.grouping.vectors.fit import (
    UNGROUPED,
    Fit,
    Groups,
    Labels,
    cohesions_of,
    fit_of,
    groups_of,
)
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.tickets.vectors import Vectors

_UNLIKE = 0.02
"""A cosine of centred vectors as good as none: smaller ones would only make ratios explode."""


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Of every ticket: its issue when this was last brought up to date. Of every issue: what
    joining, splitting and describing need. An issue's row is its place among the numbers."""

    issue: Labels
    """(n,) each ticket's issue, or UNGROUPED."""
    confidence: NDArray[np.float32]
    """(n,) P(it belongs there) when it was placed, 0..1."""
    numbers: NDArray[np.int64]
    """(k,) the issues, ascending."""
    groups: Groups
    """Sums of their tickets' centred vectors, and their sizes."""
    bars: NDArray[np.float64]
    """(k,) the similarity to its centre that an issue asks of the next ticket."""
    cohesions: NDArray[np.float64]
    """(k,) mean silhouette."""
    n_measured: NDArray[np.int64]
    """(k,) the size at which all of its tickets were last looked at."""

    @staticmethod
    def none(n_tickets: int = 0) -> "Profiles":
        """Of so many tickets that all wait, and no issues."""
        return Profiles(
            np.full(n_tickets, UNGROUPED, np.int64),
            np.zeros(n_tickets, np.float32),
            np.zeros(0, np.int64),
            Groups(np.zeros((0, 0), np.float32), np.zeros(0, np.int64)),
            np.zeros(0),
            np.zeros(0),
            np.zeros(0, np.int64),
        )

    def places(self, issue: Labels) -> Labels:
        """Row of each ticket's issue, UNGROUPED where it has none."""
        return places_among(self.numbers, issue)


def places_among(numbers: NDArray[np.int64], issue: Labels) -> Labels:
    """The place of each ticket's issue among the ascending numbers, UNGROUPED where it has none.

    By a table of all numbers: searching for each of them took a third of an ordinary night.
    """
    last = max(int(numbers[-1]) if len(numbers) else 0, int(issue.max(initial=0)))
    place = np.full(last + 2, UNGROUPED, np.int64)  # and one more, which UNGROUPED reads
    place[numbers] = np.arange(len(numbers))
    return place[issue]


def brought_up_to_date(
    profiles: Profiles, x: Rows, issue: Labels, policy: GroupingPolicy
) -> Profiles:
    """After tickets joined, moved or left. Tickets that join are added to what is known; issues
    that are new, lost a ticket or grew by `measure_growth` are looked at as a whole."""
    n = len(issue)
    before = np.full(n, UNGROUPED, np.int64)
    before[: len(profiles.issue)] = profiles.issue
    changed = np.flatnonzero(before != issue)
    confidence = np.zeros(n, np.float32)
    confidence[: len(profiles.issue)] = profiles.confidence
    if not len(changed) and profiles.n_measured.all():
        return replace(profiles, issue=before, confidence=confidence)
    numbers = np.flatnonzero(np.bincount(issue + 1)[1:])
    now = _carried(profiles, numbers, x[:1].shape[1])
    place = places_among(numbers, issue)
    lost = np.searchsorted(numbers, np.intersect1d(before[changed], numbers))
    now.n_measured[lost] = 0
    sizes = np.bincount(place[place >= 0], minlength=len(numbers))
    joined = changed[(issue[changed] >= 0) & (now.n_measured[place[changed]] > 0)]
    sums = now.groups.sums
    anew = now.n_measured == 0
    if len(joined):
        sums += _sums(x, joined, place[joined], len(numbers))
    if anew.any():
        at = np.flatnonzero(anew[place] & (place >= 0))
        fresh = np.flatnonzero(anew)
        sums[fresh] = _sums(x, at, np.searchsorted(fresh, place[at]), len(fresh))
    groups = Groups(sums, sizes)
    whole = sizes >= policy.measure_growth * now.n_measured
    told = np.zeros(n, np.bool_)
    told[changed] = issue[changed] >= 0
    at = np.flatnonzero((place >= 0) & (told | whole[place]))
    near, fit = _looked_at(x, at, place, groups)
    silhouette = fit.silhouette
    own = place[at]
    is_whole = whole[own]
    _measure(now, whole, own[is_whole], near[is_whole], silhouette[is_whole], policy)
    added = ~is_whole
    n_added = np.bincount(own[added], minlength=len(numbers))
    total = np.bincount(own[added], silhouette[added], len(numbers))
    here = told[at]
    cohesion = cohesions_of(groups)[own[here]]
    confidence[changed] = 0
    confidence[at[here]] = chances_of_belonging(silhouette[here], fit.own[here], cohesion, policy)
    cohesions = (now.cohesions * (sizes - n_added) + total) / np.maximum(sizes, 1)
    return Profiles(
        issue=issue.copy(),
        confidence=confidence,
        numbers=numbers,
        groups=groups,
        bars=now.bars,
        cohesions=np.where(whole, now.cohesions, cohesions),
        n_measured=np.where(whole, sizes, now.n_measured),
    )


def _carried(profiles: Profiles, numbers: NDArray[np.int64], width: int) -> Profiles:
    """The same for today's issues: those that ended are gone, those that are new are empty."""
    k = len(numbers)
    now = Profiles(
        profiles.issue,
        profiles.confidence,
        numbers,
        Groups(np.zeros((k, width), np.float32), np.zeros(k, np.int64)),
        np.zeros(k),
        np.zeros(k),
        np.zeros(k, np.int64),
    )
    _, old, new = np.intersect1d(profiles.numbers, numbers, return_indices=True)
    if len(old):
        now.groups.sums[new] = profiles.groups.sums[old]
        now.bars[new] = profiles.bars[old]
        now.cohesions[new] = profiles.cohesions[old]
        now.n_measured[new] = profiles.n_measured[old]
    return now


def _sums(x: Rows, at: NDArray[np.intp], label: Labels, k: int) -> Vectors:
    sums = np.zeros((k, x[:1].shape[1]), np.float32)
    for block in blocks(len(at)):
        sums += groups_of(x[at[block]], label[block], k).sums
    return sums


def _looked_at(
    x: Rows, at: NDArray[np.intp], place: Labels, groups: Groups
) -> tuple[NDArray[np.float32], Fit]:
    """Of some grouped tickets the similarity to the centre of the *others* of their issue (a ticket
    is near to a centre that it pulls itself, the more so the smaller the issue), and the
    silhouettes."""
    near, own_cosine, other, silhouette = (np.empty(len(at), np.float32) for _ in range(4))
    squares = (groups.sums**2).sum(1)
    # Issue by issue: few of them in a block are few to compare with, where there are thousands.
    order = np.argsort(place[at], kind="stable")
    for block in blocks(len(at), 16_384):
        here = order[block]
        rows, own = x[at[here]], place[at[here]]
        fit = fit_of(rows, own, groups)
        own_cosine[here], other[here], silhouette[here] = fit.own, fit.other, fit.silhouette
        dots = np.einsum("ij,ij->i", rows, groups.sums[own])
        near[here] = (dots - 1) / np.sqrt(np.maximum(squares[own] - 2 * dots + 1, 1e-12))
    return near, Fit(own_cosine, other, silhouette)


def _measure(
    now: Profiles,
    whole: NDArray[np.bool_],
    own: Labels,
    near: NDArray[np.float32],
    silhouette: NDArray[np.float32],
    policy: GroupingPolicy,
) -> None:
    """Bars and cohesions of the issues all of whose tickets were looked at. The bar: what all but
    the outermost of its own have."""
    n_own = np.bincount(own, minlength=len(whole))
    now.cohesions[:] = np.bincount(own, silhouette, len(whole)) / np.maximum(n_own, 1) + np.where(
        whole, 0, now.cohesions
    )
    order = np.argsort(own, kind="stable")
    stop = np.cumsum(n_own)
    for issue in np.flatnonzero(whole):
        of_issue = near[order[stop[issue] - n_own[issue] : stop[issue]]]
        now.bars[issue] = np.quantile(of_issue, policy.join_quantile)


def distinctness_of(profiles: Profiles, policy: GroupingPolicy) -> list[float]:
    """Of every issue, by row: the larger of its separation over `distinct_separation` and its
    cohesion over `distinct_cohesion` times the average ticket's.

    Separation: the mean cosine among the issue's tickets over the mean cosine between them and
    those of the nearest other issue.
    """
    sizes, means = profiles.groups.sizes, profiles.groups.means
    if not len(sizes):
        return []
    nearest = np.full(len(sizes), -1.0)
    for block in blocks(len(sizes), 2048):
        cosines = means[block] @ means.T
        cosines[np.arange(len(cosines)), np.arange(block.start, block.start + len(cosines))] = -1
        nearest[block] = cosines.max(axis=1)
    separation = cohesions_of(profiles.groups) / np.maximum(nearest, _UNLIKE)
    typical = max(float(np.average(profiles.cohesions, weights=sizes)), _UNLIKE)
    relative = profiles.cohesions / typical
    found = np.maximum(separation / policy.distinct_separation, relative / policy.distinct_cohesion)
    return [float(value) for value in found.round(4)]
