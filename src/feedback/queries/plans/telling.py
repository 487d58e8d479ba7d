"""Customers still to tell, issue by issue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.customers.customer import Customer
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.plans.fix_plan import FixPlan
from feedback.domain.plans.plan_words import sentence_for_customers
from feedback.domain.plans.responses.telling import still_to_tell, told_of
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.tickets.ticket import Ticket
from feedback.ports import Store, Transaction


@dataclass(frozen=True, slots=True)
class TicketToTell:
    ticket_id: str
    key: str
    url: str
    customer: str
    segment: str
    reader: str
    """Who holds it: a support agent, or the team's channel; empty where nobody is known."""


@dataclass(frozen=True, slots=True)
class IssueToTell:
    """An issue whose plan some customers do not know yet."""

    label: str
    title: str
    impact_usd: Decimal | None
    plan: FixPlan
    say: str
    n_told: int
    """Tickets whose customers know where the plan stands now."""
    tickets: tuple[TicketToTell, ...]


def customers_to_tell(
    store: Store, readers: Readers | None = None, issue_id: IssueId | None = None
) -> list[IssueToTell]:
    """Issues with customers still to tell, largest impact first."""
    with store.begin() as tx:
        return customers_to_tell_in(tx, tx.rankings.latest(), readers, issue_id)


def customers_to_tell_in(
    tx: Transaction,
    ranking: Sequence[RankedIssue],
    readers: Readers | None,
    issue_id: IssueId | None = None,
) -> list[IssueToTell]:
    plans = tx.fix_plans.of_all()
    customers = tx.customers.all()
    found = []
    for ranked in ranking:
        number = ranked.issue.issue_id
        if number not in plans or issue_id not in (None, number):
            continue
        revisions = plans[number]
        tickets = tx.tickets.of_issue(number)
        told = told_of(tx.responses.of_issue(number))
        waiting = still_to_tell(revisions, tickets, told)
        if not waiting:
            continue
        late = {ticket.ticket_id for ticket in waiting}
        plan = revisions[-1].plan
        found.append(
            IssueToTell(
                issue_label(number),
                ranked.issue.title,
                ranked.impact.impact_usd,
                plan,
                sentence_for_customers(plan),
                sum(ticket_id not in late for ticket_id in told),
                tuple(_to_tell(ticket, customers, readers) for ticket in waiting),
            )
        )
    return found


def _to_tell(
    ticket: Ticket, customers: Mapping[str, Customer], readers: Readers | None
) -> TicketToTell:
    customer = customers.get(ticket.customer_id or "")
    target = readers.target_of(ticket) if readers else None
    return TicketToTell(
        ticket.ticket_id,
        ticket.key,
        ticket.facts.url,
        customer.name if customer else "unknown customer",
        customer.segment if customer else "unresolved",
        readers.name_of(target) if readers and target else "",
    )
