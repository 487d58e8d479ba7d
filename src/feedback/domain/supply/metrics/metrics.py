"""Every figure about support, defined once: name, formula, unit, grain, exclusions.

Each metric is a ratio of sums over tickets, value = Σ numerator / Σ denominator, so the same
definition gives a supplier's month, a segment's year and a cell of both; sums of cells are sums of
the whole. docs/metrics.md is written from this file.
"""

# Names of pandas stand in annotations only: settings read the names and units without loading it.
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.agreements.terms import UNKNOWN_SUPPLIER

if TYPE_CHECKING:
    import pandas as pd

Parts = tuple[NDArray[np.float64], NDArray[np.float64]]
FIRST_CONTACT_HOURS = 1.0
"""Where nobody counted the replies, a solution that follows the first one so soon is taken to have
come with it: helpdesks stamp the two one after the other."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: what it is, and its two parts per ticket."""

    name: str
    title: str
    formula: str
    unit: Unit
    exclusions: str
    aspect: str
    """experience, cost, handoff or volume; basis: what other figures rest on."""
    lower_is_better: bool
    parts: Callable[[pd.DataFrame], Parts]
    grain: str = "ticket, in the month it was opened"
    is_adjusted: bool = False
    """Whether it is compared for the same mix of segment and contact type."""

    @property
    def in_words(self) -> str:
        """The title as it stands within a sentence."""
        return self.title if self.title.isupper() else self.title.lower()


def _mean_of(column: str) -> Callable[[pd.DataFrame], Parts]:
    def parts(frame: pd.DataFrame) -> Parts:
        value = frame[column].to_numpy(dtype=float)
        known = ~np.isnan(value)
        return np.where(known, value, 0.0), known.astype(float)

    return parts


def _share_of(flag: str, among: Callable[[pd.DataFrame], NDArray[np.bool_]]) -> Callable[
    [pd.DataFrame], Parts
]:  # fmt: skip
    def parts(frame: pd.DataFrame) -> Parts:
        there = among(frame)
        return (frame[flag].to_numpy(dtype=bool) & there).astype(float), there.astype(float)

    return parts


def _all(frame: pd.DataFrame) -> NDArray[np.bool_]:
    return np.ones(len(frame), dtype=bool)


def _of_a_supplier(frame: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(frame["supplier"] != UNKNOWN_SUPPLIER)


def _solved(frame: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(frame["solved_at"].notna())


def _tickets(frame: pd.DataFrame) -> Parts:
    return np.ones(len(frame)), np.full(len(frame), 1.0 / max(len(frame), 1))


def _first_contact(frame: pd.DataFrame) -> Parts:
    by_count, by_time = _answered_and_solved(frame)
    gap = (frame["solved_at"] - frame["first_reply_at"]).to_numpy() / np.timedelta64(1, "h")
    once = by_count & (frame["n_replies"].to_numpy(dtype=float) == 1)
    soon = by_time & (gap <= FIRST_CONTACT_HOURS)
    at_once = (once | soon) & (frame["n_reopens"].to_numpy() == 0)
    return at_once.astype(float), (by_count | by_time).astype(float)


def _first_contact_by_time(frame: pd.DataFrame) -> Parts:
    by_count, by_time = _answered_and_solved(frame)
    return by_time.astype(float), (by_count | by_time).astype(float)


def _answered_and_solved(frame: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Solved tickets that support replied to: those whose replies were counted, and the others."""
    replies = frame["n_replies"].to_numpy(dtype=float)
    unknown = np.isnan(replies)
    replied = frame["first_reply_at"].notna().to_numpy()
    solved = _solved(frame)
    return solved & (replies >= 1), solved & unknown & replied


def _reopened(frame: pd.DataFrame) -> Parts:
    ever = _solved(frame) | (frame["n_reopens"].to_numpy() > 0)
    return (ever & (frame["n_reopens"].to_numpy() > 0)).astype(float), ever.astype(float)


def _cost_per_resolution(frame: pd.DataFrame) -> Parts:
    known = _of_a_supplier(frame)
    cost = np.where(known, frame["cost_usd"].to_numpy(dtype=float), 0.0)
    return cost, (known & _solved(frame)).astype(float)


def _linked(frame: pd.DataFrame) -> Parts:
    known = frame["has_text"].to_numpy(dtype=bool)
    return ((frame["issue"] != "").to_numpy() & known).astype(float), known.astype(float)


def _hours_to_link(frame: pd.DataFrame) -> Parts:
    hours = (frame["linked_at"] - frame["created_at"]).to_numpy() / np.timedelta64(1, "h")
    known = ~np.isnan(hours)
    return np.where(known, np.maximum(hours, 0.0), 0.0), known.astype(float)


def _complete(frame: pd.DataFrame) -> Parts:
    filled = (
        (frame["type"] != "").to_numpy().astype(float)
        + frame["has_tags"].to_numpy(dtype=float)
        + frame["has_support_agent"].to_numpy(dtype=float)
        + frame["has_text"].to_numpy(dtype=float)
    )
    return filled / 4.0, np.ones(len(frame))


METRICS: tuple[Metric, ...] = (
    Metric(
        "tickets", "Tickets", "number of tickets opened", Unit.TICKETS,
        "deleted tickets", "volume", False, _tickets,
    ),
    Metric(
        "off_channel", "Through another channel than owed",
        "tickets that came in through a channel their segment is not owed / tickets whose channel "
        "is recorded, of segments that are owed channels; no source records the channel of the "
        "answer",
        Unit.SHARE, "tickets without a channel; segments without channels in their profile",
        "volume", True, _mean_of("off_channel"),
    ),
    Metric(
        "first_response_hours", "First response",
        "mean hours from opening to the first reply, counted in the hours the segment is owed",
        Unit.HOURS, "tickets without a recorded first reply", "experience", True,
        _mean_of("first_response_hours"), is_adjusted=True,
    ),
    Metric(
        "first_response_within", "First response in time",
        "tickets first answered within their segment's target / tickets decided; one that still "
        "waits past its target is decided",
        Unit.SHARE,
        "segments without a target; waiting tickets whose time is not over; solved tickets whose "
        "first reply was not recorded", "experience", False,
        _mean_of("first_response_met"), is_adjusted=True,
    ),
    Metric(
        "resolution_hours", "Full resolution",
        "mean hours from opening to the (last) solution, counted in the hours the segment is owed",
        Unit.HOURS, "tickets not solved yet", "experience", True,
        _mean_of("resolution_hours"), is_adjusted=True,
    ),
    Metric(
        "resolution_within", "Resolved in time",
        "tickets solved within their segment's target / tickets decided; an open one past its "
        "target is decided",
        Unit.SHARE, "segments without a target; open tickets whose time is not over", "experience",
        False, _mean_of("resolution_met"), is_adjusted=True,
    ),
    Metric(
        "first_contact_resolution", "Solved at first contact",
        "tickets solved with one public reply of support and never reopened / tickets solved that "
        "support replied to; where the source does not count replies, the solution must have "
        f"followed the first reply within {FIRST_CONTACT_HOURS:g} h, which counts a quick second "
        "reply as a first and misses tickets that were closed late",
        Unit.SHARE, "open tickets; tickets solved without a reply, or without a recorded first one",
        "experience", False, _first_contact, is_adjusted=True,
    ),
    Metric(
        "reopen_rate", "Reopened",
        "tickets reopened at least once / tickets that were ever solved",
        Unit.SHARE, "tickets never solved", "experience", True, _reopened, is_adjusted=True,
    ),
    Metric(
        "csat", "CSAT", "mean of the customers' ratings, 1 (worst) to 5 (best)", Unit.CSAT,
        "tickets without a rating; ratings on other scales are converted by their source or set "
        "aside when they are read", "experience", False, _mean_of("csat"), is_adjusted=True,
    ),
    Metric(
        "backlog_age_days", "Age of the backlog",
        "mean days since opening of the tickets that are open now", Unit.DAYS,
        "tickets solved or closed", "experience", True, _mean_of("age_days"), is_adjusted=True,
    ),
    Metric(
        "cost_per_resolution", "Cost per resolution",
        "cost of all tickets / tickets solved; cost by the supplier's pricing: per ticket, per "
        "resolution, or hours paid for (of the month that runs: up to now) shared out over the "
        "month's tickets; where no hours a month are agreed, those logged on the ticket, else the "
        "supplier's hours_per_ticket, an estimate",
        Unit.USD, "tickets of no supplier", "cost", True, _cost_per_resolution, is_adjusted=True,
    ),
    Metric(
        "linked", "Linked to an issue", "tickets in an issue / tickets with a text", Unit.SHARE,
        "tickets without a text", "handoff", False, _linked,
    ),
    Metric(
        "misrouted", "Misrouted",
        "tickets whose supplier may not serve their segment, contact type, language or channel / "
        "tickets",
        Unit.SHARE, "tickets of no supplier", "handoff", True,
        _share_of("is_misrouted", _of_a_supplier),
    ),
    Metric(
        "duplicates", "Duplicates",
        "tickets that nearly repeat an earlier one of their requester / tickets", Unit.SHARE,
        "none", "handoff", True, _share_of("is_echo", _all),
    ),
    Metric(
        "completeness", "Completeness",
        "mean share of four things that are there: type, tags, support agent, text", Unit.SHARE,
        "none", "handoff", False, _complete,
    ),
    Metric(
        "hours_to_link", "Time to link",
        "mean hours from opening to when the ticket was put into the issue it is in now",
        Unit.HOURS, "tickets in no issue", "handoff", True, _hours_to_link,
    ),
    Metric(
        "first_contact_by_time", "First contact judged by time alone",
        "tickets whose first contact was judged by the hour between reply and solution, because "
        "their source does not count replies / tickets judged for it",
        Unit.SHARE, "as for first_contact_resolution", "basis", True, _first_contact_by_time,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Metric] = {metric.name: metric for metric in METRICS}
