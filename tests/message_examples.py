"""Small messages that tests are written with. Each argument overrides one field."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import CERTAIN, FixPlan, FixStatus
from feedback.domain.plans.messages.digest import AffectedTicket, Digest, PlanNews
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.ticket_note import TicketNote
from feedback.domain.plans.plan_change import FixPlanned, PlanChange, PlanSlipped, WontFix
from feedback.domain.plans.plan_debt import EscalationStep, NotCurrent, PlanGap
from feedback.domain.tickets.ticket import TicketId

SAID_AT = datetime(2026, 3, 9, 1, tzinfo=UTC)


def plan(**changes: Any) -> FixPlan:
    """Planned, without a date."""
    return replace(FixPlan(SAID_AT, FixStatus.PLANNED), **changes)


def affected(key: str = "4711", words: str = "", **changes: Any) -> AffectedTicket:
    """An open ticket; `words` stand for its subject, customer and segment."""
    given = AffectedTicket(TicketId(f"desk:{key}"), key, "", words, words, words)
    return replace(given, **changes)


def plan_news(
    number: int = 1,
    *changes: PlanChange,
    tickets: tuple[AffectedTicket, ...] = (),
    **more: Any,
) -> PlanNews:
    """News about FB-`number`: by default that a fix is planned."""
    given = PlanNews(
        issue_id=IssueId(number),
        title=f"Problem {number}",
        revision=1,
        plan=plan(target_version="4.2", owner="Dana"),
        changes=changes or (FixPlanned(),),
        certainty=CERTAIN,
        last_confirmed_at=SAID_AT,
        tickets=tickets,
    )
    return replace(given, **more)


def digest(*news: PlanNews, **changes: Any) -> Digest:
    """One reader's message."""
    return replace(Digest("Ada Lindgren", news), **changes)


def digest_about(
    *numbers: int, words: str = "", slips: bool = False, first: str | None = None, **more: Any
) -> Digest:
    """A digest about these issues: a fix is planned, slips by three days, or will not come
    (`words`: why). `first`: the first message about the first of them."""
    change: PlanChange = WontFix(words) if words else FixPlanned()
    change = PlanSlipped(date(2026, 3, 20), date(2026, 3, 23)) if slips else change
    news = [plan_news(number, change, **more) for number in numbers]
    if first is not None:
        news[0] = replace(news[0], first_message=first)
    return digest(*news)


def escalation(number: int = 1, **changes: Any) -> Escalation:
    """That FB-`number` has no plan."""
    given = Escalation(
        reader="owner@acme.com",
        issue_id=IssueId(number),
        title="Export loses rows",
        segment="enterprise",
        step=EscalationStep.PRODUCT_OWNER,
        why=NotCurrent(PlanGap.NO_PLAN),
        owner="",
        segment_impact_usd=Decimal("500.00"),
        impact_usd=Decimal("500.00"),
        is_weighted=False,
        n_tickets=1,
        n_customers=1,
        receipt=(),
        n_more_customers=0,
        more_usd=Decimal(0),
        since=datetime(2026, 3, 8, 3, tzinfo=UTC),
        due_at=datetime(2026, 3, 9, 3, tzinfo=UTC),
        overdue_days=0,
    )
    return replace(given, **changes)


def ticket_note(**changes: Any) -> TicketNote:
    """The plan of FB-12 on ticket 42."""
    given = TicketNote(
        ticket_id=TicketId("desk:42"),
        ticket_key="42",
        issue_id=IssueId(12),
        title="Export stops",
        revision=1,
        plan=plan(
            target_version="4.2",
            target_on=date(2026, 3, 20),
            workaround="Export by month.",
            owner="Mia",
        ),
        changes=(FixPlanned("4.2"),),
        certainty=CERTAIN,
    )
    return replace(given, **changes)
