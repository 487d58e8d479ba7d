"""What the adapter writes, and above all what it leaves alone."""

from dataclasses import replace

import pytest

from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.comment import Comment, Question
from feedback.domain.publishing.known_work_item import WorkItemField
from feedback.domain.publishing.routing import Route
from feedback.domain.publishing.work_item_content import Written
from feedback.domain.publishing.work_item_link import LinkKind
from tests.adapters.jira.jira_examples import COMMENT, COMMENT_LINES, work_item
from tests.stand_ins.jira.cloud import IMPACT_FIELD, JiraCloud
from tests.stand_ins.jira.trackers import cloud_tracker

FIRST, SECOND = "work_item/FB-12/1", "work_item/FB-12/2"
OURS_ALONE = (WorkItemField.DESCRIPTION, WorkItemField.LABELS)


@pytest.fixture
def site() -> JiraCloud:
    return JiraCloud()


def writes_of(site: JiraCloud) -> list[tuple[str, str]]:
    return [(method, path) for method, path in site.asked if method in ("PUT", "POST")]


def test_a_new_work_item_gets_label_and_property_in_one_request(site: JiraCloud) -> None:
    tracker = cloud_tracker(site, impact_field=IMPACT_FIELD)
    key = tracker.write_work_item(
        FIRST, None, work_item(route=Route(issue_type="Bug", component="Export"))
    )
    assert writes_of(site) == [("POST", "/rest/api/3/issue")]
    made = site.item(key)
    assert made["fields"]["labels"] == ["support-feedback", "FB-12"]
    assert made["properties"] == {"feedback": {"idempotency_key": FIRST}}
    assert made["fields"]["summary"] == "Export fails"
    assert made["fields"]["priority"] == {"name": "High"}
    assert made["fields"]["components"] == [{"name": "Export"}]
    assert made["fields"]["issuetype"] == {"id": "2"}
    assert made["fields"][IMPACT_FIELD] == 40_000.0
    assert tracker.remarks == []


def test_the_create_screen_is_read_once_a_night(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    for number in range(11, 16):
        tracker.write_work_item(f"work_item/FB-{number}/1", None, work_item(number))
    assert len([path for _, path in site.asked if "createmeta" in path]) == 2


def test_nothing_new_writes_nothing(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    site.asked.clear()
    assert tracker.write_work_item(SECOND, key, work_item()) == key
    assert site.asked == [("GET", f"/rest/api/3/issue/{key}")]


def test_only_what_differs_is_written(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    site.edit(key, labels=["theirs", "support-feedback"])
    n_changes = len(site.item(key)["history"])
    tracker.write_work_item(SECOND, key, work_item(labels=("support-feedback", "FB-12")))
    (change,) = site.item(key)["history"][n_changes:]
    assert [one["field"] for one in change["items"]] == ["labels"]
    assert site.item(key)["fields"]["labels"] == ["theirs", "support-feedback", "FB-12"]


@pytest.mark.parametrize(
    ("field", "theirs", "ours"),
    [("priority", "Low", "Highest"), ("summary", "Their words", "Ours are new")],
)
def test_what_a_person_set_meanwhile_is_left_alone_and_said(
    site: JiraCloud, field: str, theirs: str, ours: str
) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    site.edit(key, **{field: theirs})
    last = Written("Export fails", "High")
    tracker.write_work_item(
        SECOND, key, replace(work_item(expected=last, n_tickets=7), **{field: ours})
    )
    present = site.item(key)["fields"][field]
    assert (present if field == "summary" else present["name"]) == theirs
    assert tracker.remarks == [
        f'{key}: a person set its {field} to "{theirs}" meanwhile; it is left as it is.'
    ]
    assert site.item(key)["properties"]["feedback"]["idempotency_key"] == SECOND


def test_a_field_that_nobody_touched_follows(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item(title="A\nB  " + "long " * 80))
    last = Written("A\nB  " + "long " * 80, "High")
    tracker.write_work_item(SECOND, key, work_item(title="Short", priority="Low", expected=last))
    assert site.item(key)["fields"]["summary"] == "Short"
    assert site.item(key)["fields"]["priority"] == {"name": "Low"}


def test_fields_that_are_not_owned_are_not_written(site: JiraCloud) -> None:
    tracker = cloud_tracker(site, impact_field=IMPACT_FIELD)
    site.work_items.clear()
    key = tracker.write_work_item(FIRST, None, work_item())
    site.edit(key, summary="Theirs", priority="Low", **{IMPACT_FIELD: 1.0})
    tracker.write_work_item(SECOND, key, work_item(owned=OURS_ALONE, n_tickets=9))
    fields = site.item(key)["fields"]
    assert (fields["summary"], fields["priority"]["name"], fields[IMPACT_FIELD]) == (
        "Theirs", "Low", 1.0,
    )  # fmt: skip


def test_an_adopted_work_item_keeps_its_text_and_gets_our_section_and_labels(
    site: JiraCloud,
) -> None:
    tracker = cloud_tracker(site)
    made = cloud_tracker(site).write_work_item("work_item/FB-99/1", None, work_item(99))
    theirs = {"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": "As reported."}]}]}  # fmt: skip
    site.edit(made, description=theirs, labels=["theirs"], summary="Exports are broken")
    tracker.write_work_item(FIRST, made, work_item(owned=OURS_ALONE))
    fields = site.item(made)["fields"]
    assert fields["description"]["content"][0] == theirs["content"][0]
    assert fields["labels"] == ["theirs", "support-feedback", "FB-12"]
    assert fields["summary"] == "Exports are broken"


def test_a_moved_work_item_is_followed(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    moved = site.move(key, "OTHER")
    assert tracker.write_work_item(SECOND, key, work_item(n_tickets=9)) == moved


def test_of_two_that_one_write_made_the_oldest_is_kept_and_said(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    first = tracker.write_work_item(FIRST, None, work_item())
    second = tracker.write_work_item(FIRST, None, work_item())
    assert tracker.find_work_item(FIRST) == first
    assert tracker.remarks == [
        f"FB-12 has 2 work items, {first}, {second}: {first} is the oldest and is kept. Close the "
        "others in Jira."
    ]


def test_a_copy_that_a_person_made_is_not_taken_for_ours_when_ours_was_written_again(
    site: JiraCloud,
) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    copy = tracker.write_work_item(FIRST, None, work_item())
    site.item(copy)["properties"].clear()  # copies carry labels and text, no properties
    tracker.write_work_item(SECOND, key, work_item(n_tickets=9))
    assert tracker.find_work_item(SECOND) == key


def test_search_that_lags_finds_nothing_until_it_has_caught_up(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    site.is_lagging = True
    key = tracker.write_work_item(FIRST, None, work_item())
    assert tracker.find_work_item(FIRST) is None
    site.catch_up()
    assert tracker.find_work_item(FIRST) == key


def test_a_search_that_knows_a_deleted_work_item_still_does_not_find_it(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    number = site.item(key)["id"]
    remembered = site._index[number]
    site.delete(key)
    site._index[number] = remembered
    assert tracker.find_work_item(FIRST) is None


@pytest.mark.parametrize("lists_properties", [True, False])
def test_a_comment_is_found_among_many_by_its_property(lists_properties: bool) -> None:
    site = JiraCloud(lists_properties=lists_properties)
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    ours = tracker.add_comment("comment/FB-12#comments/1", key, COMMENT)
    for _ in range(250):
        site.say(key, {"type": "doc", "version": 1, "content": []})
    assert tracker.find_comment("comment/FB-12#comments/1", key) == ours
    assert tracker.find_comment("comment/FB-12#comments/2", key) is None
    body = site.item(key)["comments"][0]["body"]
    assert [one["content"][0]["text"] for one in body["content"]] == COMMENT_LINES


def test_a_comment_that_is_too_long_loses_its_last_lines(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    asked = tuple(Question("Ada", f"Line {n} " + "word " * 100) for n in range(200))
    tracker.add_comment("comment/FB-12#comments/1", key, Comment(IssueId(12), asked))
    (made,) = site.item(key)["comments"]
    assert made["body"]["content"][0]["content"][0]["text"].startswith(
        "Ada (support) asks: Line 0 "
    )
    assert made["body"]["content"][-1]["content"][0]["text"] == "…"


def test_a_link_that_a_person_made_the_other_way_round_is_enough(site: JiraCloud) -> None:
    tracker = cloud_tracker(site)
    first = tracker.write_work_item(FIRST, None, work_item())
    two = tracker.write_work_item("work_item/FB-13/1", None, work_item(13))
    tracker.link_work_items(two, first, LinkKind.DUPLICATES)
    site.asked.clear()
    tracker.link_work_items(first, two, LinkKind.DUPLICATES)
    assert [method for method, _ in site.asked] == ["GET"]
    tracker.link_work_items(first, two, LinkKind.RELATES)
    assert site.item(first)["links"][-1]["way"] == "outwardIssue"


def test_open_work_items_are_those_without_our_label_page_by_page(site: JiraCloud) -> None:
    tracker = cloud_tracker(site, adopt_projects=("PROJ", "OTHER"))
    for n in range(1, 231):
        made = tracker.write_work_item(f"work_item/FB-{n}/1", None, work_item(n, title=f"No {n}"))
        if n > 5:
            site.edit(made, labels=[])
    site.move("PROJ-10", "OTHER")
    site.transition("PROJ-11", "Done")
    found = {one.remote_key: one.summary for one in tracker.open_work_items()}
    assert len(found) == 224
    assert found["OTHER-1"] == "No 10"
    assert "PROJ-11" not in found
