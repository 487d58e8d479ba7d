"""Listens for button clicks over Socket Mode: no public address is needed.

The connection is opened with the app-level token, so what arrives on it comes from Slack. It is
still checked: whose workspace, whose message, which button, and who pressed it. Every request is
acknowledged at once, as Slack wants it within three seconds, and handled one after another.
"""

import contextlib
import queue
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from threading import Event
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from feedback.adapters.slack.api import APP, About, SlackApi, quiet_logger
from feedback.adapters.slack.blocks.buttons import buttons
from feedback.adapters.slack.blocks.mrkdwn import paragraphs
from feedback.adapters.slack.blocks.sections import section
from feedback.adapters.slack.buttons.forms import form, needs_choice, needs_form
from feedback.adapters.slack.buttons.presses import Identity, Press, read_press
from feedback.adapters.slack.faults import Refused, of_refusal, of_silence
from feedback.adapters.slack.people import People
from feedback.domain.issues.issue import IssueId, issue_of_label
from feedback.domain.message import Message
from feedback.domain.plans.messages.digest import AffectedTicket, Digest
from feedback.domain.plans.responses.response import Response, ResponseKind
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import FeedbackError, FinalFault

Answer = Callable[[Response], str]
"""Records an answer; returns the words to show. Raises as `record_response`."""
MessageOf = Callable[[str], Message | None]
"""What a message said, by its idempotency key; None if it is not in our ledger."""
Tell = Callable[[str], None]

_APP_TOKEN = About("the app-level token", "FEEDBACK__SLACK__APP_TOKEN")
_REMEMBERED = 1000
_UNDO = {ResponseKind.MUTE: ResponseKind.UNMUTE}
"""What is offered to the person who has just answered so."""
_SORRY = "Something went wrong here, and nothing was recorded. The person who runs this knows."


class SlackListener:
    """Turns buttons into answers and says to the person what became of each."""

    def __init__(
        self, api: SlackApi, people: People, answer: Answer, message_of: MessageOf, tell: Tell
    ) -> None:
        """`tell` gets one line about every answer, for whoever runs this."""
        self._api, self._people = api, people
        self._answer, self._message_of, self._tell = answer, message_of, tell
        self._waiting: queue.Queue[Mapping[str, Any]] = queue.Queue()
        self._heard: deque[str] = deque(maxlen=_REMEMBERED)
        self._us: Identity | None = None

    def listen(self, app_token: str, until: Event) -> None:
        """Hear and answer until the event is set. Raises `FinalFault` for tokens that are refused,
        `TransientFault` where Slack cannot be reached to begin with; later it reconnects itself."""
        us, _ = self._api.identity()
        self._us = Identity(str(us["team_id"]), str(us["bot_id"]))
        client = SocketModeClient(
            app_token=app_token, web_client=self._api.client, logger=quiet_logger()
        )
        client.socket_mode_request_listeners.append(self._take)
        try:
            self._connect(client)
            self._tell(f"Listening in {us['team']}.")
            while not until.is_set():
                with contextlib.suppress(queue.Empty):
                    self.handle(self._waiting.get(timeout=0.2))
        finally:
            client.close()

    def _connect(self, client: SocketModeClient) -> None:
        try:
            client.connect()
        except SlackApiError as error:
            fault = of_refusal(error, _APP_TOKEN.where, _APP_TOKEN.setting, is_write=False)
            if not isinstance(fault, FinalFault):
                raise fault from error
            # What is said of a bot token would mislead here.
            code = f' ("{fault.code}")' if isinstance(fault, Refused) else ""
            raise FinalFault(
                f"Slack does not open Socket Mode{code}. Set FEEDBACK__SLACK__APP_TOKEN to an "
                "app-level token (xapp-…) with the scope connections:write, and switch on Socket "
                "Mode in the app's settings."
            ) from error
        except (OSError, HTTPException) as error:
            raise of_silence(error, self._api.url, _APP_TOKEN.where, is_write=False) from error

    def _take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """In slack-sdk's thread: acknowledge, and leave the rest to `listen`."""
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        if request.type == "interactive" and request.envelope_id not in self._heard:
            self._heard.append(request.envelope_id)
            self._waiting.put(request.payload)

    def handle(self, request: Mapping[str, Any]) -> None:
        """One request. Never raises: the next one must be heard."""
        assert self._us is not None, "listen() asks who we are before it hears anything"
        press = read_press(request, self._us)
        if press is None:
            return
        undo = None
        try:
            words = self._respond(press)
            undo = _UNDO.get(press.button.kind)
        except FeedbackError as error:
            words = str(error)
        except Exception as error:  # whatever it was, the person and the operator must hear of it
            self._tell(f"Fault: {error!r}")
            words = _SORRY
        if words:
            self._say(press, words, undo)

    def _respond(self, press: Press) -> str:
        """The words for the person; empty where a form was opened instead."""
        person = self._people.person(press.user_id)
        if not person.is_active or self._us is None or self._us.team_id not in person.team_ids:
            return "Only people of this workspace may answer. Nothing was recorded."
        by = self._people.name_of(press.user_id)
        if not by:
            return (
                "Your Slack profile shows no e-mail address, so it is not clear who you are. "
                "Nothing was recorded."
            )
        issue_id = issue_of_label(press.button.issue)
        message = self._message_of(press.button.message)
        if issue_id is None or message is None:
            return "This message is not one of those that were sent from here."
        tickets = _tickets(message, issue_id)
        if not press.is_form and needs_form(press.button.kind, tickets):
            view = form(press.button, tickets, press.channel, press.thread_ts)
            self._api.write(
                "views.open",
                APP,
                may_repeat=True,
                trigger_id=press.trigger_id,
                view=view.to_dict(),
            )
            return ""
        at = press.at or datetime.fromtimestamp(self._api.clock.now(), UTC)
        words: list[str] = []
        chosen = _chosen(press, tickets)
        for ticket_id, among in chosen:
            response = Response(press.button.kind, issue_id, ticket_id, by, at, press.text, among)
            try:
                said = self._answer(response)
            except FeedbackError as refusal:
                if len(chosen) == 1:
                    raise
                said = str(refusal)  # of this ticket; the others have their own answers
            if said not in words:
                words.append(said)
        if not chosen:
            return "No ticket was chosen. Nothing was recorded."
        self._tell(f"{by}: {press.button.kind} {press.button.issue}: {' '.join(words)}")
        return "\n".join(words)

    def _say(self, press: Press, words: str, undo: ResponseKind | None) -> None:
        """Only to the person, where they pressed the button."""
        text, button = paragraphs(words, 2900), press.button
        blocks = [section(text), buttons(button.issue, [undo], button.message)] if undo else []
        try:
            self._api.write(
                "chat.postEphemeral",
                APP,
                may_repeat=True,
                channel=press.channel,
                user=press.user_id,
                text=text,
                blocks=[block.to_dict() for block in blocks] or None,
                thread_ts=press.thread_ts,
            )
        except FeedbackError as error:
            self._tell(f"{press.user_id} could not be told: {error}")


def _tickets(message: Message, issue_id: IssueId) -> Sequence[AffectedTicket]:
    """The reader's tickets of an issue, as the message named them."""
    news = message.news if isinstance(message, Digest) else ()
    return next((item.tickets for item in news if item.issue_id == issue_id), ())


def _chosen(
    press: Press, tickets: Sequence[AffectedTicket]
) -> list[tuple[TicketId | None, tuple[TicketId, ...]]]:
    """The `ticket_id` and `among` of each answer; (None, ()) stands for all of the person's tickets
    of the issue. What a form says is about the tickets chosen in it and no others: those that have
    come since, or are held by the person besides, were not on it."""
    if not press.is_form and len(tickets) == 1:
        return [(tickets[0].ticket_id, ())]
    if not press.is_form or not needs_choice(press.button.kind):
        return [(None, ())]
    places = [place for place in press.tickets if 0 <= place < len(tickets)]
    ids = tuple(tickets[place].ticket_id for place in places)
    if press.button.kind is ResponseKind.NOT_THIS_ISSUE or len(ids) == 1:
        return [(one, ()) for one in ids]
    return [(None, ids)] if ids else []
