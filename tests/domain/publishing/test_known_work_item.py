"""People win: what they changed in a work item is theirs until they hand it back."""

from dataclasses import replace
from datetime import timedelta

from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.known_work_item import (
    KnownWorkItem,
    Override,
    WorkItemField,
    adopted,
    after_reading,
    after_writing,
    handed_back,
    owned_fields,
)
from feedback.domain.publishing.work_item import (
    PublishPolicy,
    is_worth_writing,
    work_item_content,
)
from feedback.domain.publishing.work_item_content import Suggestion, Written, values_written
from feedback.domain.publishing.work_item_state import (
    FieldChange,
    StatusCategory,
    WorkItemComment,
    WorkItemState,
)
from feedback.domain.publishing.work_item_words import suggestion_reasons
from tests.domain.domain_examples import NOW, impact, ranked

POLICY = PublishPolicy()
OURS = {"summary": "Export fails", "priority": "Low"}
WRITTEN = KnownWorkItem(IssueId(12), "PROJ-1", written=OURS)
AS_WRITTEN = WorkItemState("PROJ-1", "PROJ-1", summary="Export fails", priority="Low")


def change(field: str, after: str, by: str = "Ada", *, is_ours: bool = False) -> FieldChange:
    return FieldChange(field, "", after, by, NOW, is_ours)


def read(**changes: object) -> KnownWorkItem:
    return after_reading(WRITTEN, replace(AS_WRITTEN, **changes), NOW)


def test_a_work_item_that_is_as_we_wrote_it_is_all_ours() -> None:
    known = read()
    assert known.overrides == ()
    assert owned_fields(known) == ("summary", "description", "priority", "labels", "impact")


def test_a_priority_that_a_person_changed_is_theirs() -> None:
    known = read(priority="High", changes=(change("priority", "High"),))
    assert known.overrides == (Override("priority", "High", "Low", "Ada", NOW),)
    assert owned_fields(known) == ("summary", "description", "labels", "impact")
    assert known.written == OURS, "what we wrote is remembered"


def test_it_stays_theirs_when_they_change_it_again_and_when_it_equals_ours() -> None:
    known = read(priority="High", changes=(change("priority", "High"),))
    for value in ("Highest", "Low"):
        known = after_reading(known, replace(AS_WRITTEN, priority=value), NOW)
        assert known.overrides == (Override("priority", value, "Low", "Ada", NOW),)


def test_without_a_changelog_what_is_not_as_we_wrote_it_is_somebodys() -> None:
    untold = {"has_changelog": False, "updated_at": NOW}
    assert read(**untold).overrides == ()
    known = read(priority="High", **untold)
    assert known.overrides == (Override("priority", "High", "Low", "somebody", NOW),)


def test_what_nobody_changed_is_nobodys_decision() -> None:
    renamed = read(priority="P4")
    assert renamed.overrides == ()
    by_us = read(priority="High", changes=(change("priority", "High", is_ours=True),))
    assert by_us.overrides == ()


def test_our_suggestion_is_said_with_the_difference_and_why() -> None:
    known = read(priority="High", changes=(change("priority", "High"),))
    content = work_item_content(ranked(), POLICY, known=known)
    assert content.suggestions == (
        Suggestion("Low", Override("priority", "High", "Low", "Ada", NOW)),
    )
    assert suggestion_reasons(content) == (
        'Ada set the priority to "High" on 2026-03-09. $5,000 a year at risk, 2 customers'
    )
    assert content.expected == Written("Export fails", "Low")
    assert WorkItemField.PRIORITY not in content.owned


def test_the_suggestion_is_written_once_and_again_when_it_is_another_one() -> None:
    known = read(priority="High", changes=(change("priority", "High"),))
    before = work_item_content(ranked(), POLICY, known=None)
    told = work_item_content(ranked(), POLICY, known=known)
    assert is_worth_writing(before, told, POLICY)
    moved_a_little = ranked(impact=impact("3000.00", "2100.00"))
    again = work_item_content(moved_a_little, POLICY, known=known)
    assert suggestion_reasons(again) != suggestion_reasons(told)
    assert not is_worth_writing(told, again, POLICY)
    higher = work_item_content(ranked(priority="Medium"), POLICY, known=known)
    assert is_worth_writing(told, higher, POLICY)


def test_where_people_and_we_agree_nothing_is_suggested() -> None:
    known = read(priority="High", changes=(change("priority", "High"),))
    agreeing = work_item_content(ranked(priority="High"), POLICY, known=known)
    assert agreeing.suggestions == ()


def test_handing_back_lets_us_write_over_what_stands_there() -> None:
    known = handed_back(read(priority="High", changes=(change("priority", "High"),)))
    assert known.overrides == ()
    assert known.written == {"summary": "Export fails", "priority": "High"}
    # The change is still in the changelog; it was handed back, so it counts no more.
    again = after_reading(
        known, replace(AS_WRITTEN, priority="High", changes=(change("priority", "High"),)), NOW
    )
    assert again.overrides == ()


def test_a_write_remembers_the_fields_it_owned() -> None:
    content = work_item_content(ranked(priority="Medium"), POLICY)
    fresh = after_writing(None, IssueId(12), "PROJ-1", values_written(content))
    assert fresh.written == {"summary": "Export fails", "priority": "Medium"}
    only_summary = values_written(replace(content, owned=(WorkItemField.SUMMARY,)))
    theirs = after_writing(WRITTEN, IssueId(12), "PROJ-1", only_summary)
    assert theirs.written == {"summary": "Export fails", "priority": "Low"}


def test_a_work_item_that_moved_is_followed() -> None:
    known = read(remote_key="OPS-7")
    assert (known.remote_key, known.former_keys) == ("OPS-7", ("PROJ-1",))
    assert known.is_where("PROJ-1")
    assert not known.is_where("PROJ-2")


def test_a_work_item_that_is_gone_may_come_back_and_is_made_again_only_when_handed_back() -> None:
    gone = after_reading(WRITTEN, WorkItemState("PROJ-1", "PROJ-1", is_gone=True), NOW)
    assert gone.is_gone
    assert gone.remote_key == "PROJ-1"
    assert not after_reading(gone, AS_WRITTEN, NOW).is_gone
    assert handed_back(gone) == KnownWorkItem(IssueId(12), None)


def test_who_closed_it_is_remembered() -> None:
    closed = read(
        status="Done", status_category=StatusCategory.DONE, changes=(change("status", "Done"),)
    )
    assert closed.is_closed
    override = closed.override_of("status")
    assert override is not None
    assert override.by == "Ada"
    assert owned_fields(closed) == owned_fields(None)


def test_an_adopted_work_item_keeps_its_summary_and_priority_until_handed_back() -> None:
    theirs = replace(AS_WRITTEN, summary="CSV is cut off", priority="High")
    known = adopted(IssueId(12), theirs, "Mia", NOW)
    assert owned_fields(known) == ("description", "labels", "impact")
    content = work_item_content(ranked(), POLICY, known=known)
    assert [one.value for one in content.suggestions] == ["Export fails", "Low"]
    assert suggestion_reasons(content).startswith(
        'the summary was "CSV is cut off" when the work item was linked; the priority was "High"'
    )
    back = handed_back(known)
    assert back.written == {"summary": "CSV is cut off", "priority": "High"}
    assert owned_fields(back) == owned_fields(None)


def test_the_newest_comments_to_us_are_kept_once() -> None:
    def comment(n: int) -> WorkItemComment:
        return WorkItemComment(str(n), "Ada", NOW + timedelta(minutes=n), f"@feedback {n}")

    known = read(comments=tuple(comment(n) for n in range(15)))
    known = after_reading(
        known, replace(AS_WRITTEN, comments=tuple(comment(n) for n in range(10, 25))), NOW
    )
    assert [one.comment_key for one in known.comments] == [str(n) for n in range(5, 25)]
