"""Whatever happens to one request, in the end Jira is as it would have been anyhow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from feedback.adapters.jira.tracker import JiraTracker
from feedback.domain.publishing.work_item_link import LinkKind
from feedback.errors import AnswerLost, TransientFault
from tests.adapters.jira.jira_examples import COMMENT, work_item
from tests.stand_ins.faults import FAULTS, Killed
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.data_center import JiraDataCenter, data_center_tracker
from tests.stand_ins.jira.trackers import cloud_tracker


@dataclass
class Write:
    """One effect: how it is sent, and how it is looked for."""

    key: str
    send: Callable[[JiraTracker, str], str]
    find: Callable[[JiraTracker, str], str | None]
    target: str = ""
    state: str = "planned"


def night() -> list[Write]:
    def item(number: int, sequence: int, **changes: Any) -> Write:
        key = f"work_item/FB-{number}/{sequence}"
        remote = f"PROJ-{number - 10}" if sequence > 1 else None
        wanted = work_item(number, **changes)
        return Write(
            key, lambda t, k: t.write_work_item(k, remote, wanted), lambda t, k: t.find_work_item(k)
        )

    return [
        item(11, 1),
        item(12, 1),
        item(11, 2, title="Export fails at once", priority="Highest"),
        Write(
            "comment/FB-12#comments/1",
            lambda t, k: t.add_comment(k, "PROJ-2", COMMENT),
            lambda t, k: t.find_comment(k, "PROJ-2"),
        ),
        Write(
            "link/FB-12>FB-11/1",
            lambda t, _: t.link_work_items("PROJ-2", "PROJ-1", LinkKind.DUPLICATES),
            lambda t, _: None,
        ),
    ]


def run(tracker: JiraTracker, writes: list[Write]) -> None:
    """As the ledger does it: what is unknown is looked for before anything is sent."""
    try:
        for write in writes:
            if write.state == "unknown":
                write.state = "done" if write.find(tracker, write.key) else "planned"
        for write in writes:
            if write.state != "planned":
                continue
            write.state = "unknown"  # committed before it is sent
            try:
                write.send(tracker, write.key)
                write.state = "done"
            except TransientFault:
                write.state = "planned"
            except AnswerLost:
                break
            if write.state == "planned":
                break  # so that the next ones find what they build on
    except (Killed, TransientFault):
        pass


def after(site: Any, tracker_of: Callable[[], JiraTracker], n_reruns: int) -> Any:
    """What stands there when all is written. Each run has a tracker of its own."""
    writes = night()
    for _ in range(1 + n_reruns):
        run(tracker_of(), writes)
        site.now += timedelta(minutes=5)
    assert [one.state for one in writes] == ["done"] * len(writes), site.faults
    return site.end_state()


@pytest.mark.parametrize("kind", ["cloud 3", "cloud 2", "data center"])
def test_the_end_state_is_that_of_an_undisturbed_night(kind: str) -> None:
    def disturbed(n_reruns: int, **faults: str) -> tuple[Any, int]:
        given = {int(n.removeprefix("at")): fault for n, fault in faults.items()}
        if kind == "data center":
            server = JiraDataCenter(given)
            return after(server, lambda: data_center_tracker(server), n_reruns), len(server.asked)
        site = JiraCloud(faults=given)
        version: Any = kind.rpartition(" ")[2]
        return after(site, lambda: cloud_tracker(site, version), n_reruns), len(site.asked)

    wanted, n_requests = disturbed(0)
    assert len(wanted) == 2
    # The stand-in that others wrote takes ten times as long; it is asked about what matters most.
    faults = FAULTS if kind.startswith("cloud") else ("dropped after",)
    tried = [(n, fault) for n in range(1, n_requests + 1) for fault in faults]
    for n, fault in tried:
        assert disturbed(2, **{f"at{n}": fault})[0] == wanted, (n, fault)
    print(f"{kind}: {len(tried)} faults over {n_requests} requests")  # noqa: T201 - for the reader
    assert len(tried) == n_requests * len(faults) >= 9
