"""A supplier's scorecard: shared criteria for a month and to date, fairly and by contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.agreements.reviews import MIN_RATING_GAP, Action, Rating
from feedback.domain.supply.agreements.terms import (
    UNKNOWN_SUPPLIER,
    SupplierTerms,
)
from feedback.domain.supply.metrics.comparable import comparable_shares
from feedback.domain.supply.metrics.figures import Figure, figure
from feedback.domain.supply.metrics.invoice import Invoice, invoice_of
from feedback.domain.supply.metrics.metrics import METRICS
from feedback.domain.supply.metrics.mix import adjust
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.metrics.routing import mostly_because
from feedback.domain.supply.metrics.ticket_frame import of_period
from feedback.domain.supply.reports.contract_results import Line, TargetResult, judge
from feedback.domain.supply.reports.rating_gap import RatingGap, largest_gap

BALANCE: Mapping[str, float] = {"experience": 0.5, "cost": 0.3, "handoff": 0.2}
"""What counts how much where the settings do not say."""
A_NIGHT_HOURS = 24.0
"""Tickets are grouped once a night: linking within one is worth 50 points."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Points by aspect, 0..100, and together by the stated weights. None: nothing to judge by."""

    by_aspect: Mapping[str, float | None]
    weights: Mapping[str, float]

    @property
    def points(self) -> float | None:
        """0..100: the weighted mean of the aspects that are known; None: none is."""
        known = {name: points for name, points in self.by_aspect.items() if points is not None}
        total = sum(self.weights.get(name, 0.0) for name in known)
        if not total:
            return None
        return sum(self.weights.get(name, 0.0) * points for name, points in known.items()) / total


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One supplier, one month."""

    terms: SupplierTerms
    month: str
    lines: tuple[Line, ...]
    targets: tuple[TargetResult, ...]
    invoice: Invoice
    balance: Balance
    balance_to_date: Balance
    n_tickets: int
    n_to_date: int
    reference: Reference
    comparable: float = 1.0
    """Share of its tickets this year whose like other suppliers answer too, 0..1."""
    n_unsolved: int | None = None
    """Of the month's tickets, while the month is not over; None: it is."""
    actions: tuple[Action, ...] = ()
    ratings: tuple[Rating, ...] = ()
    min_rating_gap: float = MIN_RATING_GAP
    wrong_because: str = ""
    """Why most of the year's misrouted tickets should not have come; empty where none did."""
    acknowledged: Figure | None = None
    """Share of the plan updates told to its support agents that they answered."""
    on: date | None = None
    """The day it is as of."""
    told: Figure | None = None
    """Share of the tickets of released issues whose customer was told."""

    @property
    def gap(self) -> RatingGap | None:
        """Where both sides' ratings lie furthest apart, if that is far."""
        return largest_gap(self.ratings, self.min_rating_gap)

    @property
    def invoice_usd(self) -> float:
        """0 where nobody can tell."""
        return self.invoice.usd or 0.0

    @property
    def attainment(self) -> float | None:
        """Weighted share of the contract's targets that are met, 0..1."""
        judged = [result for result in self.targets if result.is_met is not None]
        total = sum(result.target.weight for result in judged)
        return (
            sum(result.target.weight for result in judged if result.is_met) / total
            if total
            else None
        )

    @property
    def pays_usd(self) -> float:
        """Bonuses less maluses of the month's invoice, USD."""
        return sum(result.pays_usd for result in self.targets)

    def line(self, metric: str) -> Line:
        """The line of a metric by its name."""
        return next(line for line in self.lines if line.metric.name == metric)


def months_to_date(month: str) -> list[str]:
    """The month's year up to it."""
    year, number = month.split("-")
    return [f"{year}-{number_to_date:02d}" for number_to_date in range(1, int(number) + 1)]


def month_before(month: str) -> str:
    """`2025-12` of `2026-01`."""
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1)}-{(number - 2) % 12 + 1:02d}"


def scorecards(
    frame: pd.DataFrame,
    month: str,
    reference: Reference,
    policy: SupplyPolicy,
    *,
    is_over: bool = True,
) -> list[Scorecard]:
    """One per configured supplier, in order of name; also for one without a ticket.

    `frame` is what `derive` returns. `is_over`: whether the month is.
    """
    to_date = of_period(frame, months_to_date(month))
    now, before = of_period(frame, [month]), of_period(frame, [month_before(month)])
    found = [
        _scorecard(terms, month, to_date, now, before, reference, policy)
        for _, terms in sorted(policy.terms.items())
    ]
    comparable = comparable_shares(frame, to_date)
    return [
        replace(
            card,
            comparable=comparable.get(card.terms.name, 1.0),
            n_unsolved=None if is_over else _n_unsolved(of_period(now, supplier=card.terms.name)),
        )
        for card in found
    ]


def _n_unsolved(tickets: pd.DataFrame) -> int:
    return int(tickets["solved_at"].isna().sum())


def _scorecard(
    terms: SupplierTerms,
    month: str,
    to_date: pd.DataFrame,
    now: pd.DataFrame,
    before: pd.DataFrame,
    reference: Reference,
    policy: SupplyPolicy,
) -> Scorecard:
    own_now, own_before, own = (
        of_period(tickets, supplier=terms.name) for tickets in (now, before, to_date)
    )
    least = policy.min_tickets
    peers = _others(now, terms.name)
    lines = []
    for metric in METRICS:
        fair = adjust(own_now, metric, reference, least) if metric.is_adjusted else None
        is_thin = metric.is_adjusted and fair is None
        lines.append(
            Line(
                metric,
                figure(own_now, metric, least),
                figure(own_before, metric, least),
                figure(own, metric, least),
                figure(peers, metric, least),
                figure(_others(to_date, terms.name) if is_thin else peers[:0], metric, least),
                fair,
                adjust(own, metric, reference, least) if metric.is_adjusted else None,
            )
        )
    invoice = invoice_of(terms, own_now)
    weights = policy.weights or BALANCE
    return Scorecard(
        terms=terms,
        month=month,
        lines=tuple(lines),
        targets=tuple(judge(target, lines, invoice.usd or 0.0) for target in terms.targets),
        invoice=invoice,
        balance=Balance(
            {aspect: _points(lines, aspect, to_date=False) for aspect in weights}, weights
        ),
        balance_to_date=Balance(
            {aspect: _points(lines, aspect, to_date=True) for aspect in weights}, weights
        ),
        n_tickets=len(own_now),
        n_to_date=len(own),
        reference=reference,
        min_rating_gap=policy.min_rating_gap,
        wrong_because=mostly_because(own[own["is_misrouted"].to_numpy()], policy),
    )


def _others(tickets: pd.DataFrame, supplier: str) -> pd.DataFrame:
    return tickets[~tickets["supplier"].isin([supplier, UNKNOWN_SUPPLIER]).to_numpy()]


def _points(lines: Sequence[Line], aspect: str, *, to_date: bool) -> float | None:
    """Mean points of the aspect's metrics that are known.

    Adjusted metrics: 50 is what the reference does with the same tickets. Others: a share as it
    is, out of 100; hours against a night's.
    """
    found = []
    for line in lines:
        if line.metric.aspect != aspect:
            continue
        adjusted = line.adjusted_to_date if to_date else line.adjusted
        shown = line.to_date if to_date else line.now
        if adjusted is not None:
            found.append(adjusted.points)
        elif not line.metric.is_adjusted and shown.value is not None:
            if line.metric.unit is Unit.SHARE:
                share = 1 - shown.value if line.metric.lower_is_better else shown.value
                found.append(100 * share)
            elif line.metric.unit is Unit.HOURS:
                found.append(100 * A_NIGHT_HOURS / (A_NIGHT_HOURS + shown.value))
    return sum(found) / len(found) if found else None
