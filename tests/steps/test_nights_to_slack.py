"""Nights whose messages go to Slack: what arrives there, once, and what people answer to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.outbox.outbox import Outbox
from feedback.adapters.slack.api import SlackApi
from feedback.adapters.slack.buttons.listener import SlackListener
from feedback.adapters.slack.buttons.presses import Identity
from feedback.adapters.slack.channel import SlackChannel
from feedback.adapters.slack.people import People
from feedback.domain.night import NightStatus
from feedback.domain.publishing.messages.readers import Readers
from feedback.queries.publishing.messages import sent_message
from feedback.steps.night import run_night
from feedback.steps.plans.record_response import ResponsePolicy, record_response
from feedback.steps.publishing.dispatch import Outside
from tests.stand_ins.palletry import slack_api
from tests.stand_ins.slack import BOT, TEAM, Slack, Trouble, limited
from tests.stand_ins.slack_socket import press, sent_form
from tests.steps.company import NIGHTS, SUPPLIERS, build, pipeline

BO, BO_DM = "U0BO00000", "D0BO00000"


@pytest.fixture
def slack() -> Iterator[Slack]:
    workspace = Slack()
    workspace.add_user(BO, "bo@example.com")
    workspace.add_user("U0ADA0000", "ada@example.com")
    for number, name in enumerate(("support-core", "ext-bw", "product")):
        workspace.add_channel(f"C{number}0000000", name)
    with workspace.open():
        yield workspace


def night(folder: Path, slack: Slack, as_of: datetime) -> Any:
    """One run, as one process."""
    slack.clock.at = max(slack.clock.at, as_of.timestamp()) + 60
    outbox = Outbox(folder / "outbox")
    whole = pipeline(folder)
    channel = SlackChannel(slack_api(slack), whole.support_agents)
    done = run_night(
        replace(whole, outside=Outside(tracker=outbox, channel=channel, rewritable=outbox)), as_of
    )
    whole.store.close()
    return done


def test_two_nights_arrive_once_and_the_second_in_the_threads_of_the_first(
    tmp_path: Path, slack: Slack
) -> None:
    folder = build(tmp_path)
    for as_of in (NIGHTS[0], NIGHTS[0], NIGHTS[1], NIGHTS[1], NIGHTS[2]):
        assert night(folder, slack, as_of).status is NightStatus.DONE
    first, second = slack.said(BO_DM)
    assert second["thread_ts"] == first["ts"]
    assert "Slipped by 7 days to 27 March 2026" in second["text"]
    assert [len(slack.said(key)) for key in ("C00000000", "C10000000", "C20000000")] == [2, 2, 1]


def dropped(when: str) -> Callable[[int, str], Trouble | None]:
    return lambda _n, method: (
        Trouble(is_after=when == "after") if method == "chat.postMessage" else None
    )


def limited_always(_n: int, method: str) -> Trouble | None:
    return limited(3600) if method == "chat.postMessage" else None


@pytest.mark.parametrize(
    "trouble",
    [dropped("before"), dropped("after"), limited_always],
    ids=["dropped before", "dropped after", "limited for an hour"],
)
def test_a_night_in_which_nothing_gets_through_is_made_up_for_by_the_next_run(
    trouble: Callable[[int, str], Trouble | None], tmp_path: Path, slack: Slack
) -> None:
    folder = build(tmp_path)
    slack.trouble = trouble
    assert night(folder, slack, NIGHTS[0]).status is NightStatus.PARTIAL
    slack.trouble = lambda _n, _method: None
    assert night(folder, slack, NIGHTS[1]).status is NightStatus.DONE
    per_conversation = {key: len(slack.said(key)) for key in slack.messages}
    for key, messages in slack.messages.items():
        keys = [one["metadata"]["event_payload"]["idempotency_key"] for one in messages]
        assert len(keys) == len(set(keys)), key
    assert set(per_conversation) == {BO_DM, "C00000000", "C10000000", "C20000000"}


def test_a_button_is_recorded_in_the_store_and_pressed_twice_says_so(
    tmp_path: Path, slack: Slack
) -> None:
    folder = build(tmp_path)
    night(folder, slack, NIGHTS[0])
    whole = pipeline(folder)
    policy = ResponsePolicy(Readers(whole.support_agents, SUPPLIERS), lambda text: text)
    api = slack_api(slack)
    lines: list[str] = []
    listener = SlackListener(
        api,
        People(api, whole.support_agents),
        lambda response: record_response(whole.store, response, policy),
        lambda key: sent_message(whole.store, key),
        lines.append,
    )
    listener._us = Identity(TEAM, BOT)
    (message,) = slack.said(BO_DM)
    issue = message["blocks"][1]["block_id"].partition("/")[0]

    listener.handle(press(message, "mute", BO, BO_DM, issue))
    listener.handle(press(message, "mute", BO, BO_DM, issue))
    listener.handle(press(message, "told_customer", "U0ADA0000", BO_DM, issue))
    (view,) = slack.views
    listener.handle(sent_form(view, "U0ADA0000", tickets=["0"]))
    listener.handle(sent_form(view, BO, tickets=["0"]))
    muted, muted_already, refused, told = [one["text"] for one in slack.ephemeral]
    assert muted.startswith(f"You will get no more direct messages about {issue};")
    assert muted_already == f"{issue} is muted for you already."
    assert "Nothing was recorded." in refused
    assert told.startswith("Noted: ticket export-1, customer told about FB-3.")


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "not sent"])
def test_a_night_killed_at_a_message_is_finished_by_the_next_run(
    is_sent: bool, tmp_path: Path, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, n_messages, post = build(tmp_path), 0, SlackApi.post

    def killed_at_the_second(*given: Any, **arguments: Any) -> Any:
        nonlocal n_messages
        n_messages += 1
        if n_messages == 2 and not is_sent:
            raise KeyboardInterrupt
        answer = post(*given, **arguments)
        if n_messages == 2:
            raise KeyboardInterrupt
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(SlackApi, "post", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            night(folder, slack, NIGHTS[0])
    assert night(folder, slack, NIGHTS[0]).status is NightStatus.DONE
    assert {len(slack.said(key)) for key in (BO_DM, "C00000000", "C10000000", "C20000000")} == {1}
