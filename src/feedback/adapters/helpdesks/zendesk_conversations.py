"""What customers said in Zendesk's messaging, chats and calls.

https://developer.zendesk.com/api-reference/ticketing/tickets/conversation_log/

Their tickets' `description` holds no words of the customer, only "Conversation with Web User …" or
"Phone Call from: …". The conversation log holds them; where an account has none, or the credential
may not read it, the ticket's comments do.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from feedback.adapters.helpdesks.conversations import mapping, words_of
from feedback.adapters.web_client.http import HttpClient, NotAllowed, NotThere
from feedback.domain.tickets.text import customer_words
from feedback.domain.tickets.words.form_labels import AROUND, WHO
from feedback.domain.tickets.words.openings import Spoken, first_words, is_enough
from feedback.domain.tickets.words.records import is_record, without_record_title, without_records
from feedback.domain.tickets.words.transcripts import customers_turns

_TALKS = frozenset(
    ("native_messaging", "messaging", "chat", "chat_transcript", "web_widget", "mobile_sdk",
     "whatsapp", "facebook", "facebook_messenger", "instagram_dm", "twitter_dm", "line", "wechat",
     "viber", "telegram", "kakao", "google_business_messages", "apple", "apple_business_chat",
     "sms", "sunshine_conversations_api", "sunshine_conversations_facebook_messenger",
     "sunshine_conversations_twitter_dm", "voice", "voicemail", "phone_call_inbound",
     "phone_call_outbound", "text", "any_channel")
)  # fmt: skip
_CUSTOMERS = ("user", "end-user", "end_user", "enduser", "customer", "visitor", "requester")
_PAGE = 100
_MAX_PAGES = 5
"""First words come early; what a bot says before them does not fill 500 messages."""


def waits_for_words(ticket: Mapping[str, Any]) -> bool:
    """Whether what the customer said stands elsewhere than in the ticket itself."""
    channel = mapping(ticket.get("via")).get("channel")
    subject, description = str(ticket.get("subject") or ""), str(ticket.get("description") or "")
    if channel not in _TALKS and not ticket.get("from_messaging_channel"):
        return is_record(description) and not _says(subject, description)
    return not _says(subject, description)


def _says(subject: str, description: str) -> bool:
    return is_enough(customer_words(words_of(description), without_record_title(subject)))


class ConversationLog:
    """The conversations of one account, in one night."""

    def __init__(self, who: str, client: HttpClient) -> None:
        self._who, self._client = who, client
        self._has_logs = True

    def said(self, key: str) -> str:
        """The customer's first words in a ticket; empty if there are none. Raises `NotAllowed`
        where neither logs nor comments may be read, and faults as `HttpClient` does."""
        events = self._events(key) if self._has_logs else None
        if events:
            return first_words(events)
        return self._commented(key)

    def _events(self, key: str) -> list[Spoken] | None:
        """None where there is no log."""
        path = f"/api/v2/tickets/{int(key)}/conversation_log"
        found: list[Spoken] = []
        after = None
        for _ in range(_MAX_PAGES):
            asked = {"page[size]": _PAGE} | ({"page[after]": after} if after else {})
            try:
                answer = self._client.get(path, asked)
            except NotAllowed:
                self._has_logs = False
                return None
            except NotThere:
                return None
            events = mapping(answer).get("events")
            if not isinstance(events, list):
                return None
            found += [_spoken(event) for event in events if isinstance(event, Mapping)]
            meta = mapping(mapping(answer).get("meta"))
            after = meta.get("after_cursor") if meta.get("has_more") else None
            if not after or is_enough(first_words(found)):
                break
        return found

    def _commented(self, key: str) -> str:
        try:
            answer = self._client.get(f"/api/v2/tickets/{int(key)}/comments", {"include": "users"})
        except NotThere:  # deleted since the export
            return ""
        comments = mapping(answer).get("comments")
        public = [
            one
            for one in (comments if isinstance(comments, list) else [])
            if isinstance(one, Mapping) and one.get("public", True)
        ]
        customers = _end_users(mapping(answer).get("users")) or {
            one.get("author_id") for one in public[:1]
        }
        return first_words(said for one in public for said in _comment(one, customers))


def _spoken(event: Mapping[str, Any]) -> Spoken:
    author, content = mapping(event.get("author")), mapping(event.get("content"))
    by_customer = str(author.get("type")).lower() in _CUSTOMERS
    if event.get("type") == "Comment" and not mapping(event.get("metadata")).get("public", True):
        return Spoken("", by_customer)
    if content.get("type") == "formResponse":
        return Spoken(_filled_in(content), by_customer)
    text = words_of(content.get("text") or content.get("body") or content.get("transcription_text"))
    return Spoken(without_records(text), by_customer, offered=tuple(_offered(content)))


def _offered(content: Mapping[str, Any]) -> Iterator[str]:
    """The labels of the buttons that a bot's message comes with."""
    for action in content.get("actions") or ():
        label = mapping(mapping(action).get("reply")).get("text") or mapping(action).get("text")
        if label:
            yield str(label)


def _filled_in(content: Mapping[str, Any]) -> str:
    """What was written into a form before the chat, beside who the customer is."""
    texts = []
    for vendor in content.get("fields") or ():
        filled = mapping(vendor)
        label = str(filled.get("label") or filled.get("name") or "").casefold().strip()
        if filled.get("text") and label not in WHO and label not in AROUND:
            texts.append(str(filled["text"]))
    return "\n".join(texts)


def _end_users(users: Any) -> set[Any]:
    listed = users if isinstance(users, list) else []
    return {
        one.get("id")
        for one in listed
        if isinstance(one, Mapping) and one.get("role") == "end-user"
    }


def _comment(comment: Mapping[str, Any], customers: set[Any]) -> Iterator[Spoken]:
    """A comment, or what a voicemail or a chat of several messages holds."""
    transcript = mapping(comment.get("data")).get("transcription_text")
    if transcript:
        yield Spoken(words_of(transcript), by_customer=True)
    body = comment.get("plain_body") or comment.get("html_body") or comment.get("body")
    text = without_records(words_of(body))
    turns = customers_turns(text)
    if turns is not None:  # a whole chat, written down by a program
        yield Spoken(turns, by_customer=True)
    else:
        yield Spoken(text, comment.get("author_id") in customers)
