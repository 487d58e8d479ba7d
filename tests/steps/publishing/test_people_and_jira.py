"""Nights against a Jira in which people do things."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from feedback.domain.impact.priority import Band, PriorityPolicy
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.night import Night
from feedback.domain.plans.fix_plan import FixStatus
from feedback.domain.publishing.adoption import AdoptionPolicy
from feedback.domain.publishing.comment import Comment, SpikeFound
from feedback.domain.publishing.effect import EffectState, plan_effect
from feedback.domain.publishing.step_reports import Move, PublishReport
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.publishing.work_item_state import OpenWorkItem, WorkItemState
from feedback.errors import InvalidInput, TransientFault
from feedback.queries.publishing.plan import waiting_plan
from feedback.steps.advise_between_nights import advise_between_nights
from feedback.steps.issues.decide import Author
from feedback.steps.night import Pipeline, run_night
from feedback.steps.publishing import take_control
from feedback.steps.publishing.outside import Outside
from feedback.terminal.as_json.plan import as_json
from tests.fakes import MemoryOutside
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.trackers import cloud_tracker
from tests.steps.company import NIGHTS, build, pipeline

FIRST, SECOND, THIRD = NIGHTS
MIA = Author("Mia", "we know better", SECOND - timedelta(hours=1))


@pytest.fixture
def site() -> JiraCloud:
    return JiraCloud(now=FIRST)


@pytest.fixture
def company(tmp_path: Path, site: JiraCloud) -> Callable[..., Pipeline]:
    build(tmp_path)

    def open_company(**changes: Any) -> Pipeline:
        outside = Outside(
            tracker=cloud_tracker(site), channel=MemoryOutside(), clock=lambda: site.now
        )
        return pipeline(tmp_path, outside=outside, **changes)

    return open_company


def night(whole: Pipeline, site: JiraCloud, number: int) -> Night:
    site.now = max(site.now, NIGHTS[number])
    site.asked.clear()
    return run_night(whole, NIGHTS[number])


def held_back(done: Night) -> dict[str, str]:
    published = done.report(PublishReport)
    assert published is not None
    return {issue_label(issue_id): why for issue_id, why in published.held_back.items()}


def key_of(whole: Pipeline, number: int) -> str:
    with whole.store.begin() as tx:
        known = tx.work_items.of(IssueId(number))
    assert known is not None
    assert known.remote_key is not None
    return known.remote_key


def test_a_night_without_news_writes_nothing_and_reads_once(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    night(whole, site, 1)
    night(whole, site, 2)
    assert site.asked == [("POST", "/rest/api/3/issue/bulkfetch")]


def test_a_deleted_work_item_is_made_again_only_when_asked_for(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    key = key_of(whole, 2)
    site.delete(key)

    second = night(whole, site, 1)
    assert held_back(second)["FB-2"] == (
        f"{key} was deleted or is no longer visible. `feedback issues hand-back FB-2` makes "
        "another one"
    )
    assert len(site.work_items) == 3

    decision = take_control.hand_back(whole.store, IssueId(2), MIA)
    assert decision.value == "the deleted work item"
    night(whole, site, 2)
    assert len(site.work_items) == 4
    assert key_of(whole, 2) == "PROJ-5"


def test_what_a_person_closed_is_left_alone_and_what_moved_is_followed(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    closed, moved = key_of(whole, 1), key_of(whole, 2)
    site.transition(closed, "Done", resolution="Done")
    assert site.move(moved, "OPS") == "OPS-1"

    second = night(whole, site, 1)
    assert held_back(second)["FB-1"] == (
        f"{closed} was closed by Ada on 2026-03-09 and is left as it is"
    )
    assert second.steps["read back"].moved == {IssueId(2): Move(moved, "OPS-1")}
    assert ("PUT", "/rest/api/3/issue/OPS-1") in site.asked
    assert ("PUT", f"/rest/api/3/issue/{closed}") not in site.asked
    assert len(site.work_items) == 4


def test_a_person_who_hands_a_priority_back_gets_ours(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    key = key_of(whole, 2)
    site.now += timedelta(hours=1)
    site.edit(key, priority="Low", summary="Labels twice")
    night(whole, site, 1)
    shown = site.item(key)["fields"]
    assert (shown["priority"]["name"], shown["summary"]) == ("Low", "Labels twice")
    left = as_json(waiting_plan(whole.store))["left_to_people"]
    assert [(one["field"], one["value"], one["by"]) for one in left] == [
        ("priority", "Low", "Ada"),
        ("summary", "Labels twice", "Ada"),
    ]

    decision = take_control.hand_back(whole.store, IssueId(2), MIA)
    assert decision.value == "summary and priority"
    night(whole, site, 2)
    assert site.item(key)["fields"]["priority"]["name"] == "High"
    with pytest.raises(InvalidInput, match="Nobody took anything over in PROJ"):
        take_control.hand_back(whole.store, IssueId(2), MIA)


def test_a_work_item_that_exists_is_linked_and_no_other_one_is_made(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company(apply=False)
    site.now = FIRST - timedelta(days=3)
    theirs = person_makes(site, "The labels of the big printer")
    night(whole, site, 0)
    tracker = whole.outside.tracker

    with pytest.raises(InvalidInput, match="There is no work item PROJ-99 in the tracker"):
        take_control.link(whole.store, tracker, IssueId(2), "PROJ-99", MIA)
    take_control.link(whole.store, tracker, IssueId(2), theirs, MIA)
    with pytest.raises(InvalidInput, match="PROJ-1 is the work item of FB-2"):
        take_control.link(whole.store, tracker, IssueId(1), theirs, MIA)

    night(company(), site, 1)
    shown = site.item(theirs)["fields"]
    assert shown["summary"] == "The labels of the big printer"
    assert {"support-feedback", "FB-2"} <= {*shown["labels"]}
    labels = [label for one in site.work_items.values() for label in one["fields"]["labels"]]
    assert labels.count("FB-2") == 1
    night(company(), site, 2)
    assert site.n_writes == 0


def test_open_work_items_that_look_alike_are_offered_linked_or_waited_for(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    night(company(apply=False), site, 0)
    with company().store.begin() as tx:
        title = next(one.title for one in tx.issues.all() if one.issue_id == 2)
    same = person_makes(site, title)
    other = person_makes(site, f"{title} of the north")

    whole = company(apply=False, adoption=AdoptionPolicy(link_similarity=1.01, holds_back=True))
    second = night(whole, site, 1)
    near = second.steps["adopt"].candidates[IssueId(2)]
    assert [one.remote_key for one in near] == [same, other]
    assert held_back(second)["FB-2"] == (
        f"looks like {same}: `feedback issues link FB-2 {same}`, or `feedback issues publish FB-2` "
        "for a work item of its own"
    )

    strict = AdoptionPolicy(link_similarity=0.99)
    third = night(company(adoption=strict), site, 2)
    assert third.steps["adopt"].linked == {IssueId(2): same}
    assert {"FB-2"} <= {*site.item(same)["fields"]["labels"]}
    assert len(site.work_items) == 2 + 3


def test_a_work_item_that_only_yesterdays_index_knows_is_not_linked(
    company: Callable[..., Pipeline], site: JiraCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(company(apply=False), site, 0)
    whole = company(adoption=AdoptionPolicy(link_similarity=0.99))
    with whole.store.begin() as tx:
        title = next(one.title for one in tx.issues.all() if one.issue_id == 2)
    same = person_makes(site, title)
    site.delete(same)
    stale = [OpenWorkItem(same, title)]
    monkeypatch.setattr(whole.outside.tracker, "open_work_items", lambda: stale)
    second = night(whole, site, 1)
    assert second.steps["adopt"].linked == {}
    assert "FB-2" in site.item(key_of(whole, 2))["fields"]["labels"]


def test_what_a_person_did_is_seen_though_a_reading_failed_in_between(
    company: Callable[..., Pipeline], site: JiraCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.steps.publishing.read_back._AT_ONCE", 1)
    whole = company()
    night(whole, site, 0)
    night(whole, site, 1)
    theirs, other = key_of(whole, 2), key_of(whole, 3)
    site.pass_time(hours=1)
    site.edit(theirs, by="Ada", priority="Low")
    site.pass_time(hours=5)
    site.edit(other, by="Ada", duedate="2026-03-20")

    tracker = whole.outside.tracker
    read = tracker.read_work_items

    def all_but_one(keys: Sequence[str], since: datetime | None) -> Sequence[WorkItemState]:
        if theirs in keys:
            raise TransientFault("The connection was lost.")
        return read(keys, since)

    with monkeypatch.context() as patch:
        patch.setattr(tracker, "read_work_items", all_but_one)
        assert [one.step for one in night(whole, site, 2).faults] == ["read back"]
    done = run_night(whole, THIRD + timedelta(days=1))
    assert list(done.steps["read back"].overridden) == [IssueId(2)]
    assert site.item(theirs)["fields"]["priority"]["name"] == "Low"


def test_a_lost_comment_on_a_deleted_work_item_ends_with_it(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    planned = plan_effect(
        "FB-3#comments",
        Comment(IssueId(3), (SpikeFound(FIRST, 9, 0.4),)),
        last=None,
        rank=Decimal(1),
        now=FIRST,
    )
    assert planned is not None
    with whole.store.begin() as tx:
        tx.effects.put(replace(planned, state=EffectState.UNKNOWN))
    site.delete(key_of(whole, 3))
    night(whole, site, 1)
    take_control.hand_back(whole.store, IssueId(3), MIA)
    night(whole, site, 2)
    with whole.store.begin() as tx:
        (comment,) = tx.effects.of_target("FB-3#comments")
    assert comment.state is EffectState.FAILED
    assert comment.last_error == "Its work item is gone, and the comment with it."


def test_a_crossed_border_is_told_although_its_comment_had_to_wait_for_the_next_night(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    night(company(), site, 0)
    bands = (Band("Highest", Decimal(0)),)
    ranking = replace(company().ranking, priority=PriorityPolicy(bands))
    short = company(max_writes=4, ranking=ranking)
    second = night(short, site, 1)
    assert second.steps["dispatch"].n_over_cap == 4, "the comments"
    night(company(ranking=ranking), site, 2)
    said = site.item(key_of(short, 2))["comments"]
    assert len(said) == 1
    assert "→ Highest" in str(said[0]["body"])
    run_night(company(ranking=ranking), THIRD + timedelta(days=1))
    assert len(site.item(key_of(short, 2))["comments"]) == 1


def test_no_more_new_work_items_a_night_than_allowed_and_the_rest_says_why(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company(publishing=PublishPolicy(max_new_items=1))
    first = night(whole, site, 0)
    reasons = [why for why in held_back(first).values() if "max_new_items" in why]
    assert reasons == ["1 new work items a night (publish.max_new_items); waits for the next"] * 3
    assert len(site.work_items) == 1
    night(replace(whole, publishing=PublishPolicy(max_new_items=2)), site, 1)
    assert len(site.work_items) == 3


def test_where_open_work_items_cannot_be_read_nothing_new_is_made(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    site.faults = {1: "broken before"}
    first = night(company(), site, 0)
    assert [fault.step for fault in first.faults] == ["adopt"]
    assert not site.work_items
    site.faults = {}
    night(company(), site, 0)
    assert len(site.work_items) == 4


def person_makes(site: JiraCloud, summary: str) -> str:
    """A work item that has nothing to do with us."""
    tracker = cloud_tracker(site)
    fields = {
        "project": {"key": "PROJ"},
        "issuetype": {"name": "Task"},
        "summary": summary,
    }
    made = tracker._client.post("issue", {"fields": fields}, "Create issues")
    return str(made["key"])


def test_what_product_says_in_the_work_item_is_the_fix_plan_also_between_nights(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    key = key_of(whole, 2)
    version = {"name": "4.2", "released": False, "releaseDate": "2026-03-20"}
    site.edit(key, fixVersions=[version])
    night(whole, site, 1)
    site.edit(key, fixVersions=[{**version, "released": True}])
    site.transition(key, "Done", resolution="Done")

    site.now = SECOND + timedelta(hours=2)
    advise_between_nights(whole, site.now)
    with whole.store.begin() as tx:
        told = [one.plan for one in tx.fix_plans.revisions(IssueId(2))]
    assert [(one.status, one.target_version) for one in told] == [
        (FixStatus.PLANNED, "4.2"),
        (FixStatus.RELEASED, "4.2"),
    ]


def test_a_plan_is_confirmed_by_a_person_who_works_on_its_item_not_by_reading_it(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    key = key_of(whole, 2)
    site.edit(key, duedate="2026-03-20")
    night(whole, site, 1)

    def confirmed() -> list[datetime]:
        with whole.store.begin() as tx:
            return [one.last_confirmed_at for one in tx.fix_plans.revisions(IssueId(2))]

    assert confirmed() == [SECOND]
    night(whole, site, 2)
    assert confirmed() == [SECOND], "it was read again, and nobody said anything"
    site.pass_time(hours=3)
    site.edit(key, by="Ada", assignee={"accountId": "id-bo", "displayName": "Bo"})
    touched_at = site.now
    run_night(whole, THIRD + timedelta(days=1))
    assert confirmed() == [touched_at]


def test_a_deleted_work_item_is_made_again_also_on_a_night_without_news(
    company: Callable[..., Pipeline], site: JiraCloud
) -> None:
    whole = company()
    night(whole, site, 0)
    night(whole, site, 1)
    site.delete(key_of(whole, 3))
    run_night(whole, THIRD)
    assert len(site.work_items) == 3
    take_control.hand_back(whole.store, IssueId(3), MIA)
    run_night(whole, THIRD + timedelta(hours=1))
    assert len(site.work_items) == 4
