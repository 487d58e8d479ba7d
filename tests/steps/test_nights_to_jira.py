"""Whole nights that end in Jira."""

from pathlib import Path

import pytest

from feedback.domain.night import NightStatus
from feedback.steps.night import run_night
from feedback.steps.publishing.dispatch import Outside
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.data_center import JiraDataCenter, data_center_tracker
from tests.stand_ins.jira.trackers import cloud_tracker
from tests.steps.company import NIGHTS, build, pipeline


@pytest.mark.parametrize("kind", ["cloud", "data center"])
def test_a_night_makes_the_work_items_and_run_again_writes_nothing(
    kind: str, tmp_path: Path
) -> None:
    cloud, server = JiraCloud(), JiraDataCenter()
    tracker = cloud_tracker(cloud) if kind == "cloud" else data_center_tracker(server)
    site = cloud if kind == "cloud" else server
    company = pipeline(build(tmp_path))
    company = pipeline(tmp_path, outside=Outside(tracker=tracker, channel=company.outside.channel))

    assert run_night(company, NIGHTS[0]).status is NightStatus.DONE
    made = site.end_state()
    assert made
    writes = [path for method, path in site.asked if method != "GET"]
    assert len(writes) == len(made), "one request each"

    site.asked.clear()
    run_night(company, NIGHTS[0])
    assert [path for method, path in site.asked if method != "GET"] == []
    assert site.end_state() == made
