"""Freeze what is usual, so that suppliers are compared by the same rates until people renew them.

A person's decision: one short transaction without the night's lock. A night never reads references;
reports use the one frozen last.
"""

from datetime import date

import pandas as pd

from feedback.domain.supply.metrics.mix import reference_of_days
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.supply.metrics.reference import Reference
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.steps.issues.decide import Author


def freeze_reference(
    store: Store,
    frame: pd.DataFrame,
    policy: SupplyPolicy,
    from_on: date,
    until_on: date,
    author: Author,
) -> Reference:
    """Keep the rates of the tickets opened in these days, both included, in the policy's time zone.

    `frame` is what `derive` returns. Raises `InvalidInput` where no ticket was opened then.
    """
    reference = reference_of_days(frame, policy.time_zone, from_on, until_on)
    if reference is None:
        raise InvalidInput(f"No ticket was opened from {from_on} to {until_on}. Name other days.")
    with store.begin() as tx:
        tx.supply.freeze(reference, str(policy.contact_type), author.name, author.why, author.at)
    return reference
