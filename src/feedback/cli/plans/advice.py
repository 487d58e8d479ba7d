"""`feedback respond`, `told` and `timeliness`: answers, customers still to tell, delays."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from feedback.cli.options import (
    AsJson,
    By,
    Config,
    Label,
    issue_id_of,
    ticket_ids_of,
)
from feedback.cli.output import print_json
from feedback.cli.settings_file import settings_to_read, settings_to_write
from feedback.errors import InvalidInput

ANSWERS = {
    "told": "told_customer",
    "not-this": "not_this_issue",
    "still-happening": "still_happening",
    "mute": "mute",
    "unmute": "unmute",
    "ask": "ask_product",
    "acknowledge": "acknowledge",
}


def respond(
    answer: Annotated[str, typer.Argument(help=f"One of {', '.join(ANSWERS)}.")],
    issue: Label,
    ticket: Annotated[
        str, typer.Option(help="The ticket (default: all your tickets in the issue).")
    ] = "",
    text: Annotated[str, typer.Option(help="The question to product.")] = "",
    config: Config = None,
    by: By = None,
) -> None:
    """Answer a message, as its buttons do."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_responses
    from feedback.domain.plans.responses.response import Response, ResponseKind
    from feedback.steps.plans.record_response import record_response

    if answer not in ANSWERS:
        raise InvalidInput(f'Unknown answer "{answer}". Available: {", ".join(ANSWERS)}.')
    name = (by or getpass.getuser()).strip()
    if not name:
        raise InvalidInput("Say who answers: use --by with the id or address of a support agent.")
    store, policy = open_responses(settings)
    response = Response(
        ResponseKind(ANSWERS[answer]),
        issue_id_of(issue),
        ticket_ids_of(store, [ticket])[0] if ticket.strip() else None,
        name,
        datetime.now(UTC).replace(microsecond=0),
        text,
    )
    typer.echo(record_response(store, response, policy))


def told(
    issue: Annotated[str, typer.Argument(help="Only this issue.")] = "",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """List customers who must still be told of a plan, with the sentence to send."""
    settings = settings_to_read(config)
    from feedback.bootstrap import open_readers
    from feedback.queries.plans.telling import customers_to_tell
    from feedback.terminal.advice import show_customers_to_tell
    from feedback.terminal.as_json.advice import telling_as_json

    store, readers = open_readers(settings)
    found = customers_to_tell(store, readers, issue_id_of(issue) if issue else None)
    if as_json:
        print_json(telling_as_json(found))
    else:
        show_customers_to_tell(found)


def timeliness(config: Config = None, as_json: AsJson = False) -> None:
    """Show how long tickets take to reach Jira, plans, support agents, releases and customers."""
    settings = settings_to_read(config)
    from feedback.bootstrap import open_timeliness
    from feedback.queries.plans.timeliness import timeliness as read_timeliness
    from feedback.terminal.advice import show_timeliness
    from feedback.terminal.as_json.advice import timeliness_as_json

    found = read_timeliness(*open_timeliness(settings))
    if as_json:
        print_json(timeliness_as_json(found))
    else:
        show_timeliness(found)
