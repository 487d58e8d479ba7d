"""Grouping a file once: `feedback cluster`."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from feedback.adapters.files.texts import ReplaySource, Texts, read_texts
from feedback.bootstrap.workbench import open_workbench
from feedback.domain.grouping.backtest import FoundIssue
from feedback.domain.grouping.clustering import Clustering
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Progress
from feedback.settings import WorkbenchSettings
from feedback.steps.replay import Workbench, final_placements, issues_of, replay


def cluster_file(
    file: Path, text_column: str | None, id_column: str | None, out: Path | None, progress: Progress
) -> Clustering:
    """Group a file's texts in one night; writes `id,issue_id,title` to `out`, noise with an empty
    issue. Without a text column all columns are guessed."""
    texts = usable_texts(file, text_column, id_column, None)
    created_at = {ticket.ticket_id: ticket.facts.created_at for ticket in texts.tickets}
    last = texts.tickets[-1].facts.created_at
    with open_workbench(WorkbenchSettings()) as bench:
        for _ in replay(ReplaySource(texts), bench, [last], created_at, progress):
            pass
        placed, issues = final_placements(bench), found_issues(bench, created_at)
    if out is not None:
        titles = {issue.issue_id: issue.title for issue in issues}
        rows = []
        for ticket in texts.tickets:
            issue_id = placed.get(ticket.ticket_id)
            rows.append((ticket.key, label_of(issue_id), titles[issue_id] if issue_id else ""))
        write_csv(out, ("id", "issue_id", "title"), rows)
    reasons = Counter(row.reason for row in texts.set_aside)
    return Clustering(
        file.name, len(texts.tickets), len(placed), tuple(issues), dict(reasons), texts.columns
    )


def clustering_words(found: Clustering) -> str:
    """What was done, in a line, without its end."""
    return (
        f"{found.n_texts} texts: {found.n_grouped} in {len(found.issues)} issues, "
        f"{found.n_texts - found.n_grouped} in none{reasons_words(found.set_aside)}."
    )


def found_issues(bench: Workbench, created_at: Mapping[TicketId, datetime]) -> list[FoundIssue]:
    """The issues a replay ended with, largest first."""
    moments: dict[IssueId, list[datetime]] = {}
    for ticket_id, issue_id in final_placements(bench).items():
        moments.setdefault(issue_id, []).append(created_at[ticket_id])
    issues = issues_of(bench)
    found = [
        FoundIssue(
            issue_id=issue_id,
            title=issues[issue_id].title,
            kind=issues[issue_id].kind,
            cohesion=issues[issue_id].cohesion,
            quotes=[exemplar.quote for exemplar in issues[issue_id].description.exemplars],
            created_at=sorted(of_issue),
        )
        for issue_id, of_issue in moments.items()
    ]
    return sorted(found, key=lambda issue: (-issue.n_tickets, issue.issue_id))


def usable_texts(
    file: Path,
    text_column: str | None,
    id_column: str | None,
    time_column: str | None,
    label_column: str | None = None,
) -> Texts:
    """The file's texts. Raises `InvalidInput` if none can be used."""
    texts = read_texts(file, text_column, id_column, time_column, label_column)
    if not texts.tickets:
        raise InvalidInput(f"{file} holds no usable row{_set_aside_words(texts)}.")
    return texts


def _set_aside_words(texts: Texts) -> str:
    return reasons_words(Counter(row.reason for row in texts.set_aside))


def reasons_words(reasons: Mapping[str, int]) -> str:
    """What was set aside and why, to end a sentence with; empty if nothing was."""
    if not reasons:
        return ""
    listed = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()))
    return f"; {sum(reasons.values())} rows set aside ({listed})"


def label_of(issue_id: IssueId | None) -> str:
    return "" if issue_id is None else issue_label(issue_id)


def write_csv(path: Path, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
