"""Every request of a night's publishing goes wrong once, in every way. The end is the same."""

import json
import re
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.domain.issues.issue import IssueId
from feedback.domain.night import Night, NightStatus, Report
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.steps.issues.decide import Author, merge
from feedback.steps.night import Pipeline, run_night
from feedback.steps.publishing.outside import Outside
from tests.fakes import MemoryOutside
from tests.stand_ins.faults import FAULTS, Killed
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.trackers import cloud_tracker
from tests.steps.company import NIGHTS, build, pipeline

FIRST, SECOND = NIGHTS[:2]
LAG = timedelta(seconds=120)
LATER = (timedelta(seconds=40), timedelta(minutes=5))
"""After a fault the night is run again within the index's lag, and once more behind it."""


def company(folder: Path, site: JiraCloud, *, pulls: bool = True, **policy: Any) -> Pipeline:
    outside = Outside(
        tracker=cloud_tracker(site),
        channel=MemoryOutside(),
        index_lag=LAG,
        clock=lambda: site.now,
    )
    whole = pipeline(folder, outside=outside, publishing=PublishPolicy(**policy))
    return whole if pulls else replace(whole, sources=())


class Stopped(Exception):
    pass


def stop_before_publishing(name: str, step: Callable[[], Report]) -> Report:
    if name == "adopt":
        raise Stopped
    return step()


@dataclass(frozen=True)
class Prepared:
    """A second night that is ranked and not published: it has work items to make and to change,
    one that a person changed, one whose issue was merged away."""

    folder: Path
    site: JiraCloud
    end: list[dict[str, Any]]
    """What stands in Jira after a night without faults."""
    ledger: list[tuple[Any, ...]]
    n_requests: int


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    root = tmp_path_factory.mktemp("jira")
    folder, site = build(root / "company"), JiraCloud(now=FIRST)
    whole = company(folder, site, max_new_items=3)
    assert run_night(whole, FIRST).status is NightStatus.DONE
    assert len(site.work_items) == 3
    site.now = SECOND - timedelta(hours=2)
    author = Author("Mia", "one problem", SECOND - timedelta(hours=2))
    merge(whole.store, IssueId(1), IssueId(2), author)
    site.edit("PROJ-2", priority="Medium")
    site.now = SECOND
    with pytest.raises(Stopped):
        run_night(whole, SECOND, call=stop_before_publishing)
    with whole.store.begin() as tx:
        tx.nights.forget_steps(SECOND, ["read back"])
    whole.store.close()
    undisturbed, other = shutil.copytree(folder, root / "undisturbed"), deepcopy(site)
    other.asked.clear()
    assert run(undisturbed, other).status is NightStatus.DONE
    kinds = {kind for _, kind, _ in ledger(undisturbed)}
    assert kinds == {"work_item", "comment", "link"}
    assert len(other.work_items) == 4
    priorities = [one["fields"]["priority"]["name"] for one in other.work_items.values()]
    assert priorities.count("Medium") == 1, "what the person set stands"
    return Prepared(folder, site, end_state(other), ledger(undisturbed), other.n_requests)


def run(folder: Path, site: JiraCloud) -> Night:
    whole = company(folder, site, pulls=False)
    try:
        return run_night(whole, SECOND)
    finally:
        whole.store.close()


def end_state(site: JiraCloud) -> list[dict[str, Any]]:
    """Without the number of the write that was the last: one more may have been needed."""
    text = json.dumps(site.end_state(), sort_keys=True, default=str)
    found: list[dict[str, Any]] = json.loads(re.sub(r"(work_item/FB-\d+)/\d+", r"\1/n", text))
    return found


def ledger(folder: Path) -> list[tuple[Any, ...]]:
    """What was written, by target: once each, and nothing left over."""
    whole = pipeline(folder)
    with whole.store.begin() as tx:
        effects = tx.effects.in_state(*EffectState)
    whole.store.close()
    kept = [one for one in effects if one.kind is not EffectKind.MESSAGE]
    return sorted({(one.target, str(one.kind), str(one.state)) for one in kept})


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_happens_to_one_request_the_end_is_the_same(
    fault: str, prepared: Prepared, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    n_reruns = 0
    for nth in range(1, prepared.n_requests + 1):
        folder = shutil.copytree(prepared.folder, tmp_path / str(nth))
        site = deepcopy(prepared.site)
        site.asked.clear()
        site.faults, site.is_lagging = {nth: fault}, True
        night = attempt(folder, site)
        for wait in LATER:
            if night is not None and night.status is NightStatus.DONE:
                break
            site.now += wait
            if wait >= LAG:
                site.catch_up()
            night = attempt(folder, site)
            n_reruns += 1
        assert night is not None
        assert night.status is NightStatus.DONE, f"request {nth}: {night.faults}"
        assert end_state(site) == prepared.end, f"request {nth}, {fault}"
        assert ledger(folder) == prepared.ledger, f"request {nth}, {fault}"
        shutil.rmtree(folder)
    with capsys.disabled():
        print(f"\n{fault}: {prepared.n_requests} faults tried, {n_reruns} reruns")  # noqa: T201


def attempt(folder: Path, site: JiraCloud) -> Night | None:
    """The night, or None where it was killed."""
    try:
        return run(folder, site)
    except Killed:
        return None
