"""The command line. Imports what a command needs when it runs, so that `--help` is instant."""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from feedback import (
    cli_advice,
    cli_customers,
    cli_issues,
    cli_privacy,
    cli_slack,
    cli_suppliers,
    cli_supply,
    cli_work_items,
)
from feedback.cli_issues import DEFAULT_CONFIG, AsJson, Config
from feedback.errors import FeedbackError, InvalidInput

app = typer.Typer(
    help="Support tickets in, product priorities out, fix plans back to support agents.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables could show tickets and secrets.
    pretty_exceptions_show_locals=False,
)

cli_issues.app.command()(cli_work_items.link)
cli_issues.app.command("hand-back")(cli_work_items.hand_back)
app.add_typer(cli_issues.app, name="issues")
app.add_typer(cli_customers.app, name="customers")
app.add_typer(cli_suppliers.segments_app, name="segments")
app.add_typer(cli_suppliers.suppliers_app, name="suppliers")
for command in (
    cli_supply.scorecard,
    cli_supply.mismatch,
    cli_supply.portfolio,
    cli_supply.pack,
    cli_supply.reports,
    cli_supply.decide,
):
    app.command()(command)
app.command()(cli_privacy.redact)
app.command()(cli_privacy.forget)
app.command()(cli_advice.respond)
app.command()(cli_advice.told)
app.command()(cli_advice.timeliness)
app.command()(cli_slack.listen)


def main() -> None:
    """Run a command; what this program can explain ends in a message, not a traceback."""
    try:
        app()
    except FeedbackError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201 - the message for the person
        sys.exit(error.exit_code)


@app.command()
def run(
    config: Config = DEFAULT_CONFIG,
    as_of: Annotated[
        str | None, typer.Option(help="The night's time, ISO 8601; now if not given.")
    ] = None,
    apply: Annotated[
        bool | None,
        typer.Option("--apply/--dry", help="Write to the outside, or only plan (default: as set)."),
    ] = None,
) -> None:
    """One night: pull, group, rank, publish, advise."""
    from feedback.bootstrap import open_pipeline
    from feedback.domain.night import NightStatus
    from feedback.queries.issues import ranked_issues
    from feedback.settings import load_settings
    from feedback.steps.night import run_night
    from feedback.terminal import progress_bars, show_issues, show_night

    settings = load_settings(config)
    moment = parse_as_of(as_of, settings.night.time_zone)
    with progress_bars() as progress:
        pipeline = open_pipeline(settings, apply=apply, progress=progress)
        night = run_night(pipeline, moment)
    show_night(night)
    show_issues(ranked_issues(pipeline.store), limit=10)
    if night.status is NightStatus.PARTIAL:
        raise typer.Exit(3)


@app.command()
def pull(
    source: Annotated[str, typer.Option(help="The source's name.")],
    since: Annotated[str, typer.Option(help="The day to begin with, like 2026-01-31.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Read a source again from a day on; stopped, it goes on where it was."""
    from datetime import time
    from zoneinfo import ZoneInfo

    from feedback.bootstrap import beginning_on, open_pipeline
    from feedback.settings import load_settings
    from feedback.steps.backfill import backfill
    from feedback.terminal import progress_bars, show_pull

    settings = load_settings(config)
    day = parse_day(since)
    with progress_bars() as progress:
        p = open_pipeline(beginning_on(settings, source, day), progress=progress)
        summary = backfill(
            p.sources[0],
            p.directory,
            p.redactor,
            p.languages,
            p.store,
            since=datetime.combine(day, time(), ZoneInfo(settings.night.time_zone)).astimezone(UTC),
            now=datetime.now(UTC).replace(microsecond=0),
            progress=progress,
            tickets_days=p.tickets_days,
        )
    show_pull(source, summary)


@app.command()
def plan(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """The effects that wait, as a diff. Writes nothing."""
    from feedback.bootstrap import open_store
    from feedback.queries.plan import as_json as plan_as_json
    from feedback.queries.plan import waiting_plan
    from feedback.settings import load_settings
    from feedback.terminal_plan import show_plan

    waiting = waiting_plan(open_store(load_settings(config)))
    if as_json:
        typer.echo(json.dumps(plan_as_json(waiting), ensure_ascii=False, indent=2))
    else:
        show_plan(waiting)


@app.command()
def themes(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Sets of related issues, for planning; largest impact first."""
    from feedback.bootstrap import open_store
    from feedback.queries.themes import theme_rows
    from feedback.settings import load_settings
    from feedback.terminal_issues import show_themes

    rows = theme_rows(open_store(load_settings(config)))
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        show_themes(rows)


@app.command()
def regroup(
    config: Config = DEFAULT_CONFIG,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what would become of every issue.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Group everything afresh into the ids that exist: for a new model or other settings."""
    from dataclasses import asdict

    from feedback.bootstrap import open_regrouping
    from feedback.settings import load_settings
    from feedback.steps.regroup import regroup_all
    from feedback.terminal import progress_bars
    from feedback.terminal_issues import show_regrouping

    store, embedder, policy = open_regrouping(load_settings(config))
    now = datetime.now(UTC).replace(microsecond=0)
    with progress_bars() as progress:
        done = regroup_all(store, embedder, policy, now=now, preview=preview, progress=progress)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2))
    else:
        show_regrouping(done, preview=preview)


@app.command()
def report(
    config: Config = DEFAULT_CONFIG,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("report.html"),
) -> None:
    """One self-contained HTML page: issues with receipts, what goes to Jira and Slack, changes."""
    from feedback.bootstrap import open_readers, timeliness_policy
    from feedback.settings import load_settings
    from feedback.web.report import write_report

    settings = load_settings(config)
    store, readers = open_readers(settings)
    write_report(store, out, timeliness_policy(settings), readers)
    typer.echo(f"Wrote {out}.")


@app.command()
def cluster(
    file: Annotated[Path, typer.Argument(help="A CSV, Parquet or JSONL file.")],
    text_column: Annotated[str, typer.Option(help="The column that holds the text.")],
    out: Annotated[Path, typer.Option(help="The CSV to write: id,issue_id,title.")],
    id_column: Annotated[str | None, typer.Option(help="Default: the row's number.")] = None,
) -> None:
    """Group the texts of any file once. Needs no store and no settings."""
    from feedback.replays import cluster_file
    from feedback.terminal import progress_bars

    with progress_bars() as progress:
        words = cluster_file(file, text_column, id_column, out, progress)
    typer.echo(words)


@app.command()
def backtest(
    file: Annotated[Path, typer.Argument(help="A CSV, Parquet or JSONL file.")],
    text_column: Annotated[str, typer.Option(help="The column that holds the text.")],
    time_column: Annotated[str, typer.Option(help="The column that holds the time.")],
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    id_column: Annotated[str | None, typer.Option(help="Default: the row's number.")] = None,
    label_column: Annotated[
        str | None, typer.Option(help="What each row truly is about, to measure quality against.")
    ] = None,
    every: Annotated[str, typer.Option(help="Time between nights: 12h, 1d, 7d.")] = "1d",
) -> None:
    """Replay a file's history night by night, as the real pipeline would; writes a report."""
    from feedback.backtests import backtest_file, backtest_words
    from feedback.terminal import progress_bars
    from feedback.web.backtest import write_backtest

    step = parse_duration(every)
    with progress_bars() as progress:
        backtest = backtest_file(
            file, text_column, time_column, id_column, label_column, step, out, progress
        )
    write_backtest(backtest, out / "report.html")
    typer.echo(backtest_words(backtest, out))


@app.command()
def doctor(config: Config = DEFAULT_CONFIG) -> None:
    """Check settings, credentials, permissions, store and model; says how to mend each."""
    from feedback.doctor import examine

    marks = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}
    failed = False
    for finding in examine(config):
        typer.echo(f"{marks[finding.level]}  {finding.check}: {finding.words}")
        failed = failed or finding.level == "fault"
    if failed:
        raise typer.Exit(2)


@app.command()
def demo() -> None:
    """Three nights of sample data (without Prefect; `make demo` runs the same through the flow)."""
    from feedback.demo import play
    from feedback.steps.night import run_night

    play(run_night)


def parse_as_of(text: str | None, time_zone: str) -> datetime:
    """The night's time in UTC; a time without a zone is one in the deployment's zone."""
    from zoneinfo import ZoneInfo

    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f'--as-of "{text}" is no ISO 8601 time, like 2026-03-09T04:00') from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(time_zone))
    return moment.astimezone(UTC)


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f'--since "{text}" is no day. Write it like 2026-01-31.') from None


def parse_duration(text: str) -> timedelta:
    """`12h` or `1d` as a duration."""
    units = {"h": timedelta(hours=1), "d": timedelta(days=1)}
    if text[:-1].isdigit() and int(text[:-1]) > 0 and text[-1:] in units:
        return int(text[:-1]) * units[text[-1]]
    raise InvalidInput(f'--every "{text}" is no duration. Write hours or days, like 12h or 1d.')
