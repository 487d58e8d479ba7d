"""Options of several commands: the settings file, who decides and why, moments and days."""

import getpass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedback.errors import InvalidInput

if TYPE_CHECKING:
    from feedback.domain.issues.issue import IssueId
    from feedback.domain.tickets.ticket import TicketId
    from feedback.ports import Store
    from feedback.steps.issues.decide import Author

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="FEEDBACK_CONFIG",
        help="The settings file (default: config/feedback.toml or feedback.toml; commands that "
        "only read use the last one used here).",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, for machines.")]
Label = Annotated[str, typer.Argument(help="An issue, such as FB-12.")]
Why = Annotated[str, typer.Option(help="The reason; stored with the decision.")]
By = Annotated[str | None, typer.Option(help="Who decides (default: the user logged in).")]


def author_of(by: str | None, why: str) -> "Author":
    """Who decides, and why. Raises `InvalidInput` without a name."""
    from feedback.steps.issues.decide import Author

    name = (by or getpass.getuser()).strip()
    if not name:
        raise InvalidInput('Say who decides: --by "Name".')
    return Author(name, why.strip(), datetime.now(UTC).replace(microsecond=0))


def issue_id_of(label: str) -> "IssueId":
    from feedback.domain.issues.issue import issue_of_label

    issue_id = issue_of_label(f"FB-{label.strip().upper().removeprefix('FB-')}")
    if issue_id is None:
        raise InvalidInput(f'Unknown issue "{label}". Write its id, such as FB-12.')
    return issue_id


def ticket_ids_of(store: "Store", names: list[str]) -> "list[TicketId]":
    """By our id, or by the source's key if only one ticket has it."""
    found = []
    with store.begin() as tx:
        for name in (name.strip() for name in names if name.strip()):
            ids = tx.tickets.with_keys([name]).get(name, ())
            if len(ids) != 1:
                problem = (
                    f'More than one ticket is called "{name}": {", ".join(ids)}.'
                    if ids
                    else f'Unknown ticket "{name}".'
                )
                raise InvalidInput(f"{problem} Use an id as listed by `feedback issues show FB-…`.")
            found.append(ids[0])
    return found


def parse_as_of(text: str | None, time_zone: str) -> datetime:
    """The night's time in UTC. A time without a zone is in the deployment's zone, and stderr
    says so."""
    from zoneinfo import ZoneInfo

    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            f'--as-of "{text}" is not an ISO 8601 time, such as 2026-03-09T04:00'
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(time_zone))
        utc = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        typer.echo(
            f"--as-of names no zone: taken as {time_zone} (night.time_zone), {utc}.", err=True
        )
    return moment.astimezone(UTC)


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f'--since "{text}" is not a day. Write it as 2026-01-31.') from None


def parse_duration(text: str) -> timedelta:
    """`12h` or `1d` as a duration."""
    units = {"h": timedelta(hours=1), "d": timedelta(days=1)}
    if text[:-1].isdigit() and int(text[:-1]) > 0 and text[-1:] in units:
        return int(text[:-1]) * units[text[-1]]
    raise InvalidInput(
        f'--every "{text}" is not a duration. Write hours or days, such as 12h or 1d.'
    )
