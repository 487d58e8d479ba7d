"""Scorecards and mismatches from the store."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.supply.agreements.reviews import Rating
from feedback.domain.supply.agreements.terms import UNKNOWN_SUPPLIER
from feedback.domain.supply.metrics.ticket_frame import of_period
from feedback.domain.supply.reports.channel_use import ChannelUse, channel_use
from feedback.domain.supply.reports.mismatch import Mismatch, mismatches
from feedback.domain.supply.reports.mismatch_by_month import SegmentTrend, segment_trends
from feedback.domain.supply.reports.scorecard import Scorecard, months_to_date, scorecards
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.supply.follow_through import (
    customers_told,
    late_plans,
    plan_updates_acknowledged,
    shares,
)
from feedback.queries.supply.support_facts import SupportFacts

N_TREND_MONTHS = 12


def quarter_of(month: str) -> str:
    """`2026-Q1`."""
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def read_scorecards(
    store: Store,
    facts: SupportFacts,
    month: str,
    ratings: Sequence[Rating],
    support_agents: Sequence[SupportAgent],
) -> list[Scorecard]:
    """One per supplier, with open actions and the ratings of the month's quarter."""
    with store.begin() as tx:
        actions = tx.supply.actions()
        acknowledged = shares(plan_updates_acknowledged(tx, support_agents))
        told = shares(customers_told(tx, facts))
    on = pd.Timestamp(facts.as_of).tz_convert(facts.policy.time_zone).date()
    first_day = date.fromisoformat(f"{month}-01")
    return [
        replace(
            card,
            actions=tuple(
                action
                for action in actions
                if action.supplier == card.terms.name
                # Done ones show once more, in the month in which they were done.
                and (action.done_on is None or action.done_on >= first_day)
            ),
            ratings=tuple(
                rating
                for rating in ratings
                if rating.supplier == card.terms.name and rating.quarter == quarter_of(month)
            ),
            acknowledged=acknowledged.get(card.terms.name),
            told=told.get(card.terms.name),
            on=on,
        )
        for card in scorecards(
            facts.frame, month, facts.reference, facts.policy, is_over=month < month_of(facts, "")
        )
    ]


def read_mismatches(
    store: Store, facts: SupportFacts, months: Sequence[str]
) -> tuple[list[Mismatch], frozenset[str]]:
    """Every cell of these months, most value exposed first, and the issues without a plan."""
    with store.begin() as tx:
        late = late_plans(tx, facts.as_of)
    return mismatches(of_period(facts.frame, months), facts.policy, late), late


@dataclass(frozen=True, slots=True)
class MismatchReport:
    """What segments are owed against what they got, over some months."""

    months: Sequence[str]
    found: Sequence[Mismatch]
    late: frozenset[str]
    trends: Sequence[SegmentTrend]
    trend_months: Sequence[str]
    """The last year with tickets, up to the newest of `months`."""
    channels: Sequence[ChannelUse]


def read_mismatch_report(
    store: Store, facts: SupportFacts, months: Sequence[str]
) -> MismatchReport:
    """Cells, channels, and the trend."""
    found, late = read_mismatches(store, facts, months)
    shown = [month for month in facts.months if month <= months[-1]][-N_TREND_MONTHS:]
    return MismatchReport(
        months,
        found,
        late,
        segment_trends(facts.frame, facts.policy, late, shown),
        shown,
        channel_use(of_period(facts.frame, months), facts.policy),
    )


def month_of(facts: SupportFacts, given: str) -> str:
    """The month to report on: as given (2026-03), else that of the newest night."""
    if not given:
        return pd.Timestamp(facts.as_of).tz_convert(facts.policy.time_zone).strftime("%Y-%m")
    try:
        date.fromisoformat(f"{given}-01")
    except ValueError:
        raise InvalidInput(f"Invalid --month `{given}`. Write a month like 2026-03.") from None
    return given


def unknown_groups(facts: SupportFacts) -> dict[str, int]:
    """Groups that belong to no supplier, and how many tickets lie there; most first."""
    there = facts.frame[(facts.frame["supplier"] == UNKNOWN_SUPPLIER).to_numpy()]
    counts = there["group"].astype(object).value_counts()
    return {str(name) or "(no group)": int(n) for name, n in counts.items() if n}


def months_of(facts: SupportFacts, given: str, *, whole_year: bool) -> list[str]:
    """The month to report on, or all of its year up to it."""
    month = month_of(facts, given)
    return months_to_date(month) if whole_year else [month]
