"""A helpdesk is known by its address; settings for it say what they need."""

from typing import Any

import pytest

from feedback.errors import InvalidInput
from feedback.onboarding.helpdesks import helpdesk_at, is_address


@pytest.mark.parametrize(
    ("address", "name", "kind", "settings"),
    [
        ("https://acme.zendesk.com/agent/filters/1", "acme-zendesk", "zendesk",
         {"url": "https://acme.zendesk.com"}),
        ("https://Acme.freshdesk.com", "acme-freshdesk", "freshdesk",
         {"url": "https://acme.freshdesk.com"}),
        ("https://app.intercom.com/a/apps/x", "intercom", "intercom",
         {"url": "https://api.intercom.io"}),
        ("https://app.eu.intercom.com", "intercom", "intercom",
         {"url": "https://api.eu.intercom.io"}),
        ("https://acme.atlassian.net/jira/servicedesk/projects/SUP/queues", "acme-jira",
         "jira_service_management",
         {"url": "https://acme.atlassian.net", "jql": "project = SUP"}),
        ("https://acme.atlassian.net", "acme-jira", "jira_service_management",
         {"url": "https://acme.atlassian.net", "jql": "projectType = service_desk"}),
        ("https://community.acme.com/c/support/5", "community-discourse", "discourse",
         {"url": "https://community.acme.com", "categories": ["support/5"]}),
        ("https://help.acme.com/rt/Ticket/Display.html?id=1", "help-rt", "request_tracker",
         {"url": "https://help.acme.com/rt"}),
    ],
)  # fmt: skip
def test_the_source_of_an_address(
    address: str, name: str, kind: str, settings: dict[str, Any]
) -> None:
    found = helpdesk_at(address)
    assert (found.name, found.kind, dict(found.settings)) == (name, kind, settings)


def test_an_address_that_nobody_knows_is_refused_with_what_is_known() -> None:
    with pytest.raises(InvalidInput) as refused:
        helpdesk_at("https://example.org/help")
    assert str(refused.value) == (
        "https://example.org/help: nobody knows this helpdesk by its address. Known are Zendesk, "
        "Freshdesk, Intercom, Jira Service Management, Discourse (name a category: "
        "https://…/c/support/5) and Request Tracker. For others export a file, or write the source "
        "by hand (docs/sources)."
    )


def test_a_file_is_no_address() -> None:
    assert [is_address(text) for text in ("t.csv", "HTTPS://x.org", "http/t.csv")] == [
        False, True, False,
    ]  # fmt: skip
