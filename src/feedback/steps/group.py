"""Group: new tickets join issues, dense clusters of waiting ones are born as issues."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from feedback.domain.description import OUTGROWN, count_terms, describe, keyphrases
from feedback.domain.grouping import (
    Grouping,
    GroupingPolicy,
    Joined,
    cohesion_of,
    shape_of,
)
from feedback.domain.grouping import (
    group as decide,
)
from feedback.domain.issue import (
    Description,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    LineageEvent,
    LineageKind,
)
from feedback.ports import Store, Transaction


def group(
    store: Store, model: str, policy: GroupingPolicy, dormant_after_days: int, *, now: datetime
) -> dict[str, Any]:
    """Place the night's tickets, one transaction. Returns how many joined, waited, were born."""
    with store.begin() as tx:
        done = tx.nights.step(now, "group")
        if done is not None:
            return dict(done)
        ungrouped = tx.tickets.ungrouped(tx.nights.last_before(now, "group"))
        grouping = decide(
            tx.issues.shapes(),
            ungrouped.new,
            tx.embeddings.of(model, ungrouped.new),
            ungrouped.older,
            tx.embeddings.of(model, ungrouped.older),
            policy,
            ungrouped.language,
        )
        before = {issue.issue_id: issue for issue in tx.issues.all()}
        changed = _record_members(grouping, before, tx, model, policy, now)
        _describe_changed(changed, before, tx, model, policy)
        dormant = _update_states(before, tx, dormant_after_days, now)
        summary = {
            "n_joined": len(grouping.joined),
            "n_born": len(grouping.born),
            "n_in_new_issues": sum(len(birth.ticket_ids) for birth in grouping.born),
            "n_waiting": len(grouping.waiting),
            "n_dormant": dormant,
            "n_issues": len(before) + len(grouping.born),
        }
        tx.nights.record_step(now, "group", summary)
        return summary


def _record_members(
    grouping: Grouping,
    before: Mapping[IssueId, Issue],
    tx: Transaction,
    model: str,
    policy: GroupingPolicy,
    now: datetime,
) -> dict[IssueId, LineageEvent]:
    """Save who belongs where; returns each changed issue with what happened to it."""
    events: dict[IssueId, LineageEvent] = {}
    n_joined: dict[IssueId, int] = {}
    for joined in grouping.joined:
        n_joined[joined.issue_id] = n_joined.get(joined.issue_id, 0) + 1
    tx.issues.join(grouping.joined, now)
    for issue_id, n_tickets in n_joined.items():
        events[issue_id] = LineageEvent(issue_id, now, LineageKind.GREW, {"n_tickets": n_tickets})
        if before[issue_id].state is IssueState.DORMANT:
            tx.issues.record([LineageEvent(issue_id, now, LineageKind.REVIVED)])
    next_id = tx.issues.next_id()
    for offset, birth in enumerate(grouping.born):
        issue_id = IssueId(next_id + offset)
        vectors = tx.embeddings.of(model, birth.ticket_ids)
        # The row must stand before its members can point to it; its words follow below.
        tx.issues.save(
            Issue(issue_id, IssueState.ACTIVE, now, _UNDESCRIBED, cohesion_of(vectors)),
            shape_of(issue_id, vectors, policy),
        )
        tx.issues.join(
            (
                Joined(ticket_id, issue_id, confidence)
                for ticket_id, confidence in zip(birth.ticket_ids, birth.confidences, strict=True)
            ),
            now,
        )
        events[issue_id] = LineageEvent(
            issue_id, now, LineageKind.EMERGED, {"n_tickets": len(birth.ticket_ids)}
        )
    tx.issues.record(events.values())
    return events


_UNDESCRIBED = Description("", (), (), IssueKind.QUESTION, 0.0, 0)


def _describe_changed(
    changed: Mapping[IssueId, LineageEvent],
    before: Mapping[IssueId, Issue],
    tx: Transaction,
    model: str,
    policy: GroupingPolicy,
) -> None:
    """Shape, cohesion and, where the issue has outgrown its words, description of each."""
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    outgrown: list[IssueId] = []
    for issue_id in sorted(changed):
        vectors = tx.embeddings.of(model, tx.issues.members(issue_id))
        issue = issues[issue_id]
        issues[issue_id] = Issue(
            issue_id,
            IssueState.ACTIVE,
            issue.emerged_at,
            issue.description,
            cohesion_of(vectors),
        )
        tx.issues.save(issues[issue_id], shape_of(issue_id, vectors, policy))
        described = before[issue_id].description.n_tickets if issue_id in before else 0
        if len(vectors) >= OUTGROWN * described:
            outgrown.append(issue_id)
    for issue_id in outgrown:
        tx.issues.save_terms(issue_id, count_terms(tx.tickets.of_issue(issue_id)))
    terms = tx.issues.terms()
    background: dict[str, int] = {}
    for counts in terms.values():
        for term, n in counts.items():
            background[term] = background.get(term, 0) + n
    mean_total = sum(background.values()) / max(len(terms), 1)
    shapes = {shape.issue_id: shape for shape in tx.issues.shapes()}
    for issue_id in outgrown:
        tickets = tx.tickets.of_issue(issue_id)
        vectors = tx.embeddings.of(model, [ticket.ticket_id for ticket in tickets])
        issue = issues[issue_id]
        phrases = keyphrases(terms[issue_id], background, mean_total)
        tx.issues.save(
            Issue(
                issue_id,
                issue.state,
                issue.emerged_at,
                describe(tickets, vectors, phrases),
                issue.cohesion,
            ),
            shapes[issue_id],
        )


def _update_states(
    before: Mapping[IssueId, Issue], tx: Transaction, dormant_after_days: int, now: datetime
) -> int:
    """Put to sleep what has been quiet; returns how many fell asleep."""
    last_ticket_at = tx.issues.last_ticket_at()
    shapes = {shape.issue_id: shape for shape in tx.issues.shapes()}
    asleep: Sequence[Issue] = [
        issue
        for issue in tx.issues.all()
        if issue.state is IssueState.ACTIVE
        and issue.issue_id in before
        and now - last_ticket_at[issue.issue_id] > timedelta(days=dormant_after_days)
    ]
    for issue in asleep:
        tx.issues.save(
            Issue(
                issue.issue_id,
                IssueState.DORMANT,
                issue.emerged_at,
                issue.description,
                issue.cohesion,
            ),
            shapes[issue.issue_id],
        )
        tx.issues.record([LineageEvent(issue.issue_id, now, LineageKind.DORMANT)])
    return len(asleep)
