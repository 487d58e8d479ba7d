"""What every issue tracker and support agents' channel promises."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.outbox.outbox import Outbox
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.comment import Comment, Question
from feedback.domain.publishing.work_item_content import Quote, WorkItemContent
from feedback.domain.publishing.work_item_link import LinkKind
from feedback.errors import TransientFault
from tests.adapters.jira.jira_examples import work_item as work_item_of
from tests.fakes import MemoryOutside
from tests.message_examples import digest, plan_news
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.data_center import JiraDataCenter, data_center_tracker
from tests.stand_ins.jira.trackers import cloud_tracker
from tests.stand_ins.palletry import slack_channel, workspace


def local(kind: str, tmp_path: Path) -> Any:
    return MemoryOutside() if kind == "fake" else Outbox(tmp_path / "outbox")


@pytest.fixture(params=["fake", "outbox", "cloud 3", "cloud 2", "data center"])
def tracker(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    match request.param:
        case "cloud 3":
            return cloud_tracker(JiraCloud(), "3")
        case "cloud 2":
            return cloud_tracker(JiraCloud(), "2")
        case "data center":
            return data_center_tracker(JiraDataCenter())
        case kind:
            return local(kind, tmp_path)


@pytest.fixture(params=["fake", "outbox", "slack"])
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "slack":
        with workspace() as slack:
            yield slack_channel(slack)
    else:
        yield local(request.param, tmp_path)


def work_item(title: str, number: int = 1) -> WorkItemContent:
    return work_item_of(number, title, priority="High", quotes=(Quote("It | stops"),))


def said(text: str) -> Comment:
    return Comment(IssueId(1), (Question("Ada", text),))


MESSAGE = digest(plan_news(1))
SINCE = datetime(2026, 3, 9, 3, tzinfo=UTC)


def test_a_work_item_is_made_once_and_found_by_the_key_that_made_it(tracker: Any) -> None:
    assert tracker.find_work_item("work_item/FB-1/1") is None
    key = tracker.write_work_item("work_item/FB-1/1", None, work_item("Export stops"))
    assert tracker.find_work_item("work_item/FB-1/1") == key
    other = tracker.write_work_item("work_item/FB-2/1", None, work_item("Labels print twice"))
    assert other != key


def test_an_update_keeps_the_remote_key_and_is_found_by_its_own_key(tracker: Any) -> None:
    key = tracker.write_work_item("work_item/FB-1/1", None, work_item("Export stops"))
    assert tracker.write_work_item("work_item/FB-1/2", key, work_item("It stops again")) == key
    assert tracker.find_work_item("work_item/FB-1/2") == key
    assert tracker.find_work_item("work_item/FB-1/1") is None, "it was changed since"


def test_a_comment_is_added_to_a_work_item_and_found_there(tracker: Any) -> None:
    key = tracker.write_work_item("work_item/FB-1/1", None, work_item("Export stops"))
    assert tracker.find_comment("comment/FB-1#comments/1", key) is None
    comment = tracker.add_comment("comment/FB-1#comments/1", key, said("When?"))
    assert tracker.find_comment("comment/FB-1#comments/1", key) == comment
    other = tracker.add_comment("comment/FB-1#comments/2", key, said("Why?"))
    assert other != comment


def test_the_same_link_twice_is_one_link(tracker: Any) -> None:
    keys = [
        tracker.write_work_item(f"work_item/FB-{n}/1", None, work_item("Export stops"))
        for n in (1, 2)
    ]
    first = tracker.link_work_items(keys[0], keys[1], LinkKind.RELATES)
    assert tracker.link_work_items(keys[0], keys[1], LinkKind.RELATES) == first


def test_a_tracker_says_its_remarks_once(tracker: Any) -> None:
    tracker.write_work_item("work_item/FB-1/1", None, work_item("Export stops"))
    assert list(tracker.take_remarks()) == []
    assert list(tracker.take_remarks()) == []


def test_work_items_are_read_back_in_the_order_asked_for(tracker: Any) -> None:
    first = tracker.write_work_item("work_item/FB-1/1", None, work_item("Export stops"))
    second = tracker.write_work_item("work_item/FB-2/1", None, work_item("Labels print twice"))
    states = tracker.read_work_items([second, "GONE-9", first], None)
    assert [(one.asked_key, one.summary, one.is_gone) for one in states] == [
        (second, "Labels print twice", False),
        ("GONE-9", "", True),
        (first, "Export stops", False),
    ]
    assert states[0].priority == "High"


def test_a_message_is_posted_and_found_for_ever(channel: Any) -> None:
    ada = "support-agent:A-01"
    assert channel.find_message("message/support-agent:A-01/1", ada, SINCE, {}) is None
    first = channel.post_message("message/support-agent:A-01/1", ada, MESSAGE, {})
    second = channel.post_message("message/support-agent:A-01/2", ada, MESSAGE, {})
    assert first != second
    assert channel.find_message("message/support-agent:A-01/1", ada, SINCE, {}) == first
    assert channel.find_message("message/support-agent:A-01/2", ada, SINCE, {}) == second


def test_a_write_to_the_outbox_that_was_cut_off_is_not_found_and_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(tmp_path)
    replace = Path.replace

    def only_words(self: Path, target: Path) -> Path:
        if target.suffix == ".json":
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", only_words)
        with pytest.raises(KeyboardInterrupt):
            outbox.post_message("message/a/1", "support-agent:a", MESSAGE, {})
    assert outbox.find_message("message/a/1", "support-agent:a", SINCE, {}) is None

    posted = outbox.post_message("message/a/1", "support-agent:a", MESSAGE, {})
    assert posted == "0001-support-agent-a"
    assert sorted(path.name for path in (tmp_path / "messages").iterdir()) == [
        "0001-support-agent-a.json", "0001-support-agent-a.md",
    ]  # fmt: skip


def test_an_outbox_that_cannot_be_written_says_so_and_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file", encoding="utf-8")
    with pytest.raises(TransientFault) as fault:
        Outbox(tmp_path / "outbox").post_message("message/a/1", "support-agent:a", MESSAGE, {})
    assert str(fault.value) == (
        f"The outbox {tmp_path}/outbox/messages cannot be written: Not a directory. "
        "Check outbox.path and the room left on its disk."
    )
