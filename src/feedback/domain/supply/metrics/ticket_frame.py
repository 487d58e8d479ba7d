"""The ticket frame: one row per ticket, with everything the metrics are made from.

`REQUIRED` are the columns a store gives; `derive` adds what was owed and what it cost. Plain
pandas, so that a year of half a million tickets is counted in seconds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from feedback.domain.customers.supplier import Pricing
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.terms import UNKNOWN_SUPPLIER, SupplierTerms, is_among
from feedback.domain.supply.metrics.policy import ContactType, SupplyPolicy
from feedback.domain.supply.metrics.routing import misrouted

REQUIRED = (
    "ticket_id", "created_at", "first_reply_at", "solved_at", "is_open", "group", "language",
    "channel", "csat", "n_reopens", "is_escalated", "type", "has_tags", "has_support_agent",
    "has_text", "customer_id", "segment", "value_usd", "is_estimated", "issue", "kind", "theme",
    "linked_at", "is_echo", "n_replies", "handling_hours",
)  # fmt: skip
"""Times are UTC without zone (datetime64); `issue`, `kind` and `theme` are empty for a ticket in no
issue; `customer_id` is the stand-in for a requester nobody could place; `n_replies` and
`handling_hours` are NaN where the source does not tell."""

NOT_GROUPED = "not grouped"


def derive(frame: pd.DataFrame, policy: SupplyPolicy, as_of: datetime) -> pd.DataFrame:
    """The frame with what every ticket was owed, who answered it and what that cost.

    Adds `supplier`, `contact_type`, `month` (`2026-03`), `first_response_hours` and
    `resolution_hours` (within the hours its segment is owed; NaN: not yet, or not recorded),
    `first_response_met` and `resolution_met` (1, 0, or NaN: undecided or nothing promised),
    `off_channel` (1 where it came through a channel its segment is not owed, else 0; NaN: not
    recorded, or nothing owed), `is_misrouted`, `cost_usd`, `cost_is_estimated` and `age_days`.
    Tickets opened after `as_of` are left out.
    """
    now = np.datetime64(pd.Timestamp(as_of).tz_convert("UTC").tz_localize(None), "ns")
    frame = frame[frame["created_at"] <= now].copy()
    group_of = {
        group: terms.name for terms in policy.terms.values() for group in terms.supplier.groups
    }
    frame["supplier"] = _mapped(frame["group"], group_of, UNKNOWN_SUPPLIER)
    frame["contact_type"] = _contact_type(frame, policy.contact_type)
    local = frame["created_at"].dt.tz_localize("UTC").dt.tz_convert(policy.time_zone)
    # A text per day is cheap; a text per ticket is not.
    days = local.dt.tz_localize(None).astype("datetime64[s]").dt.floor("D")
    names = {day: f"{day:%Y-%m}" for day in days.unique()}
    frame["month"] = days.map(names).astype("category")
    for what, moment in (("first_response", "first_reply_at"), ("resolution", "solved_at")):
        hours, met = _kept(frame, moment, f"{what}_hours", policy.profiles, now)
        frame[f"{what}_hours"], frame[f"{what}_met"] = hours, met
    age = (pd.Timestamp(now) - frame["created_at"]).to_numpy() / np.timedelta64(1, "D")
    frame["age_days"] = np.where(frame["is_open"], age, np.nan)
    frame["off_channel"] = _off_channel(frame, policy.profiles)
    frame["is_misrouted"] = misrouted(frame, policy)
    cost, is_estimated = _cost(frame, policy.terms, _part_of_month(as_of, policy.time_zone))
    frame["cost_usd"], frame["cost_is_estimated"] = cost, is_estimated
    return frame


def _mapped(column: pd.Series, values: Mapping[str, str], default: str) -> pd.Series:
    names = {name: values.get(name, default) for name in column.unique()}
    return column.map(names).astype("category")


def _contact_type(frame: pd.DataFrame, by: ContactType) -> pd.Series:
    column = frame[str(by)].astype(object)
    return column.where(column != "", NOT_GROUPED).astype("category")


def _kept(
    frame: pd.DataFrame,
    moment: str,
    target: str,
    profiles: Mapping[str, SupportProfile],
    now: np.datetime64,
) -> tuple[np.ndarray, np.ndarray]:
    """Hours until `moment`, and whether the segment's target was kept.

    What has not happened counts as missed once its time is over and is undecided before; a solved
    ticket whose first reply was never recorded tells nothing.
    """
    hours = np.full(len(frame), np.nan)
    met = np.full(len(frame), np.nan)
    segments, created = frame["segment"].to_numpy(), frame["created_at"].to_numpy()
    happened, is_open = frame[moment].to_numpy(), frame["is_open"].to_numpy()
    for name in frame["segment"].unique():
        profile = profiles.get(name) or SupportProfile(name)
        at = np.flatnonzero(segments == name)
        taken = profile.hours.hours_between(created[at], happened[at])
        hours[at] = taken
        limit = getattr(profile, target)
        if limit is None:
            continue
        waited = profile.hours.hours_between(created[at], np.full(len(at), now))
        missed = is_open[at] & np.isnan(taken) & (waited > limit)
        decided = np.where(taken <= limit, 1.0, 0.0)
        met[at] = np.where(np.isnan(taken), np.where(missed, 0.0, np.nan), decided)
    return hours, met


def _off_channel(frame: pd.DataFrame, profiles: Mapping[str, SupportProfile]) -> np.ndarray:
    found = np.full(len(frame), np.nan)
    segments, channels = frame["segment"], frame["channel"]
    names = [name for name in channels.unique() if name]
    for segment in segments.unique():
        owed = profiles[segment].channels if segment in profiles else ()
        if not owed:
            continue
        theirs = (segments == segment).to_numpy()
        outside = [name for name in names if not is_among(name, owed)]
        found[theirs & (channels != "").to_numpy()] = 0.0
        found[theirs & channels.isin(outside).to_numpy()] = 1.0
    return found


def _part_of_month(as_of: datetime, time_zone: str) -> tuple[str, float]:
    """The month that runs, and how much of it is over, 0..1."""
    local = pd.Timestamp(as_of).tz_convert(time_zone)
    start = local.normalize().replace(day=1)
    return f"{local:%Y-%m}", (local - start) / (start + pd.offsets.MonthBegin(1) - start)


def _cost(
    frame: pd.DataFrame, terms: Mapping[str, SupplierTerms], running: tuple[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """What each ticket cost, and whether that is an estimate. Hours that were paid for are shared
    out over the month's tickets; of the month that runs, so many as are over. Where no hours a
    month were agreed, a ticket costs those logged on it, else an estimate."""
    cost = np.zeros(len(frame))
    is_estimated = np.zeros(len(frame), dtype=bool)
    logged = frame["handling_hours"].to_numpy(dtype=float)
    suppliers = frame["supplier"].astype(object).to_numpy()
    solved = frame["solved_at"].notna().to_numpy()
    for agreed in terms.values():
        theirs = suppliers == agreed.name
        unit = float(agreed.supplier.unit_cost_usd)
        match agreed.pricing:
            case Pricing.PER_TICKET:
                cost[theirs] = unit
            case Pricing.PER_RESOLUTION:
                cost[theirs & solved] = unit
            case Pricing.PER_HOUR if not agreed.hours_per_month:
                unknown = np.isnan(logged)
                hours = np.where(unknown, agreed.supplier.hours_per_ticket, logged)
                cost[theirs], is_estimated[theirs] = unit * hours[theirs], unknown[theirs]
            case Pricing.PER_HOUR:
                months = frame["month"].astype(object).to_numpy()
                for month in pd.unique(months[theirs]):
                    at = theirs & (months == month)
                    part = running[1] if month == running[0] else 1.0
                    cost[at] = unit * agreed.hours_per_month * part / at.sum()
    return cost, is_estimated


def of_period(
    frame: pd.DataFrame, months: Sequence[str] | None = None, supplier: str | None = None
) -> pd.DataFrame:
    """The tickets opened in these months, of this supplier."""
    chosen = np.ones(len(frame), dtype=bool)
    if months is not None:
        chosen &= frame["month"].isin(list(months)).to_numpy()
    if supplier is not None:
        chosen &= (frame["supplier"] == supplier).to_numpy()
    return frame[chosen]
