"""Puts together what advice and answers need, from settings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import get_args

from feedback.adapters.redaction import PresidioRedactor
from feedback.domain.advice import UrgentPolicy
from feedback.domain.customer import Supplier, SupportAgent
from feedback.domain.plan_debt import EscalationPolicy, PlanTarget, SupplierContacts
from feedback.domain.quiet_hours import QuietHours
from feedback.domain.readers import Readers
from feedback.settings import Settings
from feedback.settings_advice import EscalationSettings, PlanTargetSettings, Weekday
from feedback.steps.advise import AdvicePolicy
from feedback.steps.digests import DigestPolicy
from feedback.steps.respond import ResponsePolicy

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
    given = settings.escalation
    return EscalationPolicy(
        targets={name: PlanTarget(**one.model_dump()) for name, one in given.segments.items()},
        suppliers={
            name: SupplierContacts(**one.model_dump()) for name, one in given.suppliers.items()
        },
        **given.model_dump(exclude={"segments", "suppliers"}),
    )


def response_policy(
    settings: Settings,
    suppliers: Mapping[str, Supplier],
    support_agents: Sequence[SupportAgent],
    redactor: PresidioRedactor,
) -> ResponsePolicy:
    readers = Readers(support_agents, suppliers, settings.advice.readers)

    def known(names: Sequence[str]) -> frozenset[str]:
        """As answers name people: a support agent by id, anybody else by address."""
        people = {name: readers.agent(name) for name in names}
        return frozenset(
            one.support_agent_id if one else name.lower() for name, one in people.items()
        )

    escalation = settings.escalation
    sides: list[EscalationSettings | PlanTargetSettings] = [escalation]
    sides += escalation.segments.values()
    contacts = [address for one in sides for address in _product_and_heads(one)]
    contacts += [
        address
        for supplier in escalation.suppliers.values()
        for address in (supplier.contact, supplier.head_of_support)
    ]
    return ResponsePolicy(
        readers=readers,
        mask=lambda text: redactor.mask(text).text if text else "",
        named=known(settings.advice.may_respond),
        contacts=known([one for one in contacts if one and not one.startswith("#")]),
        acknowledged_days=escalation.acknowledged_days,
    )


def _product_and_heads(given: EscalationSettings | PlanTargetSettings) -> tuple[str, str, str]:
    return given.product_owner, given.product_contact, given.head_of_support
