"""Converts settings into the policies of the domain and the steps."""

from decimal import Decimal

from feedback.bootstrap.agreements import segment_of, suppliers_of
from feedback.domain.customers.supplier import Supplier
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.impact.impact import ImpactPolicy
from feedback.domain.impact.priority import Band, PriorityPolicy
from feedback.domain.impact.ranking import RankingPolicy
from feedback.domain.impact.spike import SpikePolicy
from feedback.domain.impact.trend import TrendPolicy
from feedback.domain.plans.regression import RegressionPolicy
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.tickets.ticket import TicketPriority
from feedback.queries.plans.timeliness import TimelinessPolicy
from feedback.settings import Settings
from feedback.settings.grouping import GroupingSettings


def grouping_policy(settings: GroupingSettings) -> GroupingPolicy:
    return GroupingPolicy(**settings.model_dump(exclude={"dormant_after_days"}))


def ranking_policy(settings: Settings, suppliers: dict[str, Supplier]) -> RankingPolicy:
    impact = settings.impact.model_dump(exclude={"severity"})
    severity = settings.impact.severity.model_dump()
    return RankingPolicy(
        impact=ImpactPolicy(
            **impact, severity_by_priority={p: severity[str(p)] for p in TicketPriority}
        ),
        priority=priority_policy(settings),
        spike=SpikePolicy(**settings.spike.model_dump()),
        trend=TrendPolicy(**settings.trend.model_dump()),
        segments={name: segment_of(name, given) for name, given in settings.segments.items()},
        suppliers=suppliers,
        default_segment=settings.customers.default_segment,
    )


def regression_policy(settings: Settings) -> RegressionPolicy:
    return RegressionPolicy(**settings.regression.model_dump())


def priority_policy(settings: Settings) -> PriorityPolicy:
    return PriorityPolicy(
        [Band(band.name, band.min_usd) for band in settings.priority.bands],
        settings.priority.hysteresis,
        [Band(band.name, Decimal(band.min_customers)) for band in settings.priority.customer_bands],
    )


def publish_policy(settings: Settings) -> PublishPolicy:
    return PublishPolicy(
        **settings.publish.model_dump(exclude={"max_writes", "index_lag_seconds"}),
        trend_weeks=settings.trend.weeks,
        routing=[rule.rule() for rule in settings.routing],
    )


def timeliness_policy(settings: Settings) -> TimelinessPolicy:
    return TimelinessPolicy(suppliers_of(settings), settings.escalation.stale_after_days)
