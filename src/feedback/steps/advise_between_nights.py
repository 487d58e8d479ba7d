"""Between nights: fix plans that changed are told without waiting for the night."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.publishing.step_reports import DispatchReport
from feedback.errors import FeedbackError
from feedback.steps.night import Pipeline, send
from feedback.steps.night_state import read_night_state
from feedback.steps.plans.advise import read_plans_and_plan_messages
from feedback.steps.plans.work_item_plans import with_work_items
from feedback.steps.publishing.plan_messages import night_of
from feedback.steps.publishing.read_back import read_again
from feedback.steps.publishing.settle import settle


@dataclass(frozen=True, slots=True)
class BetweenNights:
    """What was read and told between two nights."""

    advised: AdviseReport
    sent: DispatchReport | None
    """None: nothing may be sent."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """Step, system or key of an effect → what went wrong, in words."""


def advise_between_nights(pipeline: Pipeline, now: datetime) -> BetweenNights:
    """Read the fix plans and tell what changed, without waiting for the night.

    Raises `NightRunning` while a night holds the lock: it will do the same.
    """
    p = pipeline
    with p.store.lock():
        settle(p.store, p.outside)
        faults = {}
        try:
            read_again(p.store, p.outside.tracker, p.redactor, p.plan_reading, now=now)
        except FeedbackError as fault:
            faults["read back"] = str(fault)  # what was read before still holds
        state = read_night_state(p.store)
        plans = with_work_items(state.issues, state.work_items, p.plan_source, p.plan_reading)
        with p.store.begin() as tx:
            advised = read_plans_and_plan_messages(
                tx,
                state,
                plans,
                p.support_agents,
                p.advice,
                night_of(tx.nights, now),
                now,
                has_read_all=not faults,
            )
        sent = send(p, now) if p.apply else None
        if sent is not None:
            faults |= sent.faults
        return BetweenNights(advised, sent, faults)
