"""`feedback customers`: what a customer was worth when, and whose customer nobody knows."""

import json
from datetime import UTC
from typing import Annotated

import typer

from feedback.cli.options import DEFAULT_CONFIG, AsJson, Config

app = typer.Typer(help="Customers: what they were worth when, and requesters nobody can place.")


@app.callback()
def customers() -> None:
    """A callback, so that `show` stays a word of its own."""


@app.command()
def show(
    customer: Annotated[str, typer.Argument(help="The customer's id.")],
    on: Annotated[
        str | None, typer.Option("--on", help="A day: what its ranking reckoned with.")
    ] = None,
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """What a customer is worth, was worth when, and in which issues it is at stake."""
    from datetime import date, datetime, time, timedelta
    from zoneinfo import ZoneInfo

    from feedback.bootstrap import open_store
    from feedback.errors import InvalidInput
    from feedback.queries.customers.customer_history import customer_in_full
    from feedback.settings import load_settings
    from feedback.terminal.customer_history import show_customer

    settings = load_settings(config)
    as_of = None
    if on is not None:
        try:
            day = date.fromisoformat(on) + timedelta(days=1)
        except (ValueError, OverflowError):
            raise InvalidInput(f'--on "{on}" is no day. Write it like 2026-01-31.') from None
        # Nights are early in the morning; the day's last one is meant.
        zone = ZoneInfo(settings.night.time_zone)
        as_of = datetime.combine(day, time(), zone).astimezone(UTC) - timedelta(seconds=1)
    full = customer_in_full(open_store(settings), customer, as_of)
    if as_json:
        typer.echo(json.dumps(full, ensure_ascii=False, indent=2))
    else:
        show_customer(full)


@app.command()
def unresolved(
    config: Config = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option(help="Domains and requesters to list.", min=1)] = 20,
    as_json: AsJson = False,
) -> None:
    """Tickets without a known customer: the domains and requesters most of them come from."""
    from feedback.bootstrap import open_store
    from feedback.queries.customers.customer_history import unresolved_requesters
    from feedback.settings import load_settings
    from feedback.terminal.customer_history import show_unresolved

    found = unresolved_requesters(open_store(load_settings(config)), limit)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        show_unresolved(found)
