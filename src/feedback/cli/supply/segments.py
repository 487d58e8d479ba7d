"""`feedback segments`: who belongs to which segment, and why."""

from typing import Annotated

import typer

from feedback.cli.options import AsJson, Config
from feedback.cli.output import print_json
from feedback.cli.settings_file import settings_to_read
from feedback.errors import InvalidInput

app = typer.Typer(help="Segments: who belongs to which, and why.")


@app.callback(invoke_without_command=True)
def segments(context: typer.Context, config: Config = None) -> None:
    """List segments, what they are owed, and customers that match several rules."""
    if context.invoked_subcommand is not None:
        return
    settings = settings_to_read(config)
    from feedback.bootstrap.agreements import segment_rules, support_profiles
    from feedback.bootstrap.directory import open_directory
    from feedback.domain.supply.agreements.segment_rules import place_customer
    from feedback.terminal.supply.agreements import show_segments

    rules = segment_rules(settings)
    placed = [
        (customer, place_customer(customer, rules, settings.customers.default_segment))
        for customer in open_directory(settings).customers()
    ]
    show_segments(support_profiles(settings), rules, placed)


@app.command()
def explain(
    customer: Annotated[str, typer.Argument(help="A customer's id or name.")],
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Why a customer belongs to its segment: every rule, and whether it matched."""
    settings = settings_to_read(config)
    from feedback.bootstrap.agreements import segment_rules
    from feedback.bootstrap.directory import open_directory
    from feedback.domain.supply.agreements.segment_rules import place_customer

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
    if as_json:
        print_json(
            {
                "customer_id": found[0].customer_id,
                "name": found[0].name,
                "segment": placement.segment,
                "rules": placement.tried,
                "would_match_too": [rule.label for rule in placement.also],
            }
        )
        return
    typer.echo(f"{found[0].customer_id} {found[0].name}: {placement.segment}")
    for line in placement.tried:
        typer.echo(f"  {line}")
    for rule in placement.also:
        typer.echo(f"  {rule.label} would match too, but comes later")
