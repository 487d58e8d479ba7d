"""The night, as a Prefect flow.

Newcomers begin here. `run_night` (src/feedback/steps/night.py) says the order once:

    read back → pull → embed → group (→ titles) → rank → watch releases → adopt → publish
    → advise → dispatch

Each of them runs as a Prefect task; pull once per source. Start it by hand with
`python -m flows.nightly config/feedback.toml`, or deploy it with prefect.yaml
(docs/running-on-prefect.md).
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from feedback.bootstrap import open_pipeline
from feedback.domain.night import Night, NightStatus
from feedback.errors import FeedbackError, NightRunning
from feedback.ports import Store
from feedback.settings import load_settings
from feedback.steps.night import Pipeline, run_night
from flows.artifacts import publish_artifacts
from flows.tasks import call_as_task

# Advising between nights holds the lock for seconds, a night started by hand for minutes. A night
# is not lost to either; what holds the lock for longer is for a person to look at.
LOCK_DELAYS_SECONDS = (15, 60, 120, 300, 600)


def _run_name() -> str:
    """`nightly-2026-03-09`, by the deployment's own calendar; `dry-run-…` if nothing is sent."""
    given = flow_run.get_parameters()
    try:
        zone = load_settings(Path(given["config"])).night.time_zone
    except FeedbackError:
        zone = "UTC"  # The flow itself will say what is wrong with the settings.
    as_of = given.get("as_of")
    night = _in_utc(datetime.fromisoformat(str(as_of)), zone) if as_of else _scheduled_for()
    kind = "dry-run" if given.get("apply") is False else "nightly"
    return f"{kind}-{night.astimezone(ZoneInfo(zone)):%Y-%m-%d}"


@flow(name="nightly", flow_run_name=_run_name)
def nightly(
    config: str = "config/feedback.toml",
    as_of: datetime | None = None,
    apply: bool | None = None,
) -> State[Any]:
    """One night: pull tickets, group them into issues, rank, publish, advise.

    Args:
        config: The settings file, counted from the folder of the project.
        as_of: The night's time. Empty: the time this run was scheduled for, so that a run that
            is started twice, or late, is the same night, and done once. A time without a zone
            is one in the zone of the settings.
        apply: Write to Jira and Slack (true), only plan (false), or as the settings say (empty).
    """
    settings = load_settings(Path(config))
    pipeline = open_pipeline(settings, apply=apply)
    moment = _in_utc(as_of, settings.night.time_zone) if as_of else _scheduled_for()
    done_before = _status(pipeline.store, moment) is NightStatus.DONE
    if as_of is None and not done_before and _is_overtaken(pipeline.store, moment):
        return Completed(name="Skipped", message="A later night has run and took its tickets in.")
    night = _run_when_free(pipeline, moment)
    if night.status is NightStatus.PARTIAL:
        missing = "; ".join(f"{fault.step}: {fault.message}" for fault in night.faults)
        return Completed(name="Partial", message=f"Finished with a part missing. {missing}")
    words = "was done already; only what waited was sent" if done_before else "done"
    return Completed(message=f"Night of {moment.isoformat()} {words}.")


def run_flow_night(pipeline: Pipeline, as_of: datetime) -> Night:
    """A night within a flow: steps as tasks, faults in the log, artifacts at the end."""
    night = run_night(pipeline, as_of, call=call_as_task)
    for fault in night.faults:
        get_run_logger().error("%s: %s", fault.step, fault.message)
    publish_artifacts(pipeline.store, night)
    return night


def _run_when_free(pipeline: Pipeline, as_of: datetime) -> Night:
    for delay in LOCK_DELAYS_SECONDS:
        try:
            return run_flow_night(pipeline, as_of)
        except NightRunning as busy:
            get_run_logger().warning("%s Trying again in %s s.", busy, delay)
            sleep(delay)
    return run_flow_night(pipeline, as_of)


def _status(store: Store, as_of: datetime) -> NightStatus | None:
    with store.begin() as tx:
        night = tx.nights.get(as_of)
    return night.status if night else None


def _is_overtaken(store: Store, as_of: datetime) -> bool:
    """Whether a scheduled run comes so late that a later night is in the store already."""
    with store.begin() as tx:
        latest = tx.nights.latest()
    return latest is not None and as_of < latest.as_of


def _scheduled_for() -> datetime:
    scheduled = flow_run.get_scheduled_start_time() or datetime.now(UTC)
    return _in_utc(datetime.fromisoformat(scheduled.isoformat()), "UTC")


def _in_utc(moment: datetime, time_zone: str) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(time_zone))
    return moment.astimezone(UTC).replace(microsecond=0)


if __name__ == "__main__":
    nightly(config=sys.argv[1])
