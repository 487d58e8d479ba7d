"""Spikes: an issue that gets more tickets in a night than chance explains.

Test: the tickets of the last 24 hours against a Poisson rate estimated from the days before,
Bonferroni-corrected for the number of issues looked at. (Przyborowski & Wilenski 1940, conditional
form: given the total, the last day's count is binomial, so an uncertain past rate is allowed for.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scipy.stats import binom


@dataclass(frozen=True, slots=True)
class SpikePolicy:
    """`max_p` is the chance of one false spike among all issues of a night."""

    max_p: float = 0.01
    baseline_days: int = 14
    min_tickets: int = 5
    """Fewer in a day is never called a spike, however quiet it was before."""


@dataclass(frozen=True, slots=True)
class Spike:
    n_last_day: int
    per_day_before: float
    p_value: float
    """After correction for the number of issues looked at."""


def find_spike(
    created_at: Sequence[datetime], as_of: datetime, n_issues: int, policy: SpikePolicy
) -> Spike | None:
    """The spike on the day before `as_of`, or None. `created_at`: of all the issue's tickets."""
    day = timedelta(days=1)
    start = as_of - day
    last = sum(start < moment <= as_of for moment in created_at)
    if last < policy.min_tickets:
        return None
    before = sum(start - policy.baseline_days * day < moment <= start for moment in created_at)
    p = float(binom.sf(last - 1, last + before, 1 / (1 + policy.baseline_days)))
    corrected = min(p * max(n_issues, 1), 1.0)
    if corrected > policy.max_p:
        return None
    return Spike(last, round(before / policy.baseline_days, 2), corrected)
