"""Reconcile: what a source counts for a period against what is stored of it."""

from collections.abc import Sequence
from datetime import datetime

from feedback.domain.night import StepFault, step_name, unforeseen
from feedback.domain.tickets.reconciliation import (
    ReconcileReport,
    ReconciliationPolicy,
    differences,
    fault_in,
    period_of,
)
from feedback.errors import FeedbackError
from feedback.ports import CountingSource, Store, TicketSource


def reconcile(
    source: TicketSource, store: Store, policy: ReconciliationPolicy, *, now: datetime
) -> ReconcileReport | None:
    """Compare by state the tickets opened within the period; None for a source that cannot count.

    `fault` says what differs by more than the policy allows. Tickets that were forgotten are
    missing on purpose: the allowed share is for them.
    """
    if not policy.days or not isinstance(source, CountingSource):
        return None
    with store.begin() as tx:
        if done := tx.nights.report(now, ReconcileReport, source.name):
            return done
    since, until = period_of(now, policy.days)
    answer = source.counts(since, until)
    if answer is None:
        return None
    counted = {state: n for state, n in sorted(answer.by_status.items()) if n}
    with store.begin() as tx:
        stored = dict(tx.tickets.counts(source.name, answer.since, until))
        n_set_aside = tx.tickets.n_set_aside_since(source.name, answer.since)
        fault = fault_in(counted, stored, policy, n_set_aside)
        report = ReconcileReport(
            source=source.name,
            since=answer.since,
            counted=counted,
            stored=stored,
            n_set_aside=n_set_aside,
            differences=differences(counted, stored),
            fault=fault,
        )
        if fault is None:  # or the night, run again, would not look again
            tx.nights.record(now, report)
        return report


def reconcile_all(
    sources: Sequence[TicketSource], store: Store, policy: ReconciliationPolicy, *, now: datetime
) -> list[StepFault]:
    """One fault per source whose counts differ, or that could not be asked."""
    faults = []
    for source in sources:
        step = step_name(ReconcileReport, source.name)
        try:
            report = reconcile(source, store, policy, now=now)
        except FeedbackError as error:
            faults.append(StepFault(step, str(error)))
            continue
        except Exception as error:  # the tickets are there; only their number is not
            faults.append(StepFault(step, unforeseen(source.name, error)))
            continue
        if report is not None and report.fault:
            day = report.since.date().isoformat()
            faults.append(
                StepFault(
                    step,
                    f"Of the tickets opened since {day}, {report.fault}. Read them again: "
                    f"feedback pull --source {source.name} --since {day}",
                )
            )
    return faults
