"""Replaying a file's history night by night: `feedback backtest`."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from feedback.adapters.files.texts import ReplaySource
from feedback.bootstrap.workbench import open_workbench
from feedback.domain.grouping.agreement import Agreement, agreement_of
from feedback.domain.grouping.backtest import (
    CHANGES,
    Backtest,
    BacktestNight,
    FoundSpike,
    nights_with_tickets,
)
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId
from feedback.domain.wording import count
from feedback.errors import InvalidInput
from feedback.ports import Progress
from feedback.replays import found_issues, label_of, reasons_words, usable_texts, write_csv
from feedback.settings import WorkbenchSettings
from feedback.steps.replay import (
    ReplayedNight,
    replay,
)

N_QUALITY_NIGHTS = 60
"""Quality against labels is measured on so many nights, spread evenly: it looks at all tickets."""


def backtest_file(
    file: Path,
    text_column: str,
    time_column: str,
    id_column: str | None,
    label_column: str | None,
    every: timedelta,
    out: Path,
    progress: Progress,
) -> Backtest:
    """Replay a file night by night.

    Writes to the folder `out`: `assignments.parquet` (night, id, issue_id of each ticket new or
    changed that night), `final.csv` (id, issue_id), `nights.csv` and `spikes.csv`. Returns what
    was seen, for the report.
    """
    texts = usable_texts(file, text_column, id_column, time_column, label_column)
    created_at = {ticket.ticket_id: ticket.facts.created_at for ticket in texts.tickets}
    keys = {ticket.ticket_id: ticket.key for ticket in texts.tickets}
    labels = {one: texts.labels[key] for one, key in keys.items() if key in texts.labels}
    if label_column and not labels:
        raise InvalidInput(f'{file}: the column "{label_column}" holds no label.')
    nights, n_skipped = nights_with_tickets(list(created_at.values()), every)
    if out.exists() and not out.is_dir():
        raise InvalidInput(f"--out {out} is a file. Name a folder to write to.")
    out.mkdir(parents=True, exist_ok=True)
    placed: dict[TicketId, IssueId | None] = {}
    assignments: list[tuple[datetime, str, str]] = []
    tested: list[BacktestNight] = []
    spikes: list[FoundSpike] = []
    quality_every = max(-(-len(nights) // N_QUALITY_NIGHTS), 1)
    with open_workbench(WorkbenchSettings()) as bench:
        for night in replay(ReplaySource(texts), bench, nights, created_at, progress):
            placed |= night.placed
            spikes += night.spikes
            assignments += [
                (night.as_of, keys[ticket_id], label_of(issue_id))
                for ticket_id, issue_id in sorted(night.placed.items())
            ]
            is_measured = night.as_of == nights[-1] or not (len(tested) + 1) % quality_every
            quality = _quality(labels, placed) if is_measured else None
            tested.append(_tested(night, placed, quality))
        issues = found_issues(bench, created_at)
    set_aside = Counter(row.reason for row in texts.set_aside)
    backtest = Backtest(
        file.name, every, tested, n_skipped, issues, spikes, set_aside, tested[-1].quality
    )
    _write_assignments(out / "assignments.parquet", assignments)
    final = [(ticket.key, label_of(placed.get(ticket.ticket_id))) for ticket in texts.tickets]
    write_csv(out / "final.csv", ("id", "issue_id"), final)
    _write_nights(out / "nights.csv", backtest)
    write_csv(
        out / "spikes.csv",
        ("night", "issue_id", "title", "n_last_day", "per_day_before"),
        [
            (one.as_of.isoformat(), label_of(one.issue_id), one.title, one.n_last_day,
             one.per_day_before)
            for one in spikes
        ],
    )  # fmt: skip
    return backtest


def backtest_words(backtest: Backtest, out: Path) -> str:
    """What a backtest saw, in a few lines for the terminal."""
    highest = max(night.churn for night in backtest.nights)
    skipped = f" ({backtest.n_nights_skipped} empty ones skipped)" * bool(backtest.n_nights_skipped)
    quality = backtest.quality
    lines = [
        f"{len(backtest.nights)} nights{skipped}, {backtest.n_tickets} tickets, "
        f"{backtest.nights[-1].n_issues} issues, {backtest.n_grouped} tickets in one, highest "
        f"churn {highest:.2%}, {count(len(backtest.spikes), 'spike')}"
        f"{reasons_words(backtest.set_aside)}."
    ]
    if quality:
        lines.append(
            f"Against the labels of {quality.n_tickets} tickets: ACC {quality.acc:.3f}, NMI "
            f"{quality.nmi:.3f}, ARI {quality.ari:.3f}, B-cubed precision "
            f"{quality.precision:.3f}, recall {quality.recall:.3f}, F {quality.f:.3f}."
        )
    return "\n".join((*lines, f"Wrote {out}; start with {out / 'report.html'}."))


def _tested(
    night: ReplayedNight, placed: Mapping[TicketId, IssueId | None], quality: Agreement | None
) -> BacktestNight:
    return BacktestNight(
        as_of=night.as_of,
        n_new=night.n_new,
        n_tickets=len(placed),
        n_waiting=sum(issue_id is None for issue_id in placed.values()),
        n_issues=night.n_issues,
        n_born=night.n_born,
        n_joined=night.n_joined,
        churn=night.churn,
        seconds=night.seconds,
        embed_seconds=night.embed_seconds,
        peak_mb=peak_memory_mb(),
        n_events=night.n_events,
        n_spikes=len(night.spikes),
        quality=quality,
    )


def _quality(
    labels: Mapping[TicketId, str], placed: Mapping[TicketId, IssueId | None]
) -> Agreement | None:
    known = [ticket_id for ticket_id in placed if ticket_id in labels]
    if not known:
        return None
    return agreement_of([labels[one] for one in known], [placed[one] for one in known])


def peak_memory_mb() -> float:
    """The highest memory of this process so far; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # not on Windows
        return 0.0
    # Linux counts in KiB, macOS in bytes.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _write_nights(path: Path, backtest: Backtest) -> None:
    header = (
        "night", "n_new", "n_issues", "n_born", "n_joined", "churn", "seconds", "embed_seconds",
        "n_waiting", "peak_mb", *(f"n_{kind}" for kind in CHANGES), "n_spikes",
        "acc", "nmi", "ari", "precision", "recall", "f",
    )  # fmt: skip
    rows = []
    for night in backtest.nights:
        q = night.quality
        figures = (q.acc, q.nmi, q.ari, q.precision, q.recall, q.f) if q else ()
        rows.append(
            (
                night.as_of.isoformat(), night.n_new, night.n_issues, night.n_born,
                night.n_joined, f"{night.churn:.6f}", f"{night.seconds:.3f}",
                f"{night.embed_seconds:.3f}", night.n_waiting, f"{night.peak_mb:.0f}",
                *(night.n_events.get(kind, 0) for kind in CHANGES), night.n_spikes,
                *((f"{one:.4f}" for one in figures) if q else [""] * 6),
            )
        )  # fmt: skip
    write_csv(path, header, rows)


def _write_assignments(path: Path, rows: Sequence[tuple[datetime, str, str]]) -> None:
    import pandas as pd

    pd.DataFrame(rows, columns=["night", "id", "issue_id"]).to_parquet(path, index=False)
