"""Builds the support supply chain from settings.

What needs pandas is imported where it is used: a night does not.
"""

from typing import TYPE_CHECKING

from feedback.domain.customers.customer import Segment
from feedback.domain.customers.supplier import (
    Counterpart,
    EscalationContact,
    Pricing,
    Supplier,
    SupplierContacts,
)
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.quantity import Unit, as_unit, parse_quantity
from feedback.domain.supply.agreements.segment_rules import SegmentRule
from feedback.domain.supply.agreements.service_hours import parse_service_hours
from feedback.domain.supply.agreements.terms import Band, ContractTarget, SupplierTerms
from feedback.settings import Settings
from feedback.settings.supply.profiles import profile_of
from feedback.settings.supply.segments import SegmentSettings, rules_of
from feedback.settings.supply.suppliers import (
    BandOfInvoice,
    ContractTargetSettings,
    SupplierSettings,
)

if TYPE_CHECKING:
    from feedback.domain.supply.agreements.reviews import Rating
    from feedback.domain.supply.metrics.policy import SupplyPolicy


def segment_of(name: str, given: SegmentSettings) -> Segment:
    return Segment(name, given.margin, given.strategic, given.value_floor_usd)


def segment_rules(settings: Settings) -> tuple[SegmentRule, ...]:
    return rules_of(settings.segments)


def support_profiles(settings: Settings) -> dict[str, SupportProfile]:
    return {name: profile_of(name, given.profile) for name, given in settings.segments.items()}


def supplier_terms(settings: Settings) -> dict[str, SupplierTerms]:
    return {name: _terms(name, given) for name, given in settings.suppliers.items()}


def suppliers_of(settings: Settings) -> dict[str, Supplier]:
    return {name: terms.supplier for name, terms in supplier_terms(settings).items()}


def supply_policy(settings: Settings) -> "SupplyPolicy":
    """What was promised and agreed."""
    from feedback.domain.supply.metrics.policy import ContactType, SupplyPolicy

    return SupplyPolicy(
        profiles=support_profiles(settings),
        terms=supplier_terms(settings),
        contact_type=ContactType(settings.supply.contact_type),
        min_tickets=settings.supply.min_tickets,
        time_zone=settings.night.time_zone,
        weights=settings.supply.balance.model_dump(),
        competitors=tuple(settings.supply.competitors),
    )


def read_ratings(settings: Settings) -> "list[Rating]":
    """People's ratings of suppliers. Raises `InvalidInput` on the first bad row."""
    if settings.supply.ratings_path is None:
        return []
    from feedback.adapters.files.ratings import file_ratings

    return list(file_ratings(settings.supply.ratings_path))


def _terms(name: str, given: SupplierSettings) -> SupplierTerms:
    return SupplierTerms(
        supplier=Supplier(
            name=name,
            is_outsourced=given.is_outsourced,
            groups=tuple(given.groups),
            unit_cost_usd=given.unit_cost_usd,
            team_channel=given.team_channel,
            contacts=_contacts(given),
            pricing=Pricing(given.pricing),
            hours_per_ticket=given.hours_per_ticket,
        ),
        kind=given.kind,
        hours_per_month=given.hours_per_month,
        segments=tuple(given.segments),
        contact_types=tuple(given.contact_types),
        languages=tuple(given.languages),
        ticket_channels=tuple(given.ticket_channels),
        location=given.location,
        hours=parse_service_hours(given.hours),
        targets=tuple(_target(each) for each in given.targets),
    )


def _contacts(given: SupplierSettings) -> SupplierContacts:
    return SupplierContacts(
        theirs=given.contact,
        ours=given.our_contact,
        channels=tuple(given.channels),
        counterparts=tuple(Counterpart(**pair.model_dump()) for pair in given.counterparts),
        escalation=tuple(
            EscalationContact(
                step.level, step.scope, step.theirs, step.ours, _hours_or_none(step.within)
            )
            for step in given.escalation
        ),
    )


def _target(given: ContractTargetSettings) -> ContractTarget:
    from feedback.domain.supply.metrics.metrics import BY_NAME

    unit = BY_NAME[given.metric].unit

    def band(due: BandOfInvoice | None) -> Band | None:
        if due is None:
            return None
        share = as_unit(parse_quantity(due.share), Unit.SHARE)
        return Band(as_unit(parse_quantity(due.at), unit), share)

    return ContractTarget(
        given.metric,
        as_unit(parse_quantity(given.target), unit),
        given.weight,
        band(given.bonus),
        band(given.malus),
    )


def _hours_or_none(text: str) -> float | None:
    return as_unit(parse_quantity(text), Unit.HOURS) if text else None
