"""Tickets without words, as a table."""

from collections.abc import Sequence

from rich.table import Table

from feedback.display import moment
from feedback.domain.wording import count
from feedback.queries.tickets.wordless import WordlessTicket
from feedback.terminal.console import out


def show_wordless(tickets: Sequence[WordlessTicket], limit: int = 50) -> None:
    """The newest of them; `--json` lists all."""
    if not tickets:
        out.print("Every ticket has words of its customer.")
        return
    out.print(f"{count(len(tickets), 'ticket')} without words of the customer, in no issue:")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("ticket", "opened", "status", "channel", ""):
        table.add_column(name)
    for ticket in tickets[:limit]:
        waits = "its conversation is read in a later night" if ticket.waits else ""
        opened = moment(ticket.created_at)
        table.add_row(ticket.ticket_id, opened, str(ticket.status), ticket.channel, waits)
    out.print(table)
    if len(tickets) > limit:
        out.print(f"{len(tickets) - limit:,} more: add --json.")
