"""The backtest's report: one HTML file that needs nothing but itself."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from feedback.domain.grouping.backtest import CHANGES, Backtest, FoundIssue
from feedback.domain.issues.lineage import LineageKind
from feedback.web.plots import Plot, bar_plot, line_plot
from feedback.web.report import page_environment, write_page

N_ISSUES = 25
"""Issues shown one by one; `final.csv` has the rest."""
N_SPIKES = 60
N_COLUMNS = 60
"""Columns of an issue's timeline."""
BUSY_CHURN = 0.01
"""A night that moves more than this is counted."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """An issue with its tickets over the whole history, in equal spans."""

    issue: FoundIssue
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page's first lines say."""

    grouped_share: float
    churn_median: float
    churn_most: float
    n_busy_nights: int
    grouping_median: float
    """Seconds a night beyond embedding."""
    grouping_most: float
    peak_mb: float


def write_backtest(backtest: Backtest, path: Path) -> None:
    """Write the page; the file is replaced whole or not at all."""
    write_page(render_backtest(backtest), path)


def render_backtest(backtest: Backtest) -> str:
    """The page. The same backtest always gives the same bytes."""
    return (
        page_environment()
        .get_template("backtest.html")
        .render(
            backtest=backtest,
            figures=figures_of(backtest),
            plots=plots_of(backtest),
            issues=timelines_of(backtest),
            spikes=sorted(backtest.spikes, key=lambda spike: -spike.n_last_day)[:N_SPIKES],
            busy_churn=BUSY_CHURN,
        )
    )


def figures_of(backtest: Backtest) -> Figures:
    nights = backtest.nights
    churns = [night.churn for night in nights]
    beyond = [night.seconds - night.embed_seconds for night in nights]
    return Figures(
        grouped_share=backtest.n_grouped / backtest.n_tickets,
        churn_median=median(churns),
        churn_most=max(churns),
        n_busy_nights=sum(churn > BUSY_CHURN for churn in churns),
        grouping_median=median(beyond),
        grouping_most=max(beyond),
        peak_mb=nights[-1].peak_mb,
    )


def plots_of(backtest: Backtest) -> list[Plot]:
    """The charts, most important first."""
    nights = backtest.nights
    dates = [night.as_of for night in nights]
    plots = [
        bar_plot(
            "Tickets a night", "New tickets.", dates, [night.n_new for night in nights], sum, _whole
        ),
        line_plot(
            "Issues", "Alive after each night.", dates,
            {"issues": [night.n_issues for night in nights]}, _whole,
        ),
        bar_plot(
            "Churn", "Share of the tickets already grouped that changed issue.", dates,
            [night.churn for night in nights], max, _percent,
        ),
        bar_plot(
            "Tickets that wait", "Share of all tickets so far that are in no issue.", dates,
            [night.n_waiting / max(night.n_tickets, 1) for night in nights], max, _percent,
        ),
        bar_plot(
            "Changes", "Issues that emerged, split, were absorbed, revived or took tickets over.",
            dates, [_n_changes(night.n_events) for night in nights], sum, _whole,
        ),
        bar_plot(
            "Seconds a night", "Reading, masking, grouping and describing; without embedding.",
            dates, [night.seconds - night.embed_seconds for night in nights], max, _seconds,
        ),
        line_plot(
            "Memory", "Highest so far, in MB; model included.", dates,
            {"peak": [night.peak_mb for night in nights]}, _whole,
        ),
    ]  # fmt: skip
    if backtest.quality:
        qualities = [night.quality for night in nights]
        series = {
            "B-cubed F": [q.f if q else None for q in qualities],
            "precision": [q.precision if q else None for q in qualities],
            "recall": [q.recall if q else None for q in qualities],
            "ARI": [q.ari if q else None for q in qualities],
        }
        note = "Against the labels, over all tickets so far."
        plots.insert(0, line_plot("Quality", note, dates, series, _hundredths, top=1.0))
    return plots


def timelines_of(backtest: Backtest) -> list[Timeline]:
    """The largest issues, each over the same spans of the nights that were replayed."""
    ends = [night.as_of for night in backtest.nights]
    n_columns = min(N_COLUMNS, len(ends))
    bounds = [round((column + 1) * len(ends) / n_columns) - 1 for column in range(n_columns)]
    edges = [ends[0] - backtest.every, *(ends[bound] for bound in bounds)]
    timelines = []
    for issue in backtest.issues[:N_ISSUES]:
        counts = [bisect_right(issue.created_at, edge) for edge in edges[1:]]
        starts = [bisect_left(issue.created_at, edges[0]), *counts[:-1]]
        columns = tuple(after - before for before, after in zip(starts, counts, strict=True))
        timelines.append(Timeline(issue, columns))
    return timelines


def _n_changes(n_events: Mapping[LineageKind, int]) -> int:
    return sum(n_events.get(kind, 0) for kind in CHANGES)


def _whole(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:g}"


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"


def _seconds(value: float) -> str:
    return f"{value:.3g} s"


def _hundredths(value: float) -> str:
    return f"{value:.2g}" if value else "0"
