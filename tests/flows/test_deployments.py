"""prefect.yaml, read, and deployed to a real server whose scheduler makes runs of it."""

import importlib
import inspect
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import yaml
from prefect.client.schemas.schedules import CronSchedule

from tests.flows.waiting import wait_until

ROOT = Path(__file__).parents[2]
DEPLOYMENTS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "prefect.yaml").read_text(encoding="utf-8")
)["deployments"]


def entrypoint(deployment: dict[str, Any]) -> Any:
    path, _, name = deployment["entrypoint"].partition(":")
    return getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_every_deployment_points_to_a_flow_that_takes_its_parameters(
    deployment: dict[str, Any],
) -> None:
    known = inspect.signature(entrypoint(deployment).fn).parameters

    assert set(deployment["parameters"]) <= set(known)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_schedules_are_valid_and_stay_clear_of_clock_changes(deployment: dict[str, Any]) -> None:
    for schedule in deployment["schedules"]:
        CronSchedule(**schedule)
        hour = schedule["cron"].split()[1]
        assert schedule["timezone"] == "UTC" or hour not in ("*", "2")


def test_only_a_dry_run_says_itself_whether_it_writes() -> None:
    assert {one["name"]: one["parameters"].get("apply") for one in DEPLOYMENTS} == {
        "nightly": None,
        "advise": None,
        "dry-run": False,
        "scorecards": None,
        "planning-pack": None,
    }


# With SQLAlchemy 2.1 no run is ever scheduled, and with FastAPI 0.151 and later `prefect deploy`
# dies of a 422 (both seen with Prefect 3.8.8): nothing but this test notices either.
def test_what_is_deployed_gets_scheduled_at_half_past_three_local_time(
    real_server: dict[str, str],
) -> None:
    url = real_server["PREFECT_API_URL"]
    httpx.post(
        f"{url}/work_pools/", json={"name": "feedback", "type": "process"}
    ).raise_for_status()

    deployed = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        env=real_server,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert _scheduled(url, "dry-run") == []
    wait_until(lambda: bool(_scheduled(url, "nightly")), "a run was scheduled by the server")
    first = datetime.fromisoformat(_scheduled(url, "nightly")[0]["expected_start_time"])
    now = datetime.now(first.tzinfo)
    assert now < first < now + timedelta(days=1, hours=1)
    assert f"{first.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" == "03:30"


def _scheduled(url: str, deployment: str) -> list[dict[str, Any]]:
    """The deployment's runs that the server made of its schedule, next one first."""
    body = {"deployments": {"name": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs: list[dict[str, Any]] = httpx.post(f"{url}/flow_runs/filter", json=body).json()
    return [run for run in runs if run["auto_scheduled"]]
