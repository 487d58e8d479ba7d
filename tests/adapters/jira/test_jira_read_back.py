"""What people decided in Jira, read back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feedback.adapters.jira.tracker import JiraTracker
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.comment import Comment, Question
from feedback.domain.publishing.work_item_state import (
    FieldChange,
    FixVersion,
    StatusCategory,
    WorkItemComment,
)
from tests.adapters.jira.jira_examples import COMMENT, work_item
from tests.stand_ins.jira.cloud import WORKAROUND_FIELD, JiraCloud
from tests.stand_ins.jira.data_center import JiraDataCenter, data_center_tracker
from tests.stand_ins.jira.trackers import cloud_tracker

BEFORE = datetime(2026, 3, 9, 2, tzinfo=UTC)


@pytest.fixture
def site() -> JiraCloud:
    return JiraCloud()


def with_items(site: JiraCloud, n: int = 1, **policy: Any) -> tuple[JiraTracker, list[str]]:
    tracker = cloud_tracker(site, **policy)
    keys = [
        tracker.write_work_item(f"work_item/FB-{number}/1", None, work_item(number))
        for number in range(1, n + 1)
    ]
    site.pass_time(hours=1)
    site.asked.clear()
    return tracker, keys


def said(text: str, **marks: Any) -> dict[str, Any]:
    words = [{"type": "text", "text": text}, *marks.get("more", ())]
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": words}]}


def test_a_quiet_night_reads_fifty_at_once_and_writes_nothing(site: JiraCloud) -> None:
    tracker, keys = with_items(site, 120)
    states = tracker.read_work_items(keys, site.now)
    assert [one.remote_key for one in states] == keys
    assert site.asked == [("POST", "/rest/api/3/issue/bulkfetch")] * 3
    assert site.n_writes == 0


def test_everything_that_makes_a_fix_plan_is_read(site: JiraCloud) -> None:
    tracker, (key,) = with_items(site)
    site.edit(
        key,
        fixVersions=[
            {"id": "1", "name": "4.2", "released": False, "releaseDate": "2026-04-01"},
            {"id": "2", "name": "4.3"},
        ],
        duedate="2026-03-30",
        assignee={"accountId": "id-bo", "displayName": "Bo"},
    )
    site.transition(key, "Done", resolution="Won't Do")
    (state,) = tracker.read_work_items([key], None)
    assert (state.status, state.status_category) == ("Done", StatusCategory.DONE)
    assert state.resolution == "Won't Do"
    assert state.fix_versions == (FixVersion("4.2", False, date(2026, 4, 1)), FixVersion("4.3"))
    assert state.due_on == date(2026, 3, 30)
    assert state.assignee == "Bo"
    assert state.priority == "High"
    assert state.labels == ("support-feedback", "FB-1")
    assert state.updated_at == site.now
    assert state.changes == ()


def test_changes_say_who_made_them_and_ours_are_told_apart(site: JiraCloud) -> None:
    tracker, (key,) = with_items(site)
    since = site.now
    site.pass_time(minutes=1)
    site.edit(key, by="Ada", priority="Low")
    tracker.write_work_item("work_item/FB-1/2", key, work_item(1, title="Export stops"))
    (state,) = tracker.read_work_items([key], since)
    at = site.now
    assert state.changes == (
        FieldChange("priority", "High", "Low", "Ada", at, is_ours=False),
        FieldChange("summary", "Export fails", "Export stops", "Feedback", at, is_ours=True),
        FieldChange("priority", "Low", "High", "Feedback", at, is_ours=True),
    )
    assert tracker.read_work_items([key], at)[0].changes == ()


def test_more_changes_than_come_along_are_read_to_the_end(site: JiraCloud) -> None:
    tracker, (key,) = with_items(site)
    for n in range(130):
        site.edit(key, summary=f"Called {n}")
    (state,) = tracker.read_work_items([key], BEFORE)
    assert len(state.changes) == 130
    assert state.changes[-1].after == "Called 129"


def test_a_moved_work_item_is_told_under_both_keys(site: JiraCloud) -> None:
    tracker, keys = with_items(site, 2)
    moved = site.move(keys[0], "OTHER")
    states = tracker.read_work_items(keys, None)
    assert [(one.asked_key, one.remote_key, one.is_gone) for one in states] == [
        (keys[0], moved, False),
        (keys[1], keys[1], False),
    ]
    assert not states[0].is_locked


def test_deleted_and_archived_are_told_apart(site: JiraCloud) -> None:
    tracker, keys = with_items(site, 2)
    site.delete(keys[0])
    site.archive(keys[1])
    gone, archived = tracker.read_work_items(keys, None)
    assert gone.is_gone
    assert archived.is_locked
    assert archived.summary == "Export fails"


def test_the_workaround_is_the_field_or_else_the_marked_section(site: JiraCloud) -> None:
    tracker, (key,) = with_items(site, workaround_field=WORKAROUND_FIELD)
    described = site.item(key)["fields"]["description"]
    heading = {"type": "heading", "attrs": {"level": 2},
               "content": [{"type": "text", "text": "Workaround:"}]}  # fmt: skip
    site.edit(key, description={
        **described, "content": [heading, *said("Export as CSV.")["content"], *described["content"]]
    })  # fmt: skip
    assert tracker.read_work_items([key], None)[0].workaround == "Export as CSV."
    site.edit(key, **{WORKAROUND_FIELD: said("Use the other button.")})
    assert tracker.read_work_items([key], None)[0].workaround == "Use the other button."


def test_comments_addressed_to_us_are_read_and_ours_are_not(site: JiraCloud) -> None:
    tracker, (key,) = with_items(site)
    site.say(key, said("@Feedback this is not FB-1"), by="Ada")
    site.say(key, said("Just talking"), by="Bo")
    mention = {"type": "mention", "attrs": {"id": "id-feedback", "text": "@Robot"}}
    site.say(key, said("Look, ", more=[mention]), by="Bo")
    ours = Question("Bo", "Write @feedback in a comment to answer.")
    tracker.add_comment("comment/FB-1#comments/1", key, Comment(IssueId(1), (ours,)))
    (state,) = tracker.read_work_items([key], BEFORE)
    numbers = [one["id"] for one in site.item(key)["comments"]]
    assert state.comments == (
        WorkItemComment(numbers[0], "Ada", site.now, "@Feedback this is not FB-1"),
        WorkItemComment(numbers[2], "Bo", site.now, "Look, @Robot"),
    )
    assert tracker.read_work_items([key], site.now)[0].comments == ()


def test_what_a_person_did_last_in_a_planned_work_item_is_told_and_what_we_did_is_not(
    site: JiraCloud,
) -> None:
    tracker, (key, idle) = with_items(site, 2)
    since = site.now
    site.pass_time(minutes=1)
    site.say(idle, said("Nobody plans this one"), by="Ada")
    site.edit(key, by="Ada", duedate="2026-04-01")
    edited_at = site.now
    site.pass_time(minutes=1)
    tracker.write_work_item("work_item/FB-1/2", key, work_item(1, title="Export stops"))
    tracker.add_comment("comment/FB-1#comments/1", key, COMMENT)
    assert [one.touched_at for one in tracker.read_work_items([key, idle], since)] == [
        edited_at, None,
    ]  # fmt: skip
    assert tracker.read_work_items([key], edited_at)[0].touched_at is None
    site.pass_time(minutes=1)
    site.say(key, said("Still on track"), by="Bo")
    assert tracker.read_work_items([key], since)[0].touched_at == site.now


def test_of_a_long_talk_the_rest_is_read_only_when_something_is_new(site: JiraCloud) -> None:
    tracker, (key,) = with_items(site)
    for n in range(130):
        site.say(key, said(f"@feedback {n}"))
    assert len(tracker.read_work_items([key], BEFORE)[0].comments) == 130
    site.asked.clear()
    assert tracker.read_work_items([key], site.now)[0].comments == ()
    assert site.n_requests == 1


def test_data_center_reads_by_one_search() -> None:
    server = JiraDataCenter()
    tracker = data_center_tracker(server)
    keys = [tracker.write_work_item(f"work_item/FB-{n}/1", None, work_item(n)) for n in range(1, 4)]
    server.asked.clear()
    states = tracker.read_work_items(keys, server.now - timedelta(days=1))
    assert [one.priority for one in states] == ["High"] * 3
    assert not any(one.has_changelog for one in states), "jira820 tells none"
    assert server.asked == [("GET", "/rest/api/2/search")]
    assert [one.remote_key for one in tracker.open_work_items()] == []
