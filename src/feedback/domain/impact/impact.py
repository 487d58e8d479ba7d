"""Customer value impact: the money per year at risk because of an issue, with its receipt.

    impact_usd  = Σ over distinct customers c: value_usd(c) × weight(segment of c) × exposure(c)
    exposure(c) = 1 − Π over c's tickets t in the issue: (1 − p(t))
    p(t)        = base × severity(t) × recency(t) × churn_factor(c), clipped to [0, p_max]

Absolute: nothing here looks at any other issue. Each customer counts once; more of its tickets
raise its exposure with diminishing returns. Exposure is rounded to four places *before* it is
multiplied and each line to the cent *before* lines are added, so that anyone can recompute the
impact from the receipt with a pocket calculator and get the same cent.

A night that ranks by customers (`measure.py`) has no amounts: they are None, never 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from feedback.domain.customers.customer import Customer, Segment, Valuation, Valuations
from feedback.domain.impact.measure import Measure
from feedback.domain.tickets.ticket import Stake, TicketFacts, TicketPriority
from feedback.domain.wording import count

CENT = Decimal("0.01")
EXPOSURE_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class ImpactPolicy:
    """The constants of the formula. Every one is a setting, with its reason there."""

    base: float = 0.04
    base_low: float = 0.02
    base_high: float = 0.08
    p_max: float = 0.60
    half_life_days: float = 45.0
    severity_by_priority: Mapping[TicketPriority, float] = field(
        default_factory=lambda: DEFAULT_SEVERITY
    )
    escalated_factor: float = 1.5
    reopened_factor: float = 1.25
    bad_csat_factor: float = 1.4
    bad_csat_max: int = 2
    unanswered_factor: float = 1.2
    unanswered_after_hours: float = 48.0
    renewal_near_days: int = 90
    renewal_near_factor: float = 1.5
    poor_health_below: float = 0.4
    poor_health_factor: float = 1.5


DEFAULT_SEVERITY: Mapping[TicketPriority, float] = {
    TicketPriority.LOW: 0.5,
    TicketPriority.NORMAL: 1.0,
    TicketPriority.HIGH: 1.75,
    TicketPriority.URGENT: 2.5,
}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One customer's share of an issue's impact. Amounts in USD per year; None: the night ranks by
    customers."""

    customer_id: str
    customer_name: str
    segment: str
    value_usd: Decimal | None
    weight: Decimal
    """Of its segment, ≥ 0."""
    exposure: Decimal
    """Share of the value at risk, 0..1, four places."""
    contribution_usd: Decimal | None
    """value × weight × exposure, to the cent."""
    low_usd: Decimal | None
    high_usd: Decimal | None
    n_tickets: int
    is_estimated: bool
    """The value is its segment's median or floor, not the customer's own."""
    why: tuple[str, ...]
    """What raised the exposure, in words."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What an issue puts at risk, and the receipt it adds up from (largest line first).

    The amounts are None, all of them, where the night ranks by customers.
    """

    impact_usd: Decimal | None
    low_usd: Decimal | None
    high_usd: Decimal | None
    lines: tuple[ReceiptLine, ...]
    estimated_share: float
    """Share of the impact whose customer values are estimates, 0..1."""
    largest_customer_share: float
    """Concentration: the largest line's share of the impact (of the tickets without money), 0..1.
    """
    is_weighted: bool
    """Some line's segment has a strategic factor other than 1: call the figure *weighted*."""

    @property
    def measure(self) -> Measure:
        """What its night ranks by."""
        return Measure.CUSTOMERS if self.impact_usd is None else Measure.MONEY

    @property
    def size(self) -> tuple[Decimal, ...]:
        """What issues of one night are ranked by, largest first: USD, or customers and tickets."""
        return self._size_of(self.lines)

    @property
    def size_without_largest(self) -> tuple[Decimal, ...]:
        """Its size if its largest customer were left out."""
        return self._size_of(self.lines[1:])

    @property
    def weight(self) -> Decimal:
        """Its size as one number: what effects about it are sent by, the largest first."""
        if self.impact_usd is not None:
            return self.impact_usd
        n_customers, n_tickets = self.size
        return n_customers + min(n_tickets, _MOST_TICKETS) / (_MOST_TICKETS + 1)

    def _size_of(self, lines: Sequence[ReceiptLine]) -> tuple[Decimal, ...]:
        if self.impact_usd is not None:
            return (sum((line.contribution_usd or Decimal(0) for line in lines), Decimal("0.00")),)
        return Decimal(len(lines)), Decimal(sum(line.n_tickets for line in lines))


_MOST_TICKETS = Decimal(999_999)
"""More tickets than this weigh no more: the fraction must not reach a whole customer."""


def usd_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of one night's amounts, 0.00 for no amounts; None where the night has no money."""
    total = Decimal("0.00")
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def usd_text(amount: Decimal | None) -> str | None:
    """An amount as JSON holds it: its digits; None without money."""
    return None if amount is None else str(amount)


def without_money(impact: Impact) -> Impact:
    """The impact as a night sees it that ranks by customers: those with most tickets first."""
    lines = sorted(
        (
            replace(
                line,
                value_usd=None,
                contribution_usd=None,
                low_usd=None,
                high_usd=None,
                is_estimated=False,
            )
            for line in impact.lines
        ),
        key=lambda line: (-line.n_tickets, -line.exposure, line.customer_id),
    )
    n_tickets = sum(line.n_tickets for line in lines)
    return Impact(
        impact_usd=None,
        low_usd=None,
        high_usd=None,
        lines=tuple(lines),
        estimated_share=0.0,
        largest_customer_share=round(lines[0].n_tickets / n_tickets, 4) if lines else 0.0,
        is_weighted=False,
    )


def assess_impact(
    stakes: Iterable[Stake],
    customers: Mapping[str, Customer],
    segments: Mapping[str, Segment],
    valuations: Valuations,
    policy: ImpactPolicy,
    as_of: datetime,
) -> Impact:
    """The impact of one issue, from what its tickets put at stake.

    Every stake's `customer_id` must be in `customers`. The result does not depend on the order
    of the tickets.
    """
    by_customer: dict[str, list[Stake]] = {}
    for stake in sorted(stakes, key=lambda s: s.ticket_id):
        by_customer.setdefault(stake.customer_id, []).append(stake)
    lines = sorted(
        (
            _receipt_line(customers[customer_id], theirs, segments, valuations, policy, as_of)
            for customer_id, theirs in by_customer.items()
        ),
        key=lambda line: (-(line.contribution_usd or 0), line.customer_id),
    )
    contributions = [line.contribution_usd or Decimal(0) for line in lines]
    total = sum(contributions, Decimal("0.00"))
    estimated = usd_sum(line.contribution_usd for line in lines if line.is_estimated)
    return Impact(
        impact_usd=total,
        low_usd=usd_sum(line.low_usd for line in lines),
        high_usd=usd_sum(line.high_usd for line in lines),
        lines=tuple(lines),
        estimated_share=round(float((estimated or 0) / total), 4) if total else 0.0,
        largest_customer_share=round(float(contributions[0] / total), 4) if total else 0.0,
        is_weighted=any(segments[line.segment].strategic != 1.0 for line in lines),
    )


def _receipt_line(
    customer: Customer,
    stakes: Sequence[Stake],
    segments: Mapping[str, Segment],
    valuations: Valuations,
    policy: ImpactPolicy,
    as_of: datetime,
) -> ReceiptLine:
    segment = segments[customer.segment]
    valuation: Valuation = valuations.of(customer)
    weight = Decimal(str(round(segment.weight, 4)))
    churn, churn_why = _churn_factor(customer, policy, as_of)
    rated = [_severity(stake.facts, policy, as_of) for stake in stakes]
    recencies = [_recency(stake.facts, policy, as_of) for stake in stakes]

    def exposure(base: float) -> Decimal:
        safe = 1.0
        for (severity, _), recency in zip(rated, recencies, strict=True):
            safe *= 1.0 - min(max(base * severity * recency * churn, 0.0), policy.p_max)
        return Decimal(repr(1.0 - safe)).quantize(EXPOSURE_STEP, rounding=ROUND_HALF_EVEN)

    at_risk = exposure(policy.base)
    reasons = dict.fromkeys(reason for _, reasons in rated for reason in reasons)
    return ReceiptLine(
        customer_id=customer.customer_id,
        customer_name=customer.name,
        segment=segment.name,
        value_usd=valuation.value_usd,
        weight=weight,
        exposure=at_risk,
        contribution_usd=_cents(valuation.value_usd * weight * at_risk),
        low_usd=_cents(valuation.low_usd * weight * exposure(policy.base_low)),
        high_usd=_cents(valuation.high_usd * weight * exposure(policy.base_high)),
        n_tickets=len(stakes),
        is_estimated=valuation.is_estimated,
        why=(*sorted(reasons), *churn_why),
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def _severity(
    facts: TicketFacts, policy: ImpactPolicy, as_of: datetime
) -> tuple[float, tuple[str, ...]]:
    factor = policy.severity_by_priority[facts.priority]
    why = []
    if facts.priority in (TicketPriority.HIGH, TicketPriority.URGENT):
        why.append(f"{facts.priority} priority")
    if facts.is_escalated:
        factor *= policy.escalated_factor
        why.append("escalated")
    if facts.n_reopens:
        factor *= policy.reopened_factor
        why.append("reopened")
    if facts.csat is not None and facts.csat <= policy.bad_csat_max:
        factor *= policy.bad_csat_factor
        why.append("bad CSAT")
    waited_hours = (as_of - facts.created_at).total_seconds() / 3600
    if (
        facts.status.is_open
        and facts.first_reply_at is None
        and waited_hours > policy.unanswered_after_hours
    ):
        factor *= policy.unanswered_factor
        why.append("unanswered")
    return factor, tuple(why)


def _recency(facts: TicketFacts, policy: ImpactPolicy, as_of: datetime) -> float:
    """HalfPrecisionRows every `half_life_days`, counted from when the customer wrote."""
    age_days = max((as_of - facts.created_at).total_seconds() / 86400, 0.0)
    return float(0.5 ** (age_days / policy.half_life_days))


def _churn_factor(
    customer: Customer, policy: ImpactPolicy, as_of: datetime
) -> tuple[float, tuple[str, ...]]:
    factor, why = 1.0, []
    if customer.renewal_on is not None:
        days = (customer.renewal_on - as_of.date()).days
        if 0 <= days <= policy.renewal_near_days:
            factor *= policy.renewal_near_factor
            why.append(f"renews in {count(days, 'day')}")
    if customer.health is not None and customer.health < policy.poor_health_below:
        factor *= policy.poor_health_factor
        why.append("poor health")
    return factor, tuple(why)
