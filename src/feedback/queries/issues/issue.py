"""One issue in full: what `feedback issues show` prints."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from feedback.domain.impact.impact import ReceiptLine
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId, IssueKind, IssueState, issue_label, survivor
from feedback.domain.issues.lineage import LineageEvent
from feedback.domain.tickets.ticket import TicketId, TicketStatus
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.issues.decisions import DecisionRow, decision_rows


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote, and the ticket it is from."""

    ticket: TicketId
    quote: str


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket of an issue."""

    id: TicketId
    created_at: datetime
    status: TicketStatus
    customer: str | None
    subject: str


@dataclass(frozen=True, slots=True)
class RankingOfIssue:
    """What the newest ranking says of an issue. Amounts in USD per year."""

    rank: int
    priority: str
    impact_usd: Decimal | None
    low_usd: Decimal | None
    high_usd: Decimal | None
    n_customers: int
    n_tickets: int
    receipt: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class IssueInFull:
    """Everything known about an issue."""

    asked_for: str
    """Its label, or that of an issue that was absorbed into it."""
    id: str
    title: str
    title_by_hand: bool
    kind: IssueKind
    kind_confidence: float
    kind_by_hand: bool
    is_muted: bool
    theme: str | None
    state: IssueState
    emerged_at: datetime
    cohesion: float
    distinctness: float
    keyphrases: tuple[str, ...]
    quotes: tuple[QuoteRow, ...]
    jira_key: str | None
    tickets: tuple[TicketRow, ...]
    """Newest first."""
    events: tuple[LineageEvent, ...]
    """Oldest first."""
    decisions: tuple[DecisionRow, ...]
    ranking: RankingOfIssue | None
    """None until a night has ranked it."""


def issue_in_full(store: Store, issue_id: IssueId) -> IssueInFull:
    """Everything known about an issue.

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
        ranking = {ranked.issue.issue_id: ranked for ranked in tx.rankings.latest()}
        tickets = sorted(
            tx.tickets.of_issue(issue.issue_id),
            key=lambda ticket: (ticket.facts.created_at, ticket.ticket_id),
            reverse=True,
        )
        events = [event for event in tx.issues.lineage() if event.issue_id == issue.issue_id]
        themes = {theme.theme_id: theme.title for theme in tx.themes.all()}
        jira_key = tx.effects.remote_key(issue.label)
    ranked = ranking.get(issue.issue_id)
    return IssueInFull(
        asked_for=issue_label(issue_id),
        id=issue.label,
        title=issue.title,
        title_by_hand=issue.by_hand.title is not None,
        kind=issue.kind,
        kind_confidence=issue.kind_confidence,
        kind_by_hand=issue.by_hand.kind is not None,
        is_muted=issue.by_hand.is_muted,
        theme=themes.get(issue.theme_id) if issue.theme_id is not None else None,
        state=issue.state,
        emerged_at=issue.emerged_at,
        cohesion=issue.cohesion,
        distinctness=issue.distinctness,
        keyphrases=issue.description.keyphrases,
        quotes=tuple(
            QuoteRow(exemplar.ticket_id, exemplar.quote) for exemplar in issue.description.exemplars
        ),
        jira_key=jira_key,
        tickets=tuple(
            TicketRow(
                id=ticket.ticket_id,
                created_at=ticket.facts.created_at,
                status=ticket.facts.status,
                customer=ticket.customer_id,
                subject=ticket.subject,
            )
            for ticket in tickets
        ),
        events=tuple(events),
        decisions=tuple(decision_rows(store, issue.issue_id)),
        ranking=None if ranked is None else _ranking_of(ranked),
    )


def _ranking_of(ranked: RankedIssue) -> RankingOfIssue:
    impact = ranked.impact
    return RankingOfIssue(
        rank=ranked.rank,
        priority=ranked.priority,
        impact_usd=impact.impact_usd,
        low_usd=impact.low_usd,
        high_usd=impact.high_usd,
        n_customers=ranked.n_customers,
        n_tickets=ranked.n_tickets,
        receipt=impact.lines,
    )


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
