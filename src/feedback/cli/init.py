"""From an export, or a helpdesk's address, to settings that work."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedback.errors import InvalidInput

if TYPE_CHECKING:
    from feedback.adapters.files.guessing import Guess
    from feedback.onboarding.first_look import FirstLook


def init(
    export: Annotated[
        str,
        typer.Argument(metavar="FILE|URL", help="An export, a folder, or a helpdesk's address."),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    out: Annotated[Path, typer.Option(help="The folder for the settings file.")] = Path(),
) -> None:
    """Look at an export, show it as understood, and write settings that work."""
    from feedback.onboarding.helpdesks import helpdesk_at, is_address
    from feedback.onboarding.written_settings import (
        settings_of_file,
        settings_of_helpdesk,
        write_settings,
    )
    from feedback.terminal.first_look import show_first_look

    if not export:
        raise InvalidInput(
            "Name an export or a helpdesk: feedback init tickets.csv, or "
            "feedback init https://acme.zendesk.com."
        )
    if is_address(export):
        helpdesk = helpdesk_at(export)
        written = write_settings(settings_of_helpdesk(helpdesk), out)
        _say_secret(helpdesk.name, helpdesk.secret)
        _say_written(written)
        return
    path = Path(export)
    look = _look(path, yes=yes)
    show_first_look(look)
    if not look.tickets:
        raise InvalidInput(
            f"{look.path}: none of the first rows is a ticket, so no settings were written. What "
            "is wrong with them stands above."
        )
    _say_written(write_settings(settings_of_file(look, path, out), out))


def _look(path: Path, *, yes: bool) -> "FirstLook":
    from feedback.adapters.files.guessing import guess_of
    from feedback.onboarding.first_look import check_complete, column_names, first_file, look_at

    file = first_file(path)
    if not file.exists():
        raise InvalidInput(f"{path} does not exist.")
    column_names(file)  # an empty file has none, and is refused
    guess = guess_of(file)
    if not yes:
        guess = _completed(file, guess)
    check_complete(file, guess)
    look = look_at(file, guess)
    if look.date_order and not yes:
        typer.echo(f"Dates can be read in two ways: {look.order_doubt}.")
        is_day_first = typer.confirm("Is the day first?", default=look.date_order == "day first")
        look = look_at(file, guess, "day first" if is_day_first else "month first")
    return look


def _completed(file: Path, guess: "Guess") -> "Guess":
    """The guess with the columns that nobody can guess and every ticket needs, asked for."""
    from feedback.onboarding.first_look import column_names, what_is, with_column

    for field in guess.missing:
        names = column_names(file)
        typer.echo(f"Columns: {', '.join(names)}")
        said = ""
        while said not in names:
            said = typer.prompt(f"Which column holds {what_is(field)}?").strip()
        guess = with_column(guess, field, said)
    return guess


def _say_written(path: Path) -> None:
    from feedback.cli.settings_file import OWN_CONFIGS
    from feedback.last_config import remember

    remember(path)
    is_found = path in OWN_CONFIGS
    typer.echo(f"Wrote {path}. Next: feedback run{'' if is_found else f' --config {path}'}")


def _say_secret(name: str, secret: str) -> None:
    from feedback.adapters.web_client.http import secret_variable

    typer.echo(f"Set {secret_variable(name)} to {secret}.")
