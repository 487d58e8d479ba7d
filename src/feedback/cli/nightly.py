"""The commands around a night: run it, see what waits, look at the results."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedback.cli.options import (
    AsJson,
    Config,
    parse_as_of,
    parse_day,
)
from feedback.cli.output import print_json
from feedback.cli.settings_file import (
    check_settings_file,
    config_to_read,
    settings_of_a_night,
    settings_to_read,
    settings_to_write,
)

if TYPE_CHECKING:
    from feedback.settings import Settings


def run(
    config: Config = None,
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
    as_json: AsJson = False,
) -> None:
    """Run one night: pull, group, rank, publish, advise."""
    settings = settings_of_a_night(config)
    from feedback.terminal.console import progress_bars

    moment = parse_as_of(as_of, settings.night.time_zone)
    with progress_bars() as progress:
        # The bars stand before what takes seconds to import.
        from feedback.bootstrap import open_pipeline
        from feedback.steps.night import run_night

        pipeline = open_pipeline(settings, apply=apply, progress=progress)
        night = run_night(pipeline, moment)
    from feedback.domain.night import NightStatus
    from feedback.queries.issues.issues import ranked_issues
    from feedback.terminal.as_json.night import night_as_json
    from feedback.terminal.as_json.ranking import ranked_as_json
    from feedback.terminal.night import show_night
    from feedback.terminal.ranking import show_issues

    rows = ranked_issues(pipeline.store)
    if as_json:
        print_json({**night_as_json(night), "issues": [ranked_as_json(row) for row in rows]})
    else:
        show_night(night)
        show_issues(rows, limit=10)
    if settings.night.page is not None:
        _write_page(settings, settings.night.page, quiet=as_json)
    if night.status is NightStatus.PARTIAL:
        raise typer.Exit(3)


def pull(
    source: Annotated[str, typer.Option(help="The source's name.")],
    since: Annotated[str, typer.Option(help="The first day to read, such as 2026-01-31.")],
    config: Config = None,
) -> None:
    """Read a source again from a day on. If stopped, it resumes where it was."""
    settings = settings_of_a_night(config)
    from datetime import time
    from zoneinfo import ZoneInfo

    from feedback.bootstrap import open_pipeline
    from feedback.bootstrap.ticket_sources import beginning_on
    from feedback.steps.tickets.backfill import backfill
    from feedback.terminal.console import progress_bars
    from feedback.terminal.night import show_pull

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


def plan(config: Config = None, as_json: AsJson = False) -> None:
    """Show the waiting writes as a diff. Writes nothing."""
    settings = settings_to_read(config)
    from feedback.bootstrap import open_store
    from feedback.queries.publishing.plan import waiting_plan
    from feedback.terminal.as_json.plan import as_json as plan_as_json
    from feedback.terminal.plan import show_plan

    waiting = waiting_plan(open_store(settings))
    if as_json:
        typer.echo(json.dumps(plan_as_json(waiting), ensure_ascii=False, indent=2))
    else:
        show_plan(waiting)


def themes(config: Config = None, as_json: AsJson = False) -> None:
    """List themes (sets of related issues, for planning), largest impact first."""
    settings = settings_to_read(config)
    from feedback.bootstrap import open_store
    from feedback.queries.issues.themes import theme_rows
    from feedback.terminal.as_json.issues import theme_as_json
    from feedback.terminal.issues import show_themes

    rows = theme_rows(open_store(settings))
    if as_json:
        print_json([theme_as_json(row) for row in rows])
    else:
        show_themes(rows)


def regroup(
    config: Config = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what would change for each issue.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Regroup all tickets, keeping issue ids: for a new model or changed settings."""
    settings = settings_to_read(config) if preview else settings_to_write(config)
    from dataclasses import asdict

    from feedback.bootstrap import open_regrouping
    from feedback.steps.grouping.regroup import regroup_all
    from feedback.terminal.console import progress_bars
    from feedback.terminal.issues import show_regrouping

    store, embedder, policy = open_regrouping(settings)
    now = datetime.now(UTC).replace(microsecond=0)
    with progress_bars() as progress:
        done = regroup_all(store, embedder, policy, now=now, preview=preview, progress=progress)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2))
    else:
        show_regrouping(done, preview=preview)


def report(
    config: Config = None,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("report.html"),
) -> None:
    """Write one self-contained HTML page: issues with receipts, Jira and Slack, changes."""
    _write_page(settings_to_read(config), out)


def _write_page(settings: "Settings", out: Path, *, quiet: bool = False) -> None:
    from feedback.bootstrap import open_readers
    from feedback.bootstrap.policies import timeliness_policy
    from feedback.web.report import write_report

    store, readers = open_readers(settings)
    write_report(store, out, timeliness_policy(settings), readers)
    if not quiet:
        typer.echo(f"Wrote {out.relative_to(Path.cwd()) if _is_here(out) else out}.")


def _is_here(path: Path) -> bool:
    return path.is_absolute() and path.is_relative_to(Path.cwd())


def doctor(config: Config = None, as_json: AsJson = False) -> None:
    """Check settings, credentials, permissions, store and model, and say how to fix each fault."""
    path = config_to_read(config)
    check_settings_file(path)
    from feedback.doctor import examine, first_looks
    from feedback.terminal.first_look import show_first_look

    marks = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}
    findings = []
    for finding in examine(path):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{marks[finding.level]}  {finding.check}: {finding.words}")
    if as_json:
        print_json(findings)
    elif not any(finding.level == "fault" for finding in findings):
        for look in first_looks(path):
            typer.echo("")
            show_first_look(look)
    if any(finding.level == "fault" for finding in findings):
        raise typer.Exit(2)


def demo() -> None:
    """Run three nights of sample data (without Prefect; `make demo` uses the flow)."""
    typer.echo("Starting: loading the model takes a few seconds …", err=True)
    from feedback.demo import play
    from feedback.steps.night import run_night

    play(run_night)
