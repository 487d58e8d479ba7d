"""Replay: history night by night through the real steps, without ranking or publishing."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.domain.grouping import GroupingPolicy
from feedback.domain.issue import Issue, IssueId
from feedback.domain.ticket import TicketId
from feedback.ports import (
    CustomerDirectory,
    Embedder,
    LanguageDetector,
    Progress,
    Redactor,
    Store,
    TicketSource,
)
from feedback.steps.embed import embed
from feedback.steps.group import group
from feedback.steps.pull import pull


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


def replay(
    source: TicketSource, bench: Workbench, nights: Sequence[datetime], progress: Progress
) -> Iterator[ReplayedNight]:
    """Run pull, embed and group on each of the nights, in order."""
    placed: dict[TicketId, IssueId | None] = {}
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
            n_new=pulled["n_new"] + pulled["n_changed"],
            n_issues=grouped["n_issues"],
            n_born=grouped["n_born"],
            n_joined=grouped["n_joined"],
            churn=n_moved / len(grouped_before) if grouped_before else 0.0,
            seconds=seconds,
            embed_seconds=embed_seconds,
            placed=changed,
        )
    progress("nights", len(nights), len(nights))


def nights_between(first: datetime, last: datetime, every: timedelta) -> list[datetime]:
    """The nights from the one after `first` to the first at or after `last`."""
    nights = [first + every]
    while nights[-1] < last:
        nights.append(nights[-1] + every)
    return nights


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
