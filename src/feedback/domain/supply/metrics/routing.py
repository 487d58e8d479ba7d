"""Whether a ticket went to a supplier that may answer it, and why not."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from feedback.domain.supply.agreements.terms import is_among
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.wording import any_of

ROUTED_BY = ("supplier", "segment", "kind", "theme", "issue", "language", "channel")
"""Columns that say whether a ticket lies with a supplier that may have it."""


def misrouted(frame: pd.DataFrame, policy: SupplyPolicy) -> np.ndarray:
    """Whether the supplier may not serve the segment, the contact type or the language, does not
    answer the channel, or is of a kind that the segment's profile does not allow."""
    columns = list(ROUTED_BY)
    keys = frame[columns].astype(object)
    groups = keys.groupby(columns, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    _, first = np.unique(groups, return_index=True)
    verdicts = np.array(
        [
            bool(why_misrouted(dict(zip(columns, row, strict=True)), policy))
            for row in keys.iloc[first].itertuples(index=False, name=None)
        ],
        dtype=bool,
    )
    return verdicts[groups] if len(frame) else np.zeros(0, dtype=bool)


def why_misrouted(ticket: Mapping[str, str], policy: SupplyPolicy) -> str:
    """Why the ticket's supplier should not have it, in words; empty where it may."""
    terms = policy.terms.get(ticket["supplier"])
    if terms is None:
        return ""
    segment = ticket["segment"]
    profile = policy.profiles.get(segment)
    if profile is not None and profile.served_by and terms.kind not in profile.served_by:
        return f"{segment} is served by {any_of(profile.served_by)}, {terms.name} is {terms.kind}"
    if terms.segments and segment not in terms.segments:
        return f"{terms.name} does not serve {segment}"
    about = {ticket[name].split(" ")[0] for name in ("kind", "theme", "issue") if ticket[name]}
    if terms.contact_types and about and not about & {*terms.contact_types}:
        return f"{terms.name} does not answer {any_of(sorted(about))}"
    if terms.languages and ticket["language"] and ticket["language"] not in terms.languages:
        return f"{terms.name} does not speak {ticket['language']}"
    if (
        terms.ticket_channels
        and ticket["channel"]
        and not is_among(ticket["channel"], terms.ticket_channels)
    ):
        return f"{terms.name} does not answer on {ticket['channel']}"
    return ""


def mostly_because(misrouted: pd.DataFrame, policy: SupplyPolicy) -> str:
    """Why most of these tickets are misrouted, in words; empty where there are none."""
    cases = misrouted[list(ROUTED_BY)].astype(object).value_counts()
    reasons: dict[str, int] = {}
    for row, n in cases.items():
        ticket = dict(zip(ROUTED_BY, row if isinstance(row, tuple) else (row,), strict=True))
        why = why_misrouted(ticket, policy)
        reasons[why] = reasons.get(why, 0) + int(n)
    return min(reasons, key=lambda why: (-reasons[why], why), default="")
