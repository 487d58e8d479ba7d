"""Backfill: a source read again from a day on, without moving the nights' own cursor."""

from datetime import datetime
from typing import Any

from feedback.ports import (
    CustomerDirectory,
    LanguageDetector,
    Progress,
    Redactor,
    Store,
    TicketSource,
)
from feedback.steps.tickets.pull import empty_summary, take_in, without_unwanted


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
) -> dict[str, Any]:
    """Take in what changed since a moment; the next night groups what is new.

    `source` begins there by itself, or hands out everything and what is older is passed over. Every
    page is saved with a cursor of its own: one that is stopped goes on behind the last page when it
    is asked for again. Returns the counts of a pull. Raises `NightRunning` during a night.
    """
    own_cursor = f"backfill {source.name} {since:%Y-%m-%d}"
    summary = empty_summary()
    with store.lock():
        with store.begin() as tx:
            cursor = tx.tickets.cursor(own_cursor)
            marks = tx.forgetting.marks()
        summary["resumed"] = cursor is not None
        for page in source.pages(cursor, now):
            wanted = without_unwanted(
                page, summary, directory, redactor, marks, tickets_days, now, since=since
            )
            with store.begin() as tx:
                take_in(wanted, own_cursor, summary, directory, redactor, languages, tx, now)
            n_done = summary["n_new"] + summary["n_changed"] + summary["n_repeated"]
            progress(f"pull {source.name}", n_done, None)
        with store.begin() as tx:
            tx.tickets.forget_cursor(own_cursor)
    summary["finished"] = True
    return summary
