"""What people see of customers to tell and of timeliness."""

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from feedback import display
from feedback.domain.plans.messages.escalation_words import not_current_words
from feedback.domain.plans.timeliness import STAGES, Span
from feedback.domain.wording import count
from feedback.queries.plans.telling import IssueToTell
from feedback.queries.plans.timeliness import Timeliness
from feedback.terminal.console import out


def show_customers_to_tell(found: Sequence[IssueToTell]) -> None:
    """By issue: what to say, and to whom."""
    if not found:
        out.print("No customers to tell: all of them know where the plans stand.")
    for issue in found:
        to_tell = f"{count(len(issue.tickets), 'ticket')} to tell, {issue.n_told:,} told"
        out.print(f"\n[bold]{issue.label}[/] {escape(issue.title)}: {to_tell}")
        out.print(f"  “{escape(issue.say)}”")
        table = Table(box=None, pad_edge=False, header_style="dim")
        for name in ("ticket", "customer", "segment", "held by"):
            table.add_column(name)
        for ticket in issue.tickets:
            cells = (ticket.ticket_id, ticket.customer, ticket.segment, ticket.reader or "nobody")
            table.add_row(*map(escape, cells))
        out.print(table)


def show_timeliness(found: Timeliness) -> None:
    """Medians and 90th percentiles, then what has no plan anybody can rely on."""
    if found.as_of is None:
        out.print("No night has run yet.")
        return
    out.print("Median / 90th percentile of what each stage took")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for stage in STAGES:
        table.add_column(display.stage(stage), justify="right")
    _row(table, "all", found.overall)
    for name, of in found.by_segment.items():
        _row(table, name, of)
    for name, of in found.by_supplier.items():
        _row(table, name, of)
    out.print(table)
    share = found.open_impact.share
    if share is not None:
        out.print(
            f"\n{share:.0%} of the ${found.open_impact.impact_usd:,.0f} a year that open tickets "
            "put at risk has a plan that is current."
        )
    for stale in found.stale_plans:
        out.print(
            f"[bold]{stale.label}[/] {escape(stale.title)}: {escape(not_current_words(stale.why))}"
        )
    for owed in found.owed_plans:
        out.print(
            f"[bold]{owed.label}[/] {escape(owed.title)}: no fix plan for {owed.segment} customers,"
            f" owed since {owed.since:%Y-%m-%d}, due {owed.due_at:%Y-%m-%d %H:%M} UTC, escalated "
            f"{'once' if owed.n_steps == 1 else f'{owed.n_steps} times'}"
        )


def _row(table: Table, name: str, of: Mapping[str, Span | None]) -> None:
    table.add_row(escape(name), *(display.span(of[stage]) for stage in STAGES))
