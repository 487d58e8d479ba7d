"""What we ask of Slack, and what our stand-in answers, against Slack's own description of 2021.

Skipped where that is not at hand. It is older than message metadata; what it cannot know is named.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.data import SPECS
from feedback.adapters.slack.api import APP
from feedback.adapters.slack.checks import check_slack
from feedback.domain.plans.messages.digest import Digest
from tests.slack_messages.page import example, message_of
from tests.stand_ins.palletry import ROSTER, slack_api, slack_channel, workspace
from tests.stand_ins.slack import Slack
from tests.steps.company import NIGHTS

DESCRIPTION = SPECS / "slack-web-v2.json"
YOUNGER_ARGUMENTS = {"metadata", "include_all_metadata"}
YOUNGER_FIELDS = {"metadata", "app_id", "edited"}
"""Of messages: https://docs.slack.dev/messaging/message-metadata and slack-sdk's typed answers."""


def everything_we_ask(slack: Slack) -> None:
    for later in ("thread", "update"):
        channel, key = slack_channel(slack, later_changes=later), f"message/{later}/1"
        content = message_of(example("released"))
        assert isinstance(content, Digest)
        first = channel.post_message(key, "support-agent:A-01", content, {})
        slack.clock.at += 5
        news = (replace(content.news[0], first_message=key), *content.news[1:])
        content = replace(content, news=news)
        channel.post_message(f"{key}1", "support-agent:A-01", content, {key: first})
        slack.clock.at += 5
        channel.find_message(f"{key}9", "support-agent:A-01", NIGHTS[0], {key: first})
    list(check_slack(slack_api(slack), ROSTER, ["team:#support-core", "team:#not-invited"]))
    api = slack_api(slack)
    api.read("users.list", APP, limit=5)
    api.write("chat.postEphemeral", APP, channel="C0SUPPORT", user="U01ADA000", text="Noted.")
    api.write("views.open", APP, trigger_id="1.2.three", view={"type": "modal"})


def as_in_2021(answer: Any, *, is_message: bool = False) -> Any:
    """Without what came later, and without blocks: where it has them it calls them an object."""
    if isinstance(answer, list):
        return [as_in_2021(one, is_message=is_message) for one in answer]
    if not isinstance(answer, Mapping):
        return answer
    return {
        name: as_in_2021(value, is_message=name in ("message", "messages"))
        for name, value in answer.items()
        if not (is_message and name in (*YOUNGER_FIELDS, "blocks"))
    }


def test_requests_and_answers_are_as_slack_describes_them() -> None:
    if not DESCRIPTION.is_file():
        pytest.skip(f"{DESCRIPTION} is not there")
    from jsonschema import Draft4Validator

    described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    with workspace() as slack:
        everything_we_ask(slack)
    assert len({method for method, _ in slack.asked}) == 13
    for (method, arguments), (_, answer) in zip(slack.asked, slack.answered, strict=True):
        (operation,) = described["paths"][f"/{method}"].values()
        known = {one["name"] for one in operation["parameters"]}
        assert arguments.keys() - known <= YOUNGER_ARGUMENTS, method
        answers = operation["responses"]
        schema = dict(answers["200" if answer["ok"] else "default"]["schema"])
        if method in ("conversations.history", "conversations.replies"):
            schema["properties"] = {**schema["properties"], "response_metadata": {}}
        validator = Draft4Validator({**schema, "definitions": described["definitions"]})
        faults = [
            f"{method}: {fault.message}" for fault in validator.iter_errors(as_in_2021(answer))
        ]
        assert not faults
