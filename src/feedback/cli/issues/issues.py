"""`feedback issues`: the ranked issues, one issue in full, and people's decisions about them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedback.cli.options import (
    AsJson,
    By,
    Config,
    Label,
    Why,
    author_of,
    issue_id_of,
    ticket_ids_of,
)
from feedback.cli.output import print_json, print_report
from feedback.cli.settings_file import settings_to_read, settings_to_write
from feedback.domain.wording import unknown
from feedback.errors import InvalidInput
from feedback.terminal.hints import hint

if TYPE_CHECKING:
    from feedback.domain.issues.decision import Decision
    from feedback.ports import Store

app = typer.Typer(help="List the ranked issues, show one, merge, split, rename or mute them.")

TicketIds = Annotated[list[str], typer.Argument(help="Ticket ids, as `issues show` lists them.")]


@app.callback(invoke_without_command=True)
def issues(
    context: typer.Context,
    config: Config = None,
    as_json: AsJson = False,
    wordless: Annotated[
        bool,
        typer.Option("--wordless", help="List the tickets that have no words of their customer."),
    ] = False,
) -> None:
    """List the ranked issues, largest impact first."""
    if context.invoked_subcommand is not None:
        return
    store = _open(config)
    if wordless:
        from feedback.queries.tickets.wordless import wordless_tickets
        from feedback.terminal.wordless import show_wordless

        tickets = wordless_tickets(store)
        print_report(lambda: tickets, lambda: show_wordless(tickets), as_json=as_json)
        return
    from feedback.queries.issues.issues import ranked_issues
    from feedback.terminal.as_json.ranking import ranked_as_json
    from feedback.terminal.ranking import show_issues

    rows = ranked_issues(store)
    print_report(
        lambda: [ranked_as_json(row) for row in rows], lambda: show_issues(rows), as_json=as_json
    )


@app.command()
def show(
    issue: Label,
    config: Config = None,
    tickets: Annotated[int, typer.Option(help="How many of its tickets to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show one issue in full: receipt, quotes, tickets, history and decisions."""
    store = _open(config)
    from feedback.queries.issues.issue import issue_in_full
    from feedback.terminal.as_json.issues import issue_as_json
    from feedback.terminal.issues import show_issue

    full = issue_in_full(store, issue_id_of(issue))
    if as_json:
        print_json(issue_as_json(full))
    else:
        show_issue(full, n_tickets=tickets)


@app.command()
def merge(
    issue: Label,
    into: Annotated[str, typer.Option(help="The issue to keep, such as FB-7.")],
    why: Why,
    config: Config = None,
    by: By = None,
) -> None:
    """Merge ISSUE into another: its tickets move there, and its id redirects there for good."""
    store = _open_to_write(config)
    from feedback.steps.issues import decide

    _told(decide.merge(store, issue_id_of(issue), issue_id_of(into), author_of(by, why)))


@app.command()
def split(
    issue: Label,
    why: Why,
    tickets: Annotated[str, typer.Option(help="Ticket ids, separated by commas.")] = "",
    matching: Annotated[
        str, typer.Option(help="Or: all of its tickets whose text contains these words.")
    ] = "",
    config: Config = None,
    by: By = None,
) -> None:
    """Move some of an issue's tickets into a new issue."""
    store = _open_to_write(config)
    from feedback.queries.issues.issue import tickets_matching
    from feedback.steps.issues import decide

    if bool(tickets) == bool(matching):
        raise InvalidInput(
            "Choose the tickets to split off: either --tickets ID,ID or --matching WORDS, not both."
        )
    issue_id = issue_id_of(issue)
    chosen = (
        ticket_ids_of(store, tickets.split(","))
        if tickets
        else tickets_matching(store, issue_id, matching)
    )
    _told(decide.split(store, issue_id, chosen, author_of(by, why)))


@app.command()
def move(
    tickets: TicketIds,
    why: Why,
    to: Annotated[str, typer.Option(help="The issue they belong to, such as FB-7.")] = "",
    out: Annotated[
        bool,
        typer.Option("--out", help="Only take them out of their issue; they wait for another."),
    ] = False,
    config: Config = None,
    by: By = None,
) -> None:
    """Move tickets to another issue, or (--out) only out of theirs."""
    store = _open_to_write(config)
    from feedback.steps.issues import decide

    if bool(to) == out:
        raise InvalidInput(
            "Choose where the tickets go: either --to FB-… (another issue) or --out (no issue yet)."
        )
    chosen, author = ticket_ids_of(store, tickets), author_of(by, why)
    if out:
        _told(decide.take_out(store, chosen, author))
    else:
        _told(decide.move(store, chosen, issue_id_of(to), author))


@app.command()
def rename(
    issue: Label,
    title: Annotated[str, typer.Argument(help="The new title.")],
    why: Why,
    config: Config = None,
    by: By = None,
) -> None:
    """Give an issue a title that later nights keep."""
    store = _open_to_write(config)
    from feedback.steps.issues import decide

    _told(decide.rename(store, issue_id_of(issue), title, author_of(by, why)))


@app.command("pin-kind")
def pin_kind(
    issue: Label,
    kind: Annotated[str, typer.Argument(help="defect, request or question.")],
    why: Why,
    config: Config = None,
    by: By = None,
) -> None:
    """Set an issue's kind; later nights keep it."""
    store = _open_to_write(config)
    from feedback.domain.issues.issue import IssueKind
    from feedback.steps.issues import decide

    if kind not in list(IssueKind):
        raise InvalidInput(unknown("kind", kind, IssueKind))
    _told(decide.pin_kind(store, issue_id_of(issue), IssueKind(kind), author_of(by, why)))


@app.command()
def mute(issue: Label, why: Why, config: Config = None, by: By = None) -> None:
    """Stop publishing an issue. It is still ranked."""
    store = _open_to_write(config)
    from feedback.steps.issues import decide

    _told(decide.mute(store, issue_id_of(issue), author_of(by, why)))


@app.command()
def publish(issue: Label, why: Why, config: Config = None, by: By = None) -> None:
    """Publish an issue that is held back (`feedback plan` shows why)."""
    store = _open_to_write(config)
    from feedback.steps.issues import decide

    _told(decide.publish_anyway(store, issue_id_of(issue), author_of(by, why)))


@app.command("accept-churn")
def accept_churn(why: Why, config: Config = None, by: By = None) -> None:
    """Accept the tickets that the latest night moved between issues, and resume publishing."""
    store = _open_to_write(config)
    from feedback.steps.issues import decide

    _told(decide.accept_churn(store, author_of(by, why)))


@app.command()
def undo(
    decision: Annotated[
        int, typer.Argument(help="The decision's number, as `issues decisions` lists it.")
    ],
    why: Why,
    config: Config = None,
    by: By = None,
) -> None:
    """Undo a decision: its tickets go back to where they were."""
    store = _open_to_write(config)
    from feedback.steps.issues.undo import undo as undo_decision

    _told(undo_decision(store, decision, author_of(by, why)))


@app.command()
def decisions(
    issue: Annotated[str, typer.Argument(help="Only decisions about this issue.")] = "",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """List decisions: who decided what, when and why."""
    store = _open(config)
    from feedback.queries.issues.decisions import decision_rows
    from feedback.terminal.issues import show_decisions

    rows = decision_rows(store, issue_id_of(issue) if issue else None)
    if as_json:
        print_json(rows)
    else:
        show_decisions(rows)


def _open(config: Path | None) -> "Store":
    """For what only reads."""
    settings = settings_to_read(config)
    from feedback.bootstrap import open_store

    return open_store(settings)


def _open_to_write(config: Path | None) -> "Store":
    settings = settings_to_write(config)
    from feedback.bootstrap import open_store

    return open_store(settings)


def _told(decision: "Decision") -> None:
    from feedback.queries.issues.decisions import words_of

    typer.echo(words_of(decision))
    if decision.is_standing:
        typer.echo(
            f"Decision {decision.decision_id}. To undo it: "
            f"`{hint(f'feedback issues undo {decision.decision_id}')}`."
        )
    typer.echo("The next night updates the ranking and the work items.")
