"""One issue, people's decisions, themes and a regrouping, for a person at a terminal."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from feedback.domain.grouping.regrouping.report import RegroupReport
from feedback.domain.impact.impact import usd_sum
from feedback.domain.impact.measure_words import WITHOUT_MONEY
from feedback.domain.wording import count, day
from feedback.queries.issues.decisions import DecisionRow
from feedback.queries.issues.issue import IssueInFull, RankingOfIssue, TicketRow
from feedback.queries.issues.themes import ThemeRow
from feedback.terminal.as_json.issues import event_figures
from feedback.terminal.console import out
from feedback.terminal.hints import hint

_N_RECEIPT_LINES = 8
_N_EVENTS = 8
_N_FATES = 25


def show_issue(issue: IssueInFull, n_tickets: int) -> None:
    if issue.asked_for != issue.id:
        out.print(f"[dim]{issue.asked_for} was absorbed: its tickets are in {issue.id}.[/]")
    out.print(f"[bold]{issue.id}  {escape(issue.title)}[/]")
    kind = "set by a person" if issue.kind_by_hand else f"{issue.kind_confidence:.0%} confidence"
    facts = [f"{issue.kind} ({kind})", issue.state, f"since {day(issue.emerged_at)}"]
    facts += [issue.jira_key] if issue.jira_key else []
    facts += ["[yellow]muted[/]"] if issue.is_muted else []
    out.print(f"  {', '.join(facts)}")
    if issue.theme:
        out.print(f"  [dim]theme: {escape(issue.theme)}[/]")
    _show_receipt(issue.ranking)
    if issue.quotes:
        out.print("\n[bold]What customers say[/]")
        for quote in issue.quotes:
            out.print(f"  “{escape(quote.quote)}”  [dim]{escape(quote.ticket)}[/]")
    _show_tickets(issue.tickets, n_tickets)
    if issue.events:
        out.print("\n[bold]What happened[/]")
        for event in issue.events[-_N_EVENTS:]:
            detail = ", ".join(
                f"{name.replace('n_', '')} {value}"
                for name, value in event_figures(event.detail).items()
                if value != ""
            )
            out.print(f"  {day(event.as_of)}  {event.kind}  [dim]{escape(detail)}[/]")
    if issue.decisions:
        out.print("\n[bold]Decisions[/]")
        show_decisions(issue.decisions)


def _show_receipt(ranking: RankingOfIssue | None) -> None:
    if ranking is None:
        out.print("  [dim]not ranked yet[/]")
        return
    if ranking.impact_usd is None:
        _show_customers(ranking)
        return
    out.print(
        f"  rank {ranking.rank}, {ranking.priority}: ${ranking.impact_usd:,.2f} a year at risk "
        f"(between ${ranking.low_usd:,.0f} and ${ranking.high_usd:,.0f})"
    )
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 2))
    table.add_column("customer", no_wrap=True, overflow="ellipsis", min_width=20)
    for name in ("value", "× weight", "× exposure", "= at risk"):
        table.add_column(name, justify="right", no_wrap=True, min_width=10)
    table.add_column("why", no_wrap=True, overflow="ellipsis")
    lines = ranking.receipt
    for line in lines[:_N_RECEIPT_LINES]:
        table.add_row(
            escape(line.customer_name),
            f"{line.value_usd:,.0f}",
            str(line.weight),
            str(line.exposure),
            f"{line.contribution_usd:,.2f}",
            escape(", ".join(line.why)),
        )
    rest = usd_sum(line.contribution_usd for line in lines[_N_RECEIPT_LINES:])
    if len(lines) > _N_RECEIPT_LINES:
        more = f"{len(lines) - _N_RECEIPT_LINES} more"
        table.add_row(more, "", "", "", f"{rest:,.2f}", "", style="dim")
    out.print(table)


def _show_customers(ranking: RankingOfIssue) -> None:
    """The receipt of a night without money."""
    customers = count(ranking.n_customers, "customer")
    tickets = count(ranking.n_tickets, "ticket")
    out.print(f"  rank {ranking.rank}, {ranking.priority}: {customers}, {tickets}")
    out.print(f"  [dim]{escape(WITHOUT_MONEY)}[/]")
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 2))
    table.add_column("customer", no_wrap=True, overflow="ellipsis", min_width=20)
    table.add_column("segment", no_wrap=True, overflow="ellipsis")
    table.add_column("tickets", justify="right", no_wrap=True)
    table.add_column("why", no_wrap=True, overflow="ellipsis")
    lines = ranking.receipt
    for line in lines[:_N_RECEIPT_LINES]:
        table.add_row(
            escape(line.customer_name),
            escape(line.segment),
            str(line.n_tickets),
            escape(", ".join(line.why)),
        )
    rest = lines[_N_RECEIPT_LINES:]
    if rest:
        n_tickets = sum(line.n_tickets for line in rest)
        table.add_row(f"{len(rest)} more", "", str(n_tickets), "", style="dim")
    out.print(table)


def _show_tickets(tickets: Sequence[TicketRow], n_tickets: int) -> None:
    out.print(f"\n[bold]Tickets[/] ({len(tickets)})")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 2))
    shown = tickets[:n_tickets]
    table.add_column(no_wrap=True, min_width=max((len(ticket.id) for ticket in shown), default=0))
    table.add_column(no_wrap=True, min_width=11)
    table.add_column(no_wrap=True, min_width=7)
    table.add_column(overflow="ellipsis", no_wrap=True)
    for ticket in shown:
        table.add_row(
            escape(ticket.id),
            day(ticket.created_at),
            ticket.status,
            escape(ticket.subject),
        )
    out.print(table)
    if len(tickets) > n_tickets:
        out.print(f"  [dim]… and {len(tickets) - n_tickets} more: --tickets {len(tickets)}[/]")


def show_decisions(rows: Sequence[DecisionRow]) -> None:
    if not rows:
        out.print("No decisions yet.")
    for row in rows:
        undone = ""
        if row.undone_by and row.undone_at:
            undone = (
                f" [yellow](undone by {escape(row.undone_by)}, {day(row.undone_at)}: "
                f"{escape(row.undone_why or '')})[/]"
            )
        out.print(
            f"  {row.decision:>3}  {day(row.at)}  {escape(row.words)} "
            f"[dim]{escape(row.by)}: {escape(row.why)}[/]{undone}"
        )


def show_themes(rows: Sequence[ThemeRow]) -> None:
    if not rows:
        out.print("No themes yet. The next night finds them.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    has_money = rows[0].impact_usd is not None
    size = "$ a year" if has_money else "customers"
    for name, justify in (("theme", "left"), (size, "right"), ("issues", "right")):
        table.add_column(name, justify="right" if justify == "right" else "left", no_wrap=True)
    table.add_column("tickets", justify="right", no_wrap=True)
    table.add_column("title")
    table.add_column("largest issues")
    for row in rows:
        table.add_row(
            row.id,
            f"{row.n_customers if row.impact_usd is None else row.impact_usd:,.0f}",
            str(row.n_issues),
            str(row.n_tickets),
            escape(row.title),
            escape("; ".join(f"{issue.id} {issue.title}" for issue in row.issues[:3])),
        )
    out.print(table)


def show_regrouping(report: RegroupReport, *, preview: bool) -> None:
    would = "would be" if preview else "were"
    if report.model_before != report.model_after:
        out.print(f"Model: {escape(report.model_before)} → {escape(report.model_after)}")
    out.print(
        f"[bold]{report.churn:.1%}[/] of {report.n_tickets:,} tickets {would} in another issue; "
        f"{report.n_issues_before} issues → {report.n_issues_after}, {report.n_born} of them new."
    )
    out.print(
        f"Cohesion, mean over issues: {report.cohesion_before:.2f} → {report.cohesion_after:.2f}"
        + (
            " [dim](different models: not comparable)[/]"
            if report.model_before != report.model_after
            else ""
        )
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("issue", no_wrap=True)
    table.add_column("work item", no_wrap=True)
    table.add_column("keeps", justify="right", no_wrap=True)
    table.add_column("then has", justify="right", no_wrap=True)
    table.add_column("other tickets go to")
    table.add_column("title")
    for fate in report.fates[:_N_FATES]:
        gone = [f"{label} ({n})" for label, n in list(fate.gone_to.items())[:3]]
        if len(fate.gone_to) > 3:
            gone.append(f"{len(fate.gone_to) - 3} more")
        table.add_row(
            fate.label,
            fate.jira_key or "",
            f"{fate.n_kept} of {fate.n_before}",
            "[red]absorbed[/]" if fate.ends else str(fate.n_after),
            ", ".join(gone),
            escape(fate.title),
        )
    if report.fates:
        out.print(table)
    if len(report.fates) > _N_FATES:
        out.print(f"[dim]… and {len(report.fates) - _N_FATES} more: --json[/]")
    if preview:
        out.print(f"\nNothing was changed. To regroup: `{hint('feedback regroup')}`.")
    else:
        out.print("\nDone. The next night updates the ranking and the work items.")
