"""From a message's target to the conversation it goes to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from feedback.adapters.slack.api import About, SlackApi
from feedback.adapters.slack.faults import refused
from feedback.adapters.slack.people import People
from feedback.domain.publishing.messages.readers import (
    ANSWER,
    CONTACT,
    ESCALATION,
    PRODUCT,
    SUPPORT_AGENT,
    TEAM,
    address_of,
    is_channel,
    kind_of_target,
)

_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,}$")
_USER_ID = re.compile(r"[UW][A-Z0-9]{6,}$")
_SETTINGS = {
    TEAM: "the team_channel of [suppliers]",
    PRODUCT: "advice.product_channel",
    ESCALATION: "[escalation], [suppliers] or a segment's profile",
    ANSWER: "the team_channel of [suppliers]",
    CONTACT: "the channels or contacts of [suppliers]",
}


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel, or what the app and one person say to each other."""

    key: str
    """Where to post: the channel's id, or the person's."""
    is_direct: bool
    about: About

    def holds(self, channel: str) -> bool:
        """Whether a message in `channel` may have been posted here. Direct messages are posted to
        a person, and stand in a channel that only Slack knows the id of."""
        return channel.startswith("D") if self.is_direct else channel == self.key


class Conversations:
    """Finds conversations, each once.

    The address of a target is a channel (`#support` or its id), a support agent's id where the
    target is of that kind, or a person (an e-mail address or a Slack user's id).
    """

    def __init__(self, api: SlackApi, people: People) -> None:
        self._api, self._people = api, people
        self._found: dict[str, Conversation] = {}
        self._channels: Mapping[str, tuple[str, bool]] | None = None

    def of(self, target: str) -> Conversation:
        """Raises `FinalFault` in clear words for whom or what cannot be written to."""
        if target not in self._found:
            self._found[target] = self._find(target)
        return self._found[target]

    def check(self, conversation: Conversation) -> None:
        """Raises `FinalFault` for a channel that is archived, or that the app is not in."""
        about = conversation.about
        found = self._api.read("conversations.info", about, channel=conversation.key)["channel"]
        if found.get("is_archived"):
            raise refused("is_archived", about.where, about.setting)
        if not found.get("is_member"):
            raise refused("not_in_channel", about.where, about.setting)

    def _find(self, target: str) -> Conversation:
        kind, name = kind_of_target(target), address_of(target)
        setting = _SETTINGS.get(kind, f'the setting that names "{name}"')
        if kind == SUPPORT_AGENT or (kind == ANSWER and not is_channel(target)):
            about = About(f"support agent {name}", "support_agents.path")
            return Conversation(self._people.support_agent(name), True, about)
        if _USER_ID.match(name):
            return Conversation(name, True, About(f"user {name}", setting))
        if "@" in name:
            about = About(name, setting)
            return Conversation(self._people.at(name, about.where, setting), True, about)
        return self._channel(name, setting)

    def channel_of(self, conversation: Conversation) -> str:
        """The id of the channel in which its messages stand, for looking there.

        Posting does without: Slack allows fifty such questions a minute, and a night may have
        three hundred readers.
        """
        if not conversation.is_direct:
            return conversation.key
        opened = self._api.read("conversations.open", conversation.about, users=conversation.key)
        return str(opened["channel"]["id"])

    def _channel(self, name: str, setting: str) -> Conversation:
        about = About(f"channel {name}", setting)
        if _CHANNEL_ID.match(name):
            return Conversation(name, False, about)
        key, is_archived = self._all_channels().get(name.removeprefix("#").lower(), ("", False))
        if not key:
            raise refused("channel_not_found", about.where, setting)
        if is_archived:
            raise refused("is_archived", about.where, setting)
        return Conversation(key, False, about)

    def _all_channels(self) -> Mapping[str, tuple[str, bool]]:
        """Name → id, and whether it is archived, of every channel that the app can see."""
        if self._channels is None:
            rows = self._api.pages(
                "conversations.list",
                "channels",
                About("the list of channels", "the channels' ids instead of their names"),
                types="public_channel,private_channel",
                exclude_archived=False,
            )
            self._channels = {
                str(row["name"]).lower(): (str(row["id"]), bool(row.get("is_archived")))
                for row in rows
            }
        return self._channels
