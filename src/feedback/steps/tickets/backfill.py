"""Backfill: a source read again from a day on, without moving the nights' own cursor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.tickets.pull_report import PullReport
from feedback.ports import (
    CustomerDirectory,
    LanguageDetector,
    Progress,
    Redactor,
    Store,
    TicketSource,
)
from feedback.steps.tickets.people import People
from feedback.steps.tickets.pull import take_in, without_unwanted


@dataclass(frozen=True, slots=True)
class Backfill:
    """What a source that was read again gave."""

    pulled: PullReport
    is_resumed: bool
    """It went on where an earlier one was stopped."""


def backfill(
    source: TicketSource,
    directory: CustomerDirectory,
    redactor: Redactor,
    languages: LanguageDetector,
    store: Store,
    *,
    since: datetime,
    now: datetime,
    progress: Progress,
    tickets_days: int = 0,
    support_agents: Sequence[SupportAgent] = (),
) -> Backfill:
    """Take in what changed since a moment; the next night groups what is new.

    `source` begins there by itself, or hands out everything and what is older is passed over. Every
    page is saved with a cursor of its own: one that is stopped goes on behind the last page when it
    is asked for again. Conversations that are read one by one wait for the next night. Raises
    `NightRunning` during a night.
    """
    own_cursor = f"backfill {source.name} {since:%Y-%m-%d}"
    report = PullReport(source.name)
    people = People(directory, redactor, support_agents)
    with store.lock():
        with store.begin() as tx:
            cursor = tx.tickets.cursor(own_cursor)
            marks = tx.forgetting.marks()
        is_resumed = cursor is not None
        for page in source.pages(cursor, now):
            wanted, report = without_unwanted(
                page, report, people, marks, tickets_days, now, since=since
            )
            with store.begin() as tx:
                report = take_in(wanted, own_cursor, report, people, languages, tx, now)
            n_done = report.n_new + report.n_changed + report.n_repeated
            progress(f"pull {source.name}", n_done, None)
        with store.begin() as tx:
            tx.tickets.forget_cursor(own_cursor)
    return Backfill(replace(report, is_finished=True), is_resumed)
