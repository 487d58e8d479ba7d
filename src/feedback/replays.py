"""Grouping a file once: `feedback cluster`."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from feedback.adapters.files.texts import ReplaySource, Texts, read_texts
from feedback.bootstrap.workbench import open_workbench
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.errors import InvalidInput
from feedback.ports import Progress
from feedback.settings import WorkbenchSettings
from feedback.steps.replay import final_placements, issues_of, replay


def cluster_file(
    file: Path, text_column: str, id_column: str | None, out: Path, progress: Progress
) -> str:
    """Group a file's texts in one night; writes `id,issue_id,title`, noise with an empty issue.

    Returns what was done, in words.
    """
    texts = usable_texts(file, text_column, id_column, None)
    created_at = {ticket.ticket_id: ticket.facts.created_at for ticket in texts.tickets}
    last = texts.tickets[-1].facts.created_at
    with open_workbench(WorkbenchSettings()) as bench:
        for _ in replay(ReplaySource(texts), bench, [last], created_at, progress):
            pass
        placed, issues = final_placements(bench), issues_of(bench)
    titles = {issue_id: issue.title for issue_id, issue in issues.items()}
    rows = []
    for ticket in texts.tickets:
        issue_id = placed.get(ticket.ticket_id)
        rows.append((ticket.key, label_of(issue_id), titles[issue_id] if issue_id else ""))
    write_csv(out, ("id", "issue_id", "title"), rows)
    return (
        f"{len(rows)} texts: {len(placed)} in {len(issues)} issues, "
        f"{len(rows) - len(placed)} in none{_set_aside_words(texts)}. Wrote {out}."
    )


def usable_texts(
    file: Path,
    text_column: str,
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
