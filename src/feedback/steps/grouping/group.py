"""Group: each ticket finds its issue; issues emerge, grow, split, are absorbed, sleep and wake."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from feedback.domain.grouping import (
    GroupingOutcome,
    GroupingPolicy,
    Memory,
    group_night,
    without_tickets,
)
from feedback.domain.issues.decision import constraints_of
from feedback.domain.issues.issue import (
    UNDESCRIBED,
    Issue,
    IssueId,
    IssueState,
    Membership,
)
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    Emerged,
    FellDormant,
    Grew,
    LineageEvent,
    Moved,
    Revived,
    Split,
)
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import Store, Transaction
from feedback.steps.grouping.echoes import echoes_of_moved, find_echoes, follow
from feedback.steps.grouping.themes import update_themes
from feedback.steps.issues.describe import describe_after_departures, describe_outgrown


def group(
    store: Store, model: str, policy: GroupingPolicy, dormant_after_days: int, *, now: datetime
) -> dict[str, Any]:
    """Place the night's tickets, one transaction. Returns what happened, in figures.

    What it reads and writes follows the night's tickets, not the history, but on the nights of a
    review.
    """
    with store.begin() as tx:
        done = tx.nights.step(now, "group")
        if done is not None:
            return dict(done)
        n_before, _ = tx.issues.n_placed()
        decided, gone = _decide(tx, model, policy)
        night = save_regrouping(decided, tx, model, now)
        describe_after_departures(gone, tx, model)
        n_themes = update_themes(tx, decided.memory.profiles, policy, now)
        n_dormant = _put_to_sleep(tx, dormant_after_days, now)
        tx.tickets.mark_seen()
        n_first = sum(decided.new_issue[ticket] in night.born for ticket in night.joined)
        known, tonight = set(decided.memory.ids), set(tx.tickets.changed_on(now))
        summary = {
            "n_joined": len(night.joined) - n_first,
            "n_born": len(night.born),
            "n_in_new_issues": n_first,
            "n_waiting": decided.n_waiting + len(tx.echoes.waiting() - known),
            "n_echoes": len((tx.echoes.standing(tonight).keys() & tonight) - known),
            "n_absorbed": len(night.absorbed),
            "n_moved": len(night.moved),
            "churn": round(len(night.moved) / n_before, 6) if n_before else 0.0,
            "n_dormant": n_dormant,
            "n_issues": tx.issues.n_placed()[1],
            "n_themes": n_themes,
        }
        tx.nights.record_step(now, "group", summary)
        return summary


@dataclass(frozen=True, slots=True)
class _Night:
    """What is different from before."""

    decided: GroupingOutcome
    joined: Sequence[TicketId]
    moved: Sequence[TicketId]
    sent_back: Sequence[TicketId]
    """Had an issue and wait again."""
    born: Set[IssueId]
    absorbed: Mapping[IssueId, IssueId]
    sources: Mapping[IssueId, Mapping[IssueId, int]]
    """Issue → the issues it took tickets from, and how many."""


def _decide(
    tx: Transaction, model: str, policy: GroupingPolicy
) -> tuple[GroupingOutcome, Set[TicketId]]:
    """Also returns the tickets that are gone."""
    memory = tx.memories.of(model) or Memory.empty()
    # Where the memory does not know all it should (the first night, another model, somebody was
    # forgotten), everything is looked at; else what is new to it.
    unseen = tx.tickets.unseen() if memory.is_whole else None
    look = None if unseen is None else unseen | tx.echoes.behind(unseen)
    languages, places = tx.tickets.groupable(look), tx.issues.placements(look)
    gone = tx.tickets.gone() if look is None else look - tx.tickets.versions(sorted(look)).keys()
    memory = without_tickets(memory, gone)
    known = set(memory.ids)
    fresh = [ticket for ticket in languages if ticket not in known]
    echoes = find_echoes(tx, fresh)
    fresh = [ticket for ticket in fresh if ticket not in echoes]
    asked = known if look is None else known & look
    constraints = constraints_of(tx.decisions.all())
    decided = group_night(
        memory,
        fresh,
        tx.embeddings.rows(model, [*memory.ids, *fresh]),
        languages,
        {
            ticket: places.get(ticket)
            for ticket in (*asked, *fresh)
            if ticket in known or ticket in places
        },
        tx.issues.next_id(),
        policy,
        constraints,
    )
    tx.memories.keep(model, decided.memory)
    different = (
        decided.old_issue.keys() | decided.new_issue.keys() | echoes.keys() | (look or set())
    )
    known |= set(fresh)
    following = tx.echoes.standing() if look is None else echoes_of_moved(tx, different, known)
    behind = {echo: first for echo, first in following.items() if echo not in known}
    before = tx.issues.placements({*behind.keys(), *behind.values()})
    # Repetitions whose text was emptied at the source: nothing places them any more.
    mute = {
        ticket: of
        for ticket, of in places.items()
        if ticket not in known and ticket not in languages
    }
    decided = follow(decided, behind, before, constraints)
    return replace(decided, old_issue={**decided.old_issue, **mute}), gone


def save_regrouping(decided: GroupingOutcome, tx: Transaction, model: str, now: datetime) -> _Night:
    """Write down what is different from before, and an event for each of it."""
    night = _compare(decided, tx)
    _save(night, tx, model, now)
    return night


def _compare(decided: GroupingOutcome, tx: Transaction) -> _Night:
    was, goes = decided.old_issue, decided.new_issue
    moved = [ticket for ticket in goes if ticket in was]
    sources: dict[IssueId, dict[IssueId, int]] = {}
    for ticket in moved:
        taken = sources.setdefault(goes[ticket], {})
        taken[was[ticket]] = taken.get(was[ticket], 0) + 1
    left = Counter(tx.issues.sizes(was.values()))
    left.subtract(was.values())
    left.update(goes.values())
    absorbed = {}
    for issue_id in sorted({*was.values()}):
        heirs = {to: taken[issue_id] for to, taken in sources.items() if issue_id in taken}
        if not left[issue_id] and heirs:
            absorbed[issue_id] = max(sorted(heirs), key=lambda to: heirs[to])
    first_new = tx.issues.next_id()
    return _Night(
        decided=decided,
        joined=[ticket for ticket in goes if ticket not in was],
        moved=moved,
        sent_back=sorted(was.keys() - goes.keys()),
        born={issue_id for issue_id in goes.values() if issue_id >= first_new},
        absorbed=absorbed,
        sources=sources,
    )


def _save(night: _Night, tx: Transaction, model: str, now: datetime) -> None:
    decided = night.decided
    tx.issues.save(
        Issue(issue_id, IssueState.ACTIVE, now, UNDESCRIBED, 0.0) for issue_id in sorted(night.born)
    )
    tx.issues.place(
        Membership(ticket, decided.new_issue[ticket], decided.new_confidence[ticket], now)
        for ticket in (*night.joined, *night.moved)
    )
    tx.issues.unplace(night.sent_back)
    issues = tx.issues.some({*decided.new_issue.values(), *night.absorbed})
    events = list(_events(night, issues, now))
    tx.issues.record(events)
    changed = sorted({event.issue_id for event in events} - night.absorbed.keys())
    woken = [
        replace(issues[issue_id], state=IssueState.ACTIVE)
        for issue_id in changed
        if issues[issue_id].state is not IssueState.ACTIVE
    ]
    ended = [
        replace(issues[issue_id], state=IssueState.ABSORBED, absorbed_by=heir)
        for issue_id, heir in night.absorbed.items()
    ]
    tx.issues.save([*woken, *ended])
    tx.issues.save_figures(
        {
            issue_id: (decided.cohesion[issue_id], decided.distinctness[issue_id])
            for issue_id in decided.sizes
        }
    )
    # Echoes have no part in what an issue is called.
    describe_outgrown(
        [issues[issue_id] for issue_id in changed if issue_id in decided.sizes],
        decided.sizes,
        tx,
        model,
    )


def _events(
    night: _Night, issues: Mapping[IssueId, Issue], now: datetime
) -> Iterable[LineageEvent]:
    goes = night.decided.new_issue
    n_joined = Counter(goes[ticket] for ticket in night.joined)
    for issue_id in sorted({*goes.values()}):
        joined, taken = n_joined[issue_id], night.sources.get(issue_id, {})
        n_taken, sources = sum(taken.values()), tuple(sorted(taken))
        if issue_id in night.born:
            born = Split(joined + n_taken, sources) if taken else Emerged(joined)
            yield LineageEvent(issue_id, now, born)
            continue
        if joined:
            yield LineageEvent(issue_id, now, Grew(joined))
            if issues[issue_id].state is IssueState.DORMANT:
                yield LineageEvent(issue_id, now, Revived())
        if taken:
            yield LineageEvent(issue_id, now, Moved(n_taken, sources))
    for issue_id, heir in night.absorbed.items():
        yield LineageEvent(issue_id, now, AbsorbedInto(heir))


def _put_to_sleep(tx: Transaction, dormant_after_days: int, now: datetime) -> int:
    """Mark as dormant what has been quiet; returns how many fell asleep."""
    awake = tx.issues.with_ticket_after(now - timedelta(days=dormant_after_days))
    quiet = tx.issues.some(tx.issues.active_before(now) - awake).values()
    asleep = [replace(issue, state=IssueState.DORMANT) for issue in quiet]
    tx.issues.save(asleep)
    tx.issues.record(LineageEvent(issue.issue_id, now, FellDormant()) for issue in asleep)
    return len(asleep)
