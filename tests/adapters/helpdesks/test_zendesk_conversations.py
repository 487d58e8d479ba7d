"""Zendesk messaging, chats and calls: what customers said, where tickets do not hold it."""

from typing import Any

import httpx
import pytest

from feedback.domain.tickets.ticket import RawTicket, Said, Unread
from tests.stand_ins.line import NIGHT, Line
from tests.stand_ins.zendesk import ZendeskDesk

USER = {"type": "user", "display_name": "Web User 7", "zen:support:user_id": 7}
BOT = {"type": "bot", "display_name": "Answer Bot", "zen:support:user_id": -1}
AGENT = {"type": "agent", "display_name": "Ada", "zen:support:user_id": 17}
PLACEHOLDER = "Conversation with Web User 65f0a2\n\nURL: https://shop.example/help"
CALL = (
    "Inbound call from +1 (202) 555-0143\n\nCall Details:\n\nTime of call: March 9, 2026\n"
    "Answered by: Ada\nLength of phone call: 2 minutes\n\nListen to the recording:\n"
    "https://acme.zendesk.com/v2/recordings/5"
)


def message(author: dict[str, Any], text: str, *offered: str) -> dict[str, Any]:
    actions = [{"reply": {"payload": "x", "text": label}} for label in offered]
    content = {"type": "text", "text": text, "actions": actions}
    kind = "Messaging::ConversationMessage"
    return {"id": "01", "type": kind, "author": author, "content": content}


def comment(author: dict[str, Any], html: str, *, public: bool) -> dict[str, Any]:
    content, metadata = {"type": "html", "body": f"<div>{html}</div>"}, {"public": public}
    return {
        "id": "02", "type": "Comment", "author": author, "content": content, "metadata": metadata,
    }  # fmt: skip


def messaging(channel: str = "native_messaging", **changes: Any) -> ZendeskDesk:
    desk = ZendeskDesk()
    given = {
        "subject": "Conversation with Web User 65f0a2", "via": {"channel": channel},
        "from_messaging_channel": True,
    }  # fmt: skip
    desk.put(5, NIGHT, **{"body": PLACEHOLDER, **given, **changes})
    return desk


def read(desk: ZendeskDesk) -> RawTicket:
    (page,) = desk.source(Line(desk.answer).wire(), 100).pages(None, NIGHT)
    (ticket,) = page.tickets
    return ticket


def said(desk: ZendeskDesk, *keys: str) -> list[Said | Unread]:
    return list(desk.source(Line(desk.answer).wire(), 100).conversations(keys or ("5",)))


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([message(USER, "The export stops at the first warehouse")],
         "The export stops at the first warehouse"),
        ([message(BOT, "Hey!", "Talk to a human", "Returns"), message(USER, "Returns"),
          message(USER, "The label printer prints twice")], "The label printer prints twice"),
        ([comment(USER, "Conversation with wp native", public=False),
          message(USER, "Hi"), message(AGENT, "Hello"), message(USER, "SSO sends us in a loop")],
         "SSO sends us in a loop"),
        ([comment(AGENT, "Called the customer", public=False),
          comment(USER, "The scanner finds no &amp; labels", public=True)],
         "The scanner finds no & labels"),
        ([message(BOT, "Welcome"), message(USER, "Hello?")], ""),
        ([message(BOT, "Tell us more"),
          {"type": "Messaging::ConversationMessage", "author": USER, "content": {
              "type": "formResponse", "fields": [
                  {"type": "text", "label": "Name", "text": "Kim"},
                  {"type": "email", "label": "E-mail", "email": "kim@example.com"},
                  {"type": "text", "label": "What is wrong?", "text": "Two labels a parcel"}]}}],
         "Two labels a parcel"),
    ],
)  # fmt: skip
def test_the_customers_first_real_words_come_from_the_conversation_log(
    events: list[dict[str, Any]], words: str
) -> None:
    desk = messaging()
    desk.conversations.logs[5] = events
    assert read(desk).waits_for_words
    assert said(desk) == [Said("5", words)]


def test_a_long_log_is_read_page_by_page_until_the_customer_says_something() -> None:
    desk = messaging()
    desk.conversations.page_size = 2
    desk.conversations.logs[5] = [
        *(message(BOT, "Please choose") for _ in range(4)),
        message(USER, "Labels come out twice"),
        *(message(BOT, "Please wait") for _ in range(20)),
    ]
    line = Line(desk.answer)
    assert list(desk.source(line.wire(), 100).conversations(["5"])) == [
        Said("5", "Labels come out twice")
    ]
    assert len(line.asked) == 3


@pytest.mark.parametrize("status", [403, 404])
def test_without_the_log_the_comments_are_read(status: int) -> None:
    desk = messaging()
    desk.conversations.log_fault = status
    desk.comments[5] = [
        {"id": 1, "author_id": 7, "plain_body": PLACEHOLDER, "public": True},
        {"id": 2, "author_id": 17, "plain_body": "How can I help?", "public": True},
        {"id": 3, "author_id": 7, "plain_body": "The export stops half way", "public": True},
    ]
    assert said(desk) == [Said("5", "The export stops half way")]


def test_a_whole_chat_in_a_comment_is_read_by_its_speakers() -> None:
    desk = messaging("chat")
    desk.comments[5] = [
        {"id": 1, "author_id": -1, "public": True, "plain_body":
         "(10:14:03) Visitor 7: hi\n(10:14:09) Ada: How can I help?\n"
         "(10:14:30) Visitor 7: two labels come for each parcel"},
    ]  # fmt: skip
    assert said(desk) == [Said("5", "two labels come for each parcel")]


def test_a_call_has_no_words_unless_somebody_wrote_down_what_was_said() -> None:
    desk = messaging("voice", body=CALL, subject="Phone Call from: Kim", requester_id=7)
    desk.comments[5] = [{"id": 1, "author_id": 7, "plain_body": CALL, "public": True}]
    assert read(desk).waits_for_words
    assert said(desk) == [Said("5", "")]
    transcript = {"transcription_text": "my invoice shows the wrong tax", "recorded": True}
    desk.comments[5] = [
        {"id": 1, "type": "VoiceComment", "author_id": 17, "plain_body": CALL, "public": True,
         "data": transcript},
    ]  # fmt: skip
    assert said(desk) == [Said("5", "my invoice shows the wrong tax")]


def test_where_nothing_may_be_read_it_is_said_once_and_the_tickets_wait() -> None:
    desk = messaging()

    def answer(request: Any) -> Any:
        is_export = "incremental" in request.url.path
        return desk.answer(request) if is_export else httpx.Response(403, json={})

    line = Line(answer)
    (told,) = desk.source(line.wire(), 100).conversations(["5", "6", "7"])
    assert told == Unread(
        "desk",
        "conversations",
        '3 conversations are not read: Source "desk": '
        "GET https://acme.zendesk.com/api/v2/tickets/5/comments answered 403. Check that "
        "FEEDBACK__SECRETS__DESK is set, valid and not expired, and that its owner is an "
        "administrator in Zendesk.",
        is_fault=False,
    )
    assert len(line.asked) == 2


def test_one_conversation_that_cannot_be_given_costs_the_others_nothing() -> None:
    desk = messaging()
    desk.conversations.logs = {key: [message(USER, f"Export {key} stops")] for key in (5, 7)}
    line = Line(lambda request: httpx.Response(500) if "/6/" in request.url.path
                else desk.answer(request))  # fmt: skip
    answers = list(desk.source(line.wire(max_attempts=1), 100).conversations(["5", "6", "7"]))
    assert answers[:2] == [Said("5", "Export 5 stops"), Said("7", "Export 7 stops")]
    assert isinstance(answers[2], Unread)


@pytest.mark.parametrize(
    ("channel", "body"),
    [("email", "Help"), ("web", "Conversation with support was fruitless, the export stops"),
     ("web_widget", "The export stops half way"), ("api", "It crashes"),
     ("chat", "(10:14:03) Visitor 7: hi\n(10:14:09) Ada: How can I help?\n"
              "(10:14:30) Visitor 7: two labels come for each parcel")],
)  # fmt: skip
def test_a_ticket_that_holds_its_words_takes_no_request_of_its_own(channel: str, body: str) -> None:
    desk = ZendeskDesk()
    desk.put(5, NIGHT, body, via={"channel": channel})
    line = Line(desk.answer)
    (page,) = desk.source(line.wire(), 100).pages(None, NIGHT)
    assert not page.tickets[0].waits_for_words
    assert len(line.asked) == 1


def test_the_assignees_address_comes_with_the_ticket() -> None:
    desk = ZendeskDesk()
    desk.users.append({"id": 17, "email": "ada@acme.com", "role": "agent"})
    desk.put(5, NIGHT, "The export stops half way")
    ticket = read(desk)
    assert (ticket.facts.support_agent_id, ticket.assignee_address) == ("17", "ada@acme.com")
