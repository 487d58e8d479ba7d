"""What we ask, and what our stand-ins answer, against the vendors' own interface descriptions.

Skipped where these are not at hand.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from benchmarks.data import SPECS
from feedback.domain.tickets.reconciliation import period_of
from tests.message_examples import ticket_note
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import NIGHT, Line
from tests.stand_ins.zendesk import ZendeskDesk

DESCRIBED = {
    "zendesk": ("zendesk-support-v2.json", "https://acme.zendesk.com"),
    "intercom": ("intercom-2.14.json", "https://api.intercom.io"),
    "jira_service_management": ("jira-cloud-v3.json", "https://acme.example"),
}


def description(kind: str) -> Any:
    from openapi_core import Config, OpenAPI

    name, url = DESCRIBED[kind]
    spec = json.loads((SPECS / name).read_text(encoding="utf-8"))
    spec["servers"] = [{"url": url}]
    if kind == "zendesk":
        # It asks for a start beside a cursor, but its own example of an after_url has none.
        spec["components"]["parameters"]["IncrementalUnixTime"]["required"] = False
    if kind == "jira_service_management":
        # Of version 3. Version 2 differs in the format of texts, and takes the same questions.
        spec["paths"] = {
            path.replace("/rest/api/3/", "/rest/api/2/"): one
            for path, one in spec["paths"].items()
            if path == "/rest/api/3/search/jql"
        }
    # Checking the description itself is not our part, and takes long.
    return OpenAPI.from_dict(spec, config=Config(spec_validator_cls=None))


def checking(
    described: Any, desk: Any, checked: list[str]
) -> Callable[[httpx.Request], httpx.Response]:
    """The desk's answers, each held to the description together with what was asked."""
    from openapi_core.testing import MockRequest, MockResponse

    def answer(request: httpx.Request) -> httpx.Response:
        response: httpx.Response = desk.answer(request)
        asked = MockRequest(
            f"{request.url.scheme}://{request.url.host}",
            request.method.lower(),
            request.url.path,
            args=dict(request.url.params),
            headers=dict(request.headers),
            data=request.content or None,
            content_type=request.headers.get("Content-Type", ""),
        )
        told = MockResponse(response.content, response.status_code, content_type="application/json")
        described.validate_request(asked)
        described.validate_response(asked, told)
        checked.append(request.url.path)
        return response

    return answer


@pytest.mark.parametrize("kind", sorted(DESCRIBED))
def test_requests_and_answers_are_as_the_vendor_describes_them(kind: str) -> None:
    if not (SPECS / DESCRIBED[kind][0]).is_file():
        pytest.skip(f"{SPECS} is not there")
    desk = DESKS[kind]()
    for key in range(1, 6):
        desk.put(key, NIGHT - timedelta(hours=key))
    checked: list[str] = []
    answer = checking(description(kind), desk, checked)
    source: Any = desk.source(Line(answer).wire(), page_size=2)
    if isinstance(desk, ZendeskDesk):
        desk.put(5, NIGHT - timedelta(hours=5), submitter_id=17)
        desk.comments[5] = [{"id": 1, "author_id": 7, "plain_body": "Help", "public": True}]
        source = replace(source, read_comments=True)
    source.probe(NIGHT)
    source.counts(*period_of(NIGHT, 30))
    pages = list(source.pages(None, NIGHT))
    assert sorted({one.key for page in pages for one in page.tickets}) == ["1", "2", "3", "4", "5"]
    assert len(checked) >= 3


def test_notes_on_zendesk_tickets_are_written_as_it_describes() -> None:
    if not (SPECS / DESCRIBED["zendesk"][0]).is_file():
        pytest.skip(f"{SPECS} is not there")
    desk, checked = ZendeskDesk(), list[str]()
    desk.comments[42] = []
    notes = desk.notes(Line(checking(description("zendesk"), desk, checked)).wire())
    notes.probe()
    first = notes.write_note("note/note:desk:42/1", "42", ticket_note(), None)
    second = notes.write_note("note/note:desk:42/2", "42", ticket_note(revision=2), first)
    assert notes.find_note("note/note:desk:42/2", "42", None) == second
    assert sorted(set(checked)) == [
        f"/api/v2/comment_redactions/{first}",
        "/api/v2/tickets/42",
        "/api/v2/tickets/42/comments",
        "/api/v2/users/me",
    ]


@pytest.mark.parametrize("kind", sorted(DESCRIBED))
def test_the_check_sees_an_answer_of_another_shape(kind: str) -> None:
    if not (SPECS / DESCRIBED[kind][0]).is_file():
        pytest.skip(f"{SPECS} is not there")
    from openapi_core.exceptions import OpenAPIError
    from openapi_core.testing import MockRequest, MockResponse

    url, method, path, content = {
        "zendesk": (DESCRIBED["zendesk"][1], "get", "/api/v2/incremental/tickets/cursor",
                    {"tickets": [{"requester_id": "seven"}]}),
        "intercom": (DESCRIBED["intercom"][1], "post", "/conversations/search",
                     {"conversations": [{"created_at": "yesterday"}]}),
        "jira_service_management": (DESCRIBED["jira_service_management"][1], "get",
                                    "/rest/api/2/search/jql", {"issues": [{"id": 7}]}),
    }[kind]  # fmt: skip
    told = MockResponse(json.dumps(content).encode(), 200, content_type="application/json")
    with pytest.raises(OpenAPIError):
        description(kind).validate_response(MockRequest(url, method, path), told)
