"""What another supplier might make of a cell's tickets."""

from typing import Any

from feedback.domain.supply.reports.agreement_gaps import serves
from feedback.domain.supply.reports.sourcing import WhatIf, what_if
from feedback.errors import InvalidInput
from feedback.queries.supply.support_facts import SupportFacts

COMPARED_WORDS = (
    "An estimate: it holds if {supplier} does with these tickets as it does, fairly compared, with "
    "its own."
)


def read_what_if(facts: SupportFacts, segment: str, contact_type: str, supplier: str) -> WhatIf:
    """Over all tickets there are. Raises `InvalidInput` for an unknown supplier or cell."""
    terms = facts.policy.terms
    if supplier not in terms:
        raise InvalidInput(
            f'"{supplier}" is no supplier. Configured are: {", ".join(sorted(terms)) or "none"}.'
        )
    names = [str(name) for name in facts.frame["contact_type"].unique()]
    found = [one for one in names if contact_type in (one, one.split(" ", 1)[0])]
    if not found:
        raise InvalidInput(f'No ticket is about "{contact_type}". There are: {_some(names)}.')
    if segment not in facts.policy.profiles:
        raise InvalidInput(
            f'"{segment}" is no segment. Configured are: {", ".join(facts.policy.profiles)}.'
        )
    profile = facts.policy.profiles[segment]
    may_not = (
        ""
        if serves(terms[supplier], profile)
        else f"{segment} may not be served by {supplier} today"
    )
    made = what_if(facts.frame, segment, found[0], supplier, facts.reference, facts.policy, may_not)
    if not made.n_tickets:
        raise InvalidInput(f"Nobody but {supplier} has a ticket of {segment} about {found[0]}.")
    return made


def what_if_row(one: WhatIf) -> dict[str, Any]:
    """JSON-ready."""
    return {
        "segment": one.segment,
        "contact_type": one.contact_type,
        "supplier": one.supplier,
        "n_tickets": one.n_tickets,
        "n_months": one.n_months,
        "n_own": one.n_own,
        "cost_now_usd": round(one.cost_now_usd, 2),
        "cost_then_usd": (
            None if one.cost_then_usd is None else [round(each, 2) for each in one.cost_then_usd]
        ),
        "may_not": one.may_not,
        "note": COMPARED_WORDS.format(supplier=one.supplier),
        "metrics": [
            {
                "metric": line.metric.name,
                "unit": str(line.metric.unit),
                "now": line.now.value,
                "then": line.then.value,
                "then_low": line.then.low,
                "then_high": line.then.high,
            }
            for line in one.lines
        ],
    }


def _some(names: list[str]) -> str:
    return ", ".join(sorted(names)[:8]) + (" …" if len(names) > 8 else "")
