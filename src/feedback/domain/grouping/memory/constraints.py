"""People's decisions bind the engine: some tickets stay in an issue, some stay out of it."""

from collections.abc import Sequence

import numpy as np

from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels
from feedback.domain.issues.constraints import Constraints
from feedback.domain.tickets.ticket import TicketId


def constrained(
    before: Labels,
    after: Labels,
    ids: Sequence[TicketId],
    constraints: Constraints,
    first_new: int,
    min_issue_size: int,
) -> Labels:
    """The labels `after`, changed where they break a constraint. Shape (n,), like `before`.

    A pinned ticket goes to its issue. A ticket in an issue it is barred from goes back to where it
    was `before`, or waits. A new issue (number ≥ `first_new`) that becomes smaller than
    `min_issue_size` by this is dropped: its tickets go back.
    """
    if not constraints.pinned and not constraints.barred:
        return after
    mended = after.copy()
    row_of = {ticket: row for row, ticket in enumerate(ids)}
    for ticket, barred in constraints.barred.items():
        row = row_of.get(ticket)
        if row is not None and int(mended[row]) in barred:
            was = int(before[row])
            mended[row] = UNGROUPED if was in barred else was
    for ticket, issue in constraints.pinned.items():
        row = row_of.get(ticket)
        if row is not None:
            mended[row] = int(issue)
    shrunk = {int(number) for number in np.unique(after[after != mended]) if number >= first_new}
    for number in sorted(shrunk):
        at = mended == number
        if 0 < at.sum() < min_issue_size:
            mended[at] = before[at]
    return mended
