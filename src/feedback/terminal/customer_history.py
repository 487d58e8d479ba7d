"""Customers over time, for a person at a terminal."""

from decimal import Decimal

from rich.markup import escape
from rich.table import Table

from feedback import display
from feedback.domain.wording import count
from feedback.queries.customers.customer_history import (
    CustomerInFull,
    UnresolvedRequesters,
    ValueOnNight,
)
from feedback.terminal.console import out


def show_customer(customer: CustomerInFull) -> None:
    """What it is worth, what it was worth, and which issues put it at risk."""
    name = customer.name or "no longer in the directory"
    out.print(f"[bold]{escape(customer.id)}  {escape(name)}[/]")
    if customer.is_in_directory:
        facts = [customer.segment or "", _worth(customer.value_usd)]
        if customer.renewal_on:
            facts.append(f"renewal on {display.day(customer.renewal_on)}")
        facts += [f"health {customer.health:.0%}"] if customer.health is not None else []
        facts += [f"account owner {customer.owner}"] if customer.owner else []
        out.print(f"  {escape(', '.join(facts))}")
    if customer.then:
        _show_value_on_night(customer.then)
    table = _table("since", "segment", "$ a year")
    for past in customer.history:
        table.add_row(display.day(past.since), escape(past.segment), _amount(past.value_usd))
    out.print("\n[bold]Value over time[/]")
    out.print(table if customer.history else "  No night has read it yet.")
    out.print("\n[bold]At stake in the newest ranking[/]")
    if not customer.at_stake:
        out.print("  In no issue.")
        return
    table = _table("rank", "issue", "$ at risk", "tickets", "title")
    for issue in customer.at_stake:
        known = issue.contribution_usd is not None
        risk = _amount(issue.contribution_usd) if known else "–"
        risk += " (estimated)" if issue.is_estimated else ""
        table.add_row(str(issue.rank), issue.issue, risk, str(issue.n_tickets), escape(issue.title))
    out.print(table)


def _show_value_on_night(then: ValueOnNight) -> None:
    on = display.day(then.as_of)
    if then.segment is None:
        out.print(f"  On {on} no directory knew this customer: the ranking estimated its value.")
        return
    words = f"  On {on}: {then.segment}, {_worth(then.value_usd)}"
    if then.value_usd is None and then.segment_median_usd is not None:
        words += f"; the ranking used the segment's median, {_worth(then.segment_median_usd)}"
    out.print(escape(words))


def show_unresolved(found: UnresolvedRequesters) -> None:
    """Where tickets without a known customer come from."""
    has = "has" if found.n_unresolved == 1 else "have"
    out.print(
        f"{found.n_unresolved} of {count(found.n_tickets, 'ticket')} {has} no known customer."
    )
    if not found.n_unresolved:
        return
    table = _table("tickets", "domain")
    for domain, n in found.domains.items():
        table.add_row(str(n), escape(domain))
    out.print("\n[bold]Domains[/] [dim](over all nights; a ticket that changed counts again)[/]")
    out.print(table)
    table = _table("tickets", "requester", "newest ticket")
    for requester in found.requesters:
        table.add_row(
            str(requester.n_tickets), requester.requester or "nobody", escape(requester.newest)
        )
    out.print("\n[bold]Requesters[/] [dim](pseudonyms; the ticket says who it is)[/]")
    out.print(table)
    out.print(
        "\nAdd the domains to their customers, or list requesters in customers.requesters_path. "
        "Requesters with free mail addresses can only be listed there."
    )


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 2))
    for name in names:
        is_number = name.startswith("$") or name in ("rank", "tickets")
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    return table


def _worth(value: Decimal | None) -> str:
    return "of unknown value" if value is None else f"${value:,.2f} a year"


def _amount(value: Decimal | None) -> str:
    return "unknown" if value is None else f"{value:,.2f}"
