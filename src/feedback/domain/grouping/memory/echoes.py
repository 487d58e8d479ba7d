"""Echoes, a requester's near copies of a ticket of theirs, are placed where the first copy is."""

from collections.abc import Mapping
from dataclasses import replace

from feedback.domain.grouping.memory.outcome import GroupingOutcome
from feedback.domain.issues.constraints import Constraints
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


def with_echoes(
    decided: GroupingOutcome,
    echoes: Mapping[TicketId, TicketId],
    before: Mapping[TicketId, IssueId],
    constraints: Constraints,
) -> GroupingOutcome:
    """What was decided, with every one of these echoes where its first is, and as sure.

    `echoes`: echo → first. `before` holds the places of the echoes and of their firsts. Where a
    person has said that an echo belongs comes first. One that cannot follow, because its first
    waits or a person has kept the two apart, stays where it was `before`, or waits.
    """
    old_issue, new_issue = dict(decided.old_issue), dict(decided.new_issue)
    new_confidence = dict(decided.new_confidence)
    for echo in echoes:
        first = echoes[echo]
        while first in echoes:  # an edited text can make a first an echo itself
            first = echoes[first]
        unchanged = None if first in decided.old_issue else before.get(first)
        issue = decided.new_issue.get(first, unchanged)
        if echo in constraints.pinned:
            to, confidence = constraints.pinned[echo], 1.0
        elif issue is not None and issue not in constraints.barred.get(echo, ()):
            known = decided.new_confidence.get(first)
            to, confidence = issue, decided.confidence.get(first, 1.0) if known is None else known
        else:
            continue
        if before.get(echo) != to:
            new_issue[echo], new_confidence[echo] = to, confidence
            if echo in before:
                old_issue[echo] = before[echo]
    return replace(decided, old_issue=old_issue, new_issue=new_issue, new_confidence=new_confidence)
