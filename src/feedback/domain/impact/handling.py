"""What answering a ticket costs, by the price that was agreed with its supplier."""

from decimal import Decimal

from feedback.domain.customers.supplier import Pricing
from feedback.domain.tickets.ticket import TicketFacts


def handling_cost(
    pricing: Pricing, unit_cost_usd: Decimal, hours_per_ticket: float, facts: TicketFacts
) -> tuple[Decimal, bool]:
    """USD for one ticket to date, and whether its hours are estimated. Looks at no other ticket, so
    that the cost of an issue moves with its own tickets only."""
    match pricing:
        case Pricing.PER_TICKET:
            return unit_cost_usd, False
        case Pricing.PER_RESOLUTION:
            return unit_cost_usd if facts.solved_at else Decimal(0), False
        case Pricing.PER_HOUR:
            is_estimated = facts.handling_hours is None
            hours = hours_per_ticket if facts.handling_hours is None else facts.handling_hours
            return unit_cost_usd * Decimal(str(hours)), is_estimated
