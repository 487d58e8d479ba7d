"""The ticket frame from the store: what every report of the supply chain begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from feedback.domain.customers.customer import UNRESOLVED, Customer, Segment, Valuations
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.issues.theme import theme_label
from feedback.domain.supply.metrics.mix import provisional_reference
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.metrics.ticket_frame import derive
from feedback.domain.supply.metrics.ticket_record import TicketRecord
from feedback.domain.wording import count
from feedback.errors import InvalidInput
from feedback.ports import Store

_TIMES = ("created_at", "first_reply_at", "solved_at", "linked_at")
_NAMES = ("group", "language", "channel", "type")
_AMOUNTS = ("csat", "n_replies", "handling_hours")
_FLAGS = ("is_open", "is_escalated", "has_tags", "has_support_agent", "has_text", "is_echo")


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """Everything the reports are made from, read once."""

    as_of: datetime
    """The newest night: what the store knows is as of then."""
    frame: pd.DataFrame
    """What `derive` returns."""
    policy: SupplyPolicy
    reference: Reference
    customers: Mapping[str, Customer]
    issues: Mapping[str, Issue]
    """By the name the frame uses: `FB-3 Title`."""

    @property
    def months(self) -> list[str]:
        """Months with tickets, oldest first."""
        return sorted(map(str, self.frame["month"].unique()))


def read_support_facts(
    store: Store,
    policy: SupplyPolicy,
    segments: Mapping[str, Segment],
    default_segment: str,
) -> SupportFacts:
    """Raises `InvalidInput` where there was no night yet, or none since a segment was renamed."""
    with store.begin() as tx:
        night = tx.nights.latest()
        if night is None:
            raise InvalidInput(
                "There are no tickets to report on: no night has run yet. Run `feedback run` first."
            )
        records = tx.supply.ticket_records()
        customers = tx.customers.all()
        issues = {issue.issue_id: issue for issue in tx.issues.all()}
        themes = {theme.theme_id: theme.title for theme in tx.themes.all()}
        kept = tx.supply.reference(str(policy.contact_type))
    _all_in_a_segment(customers, segments)
    frame = pd.DataFrame.from_records(records, columns=list(TicketRecord._fields))
    del records
    for name in _TIMES:
        frame[name] = (
            pd.to_datetime(frame[name], utc=True, format="ISO8601")
            .dt.tz_localize(None)
            .astype("datetime64[ns]")
        )
    for name in _NAMES:
        frame[name] = frame[name].astype("category")
    for name in _FLAGS:
        frame[name] = frame[name].astype(bool)
    for name in _AMOUNTS:
        frame[name] = frame[name].astype(float)
    _add_customers(frame, customers, segments, default_segment)
    _add_issues(
        frame, issues, {theme_id: f"{theme_label(theme_id)} {t}" for theme_id, t in themes.items()}
    )
    derived = derive(frame, policy, night.as_of)
    return SupportFacts(
        night.as_of,
        derived,
        policy,
        kept or provisional_reference(derived),
        customers,
        {_name(issue): issue for issue in issues.values()},
    )


def _all_in_a_segment(customers: Mapping[str, Customer], segments: Mapping[str, Segment]) -> None:
    gone = sorted({customer.segment for customer in customers.values()} - set(segments))
    if gone:
        n = sum(customer.segment == gone[0] for customer in customers.values())
        raise InvalidInput(
            f"The newest night placed {count(n, 'customer')} in `{gone[0]}`, a segment that no "
            f"longer exists. Available: {', '.join(segments)}. Run `feedback run` to place them "
            "again."
        )


def _add_customers(
    frame: pd.DataFrame,
    customers: Mapping[str, Customer],
    segments: Mapping[str, Segment],
    default_segment: str,
) -> None:
    """Who a ticket is from, its segment, and the weighted value behind it (USD per year)."""
    known = frame["customer_id"].isin(list(customers))
    # As a ranking has them: people of one unknown customer are one customer, not several.
    requester = frame["requester_id"].fillna("").replace("", "anonymous").astype(str)
    named = frame["customer_id"].fillna("").astype(str)
    stranger = UNRESOLVED + named.where(named != "", requester)
    frame["customer_id"] = frame["customer_id"].where(known, stranger).astype("category")
    valuations = Valuations(customers.values(), segments)
    names = list(frame["customer_id"].cat.categories)
    everyone = [
        customers.get(name) or Customer(name, name, default_segment, None) for name in names
    ]
    values = [valuations.of(customer) for customer in everyone]
    codes = frame["customer_id"].cat.codes.to_numpy()
    weighted = np.array(
        [
            float(value.value_usd) * segments[customer.segment].weight
            for customer, value in zip(everyone, values, strict=True)
        ],
        dtype=float,
    )
    frame["value_usd"] = weighted[codes]
    frame["is_estimated"] = np.array([value.is_estimated for value in values], dtype=bool)[codes]
    segment_names = np.array([customer.segment for customer in everyone], dtype=object)
    frame["segment"] = pd.Categorical(segment_names[codes], categories=list(segments))
    del frame["requester_id"]


def _add_issues(
    frame: pd.DataFrame, issues: Mapping[IssueId, Issue], themes: Mapping[int, str]
) -> None:
    for column, name_of in (
        ("issue", _name),
        ("kind", lambda issue: str(issue.kind)),
        ("theme", lambda issue: themes.get(issue.theme_id or 0, "")),
    ):
        names = {float(number): name_of(issue) for number, issue in issues.items()}
        frame[column] = frame["issue_id"].map(names).fillna("").astype("category")
    del frame["issue_id"]


def _name(issue: Issue) -> str:
    return f"{issue.label} {issue.title}"
