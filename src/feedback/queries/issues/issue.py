"""One issue in full: what `feedback issues show` prints."""

from dataclasses import asdict
from datetime import date
from typing import Any

from feedback.domain.impact.impact import receipt_rows
from feedback.domain.issues.issue import IssueId, issue_label, issue_labels, survivor
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    DecidedDetail,
    LineageDetail,
    Moved,
    Revived,
    Split,
)
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.issues.decisions import decision_rows


def issue_in_full(store: Store, issue_id: IssueId) -> dict[str, Any]:
    """Everything known about an issue, JSON-ready. Money in USD per year, as strings of digits.

    An absorbed issue leads to the one that has its tickets. Raises `InvalidInput` for an issue
    that was never given.
    """
    with store.begin() as tx:
        issues = {issue.issue_id: issue for issue in tx.issues.all()}
        if issue_id not in issues:
            raise InvalidInput(
                f"Unknown issue {issue_label(issue_id)}. `feedback issues` lists all issues."
            )
        issue = issues[survivor(issues, issue_id)]
        ranked = {one.issue.issue_id: one for one in tx.rankings.latest()}.get(issue.issue_id)
        tickets = sorted(
            tx.tickets.of_issue(issue.issue_id),
            key=lambda ticket: (ticket.facts.created_at, ticket.ticket_id),
            reverse=True,
        )
        events = [one for one in tx.issues.lineage() if one.issue_id == issue.issue_id]
        themes = {theme.theme_id: theme.title for theme in tx.themes.all()}
        jira_key = tx.effects.remote_key(issue.label)
    full: dict[str, Any] = {
        "asked_for": issue_label(issue_id),
        "id": issue.label,
        "title": issue.title,
        "title_by_hand": issue.by_hand.title is not None,
        "kind": str(issue.kind),
        "kind_confidence": issue.kind_confidence,
        "kind_by_hand": issue.by_hand.kind is not None,
        "is_muted": issue.by_hand.is_muted,
        "theme": themes.get(issue.theme_id) if issue.theme_id is not None else None,
        "state": str(issue.state),
        "emerged_at": issue.emerged_at.isoformat(),
        "cohesion": issue.cohesion,
        "distinctness": issue.distinctness,
        "keyphrases": list(issue.description.keyphrases),
        "quotes": [
            {"ticket": quote.ticket_id, "quote": quote.quote}
            for quote in issue.description.exemplars
        ],
        "jira_key": jira_key,
        "tickets": [
            {
                "id": ticket.ticket_id,
                "created_at": ticket.facts.created_at.isoformat(),
                "status": str(ticket.facts.status),
                "customer": ticket.customer_id,
                "subject": ticket.subject,
            }
            for ticket in tickets
        ],
        "events": [
            {"as_of": one.as_of.isoformat(), "kind": str(one.kind), **_figures(one.detail)}
            for one in events
        ],
        "decisions": decision_rows(store, issue.issue_id),
        "ranking": None,
    }
    if ranked is not None:
        impact = ranked.impact
        full["ranking"] = {
            "rank": ranked.rank,
            "priority": ranked.priority,
            "impact_usd": str(impact.impact_usd),
            "low_usd": str(impact.low_usd),
            "high_usd": str(impact.high_usd),
            "n_customers": ranked.n_customers,
            "receipt": receipt_rows(impact.lines),
        }
    return full


def _figures(detail: LineageDetail) -> dict[str, str | int | float]:
    """What an event's row says besides its kind: issues as labels, dates as ISO 8601."""
    match detail:
        case Split(n_tickets=n, from_issues=sources) | Moved(n_tickets=n, from_issues=sources):
            figures: dict[str, str | int | float] = {"n_tickets": n, "from": issue_labels(sources)}
        case AbsorbedInto(into=heir):
            figures = {"into": issue_label(heir)}
        case Revived():
            figures = {}
        case _:
            figures = {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(detail).items()
            }
    decision = detail.decision if isinstance(detail, DecidedDetail) else None
    return figures | ({"by": decision.by, "decision": decision.decision_id} if decision else {})


def tickets_matching(store: Store, issue_id: IssueId, words: str) -> list[TicketId]:
    """An issue's tickets whose subject or body has these words, whatever their case.

    Raises `InvalidInput` if none has.
    """
    wanted = " ".join(words.casefold().split())
    with store.begin() as tx:
        found = [
            ticket.ticket_id
            for ticket in tx.tickets.of_issue(issue_id)
            if wanted in " ".join(f"{ticket.subject} {ticket.body}".casefold().split())
        ]
    if not found:
        raise InvalidInput(f'No ticket of {issue_label(issue_id)} has the words "{words}".')
    return found
