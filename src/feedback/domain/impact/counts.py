"""Whether a count is more than an earlier count explains, when counts come in bursts.

Model: the tickets of one issue in a span of exposure w are negative binomial with a variance of
(1 + m / s) times their mean, m being the issue's mean at exposure 1 and s the *steadiness*, the
same for all issues that are looked at together. Spans of one issue then add up, and given their
total the count of one span is beta-binomial with s × exposure as weights: the issue's own rate
drops out, so nothing has to be assumed about how many tickets it usually gets. For a large s this
is the conditional binomial test of two Poisson counts (Przyborowski & Wilenski 1940).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln, gammaln

Counts = NDArray[np.float64]
"""Shape (n_issues, n_days), newest day first."""

_GRID = np.geomspace(0.2, 1000.0, 75)
"""Of steadiness. Below, a single ticket a month would be as likely as a hundred; beyond, the counts
are as good as Poisson."""
_USUAL_LOG, _SPREAD_LOG = np.log(5.0), 1.5
"""What is believed of a store that has shown nothing yet: days scatter about 45 % more than chance.
So weak (a factor of 4.5 either way) that a few hundred tickets overrule it."""


def daily(moments: Sequence[datetime], as_of: datetime, n_days: int) -> Counts:
    """How many moments lie in each span of 24 hours up to `as_of`, newest first; shape (n_days,).

    A span takes in its end and not its beginning; what lies after `as_of` or earlier is left out.
    """
    ago = np.array([(as_of - moment) // timedelta(days=1) for moment in moments], dtype=np.int64)
    return np.bincount(ago[(ago >= 0) & (ago < n_days)], minlength=n_days).astype(np.float64)


def p_at_least(n: int, n_before: int, exposure: float, before: float, steadiness: float) -> float:
    """The chance of `n` or more tickets in a span of `exposure`, after `n_before` in one of
    `before`, if nothing has changed. 1 when there is nothing to compare with."""
    total = n + n_before
    if n <= 0 or before <= 0 or exposure <= 0:
        return 1.0
    ours, theirs = steadiness * exposure, steadiness * before
    k = np.arange(n, total + 1)
    log_p = (
        -np.log(total + 1.0)
        - betaln(total - k + 1.0, k + 1.0)
        + betaln(k + ours, total - k + theirs)
        - betaln(ours, theirs)
    )
    return float(min(np.exp(log_p).sum(), 1.0))


def steadiness_of(counts: Counts, exposures: NDArray[np.float64], counted: Counts) -> float:
    """The most likely steadiness of these issues, on a grid, with a weak belief for a few tickets.

    `exposures` of the days, shape (n_days,). `counted` is 1 for the days of an issue that are
    ordinary ones and 0 for those that are left out. Issues tell of it only through how their
    total is spread over their days (Dirichlet-multinomial), so their rates need not be known.
    """
    kept = counts * counted
    totals = kept.sum(axis=1)
    telling = totals >= 2
    kept, totals = kept[telling], totals[telling]
    whole = counted[telling] @ exposures
    _, days = some = np.nonzero(kept)
    grid = _GRID[:, np.newaxis]
    weights = grid * exposures[days]
    of_days = (gammaln(kept[some] + weights) - gammaln(weights)).sum(axis=1)
    of_totals = (gammaln(grid * whole) - gammaln(totals + grid * whole)).sum(axis=1)
    belief = -0.5 * ((np.log(_GRID) - _USUAL_LOG) / _SPREAD_LOG) ** 2
    return float(_GRID[np.argmax(of_days + of_totals + belief)])


def rate_ratio(
    n: int, n_before: int, mean_per_day: float, steadiness: float, confidence: float = 0.95
) -> tuple[float, float]:
    """An interval for the rate of a span over that of an equally long one before it.

    Clopper & Pearson 1934 for the share of the total, on counts divided by their variance over
    their mean (quasi-likelihood: Wedderburn 1974). (0, inf) when there are no tickets.
    """
    burst = 1.0 + mean_per_day / steadiness
    x, y = n / burst, n_before / burst
    tail = (1.0 - confidence) / 2
    low = float(betaincinv(x, y + 1.0, tail)) if n else 0.0
    high = float(betaincinv(x + 1.0, y, 1.0 - tail)) if n_before else 1.0
    return low / (1.0 - low), high / (1.0 - high) if high < 1.0 else float("inf")
