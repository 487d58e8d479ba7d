"""Read the conversations behind tickets whose list shows no words of the customer.

Which ones wait is known from the tickets themselves: a pull that is killed, a night that may read
no more, and a source that does not let us read them yet lose none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice

from feedback.domain.customers.requesters import NO_ADDRESS, domain_of
from feedback.domain.night import step_name
from feedback.domain.tickets.automatic import automatic_kind
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.text import embeddable_text, hash_text
from feedback.domain.tickets.ticket import Said, Ticket, TicketId, Unread, settled
from feedback.ports import (
    ConversationSource,
    LanguageDetector,
    Nights,
    Progress,
    Store,
    Tickets,
)
from feedback.steps.tickets.people import People

STEPS_BEHIND = (
    "embed",
    "group",
    "titles",
    "rank",
    "watch releases",
    "adopt",
    "publish",
    "advise",
    "retain",
)
"""What a night does with the tickets it pulled."""
MAX_WORDLESS = 200
"""Keys of tickets without words that a report keeps."""
_AT_ONCE = 50
"""Saved together: so much is read again after a kill."""


def read_conversations(
    source: ConversationSource,
    report: PullReport,
    people: People,
    languages: LanguageDetector,
    store: Store,
    now: datetime,
    progress: Progress,
) -> PullReport:
    """Give the tickets that wait their customers' words, the newest change first; returns the
    report with them. The source reads `max_conversations` a night, the rest in later nights."""
    with store.begin() as tx:
        n_left = max(0, source.max_conversations - report.n_conversations)
        waiting = tx.tickets.waiting(report.source, n_left)
        marks = tx.forgetting.marks()
    keys = [ticket_id.removeprefix(f"{report.source}:") for ticket_id in waiting]
    answers = source.conversations(keys) if keys else iter(())
    while some := list(islice(answers, _AT_ONCE)):
        with store.begin() as tx:
            report = _take_in(some, report, people, languages, marks, tx.nights, tx.tickets, now)
            tx.nights.record(now, report)
        progress(step_name(PullReport, report.source), report.n_new + report.n_changed, None)
    with store.begin() as tx:
        return replace(report, n_waiting=tx.tickets.n_waiting(report.source))


def as_heard(ticket: Ticket, known: Ticket) -> Ticket:
    """A newer version of a ticket whose conversation was read before, with the words said there."""
    return replace(
        ticket,
        subject=known.subject,
        body=known.body,
        text=known.text,
        text_hash=known.text_hash,
        requester_id=known.requester_id,
        customer_id=ticket.customer_id or known.customer_id,
        digest=settled(ticket.digest),
    )


def _take_in(
    answers: Iterable[Said | Unread],
    report: PullReport,
    people: People,
    languages: LanguageDetector,
    marks: Mapping[str, datetime],
    nights: Nights,
    tickets: Tickets,
    now: datetime,
) -> PullReport:
    """Save what was said, masked. A ticket of somebody who was forgotten goes, now that it is known
    whose it is."""
    said = {one.key: one for one in answers if isinstance(one, Said)}
    unread = {one.place: one.reason for one in answers if isinstance(one, Unread)}
    kept = tickets.by_id([TicketId(f"{report.source}:{key}") for key in said])
    masked = Counter(report.masked)
    heard, forgotten = [], []
    for ticket in kept:
        answer = said[ticket.key]
        if people.are_forgotten("", answer.requester, ticket.facts.created_at, marks):
            forgotten.append(ticket.ticket_id)
        else:
            heard.append(_with_words(ticket, answer, people, masked))
    codes = languages.detect([ticket.text for ticket in heard])
    heard = [replace(one, language=code) for one, code in zip(heard, codes, strict=True)]
    before = {ticket.ticket_id: ticket for ticket in kept}
    tonight = set(tickets.changed_on(now))
    spoken = [
        ticket
        for ticket in heard
        if ticket.text and not before[ticket.ticket_id].text and ticket.ticket_id in tonight
    ]
    resolved = [
        ticket
        for ticket in heard
        if ticket.customer_id is not None
        and before[ticket.ticket_id].customer_id is None
        and ticket.ticket_id in tonight
    ]
    strangers = Counter(report.unresolved_domains)
    for ticket in heard:
        was, requester = before[ticket.ticket_id], said[ticket.key].requester
        is_other = ticket.requester_id != was.requester_id
        if is_other and was.customer_id is None and ticket.ticket_id in tonight:
            # Whoever it is was counted as nobody until now.
            strangers[NO_ADDRESS] -= 1
            strangers[domain_of(requester)] += ticket.customer_id is None
    tickets.upsert(heard, now)
    if forgotten:
        tickets.remove(forgotten, now)
    if heard or forgotten:
        nights.forget_steps(now, STEPS_BEHIND)
    keys = {ticket.key for ticket in spoken}
    return replace(
        report,
        n_conversations=report.n_conversations + len(said),
        n_wordless=report.n_wordless - len(spoken),
        wordless=tuple(key for key in report.wordless if key not in keys),
        n_unresolved=report.n_unresolved - len(resolved),
        unresolved_domains={domain: n for domain, n in strangers.items() if n > 0},
        masked=dict(sorted(masked.items())),
        left_out={**report.left_out, **unread},
    )


def _with_words(ticket: Ticket, answer: Said, people: People, masked: Counter[str]) -> Ticket:
    ticket = replace(ticket, digest=settled(ticket.digest))
    if answer.requester:
        ticket = replace(
            ticket,
            requester_id=people.requester_id(answer.requester),
            customer_id=ticket.customer_id or people.customer_of("", answer.requester),
        )
    if not answer.words:
        return ticket
    body = people.mask(answer.words)
    masked.update(body.counts)
    is_automatic = automatic_kind(ticket.subject, answer.words, answer.requester)
    text = "" if is_automatic else embeddable_text(ticket.subject, body.text)
    return replace(ticket, body=body.text, text=text, text_hash=hash_text(text))
