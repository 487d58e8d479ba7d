"""Titles: better ones from a language model, where one is configured and can be believed."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from feedback.domain.issues.issue import Issue, IssueState
from feedback.domain.issues.written_title import (
    TitlesReport,
    checked_title,
    evidence_key,
    shown_tickets,
)
from feedback.errors import FeedbackError
from feedback.ports import Progress, Store, TitleWriter, Transaction


def write_titles(
    store: Store, writer: TitleWriter, max_issues: int, *, now: datetime, progress: Progress
) -> TitlesReport:
    """Ask for a title wherever the description is new, check it, keep it.

    Asking happens outside of transactions, and each answer is kept at once: what was asked is
    never asked again. An endpoint that fails is reported, and the plain titles
    stay; the night goes on.
    """
    with store.begin() as tx:
        if done := tx.nights.report(now, TitlesReport):
            return done
        wanted = [
            (issue, tx.tickets.of_issue(issue.issue_id))
            for issue in _unwritten(tx, writer.model)[:max_issues]
        ]
    refusals: Counter[str] = Counter()
    n_written, fault = 0, ""
    for number, (issue, tickets) in enumerate(wanted):
        progress("titles", number, len(wanted))
        try:
            draft = writer.write(shown_tickets(issue, tickets))
        except FeedbackError as error:
            fault = str(error)
            break  # the next call would wait for the same
        written = checked_title(issue, draft, tickets)
        with store.begin() as tx:
            tx.titles.add(writer.model, written)
        if written.refusal:
            refusals[written.refusal] += 1
        else:
            n_written += 1
    progress("titles", len(wanted), len(wanted))
    with store.begin() as tx:
        _use(tx, writer.model)
        report = TitlesReport(
            n_written=n_written,
            n_refused=refusals.total(),
            refused=dict(sorted(refusals.items())),
            n_later=len(_unwritten(tx, writer.model)),
            fault=fault,
        )
        tx.nights.record(now, report)
        return report


def _described(tx: Transaction) -> list[Issue]:
    """Living issues with a description, the largest first.

    Only these are asked about and renamed; a title that a person gave needs no better one.
    """
    issues = [
        issue
        for issue in tx.issues.all()
        if issue.state is IssueState.ACTIVE
        and issue.description.n_tickets
        and issue.by_hand.title is None
    ]
    return sorted(issues, key=lambda issue: (-issue.description.n_tickets, issue.issue_id))


def _unwritten(tx: Transaction, model: str) -> list[Issue]:
    """Those whose description is newer than anything the model was asked."""
    issues = {evidence_key(issue): issue for issue in _described(tx)}
    known = tx.titles.known(model, list(issues))
    return [issue for key, issue in issues.items() if key not in known]


def _use(tx: Transaction, model: str) -> None:
    """Put what was written where the plain titles are."""
    issues = {evidence_key(issue): issue for issue in _described(tx)}
    known = tx.titles.known(model, list(issues))
    tx.issues.save(
        replace(
            issue,
            description=replace(issue.description, title=written.title, summary=written.summary),
        )
        for key, written in known.items()
        if not written.refusal and (issue := issues[key]).description.title != written.title
    )
