"""Group: each ticket finds its issue; issues emerge, grow, split, are absorbed, sleep and wake."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.domain.grouping import (
    GroupingChanges,
    GroupingOutcome,
    GroupingPolicy,
    Memory,
    changes_of,
    events_of,
    group_night,
    with_echoes,
    with_new_states,
    without_tickets,
)
from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.issues.decision import constraints_of
from feedback.domain.issues.issue import (
    UNDESCRIBED,
    Issue,
    IssueId,
    IssueState,
    Membership,
)
from feedback.domain.issues.lineage import FellDormant, LineageEvent
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import Issues, Store, Transaction
from feedback.steps.grouping.echoes import echoes_of_moved, find_echoes
from feedback.steps.grouping.themes import update_themes
from feedback.steps.issues.describe import describe_after_departures, describe_outgrown


def group(
    store: Store, model: str, policy: GroupingPolicy, dormant_after_days: int, *, now: datetime
) -> GroupReport:
    """Place the night's tickets, one transaction.

    What it reads and writes grows with the night's tickets, not with the history; only a regrouping
    looks at everything.
    """
    with store.begin() as tx:
        if done := tx.nights.report(now, GroupReport):
            return done
        next_id = tx.issues.next_id()
        decided, gone = _decide(tx, model, policy, next_id)
        changes = save_changes(decided, tx, model, next_id, now)
        describe_after_departures(gone, tx, model)
        n_themes = update_themes(tx, decided.memory.profiles, policy, now)
        n_dormant = _put_to_sleep(tx.issues, dormant_after_days, now)
        tx.tickets.mark_seen()
        n_first = sum(decided.new_issue[ticket] in changes.born for ticket in changes.joined)
        n_placed, n_issues = tx.issues.n_placed()
        n_before = n_placed - len(changes.joined) + len(changes.sent_back)
        known, tonight = set(decided.memory.ids), set(tx.tickets.changed_on(now))
        report = GroupReport(
            n_joined=len(changes.joined) - n_first,
            n_born=len(changes.born),
            n_in_new_issues=n_first,
            n_waiting=decided.n_waiting + len(tx.echoes.waiting() - known),
            n_echoes=len((tx.echoes.firsts(tonight).keys() & tonight) - known),
            n_absorbed=len(changes.absorbed),
            n_moved=len(changes.moved),
            churn=round(len(changes.moved) / n_before, 6) if n_before else 0.0,
            n_dormant=n_dormant,
            n_issues=n_issues,
            n_themes=n_themes,
        )
        tx.nights.record(now, report)
        return report


def _decide(
    tx: Transaction, model: str, policy: GroupingPolicy, next_id: IssueId
) -> tuple[GroupingOutcome, Set[TicketId]]:
    """Also returns the tickets that are gone."""
    memory = tx.memories.of(model) or Memory.empty()
    # Where the memory does not know all it should (the first night, another model, somebody was
    # forgotten), everything is looked at; else what is new to it.
    unseen = tx.tickets.unseen() if memory.is_whole else None
    look = None if unseen is None else unseen | tx.echoes.repeating(unseen)
    languages, places = tx.tickets.groupable(look), tx.issues.placements(look)
    gone = tx.tickets.gone() if look is None else look - tx.tickets.versions(sorted(look)).keys()
    memory = without_tickets(memory, gone)
    known = set(memory.ids)
    fresh = [ticket for ticket in languages if ticket not in known]
    echoes = find_echoes(tx.echoes, fresh)
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
        next_id,
        policy,
        constraints,
    )
    tx.memories.keep(model, decided.memory)
    different = (
        decided.old_issue.keys() | decided.new_issue.keys() | echoes.keys() | (look or set())
    )
    known |= set(fresh)
    following = tx.echoes.firsts() if look is None else echoes_of_moved(tx.echoes, different, known)
    behind = {echo: first for echo, first in following.items() if echo not in known}
    before = tx.issues.placements({*behind.keys(), *behind.values()}) if behind else {}
    # Repetitions whose text was emptied at the source: nothing places them any more.
    mute = {
        ticket: of
        for ticket, of in places.items()
        if ticket not in known and ticket not in languages
    }
    decided = with_echoes(decided, behind, before, constraints)
    return replace(decided, old_issue={**decided.old_issue, **mute}), gone


def save_changes(
    decided: GroupingOutcome, tx: Transaction, model: str, next_id: IssueId, now: datetime
) -> GroupingChanges:
    """Write down what is different from before, and an event for each change.

    `next_id`: the first id that was free when it was decided.
    """
    left = {*decided.old_issue.values()}
    changes = changes_of(decided, tx.issues.sizes(left) if left else {}, next_id)
    if changes.born:
        tx.issues.save(
            Issue(issue_id, IssueState.ACTIVE, now, UNDESCRIBED, 0.0)
            for issue_id in sorted(changes.born)
        )
    tx.issues.place(
        Membership(ticket, decided.new_issue[ticket], decided.new_confidence[ticket], now)
        for ticket in (*changes.joined, *changes.moved)
    )
    if changes.sent_back:
        tx.issues.unplace(changes.sent_back)
    issues = tx.issues.some({*decided.new_issue.values(), *changes.absorbed})
    events = list(events_of(changes, issues, now))
    tx.issues.record(events)
    changed = sorted({event.issue_id for event in events} - changes.absorbed.keys())
    awake_or_absorbed = list(with_new_states(changes, issues, changed))
    if awake_or_absorbed:
        tx.issues.save(awake_or_absorbed)
    tx.issues.save_figures(
        {
            issue_id: (decided.cohesion[issue_id], decided.distinctness[issue_id])
            for issue_id in decided.sizes
        }
    )
    as_saved = {**issues, **{issue.issue_id: issue for issue in awake_or_absorbed}}
    # Echoes have no part in what an issue is called.
    describe_outgrown(
        [
            replace(
                as_saved[issue_id],
                cohesion=decided.cohesion[issue_id],
                distinctness=decided.distinctness[issue_id],
            )
            for issue_id in changed
            if issue_id in decided.sizes
        ],
        decided.sizes,
        tx,
        model,
    )
    return changes


def _put_to_sleep(issues: Issues, dormant_after_days: int, now: datetime) -> int:
    """Mark as dormant what has been quiet; returns how many fell asleep."""
    quiet = issues.quiet(since=now - timedelta(days=dormant_after_days), before=now)
    if not quiet:
        return 0
    asleep = [replace(issue, state=IssueState.DORMANT) for issue in issues.some(quiet).values()]
    issues.save(asleep)
    issues.record(LineageEvent(issue.issue_id, now, FellDormant()) for issue in asleep)
    return len(asleep)
