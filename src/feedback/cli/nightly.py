"""The commands around a night: run it, see what waits, look at the results."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from feedback.cli.options import (
    DEFAULT_CONFIG,
    AsJson,
    Config,
    parse_as_of,
    parse_day,
)
from feedback.cli.output import print_json


def run(
    config: Config = DEFAULT_CONFIG,
    as_of: Annotated[
        str | None, typer.Option(help="The night's time, ISO 8601 (default: now).")
    ] = None,
    apply: Annotated[
        bool | None,
        typer.Option(
            "--apply/--dry",
            help="Send the planned writes, or only plan them (default: the setting).",
        ),
    ] = None,
) -> None:
    """Run one night: pull, group, rank, publish, advise."""
    from feedback.bootstrap import open_pipeline
    from feedback.domain.night import NightStatus
    from feedback.queries.issues.issues import ranked_issues
    from feedback.settings import load_settings
    from feedback.steps.night import run_night
    from feedback.terminal.console import progress_bars
    from feedback.terminal.night import show_night
    from feedback.terminal.ranking import show_issues

    settings = load_settings(config)
    moment = parse_as_of(as_of, settings.night.time_zone)
    with progress_bars() as progress:
        pipeline = open_pipeline(settings, apply=apply, progress=progress)
        night = run_night(pipeline, moment)
    show_night(night)
    show_issues(ranked_issues(pipeline.store), limit=10)
    if night.status is NightStatus.PARTIAL:
        raise typer.Exit(3)


def pull(
    source: Annotated[str, typer.Option(help="The source's name.")],
    since: Annotated[str, typer.Option(help="The first day to read, such as 2026-01-31.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Read a source again from a day on. If stopped, it resumes where it was."""
    from datetime import time
    from zoneinfo import ZoneInfo

    from feedback.bootstrap import open_pipeline
    from feedback.bootstrap.ticket_sources import beginning_on
    from feedback.settings import load_settings
    from feedback.steps.tickets.backfill import backfill
    from feedback.terminal.console import progress_bars
    from feedback.terminal.night import show_pull

    settings = load_settings(config)
    day = parse_day(since)
    with progress_bars() as progress:
        p = open_pipeline(beginning_on(settings, source, day), progress=progress)
        done = backfill(
            p.sources[0],
            p.directory,
            p.redactor,
            p.languages,
            p.store,
            since=datetime.combine(day, time(), ZoneInfo(settings.night.time_zone)).astimezone(UTC),
            now=datetime.now(UTC).replace(microsecond=0),
            progress=progress,
            tickets_days=p.tickets_days,
            support_agents=p.support_agents,
        )
    show_pull(done.pulled, is_resumed=done.is_resumed)


def plan(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Show the waiting writes as a diff. Writes nothing."""
    from feedback.bootstrap import open_store
    from feedback.queries.publishing.plan import waiting_plan
    from feedback.settings import load_settings
    from feedback.terminal.as_json.plan import as_json as plan_as_json
    from feedback.terminal.plan import show_plan

    waiting = waiting_plan(open_store(load_settings(config)))
    if as_json:
        typer.echo(json.dumps(plan_as_json(waiting), ensure_ascii=False, indent=2))
    else:
        show_plan(waiting)


def themes(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """List themes (sets of related issues, for planning), largest impact first."""
    from feedback.bootstrap import open_store
    from feedback.queries.issues.themes import theme_rows
    from feedback.settings import load_settings
    from feedback.terminal.as_json.issues import theme_as_json
    from feedback.terminal.issues import show_themes

    rows = theme_rows(open_store(load_settings(config)))
    if as_json:
        print_json([theme_as_json(row) for row in rows])
    else:
        show_themes(rows)


def regroup(
    config: Config = DEFAULT_CONFIG,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what would change for each issue.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Regroup all tickets, keeping issue ids: for a new model or changed settings."""
    from dataclasses import asdict

    from feedback.bootstrap import open_regrouping
    from feedback.settings import load_settings
    from feedback.steps.grouping.regroup import regroup_all
    from feedback.terminal.console import progress_bars
    from feedback.terminal.issues import show_regrouping

    store, embedder, policy = open_regrouping(load_settings(config))
    now = datetime.now(UTC).replace(microsecond=0)
    with progress_bars() as progress:
        done = regroup_all(store, embedder, policy, now=now, preview=preview, progress=progress)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2))
    else:
        show_regrouping(done, preview=preview)


def report(
    config: Config = DEFAULT_CONFIG,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("report.html"),
) -> None:
    """Write one self-contained HTML page: issues with receipts, Jira and Slack, changes."""
    from feedback.bootstrap import open_readers
    from feedback.bootstrap.policies import timeliness_policy
    from feedback.settings import load_settings
    from feedback.web.report import write_report

    settings = load_settings(config)
    store, readers = open_readers(settings)
    write_report(store, out, timeliness_policy(settings), readers)
    typer.echo(f"Wrote {out}.")


def doctor(config: Config = DEFAULT_CONFIG) -> None:
    """Check settings, credentials, permissions, store and model, and say how to fix each fault."""
    from feedback.doctor import examine

    marks = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}
    failed = False
    for finding in examine(config):
        typer.echo(f"{marks[finding.level]}  {finding.check}: {finding.words}")
        failed = failed or finding.level == "fault"
    if failed:
        raise typer.Exit(2)


def demo() -> None:
    """Run three nights of sample data (without Prefect; `make demo` uses the flow)."""
    from feedback.demo import play
    from feedback.steps.night import run_night

    play(run_night)
