"""The fix plan as a private comment on a Zendesk ticket.

Zendesk has no way to edit a comment. So a changed plan is a new comment, and of the one before all
but its last line is redacted, afterwards: whatever fails in between, the ticket has the plan, and
the next run redacts the older note.

https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from pydantic import SecretStr

from feedback.adapters.helpdesks.vendor_tickets import Loop, listed
from feedback.adapters.web_client.http import (
    Access,
    HttpClient,
    NotTaken,
    NotThere,
    Wire,
    secret_variable,
)
from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.fix_plan import OPEN_STATUSES
from feedback.domain.plans.messages.note_words import note_words
from feedback.domain.plans.messages.ticket_note import Note, NoteMoved
from feedback.domain.plans.plan_words import (
    contradiction_words,
    found_words,
    sentence_for_customers,
    status_words,
)
from feedback.errors import AnswerLost, FeedbackError, FinalFault

_MAX_CHARS = 10_000
"""Of a workaround: Zendesk takes 64 KB a comment, markup and all."""
_TAG = re.compile(r"(<[^>]*>)")
_POINTER = re.compile(r"<[^<>]*>\s*Note note/[^<]*")
_BLANKED = "▇"


class ZendeskNotes:
    """A remote key is the comment's id."""

    def __init__(
        self,
        name: str,
        url: str,
        secret: SecretStr,
        email: str = "",
        requests_per_minute: int = 60,
        wire: Wire | None = None,
    ) -> None:
        self._who, self._variable = f'Source "{name}"', secret_variable(name)
        token = secret.get_secret_value()
        self._client = HttpClient(
            self._who,
            url,
            Access(
                self._variable,
                "may write private comments and redact comments in Zendesk "
                "(docs/sources/zendesk.md)",
            ),
            wire,
            requests_per_minute=requests_per_minute,
            auth=(f"{email}/token", token) if email else None,
            headers=None if email else {"Authorization": f"Bearer {token}"},
        )

    def find_note(self, idempotency_key: str, ticket_key: str, replaces: str | None) -> str | None:
        """By its last line; a copy that somebody made of it came later."""
        found = None
        try:
            for comment in self._comments(ticket_key):
                if comment.get("public") is False and marker(idempotency_key) in _body(comment):
                    found = str(comment["id"])
            if found is not None and replaces is not None:
                self._blank(ticket_key, replaces)
        except NotThere:  # the ticket was deleted, and with it the note
            return None
        return found

    def write_note(
        self,
        idempotency_key: str,
        ticket_key: str,
        note: Note,
        replaces: str | None,
    ) -> str:
        comment = {"html_body": note_html(idempotency_key, note), "public": False}
        try:
            answer = self._client.put(
                f"/api/v2/tickets/{ticket_key}", {"ticket": {"comment": comment}}
            )
        except NotThere:
            raise FinalFault(
                f"{self._who}: ticket {ticket_key} is not there (404): it was deleted, or the "
                f"owner of {self._variable} may not see it. Nothing was noted."
            ) from None
        except NotTaken:
            raise FinalFault(
                f"{self._who}: ticket {ticket_key} takes no note (422): it was closed or "
                "merged meanwhile, or the account wants a field filled in first. Nothing was "
                "noted; while the ticket is open, the next night tries again."
            ) from None
        key = self._made(answer, ticket_key)
        if replaces is not None:
            try:
                self._blank(ticket_key, replaces)
            except (FeedbackError, NotThere) as fault:
                # It is written: whatever this says, it must not be written again.
                raise AnswerLost(
                    f"{self._who}: the new note stands on ticket {ticket_key}, and the earlier one "
                    f"still does. The next run blanks that. {fault}"
                ) from None
        return key

    def probe(self) -> str:
        """Whose account writes; whether it may redact shows only when it does."""
        answer = self._client.ask("/api/v2/users/me")
        user = answer.get("user") if isinstance(answer, Mapping) else None
        role = user.get("role") if isinstance(user, Mapping) else None
        if role not in ("agent", "admin"):
            raise FinalFault(
                f"{self._who}: {self._variable} is not accepted as that of an agent or "
                "administrator in Zendesk. Only these may write private comments."
            )
        return f"its owner is an {role} in Zendesk and may write private comments"

    def _blank(self, ticket_key: str, comment_id: str) -> None:
        """Redact the comment but for its last line. Nothing is left to do the second time."""
        for comment in self._comments(ticket_key):
            if str(comment["id"]) == comment_id:
                break
        else:
            return
        blanked = redacted_html(str(comment.get("html_body") or ""))
        if blanked is None:
            return
        body = {"ticket_id": int(ticket_key), "html_body": blanked}
        try:
            self._client.put(f"/api/v2/comment_redactions/{comment_id}", body)
        except (NotThere, NotTaken):
            raise FinalFault(
                f"{self._who}: the earlier note on ticket {ticket_key} cannot be blanked. "
                "Redacting comments wants the Agent Workspace, and of a Professional account that "
                "agents may delete tickets."
            ) from None

    def _comments(self, ticket_key: str) -> Iterator[Mapping[str, Any]]:
        """All of the ticket's, newest first."""
        loop, after = Loop(self._who), None
        while True:
            asked: dict[str, Any] = {"page[size]": 100, "sort": "-created_at"}
            if after is not None:
                asked["page[after]"] = after
            answer = self._client.ask(f"/api/v2/tickets/{ticket_key}/comments", asked)
            page = listed(self._who, answer, "comments")
            yield from page
            meta = answer.get("meta") or {}
            if not meta.get("has_more"):
                return
            after = str(meta.get("after_cursor"))
            loop.check(after, page)

    def _made(self, answer: Any, ticket_key: str) -> str:
        try:
            events = answer["audit"]["events"]
            return str(next(one["id"] for one in events if one["type"] == "Comment"))
        except (KeyError, TypeError, StopIteration):
            raise AnswerLost(
                f"{self._who}: Zendesk does not say whether ticket {ticket_key} was noted on. The "
                "next run looks for the note."
            ) from None


def marker(idempotency_key: str) -> str:
    return f"Note {idempotency_key}."


def note_html(idempotency_key: str, note: Note) -> str:
    """What a support agent reads on the ticket."""
    if isinstance(note, NoteMoved):
        return _moved_html(idempotency_key, note)
    plan = note.plan
    is_open = plan.status in OPEN_STATUSES
    facts = [
        ("Status", status_words(plan, note.certainty)),
        ("Version", plan.target_version),
        ("Target date", plan.target_on.isoformat() if is_open and plan.target_on else ""),
        ("Released on", plan.released_on.isoformat() if plan.released_on else ""),
        ("Workaround", _cut(plan.workaround)),
        ("Why", plan.note or found_words(plan)),
        ("Conflicting plans", contradiction_words(plan.contradiction)),
    ]
    if not plan.contradiction:
        facts.pop()
    say = sentence_for_customers(plan, is_late=note.is_late, product_knows=note.product_knows)
    paragraphs = [
        f"<strong>{issue_label(note.issue_id)} · {_safe(note.title)}</strong>",
        _sentence(note_words(note)),
        "<br>".join(f"{name}: {_safe(value)}" for name, value in facts if value),
        f"You can tell the customer: “{_safe(say)}”",
        f"{escape(marker(idempotency_key))} When the plan changes, a newer note takes its place.",
    ]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _moved_html(idempotency_key: str, note: NoteMoved) -> str:
    """What takes the place of a plan that no longer is about the ticket."""
    label = issue_label(note.issue_id) if note.issue_id else ""
    heading = " · ".join(_safe(part) for part in (label, note.title) if part)
    paragraphs = [
        *([f"<strong>{heading}</strong>"] if heading else []),
        _sentence(note_words(note)),
        f"{escape(marker(idempotency_key))} When there is a plan, a newer note takes its place.",
    ]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _sentence(words: str) -> str:
    return _safe(f"{words[:1].upper()}{words[1:]}.")


def redacted_html(html: str) -> str | None:
    """A note's markup with all but its last line marked for redaction; None if that is done."""
    pointers = list(_POINTER.finditer(html))
    end = pointers[-1].start() if pointers else len(html)
    marked = "".join(_redacted(piece) for piece in _TAG.split(html[:end]))
    return None if marked == html[:end] else marked + html[end:]


def _redacted(piece: str) -> str:
    if piece.startswith(("<a ", "<img ")):
        return f"{piece.rstrip('/>').rstrip()} redact>"
    if piece.startswith("<") or not piece.strip(f"{_BLANKED} \n\t\xa0"):
        return piece
    return f"<redact>{piece}</redact>"


def _body(comment: Mapping[str, Any]) -> str:
    return str(comment.get("plain_body") or comment.get("body") or "")


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CHARS else f"{text[: _MAX_CHARS - 1].rstrip()}…"


def _safe(text: Any) -> str:
    """As text, whatever it holds: Zendesk fills in what stands between double braces."""
    safe = escape(str(text)).replace("{{", "{ {").replace("{%", "{ %")
    return safe.replace("\n", "<br>")
