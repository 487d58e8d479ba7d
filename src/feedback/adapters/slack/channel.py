"""Slack as the channel of support agents: one message a reader and night, sent once, found again.

Slack takes no idempotency key, so ours travels in the message's metadata and is looked for there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from feedback.adapters.slack.api import About, SlackApi
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.message import SlackMessage, render
from feedback.adapters.slack.buttons.replacing import replaced
from feedback.adapters.slack.conversations import Conversation, Conversations
from feedback.adapters.slack.faults import Refused, refused
from feedback.adapters.slack.marks import Place, is_changed, key_of, metadata
from feedback.adapters.slack.people import People
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.message import Message
from feedback.domain.plans.messages.digest import Digest, PlanNews
from feedback.domain.publishing.effect import Effect
from feedback.errors import FinalFault

_SLACK_CLOCK_OFF = timedelta(hours=1)
_UNSURE_OF_OUR_CLOCK = timedelta(days=30)

LaterChanges = Literal["thread", "update"]

_NO_LONGER_THERE = (
    "message_not_found",
    "thread_not_found",
    "cant_update_message",
    "edit_window_closed",
    "restricted_action_non_threadable_channel",
)
"""Refusals to continue an earlier message: somebody deleted it, or it is too old. Nothing was
written, so the news goes out as a message of its own."""


class SlackChannel:
    """Fulfils `AgentChannel`."""

    def __init__(
        self,
        api: SlackApi,
        support_agents: Sequence[SupportAgent],
        *,
        later_changes: LaterChanges = "thread",
        more_url: str = "",
    ) -> None:
        """`more_url`: where an issue is shown, with `{issue_id}` in place of its label."""
        self._api = api
        self._later_changes, self._more_url = later_changes, more_url
        self._conversations = Conversations(api, People(api, support_agents))
        self._workspace_url: str | None = None

    def find_message(
        self, idempotency_key: str, target: str, since: datetime, earlier: Mapping[str, str]
    ) -> str | None:
        place = self._conversations.of(target)
        channel = self._conversations.channel_of(place)
        for message in self._messages(channel, place.about, self._oldest(since), earlier):
            if key_of(message) == idempotency_key:
                return str(Place(channel, message["ts"]))
        return None

    def post_message(
        self,
        idempotency_key: str,
        target: str,
        message: Message,
        earlier: Mapping[str, str],
    ) -> str:
        place = self._conversations.of(target)
        known = {
            key: found
            for key, remote in earlier.items()
            if place.holds((found := Place.parse(remote)).channel)  # not one from the outbox
        }
        if known and self._later_changes == "update":
            left, written = self._update(idempotency_key, place, message, known)
            if left is None:
                return str(written)
            message = left
        return str(self._post(idempotency_key, place, message, known))

    def rewrite(self, effect: Effect) -> bool:
        """Put what the effect says in the place of the message that it wrote; nobody is notified.

        False where something else stands, or nothing. Raises `TransientFault`.
        """
        place, about = Place.parse(effect.remote_key or ""), About("a message", "slack.url")
        assert isinstance(effect.content, Message), "it wrote a message"
        message = render(effect.content, effect.idempotency_key, self._links({}))
        try:
            stands = self._message_at(place, about)
            if stands is None or key_of(stands) != effect.idempotency_key or is_changed(stands):
                return False
            self._api.post(
                "chat.update",
                about,
                channel=place.channel,
                ts=place.ts,
                text=message.text,
                blocks=[block.to_dict() for block in message.blocks],
                metadata=metadata(effect.idempotency_key),
                may_repeat=True,
            )
        except FinalFault:
            return False
        return True

    def _post(
        self,
        key: str,
        place: Conversation,
        message: Message,
        known: Mapping[str, Place],
    ) -> Place:
        thread = self._thread(message, known)
        shown = render(message, key, self._links({} if thread else known))
        try:
            return self._send(key, place, shown, thread)
        except Refused as refusal:
            if refusal.code == "channel_not_found" and place.is_direct:
                raise refused("user_gone", place.about.where, place.about.setting) from refusal
            if thread is None or refusal.code not in _NO_LONGER_THERE:
                raise
        return self._send(key, place, shown, None)

    def _send(
        self, key: str, place: Conversation, message: SlackMessage, thread: Place | None
    ) -> Place:
        answer = self._api.post(
            "chat.postMessage",
            place.about,
            channel=place.key,
            text=message.text,
            blocks=[block.to_dict() for block in message.blocks],
            metadata=metadata(key),
            thread_ts=thread.ts if thread else None,
            # Shown in the conversation as well: a reply alone is easily missed.
            reply_broadcast=True if thread else None,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Place(str(answer["channel"]), str(answer["ts"]))

    def _thread(self, message: Message, known: Mapping[str, Place]) -> Place | None:
        """The first message, if everything that is said now follows that one."""
        if not isinstance(message, Digest) or self._later_changes != "thread":
            return None
        firsts = {known.get(item.first_message or "") for item in message.news}
        return firsts.pop() if len(firsts) == 1 else None

    def _update(
        self,
        key: str,
        place: Conversation,
        message: Message,
        known: Mapping[str, Place],
    ) -> tuple[Message | None, Place | None]:
        """Put news into the first messages about their issues.

        That is silent and may be repeated, so it leaves no trace to be found: what was cut off is
        done again. Returns what is left to be posted, if anything, and the last changed message.
        """
        if not isinstance(message, Digest):
            return message, None
        left, written = [], None
        for item in message.news:
            first = known.get(item.first_message or "")
            if first is not None and self._replace(key, place, item, first):
                written = first
            else:
                left.append(item)
        return (replace(message, news=tuple(left)) if left else None), written

    def _replace(self, key: str, place: Conversation, item: PlanNews, first: Place) -> bool:
        """False if the message is gone, or has no room."""
        stands = self._message_at(first, place.about)
        if stands is None:
            return False
        message = replaced(stands, item, key, self._links({}))
        if message is None:
            return False
        try:
            self._api.post(
                "chat.update",
                place.about,
                channel=first.channel,
                ts=first.ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata=metadata(key_of(stands) or key, changed_by=key),
                may_repeat=True,
            )
        except Refused as refusal:
            if refusal.code in _NO_LONGER_THERE:
                return False
            raise
        return True

    def _message_at(self, place: Place, about: About) -> Mapping[str, Any] | None:
        """A message or a reply: history knows only those replies that were shown to all."""
        answer = self._api.read(
            "conversations.history",
            about,
            channel=place.channel,
            latest=place.ts,
            oldest=place.ts,
            inclusive=True,
            limit=1,
            include_all_metadata=True,
        )
        return next((one for one in answer["messages"] if one["ts"] == place.ts), None)

    def _messages(
        self, channel: str, about: About, oldest: datetime, earlier: Mapping[str, str]
    ) -> Iterator[Mapping[str, Any]]:
        """What was said there since, and in the threads of earlier messages whenever."""
        yield from self._api.pages(
            "conversations.history",
            "messages",
            about,
            channel=channel,
            oldest=f"{oldest.timestamp():.6f}",
            include_all_metadata=True,
        )
        for remote_key in sorted(set(earlier.values())):
            first = Place.parse(remote_key)
            if first.channel != channel:
                continue
            try:
                yield from self._api.pages(
                    "conversations.replies",
                    "messages",
                    about,
                    channel=first.channel,
                    ts=first.ts,
                    include_all_metadata=True,
                )
            except Refused as refusal:
                if refusal.code not in _NO_LONGER_THERE:
                    raise

    def _oldest(self, since: datetime) -> datetime:
        """No message of a write is older than its plan; a night in the future tells us nothing."""
        now = datetime.fromtimestamp(self._api.clock.now(), UTC)
        return since - _SLACK_CLOCK_OFF if since <= now else now - _UNSURE_OF_OUR_CLOCK

    def _links(self, known: Mapping[str, Place]) -> Links:
        return Links(self._more_url, {key: self._address(place) for key, place in known.items()})

    def _address(self, place: Place) -> str:
        if self._workspace_url is None:
            answer, _ = self._api.identity()
            self._workspace_url = str(answer.get("url") or "").rstrip("/")
        return f"{self._workspace_url}/archives/{place.channel}/p{place.ts.replace('.', '')}"
