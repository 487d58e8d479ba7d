"""Whole nights that end in Jira."""

from pathlib import Path

from feedback.domain.night import NightStatus
from feedback.steps.dispatch import Outside
from feedback.steps.night import run_night
from tests.stand_ins.jira_cloud import JiraCloud
from tests.stand_ins.jira_trackers import cloud_tracker
from tests.steps.company import NIGHTS, build, pipeline


def test_a_night_makes_the_work_items_and_run_again_writes_nothing(tmp_path: Path) -> None:
    site = JiraCloud()
    company = pipeline(build(tmp_path))
    outside = Outside(tracker=cloud_tracker(site), channel=company.outside.channel)
    company = pipeline(tmp_path, outside=outside)

    assert run_night(company, NIGHTS[0]).status is NightStatus.DONE
    made = [one["fields"]["labels"] for one in site.work_items.values()]
    assert made
    assert all(labels[0] == "support-feedback" for labels in made)
    n_writes = site.n_writes
    assert n_writes == len(made)

    run_night(company, NIGHTS[0])
    assert site.n_writes == n_writes
