"""The command line. Imports what a command needs when it runs, so that `--help` is instant."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from feedback.cli import init, nightly, privacy
from feedback.cli.customers import history
from feedback.cli.examples import show_examples
from feedback.cli.grouping import files
from feedback.cli.issues import issues
from feedback.cli.plans import advice, listen
from feedback.cli.publishing import work_items
from feedback.cli.supply import reports, segments, suppliers
from feedback.errors import FeedbackError
from feedback.terminal.hints import go_by

app = typer.Typer(
    help="Support tickets in, product priorities out, fix plans back to support agents.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    # A traceback with local variables could show tickets and secrets.
    pretty_exceptions_show_locals=False,
)

BEGIN = "Begin here"
PRODUCT = "For product managers"
SUPPORT = "For support agents"
HEAD_OF_SUPPORT = "For the head of support"
OPERATOR = "For whoever runs it"
_PANELS: dict[str, tuple[Callable[..., Any], ...]] = {
    BEGIN: (nightly.demo, init.init, files.cluster),
    PRODUCT: (nightly.report, nightly.plan, nightly.themes, reports.pack, reports.decide),
    SUPPORT: (advice.told, advice.respond),
    HEAD_OF_SUPPORT: (
        reports.scorecard,
        reports.mismatch,
        reports.portfolio,
        reports.reports,
        advice.timeliness,
    ),
    OPERATOR: (
        nightly.run,
        nightly.doctor,
        nightly.pull,
        nightly.regroup,
        listen.listen,
        files.backtest,
        privacy.redact,
        privacy.forget,
    ),
}
"""Commands by who uses them; in the order in which the help lists them."""


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"feedback {version('feedback-pipeline')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Support tickets in, product priorities out, fix plans back to support agents."""
    context.call_on_close(lambda: go_by(None))  # what a command goes by ends with it


issues.app.command()(work_items.link)
issues.app.command("hand-back")(work_items.hand_back)
for panel, commands in _PANELS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.add_typer(issues.app, name="issues", rich_help_panel=PRODUCT)
app.add_typer(history.app, name="customers", rich_help_panel=HEAD_OF_SUPPORT)
app.add_typer(segments.app, name="segments", rich_help_panel=HEAD_OF_SUPPORT)
app.add_typer(suppliers.app, name="suppliers", rich_help_panel=HEAD_OF_SUPPORT)
show_examples(app)


def main() -> None:
    """Run a command; what this program can explain ends in a message, not a traceback."""
    program = typer.main.get_command(app)
    for parameter in program.params:
        if parameter.name in ("install_completion", "show_completion"):
            parameter.rich_help_panel = "Shell completion"  # type: ignore[attr-defined]
    try:
        program(prog_name="feedback")
    except FeedbackError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201 - the message for the person
        sys.exit(error.exit_code)
