"""The night, as a Prefect flow.

Newcomers begin here. `run_night` (src/feedback/steps/night.py) says the order once:

    pull → embed → group → rank → publish → advise → dispatch

Each of them runs as a Prefect task; pull once per source. Start it by hand with
`python -m flows.nightly config/feedback.toml`, or deploy it with prefect.yaml.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from feedback.bootstrap import open_pipeline
from feedback.domain.night import Night, NightStatus
from feedback.settings import load_settings
from feedback.steps.night import Pipeline, run_night
from flows.artifacts import publish_artifacts
from flows.tasks import call_as_task


@flow(name="nightly")
def nightly(
    config: str = "config/feedback.toml",
    as_of: datetime | None = None,
    apply: bool | None = None,
) -> State[Any]:
    """One night. Without `as_of` it is the night this run was scheduled for, so that a run that
    Prefect starts twice, or late, is the same night, and done once."""
    settings = load_settings(Path(config))
    pipeline = open_pipeline(settings, apply=apply)
    night = run_flow_night(pipeline, as_of or _scheduled_for())
    if night.status is NightStatus.PARTIAL:
        missing = "; ".join(f"{fault.step}: {fault.message}" for fault in night.faults)
        return Completed(name="Partial", message=f"Finished with a part missing. {missing}")
    return Completed(message=f"Night of {night.as_of.isoformat()} done.")


def run_flow_night(pipeline: Pipeline, as_of: datetime) -> Night:
    """A night within a flow: steps as tasks, faults in the log, artifacts at the end."""
    night = run_night(pipeline, as_of, call=call_as_task)
    for fault in night.faults:
        get_run_logger().error("%s: %s", fault.step, fault.message)
    publish_artifacts(pipeline.store, night)
    return night


def _scheduled_for() -> datetime:
    scheduled = flow_run.get_scheduled_start_time() or datetime.now(UTC)
    return datetime.fromisoformat(scheduled.isoformat()).astimezone(UTC).replace(microsecond=0)


if __name__ == "__main__":
    nightly(config=sys.argv[1])
