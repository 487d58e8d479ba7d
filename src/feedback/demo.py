"""The demo: three nights of sample data, told as they pass."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from feedback.bootstrap import open_pipeline
from feedback.bootstrap.policies import timeliness_policy
from feedback.domain.night import Night
from feedback.domain.publishing.messages.readers import Readers
from feedback.errors import InvalidInput
from feedback.last_config import remember
from feedback.ports import Store
from feedback.queries.issues.issues import ranked_issues
from feedback.settings import Settings, load_settings
from feedback.steps.night import Pipeline
from feedback.steps.supply.agree import agree_on_action
from feedback.supply_reports import write_reports
from feedback.terminal.console import out, progress_bars
from feedback.terminal.night import show_night
from feedback.terminal.ranking import show_issues
from feedback.web.report import write_report

NIGHTS = tuple(datetime(2026, 3, day, 3, 0, tzinfo=UTC) for day in (9, 10, 11))

CONFIG = Path("config/demo.toml")
SAMPLE = (Path(__file__).parent / "sample", Path(__file__).parents[2] / "config")
"""Where the sample data lies: in an installed package; in the repository."""
REPORT = Path("var/demo/report.html")
REPORTS = Path("var/demo/reports")


def play(run_night: Callable[[Pipeline, datetime], Night]) -> None:
    """Run the three nights from an empty store, show the ranking, write the report."""
    bring_sample_data()
    settings = load_settings(CONFIG)
    remember(CONFIG)
    _forget_last_time(settings)
    with progress_bars() as progress:
        pipeline = open_pipeline(settings, progress=progress)
        agree_in_review(pipeline.store)
        readers = Readers(pipeline.support_agents, pipeline.advice.suppliers)
        for as_of in NIGHTS:
            show_night(run_night(pipeline, as_of))
    out.print()
    show_issues(ranked_issues(pipeline.store))
    write_report(pipeline.store, REPORT, timeliness_policy(settings), readers)
    out.print(f"\nThe whole story, with receipts and messages: [bold]{REPORT}[/]")
    write_reports(settings, "", REPORTS)
    out.print(f"Who answers what, how well, and what customers wish for: [bold]{REPORTS}[/]")
    outbox = os.path.relpath(settings.outbox.path)
    out.print(f"What Jira and Slack would have received: [bold]{outbox}[/]")


def bring_sample_data() -> None:
    """Write the demo's settings and sample data into this folder, unless they are there.

    Raises `InvalidInput` if the folder cannot be written to.
    """
    if CONFIG.is_file():
        return
    sample = next(place for place in SAMPLE if (place / CONFIG.name).is_file())
    data = CONFIG.with_suffix("")
    try:
        CONFIG.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(sample / data.name, data, dirs_exist_ok=True)
        shutil.copyfile(sample / CONFIG.name, CONFIG)
    except OSError as error:
        raise InvalidInput(
            f"The sample data cannot be written to {CONFIG.parent.resolve()}: {error.strerror}. "
            "Run the demo in a folder of your own."
        ) from error
    out.print(f"Wrote {CONFIG} and the sample data in {data}.")


def agree_in_review(store: Store) -> None:
    """In a review before the first night; `feedback suppliers agree` would date it today."""
    agree_on_action(
        store,
        "brightwater",
        "Train two support agents on single sign-on, or hand such tickets over within the hour",
        our_owner="Marit Solberg",
        their_owner="Jhoanna Salazar",
        agreed_on=date(2026, 1, 28),
        due_on=date(2026, 2, 27),
    )


def _forget_last_time(settings: Settings) -> None:
    """The story is told from the beginning each time."""
    store = Path(settings.store.url.removeprefix("sqlite:///"))
    for path in store.parent.glob(f"{store.name}*"):
        path.unlink()
    shutil.rmtree(settings.outbox.path, ignore_errors=True)
    shutil.rmtree(REPORTS, ignore_errors=True)
