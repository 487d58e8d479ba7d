"""A file of tickets as it was understood, and what is doubtful."""

from collections.abc import Sequence

from rich import box
from rich.markup import escape
from rich.table import Table

from feedback.domain.customers.requesters import NO_ADDRESS, domain_of
from feedback.domain.tickets.ticket import RawTicket
from feedback.domain.wording import count
from feedback.onboarding.first_look import FirstLook
from feedback.terminal.console import out

_N_TICKETS = 10
_N_DOUBTS = 12
_WIDTHS = {"id": 8, "opened": 9, "status": 7, "priority": 8, "customer": 13, "words": 22}
"""With what stands between, 78 characters: terminals have 80."""


def show_first_look(look: FirstLook) -> None:
    """Ten tickets as a night would take them in, then the doubts. Fits 80 columns."""
    whose = f", an export of {look.guess.vendor}" if look.guess.vendor else ""
    out.print(f"[bold]{escape(look.path.name)}[/]{escape(whose)}: {_rows_words(look)}")
    if look.tickets:
        out.print(_table(look.tickets[:_N_TICKETS]))
    used = ", ".join(f"{name} = {column}" for name, column in look.guess.columns.items())
    out.print(f"Columns: {escape(used)}", highlight=False)
    for doubt in look.doubts[:_N_DOUBTS]:
        out.print(f"[yellow]?[/] {escape(doubt)}", highlight=False)


def _rows_words(look: FirstLook) -> str:
    n_rows = len(look.tickets) + len(look.set_aside)
    of = f" of the first {count(n_rows, 'row')}" if look.set_aside else ""
    return f"{count(len(look.tickets), 'ticket')}{of} understood so"


def _table(tickets: Sequence[RawTicket]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name, width in _WIDTHS.items():
        table.add_column(name, width=width, no_wrap=True, overflow="ellipsis")
    for ticket in tickets:
        facts = ticket.facts
        table.add_row(
            escape(ticket.key),
            f"{facts.created_at:%d %b %y}",
            str(facts.status),
            str(facts.priority),
            escape(_customer(ticket)),
            escape(" ".join(f"{ticket.subject} {ticket.body}".split())[:60]),
        )
    return table


def _customer(ticket: RawTicket) -> str:
    domain = domain_of(ticket.requester)
    return ticket.organization or ("" if domain == NO_ADDRESS else domain)
