"""Small values that the domain's tests are written with. Each argument overrides one field."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from feedback.domain.customers.customer import Customer, Segment
from feedback.domain.customers.supplier import Supplier
from feedback.domain.impact.impact import Impact, ImpactPolicy, ReceiptLine
from feedback.domain.impact.priority import Band, PriorityPolicy
from feedback.domain.impact.ranking import RankedIssue, RankingPolicy
from feedback.domain.impact.spike import SpikePolicy
from feedback.domain.issues.issue import (
    Description,
    Exemplar,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
)
from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.tickets.text import embeddable_text, hash_text
from feedback.domain.tickets.ticket import RequesterId, Stake, Ticket, TicketFacts, TicketId

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)

SEGMENTS = {
    "enterprise": Segment("enterprise", margin=0.8, value_floor_usd=Decimal(50_000)),
    "self-serve": Segment("self-serve", margin=0.5, value_floor_usd=Decimal(240)),
    "launch partners": Segment("launch partners", margin=0.8, strategic=1.5),
}

BANDS = PriorityPolicy(
    bands=(
        Band("High", Decimal(30_000)),
        Band("Medium", Decimal(10_000)),
        Band("Low", Decimal(0)),
    ),
    hysteresis=0.10,
)

SUPPLIERS = {
    "in-house": Supplier("in-house", False, ("tier 2",), Decimal("25.00")),
    "Helpful Ltd": Supplier("Helpful Ltd", True, ("tier 1", "chat"), Decimal("4.50")),
}

RANKING = RankingPolicy(
    impact=ImpactPolicy(),
    priority=BANDS,
    spike=SpikePolicy(),
    segments=SEGMENTS,
    suppliers=SUPPLIERS,
    default_segment="self-serve",
)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def facts(**changes: Any) -> TicketFacts:
    """Of an open, answered ticket of normal priority that was written just now."""
    given = TicketFacts(created_at=NOW, updated_at=NOW, first_reply_at=NOW)
    return replace(given, **changes)


def stake(key: str | int, customer_id: str = "acme", **changes: Any) -> Stake:
    return Stake(TicketId(f"desk:{key}"), customer_id, facts(**changes))


def customer(
    customer_id: str = "acme", value_usd: str | None = "100000", **changes: Any
) -> Customer:
    value = None if value_usd is None else Decimal(value_usd)
    return replace(Customer(customer_id, customer_id.title(), "enterprise", value), **changes)


def ticket(key: str | int, subject: str = "", body: str = "", **changes: Any) -> Ticket:
    text = embeddable_text(subject, body)
    return Ticket(
        ticket_id=TicketId(f"desk:{key}"),
        source="desk",
        key=str(key),
        subject=subject,
        body=body,
        text=text,
        text_hash=hash_text(text),
        language="en",
        requester_id=RequesterId("r1"),
        customer_id="acme",
        facts=facts(**changes),
        digest="",
    )


def issue(number: int = 12, title: str = "Export fails", cohesion: float = 0.7) -> Issue:
    description = Description(
        title=title,
        keyphrases=("export", "csv"),
        exemplars=(
            Exemplar(TicketId("desk:1"), "The export stops.", "https://desk.example/1"),
            Exemplar(TicketId("desk:2"), "No CSV comes."),
        ),
        kind=IssueKind.DEFECT,
        kind_confidence=0.9,
        n_tickets=5,
    )
    return Issue(
        issue_id=IssueId(number),
        state=IssueState.ACTIVE,
        emerged_at=datetime(2026, 2, 1, 5, tzinfo=UTC),
        description=description,
        cohesion=cohesion,
    )


def receipt_line(customer_id: str, contribution_usd: str) -> ReceiptLine:
    amount = Decimal(contribution_usd)
    return ReceiptLine(
        customer_id=customer_id,
        customer_name=customer_id.title(),
        segment="enterprise",
        value_usd=amount * 25,
        weight=Decimal("1.0"),
        exposure=Decimal("0.0400"),
        contribution_usd=amount,
        low_usd=amount / 2,
        high_usd=amount * 2,
        n_tickets=2,
        is_estimated=False,
        why=("escalated",),
    )


def impact(*contributions_usd: str) -> Impact:
    lines = tuple(receipt_line(f"c{n}", usd) for n, usd in enumerate(contributions_usd, start=1))
    total = sum((line.contribution_usd for line in lines), Decimal("0.00"))
    return Impact(
        impact_usd=total,
        low_usd=total / 2,
        high_usd=total * 2,
        lines=lines,
        estimated_share=0.0,
        largest_customer_share=0.6,
        is_weighted=False,
    )


def ranked(number: int = 12, **changes: Any) -> RankedIssue:
    given = RankedIssue(
        issue=issue(number),
        rank=1,
        impact=impact("3000.00", "2000.00"),
        rank_without_largest=1,
        priority="Low",
        n_tickets=5,
        n_open_tickets=2,
        n_new_tickets=1,
        support_costs=(),
    )
    return replace(given, **changes)


def fix_plan(status: FixStatus = FixStatus.PLANNED, **changes: Any) -> FixPlan:
    return replace(FixPlan(recorded_at=NOW, status=status), **changes)
