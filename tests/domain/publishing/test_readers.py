"""Who hears about a ticket."""

from typing import Any

import pytest

from feedback.domain.customers.supplier import Supplier, SupportAgent
from feedback.domain.publishing.messages.readers import (
    Readers,
    address_of,
    escalation_target,
    is_channel,
    kind_of_target,
)
from tests.domain.domain_examples import ticket

SUPPLIERS = {
    "in-house": Supplier("in-house", False, ("core",), 0, "#support"),  # type: ignore[arg-type]
    "quiet": Supplier("quiet", True, ("night",), 0),  # type: ignore[arg-type]
}
ADA = SupportAgent("7", "Ada", "Ada@acme.com", "in-house", time_zone="Europe/Stockholm")
READERS = Readers(
    [ADA],
    SUPPLIERS,
    {
        "old-name": "7",
        "bot": "ada@ACME.com",
        "tier 2": "#tier-2",
        "tier 3": "C0TIER300",
        "gone": "99",
    },
)


@pytest.mark.parametrize(
    ("facts", "target"),
    [
        ({"support_agent_id": "7", "group": "core"}, "support-agent:7"),
        ({"support_agent_id": "ada@acme.COM"}, "support-agent:7"),
        ({"support_agent_id": "old-name"}, "support-agent:7"),
        ({"support_agent_id": "bot"}, "support-agent:7"),
        ({"support_agent_id": "tier 2", "group": "core"}, "team:#tier-2"),
        ({"support_agent_id": "tier 3", "group": "core"}, "team:C0TIER300"),
        ({"group": "core"}, "team:#support"),
        ({"support_agent_id": "nobody we know", "group": "core"}, "team:#support"),
        ({"support_agent_id": "gone", "group": "core"}, "team:#support"),
        ({"group": "night"}, None),
        ({"group": "elsewhere"}, None),
    ],
)
def test_a_ticket_leads_to_who_should_hear_of_it(facts: dict[str, Any], target: str | None) -> None:
    assert READERS.target_of(ticket(1, **facts)) == target


def test_a_target_says_where_its_message_goes() -> None:
    target = escalation_target("#product/owners", "FB-12")
    assert (kind_of_target(target), address_of(target)) == ("escalation", "#product/owners")
    assert address_of("support-agent:7") == "7"
    assert address_of("team:#support") == "#support"


def test_a_person_is_called_by_name_and_lives_in_a_time_zone() -> None:
    assert READERS.name_of("support-agent:7") == "Ada"
    assert READERS.name_of("team:#support") == "#support"
    assert READERS.time_zone_of("support-agent:7", "UTC") == "Europe/Stockholm"
    assert READERS.time_zone_of(escalation_target("x@acme.com", "FB-1"), "UTC") == "UTC"


@pytest.mark.parametrize(
    ("target", "is_one"),
    [
        ("team:#support", True),
        ("team:C0123ABCD", True),
        ("product:C0123ABCD", True),
        ("answer:C0123ABCD/FB-12", True),
        ("escalation:#heads/FB-12", True),
        ("escalation:ilse@acme.com/FB-12", False),
        ("answer:A-01/FB-12", False),
        ("answer:C7/FB-12", False),
        ("support-agent:C0123ABCD", False),
    ],
)
def test_a_channel_is_known_by_name_and_by_id(target: str, is_one: bool) -> None:
    assert is_channel(target) is is_one
