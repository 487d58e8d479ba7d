"""Group: each ticket finds its issue; issues emerge, grow, split, are absorbed, sleep and wake."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any

from feedback.domain.decision import constraints_of
from feedback.domain.grouping import GroupingPolicy, Memory, Regrouping, regroup, without
from feedback.domain.issue import (
    Description,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    LineageEvent,
    LineageKind,
    Membership,
    issue_label,
)
from feedback.domain.ticket import TicketId
from feedback.ports import Store, Transaction
from feedback.steps.describe import describe_bereft, describe_outgrown
from feedback.steps.echoes import find_echoes, follow
from feedback.steps.themes import update_themes

UNDESCRIBED = Description("", (), (), IssueKind.QUESTION, 0.0, 0)
_Placed = Mapping[TicketId, IssueId]


def group(
    store: Store, model: str, policy: GroupingPolicy, dormant_after_days: int, *, now: datetime
) -> dict[str, Any]:
    """Place the night's tickets, one transaction. Returns what happened, in figures."""
    with store.begin() as tx:
        done = tx.nights.step(now, "group")
        if done is not None:
            return dict(done)
        before = tx.issues.placements()
        issues = {issue.issue_id: issue for issue in tx.issues.all()}
        gone = tx.tickets.gone()
        decided, echoes = _decide(tx, model, policy, before, gone)
        night = save_regrouping(before, decided, issues, echoes, tx, model, now)
        describe_bereft(gone, tx, model)
        n_themes = update_themes(tx, decided.memory.profiles, policy, now)
        n_dormant = _put_to_sleep(tx, dormant_after_days, now)
        n_first = sum(night.after[one] in night.born for one in night.joined)
        summary = {
            "n_joined": len(night.joined) - n_first,
            "n_born": len(night.born),
            "n_in_new_issues": n_first,
            "n_waiting": night.n_waiting,
            "n_echoes": len(echoes.keys() & set(tx.tickets.changed_on(now))),
            "n_absorbed": len(night.absorbed),
            "n_moved": len(night.moved),
            "churn": round(len(night.moved) / len(before), 6) if before else 0.0,
            "n_dormant": n_dormant,
            "n_issues": len({*night.after.values()}),
            "n_themes": n_themes,
        }
        tx.nights.record_step(now, "group", summary)
        return summary


@dataclass(frozen=True, slots=True)
class _Night:
    """Where everything stands after the night, and what is different from before."""

    after: _Placed
    joined: Sequence[TicketId]
    moved: Sequence[TicketId]
    born: Sequence[IssueId]
    absorbed: Mapping[IssueId, IssueId]
    sources: Mapping[IssueId, Mapping[IssueId, int]]
    """Issue → the issues it took tickets from, and how many."""
    n_waiting: int
    sent_back: Sequence[TicketId] = ()
    """Had an issue and wait again."""


def _decide(
    tx: Transaction, model: str, policy: GroupingPolicy, before: _Placed, gone: Set[TicketId]
) -> tuple[Regrouping, Mapping[TicketId, TicketId]]:
    memory = without(tx.issues.memory(model) or Memory.empty(), gone)
    languages = tx.tickets.groupable()
    known = set(memory.ids)
    fresh = [ticket_id for ticket_id in languages if ticket_id not in known]
    echoes = find_echoes(tx, fresh)
    ids = [*memory.ids, *(ticket_id for ticket_id in fresh if ticket_id not in echoes)]
    constraints = constraints_of(tx.decisions.all())
    decided = regroup(
        memory,
        ids,
        tx.embeddings.rows(model, ids),
        list(map(languages.get, ids, repeat(""))),
        before,
        tx.issues.next_id(),
        policy,
        constraints,
    )
    tx.issues.keep_memory(model, decided.memory)
    return follow(decided, echoes, before, constraints), echoes


def save_regrouping(
    before: _Placed,
    decided: Regrouping,
    issues: Mapping[IssueId, Issue],
    echoes: Mapping[TicketId, TicketId],
    tx: Transaction,
    model: str,
    now: datetime,
) -> _Night:
    """Write down what is different from before, and an event for each of it."""
    night = _compare(before, decided, issues)
    _save(night, decided, {**issues}, echoes, tx, model, now)
    return night


def _compare(before: _Placed, decided: Regrouping, issues: Mapping[IssueId, Issue]) -> _Night:
    after = decided.placed
    sources: dict[IssueId, dict[IssueId, int]] = {}
    changed = [one for one, issue_id in after.items() if before.get(one) != issue_id]
    moved = [one for one in changed if one in before]
    for one in moved:
        taken = sources.setdefault(after[one], {})
        taken[before[one]] = taken.get(before[one], 0) + 1
    alive = set(after.values())
    absorbed = {}
    for issue_id in sorted(set(before.values()) - alive):
        heirs = {to: taken[issue_id] for to, taken in sources.items() if issue_id in taken}
        absorbed[issue_id] = max(sorted(heirs), key=lambda to: heirs[to])
    return _Night(
        after=after,
        joined=[one for one in changed if one not in before],
        moved=moved,
        born=sorted(alive - issues.keys()),
        absorbed=absorbed,
        sources=sources,
        n_waiting=decided.n_waiting,
        sent_back=sorted(before.keys() - after.keys()),
    )


def _save(
    night: _Night,
    decided: Regrouping,
    issues: dict[IssueId, Issue],
    echoes: Mapping[TicketId, TicketId],
    tx: Transaction,
    model: str,
    now: datetime,
) -> None:
    new = [Issue(issue_id, IssueState.ACTIVE, now, UNDESCRIBED, 0.0) for issue_id in night.born]
    tx.issues.save(new)
    issues |= {issue.issue_id: issue for issue in new}
    changed_tickets = [*night.joined, *night.moved]
    tx.issues.place(
        Membership(one, night.after[one], decided.confidence[one], now) for one in changed_tickets
    )
    tx.issues.unplace(night.sent_back)
    events = list(_events(night, issues, now))
    tx.issues.record(events)
    n_members = Counter(night.after.values())
    # Echoes have no part in what an issue is called.
    n_members.subtract(night.after[one] for one in echoes if one in night.after)
    changed = {event.issue_id for event in events} - night.absorbed.keys()
    updated = [
        replace(
            issues[issue_id],
            cohesion=decided.cohesion[issue_id],
            distinctness=decided.distinctness[issue_id],
            state=IssueState.ACTIVE if issue_id in changed else issues[issue_id].state,
        )
        for issue_id, n in n_members.items()
        if n
    ]
    ended = [
        replace(issues[issue_id], state=IssueState.ABSORBED, absorbed_by=heir)
        for issue_id, heir in night.absorbed.items()
    ]
    tx.issues.save([*updated, *ended])
    by_id = {issue.issue_id: issue for issue in updated}
    describe_outgrown([by_id[one] for one in sorted(changed)], n_members, tx, model)


def _events(
    night: _Night, issues: Mapping[IssueId, Issue], now: datetime
) -> Iterable[LineageEvent]:
    n_joined: dict[IssueId, int] = {}
    for one in night.joined:
        n_joined[night.after[one]] = n_joined.get(night.after[one], 0) + 1
    for issue_id in sorted({*night.after.values()}):
        joined, taken = n_joined.get(issue_id, 0), night.sources.get(issue_id, {})
        from_words = ", ".join(issue_label(source) for source in sorted(taken))
        if issue_id in night.born:
            kind = LineageKind.SPLIT if taken else LineageKind.EMERGED
            n_tickets = joined + sum(taken.values())
            yield LineageEvent(issue_id, now, kind, {"n_tickets": n_tickets, "from": from_words})
            continue
        if joined:
            yield LineageEvent(issue_id, now, LineageKind.GREW, {"n_tickets": joined})
            if issues[issue_id].state is IssueState.DORMANT:
                yield LineageEvent(issue_id, now, LineageKind.REVIVED)
        if taken:
            n_tickets = sum(taken.values())
            yield LineageEvent(
                issue_id, now, LineageKind.MOVED, {"n_tickets": n_tickets, "from": from_words}
            )
    for issue_id, heir in night.absorbed.items():
        yield LineageEvent(issue_id, now, LineageKind.ABSORBED, {"into": issue_label(heir)})


def _put_to_sleep(tx: Transaction, dormant_after_days: int, now: datetime) -> int:
    """Mark as dormant what has been quiet; returns how many fell asleep."""
    awake = tx.issues.with_ticket_after(now - timedelta(days=dormant_after_days))
    asleep = [
        replace(issue, state=IssueState.DORMANT)
        for issue in tx.issues.all()
        if issue.state is IssueState.ACTIVE
        and issue.emerged_at < now
        and issue.issue_id not in awake
    ]
    tx.issues.save(asleep)
    tx.issues.record(LineageEvent(issue.issue_id, now, LineageKind.DORMANT) for issue in asleep)
    return len(asleep)
