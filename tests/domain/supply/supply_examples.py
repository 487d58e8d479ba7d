"""Small values that the tests of the supply chain are written with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from feedback.domain.customers.supplier import Pricing, Supplier, SupplierContacts
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.terms import SupplierTerms
from feedback.domain.supply.metrics.policy import ContactType, SupplyPolicy
from feedback.domain.supply.metrics.ticket_frame import derive

NOW = datetime(2026, 3, 31, tzinfo=UTC)
MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)


def terms(name: str, unit_cost: str = "10", **changes: Any) -> SupplierTerms:
    groups = changes.pop("groups", (name,))
    outsourced = changes.pop("is_outsourced", False)
    price = {one: changes.pop(one) for one in ("pricing", "hours_per_ticket") if one in changes}
    contacts = changes.pop("contacts", SupplierContacts("Kim"))
    supplier = Supplier(name, outsourced, groups, Decimal(unit_cost), contacts=contacts, **price)
    return SupplierTerms(supplier, **changes)


def with_contacts(of: SupplierTerms, **changes: Any) -> SupplierTerms:
    contacts = replace(of.supplier.contacts, **changes)
    return replace(of, supplier=replace(of.supplier, contacts=contacts))


POLICY = SupplyPolicy(
    profiles={
        "enterprise": SupportProfile(
            "enterprise",
            first_response_hours=4.0,
            resolution_hours=48.0,
            csat=4.2,
            reopen_rate=0.1,
            served_by=("expert",),
        ),
        "self-serve": SupportProfile("self-serve", first_response_hours=24.0, channels=("email",)),
    },
    terms={
        "alpha": terms("alpha", "12", kind="expert"),
        "beta": terms("beta", "4", kind="low-cost"),
        "gamma": terms("gamma", "20", kind="expert", pricing=Pricing.PER_RESOLUTION),
    },
    contact_type=ContactType.ISSUE,
    min_tickets=1,
)


def ticket(number: int | str = 1, **changes: Any) -> dict[str, Any]:
    """One row of the frame; `first` and `solved` are hours after it was opened."""
    created = changes.pop("created_at", MARCH)
    first, solved = changes.pop("first", 1.0), changes.pop("solved", 10.0)
    linked = changes.pop("linked", 12.0)
    at = {
        "created_at": created,
        "first_reply_at": None if first is None else created + timedelta(hours=first),
        "solved_at": None if solved is None else created + timedelta(hours=solved),
        "linked_at": None if linked is None else created + timedelta(hours=linked),
    }
    return {
        "ticket_id": f"t{number}", "is_open": solved is None, "group": "alpha", "language": "en",
        "channel": "email", "csat": None, "n_reopens": 0, "is_escalated": False, "type": "problem",
        "has_tags": True, "has_support_agent": True, "has_text": True, "customer_id": "acme",
        "segment": "enterprise", "value_usd": 1000.0, "is_estimated": False, "issue": "FB-1 Login",
        "kind": "defect", "theme": "TH-1 Entry", "is_echo": False, "n_replies": None,
        "handling_hours": None, **at, **changes,
    }  # fmt: skip


def frame_of(rows: Sequence[dict[str, Any]], policy: SupplyPolicy = POLICY) -> pd.DataFrame:
    """As the store's tickets arrive at a report."""
    frame = pd.DataFrame(list(rows))
    for name in ("created_at", "first_reply_at", "solved_at", "linked_at"):
        moments = pd.to_datetime(frame[name], utc=True).dt.tz_localize(None)
        frame[name] = moments.astype("datetime64[ns]")
    for name in ("csat", "n_replies", "handling_hours"):
        frame[name] = frame[name].astype(float)
    return derive(frame, policy, NOW)
