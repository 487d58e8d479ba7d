"""Grouping files: `feedback cluster` and `feedback backtest`."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from feedback.adapters.files.texts import ReplaySource, Texts, read_texts
from feedback.bootstrap import open_workbench
from feedback.domain.issue import IssueId, issue_label
from feedback.domain.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Progress
from feedback.settings import WorkbenchSettings
from feedback.steps.replay import (
    ReplayedNight,
    final_placements,
    issues_of,
    nights_between,
    replay,
)


def cluster_file(
    file: Path, text_column: str, id_column: str | None, out: Path, progress: Progress
) -> str:
    """Group a file's texts in one night; writes `id,issue_id,title`, noise with an empty issue.

    Returns what was done, in words.
    """
    texts = _texts(file, text_column, id_column, None)
    last = texts.tickets[-1].facts.created_at
    with open_workbench(WorkbenchSettings()) as bench:
        for _ in replay(ReplaySource(texts), bench, [last], progress):
            pass
        placed, issues = final_placements(bench), issues_of(bench)
    titles = {issue_id: issue.title for issue_id, issue in issues.items()}
    rows = []
    for ticket in texts.tickets:
        issue_id = placed.get(ticket.ticket_id)
        rows.append((ticket.key, _label(issue_id), titles[issue_id] if issue_id else ""))
    _write_csv(out, ("id", "issue_id", "title"), rows)
    return (
        f"{len(rows)} texts: {len(placed)} in {len(issues)} issues, "
        f"{len(rows) - len(placed)} in none{_set_aside_words(texts)}. Wrote {out}."
    )


def backtest_file(
    file: Path,
    text_column: str,
    time_column: str,
    id_column: str | None,
    every: timedelta,
    out: Path,
    progress: Progress,
) -> str:
    """Replay a file night by night.

    Writes to the folder `out`: `assignments.parquet` (night, id, issue_id of each ticket new or
    changed that night), `final.csv` (id, issue_id) and `nights.csv`. Returns what was seen.
    """
    texts = _texts(file, text_column, id_column, time_column)
    moments = [ticket.facts.created_at for ticket in texts.tickets]
    nights = nights_between(moments[0], moments[-1], every)
    keys = {ticket.ticket_id: ticket.key for ticket in texts.tickets}
    out.mkdir(parents=True, exist_ok=True)
    with open_workbench(WorkbenchSettings()) as bench:
        replayed = list(replay(ReplaySource(texts), bench, nights, progress))
        placed = final_placements(bench)
    _write_assignments(out / "assignments.parquet", replayed, keys)
    _write_csv(
        out / "final.csv",
        ("id", "issue_id"),
        [(t.key, _label(placed.get(t.ticket_id))) for t in texts.tickets],
    )
    _write_csv(
        out / "nights.csv",
        ("night", "n_new", "n_issues", "n_born", "n_joined", "churn", "seconds", "embed_seconds"),
        [
            (
                night.as_of.isoformat(), night.n_new, night.n_issues, night.n_born,
                night.n_joined, f"{night.churn:.6f}", f"{night.seconds:.3f}",
                f"{night.embed_seconds:.3f}",
            )
            for night in replayed
        ],
    )  # fmt: skip
    return (
        f"{len(replayed)} nights, {len(keys)} tickets, {replayed[-1].n_issues} issues, "
        f"{len(placed)} tickets in one, highest churn {max(n.churn for n in replayed):.2%}"
        f"{_set_aside_words(texts)}. Wrote {out}."
    )


def _texts(file: Path, text_column: str, id_column: str | None, time_column: str | None) -> Texts:
    texts = read_texts(file, text_column, id_column, time_column)
    if not texts.tickets:
        raise InvalidInput(f"{file} holds no usable row{_set_aside_words(texts)}.")
    return texts


def _set_aside_words(texts: Texts) -> str:
    reasons = Counter(row.reason for row in texts.set_aside)
    if not reasons:
        return ""
    listed = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()))
    return f"; {reasons.total()} rows set aside ({listed})"


def _label(issue_id: IssueId | None) -> str:
    return "" if issue_id is None else issue_label(issue_id)


def _write_csv(path: Path, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _write_assignments(
    path: Path, replayed: list[ReplayedNight], keys: dict[TicketId, str]
) -> None:
    import pandas as pd

    rows = [
        (night.as_of, keys[ticket_id], _label(issue_id))
        for night in replayed
        for ticket_id, issue_id in sorted(night.placed.items())
    ]
    pd.DataFrame(rows, columns=["night", "id", "issue_id"]).to_parquet(path, index=False)
