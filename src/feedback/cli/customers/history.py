"""`feedback customers`: what a customer was worth when, and requesters without a customer."""

from datetime import UTC
from typing import Annotated

import typer

from feedback.cli.options import AsJson, Config
from feedback.cli.output import print_report
from feedback.cli.settings_file import settings_to_read

app = typer.Typer(help="Customers: their value over time, and requesters without a customer.")


@app.callback()
def customers() -> None:
    """A callback, so that `show` stays a word of its own."""


@app.command()
def show(
    customer: Annotated[str, typer.Argument(help="The customer's id.")],
    on: Annotated[
        str | None, typer.Option("--on", help="A day like 2026-01-31: the value its ranking used.")
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """A customer's value now and over time, and the issues that put it at risk."""
    settings = settings_to_read(config)
    from datetime import date, datetime, time, timedelta
    from zoneinfo import ZoneInfo

    from feedback.bootstrap import open_store
    from feedback.errors import InvalidInput
    from feedback.queries.customers.customer_history import customer_in_full
    from feedback.terminal.customer_history import show_customer

    as_of = None
    if on is not None:
        try:
            day = date.fromisoformat(on) + timedelta(days=1)
        except (ValueError, OverflowError):
            raise InvalidInput(f"Invalid --on `{on}`. Write a day like 2026-01-31.") from None
        # Nights are early in the morning; the day's last one is meant.
        zone = ZoneInfo(settings.night.time_zone)
        as_of = datetime.combine(day, time(), zone).astimezone(UTC) - timedelta(seconds=1)
    full = customer_in_full(open_store(settings), customer, as_of)
    print_report(lambda: full, lambda: show_customer(full), as_json=as_json)


@app.command()
def unresolved(
    config: Config = None,
    limit: Annotated[
        int, typer.Option(help="How many domains and requesters to list.", min=1)
    ] = 20,
    as_json: AsJson = False,
) -> None:
    """Tickets without a known customer: their most frequent domains and requesters."""
    settings = settings_to_read(config)
    from feedback.bootstrap import open_store
    from feedback.queries.customers.customer_history import unresolved_requesters
    from feedback.terminal.customer_history import show_unresolved

    found = unresolved_requesters(open_store(settings), limit)
    print_report(lambda: found, lambda: show_unresolved(found), as_json=as_json)
