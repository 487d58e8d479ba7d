"""What support agents are told: the news about the plans behind their open tickets."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.plans.fix_plan import (
    ChangeKind,
    FixPlan,
    FixPlanRevision,
    FixStatus,
    PlanChange,
    plan_changes,
    sentence_for_customers,
)
from feedback.domain.tickets.ticket import Ticket

HEADLINE_WORDS = {
    ChangeKind.REGRESSED: "came back after the release",
    ChangeKind.WONT_FIX: "will not be fixed",
    ChangeKind.WITHDRAWN: "without a plan again",
    ChangeKind.RELEASED: "released",
    ChangeKind.VERIFIED_FIXED: "verified fixed",
    ChangeKind.SLIPPED: "slipped",
    ChangeKind.OVERDUE: "overdue",
    ChangeKind.DATE_WITHDRAWN: "without a date again",
    ChangeKind.CONTRADICTION: "with plans that differ",
    ChangeKind.PULLED_IN: "pulled in",
    ChangeKind.DONE: "built, not yet released",
    ChangeKind.IN_PROGRESS: "being worked on",
    ChangeKind.PLANNED: "planned",
    ChangeKind.DATE_SET: "with a date now",
    ChangeKind.WORKAROUND_ADDED: "with a workaround now",
    ChangeKind.WORKAROUND_CHANGED: "with another workaround",
    ChangeKind.WORKAROUND_WITHDRAWN: "without a workaround again",
    ChangeKind.VERSION_SET: "with another version",
    ChangeKind.VERSION_WITHDRAWN: "without a version again",
    ChangeKind.AGREEMENT: "settled",
}
"""How a change is counted in the headline. The first of these that an issue has is its headline:
what breaks a promise comes first."""


@dataclass(frozen=True, slots=True)
class AffectedTicket:
    """A ticket behind an issue, as its support agent sees it: open, or solved with a customer who
    was promised to hear more."""

    ticket: Ticket
    customer_name: str
    segment: str


@dataclass(frozen=True, slots=True)
class PlanNews:
    """One issue's plan as news to one reader, with the reader's own tickets."""

    issue_id: IssueId
    title: str
    revision: FixPlanRevision
    changes: tuple[PlanChange, ...]
    """Everything that changed since this reader was last told."""
    tickets: tuple[AffectedTicket, ...]
    sure: str = ""
    """How sure the date is, in words."""
    first_message: str | None = None
    """Idempotency key of the first message that told this reader of the issue."""
    is_urgent: bool = False
    impact_usd: Decimal = Decimal(0)
    """Of the issue, per year."""
    product_knows: bool = False
    """That the problem came back."""
    since: datetime | None = None
    """The plan stands as it is (`stands_since`); None: since it was recorded."""


@dataclass(frozen=True, slots=True)
class UrgentPolicy:
    """Which news do not wait: these changes, of issues that put at least so much at risk."""

    changes: frozenset[ChangeKind] = frozenset()
    min_impact_usd: Decimal = Decimal(0)

    def holds(self, changes: Iterable[PlanChange], impact_usd: Decimal) -> bool:
        kinds = {change.kind for change in changes}
        return impact_usd >= self.min_impact_usd and bool(kinds & self.changes)


def news_since(
    revisions: Sequence[FixPlanRevision], told_revision: int, today: date | None = None
) -> tuple[PlanChange, ...]:
    """What changed after the revision a reader was told of (0: never told anything).

    `revisions` are all of the issue's, oldest first. The newest plan is held against the one the
    reader knows, so what was changed and changed back is no news; only that the problem came back
    after a release is told even if there is a new plan since. A reader who hears of the plan for
    the first time gets where it stands now, not its history.
    """
    if not revisions:
        return ()
    latest = revisions[-1]
    known = next((one for one in revisions if one.revision == told_revision), None)
    if known is None:
        return plan_changes(None, latest.plan, today) if told_revision == 0 else ()
    back = [
        change
        for one in revisions
        if told_revision < one.revision < latest.revision and one.plan.status is FixStatus.REGRESSED
        for change in plan_changes(known.plan, one.plan, today)
        if change.kind is ChangeKind.REGRESSED
    ]
    now = plan_changes(known.plan, latest.plan, today)
    return (*(back if now else ()), *now)


def stands_since(revisions: Sequence[FixPlanRevision]) -> datetime:
    """When product said what the newest plan says: that its date passed since is no word of theirs.

    `revisions` are all of the issue's, oldest first.
    """
    newest = revisions[-1].plan
    if len(revisions) > 1:
        before = revisions[-2].plan
        if {one.kind for one in plan_changes(before, newest)} == {ChangeKind.OVERDUE}:
            return before.recorded_at
    return newest.recorded_at


def digest_payload(
    reader: str,
    news: Iterable[PlanNews],
    kind: str = "digest",
    today: date | None = None,
    later: Iterable[PlanNews] = (),
) -> dict[str, Any]:
    """One reader's message of a night, as JSON-ready values. Urgent news first, then those with
    most tickets.

    `kind`: digest (a person's), team (a channel's); it becomes urgent where one of the news is.
    `later`: what there is no room for; it is counted, and told by the next night's message.
    """
    carried = sorted(item.issue_id for item in later)
    ordered = sorted(news, key=lambda item: (not item.is_urgent, -len(item.tickets), item.issue_id))
    is_urgent = any(item.is_urgent for item in ordered)
    return {
        "kind": "urgent" if is_urgent else kind,
        "reader": reader,
        "headline": _headline(
            ordered, "your team's" if kind == "team" else "your", is_urgent=is_urgent
        ),
        "news": [_news_payload(item, today) for item in ordered],
        **(
            {"later": [issue_label(one) for one in carried], "n_more": len(carried)}
            if carried
            else {}
        ),
    }


def _headline(news: Sequence[PlanNews], whose: str, *, is_urgent: bool) -> str:
    """`2 issues behind 5 of your open tickets: 1 slipped, 1 released`."""
    first: Counter[ChangeKind] = Counter()
    for item in news:
        kinds = {change.kind for change in item.changes}
        first[next(kind for kind in HEADLINE_WORDS if kind in kinds)] += 1
    n_tickets = sum(len(item.tickets) for item in news)
    is_open = all(one.ticket.facts.status.is_open for item in news for one in item.tickets)
    tickets = "open tickets" if is_open else "tickets"
    counted = [
        words if len(news) == 1 else f"{first[kind]} {words}"
        for kind, words in HEADLINE_WORDS.items()
        if first[kind]
    ]
    urgent = "Urgent: " if is_urgent else ""
    issues = "1 issue" if len(news) == 1 else f"{len(news)} issues"
    of = f"one of {whose} {tickets}" if n_tickets == 1 else f"{n_tickets} of {whose} {tickets}"
    return f"{urgent}{issues} behind {of}: {', '.join(counted)}"


def _news_payload(item: PlanNews, today: date | None) -> dict[str, Any]:
    plan = item.revision.plan
    is_overdue_only = {change.kind for change in item.changes} == {ChangeKind.OVERDUE}
    return {
        "issue_id": issue_label(item.issue_id),
        "title": item.title,
        "revision": item.revision.revision,
        "changes": [change.words for change in item.changes],
        "is_urgent": item.is_urgent,
        "state": str(plan.status),
        # Of a date that has passed, the date says since when.
        "since": "" if is_overdue_only else (item.since or plan.recorded_at).isoformat(),
        "sure": item.sure,
        "last_confirmed_at": item.revision.last_confirmed_at.isoformat(),
        "first_message": item.first_message,
        "muted": False,
        "plan": plan_payload(plan),
        "say": sentence_for_customers(plan, today, product_knows=item.product_knows),
        "tickets": [
            {
                "ticket_id": affected.ticket.ticket_id,
                "ticket": affected.ticket.key,
                "url": affected.ticket.facts.url,
                "subject": affected.ticket.subject,
                "customer": affected.customer_name,
                "segment": affected.segment,
                "is_open": affected.ticket.facts.status.is_open,
            }
            for affected in item.tickets
        ],
    }


def plan_payload(plan: FixPlan) -> dict[str, Any]:
    """A fix plan as JSON-ready values."""
    return {
        "status": str(plan.status),
        "target_version": plan.target_version,
        "target_on": plan.target_on.isoformat() if plan.target_on else None,
        "released_on": plan.released_on.isoformat() if plan.released_on else None,
        "workaround": plan.workaround,
        "owner": plan.owner,
        "note": plan.note,
        "contradiction": plan.contradiction,
        "recorded_at": plan.recorded_at.isoformat(),
        **({"is_late": True} if plan.is_late else {}),
    }


def told_revisions(payload: Mapping[str, Any]) -> dict[str, int]:
    """Issue label → plan revision, of everything a digest told its reader."""
    return {item["issue_id"]: int(item["revision"]) for item in payload.get("news", ())}
