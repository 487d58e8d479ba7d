"""`feedback issues link | hand-back`: who decides about an issue's work item."""

from typing import Annotated

import typer

from feedback.cli.options import By, Config, Label, Why, author_of, issue_id_of
from feedback.cli.settings_file import settings_to_write


def link(
    issue: Label,
    key: Annotated[str, typer.Argument(help="A work item that exists, like PROJ-34.")],
    why: Why,
    config: Config = None,
    by: By = None,
) -> None:
    """Use a work item that people made already instead of making another one."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_store, open_tracker
    from feedback.queries.issues.decisions import words_of
    from feedback.steps.publishing import take_control

    tracker = open_tracker(settings)
    done = take_control.link(
        open_store(settings), tracker, issue_id_of(issue), key.strip(), author_of(by, why)
    )
    typer.echo(words_of(done))
    typer.echo(
        "Its summary and priority stay as they are. The next night adds our section and labels; "
        f"`feedback issues hand-back {issue}` lets us keep summary and priority too."
    )


def hand_back(issue: Label, why: Why, config: Config = None, by: By = None) -> None:
    """Let the pipeline write again what people took over in a work item, or make one again that
    was deleted."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_store
    from feedback.queries.issues.decisions import words_of
    from feedback.steps.publishing import take_control

    store = open_store(settings)
    typer.echo(words_of(take_control.hand_back(store, issue_id_of(issue), author_of(by, why))))
    typer.echo("The work item follows on the next night.")
