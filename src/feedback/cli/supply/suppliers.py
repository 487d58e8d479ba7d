"""`feedback segments` and `feedback suppliers`: who belongs where, what was agreed, what lacks."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from feedback.cli.options import DEFAULT_CONFIG, AsJson, By, Config, Why, author_of
from feedback.cli.output import hand_out
from feedback.domain.wording import unknown
from feedback.errors import InvalidInput

segments_app = typer.Typer(help="Segments: who belongs to which, and why.")
suppliers_app = typer.Typer(
    help="Suppliers: gaps in what was agreed, reviews, evaluation, what if.", no_args_is_help=True
)


@segments_app.callback(invoke_without_command=True)
def segments(context: typer.Context, config: Config = DEFAULT_CONFIG) -> None:
    """The segments, what they are owed, and customers that several rules claim."""
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
        (one, place_customer(one, rules, settings.customers.default_segment))
        for one in open_directory(settings).customers()
    ]
    show_segments(support_profiles(settings), rules, placed)


@segments_app.command()
def explain(
    customer: Annotated[str, typer.Argument(help="A customer's id or name.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Why a customer belongs to its segment: every rule that was tried."""
    from feedback.bootstrap.agreements import segment_rules
    from feedback.bootstrap.directory import open_directory
    from feedback.domain.supply.agreements.segment_rules import place_customer
    from feedback.settings import load_settings

    settings = load_settings(config)
    found = [
        one
        for one in open_directory(settings).customers()
        if customer in (one.customer_id, one.name)
    ]
    if len(found) != 1:
        several = f" It could be {', '.join(one.customer_id for one in found)}." if found else ""
        raise InvalidInput(f'"{customer}" is no customer the directory knows.{several}')
    placement = place_customer(
        found[0], segment_rules(settings), settings.customers.default_segment
    )
    typer.echo(f"{found[0].customer_id} {found[0].name}: {placement.segment}")
    for line in placement.tried:
        typer.echo(f"  {line}")
    for rule in placement.also:
        typer.echo(f"  {rule.label} would match too; it stands later")


@suppliers_app.command()
def check(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Gaps: hours nobody serves, missing contacts, targets that contradict a segment's profile."""
    from dataclasses import asdict

    from feedback.bootstrap.agreements import supplier_terms, support_profiles
    from feedback.domain.supply.reports.agreement_gaps import check_suppliers
    from feedback.settings import load_settings
    from feedback.terminal.agreements import show_findings

    settings = load_settings(config)
    found = check_suppliers(support_profiles(settings), supplier_terms(settings))
    hand_out(lambda: [asdict(one) for one in found], lambda: show_findings(found), as_json=as_json)
    if found:
        raise typer.Exit(1)


@suppliers_app.command()
def reference(
    since: Annotated[str, typer.Option(help="The first day, like 2025-01-01.")],
    until: Annotated[str, typer.Option(help="The last day, included.")],
    why: Why,
    config: Config = DEFAULT_CONFIG,
    by: By = None,
) -> None:
    """Freeze what is usual: suppliers are compared by the rates of these days until the next."""
    from feedback.settings import load_settings
    from feedback.steps.supply.freeze_reference import freeze_reference
    from feedback.supply_reports import read_facts

    _, store, facts = read_facts(load_settings(config))
    days = _day(since, "--since"), _day(until, "--until")
    frozen = freeze_reference(store, facts.frame, facts.policy, *days, author_of(by, why))
    n_cells = sum(1 for _, segment, kind in frozen.rates if segment and kind)
    typer.echo(f"Frozen: {n_cells} rates of tickets opened from {since} to {until}.")


@suppliers_app.command("what-if")
def what_if(
    segment: Annotated[str, typer.Option(help="Whose tickets.")],
    contact_type: Annotated[str, typer.Option(help="What about, by id or name: FB-6, TH-1.")],
    to: Annotated[str, typer.Option(help="The supplier that would answer them.")],
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """What a segment's tickets about something would cost, and how they would go, elsewhere."""
    from feedback.queries.supply.sourcing import read_what_if, what_if_row
    from feedback.settings import load_settings
    from feedback.supply_reports import read_facts
    from feedback.terminal.supply_reports import show_what_if

    _, _, facts = read_facts(load_settings(config))
    found = read_what_if(facts, segment, contact_type, to)
    hand_out(
        lambda: what_if_row(found), lambda: show_what_if(found, facts.reference), as_json=as_json
    )


@suppliers_app.command()
def evaluate(
    about: Annotated[str, typer.Option(help="Only ratings for this contract.")] = "",
    out: Annotated[Path | None, typer.Option(help="A folder to write the HTML and CSV to.")] = None,
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Candidates compared by criteria with weights; where functions disagree is shown."""
    from feedback.bootstrap.agreements import read_ratings
    from feedback.domain.supply.reports.evaluation import evaluate_contracts
    from feedback.settings import load_settings
    from feedback.terminal.agreements import show_contracts
    from feedback.web.evaluation_page import evaluation_rows, write_evaluations

    settings = load_settings(config)
    made = evaluate_contracts(read_ratings(settings), settings.supply.criteria)
    if not made:
        raise InvalidInput("supply.ratings_path holds no ratings to compare candidates by.")
    if about:
        if about not in made:
            raise InvalidInput(
                f'There are no ratings for "{about}", only for: {", ".join(filter(None, made))}.'
            )
        made = {about: made[about]}
    hand_out(
        lambda: [row for name, of in made.items() for row in evaluation_rows(name, of)],
        lambda: show_contracts(made, settings.supply.criteria),
        as_json=as_json,
        write=lambda folder: write_evaluations(made, folder),
        out=out,
    )


@suppliers_app.command()
def agree(
    supplier: Annotated[str, typer.Argument(help="Whom it was agreed with.")],
    words: Annotated[str, typer.Argument(help="What will be done.")],
    our_owner: Annotated[str, typer.Option(help="Who sees to it on our side.")],
    their_owner: Annotated[str, typer.Option(help="And on theirs.")],
    due: Annotated[str, typer.Option(help="By when, like 2026-04-30.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Record an action agreed in a review; every scorecard carries it until it is done."""
    from feedback.bootstrap import open_store
    from feedback.settings import load_settings
    from feedback.steps.supply.agree import agree_on_action

    settings = load_settings(config)
    if supplier not in settings.suppliers:
        raise InvalidInput(unknown("supplier", supplier, settings.suppliers))
    action = agree_on_action(
        open_store(settings),
        supplier,
        words,
        our_owner=our_owner,
        their_owner=their_owner,
        agreed_on=datetime.now(UTC).date(),
        due_on=_day(due, "--due"),
    )
    typer.echo(f"Action {action.action_id} with {supplier}, due {due}.")


@suppliers_app.command()
def done(
    action: Annotated[int, typer.Argument(help="Its number, as the scorecard lists it.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Mark an agreed action as done."""
    from feedback.bootstrap import open_store
    from feedback.settings import load_settings
    from feedback.steps.supply.agree import finish_action

    finished = finish_action(
        open_store(load_settings(config)), action, done_on=datetime.now(UTC).date()
    )
    typer.echo(f"Action {action} with {finished.supplier} is done.")


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f'{option} "{text}" is no day. Write it like 2026-01-31.') from None
