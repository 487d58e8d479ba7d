"""Builds what advice and answers need, from settings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import get_args

from feedback.adapters.texts.redaction import PresidioRedactor
from feedback.bootstrap.agreements import suppliers_of, support_profiles
from feedback.domain.customers.supplier import STRATEGIC, Supplier, SupportAgent
from feedback.domain.plans.messages.digest import UrgentPolicy
from feedback.domain.plans.messages.digest_policy import DigestPolicy
from feedback.domain.plans.plan_debt import EscalationPolicy, PlanTarget
from feedback.domain.publishing.messages.quiet_hours import QuietHours
from feedback.domain.publishing.messages.readers import Readers
from feedback.settings import Settings
from feedback.settings.plans import Weekday
from feedback.steps.plans.advise import AdvicePolicy
from feedback.steps.plans.record_response import ResponsePolicy

_WEEKDAYS = get_args(Weekday)


def advice_policy(settings: Settings, suppliers: Mapping[str, Supplier]) -> AdvicePolicy:
    given = settings.advice
    return AdvicePolicy(
        suppliers=suppliers,
        product_channel=given.product_channel,
        news_days=given.news_days,
        readers=given.readers,
        digests=DigestPolicy(
            urgent=UrgentPolicy(frozenset(given.urgent), Decimal(given.urgent_min_impact_usd)),
            quiet=QuietHours(
                given.quiet_from,
                given.quiet_until,
                frozenset(_WEEKDAYS.index(day) for day in given.quiet_days),
            ),
            time_zone=settings.night.time_zone,
        ),
        escalation=escalation_policy(settings),
        notes_source=settings.helpdesk_notes.source,
    )


def escalation_policy(settings: Settings) -> EscalationPolicy:
    profiles = support_profiles(settings)
    return EscalationPolicy(
        targets={
            name: profile.plan for name, profile in profiles.items() if profile.plan is not None
        },
        suppliers=suppliers_of(settings),
        **settings.escalation.model_dump(),
    )


def escalation_contacts(settings: Settings) -> list[str]:
    """Every address an escalation can be sent to, without duplicates, sorted."""
    policy = escalation_policy(settings)
    sides: list[EscalationPolicy | PlanTarget] = [policy, *policy.targets.values()]
    found = {
        address
        for side in sides
        for address in (side.product_owner, side.product_contact, side.head_of_support)
    }
    if policy.targets:
        for supplier in policy.suppliers.values():
            contacts = supplier.contacts
            found |= {contacts.theirs, *contacts.their_escalation(STRATEGIC)}
    return sorted(found - {""})


def response_policy(
    settings: Settings,
    suppliers: Mapping[str, Supplier],
    support_agents: Sequence[SupportAgent],
    redactor: PresidioRedactor,
) -> ResponsePolicy:
    readers = Readers(support_agents, suppliers, settings.advice.readers)

    def known(names: Sequence[str]) -> frozenset[str]:
        """People as answers refer to them: a support agent by id, anybody else by address."""
        people = {name: readers.agent(name) for name in names}
        return frozenset(
            agent.support_agent_id if agent else name.lower() for name, agent in people.items()
        )

    contacts = [who for who in escalation_contacts(settings) if not who.startswith("#")]
    return ResponsePolicy(
        readers=readers,
        mask=lambda text: redactor.mask(text).text if text else "",
        named=known(settings.advice.may_respond),
        contacts=known(contacts),
        acknowledged_days=settings.escalation.acknowledged_days,
    )
