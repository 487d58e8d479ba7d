"""The adapter against `emulate`, a Slack stand-in that others wrote: `make test-slack`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedback.adapters.slack.api import SlackApi
from feedback.adapters.slack.channel import SlackChannel
from feedback.adapters.slack.checks import check_slack
from feedback.domain.customers.supplier import SupportAgent
from feedback.errors import FinalFault
from tests.real.emulate import PEOPLE, TOKEN, running, why_not
from tests.slack_messages.page import ORDER, example

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

ROSTER = [
    SupportAgent(f"A-{n}", address, address, "in-house") for n, address in enumerate(PEOPLE, 1)
]
ADA, TEAM = "support-agent:A-1", "team:#support-core"
SINCE = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackApi]:
    with running(tmp_path_factory.mktemp("emulate")) as url:
        yield SlackApi(url, TOKEN)


def payload(name: str) -> Any:
    return example(name)["payload"]


def test_a_message_to_a_person_is_posted_and_found_by_another_process(api: SlackApi) -> None:
    key = "message/support-agent:A-1/1"
    posted = SlackChannel(api, ROSTER).post_message(key, ADA, payload("digest"), {})
    assert SlackChannel(api, ROSTER).find_message(key, ADA, SINCE, {}) == posted
    assert SlackChannel(api, ROSTER).find_message(key + "0", ADA, SINCE, {}) is None


def test_a_later_change_comes_into_the_thread_and_is_found_there(api: SlackApi) -> None:
    channel, key = SlackChannel(api, ROSTER), "message/support-agent:A-2/1"
    first = channel.post_message(key, "support-agent:A-2", payload("released"), {})
    later = payload("released")
    later["news"][0]["first_message"] = key
    second = channel.post_message(
        "message/support-agent:A-2/2", "support-agent:A-2", later, {key: first}
    )
    found = channel.find_message(
        "message/support-agent:A-2/2", "support-agent:A-2", SINCE, {key: first}
    )
    assert found == second != first


def test_a_later_change_takes_the_place_of_the_first_message(api: SlackApi) -> None:
    channel = SlackChannel(api, ROSTER, later_changes="update")
    key = "message/team:#support-core/1"
    first = channel.post_message(key, TEAM, payload("team"), {})
    later = payload("team")
    later["news"][0] |= {"first_message": key, "changes": ["released in version 4.3"]}
    assert channel.post_message("message/team:#support-core/2", TEAM, later, {key: first}) == first
    place, _, ts = first.partition(":")
    answer = api.client.conversations_history(channel=place, latest=ts, inclusive=True, limit=1)
    (message,) = answer["messages"]
    assert "Released in version 4.3" in message["blocks"][1]["text"]["text"]
    assert channel.find_message(key, TEAM, SINCE, {}) == first


@pytest.mark.parametrize("name", ORDER)
def test_every_kind_of_message_is_taken(name: str, api: SlackApi) -> None:
    SlackChannel(api, ROSTER).post_message(f"message/{name}/1", ADA, payload(name), {})


def test_a_channel_that_is_not_there_is_named(api: SlackApi) -> None:
    with pytest.raises(FinalFault, match="no channel #nowhere"):
        SlackChannel(api, ROSTER).post_message("message/x/1", "team:#nowhere", payload("team"), {})


def test_the_doctor_finds_nothing_wrong_with_the_people(api: SlackApi) -> None:
    found = list(check_slack(api, ROSTER, ()))
    assert [level for _, level, _ in found if level == "fault"] == []
    assert found[-1][2] == "2 of 2 can be written to"
