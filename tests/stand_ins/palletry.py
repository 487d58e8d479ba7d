"""A Slack workspace with a few people and channels, and the adapter that speaks to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from feedback.adapters.slack.api import Clock, SlackApi
from feedback.adapters.slack.channel import SlackChannel
from feedback.domain.customers.supplier import SupportAgent
from tests.stand_ins.slack import TOKEN, Slack

ROSTER = (
    SupportAgent("A-01", "Ada Lindgren", "ada@palletry.example", "in-house"),
    SupportAgent("A-02", "Marek Dvořák", "marek@palletry.example", "in-house", "U02MAREK"),
    SupportAgent("A-03", "Nobody There", "nobody@palletry.example", "in-house"),
    SupportAgent("A-04", "Left Lately", "left@palletry.example", "in-house"),
    SupportAgent("A-05", "Long Gone", "gone@palletry.example", "in-house", "U05GONE00"),
)


@contextmanager
def workspace() -> Iterator[Slack]:
    slack = Slack()
    slack.add_user("U01ADA000", "ada@palletry.example")
    slack.add_user("U02MAREK", "marek@slack.example")
    slack.add_user("U04LEFT00", "left@palletry.example", deleted=True)
    slack.add_user("U05GONE00", "gone@palletry.example", deleted=True)
    slack.add_user("U09HEAD00", "head@palletry.example")
    slack.add_channel("C0SUPPORT", "support-core")
    slack.add_channel("C0PRODUCT", "product-feedback")
    slack.add_channel("C0OLD0000", "old-news", is_archived=True)
    slack.add_channel("C0NOTIN00", "not-invited", is_member=False)
    slack.add_channel("C0SECRET0", "secret", is_private=True, is_member=False)
    with slack.open():
        yield slack


def slack_api(slack: Slack, token: str = TOKEN) -> SlackApi:
    return SlackApi(slack.url, token, clock=Clock(slack.clock.now, slack.clock.sleep))


def slack_channel(slack: Slack, **settings: Any) -> SlackChannel:
    return SlackChannel(slack_api(slack), ROSTER, **settings)
