"""The command line. Imports what a command needs when it runs, so that `--help` is instant."""

import sys

import typer

from feedback.cli import nightly, privacy
from feedback.cli.customers import history
from feedback.cli.grouping import files
from feedback.cli.issues import issues
from feedback.cli.plans import advice, listen
from feedback.cli.publishing import work_items
from feedback.cli.supply import reports, segments, suppliers
from feedback.errors import FeedbackError

app = typer.Typer(
    help="Support tickets in, product priorities out, fix plans back to support agents.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables could show tickets and secrets.
    pretty_exceptions_show_locals=False,
)

issues.app.command()(work_items.link)
issues.app.command("hand-back")(work_items.hand_back)
app.add_typer(issues.app, name="issues")
app.add_typer(history.app, name="customers")
app.add_typer(segments.app, name="segments")
app.add_typer(suppliers.app, name="suppliers")
for command in (
    nightly.run,
    nightly.pull,
    nightly.plan,
    nightly.themes,
    nightly.regroup,
    nightly.report,
    files.cluster,
    files.backtest,
    nightly.doctor,
    nightly.demo,
    reports.scorecard,
    reports.mismatch,
    reports.portfolio,
    reports.pack,
    reports.reports,
    reports.decide,
    privacy.redact,
    privacy.forget,
    advice.respond,
    advice.told,
    advice.timeliness,
    listen.listen,
):
    app.command()(command)


def main() -> None:
    """Run a command; what this program can explain ends in a message, not a traceback."""
    try:
        app()
    except FeedbackError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201 - the message for the person
        sys.exit(error.exit_code)
