"""Between nights: read the fix plans and tell support agents what changed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed

from feedback.bootstrap import open_pipeline
from feedback.domain.wording import count
from feedback.errors import NightRunning
from feedback.settings import load_settings
from feedback.steps.advise_between_nights import advise_between_nights
from flows.tasks import one_line


def _run_name() -> str:
    return f"advise-{datetime.now(UTC):%Y-%m-%d-%H%M}"


@flow(name="advise", flow_run_name=_run_name)
def advise(config: str = "config/feedback.toml", apply: bool | None = None) -> State[Any]:
    """Once an hour: news about a plan should not wait for the night.

    Args:
        config: The settings file, counted from the folder of the project.
        apply: Send the messages (true), only plan them (false), or as the settings say (empty).
    """
    pipeline = open_pipeline(load_settings(Path(config)), apply=apply)
    try:
        told = advise_between_nights(pipeline, datetime.now(UTC).replace(microsecond=0))
    except NightRunning:
        return Completed(name="Skipped", message="A night is running; it does the same.")
    get_run_logger().info("advise: %s", one_line(told.advised))
    if told.sent is not None:
        get_run_logger().info("dispatch: %s", one_line(told.sent))
    for key, why in told.faults.items():
        get_run_logger().error("dispatch %s: %s", key, why)
    if told.faults:
        missing = "; ".join(f"{key}: {why}" for key, why in told.faults.items())
        return Completed(name="Partial", message=f"Not everything was sent. {missing}")
    return Completed(
        message=f"{count(told.advised.n_revisions, 'fix plan')} changed, "
        f"{count(told.advised.n_planned, 'message')} planned."
    )
