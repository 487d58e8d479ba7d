"""Every request of our adapter, and every answer of the Cloud stand-in, against Atlassian's own
description of version 3. Skipped where that is not at hand."""

import json
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from benchmarks.data import SPECS
from feedback.adapters.jira.checkup import checkup
from feedback.adapters.jira.tracker import JiraPolicy
from feedback.domain.publishing.work_item_link import LinkKind
from tests.adapters.jira.jira_examples import COMMENT, work_item
from tests.stand_ins.jira.cloud import IMPACT_FIELD, JiraCloud
from tests.stand_ins.jira.line import URL, Answer
from tests.stand_ins.jira.trackers import client_of, cloud_tracker

SPEC = SPECS / "jira-cloud-v3.json"
USED = (
    "issue", "issue/bulkfetch", "issue/{issueIdOrKey}", "issue/{issueIdOrKey}/comment",
    "issue/{issueIdOrKey}/changelog", "comment/{commentId}/properties/{propertyKey}",
    "issueLink", "issueLinkType", "search/jql", "myself",
    "mypermissions", "project/{projectIdOrKey}", "priority", "serverInfo", "field",
    "issue/createmeta/{projectIdOrKey}/issuetypes",
    "issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}",
)  # fmt: skip


@cache
def description() -> Any:
    if not SPEC.is_file():
        pytest.skip(f"{SPEC} is not there")
    from openapi_core import Config, OpenAPI

    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    spec["servers"] = [{"url": URL}]
    used = {f"/rest/api/3/{path}" for path in USED}
    spec["paths"] = {path: one for path, one in spec["paths"].items() if path in used}
    # Checking the description itself is not our part, and takes long.
    return OpenAPI.from_dict(spec, config=Config(spec_validator_cls=None))


class Checked(JiraCloud):
    """Holds every request and every answer against the description."""

    def _moment(self) -> str:
        # Described as RFC 3339 has it; what Jira writes is +0000.
        return self.now.isoformat(timespec="milliseconds")

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        from openapi_core.testing import MockRequest, MockResponse

        answer = super().answer(method, target, headers, body)
        parts = urlsplit(target)
        asked = MockRequest(
            URL, method.lower(), parts.path, args=dict(parse_qsl(parts.query)), headers=headers,
            data=body or None, content_type="application/json",
        )  # fmt: skip
        description().validate_request(asked)
        told = MockResponse(answer.body, answer.status, content_type="application/json")
        if answer.content is not None:
            description().validate_response(asked, told)
        return answer


def test_requests_and_answers_are_as_atlassian_describes_them() -> None:
    description()
    site = Checked()
    tracker = cloud_tracker(site, impact_field=IMPACT_FIELD)
    started = site.now - timedelta(hours=1)
    first = tracker.write_work_item("work_item/FB-11/1", None, work_item(11))
    second = tracker.write_work_item("work_item/FB-12/1", None, work_item(12))
    assert tracker.find_work_item("work_item/FB-12/1") == second
    tracker.write_work_item("work_item/FB-12/2", second, work_item(12, priority="Highest"))
    comment = tracker.add_comment("comment/FB-12#comments/1", second, COMMENT)
    assert tracker.find_comment("comment/FB-12#comments/1", second) == comment
    tracker.link_work_items(second, first, LinkKind.DUPLICATES)
    for n in range(50):
        site.edit(first, summary=f"Ours is called {n}")
    gone = site.move(first, "OTHER")
    states = tracker.read_work_items([first, second, "PROJ-99"], started)
    assert [one.is_gone for one in states] == [False, False, True]
    assert states[0].remote_key == gone
    assert len(states[0].changes) == 50
    assert list(tracker.open_work_items()) == []
    client = client_of(site.transport(), "cloud", "3", lambda: site.now)
    faults = [one for one in checkup(client, JiraPolicy("PROJ"), ["High"]) if one.level == "fault"]
    assert not faults
    assert site.n_requests > 20


def test_the_check_sees_an_answer_of_another_shape() -> None:
    description()
    from openapi_core.exceptions import OpenAPIError

    site = Checked()
    tracker = cloud_tracker(site)
    key = tracker.write_work_item("work_item/FB-12/1", None, work_item())
    site.item(key)["id"] = 7
    with pytest.raises(OpenAPIError):
        tracker.read_work_items([key], None)
