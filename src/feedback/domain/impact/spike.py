"""Spikes: an issue that gets more tickets in a day than chance explains, until it is over.

The last 24 hours are compared with the weeks before by the conditional test of
`domain.impact.counts`. It allows for

- the weekday: its usual share of all tickets, shrunk towards a seventh while there are few;
- bursts: counts scatter more than Poisson's, and how much is estimated from the store;
- a night when everything is busier: what most issues share is not a spike (`night_level`);
- many looks: Benjamini & Hochberg 1995 over the issues of the night. On a night without a spike
  that keeps the chance of a false one at `max_p`, as Bonferroni does; on a bad night it finds
  more of what broke at once.

A history is when tickets were written, not when they were grouped, so an issue that emerges in a
flood spikes the night it emerges. A spike is told once, when it begins, and once when it is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from feedback.domain.impact.counts import Counts, daily, p_at_least, steadiness_of
from feedback.domain.impact.spike_period import SpikePeriod, spike_periods
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, Spiked, SpikeEnded

N_WEEKDAY_DAYS = 56
"""Days the weekdays are learnt from: eight of each."""
_WEEKDAY_BELIEF = 200.0
"""Tickets. A store with so many believes its weekdays by half."""
_LEVEL_BELIEF = 10.0
"""Tickets. Few tickets cannot show that the whole night is busier."""
_ODD_P = 1e-4
"""A day as unlikely as this does not tell how an ordinary day scatters."""


@dataclass(frozen=True, slots=True)
class SpikePolicy:
    """`max_p` is the chance of any false spike on a night without a true one."""

    max_p: float = 0.01
    baseline_days: int = 28
    """What is usual: four of every weekday."""
    min_tickets: int = 5
    """Fewer in a day is never called a spike, however quiet it was before."""
    over_p: float = 0.05
    """A spike is over on the first day that chance explains this well. Milder than `max_p`, so
    that a spike does not end and begin again."""
    max_days: int = 14
    """What lasts longer is the new usual, not a spike."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a night shows of every issue; arrays of shape (n_issues,)."""

    n_last_day: Counts
    per_day_before: Counts
    expected: Counts
    """Tickets of the last day, had nothing happened: for this weekday and on a night as busy."""
    p: Counts
    """Before correction; 1 where it was not worth computing."""
    corrected: Counts
    steadiness: float


def spike_events(
    created_at: Mapping[IssueId, Sequence[datetime]],
    lineage: Iterable[LineageEvent],
    policy: SpikePolicy,
    as_of: datetime,
) -> list[LineageEvent]:
    """The spikes that began and those that are over on this night, by issue.

    `created_at` of all tickets of every issue; `lineage` as it was before the night.
    """
    ids = sorted(created_at)
    if not ids:
        return []
    n_days = 1 + max(policy.baseline_days, N_WEEKDAY_DAYS)
    counts = np.stack([daily(created_at[issue_id], as_of, n_days) for issue_id in ids])
    periods = spike_periods(event for event in lineage if event.as_of < as_of)
    lasting = {period.issue_id: period for period in periods if period.ended_at is None}
    is_lasting = np.array([issue_id in lasting for issue_id in ids])
    look = look_at(counts, _ordinary(ids, periods, as_of, n_days), is_lasting, policy)
    events = []
    for place, issue_id in enumerate(ids):
        if issue_id in lasting:
            n = _days_between(lasting[issue_id].started_at, as_of)
            if n >= policy.max_days or look.p[place] > policy.over_p:
                events.append(_ended(lasting[issue_id], counts[place], n, policy, as_of))
        elif look.corrected[place] <= policy.max_p:
            spiked = Spiked(
                n_last_day=int(look.n_last_day[place]),
                per_day_before=round(float(look.per_day_before[place]), 2),
                expected=round(float(look.expected[place]), 2),
                p_value=float(f"{look.corrected[place]:.2g}"),
            )
            events.append(LineageEvent(issue_id, as_of, spiked))
    return events


def look_at(
    counts: Counts, ordinary: Counts, is_lasting: NDArray[np.bool_], policy: SpikePolicy
) -> Look:
    """Test every issue's last day. `counts` and `ordinary` have shape (n_issues, n_days), the last
    day first; `ordinary` is 0 on days that belong to an earlier spike. Issues whose spike lasts
    are tested too but are not among the many looks: nobody is told of them again.
    """
    weights = weekday_weights(counts[:, 1:].sum(axis=0))
    n_known = min(policy.baseline_days, _n_known_days(counts[:, 1:]))
    last, before = counts[:, 0], counts[:, 1 : 1 + n_known]
    exposures = weights[np.arange(1, 1 + n_known) % 7]
    counted = ordinary[:, 1 : 1 + n_known]
    n_before, exposure = (before * counted).sum(axis=1), counted @ exposures
    steadiness = _steadiness(before, exposures, counted, n_before, exposure)
    rate = np.divide(n_before, exposure, out=np.zeros_like(exposure), where=exposure > 0)
    today = float(weights[0]) * night_level(last, rate * weights[0], steadiness)
    p = np.ones(len(last))
    for place in np.flatnonzero((last >= policy.min_tickets) | (is_lasting & (last > 0))):
        p[place] = p_at_least(
            int(last[place]),
            int(n_before[place]),
            float(today[place]),
            float(exposure[place]),
            steadiness,
        )
    n_days = counted.sum(axis=1)
    return Look(
        n_last_day=last,
        per_day_before=np.divide(n_before, n_days, out=np.zeros_like(n_days), where=n_days > 0),
        expected=rate * today,
        p=p,
        corrected=false_discovery_control(np.where(is_lasting, 1.0, p), method="bh"),
        steadiness=steadiness,
    )


def weekday_weights(totals: Counts) -> Counts:
    """How busy each weekday is, 1 being the mean; shape (7,), first the weekday of the night.

    `totals` of all tickets a day, the day before the night first. Whole weeks only; a day counts
    for no more than three times the median day, so that one flood does not make a Monday.
    """
    n_weeks = min(_n_known_days(totals[np.newaxis, :]), N_WEEKDAY_DAYS) // 7
    if n_weeks == 0:
        return np.ones(7)
    weeks = totals[: 7 * n_weeks].reshape(n_weeks, 7)
    sums = np.minimum(weeks, max(3 * float(np.median(weeks)), 1.0)).sum(axis=0)
    weights = (sums + _WEEKDAY_BELIEF / 7) / (sums.mean() + _WEEKDAY_BELIEF / 7)
    return np.roll(weights, 1)  # the day before the night stands first in `totals`


def night_level(last: Counts, expected: Counts, steadiness: float) -> Counts:
    """How many times busier than expected the night is for the other issues, at least 1.

    Shape (n_issues,). The ratio of all tickets to all that were expected, an issue giving no more
    than two standard deviations above its own expectation (Huber's way) and nothing to its own
    level: a few floods do not move it, a morning when the whole product is down does.
    """
    x, mean = np.where(expected > 0, last, 0.0), expected
    level = 1.0
    for _ in range(20):
        usual = level * mean
        given = np.minimum(x, usual + 2 * np.sqrt(usual * (1 + usual / steadiness)))
        level = max(float((given.sum() + _LEVEL_BELIEF) / (mean.sum() + _LEVEL_BELIEF)), 1.0)
    others = (given.sum() - given + _LEVEL_BELIEF) / (mean.sum() - mean + _LEVEL_BELIEF)
    levels: Counts = np.maximum(others, 1.0)
    return levels


def _steadiness(
    before: Counts, exposures: Counts, counted: Counts, n_before: Counts, exposure: Counts
) -> float:
    """Of ordinary days: an issue's highest day is left out where it was surely none."""
    first = steadiness_of(before, exposures, counted)
    if before.shape[1] < 2:
        return first
    kept = counted.copy()
    ordinary = before * counted
    highest = ordinary.argmax(axis=1)
    for place, day in enumerate(highest):
        n = int(ordinary[place, day])
        rest = float(exposure[place] - exposures[day])
        if n > 4 and p_at_least(n, int(n_before[place]) - n, exposures[day], rest, first) < _ODD_P:
            kept[place, day] = 0.0
    return first if (kept == counted).all() else steadiness_of(before, exposures, kept)


def _ordinary(
    ids: Sequence[IssueId], periods: Iterable[SpikePeriod], as_of: datetime, n_days: int
) -> Counts:
    """1 for the days of each issue that belong to no spike, else 0."""
    ordinary = np.ones((len(ids), n_days))
    places = {issue_id: place for place, issue_id in enumerate(ids)}
    for period in periods:
        if period.issue_id in places and not period.is_new_usual:
            begun = _days_between(period.started_at, as_of)
            over = 0 if period.ended_at is None else _days_between(period.ended_at, as_of) + 1
            ordinary[places[period.issue_id], over : begun + 1] = 0.0
    return ordinary


def _ended(
    period: SpikePeriod, counts: Counts, n_days: int, policy: SpikePolicy, as_of: datetime
) -> LineageEvent:
    n_days = max(n_days, 1)  # nights may lie closer together than a day
    n_tickets = int(counts[1 : n_days + 1].sum())
    ended = SpikeEnded(
        since=period.started_at.date(),
        n_days=n_days,
        n_tickets=n_tickets,
        is_new_usual=n_days >= policy.max_days,
    )
    return LineageEvent(period.issue_id, as_of, ended)


def _n_known_days(counts: Counts) -> int:
    """How many days lie between the store's first ticket and the last day."""
    return int(np.flatnonzero(counts.sum(axis=0)).max(initial=-1)) + 1


def _days_between(earlier: datetime, later: datetime) -> int:
    """Whole nights, whatever the clocks did between them."""
    return round((later - earlier) / timedelta(days=1))
