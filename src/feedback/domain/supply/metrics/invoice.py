"""What a supplier's month comes to."""

from dataclasses import dataclass

import pandas as pd

from feedback.domain.customers.supplier import Pricing
from feedback.domain.supply.agreements.terms import SupplierTerms


@dataclass(frozen=True, slots=True)
class Invoice:
    """A month's, before bonus and malus."""

    usd: float | None
    """None: nobody can tell."""
    words: str = ""
    """Why it is not known, or not sure; empty where it is plain."""


def invoice_of(terms: SupplierTerms, tickets: pd.DataFrame) -> Invoice:
    """`tickets` are the supplier's of the month, as `derive` returns them."""
    unit = float(terms.supplier.unit_cost_usd)
    if tickets.empty and terms.pricing is Pricing.PER_HOUR:
        if not terms.hours_per_month:
            return Invoice(None, "no ticket tells how many hours were worked")
        hours = terms.hours_per_month
        return Invoice(
            None,
            f"{hours:g} hours a month are agreed (${unit * hours:,.0f}), and no ticket tells "
            "whether they were worked",
        )
    if tickets.empty:
        return Invoice(0.0, "nothing to invoice")
    estimated = int(tickets["cost_is_estimated"].sum())
    words = (
        f"estimated at {terms.supplier.hours_per_ticket:g} h a ticket for {estimated} of "
        f"{len(tickets)}: nobody logged their hours"
        if estimated
        else ""
    )
    return Invoice(float(tickets["cost_usd"].sum()), words)
