"""What people see in the terminal: tables, progress, the story of a night."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from feedback.domain.night import Night, NightStatus
from feedback.ports import Progress as ProgressPort
from feedback.terminal_work_items import (
    adopt_words,
    dispatch_words,
    publish_words,
    read_back_words,
)

out = Console()
err = Console(stderr=True)

_PRIORITY_STYLE = {"Highest": "bold red", "High": "red", "Medium": "yellow", "Low": "dim"}
_TREND_STYLE = {"rising": "red", "falling": "green", "new": "yellow"}
_HAPPENED = {
    "n_spikes": "spiking",
    "n_spikes_over": "no longer spiking",
    "n_regressed": "regressed after a release",
    "n_fixed": "fixed",
}
_N_SPARK = 8
"""Weeks shown: the four of the trend and the four before."""
_N_DOMAINS = 3
"""Named of those that requesters without a customer write from."""
_WIDE = 100
"""Columns of the terminal; on a narrower one the titles need the room."""


@contextmanager
def progress_bars() -> Iterator[ProgressPort]:
    """A `Progress` shown as bars on stderr while the block runs; quiet where nobody looks."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def show(what: str, n_done: int, n_total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=n_total)
        bars.update(tasks[what], completed=n_done, total=n_total)
        if n_total is not None and n_done >= n_total:
            bars.remove_task(tasks.pop(what))

    with bars:
        yield show


def show_issues(rows: Sequence[Mapping[str, Any]], limit: int | None = None) -> None:
    """The ranked issues as a table."""
    if not rows:
        out.print("No issues yet. They appear when enough tickets tell of the same problem.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right", style="dim", no_wrap=True, min_width=2)
    table.add_column("issue", no_wrap=True, min_width=6)
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
            row["id"],
            f"{row['impact_usd']:,.0f}",
            str(row["n_customers"]),
            str(row["n_tickets"]),
            f"[{_PRIORITY_STYLE.get(row['priority'], 'default')}]{row['priority']}[/]",
            row["jira_key"] or "",
            *([_happening(row)] if has_room else []),
            escape(row["title"]),
        )
    out.print(table)
    if limit is not None and len(rows) > limit:
        out.print(f"[dim]… and {len(rows) - limit} more: feedback issues[/]")


def _happening(row: Mapping[str, Any]) -> str:
    """Eight weeks of tickets as bars, and one word: `▁▁▁▂▁▃▅█ rising`."""
    bars = spark(row["tickets_per_week"][-_N_SPARK:])
    if row["spiking_since"]:
        return f"{bars} [bold red]spiking[/]"
    style = _TREND_STYLE.get(row["trend"], "dim")
    return f"{bars} [{style}]{row['trend']}[/]"


def spark(values: Sequence[int]) -> str:
    """One bar per value, scaled to the largest but never to fewer than four; the lowest is 0."""
    top = max(*values, 4)
    return "".join("▁" if n == 0 else "▂▃▄▅▆▇█"[(7 * n - 1) // top] for n in values)


def show_night(night: Night) -> None:
    """What a night did, in a few lines; its faults go to stderr."""
    out.print(f"[bold]Night of {moment(night.as_of)}[/]: {night.status}")
    for step, summary in night.steps.items():
        words = _step_words(step, summary)
        if words:
            out.print(f"  {step:<16} {escape(words)}")
    for fault in night.faults:
        err.print(f"[red]{escape(fault.step)}[/]: {escape(fault.message)}")
    if night.status is NightStatus.PARTIAL:
        err.print("The night is partial. Run it again with the same --as-of for the missing part.")


def unresolved_words(n: int, summary: Mapping[str, Any]) -> str:
    """How many tickets have no known customer, and the domains most of them come from."""
    domains = list(summary.get("unresolved_domains", {}).items())[:_N_DOMAINS]
    listed = ", ".join(f"{domain} {count}" for domain, count in domains)
    return f"{n} without a known customer" + (f" ({listed})" if listed else "")


def show_pull(source: str, summary: Mapping[str, Any]) -> None:
    """What a backfill took in."""
    resumed = " (went on where it was stopped)" if summary["resumed"] else ""
    out.print(f"{source}{resumed}: {escape(_step_words('pull ', summary))}.")
    out.print(f"{summary['n_repeated']} were stored already. The next night groups what is new.")


def _step_words(step: str, summary: Mapping[str, Any]) -> str:
    if step.startswith("pull "):
        words = f"{summary['n_new']} new tickets, {summary['n_changed']} changed"
        if summary.get("n_gone"):
            words += f", {summary['n_gone']} deleted at their source"
        masked = sum(summary["masked"].values())
        if masked:
            words += f"; {masked} pieces of personal data masked"
        if summary["n_set_aside"]:
            reasons = ", ".join(f"{n} {reason}" for reason, n in summary["set_aside"].items())
            words += f"; {summary['n_set_aside']} rows set aside ({reasons})"
        if automatic := summary.get("automatic"):
            kinds = ", ".join(f"{n} {kind}" for kind, n in automatic.items())
            words += f"; {sum(automatic.values())} that no person wrote ({kinds})"
        if summary["n_unresolved"]:
            words += f"; {unresolved_words(summary['n_unresolved'], summary)}"
        if summary["n_later"]:
            words += f"; {summary['n_later']} dated later, left for their night"
        return words
    if step.startswith("reconcile "):
        counted, stored = sum(summary["counted"].values()), sum(summary["stored"].values())
        return f"{stored} tickets opened since {summary['since'][:10]}, the source counts {counted}"
    match step:
        case "customers":
            reasons = ", ".join(f"{n} {reason}" for reason, n in summary["set_aside"].items())
            return f"{summary['n_customers']} customers; left out: {reasons}"
        case "retain":
            return f"{summary['n_tickets']} tickets were too old and taken out"
        case "group":
            moved = f"; {summary['n_moved']} changed issue" if summary["n_moved"] else ""
            if summary["churn"]:
                moved += f" ({summary['churn']:.1%})"
            words = (
                f"{summary['n_joined']} joined an issue, {summary['n_born']} issues emerged from "
                f"{summary['n_in_new_issues']} tickets, {summary['n_waiting']} wait{moved}"
            )
            if n_echoes := summary.get("n_echoes", 0):
                words += f"; {n_echoes} only repeat a ticket of the same requester"
            return words
        case "titles":
            refused = f", {summary['n_refused']} refused" if summary["n_refused"] else ""
            fault = f"; {summary['fault']}" if summary["fault"] else ""
            return f"{summary['n_written']} titles written{refused}{fault}"
        case "rank":
            happened = "".join(
                f", {summary[name]} {words}"
                for name, words in _HAPPENED.items()
                if summary.get(name)
            )
            return (
                f"{summary['n_issues']} issues, ${float(summary['impact_usd']):,.0f} a year at "
                f"risk{happened}"
            )
        case "publish":
            if summary.get("stopped"):
                return "stopped"
            return publish_words(summary)
        case "read back":
            return read_back_words(summary)
        case "adopt":
            return adopt_words(summary)
        case "dispatch":
            return dispatch_words(summary)
        case "advise":
            return _advise_words(summary)
    return ""


def _advise_words(summary: Mapping[str, Any]) -> str:
    words = f"{summary['n_revisions']} plan revisions, {summary['n_planned']} messages to send"
    more = []
    if n := summary.get("n_plans_overdue"):
        more.append(f"{n} {'plan' if n == 1 else 'plans'} overdue")
    if n := summary.get("n_tickets_without_reader"):
        more.append(f"{n} open {'ticket' if n == 1 else 'tickets'} nobody hears about")
    if summary.get("contradictory_plans"):
        more.append(f"plans that differ: {', '.join(summary['contradictory_plans'])}")
    return ", ".join([words, *more])


def moment(value: datetime) -> str:
    return f"{value:%-d %b %Y, %H:%M} UTC"


def day(moment: str) -> str:
    """`9 Mar 2026` of an ISO time."""
    return f"{datetime.fromisoformat(moment):%-d %b %Y}"
