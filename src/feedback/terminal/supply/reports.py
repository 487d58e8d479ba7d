"""Reports of the supply chain, for a person at a terminal."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.table import Table

from feedback.domain.supply.agreements.quantity import Unit, show_amount
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.reports.channel_use import channel_words
from feedback.domain.supply.reports.mismatch import mismatch_words
from feedback.domain.supply.reports.pack import Pack, became_words, pack_words
from feedback.domain.supply.reports.portfolio import PortfolioCell, portfolio_words
from feedback.domain.supply.reports.scorecard import Scorecard
from feedback.domain.supply.reports.scorecard_words import (
    figure_words,
    reference_words,
    scorecard_words,
)
from feedback.domain.supply.reports.what_if import WhatIf, estimate_words
from feedback.domain.wording import count
from feedback.queries.supply.scorecards import MismatchReport, unknown_groups
from feedback.queries.supply.support_facts import SupportFacts
from feedback.terminal.console import out

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

N_ROWS = 15


def show_rows(rows: "Sequence[DataclassInstance]") -> None:
    """The tickets behind a figure: all of them, tab-separated."""
    if not rows:
        typer.echo("No ticket counts for this figure.")
        return
    names = [field.name for field in fields(rows[0])]
    typer.echo("\t".join(names))
    for row in rows:
        typer.echo("\t".join(_cell(getattr(row, name)) for name in names))
    typer.echo(f"{count(len(rows), 'row')}.")


def show_scorecards(cards: Sequence[Scorecard], facts: SupportFacts) -> None:
    for card in cards:
        out.print(f"\n[bold]{escape(card.terms.name)}[/], {card.month}: {card.n_tickets} tickets")
        for sentence in scorecard_words(card):
            out.print(f"  {escape(sentence)}")
        table = table_of("", "metric", "month", "before", "to date", "others", "usual", "fair")
        for line in card.lines:
            unit = line.metric.unit
            adjusted = line.adjusted or line.adjusted_to_date
            table.add_row(
                "",
                line.metric.title,
                figure_words(line.now, unit),
                figure_words(line.before, unit),
                figure_words(line.to_date, unit),
                figure_words(line.peers, unit),
                show_amount(adjusted.expected, unit) if adjusted else "",
                show_amount(adjusted.value, unit) + ("" if line.adjusted else " to date")
                if adjusted
                else "",
            )
        out.print(table)
        points = card.balance.points
        if points is not None:
            parts = ", ".join(
                f"{name} {aspect_points:.0f}"
                if aspect_points is not None
                else f"{name}: too few tickets to say"
                for name, aspect_points in card.balance.by_aspect.items()
            )
            out.print(f"  Balance: {points:.0f} of 100 ({parts})")
        for action in card.actions:
            state = f"done {action.done_on}" if action.done_on else f"due {action.due_on}"
            out.print(f"  Action {action.action_id}: {escape(action.words)} [dim]({state})[/]")
    out.print(f"\n[dim]{escape(reference_words(facts.reference))}[/]")
    _show_unknown(facts)


def show_mismatches(report: MismatchReport, facts: SupportFacts) -> None:
    found = report.found
    for sentence in mismatch_words(list(found)):
        out.print(escape(sentence))
    table = table_of(
        "exposed a year", "segment", "contact type", "tickets", "missed", "answered by"
    )
    exposed = [mismatch for mismatch in found if mismatch.exposed_usd]
    for mismatch in exposed[:N_ROWS]:
        who = ", ".join(f"{name} {n}" for name, n in mismatch.suppliers)
        table.add_row(
            f"${mismatch.exposed_usd:,.0f}",
            escape(mismatch.segment),
            escape(mismatch.contact_type),
            str(mismatch.n_tickets),
            str(mismatch.n_missed),
            escape(who),
        )
    out.print(table)
    _show_more(len(exposed) - N_ROWS)
    for use in report.channels:
        out.print(f"Channels: {escape(channel_words(use))}.")
    _show_unknown(facts)


def show_mismatch_months(report: MismatchReport) -> None:
    """The trend: money and targets, the newest month last."""
    for trend in report.trends:
        names = list(trend.targets)
        titles = (BY_NAME[name].in_words for name in names)
        table = table_of("exposed a year", "95 % between", "month", *titles)
        for month, exposed in trend.exposed.items():
            low, high = (f"${each:,.0f}" if each is not None else "" for each in
                         (exposed.low, exposed.high))  # fmt: skip
            table.add_row(
                f"${exposed.value:,.0f}" if exposed.value is not None else f"too few ({exposed.n})",
                f"{low} and {high}" if low else "",
                month,
                *(
                    figure_words(trend.targets[name][1][month], BY_NAME[name].unit)
                    if month in trend.targets[name][1]
                    else "–"
                    for name in names
                ),
            )
        out.print(f"\n[bold]{escape(trend.segment)}[/]")
        out.print(table)


def show_portfolio(cells: Sequence[PortfolioCell]) -> None:
    for sentence in portfolio_words(cells):
        out.print(escape(sentence))
    table = table_of("tickets", "segment", "contact type", "supplier", "a resolution", "in time",
                   "CSAT")  # fmt: skip
    for cell in sorted(cells, key=lambda cell: (-cell.n_tickets, cell.segment))[: 2 * N_ROWS]:
        table.add_row(
            str(cell.n_tickets), escape(cell.segment), escape(cell.contact_type),
            escape(cell.supplier), figure_words(cell.cost_per_resolution, Unit.USD),
            figure_words(cell.first_response_within, Unit.SHARE),
            figure_words(cell.csat, Unit.CSAT),
        )  # fmt: skip
    out.print(table)
    _show_more(len(cells) - 2 * N_ROWS)


def show_pack(pack: Pack) -> None:
    for sentence in pack_words(pack):
        out.print(escape(sentence))
    table = table_of("value asking", "issue", "title", "customers", "growth", "answer")
    for wish in pack.wishes[:N_ROWS]:
        table.add_row(
            "" if wish.value_usd is None else f"${wish.value_usd:,.0f}",
            wish.ranked.issue.label, escape(wish.ranked.issue.title),
            str(len(wish.customers)), str(wish.ranked.activity.trend),
            escape(became_words(wish.answers, wish.plan)),
        )  # fmt: skip
    out.print(table)


def show_what_if(found: WhatIf, reference: Reference) -> None:
    out.print(
        f"[bold]{escape(found.contact_type)}[/] of {escape(found.segment)}: "
        f"{count(found.n_tickets, 'ticket')} in {count(found.n_months, 'month')}, answered by "
        f"{escape(found.supplier)} instead"
    )
    out.print(f"  cost: ${found.cost_now_usd:,.0f} now, {_cost_then(found)}")
    table = table_of("", "metric", "now", "then, about", "95 % between")
    for line in found.lines:
        unit = line.metric.unit
        known = line.then.is_known
        table.add_row(
            "", line.metric.title, figure_words(line.now, unit),
            figure_words(line.then, unit) if known or line.then.n else "nothing to say",
            f"{show_amount(line.then.low, unit)} and {show_amount(line.then.high, unit)}"
            if known else "",
        )  # fmt: skip
    out.print(table)
    out.print(f"  {escape(estimate_words(found))}")
    if found.n_own:
        out.print(f"  It has answered {count(found.n_own, 'such ticket')} itself.")
    else:
        out.print("  It has never answered such a ticket.")
    if found.may_not:
        out.print(f"  [yellow]{escape(found.may_not)}.[/]")
    out.print(f"  [dim]{escape(reference_words(reference))}[/]")


def _cost_then(found: WhatIf) -> str:
    if found.cost_then_usd is None:
        return "too few tickets to say what then"
    low, middle, high = found.cost_then_usd
    between = "" if low == high else f" (between ${low:,.0f} and ${high:,.0f})"
    return f"about ${middle:,.0f} then{between}"


def _show_more(n: int) -> None:
    if n > 0:
        out.print(f"[dim]{n} more: --json or --out DIR.[/]")


def _show_unknown(facts: SupportFacts) -> None:
    unknown = unknown_groups(facts)
    if unknown:
        names = ", ".join(f"{name} {n}" for name, n in list(unknown.items())[:5])
        out.print(
            f"[yellow]{count(sum(unknown.values()), 'ticket')} in groups that belong to no "
            f"supplier: {escape(names)}. Add these groups to a supplier.[/]"
        )


def table_of(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place == 0 else "left", overflow="ellipsis")
    return table


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
