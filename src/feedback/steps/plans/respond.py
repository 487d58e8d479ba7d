"""Respond: what people answer to the messages, recorded with who and when."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from feedback.domain.issues.issue import Issue, survivor
from feedback.domain.plans.advice import told_revisions
from feedback.domain.plans.fix_plan import FixStatus
from feedback.domain.plans.response import RecordedResponse, Response, ResponseKind
from feedback.domain.plans.telling import still_to_tell, told_of
from feedback.domain.publishing.comment import Question
from feedback.domain.publishing.readers import Readers
from feedback.domain.tickets.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.steps.issues import decide
from feedback.steps.issues.decide import Author
from feedback.steps.plans.acknowledge import acknowledgement
from feedback.steps.plans.answerable import answerable_tickets, must_be_known
from feedback.steps.plans.answers import muted_by
from feedback.steps.plans.ask_product import plan_question, question_text
from feedback.steps.publishing.plan_messages import TOLD

_AFTER_RELEASE = (FixStatus.RELEASED, FixStatus.VERIFIED_FIXED, FixStatus.REGRESSED)


@dataclass(frozen=True, slots=True)
class ResponsePolicy:
    """Who may answer, and what is masked."""

    readers: Readers
    mask: Callable[[str], str]
    """Takes personal data out of a text."""
    named: frozenset[str] = frozenset()
    """Who may answer for every ticket: ids of support agents or e-mail addresses, lower case."""
    contacts: frozenset[str] = frozenset()
    """Who may acknowledge besides: the people that escalations go to, in the same way."""
    acknowledged_days: int = 7


def record_response(store: Store, response: Response, policy: ResponsePolicy) -> str:
    """Record an answer and do what follows from it; returns the words to show to the person.

    An answer about an issue that was absorbed goes to the issue that has its tickets now, and the
    words say so. The same answer twice says so and changes nothing. Raises `InvalidInput` for one
    who may not answer, an unknown issue or ticket, or a question without words, and `NightRunning`
    where grouping would be changed while a night is going on.
    """
    response = replace(response, by=_name(response.by, policy), text=policy.mask(response.text))
    regroups = response.kind is ResponseKind.NOT_THIS_ISSUE
    with store.lock() if regroups else nullcontext(), store.begin() as tx:
        desk = _Desk(tx, response, policy)
        words = {
            ResponseKind.TOLD_CUSTOMER: desk.told_customer,
            ResponseKind.STILL_HAPPENING: desk.still_happening,
            ResponseKind.MUTE: desk.mute,
            ResponseKind.UNMUTE: desk.unmute,
            ResponseKind.ASK_PRODUCT: desk.ask_product,
            ResponseKind.ACKNOWLEDGE: desk.acknowledge,
            ResponseKind.NOT_THIS_ISSUE: desk.not_this_issue,
        }[response.kind]()
    return " ".join(part for part in (desk.remark, words) if part)


def _name(by: str, policy: ResponsePolicy) -> str:
    person = policy.readers.agent(by)
    return person.support_agent_id if person else by.lower()


class _Desk:
    """One answer within one transaction. Every answer is a method that returns words."""

    def __init__(self, tx: Transaction, response: Response, policy: ResponsePolicy) -> None:
        self._tx, self._response, self._policy = tx, response, policy
        self._readers = policy.readers
        self.issue, self.remark = self._living()
        self._recorded = list(tx.responses.of_issue(self.issue.issue_id))
        self._revisions = tx.fix_plans.revisions(self.issue.issue_id)

    def _living(self) -> tuple[Issue, str]:
        issues = {issue.issue_id: issue for issue in self._tx.issues.all()}
        asked = self._response.issue_id
        if asked not in issues:
            raise InvalidInput(f"There is no issue FB-{asked}.")
        heir = issues[survivor(issues, asked)]
        moved = f"FB-{asked} was merged into {heir.label}; this is kept there."
        return heir, "" if heir.issue_id == asked else moved

    def record(self, ticket: Ticket | None) -> None:
        ticket_id = ticket.ticket_id if ticket else None
        kept = replace(self._response, issue_id=self.issue.issue_id, ticket_id=ticket_id, among=())
        revision = self._known_revision(ticket)
        recorded = RecordedResponse(self._tx.responses.next_id(), kept, revision)
        self._tx.responses.add(recorded)
        self._recorded.append(recorded)

    def told_customer(self) -> str:
        fresh, known = self._fresh(self._own_tickets())
        for ticket in fresh:
            self.record(ticket)
        left = still_to_tell(
            self._revisions,
            self._tx.tickets.of_issue(self.issue.issue_id),
            told_of(self._recorded),
        )
        if not fresh:
            return f"That was noted already, by {self._who(known)}. {_left(left)}"
        return f"Noted: {_tickets(fresh)}, customer told about {self.issue.label}. {_left(left)}"

    def still_happening(self) -> str:
        fresh, known = self._fresh(self._own_tickets())
        for ticket in fresh:
            self.record(ticket)
        if not fresh:
            return f"That was noted already, by {self._who(known)}."
        if self._revisions and self._revisions[-1].plan.status in _AFTER_RELEASE:
            what = "It counts as a report after the release."
        else:
            what = "No fix has been released yet, so nothing else follows from it."
        return f"Noted: it still happens to the customer of {_tickets(fresh)}. {what}"

    def mute(self) -> str:
        self._must_be_known()
        if self.issue.issue_id in muted_by(self._tx).get(self._response.by, ()):
            return f"{self.issue.label} is muted for you already."
        self.record(None)
        return (
            f"You will get no more direct messages about {self.issue.label}; channels still hear "
            f"of it. {self._how('unmute')} brings them back."
        )

    def unmute(self) -> str:
        self._must_be_known()
        if self.issue.issue_id not in muted_by(self._tx).get(self._response.by, ()):
            return f"{self.issue.label} is not muted for you."
        self.record(None)
        return f"You will hear of {self.issue.label} again when something changes."

    def ask_product(self) -> str:
        text = question_text(self._response.text)
        tickets = self._own_tickets()
        if any(
            one.response.kind is ResponseKind.ASK_PRODUCT
            and one.response.by == self._response.by
            and one.response.text == self._response.text
            for one in self._recorded
        ):
            return f"You have asked that about {self.issue.label} already."
        number = self._tx.responses.next_id()
        self.record(tickets[0] if self._response.ticket_id else None)
        question = Question(self._readers.person(self._response.by), text)
        if self._response.ticket_id:
            about = tickets[0]
            question = replace(question, ticket=about.key, ticket_url=about.facts.url)
        return plan_question(self._tx, self.issue.issue_id, number, question, self._response.at)

    def acknowledge(self) -> str:
        by = self._response.by
        if by not in self._policy.named and by not in self._policy.contacts:
            raise InvalidInput(
                f"{by} is not one of those that escalations go to. Ask them, or let yourself be "
                "named in advice.may_respond. Nothing was recorded."
            )
        words, is_new = acknowledgement(
            self._tx, self.issue, self._response, self._recorded, self._policy.acknowledged_days
        )
        if is_new:
            self.record(None)
        return words

    def not_this_issue(self) -> str:
        label = self.issue.label
        if self._response.ticket_id is None and len(self._own_tickets()) > 1:
            raise InvalidInput(f"Say which ticket is not {label}: you hold several of its tickets.")
        ticket = self._own_tickets(elsewhere=True)[0]
        place = self._tx.issues.issue_of(ticket.ticket_id)
        if place != self.issue.issue_id:
            now_in = f"it is in FB-{place} now" if place else "it waits for another issue"
            return f"Ticket {ticket.key} is no longer in {label}: {now_in}."
        why = f"{self._readers.person(self._response.by)} answered: not {label}"
        author = Author(self._response.by, why, self._response.at)
        decide.take_out_within(self._tx, [ticket.ticket_id], author)
        self.record(ticket)
        return f"Ticket {ticket.key} was taken out of {label} and will not be put there again."

    def _own_tickets(self, *, elsewhere: bool = False) -> list[Ticket]:
        own, left_out = answerable_tickets(
            self._tx,
            self._response,
            self.issue,
            self._readers,
            self._policy.named,
            elsewhere=elsewhere,
        )
        self.remark = " ".join(part for part in (self.remark, left_out) if part)
        return own

    def _must_be_known(self) -> None:
        must_be_known(self._response.by, self._readers, self._policy.named)

    def _fresh(self, tickets: Sequence[Ticket]) -> tuple[list[Ticket], RecordedResponse | None]:
        """Those of which nobody has answered this yet, of the plan as this person knows it; and the
        last answer that somebody gave."""
        known = {
            (one.response.ticket_id, one.revision): one
            for one in self._recorded
            if one.response.kind is self._response.kind
        }
        keyed = {one.ticket_id: (one.ticket_id, self._known_revision(one)) for one in tickets}
        fresh = [one for one in tickets if keyed[one.ticket_id] not in known]
        before = [known[key] for key in keyed.values() if key in known]
        return fresh, before[-1] if before else None

    def _known_revision(self, ticket: Ticket | None) -> int:
        """The revision this person has been told of; without a message, the newest."""
        newest = self._revisions[-1].revision if self._revisions else 0
        target = self._readers.target_of(ticket) if ticket else None
        if target is None:
            return newest
        told = (
            told_revisions(effect.payload).get(self.issue.label, 0)
            for effect in self._tx.effects.of_target(target)
            if effect.state in TOLD
        )
        return max(told, default=0) or newest

    def _who(self, known: RecordedResponse | None) -> str:
        assert known is not None, "nothing is fresh, so something is known"
        who = (
            "you"
            if known.response.by == self._response.by
            else self._readers.person(known.response.by)
        )
        return f"{who} on {known.response.at:%Y-%m-%d}"

    def _how(self, verb: str) -> str:
        return f"`feedback respond {verb} {self.issue.label}`"


def _tickets(tickets: Sequence[Ticket]) -> str:
    names = [ticket.key for ticket in tickets]
    return f"ticket {names[0]}" if len(names) == 1 else f"tickets {', '.join(names)}"


def _left(waiting: Sequence[Ticket]) -> str:
    n_customers = len({ticket.customer_id or ticket.requester_id for ticket in waiting})
    if not n_customers:
        return "All customers know."
    return f"{n_customers} {'customer' if n_customers == 1 else 'customers'} still to tell."
