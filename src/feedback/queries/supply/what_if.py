"""What another supplier might make of a cell's tickets, over all tickets there are."""

from feedback.domain.supply.reports.agreement_gaps import serves
from feedback.domain.supply.reports.what_if import WhatIf, what_if
from feedback.domain.wording import unknown
from feedback.errors import InvalidInput
from feedback.queries.supply.support_facts import SupportFacts

N_NAMES = 8
"""Contact types an error lists; there may be hundreds."""


def read_what_if(facts: SupportFacts, segment: str, contact_type: str, supplier: str) -> WhatIf:
    """Raises `InvalidInput` for an unknown supplier, segment or contact type, and for a cell that
    nobody else answers."""
    terms = facts.policy.terms
    if supplier not in terms:
        raise InvalidInput(unknown("supplier", supplier, sorted(terms)))
    names = [str(name) for name in facts.frame["contact_type"].unique()]
    found = [name for name in names if contact_type in (name, name.split(" ", 1)[0])]
    if not found:
        raise InvalidInput(
            f"No ticket is about `{contact_type}`. Available: {_first_names(names)}."
        )
    if segment not in facts.policy.profiles:
        raise InvalidInput(unknown("segment", segment, facts.policy.profiles))
    profile = facts.policy.profiles[segment]
    may_not = (
        ""
        if serves(terms[supplier], profile)
        else f"{supplier} may not serve {segment} customers today"
    )
    made = what_if(facts.frame, segment, found[0], supplier, facts.reference, facts.policy, may_not)
    if not made.n_tickets:
        raise InvalidInput(
            f"No supplier other than {supplier} has tickets of {segment} customers about "
            f"{found[0]}."
        )
    return made


def _first_names(names: list[str]) -> str:
    return ", ".join(sorted(names)[:N_NAMES]) + (" …" if len(names) > N_NAMES else "")
