"""Pull: new and changed tickets from one source, masked before they are kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.domain.customers.requesters import domain_of, worst
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.night import step_name
from feedback.domain.tickets.automatic import automatic_kind
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reading import ReadingPolicy, with_meanings
from feedback.domain.tickets.ticket import (
    SAME_ID,
    WAITING,
    RawTicket,
    Ticket,
    TicketId,
    digest_of,
    settled,
)
from feedback.ports import (
    ConversationSource,
    CustomerDirectory,
    LanguageDetector,
    Page,
    Progress,
    Redactor,
    Store,
    StoredVersion,
    Tickets,
    TicketSource,
    Transaction,
)
from feedback.steps.tickets.conversations import (
    MAX_WORDLESS,
    STEPS_BEHIND,
    as_heard,
    read_conversations,
)
from feedback.steps.tickets.people import People

_READING = ReadingPolicy()
_MAX_WORDS = 50
"""Kept of the words of a field that are not understood."""
_MAX_DOMAINS = 200
"""Kept of a night's unresolved requesters; a page can bring up a domain that was cut before."""


def pull(
    source: TicketSource,
    directory: CustomerDirectory,
    redactor: Redactor,
    languages: LanguageDetector,
    store: Store,
    *,
    now: datetime,
    progress: Progress,
    tickets_days: int = 0,
    reading: ReadingPolicy = _READING,
    support_agents: Sequence[SupportAgent] = (),
) -> PullReport:
    """Take in everything the source has up to `now`.

    Each page's tickets, cursor and counts are saved in one transaction, so that a pull that is
    killed goes on behind the last page saved. `tickets_days`: tickets untouched for longer are not
    taken in; 0 takes them all. `reading`: what a person says of words that are not known.
    `support_agents`: an assignee is one of them by id or by address.
    """
    name = step_name(PullReport, source.name)
    with store.begin() as tx:
        report = tx.nights.report(now, PullReport, source.name) or PullReport(source.name)
        cursor = tx.tickets.cursor(source.name)
        marks = tx.forgetting.marks()
    if report.is_finished:
        return report
    report = replace(report, n_later=0)
    kept = report
    people = People(directory, redactor, support_agents)
    unsaved = None
    for page in source.pages(cursor, now):
        if not (page.tickets or page.set_aside or page.gone):
            # Nothing to take in: where to go on is saved with what comes next.
            unsaved, report = page.cursor, _with_counts(report, page)
            continue
        page = replace(page, tickets=tuple(with_meanings(raw, reading) for raw in page.tickets))
        page, report = without_unwanted(page, report, people, marks, tickets_days, now)
        with store.begin() as tx:
            report = take_in(page, source.name, report, people, languages, tx, now)
            if report != kept:
                tx.nights.record(now, report)
        kept, unsaved = report, None
        progress(name, report.n_new + report.n_changed, None)
    if isinstance(source, ConversationSource):
        report = read_conversations(source, report, people, languages, store, now, progress)
    report = replace(report, is_finished=True)
    with store.begin() as tx:
        if unsaved is not None:
            tx.tickets.set_cursor(source.name, unsaved)
        tx.nights.record(now, report)
    return report


def _with_counts(report: PullReport, page: Page) -> PullReport:
    """The report with what a page tells besides its tickets."""
    faults = {part.place: part.reason for part in page.unread if part.is_fault}
    left_out = {part.place: part.reason for part in page.unread if not part.is_fault}
    return replace(
        report,
        n_later=report.n_later + page.n_later,
        n_left_out=report.n_left_out + page.n_left_out,
        unread={**report.unread, **faults},
        left_out={**report.left_out, **left_out},
    )


def without_unwanted(
    page: Page,
    report: PullReport,
    people: People,
    marks: Mapping[str, datetime],
    tickets_days: int,
    now: datetime,
    *,
    since: datetime | None = None,
) -> tuple[Page, PullReport]:
    """The page without tickets that were forgotten or would be taken out for their age at once (a
    source hands out again what it still has), and the report that counts them. Those last changed
    before `since` are left out uncounted. `marks`: of people and customers that were forgotten,
    with the moment."""
    oldest = now - timedelta(days=tickets_days) if tickets_days else None
    wanted = []
    n_expired = n_forgotten = 0
    for raw in page.tickets:
        if since is not None and raw.facts.updated_at < since:
            continue
        if oldest is not None and raw.facts.updated_at < oldest:
            n_expired += 1
        elif people.are_forgotten(raw.organization, raw.requester, raw.facts.created_at, marks):
            n_forgotten += 1
        else:
            wanted.append(raw)
    report = replace(
        report,
        n_expired=report.n_expired + n_expired,
        n_forgotten=report.n_forgotten + n_forgotten,
    )
    return replace(page, tickets=tuple(wanted)), report


def take_in(
    page: Page,
    source: str,
    report: PullReport,
    people: People,
    languages: LanguageDetector,
    tx: Transaction,
    now: datetime,
) -> PullReport:
    """Save a page's tickets, masked, with the cursor behind it; returns the report with them.

    `source`: whose cursor is moved.
    """
    ticket_ids = [raw.ticket_id for raw in page.tickets]
    stored = tx.tickets.versions(ticket_ids) if ticket_ids else {}
    newest: dict[str, tuple[RawTicket, str]] = {}
    n_new = n_changed = n_repeated = n_outdated = n_unresolved = 0
    for raw in page.tickets:
        digest = digest_of(raw)
        kept = stored.get(raw.ticket_id)
        if raw.ticket_id in newest:
            earlier, earlier_digest = newest[raw.ticket_id]
            kept = StoredVersion(earlier.facts.updated_at, earlier_digest)
        if kept is not None and kept.digest in (digest, settled(digest)):
            n_repeated += 1
        elif kept is not None and (kept.updated_at, kept.digest) > (raw.facts.updated_at, digest):
            n_outdated += 1
        else:
            if raw.ticket_id not in newest:
                is_known = raw.ticket_id in stored
                n_changed, n_new = n_changed + is_known, n_new + (not is_known)
            else:
                n_outdated += 1  # the version of it that stands earlier on this page
            newest[raw.ticket_id] = (raw, digest)
    masked = Counter(report.masked)
    normalised = Counter(report.normalised)
    automatic = Counter(report.automatic)
    strangers = Counter(report.unresolved_domains)
    not_understood = {name: Counter(words) for name, words in report.not_understood.items()}
    unplaced: Counter[tuple[str, str]] = Counter()
    wordless = []
    tickets = []
    heard = _heard([raw for raw, _ in newest.values() if raw.waits_for_words], stored, tx.tickets)
    for raw, digest in newest.values():
        ticket = people.masked_ticket(raw, digest, masked, automatic)
        if raw.ticket_id in heard:
            ticket = as_heard(ticket, heard[raw.ticket_id])
        if ticket.customer_id is None:
            n_unresolved += 1
            unplaced[raw.organization, domain_of(raw.requester)] += 1
        # A note quotes what it could not read: in a shifted row that may be an address.
        normalised.update(people.mask(note).text for note in raw.notes)
        for name, word in raw.not_understood:
            words = not_understood.setdefault(name, Counter())
            words[people.mask(word).text] += 1
        if not ticket.text and not automatic_kind(raw.subject, raw.body, raw.requester):
            wordless.append(raw.key)
        tickets.append(ticket)
    for (organization, domain), n in unplaced.items():
        strangers[people.mask(organization).text if organization else domain] += n
    found = languages.detect([ticket.text for ticket in tickets])
    if tickets:
        tx.tickets.upsert(
            (replace(ticket, language=code) for ticket, code in zip(tickets, found, strict=True)),
            now,
        )
    n_gone = tx.tickets.remove(page.gone, now) if page.gone else 0
    if page.set_aside:
        tx.tickets.set_aside(
            (replace(row, detail=people.mask(row.detail).text) for row in page.set_aside), now
        )
    tx.tickets.set_cursor(source, page.cursor)
    if tickets or n_gone:
        # A source that failed before may come late in a night whose other steps are done. They
        # are done again, but only for news: a second look at the same tickets would group more.
        tx.nights.forget_steps(now, STEPS_BEHIND)
    reasons = Counter(report.set_aside)
    reasons.update(row.reason for row in page.set_aside)
    return replace(
        _with_counts(report, page),
        n_new=report.n_new + n_new,
        n_changed=report.n_changed + n_changed,
        n_repeated=report.n_repeated + n_repeated,
        n_outdated=report.n_outdated + n_outdated,
        n_gone=report.n_gone + n_gone,
        n_set_aside=report.n_set_aside + len(page.set_aside),
        n_unresolved=report.n_unresolved + n_unresolved,
        set_aside=dict(sorted(reasons.items())),
        unresolved_domains=worst(strangers, _MAX_DOMAINS),
        masked=dict(sorted(masked.items())),
        normalised=dict(sorted(normalised.items())),
        automatic=dict(sorted(automatic.items())),
        n_wordless=report.n_wordless + len(wordless),
        wordless=(*report.wordless, *wordless)[:MAX_WORDLESS],
        n_same_id=report.n_same_id + sum(SAME_ID in raw.notes for raw in page.tickets),
        not_understood={
            name: dict(words.most_common(_MAX_WORDS))
            for name, words in sorted(not_understood.items())
        },
    )


def _heard(
    waiting: Sequence[RawTicket], stored: Mapping[TicketId, StoredVersion], tickets: Tickets
) -> Mapping[TicketId, Ticket]:
    """Those of these tickets whose customers' words are known from an earlier version: first words
    stay what they were."""
    known = [
        raw.ticket_id
        for raw in waiting
        if raw.ticket_id in stored and not stored[raw.ticket_id].digest.startswith(WAITING)
    ]
    found = tickets.by_id(known) if known else ()
    return {ticket.ticket_id: ticket for ticket in found if ticket.text}
