"""Replay: history night by night through the real steps, without ranking or publishing."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.grouping import GroupingPolicy
from feedback.domain.grouping.backtest import FoundSpike
from feedback.domain.impact.spike import SpikePolicy, spike_events
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind, Spiked
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import (
    CustomerDirectory,
    Embedder,
    Issues,
    LanguageDetector,
    Progress,
    Redactor,
    Store,
    TicketSource,
)
from feedback.steps.grouping.embed import embed
from feedback.steps.grouping.group import group
from feedback.steps.tickets.pull import pull


@dataclass(frozen=True, slots=True)
class Workbench:
    """What turns texts into issues, with a store of its own."""

    store: Store
    directory: CustomerDirectory
    redactor: Redactor
    languages: LanguageDetector
    embedder: Embedder
    grouping: GroupingPolicy
    dormant_after_days: int
    spike: SpikePolicy


@dataclass(frozen=True, slots=True)
class ReplayedNight:
    """What one night of the past would have done."""

    as_of: datetime
    n_new: int
    n_issues: int
    n_born: int
    n_joined: int
    churn: float
    """Share of the tickets already grouped whose issue changed, 0..1."""
    seconds: float
    embed_seconds: float
    """Of `seconds`, what embedding took."""
    placed: Mapping[TicketId, IssueId | None]
    """The issue, as of this night, of each ticket that was new or whose issue changed."""
    n_events: Mapping[LineageKind, int]
    spikes: Sequence[FoundSpike]


def replay(
    source: TicketSource,
    bench: Workbench,
    nights: Sequence[datetime],
    created_at: Mapping[TicketId, datetime],
    progress: Progress,
) -> Iterator[ReplayedNight]:
    """Run pull, embed and group on each of the nights, in order, and look for spikes.

    `created_at` of every ticket of the source.
    """
    placed: dict[TicketId, IssueId | None] = {}
    told: list[LineageEvent] = []
    for number, as_of in enumerate(nights):
        progress("nights", number, len(nights))
        started = time.perf_counter()
        with bench.store.begin() as tx:
            tx.nights.begin(as_of)
        pulled = pull(
            source,
            bench.directory,
            bench.redactor,
            bench.languages,
            bench.store,
            now=as_of,
            progress=_ignore,
        )
        embedding = time.perf_counter()
        embed(bench.embedder, bench.store, now=as_of, progress=progress)
        embed_seconds = time.perf_counter() - embedding
        grouped = group(
            bench.store, bench.embedder.model, bench.grouping, bench.dormant_after_days, now=as_of
        )
        seconds = time.perf_counter() - started
        with bench.store.begin() as tx:
            current = tx.issues.placements()
            changed = {
                ticket_id: current.get(ticket_id) for ticket_id in tx.tickets.changed_on(as_of)
            }
            spikes = _spikes(tx.issues, current, created_at, told, bench.spike, as_of)
            events = Counter(event.kind for event in tx.issues.lineage(as_of))
        changed |= {
            ticket_id: issue_id
            for ticket_id, issue_id in current.items()
            if placed.get(ticket_id) != issue_id
        }
        grouped_before = [issue_id for issue_id in placed.values() if issue_id is not None]
        n_moved = sum(
            issue_id is not None and current.get(ticket_id) != issue_id
            for ticket_id, issue_id in placed.items()
        )
        placed |= changed
        yield ReplayedNight(
            as_of=as_of,
            n_new=pulled.n_new + pulled.n_changed,
            n_issues=grouped.n_issues,
            n_born=grouped.n_born,
            n_joined=grouped.n_joined,
            churn=n_moved / len(grouped_before) if grouped_before else 0.0,
            seconds=seconds,
            embed_seconds=embed_seconds,
            placed=changed,
            n_events=dict(events),
            spikes=spikes,
        )
    progress("nights", len(nights), len(nights))


def _spikes(
    issues: Issues,
    placed: Mapping[TicketId, IssueId],
    created_at: Mapping[TicketId, datetime],
    told: list[LineageEvent],
    policy: SpikePolicy,
    as_of: datetime,
) -> list[FoundSpike]:
    """The spikes that begin on a night, recorded as the rank step records them; `told` are the
    events of the nights before, and gains this night's."""
    by_issue: dict[IssueId, list[datetime]] = {}
    for ticket_id, issue_id in placed.items():
        by_issue.setdefault(issue_id, []).append(created_at[ticket_id])
    events = spike_events(by_issue, told, policy, as_of)
    told += events
    issues.record(events)
    if not events:
        return []
    titles = {issue.issue_id: issue.title for issue in issues.all()}
    return [
        FoundSpike(
            as_of=as_of,
            issue_id=event.issue_id,
            title=titles[event.issue_id],
            n_last_day=event.detail.n_last_day,
            per_day_before=event.detail.per_day_before,
        )
        for event in events
        if isinstance(event.detail, Spiked)
    ]


def issues_of(bench: Workbench) -> Mapping[IssueId, Issue]:
    """All issues the replay ended with."""
    with bench.store.begin() as tx:
        return {issue.issue_id: issue for issue in tx.issues.all()}


def final_placements(bench: Workbench) -> Mapping[TicketId, IssueId]:
    """The issue of every grouped ticket at the end."""
    with bench.store.begin() as tx:
        return tx.issues.placements()


def _ignore(_what: str, _n_done: int, _n_total: int | None) -> None:
    """Pulls within a replay are too short to show."""
