"""Customers for a person at a terminal."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.markup import escape
from rich.table import Table

from feedback.terminal.console import day, out


def show_customer(full: Mapping[str, Any]) -> None:
    name = full["name"] or "no longer in the directory"
    out.print(f"[bold]{escape(full['id'])}  {escape(name)}[/]")
    if full["is_in_directory"]:
        facts = [full["segment"], _worth(full["value_usd"])]
        facts += [f"renewal on {full['renewal_on']}"] if full["renewal_on"] else []
        facts += [f"health {full['health']:.0%}"] if full["health"] is not None else []
        facts += [f"looked after by {full['owner']}"] if full["owner"] else []
        out.print(f"  {escape(', '.join(facts))}")
    if full["then"]:
        _show_then(full["then"])
    table = _table("since", "segment", "$ a year")
    for one in full["history"]:
        table.add_row(day(one["since"]), escape(one["segment"]), _amount(one["value_usd"]))
    out.print("\n[bold]What it was worth when[/]")
    out.print(table if full["history"] else "  No night has read it yet.")
    out.print("\n[bold]At stake in the newest ranking[/]")
    if not full["at_stake"]:
        out.print("  In no issue.")
        return
    table = _table("rank", "issue", "$ at risk", "tickets", "title")
    for one in full["at_stake"]:
        risk = _amount(one["contribution_usd"]) + (" (estimated)" if one["is_estimated"] else "")
        title = escape(one["title"])
        table.add_row(str(one["rank"]), one["issue"], risk, str(one["n_tickets"]), title)
    out.print(table)


def _show_then(then: Mapping[str, Any]) -> None:
    on = day(then["as_of"])
    if then["segment"] is None:
        out.print(f"  On {on} no directory knew it: the ranking took it for a stranger.")
        return
    words = f"  On {on}: {then['segment']}, {_worth(then['value_usd'])}"
    if then["value_usd"] is None and then["segment_median_usd"]:
        words += f"; the median of its segment, {_worth(then['segment_median_usd'])}, stood in"
    out.print(escape(words))


def show_unresolved(found: Mapping[str, Any]) -> None:
    out.print(f"{found['n_unresolved']} of {found['n_tickets']} tickets have no known customer.")
    if not found["n_unresolved"]:
        return
    table = _table("tickets", "domain")
    for domain, n in found["domains"].items():
        table.add_row(str(n), escape(domain))
    out.print("\n[bold]Where they come from[/] [dim](all nights, versions counted)[/]")
    out.print(table)
    table = _table("tickets", "requester", "newest ticket")
    for one in found["requesters"]:
        table.add_row(str(one["n_tickets"]), one["requester"] or "nobody", escape(one["newest"]))
    out.print("\n[bold]Who writes most[/] [dim](pseudonyms; the ticket says who it is)[/]")
    out.print(table)
    out.print(
        "\nGive the domains to their customers, or name requesters in customers.requesters_path; "
        "free mail addresses can only be named there."
    )


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 2))
    for name in names:
        is_number = name.startswith("$") or name in ("rank", "tickets")
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    return table


def _worth(value: str | None) -> str:
    return "of unknown value" if value is None else f"${Decimal(value):,.2f} a year"


def _amount(value: str | None) -> str:
    return "unknown" if value is None else f"{Decimal(value):,.2f}"
