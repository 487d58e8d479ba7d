"""Between nights: read the fix plans and tell support agents what changed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from feedback.bootstrap import open_pipeline
from feedback.errors import NightRunning
from feedback.settings import load_settings
from feedback.steps.night import advise_between_nights


@flow(name="advise")
def advise(config: str = "config/feedback.toml", apply: bool | None = None) -> State[Any]:
    """Once an hour: news about a plan should not wait for the night."""
    pipeline = open_pipeline(load_settings(Path(config)), apply=apply)
    try:
        told = advise_between_nights(pipeline, datetime.now(UTC).replace(microsecond=0))
    except NightRunning:
        return Completed(name="Skipped", message="A night is running; it does the same.")
    return Completed(
        message=f"{told['n_revisions']} plan revisions, {told['n_planned']} messages planned."
    )
