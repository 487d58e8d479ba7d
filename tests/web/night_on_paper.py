"""One night written into a store by hand, so that the page's words can be written out in full."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from feedback.adapters.store import SqlStore
from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.impact.impact import Impact, ReceiptLine
from feedback.domain.impact.ranking import RankedIssue, RankReport
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.issues.issue import (
    Description,
    Exemplar,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    Membership,
)
from feedback.domain.issues.lineage import Emerged, LineageEvent
from feedback.domain.night import NightStatus, StepFault, StepReport
from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.plans.fix_plan import FixPlan, FixPlanRevision, FixStatus
from feedback.domain.plans.plan_change import FixStarted
from feedback.domain.publishing.effect import plan_effect
from feedback.domain.publishing.step_reports import PublishReport
from feedback.domain.publishing.work_item import PublishPolicy, work_item_content
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.ticket import RequesterId, SetAside, Ticket, TicketFacts, TicketId

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
TICKET_URL = "https://support.example/T-1"
ISSUE = IssueId(1)


@dataclass(frozen=True)
class Paper:
    """What a test wants to be different."""

    title: str = "Export loses rows"
    quote: str = "Half of our rows are gone."
    url: str = TICKET_URL
    lines: Sequence[ReceiptLine] = field(default_factory=lambda: (line("Acme", "500.00"),))
    is_weighted: bool = False
    priority: str = "High"
    faults: Sequence[StepFault] = ()
    set_aside: Sequence[SetAside] = ()
    held_back: dict[IssueId, str] = field(default_factory=dict)


def line(name: str, at_risk: str, *, is_estimated: bool = False) -> ReceiptLine:
    """A customer whose value times exposure 0.05 is `at_risk`."""
    amount = Decimal(at_risk)
    return ReceiptLine(
        customer_id=name.lower(),
        customer_name=name,
        segment="enterprise",
        value_usd=amount * 20,
        weight=Decimal(1),
        exposure=Decimal("0.0500"),
        contribution_usd=amount,
        low_usd=amount / 2,
        high_usd=amount * 2,
        n_tickets=1,
        is_estimated=is_estimated,
        why=("urgent priority",),
    )


def ranked(paper: Paper, rank: int = 1) -> RankedIssue:
    lines = tuple(paper.lines)
    total = sum((one.contribution_usd for one in lines), Decimal(0))
    exemplar = Exemplar(TicketId("helpdesk:T-1"), paper.quote, paper.url)
    return RankedIssue(
        issue=Issue(
            ISSUE,
            IssueState.ACTIVE,
            NIGHT,
            Description(paper.title, ("export", "rows"), (exemplar,), IssueKind.DEFECT, 0.9, 1),
            0.71,
        ),
        rank=rank,
        impact=Impact(
            impact_usd=total,
            low_usd=total / 2,
            high_usd=total * 2,
            lines=lines,
            estimated_share=0.0,
            largest_customer_share=float(lines[0].contribution_usd / total),
            is_weighted=paper.is_weighted,
        ),
        rank_without_largest=rank,
        priority=paper.priority,
        n_tickets=1,
        n_open_tickets=1,
        n_new_tickets=1,
        support_costs=(SupportCost("in-house", 1, Decimal("14.50")),),
    )


def write_night(store: SqlStore, paper: Paper, night: datetime = NIGHT) -> None:
    """The night pulled one ticket, gave birth to FB-1, ranked it and planned its work item."""
    ranked_issue = ranked(paper)
    facts = TicketFacts(
        created_at=night - timedelta(hours=2), updated_at=night - timedelta(hours=1), url=paper.url
    )
    ticket = Ticket(
        ticket_id=TicketId("helpdesk:T-1"),
        source="helpdesk",
        key="T-1",
        subject=paper.title,
        body=paper.quote,
        text=paper.quote,
        text_hash="0" * 64,
        language="en",
        requester_id=RequesterId("somebody"),
        customer_id="acme",
        facts=facts,
        digest="1" * 64,
    )
    reports: list[StepReport] = [
        PullReport(
            "helpdesk",
            is_finished=True,
            n_new=1,
            masked={"email": 2},
            set_aside={row.reason: 1 for row in paper.set_aside},
            n_set_aside=len(paper.set_aside),
        ),
        grouped(n_in_new_issues=1, n_waiting=3),
        ranked_as(1, ranked_issue.impact.impact_usd),
        PublishReport(n_items=1, held_back=paper.held_back),
        AdviseReport(0, (), (), 0, 0, 0, 0),
    ]
    with store.begin() as tx:
        tx.nights.begin(night)
        tx.tickets.upsert([ticket], night)
        tx.tickets.set_aside(paper.set_aside, night)
        tx.issues.save([ranked_issue.issue])
        tx.issues.place([Membership(ticket.ticket_id, ISSUE, 0.9, night)])
        tx.issues.record([LineageEvent(ISSUE, night, Emerged(1))])
        tx.rankings.save(night, [ranked_issue])
        for report in reports:
            tx.nights.record(night, report)
        effect = plan_effect(
            "FB-1",
            work_item_content(ranked_issue, PublishPolicy()),
            last=None,
            rank=ranked_issue.impact.impact_usd,
            now=night,
        )
        assert effect is not None
        tx.effects.put(effect)
        status = NightStatus.PARTIAL if paper.faults else NightStatus.DONE
        tx.nights.finish(night, status, paper.faults)


def grouped(*, n_in_new_issues: int, n_waiting: int) -> GroupReport:
    """A night's grouping of which little happened."""
    return GroupReport(
        n_joined=0, n_born=0, n_in_new_issues=n_in_new_issues, n_waiting=n_waiting, n_echoes=0,
        n_absorbed=0, n_moved=0, churn=0.0, n_dormant=0, n_issues=0, n_themes=0,
    )  # fmt: skip


def ranked_as(n_issues: int, impact_usd: Decimal) -> RankReport:
    """A ranking without spikes."""
    return RankReport(n_issues, impact_usd, 0, 0, 0)


def write_plan(store: SqlStore) -> None:
    """Product says that a fix of FB-1 is in progress."""
    plan = FixPlan(
        recorded_at=NIGHT - timedelta(hours=4),
        status=FixStatus.IN_PROGRESS,
        target_version="4.18",
        target_on=date(2026, 3, 20),
        workaround="Export as CSV.",
        owner="Ilse Baumann",
    )
    changes = (FixStarted("4.18", date(2026, 3, 20)),)
    with store.begin() as tx:
        tx.fix_plans.add([FixPlanRevision(ISSUE, 1, plan, changes)])
