"""The story of a night, a line for each step."""

from collections.abc import Mapping
from typing import Any

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from feedback.display import moment
from feedback.domain.night import Night, NightStatus
from feedback.domain.wording import count
from feedback.terminal.console import err, out
from feedback.terminal.work_items import (
    adopt_words,
    dispatch_words,
    publish_words,
    read_back_words,
)

_HAPPENED = {
    "n_spikes": "spiking",
    "n_spikes_over": "no longer spiking",
    "n_regressed": "regressed after a release",
    "n_fixed": "fixed",
}
_STEP_WIDTH = 17
_N_DOMAINS = 3
"""Named of those that requesters without a customer write from."""


def show_night(night: Night) -> None:
    """What a night did, in a few lines; its faults go to stderr."""
    out.print(f"[bold]Night of {moment(night.as_of)}[/]: {night.status}")
    # A grid, so that long words go on under themselves.
    steps = Table.grid()
    steps.add_column(min_width=_STEP_WIDTH, no_wrap=True)
    for step, summary in night.steps.items():
        words = _step_words(step, summary)
        if words:
            steps.add_row(escape(step), escape(words))
    out.print(Padding(steps, (0, 0, 0, 2)))
    for fault in night.faults:
        err.print(f"[red]{escape(fault.step)}[/]: {escape(fault.message)}")
    if night.status is NightStatus.PARTIAL:
        err.print("The night is partial. Run it again with the same --as-of for the missing part.")


def unresolved_words(n: int, summary: Mapping[str, Any]) -> str:
    """How many tickets have no known customer, and the domains most of them come from."""
    domains = list(summary.get("unresolved_domains", {}).items())[:_N_DOMAINS]
    listed = ", ".join(f"{domain} {n_from}" for domain, n_from in domains)
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
                f"{summary['n_joined']} joined an issue, {count(summary['n_born'], 'issue')} "
                f"emerged from {count(summary['n_in_new_issues'], 'ticket')}, "
                f"{summary['n_waiting']} wait{moved}"
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
    words = (
        f"{count(summary['n_revisions'], 'plan revision')}, "
        f"{count(summary['n_planned'], 'message')} to send"
    )
    more = []
    if n := summary.get("n_plans_overdue"):
        more.append(f"{n} {'plan' if n == 1 else 'plans'} overdue")
    if n := summary.get("n_tickets_without_reader"):
        more.append(f"{n} open {'ticket' if n == 1 else 'tickets'} nobody hears about")
    if summary.get("contradictory_plans"):
        more.append(f"plans that differ: {', '.join(summary['contradictory_plans'])}")
    return ", ".join([words, *more])
