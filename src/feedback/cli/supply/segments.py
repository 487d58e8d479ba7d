"""`feedback segments`: who belongs to which segment, and why."""

from typing import Annotated

import typer

from feedback.cli.options import DEFAULT_CONFIG, Config
from feedback.errors import InvalidInput

app = typer.Typer(help="Segments: who belongs to which, and why.")


@app.callback(invoke_without_command=True)
def segments(context: typer.Context, config: Config = DEFAULT_CONFIG) -> None:
    """List segments, what they are owed, and customers that match several rules."""
    if context.invoked_subcommand is not None:
        return
    from feedback.bootstrap.agreements import segment_rules, support_profiles
    from feedback.bootstrap.directory import open_directory
    from feedback.domain.supply.agreements.segment_rules import place_customer
    from feedback.settings import load_settings
    from feedback.terminal.agreements import show_segments

    settings = load_settings(config)
    rules = segment_rules(settings)
    placed = [
        (customer, place_customer(customer, rules, settings.customers.default_segment))
        for customer in open_directory(settings).customers()
    ]
    show_segments(support_profiles(settings), rules, placed)


@app.command()
def explain(
    customer: Annotated[str, typer.Argument(help="A customer's id or name.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Why a customer belongs to its segment: every rule, and whether it matched."""
    from feedback.bootstrap.agreements import segment_rules
    from feedback.bootstrap.directory import open_directory
    from feedback.domain.supply.agreements.segment_rules import place_customer
    from feedback.settings import load_settings

    settings = load_settings(config)
    found = [
        known
        for known in open_directory(settings).customers()
        if customer in (known.customer_id, known.name)
    ]
    if not found:
        raise InvalidInput(f"Unknown customer `{customer}`. Use an id or name from the directory.")
    if len(found) > 1:
        ids = ", ".join(known.customer_id for known in found)
        raise InvalidInput(f"Several customers are called `{customer}`. Use an id: {ids}.")
    placement = place_customer(
        found[0], segment_rules(settings), settings.customers.default_segment
    )
    typer.echo(f"{found[0].customer_id} {found[0].name}: {placement.segment}")
    for line in placement.tried:
        typer.echo(f"  {line}")
    for rule in placement.also:
        typer.echo(f"  {rule.label} would match too, but comes later")
