"""Forget: all data of a person or a customer is permanently removed, and a second search shows
that nothing is left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from feedback.domain.customers.customer import UNRESOLVED
from feedback.domain.customers.requesters import is_within
from feedback.domain.forgetting import (
    NOTHING_LEFT,
    ForgottenMark,
    RetainReport,
    Traces,
    mentions,
    scrubbed_content,
    scrubbed_work_item,
    traces_of,
)
from feedback.domain.grouping import Profiles, without_tickets
from feedback.domain.issues.decision import Decision, DecisionKind
from feedback.domain.issues.issue import UNDESCRIBED, Issue, IssueId, IssueState
from feedback.domain.issues.kind import PROTOTYPE_TEXTS
from feedback.domain.issues.lineage import Forgot, LineageEvent
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.tickets.ticket import RequesterId, Ticket, TicketId
from feedback.errors import InvalidInput
from feedback.ports import Effects, Forgetting, Memories, Rewritable, Store, Transaction
from feedback.steps.issues.describe import describe_again

_MAX_WORDS = 300
"""Pieces and ids searched for afterwards; if there are more, a sample is searched."""
_WORD_CHARS = 60
_RARE_CHARS = 24
"""A shorter text may be somebody else's."""


@dataclass(frozen=True, slots=True)
class Person:
    """The person or customer to forget. `names`: what the store calls them."""

    kind: str
    """requester or customer."""
    given: str
    """As the operator wrote it; never stored."""
    requester_id: RequesterId | None = None
    customer_id: str = ""
    mark: str = ""
    domain: str = ""
    """The domain of the address, unless many people share it; nights count unknown requesters by
    it."""

    @property
    def names(self) -> frozenset[str]:
        """What stands for them in the tables: customer ids and stand-ins."""
        if self.customer_id:
            return frozenset({self.customer_id})
        return frozenset({self.requester_id or "", f"{UNRESOLVED}{self.requester_id}"})


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was found and removed, and what is still found afterwards."""

    n_tickets: int
    removed: Mapping[str, int]
    """Rows removed or blanked, by table; files rewritten."""
    issues: Sequence[str]
    """Described again."""
    to_write: Sequence[str]
    """Work items whose text changes with the next `--apply`."""
    to_delete: Sequence[str]
    """Sent messages that only a person can delete."""
    left: Mapping[str, int] = field(default_factory=dict)
    """Where the second search still finds something; empty proves that nothing is left."""
    n_words: int = 0
    """The number of pieces of text and ids searched for."""


def forget(
    store: Store,
    person: Person,
    outside: Rewritable | None,
    *,
    by: str,
    why: str,
    now: datetime,
) -> Forgotten:
    """Remove a requester or a customer everywhere, in one transaction, and search again.

    Removed are their tickets, places in issues, echoes, quotes, and the vectors of texts that only
    they wrote. Their issues are described again from the remaining tickets; planned and sent
    writes lose what came from them, and outbox files are rewritten. What remains: a decision
    without personal data, a lineage event per issue, and a mark that stops sources from bringing
    the tickets back. Raises
    `NightRunning` during a night.
    """
    with store.lock():
        with store.begin() as tx:
            ids = _tickets_of(tx.forgetting, person)
            names, domains = set(person.names), {person.domain} - {""}
            customer = tx.customers.all().get(person.customer_id)
            if customer is not None and customer.name:
                names.add(customer.name)
            domains |= set(customer.domains) if customer is not None else set()
            pieces = _pieces_of(tx.tickets.by_id(ids))
            done = take_out(tx, ids, outside, names=names, why=why, now=now)
            removed = dict(done.removed)
            if person.customer_id:
                removed |= tx.forgetting.remove_customer(person.customer_id)
            else:
                stand_in = f"{UNRESOLVED}{person.requester_id}"
                removed["receipt_line"] = tx.forgetting.hide_in_receipts(stand_in)
            removed["night_step"] = tx.forgetting.drop_domains(domains)
            if person.mark:
                tx.forgetting.add_mark(ForgottenMark(person.mark, now))
            number = tx.decisions.next_id()
            tx.decisions.add(
                Decision(number, DecisionKind.FORGET, None, now, by, why, value=person.kind)
            )
        store.compact()
        words, left = _look_again(store, outside, pieces, {*names, *ids}, person, domains)
        return replace(done, removed=removed, left=left, n_words=len(words))


def _tickets_of(forgetting: Forgetting, person: Person) -> Sequence[TicketId]:
    if person.customer_id:
        return forgetting.tickets_of_customer(person.customer_id)
    if not person.requester_id:  # otherwise every ticket without a requester would be removed
        raise InvalidInput("Say who: a requester's address or a customer's id.")
    return forgetting.tickets_of_requester(person.requester_id)


def _look_again(
    store: Store,
    outside: Rewritable | None,
    pieces: Collection[str],
    names: Collection[str],
    person: Person,
    domains: Collection[str],
) -> tuple[list[str], dict[str, int]]:
    """The second search: what was searched for, and where it is still found."""
    with store.begin() as tx:
        # Somebody else may have written the same text; those tickets stay.
        own = sorted(set(pieces) - tx.forgetting.said(pieces))[:_MAX_WORDS]
        words = sorted({*own, *sorted(names)[:_MAX_WORDS], person.given} - {""})
        left = dict(tx.forgetting.found(words))
        n_counted = sum(is_within(one, domains) for one in tx.forgetting.counted_domains())
    left |= {"domains counted": n_counted} if n_counted else {}
    in_outbox = _n_holding(outside.files() if outside else (), words)
    keyed = [word for word in (person.requester_id,) if word]
    in_store = _n_with_bytes(store.files(), [*own, *keyed])
    left |= {"outbox files": in_outbox} if in_outbox else {}
    left |= {"store files": in_store} if in_store else {}
    return words, left


def retain(
    store: Store, outside: Rewritable | None, tickets_days: int, *, now: datetime
) -> RetainReport:
    """Remove the tickets that have not changed for so many days (0: never)."""
    with store.begin() as tx:
        if done := tx.nights.report(now, RetainReport):
            return done
        ids = (
            tx.forgetting.tickets_untouched_since(now - timedelta(days=tickets_days))
            if tickets_days
            else ()
        )
        n_issues = 0
        if ids:
            why = f"older than {tickets_days} days"
            n_issues = len(take_out(tx, ids, outside, names=(), why=why, now=now).issues)
        report = RetainReport(len(ids), n_issues)
        tx.nights.record(now, report)
    if ids:
        store.compact()
    return report


def take_out(
    tx: Transaction,
    ids: Sequence[TicketId],
    outside: Rewritable | None,
    *,
    names: Collection[str],
    why: str,
    now: datetime,
) -> Forgotten:
    """Removes tickets, and everything that was written from them."""
    tickets = tx.tickets.by_id(ids)
    placed = tx.issues.placements()
    n_lost: dict[IssueId, int] = {}
    for ticket_id in ids:
        if ticket_id in placed:
            n_lost[placed[ticket_id]] = n_lost.get(placed[ticket_id], 0) + 1
    removed = dict(tx.forgetting.remove(ids, PROTOTYPE_TEXTS))
    removed["decision"] = tx.forgetting.drop_from_decisions(ids)
    removed["set_aside"] = tx.forgetting.blank_set_aside([*ids, *names])
    _shrink_memory(tx.memories, ids)
    before = {issue.issue_id: issue for issue in tx.issues.all()}
    titles = _describe_without(tx, traces_of(tickets, names, {}), set(ids), n_lost)
    removed["issue"] = len(titles)
    if titles:
        removed["written_title"] = tx.forgetting.remove_written_titles()
    tx.issues.record(
        LineageEvent(issue_id, now, Forgot(n, why)) for issue_id, n in sorted(n_lost.items())
    )
    traces = traces_of(tickets, names, titles)
    for known in tx.work_items.all().values():
        tx.work_items.put(scrubbed_work_item(known, traces))
    n_effects, to_write, to_delete = _scrub_effects(tx.effects, traces, outside, now)
    removed["effect"] = n_effects
    return Forgotten(
        n_tickets=len(ids),
        removed=removed,
        issues=[before[ticket_id].label for ticket_id in sorted(titles)],
        to_write=to_write,
        to_delete=to_delete,
    )


def _shrink_memory(memories: Memories, ids: Sequence[TicketId]) -> None:
    model = memories.model()
    memory = memories.of(model) if model else None
    if model and memory is not None and ids:
        left = without_tickets(memory, set(ids))
        # The issues' sums include the vectors; the next night computes them again.
        memories.keep(model, replace(left, profiles=Profiles.none(len(left.ids))))


def _describe_without(
    tx: Transaction,
    traces: Traces,
    gone: set[TicketId],
    n_lost: Mapping[IssueId, int],
) -> dict[IssueId, str]:
    """Describe again the issues that contained one of the tickets or still quote one; returns
    their new titles."""
    affected = [
        issue
        for issue in tx.issues.all()
        if issue.issue_id in n_lost
        or any(one.ticket_id in gone for one in issue.description.exemplars)
        or traces.holds(issue.description.title)
    ]
    alive = sorted(tx.issues.sizes(issue.issue_id for issue in affected))
    describe_again(alive, tx)
    empty = [issue for issue in affected if issue.issue_id not in alive]
    tx.issues.save(_emptied(issue) for issue in empty)
    tx.issues.save_terms({issue.issue_id: {} for issue in empty})
    now = {issue.issue_id: issue for issue in tx.issues.all()}
    return {issue.issue_id: now[issue.issue_id].description.title for issue in affected}


def _emptied(issue: Issue) -> Issue:
    """Its id stays taken; the issue is dormant for ever, or stays absorbed."""
    state = issue.state if issue.state is IssueState.ABSORBED else IssueState.DORMANT
    return replace(issue, state=state, description=replace(UNDESCRIBED, title=NOTHING_LEFT))


def _scrub_effects(
    effects: Effects, traces: Traces, outside: Rewritable | None, now: datetime
) -> tuple[int, list[str], list[str]]:
    n_changed = 0
    to_write: list[str] = []
    to_delete: list[str] = []
    for effect in sorted(effects.in_state(*EffectState), key=lambda one: one.idempotency_key):
        content = scrubbed_content(effect.content, traces)
        if content == effect.content:
            continue
        n_changed += 1
        clean = replace(effect, content=content)
        effects.put(clean)
        if effect.state is not EffectState.DONE or effect.remote_key is None:
            continue
        if outside is not None and outside.rewrite(clean):
            continue
        if effect.kind is EffectKind.NOTE:
            if effects.remote_key(effect.target) == effect.remote_key:  # others are blanked
                to_delete.append(f"{effect.target} (comment {effect.remote_key})")
        elif effect.kind is not EffectKind.WORK_ITEM:
            to_delete.append(effect.remote_key)
        elif _plan_again(effects, clean, now):
            to_write.append(effect.target)
    return n_changed, sorted(set(to_write)), to_delete


def _plan_again(effects: Effects, written: Effect, now: datetime) -> bool:
    """Plans another write of a work item that cannot be rewritten here, without their data."""
    last = effects.last_of(written.target)
    if last is None or last.idempotency_key != written.idempotency_key:
        return False
    # The work item no longer matches the ledger: the same text must be written again.
    again = plan_effect(
        written.target,
        written.content,
        last=last,
        rank=written.rank,
        now=now,
        still_stands=False,
    )
    if again is None:
        return False
    effects.put(again)
    return True


def _pieces_of(tickets: Sequence[Ticket]) -> set[str]:
    """Pieces of their text that are too long to match somebody else's by chance."""
    texts = {text for one in tickets for text in (one.body, one.subject, one.facts.url)}
    return {piece for text in texts if (piece := _piece(text))}


def _piece(text: str) -> str:
    line = max(text.splitlines() or [""], key=len).strip()
    return line[:_WORD_CHARS] if len(line) >= _RARE_CHARS else ""


def _n_holding(paths: Sequence[Path], words: Collection[str]) -> int:
    """Files that mention one of the words."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in paths)
    return sum(any(mentions(text, word) for word in words) for text in texts)


def _n_with_bytes(paths: Sequence[Path], words: Collection[str]) -> int:
    """Files that still contain the bytes of one of the words, in use or not."""
    kept = [path.read_bytes() for path in paths]
    return sum(any(word.encode() in one for word in words) for one in kept)
