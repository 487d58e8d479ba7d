"""Record a response: what people say to the messages, with who and when."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from feedback.domain.issues.issue import Issue, IssueId, survivor
from feedback.domain.plans.fix_plan import FixStatus
from feedback.domain.plans.responses.acknowledgement import acknowledgement
from feedback.domain.plans.responses.muting import MUTING, muted_by
from feedback.domain.plans.responses.response import RecordedResponse, Response, ResponseKind
from feedback.domain.plans.responses.response_rights import ResponseRights
from feedback.domain.plans.responses.telling import still_to_tell, told_of
from feedback.domain.publishing.comment import Question
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.publishing.messages.told import revisions_told
from feedback.domain.tickets.ticket import Ticket, TicketId
from feedback.domain.wording import count, long_day
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.steps.issues import decide
from feedback.steps.issues.decide import Author
from feedback.steps.plans.ask_product import plan_question, question_text

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
        responding = _Responding(tx, response, policy)
        words = {
            ResponseKind.TOLD_CUSTOMER: responding.told_customer,
            ResponseKind.STILL_HAPPENING: responding.still_happening,
            ResponseKind.MUTE: responding.mute,
            ResponseKind.UNMUTE: responding.unmute,
            ResponseKind.ASK_PRODUCT: responding.ask_product,
            ResponseKind.ACKNOWLEDGE: responding.acknowledge,
            ResponseKind.NOT_THIS_ISSUE: responding.not_this_issue,
        }[response.kind]()
    return " ".join(part for part in (responding.remark, words) if part)


def _name(by: str, policy: ResponsePolicy) -> str:
    person = policy.readers.agent(by)
    return person.support_agent_id if person else by.lower()


class _Responding:
    """One response within one transaction. Every kind is a method that returns words."""

    def __init__(self, tx: Transaction, response: Response, policy: ResponsePolicy) -> None:
        self._tx, self._response, self._policy = tx, response, policy
        self._readers = policy.readers
        self.issue, self.remark = self._living()
        self._recorded = list(tx.responses.of_issue(self.issue.issue_id))
        self._revisions = tx.fix_plans.revisions(self.issue.issue_id)
        self._rights = ResponseRights(response, self.issue, policy.readers, policy.named)

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
        self._rights.must_be_known()
        if self.issue.issue_id in self._muted().get(self._response.by, ()):
            return f"{self.issue.label} is muted for you already."
        self.record(None)
        return (
            f"You will get no more direct messages about {self.issue.label}; channels still hear "
            f"of it. {self._how('unmute')} brings them back."
        )

    def unmute(self) -> str:
        self._rights.must_be_known()
        if self.issue.issue_id not in self._muted().get(self._response.by, ()):
            return f"{self.issue.label} is not muted for you."
        self.record(None)
        return f"You will hear of {self.issue.label} again when something changes."

    def _muted(self) -> dict[str, set[IssueId]]:
        return muted_by(self._tx.responses.of_kinds(*MUTING))

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
        return plan_question(
            self._tx.effects, self.issue.issue_id, number, question, self._response.at
        )

    def acknowledge(self) -> str:
        by = self._response.by
        if by not in self._policy.named and by not in self._policy.contacts:
            raise InvalidInput(
                f"{by} is not one of those that escalations go to. Ask them, or let yourself be "
                "named in advice.may_respond. Nothing was recorded."
            )
        words, is_new = acknowledgement(
            self._tx.plan_debts.all(),
            self.issue,
            self._response,
            self._recorded,
            self._policy.acknowledged_days,
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
        """The tickets the response is about. `elsewhere`: a ticket that is named may be in another
        issue by now."""
        if self._response.among:
            found = self._tx.tickets.by_id(self._response.among)
            own, left_out = self._rights.among(found, self._places(found))
            self.remark = " ".join(part for part in (self.remark, left_out) if part)
            return own
        if self._response.ticket_id is not None:
            return [self._named(self._response.ticket_id, elsewhere=elsewhere)]
        return self._rights.own(
            self._tx.tickets.open_of_issues([self.issue.issue_id]).get(self.issue.issue_id, ())
        )

    def _named(self, ticket_id: TicketId, *, elsewhere: bool) -> Ticket:
        found = self._tx.tickets.by_id([ticket_id])
        if not found:
            raise InvalidInput(
                f"Unknown ticket {ticket_id}: it was never read, or was deleted. Nothing was "
                "recorded."
            )
        ticket = found[0]
        self._rights.must_hold(ticket)
        if not elsewhere:
            self._rights.must_be_here(ticket, self._tx.issues.issue_of(ticket_id))
        return ticket

    def _places(self, tickets: Sequence[Ticket]) -> dict[TicketId, IssueId]:
        places = ((it.ticket_id, self._tx.issues.issue_of(it.ticket_id)) for it in tickets)
        return {ticket_id: place for ticket_id, place in places if place is not None}

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
        told = revisions_told(self._tx.told.of_readers([target]).get(target, ()))
        return told.get(self.issue.issue_id, newest)

    def _who(self, known: RecordedResponse | None) -> str:
        assert known is not None, "nothing is fresh, so something is known"
        who = (
            "you"
            if known.response.by == self._response.by
            else self._readers.person(known.response.by)
        )
        return f"{who} on {long_day(known.response.at.date())}"

    def _how(self, verb: str) -> str:
        return f"`feedback respond {verb} {self.issue.label}`"


def _tickets(tickets: Sequence[Ticket]) -> str:
    names = [ticket.key for ticket in tickets]
    return f"ticket {names[0]}" if len(names) == 1 else f"tickets {', '.join(names)}"


def _left(waiting: Sequence[Ticket]) -> str:
    n_customers = len({ticket.customer_id or ticket.requester_id for ticket in waiting})
    if not n_customers:
        return "All customers know."
    return f"{count(n_customers, 'customer')} still to tell."
