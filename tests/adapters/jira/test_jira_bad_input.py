"""Each thing that is wrong with a Jira has its own words, and says what to do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from feedback.adapters.jira.faults import not_before
from feedback.adapters.jira.texts import Texts
from feedback.adapters.jira.tracker import JiraPolicy, JiraTracker
from feedback.domain.publishing.routing import Route
from feedback.domain.publishing.work_item_content import Written
from feedback.domain.publishing.work_item_link import LinkKind
from feedback.errors import AnswerLost, FeedbackError, FinalFault, TransientFault
from tests.adapters.jira.jira_examples import work_item
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.line import TOKEN, Answer, InProcess
from tests.stand_ins.jira.trackers import BANDS, client_of, cloud_tracker

NOW = datetime(2026, 3, 9, 3, tzinfo=UTC)
FIRST, SECOND = "work_item/FB-12/1", "work_item/FB-12/2"


class Always:
    """A site that gives every request the same answer."""

    def __init__(self, answer: Answer | Exception) -> None:
        self._answer, self.n_asked = answer, 0

    def answer(self, *_: Any) -> Answer:
        self.n_asked += 1
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def said(answer: Answer | Exception, method: str) -> FeedbackError:
    client = client_of(InProcess(Always(answer)), "cloud", "3", lambda: NOW)
    ask = {
        "GET": lambda: client.get("issue/PROJ-1"),
        "PUT": lambda: client.put("issue/PROJ-1", {}, "Edit issues"),
    }
    with pytest.raises(FeedbackError) as fault:
        ask[method]()
    assert TOKEN not in str(fault.value)
    assert TOKEN not in repr(fault.value.__cause__)
    return fault.value


PAGE = Answer(200, "<html>Log in</html>", {"Content-Type": "text/html"})
LOST = requests.ConnectionError("Connection aborted.")
SLOW = requests.ReadTimeout("Read timed out.")
CUT = requests.exceptions.ChunkedEncodingError("Connection broken")


@pytest.mark.parametrize(
    ("answer", "reading", "writing", "words"),
    [
        (Answer(401, {}), FinalFault, FinalFault, "FEEDBACK__JIRA__TOKEN is set, valid and not"),
        (Answer(403, {}), FinalFault, FinalFault, 'the permission "'),
        (Answer(404, {}), FinalFault, FinalFault, "Check jira.url and jira.project"),
        (Answer(410, {}), FinalFault, FinalFault, "jira.deployment and jira.api_version"),
        (Answer(413, {}), FinalFault, FinalFault, "too long"),
        (Answer(302, None, {"Location": "/login"}), FinalFault, FinalFault, "final address"),
        (PAGE, FinalFault, FinalFault, "a web page (a login, or a proxy before Jira)"),
        (Answer(404, "<html>"), FinalFault, FinalFault, "a web page (a login"),
        (Answer(200, "not json"), FinalFault, AnswerLost, ""),
        (Answer(400, {"errors": {"labels": "no"}}), FinalFault, FinalFault, "labels: no"),
        (Answer(400, ["odd"]), FinalFault, FinalFault, "odd"),
        (Answer(429, {}), TransientFault, TransientFault, "2026-03-09 03:01:00 UTC"),
        (Answer(503, {}, {"Retry-After": "7"}), TransientFault, TransientFault, "03:00:07 UTC"),
        (Answer(503, {}), TransientFault, AnswerLost, "503"),
        (Answer(500, {}), TransientFault, AnswerLost, "500"),
        (Answer(409, {}), TransientFault, TransientFault, "409"),
        (LOST, TransientFault, AnswerLost, "The connection to Jira was lost"),
        (SLOW, TransientFault, AnswerLost, "The connection to Jira was lost"),
        (CUT, TransientFault, AnswerLost, "The connection to Jira was lost"),
        (requests.ConnectTimeout("slow"), TransientFault, TransientFault, "Check jira.url and"),
        (requests.exceptions.SSLError("no"), FinalFault, FinalFault, "certificate"),
    ],
)
def test_an_answer_that_is_none_says_what_it_means_and_what_to_do(
    answer: Answer | Exception, reading: type, writing: type, words: str
) -> None:
    for fault, kind in ((said(answer, "GET"), reading), (said(answer, "PUT"), writing)):
        assert type(fault) is kind or (kind is FinalFault and isinstance(fault, kind)), fault
        assert words in str(fault)
    written = str(said(answer, "PUT"))
    assert written.endswith(("Nothing was written.", "not known."))


def test_a_token_that_expired_is_told_in_full() -> None:
    assert str(said(Answer(401, {"errorMessages": ["Client must log in."]}), "PUT")) == (
        "Jira did not accept the credentials (PUT /rest/api/3/issue/PROJ-1: 401: Client must log "
        "in.). Check that FEEDBACK__JIRA__TOKEN is set, valid and not expired, and that jira.email "
        "is its owner's address (Cloud) or empty (a personal access token of Data Center). Nothing "
        "was written."
    )


def test_a_captcha_is_told_as_such() -> None:
    answer = Answer(401, {}, {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=x"})
    assert "asks the account for a CAPTCHA" in str(said(answer, "GET"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "Mon, 09 Mar 2026 03:02:00 GMT"}, 120),
        # By the server's clock, which is five minutes ahead.
        ({"Retry-After": "Mon, 09 Mar 2026 03:07:00 GMT",
          "Date": "Mon, 09 Mar 2026 03:05:00 GMT"}, 120),
        ({"X-RateLimit-Reset": "2026-03-09T03:10:00Z"}, 600),
        ({"Retry-After": "soon"}, 60),
        ({}, 60),
    ],
)  # fmt: skip
def test_the_moment_a_rate_limit_names(headers: dict[str, str], seconds: float) -> None:
    assert not_before(headers, NOW) == NOW + timedelta(seconds=seconds)


def test_a_rate_limit_is_honoured_by_asking_nothing_until_it_is_over() -> None:
    site = JiraCloud(faults={1: "too many"})
    tracker = cloud_tracker(site)
    for _ in range(3):
        with pytest.raises(TransientFault) as fault:
            tracker.write_work_item(FIRST, None, work_item())
        assert fault.value.not_before == site.now + timedelta(seconds=30)
    assert site.n_requests == 1
    site.pass_time(seconds=30)
    assert tracker.write_work_item(FIRST, None, work_item()) == "PROJ-1"


def test_a_limit_of_one_work_item_leaves_the_others_open() -> None:
    answer = Answer(429, {}, {"Retry-After": "9", "RateLimit-Reason": "jira-per-issue-on-write"})
    site = Always(answer)
    client = client_of(InProcess(site), "cloud", "3", lambda: NOW)
    for _ in range(2):
        with pytest.raises(TransientFault, match="jira-per-issue-on-write"):
            client.put("issue/PROJ-1", {}, "Edit issues")
    assert site.n_asked == 2


def test_a_wrong_address_is_told_before_anything_can_have_been_written() -> None:
    client = client_of(HTTPAdapter(), "cloud", "3", lambda: NOW, url="http://127.0.0.1:1")
    with pytest.raises(TransientFault) as fault:
        client.put("issue/PROJ-1", {}, "Edit issues")
    assert str(fault.value) == (
        "http://127.0.0.1:1 cannot be reached (PUT /rest/api/3/issue/PROJ-1: ConnectionError). "
        "Check jira.url and the network. Nothing was written."
    )


# --- What a site does not allow --------------------------------------------------------------


def refused(site: JiraCloud, *, key: str | None = None, **changes: Any) -> str:
    with pytest.raises(FinalFault) as fault:
        cloud_tracker(site).write_work_item(
            FIRST if key is None else SECOND, key, work_item(**changes)
        )
    return str(fault.value)


def test_a_project_that_was_renamed() -> None:
    assert refused(JiraCloud(projects=["NEW"])) == (
        'There is no project "PROJ" that the account may create work items in. Check jira.project '
        'and the routing rules, or give the account the permission "Create issues" there. Nothing '
        "was written."
    )


def test_a_project_that_is_not_there_is_not_tried_for_every_issue() -> None:
    site = JiraCloud(projects=["NEW"])
    tracker = cloud_tracker(site)
    for number in range(12, 15):
        with pytest.raises(FinalFault, match='There is no project "PROJ"'):
            tracker.write_work_item(f"work_item/FB-{number}/1", None, work_item(number))
    assert site.n_writes == 1


def test_a_site_that_knows_few_questions_is_written_and_read_all_the_same() -> None:
    site = JiraCloud(unknown=("issue/createmeta", "issue/bulkfetch"))
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item(route=Route(issue_type="Bug")))
    assert site.item(key)["fields"]["issuetype"] == {"name": "Bug"}
    assert site.item(key)["fields"]["priority"] == {"name": "High"}
    (state,) = tracker.read_work_items([key], NOW - timedelta(days=1))
    assert state.summary == "Export fails"


def test_an_issue_type_that_is_not_there() -> None:
    assert refused(JiraCloud(issue_types=["Story"])) == (
        'Project PROJ has no issue type "Task" (Story). Set jira.issue_type to one that it has. '
        "Nothing was written."
    )


def test_a_required_custom_field() -> None:
    site = JiraCloud(required={"customfield_10010": "Team"})
    assert refused(site) == (
        "Project PROJ wants Team (customfield_10010) for every new Task. Give each a default in "
        "Jira, make it optional, or set it in [jira.extra_fields]. Nothing was written."
    )
    extra = {"customfield_10010": {"value": "Product"}}
    key = cloud_tracker(site, extra_fields=extra).write_work_item(FIRST, None, work_item())
    assert site.item(key)["fields"]["customfield_10010"] == {"value": "Product"}


def test_fields_off_the_screen_are_said_once_and_left_out() -> None:
    site = JiraCloud(off_screen={"priority", "customfield_10050"})
    tracker = cloud_tracker(site, impact_field="customfield_10050")
    for number in (12, 13):
        tracker.write_work_item(f"work_item/FB-{number}/1", None, work_item(number))
    assert tracker.remarks == [
        f'The field "{name}" is not on the create screen of Task in PROJ: it is left out. Put it '
        "on that screen to have it set."
        for name in ("priority", "customfield_10050")
    ]
    assert len(site.work_items) == 2


def test_a_field_that_is_refused_against_what_the_screen_says_is_left_out_and_said() -> None:
    site = JiraCloud(refused={"priority"})
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    tracker.write_work_item(SECOND, key, work_item(priority="Low", title="Export stops"))
    assert tracker.remarks == [
        'Jira will not have the field "priority" set in PROJ when it is made: it is left out.',
        'Jira will not have the field "priority" set in PROJ: it is left out.',
    ]
    assert len(site.work_items) == 1
    assert site.item(key)["fields"]["summary"] == "Export stops"
    assert site.item(key)["properties"]["feedback"]["idempotency_key"] == SECOND


@pytest.mark.parametrize("how", ["off_screen", "refused"])
def test_a_priority_that_could_not_be_set_is_set_once_it_can_be(how: str) -> None:
    site = JiraCloud(**{how: {"priority"}})
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    marker = site.item(key)["properties"]["feedback"]
    assert marker == {"idempotency_key": FIRST, "left_out": ["priority"]}
    getattr(site, how).clear()
    last = Written("Export fails", "High")
    tracker.write_work_item(SECOND, key, work_item(expected=last, n_tickets=9))
    assert site.item(key)["fields"]["priority"] == {"name": "High"}
    assert site.item(key)["properties"]["feedback"] == {"idempotency_key": SECOND}
    site.edit(key, priority="Low")
    tracker.write_work_item("work_item/FB-12/3", key, work_item(expected=last, n_tickets=10))
    assert site.item(key)["fields"]["priority"] == {"name": "Low"}


def test_labels_that_are_refused_stop_a_work_item_that_could_not_be_found_again() -> None:
    site = JiraCloud(refused={"labels", "priority"})
    assert "labels: Field 'labels' cannot be set" in refused(site)
    assert not site.work_items


def test_without_labels_on_the_screen_nothing_is_made() -> None:
    site = JiraCloud(off_screen={"labels"})
    assert "Labels are not on the create screen of Task in PROJ" in refused(site)
    assert not site.work_items


def test_a_priority_that_was_renamed_is_left_out_and_said() -> None:
    site = JiraCloud(priorities=["P1", "P2"])
    tracker = cloud_tracker(site)
    key = tracker.write_work_item(FIRST, None, work_item())
    words = (
        'Priority "High" is not among those of the create screen of Task in PROJ (P1, P2): it is '
        "left out. Check priority.bands."
    )
    assert tracker.remarks == [words]
    assert site.item(key)["fields"]["priority"] == {"name": "Medium"}


def test_a_component_that_does_not_exist_is_left_out_and_said() -> None:
    tracker = cloud_tracker(JiraCloud())
    tracker.write_work_item(FIRST, None, work_item(route=Route(component="Nonsense")))
    assert tracker.remarks[0].startswith('Components "Nonsense" is not among those of')


def test_labels_with_blanks_long_summaries_and_line_breaks_are_made_to_fit() -> None:
    site = JiraCloud()
    tracker = cloud_tracker(site)
    title = "🔥 Export\nfails\t" + "very " * 90
    labels = ("support-feedback", "FB-12", "two words")
    key = tracker.write_work_item(FIRST, None, work_item(title=title, labels=labels))
    fields = site.item(key)["fields"]
    assert fields["summary"].startswith("🔥 Export fails very")
    assert len(fields["summary"]) <= 255
    assert fields["labels"] == ["support-feedback", "FB-12", "two-words"]
    assert tracker.remarks == [
        'The label "two words" is written as "two-words": Jira has no blanks.'
    ]


@pytest.mark.parametrize("what", ["archive", "lock"])
def test_a_work_item_that_refuses_every_edit(what: str) -> None:
    site = JiraCloud()
    key = cloud_tracker(site).write_work_item(FIRST, None, work_item())
    getattr(site, what)(key)
    assert refused(site, key=key, n_tickets=9) == (
        f"{key} of FB-12 refuses every edit: it is archived, its workflow locks it in this status, "
        'or the account lacks the permission "Edit issues". Nothing was written.'
    )


def test_a_deleted_work_item_is_not_made_again() -> None:
    site = JiraCloud()
    key = cloud_tracker(site).write_work_item(FIRST, None, work_item())
    site.delete(key)
    assert refused(site, key=key) == (
        f'{key} of FB-12 is gone: deleted, or moved to where the account lacks "Browse projects". '
        "It is not made again unless you ask for it: `feedback issues hand-back FB-12` has another "
        "one made, `feedback issues link FB-12 KEY` uses one that exists. Nothing was written."
    )
    assert not site.work_items


def test_no_permission_to_edit() -> None:
    site = JiraCloud(denied={"EDIT_ISSUES"})
    key = cloud_tracker(site).write_work_item(FIRST, None, work_item())
    assert 'the permission "Edit issues" in this project' in refused(site, key=key, n_tickets=9)


def test_no_room_in_a_description_keeps_the_other_fields_current() -> None:
    site = JiraCloud()
    key = cloud_tracker(site, "2").write_work_item(FIRST, None, work_item())
    site.edit(key, description="x" * 32_700)
    tracker = cloud_tracker(site, "2")
    tracker.write_work_item(SECOND, key, work_item(priority="Low"))
    assert site.item(key)["fields"]["priority"] == {"name": "Low"}
    assert tracker.remarks == [
        f"{key}: what people wrote leaves no room for our section (jira.max_chars 32767); the "
        "other fields are kept current."
    ]


def test_an_unknown_kind_of_link() -> None:
    site = JiraCloud(link_types={})
    tracker = cloud_tracker(site)
    keys = [tracker.write_work_item(f"work_item/FB-{n}/1", None, work_item(n)) for n in (12, 13)]
    with pytest.raises(FinalFault, match="No issue link type with name 'Duplicate' found"):
        tracker.link_work_items(keys[0], keys[1], LinkKind.DUPLICATES)


@pytest.mark.parametrize(
    "content",
    [[], '"text"', {}, {"issues": [{}]}, {"issues": [{"key": 1, "fields": None}]}, 7, None],
)
def test_answers_of_another_shape_are_told_and_nothing_is_written(content: Any) -> None:
    site = Always(Answer(200, content))
    client = client_of(InProcess(site), "cloud", "3", lambda: NOW)
    tracker = JiraTracker(client, Texts(True, BANDS, 32_767), JiraPolicy("PROJ"))
    asked: list[Callable[[], Any]] = [
        lambda: tracker.find_work_item(FIRST),
        lambda: tracker.write_work_item(SECOND, "PROJ-1", work_item()),
        lambda: tracker.find_comment("comment/FB-12#comments/1", "PROJ-1"),
        lambda: tracker.link_work_items("PROJ-1", "PROJ-2", LinkKind.RELATES),
        lambda: tracker.read_work_items(["PROJ-1"], NOW),
        tracker.open_work_items,
    ]
    for ask in asked:
        try:
            ask()
        except FinalFault as fault:
            assert "Check that jira.deployment" in str(fault)  # noqa: PT017 - or it made sense of it


def test_a_search_whose_pages_break_off_is_no_answer() -> None:
    site = Always(Answer(200, {"issues": [], "isLast": False}))
    client = client_of(InProcess(site), "cloud", "3", lambda: NOW)
    from feedback.adapters.jira.reading import search

    with pytest.raises(TransientFault, match="broke off before its end"):
        list(search(client, "labels = x", ["id"]))
    assert site.n_asked == 1
