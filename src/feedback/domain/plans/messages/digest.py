"""A digest: the news about the plans behind a support agent's tickets, or a team's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from feedback.domain.customers.customer import Customer
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixPlan, PlanCertainty
from feedback.domain.plans.plan_change import ChangeKind, PlanChange
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.messages.told import PlanNewsKey
from feedback.domain.tickets.ticket import Ticket, TicketId


@dataclass(frozen=True, slots=True)
class AffectedTicket:
    """A ticket behind an issue, as its support agent sees it: open, or solved with a customer who
    was promised to hear more."""

    ticket_id: TicketId
    key: str
    """As its helpdesk names it."""
    url: str
    subject: str
    customer: str
    """Name."""
    segment: str
    is_open: bool = True


def affected_ticket(ticket: Ticket, customers: Mapping[str, Customer]) -> AffectedTicket:
    """The ticket with its customer. `customers` by id."""
    customer = customers.get(ticket.customer_id or "")
    return AffectedTicket(
        ticket.ticket_id,
        ticket.key,
        ticket.facts.url,
        ticket.subject,
        customer.name if customer else "unknown customer",
        customer.segment if customer else "unresolved",
        ticket.facts.status.is_open,
    )


@dataclass(frozen=True, slots=True)
class PlanNews:
    """One issue's plan as news to one reader, with the reader's own tickets."""

    issue_id: IssueId
    title: str
    revision: int
    """Of the plan."""
    plan: FixPlan
    changes: tuple[PlanChange, ...]
    """Everything that changed since this reader was last told."""
    certainty: PlanCertainty
    last_confirmed_at: datetime
    """When product last said the plan."""
    tickets: tuple[AffectedTicket, ...]
    first_message: str | None = None
    """Idempotency key of the first message that told this reader of the issue."""
    is_urgent: bool = False
    product_knows: bool = False
    """That the problem came back."""
    since: datetime | None = None
    """The plan stands as it is (`stands_since`); None: since it was recorded, or where the only
    news is a date that has passed, which says since when."""

    @property
    def is_late(self) -> bool:
        """Whether the plan's date has passed."""
        return self.certainty.late_since is not None


@dataclass(frozen=True, slots=True)
class Digest:
    """One reader's message of a night. Urgent news first, then those with most tickets."""

    effect_kind: ClassVar[EffectKind] = EffectKind.MESSAGE

    reader: str
    """Name of the support agent, or the team's channel."""
    news: tuple[PlanNews, ...]
    later: tuple[IssueId, ...] = ()
    """What there was no room for: the next night's message tells it."""
    is_to_team: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether any of the news does not wait."""
        return any(item.is_urgent for item in self.news)

    @property
    def news_told(self) -> tuple[PlanNewsKey, ...]:
        """The revisions that its reader knows once it is sent."""
        return tuple(PlanNewsKey(item.issue_id, item.revision) for item in self.news)

    @property
    def follows(self) -> frozenset[str]:
        """Idempotency keys of the first messages about these issues."""
        return frozenset(item.first_message for item in self.news if item.first_message)

    @property
    def news_put_off(self) -> tuple[PlanNewsKey, ...]:
        """The issues that it promises for the next night."""
        return tuple(PlanNewsKey(issue_id) for issue_id in self.later)


@dataclass(frozen=True, slots=True)
class WeighedNews:
    """News, and how much is at stake: its order, never its text."""

    news: PlanNews
    weight: Decimal
    """Of the issue (`Impact.weight`)."""


@dataclass(frozen=True, slots=True)
class UrgentPolicy:
    """Which news do not wait: these changes, of issues that put at least so much at risk (of any
    issue, where the night ranks by customers)."""

    changes: frozenset[ChangeKind] = frozenset()
    min_impact_usd: Decimal = Decimal(0)

    def holds(self, changes: Iterable[PlanChange], impact_usd: Decimal | None) -> bool:
        """Whether these changes of an issue with this impact do not wait. None: without money."""
        kinds = {change.kind for change in changes}
        is_large = impact_usd is None or impact_usd >= self.min_impact_usd
        return is_large and bool(kinds & self.changes)


MAX_NEWS = 20
"""Issues that one digest names. Nobody reads more, and so many fit into one message of Slack,
whatever their words (`adapters/slack/blocks/message.py`)."""


def named_now(
    news: Iterable[WeighedNews], waiting: Mapping[IssueId, datetime], night: datetime
) -> tuple[list[WeighedNews], list[WeighedNews]]:
    """The news that this message names, and those that the next night's will.

    Urgent news first, then what has waited, each with the largest impact first. What a message of
    this very `night` has put off comes tomorrow, as that message says; urgent news come at once.
    """
    tonight = [
        item
        for item in news
        if item.news.is_urgent
        or (put_off_at := waiting.get(item.news.issue_id)) is None
        or put_off_at < night
    ]
    tonight.sort(
        key=lambda item: (
            not item.news.is_urgent,
            item.news.issue_id not in waiting,
            -item.weight,
            item.news.issue_id,
        )
    )
    return tonight[:MAX_NEWS], tonight[MAX_NEWS:]


def digest(
    reader: str,
    news: Iterable[WeighedNews],
    later: Iterable[WeighedNews] = (),
    *,
    is_to_team: bool = False,
) -> Digest:
    """One reader's message of a night. `later`: what there is no room for."""
    ordered = sorted(
        (item.news for item in news),
        key=lambda item: (not item.is_urgent, -len(item.tickets), item.issue_id),
    )
    put_off = sorted(item.news.issue_id for item in later)
    return Digest(reader, tuple(ordered), tuple(put_off), is_to_team)
