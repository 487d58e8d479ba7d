"""`make demo`: the three nights of the demo through the real flow, offline."""

import os
from datetime import datetime
from pathlib import Path

# Before Prefect is imported: a server of its own for these minutes, quiet and without telemetry.
os.environ.setdefault("PREFECT_HOME", str(Path("var/prefect").resolve()))
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect import flow

from feedback.demo import play
from feedback.domain.night import Night
from feedback.steps.night import Pipeline
from flows.nightly import run_flow_night


@flow(name="demo")
def demo(config: str, report: str) -> None:
    """Play the demo, every night's steps as tasks of this flow."""

    def night(pipeline: Pipeline, as_of: datetime) -> Night:
        return run_flow_night(pipeline, as_of)

    play(Path(config), Path(report), night)


if __name__ == "__main__":
    demo("config/demo.toml", "var/demo/report.html")
