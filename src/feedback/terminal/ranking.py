"""The ranked issues as a table."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from feedback.domain.impact.measure_words import WITHOUT_MONEY
from feedback.queries.issues.issues import RankedRow
from feedback.terminal.console import out
from feedback.terminal.hints import hint

_PRIORITY_STYLE = {"Highest": "bold red", "High": "red", "Medium": "yellow", "Low": "dim"}
_TREND_STYLE = {"rising": "red", "falling": "green", "new": "yellow"}
_N_SPARK = 8
"""Weeks shown: the four of the trend and the four before."""
_WIDE = 100
"""Columns of the terminal; on a narrower one the titles need the room."""


def show_issues(rows: Sequence[RankedRow], limit: int | None = None) -> None:
    """The ranked issues as a table."""
    if not rows:
        out.print("No issues yet. They appear when enough tickets tell of the same problem.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right", style="dim", no_wrap=True, min_width=2)
    table.add_column("issue", no_wrap=True, min_width=6)
    has_money = rows[0].impact_usd is not None
    if has_money:
        table.add_column("$ a year", justify="right", no_wrap=True, min_width=9)
    table.add_column("cust", justify="right", no_wrap=True, min_width=4)
    table.add_column("tick", justify="right", no_wrap=True, min_width=4)
    table.add_column("priority", no_wrap=True, min_width=8)
    table.add_column("work item", no_wrap=True, min_width=9)
    has_room = out.width >= _WIDE
    if has_room:
        table.add_column("8 weeks", no_wrap=True, min_width=_N_SPARK + 8)
    table.add_column("title", min_width=20)  # the only one that may wrap
    for place, row in enumerate(rows[:limit], start=1):
        table.add_row(
            str(place),
            row.id,
            *([] if row.impact_usd is None else [f"{row.impact_usd:,.0f}"]),
            str(row.n_customers),
            str(row.n_tickets),
            f"[{_PRIORITY_STYLE.get(row.priority, 'default')}]{row.priority}[/]",
            row.jira_key or "",
            *([_happening(row)] if has_room else []),
            escape(row.title),
        )
    out.print(table)
    if not has_money:
        out.print(f"[dim]{escape(WITHOUT_MONEY)}[/]")
    if limit is not None and len(rows) > limit:
        out.print(f"[dim]… and {len(rows) - limit} more: {hint('feedback issues')}[/]")


def _happening(row: RankedRow) -> str:
    """Eight weeks of tickets as bars, and one word: `▁▁▁▂▁▃▅█ rising`."""
    bars = spark(row.activity.tickets_per_week[-_N_SPARK:])
    if row.spiking_since:
        return f"{bars} [bold red]spiking[/]"
    style = _TREND_STYLE.get(row.activity.trend, "dim")
    return f"{bars} [{style}]{row.activity.trend}[/]"


def spark(values: Sequence[int]) -> str:
    """One bar per value, scaled to the largest but never to fewer than four; the lowest is 0."""
    top = max(*values, 4)
    return "".join("▁" if n == 0 else "▂▃▄▅▆▇█"[(7 * n - 1) // top] for n in values)
