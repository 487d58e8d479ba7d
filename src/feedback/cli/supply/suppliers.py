"""`feedback suppliers`: gaps in agreements, reviews, evaluations, what-if estimates."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from feedback.cli.options import AsJson, By, Config, Why, author_of
from feedback.cli.output import print_report
from feedback.cli.settings_file import settings_to_read, settings_to_write
from feedback.domain.wording import unknown
from feedback.errors import InvalidInput

app = typer.Typer(
    help="Suppliers: gaps in agreements, reviews, evaluations, what-if estimates.",
    no_args_is_help=True,
)


@app.command()
def check(config: Config = None, as_json: AsJson = False) -> None:
    """Find gaps: unserved hours, missing contacts, targets weaker than a segment's profile."""
    settings = settings_to_read(config)
    from feedback.bootstrap.agreements import supplier_terms, support_profiles
    from feedback.domain.supply.reports.agreement_gaps import check_suppliers
    from feedback.terminal.supply.agreements import show_findings

    found = check_suppliers(support_profiles(settings), supplier_terms(settings))
    print_report(lambda: found, lambda: show_findings(found), as_json=as_json)
    if found:
        raise typer.Exit(1)


@app.command()
def reference(
    since: Annotated[str, typer.Option(help="First day, like 2025-01-01.")],
    until: Annotated[str, typer.Option(help="Last day, included.")],
    why: Why,
    config: Config = None,
    by: By = None,
) -> None:
    """Freeze a reference: compare suppliers with the rates of these days until you renew it."""
    settings = settings_to_write(config)
    from feedback.steps.supply.freeze_reference import freeze_reference
    from feedback.supply_reports import read_facts

    _, store, facts = read_facts(settings)
    days = _day(since, "--since"), _day(until, "--until")
    frozen = freeze_reference(store, facts.frame, facts.policy, *days, author_of(by, why))
    n_cells = sum(1 for _, segment, kind in frozen.rates if segment and kind)
    typer.echo(f"Froze {n_cells} rates of tickets opened from {since} to {until}.")


@app.command("what-if")
def what_if(
    segment: Annotated[str, typer.Option(help="The segment whose tickets would move.")],
    contact_type: Annotated[
        str, typer.Option(help="Contact type by id or name, like FB-6 or TH-1.")
    ],
    to: Annotated[str, typer.Option(help="The supplier that would answer them.")],
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Estimate cost and quality if another supplier answered these tickets."""
    settings = settings_to_read(config)
    from feedback.domain.supply.tables.portfolio_rows import what_if_row
    from feedback.queries.supply.what_if import read_what_if
    from feedback.supply_reports import read_facts
    from feedback.terminal.supply.reports import show_what_if

    _, _, facts = read_facts(settings)
    found = read_what_if(facts, segment, contact_type, to)
    print_report(
        lambda: what_if_row(found), lambda: show_what_if(found, facts.reference), as_json=as_json
    )


@app.command()
def evaluate(
    about: Annotated[str, typer.Option(help="Only this contract.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Also write HTML and CSV to this folder.")
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Compare candidates by weighted criteria, and show where functions disagree."""
    settings = settings_to_read(config)
    from feedback.bootstrap.agreements import read_ratings
    from feedback.domain.supply.reports.evaluation import evaluate_contracts
    from feedback.domain.supply.tables.evaluation_rows import evaluation_rows
    from feedback.terminal.supply.agreements import show_contracts
    from feedback.web.evaluation_page import write_evaluations

    made = evaluate_contracts(read_ratings(settings), settings.supply.criteria)
    if not made:
        raise InvalidInput(
            "No ratings to compare candidates by. Add them to the file in supply.ratings_path."
        )
    if about:
        if about not in made:
            raise InvalidInput(unknown("contract", about, filter(None, made)))
        made = {about: made[about]}
    print_report(
        lambda: evaluation_rows(made),
        lambda: show_contracts(made, settings.supply.criteria),
        as_json=as_json,
        write=lambda folder: write_evaluations(made, folder),
        out=out,
    )


@app.command()
def agree(
    supplier: Annotated[str, typer.Argument(help="The supplier it was agreed with.")],
    words: Annotated[str, typer.Argument(help="What will be done.")],
    our_owner: Annotated[str, typer.Option(help="Who is responsible on our side.")],
    their_owner: Annotated[str, typer.Option(help="Who is responsible on their side.")],
    due: Annotated[str, typer.Option(help="Due day, like 2026-04-30.")],
    config: Config = None,
) -> None:
    """Record an action agreed in a review. Scorecards show it until it is done."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_store
    from feedback.steps.supply.agree import agree_on_action

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


@app.command()
def done(
    action: Annotated[int, typer.Argument(help="Its number on the scorecard.")],
    config: Config = None,
) -> None:
    """Mark an agreed action as done."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_store
    from feedback.steps.supply.agree import finish_action

    finished = finish_action(open_store(settings), action, done_on=datetime.now(UTC).date())
    typer.echo(f"Action {action} with {finished.supplier} is done.")


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"Invalid {option} `{text}`. Write a day like 2026-01-31.") from None
