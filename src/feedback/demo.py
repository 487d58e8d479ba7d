"""The demo: three nights of sample data, told as they pass."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from feedback.bootstrap import open_pipeline
from feedback.domain.night import Night
from feedback.queries.issues import ranked_issues
from feedback.settings import load_settings
from feedback.steps.night import Pipeline
from feedback.terminal import out, progress_bars, show_issues, show_night
from feedback.web.report import write_report

NIGHTS = tuple(datetime(2026, 3, day, 3, 0, tzinfo=UTC) for day in (9, 10, 11))


def play(config: Path, report: Path, run_night: Callable[[Pipeline, datetime], Night]) -> None:
    """Run the three nights from an empty store, show the ranking, write the report."""
    settings = load_settings(config)
    # The demo tells its story from the beginning each time; this folder holds nothing else.
    shutil.rmtree(settings.outbox.path.parent, ignore_errors=True)
    with progress_bars() as progress:
        pipeline = open_pipeline(settings, progress=progress)
        for as_of in NIGHTS:
            show_night(run_night(pipeline, as_of))
    out.print()
    show_issues(ranked_issues(pipeline.store))
    write_report(pipeline.store, report)
    out.print(f"\nThe whole story, with receipts and messages: [bold]{report}[/]")
    out.print(f"What Jira and Slack would have received: [bold]{settings.outbox.path}[/]")
