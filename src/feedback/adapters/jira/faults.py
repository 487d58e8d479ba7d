"""Jira's refusals, in words for the person who must act."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.adapters.web_client.retry_after import asked_seconds
from feedback.errors import AnswerLost, FeedbackError, FinalFault, TransientFault

TOKEN_VARIABLE = "FEEDBACK__JIRA__TOKEN"
_UNSAID = timedelta(minutes=1)
"""How long a 429 without a moment closes the door: Jira's shortest window is a minute."""
_MESSAGE_CHARS = 300


class Refused(FinalFault):
    """Jira said no: `status` is how, `fields` which of those that were sent it will not have."""

    def __init__(self, message: str, status: int, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.status, self.fields = status, fields


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer in an unknown form."""

    status: int
    headers: Mapping[str, str]
    messages: str
    """What Jira said, all on one line."""
    fields: tuple[str, ...] = ()
    """That it said it about."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, as far as a message may name it."""

    method: str
    path: str
    is_write: bool
    permission: str
    """What the account must be allowed to do, by Jira's own name for it."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def unharmed(self) -> str:
        return " Nothing was written." if self.is_write else ""


def explain(refusal: Refusal, asked: Request, clock: datetime) -> FeedbackError:
    """The error that carries what a refusal means for the write or the question behind it."""
    status, said = refusal.status, _said(refusal.messages)
    if status == 429 or (status == 503 and "Retry-After" in refusal.headers):
        moment = not_before(refusal.headers, clock)
        reason = refusal.headers.get("RateLimit-Reason", "")
        return TransientFault(
            f"Jira answered {asked} with {status}{f' ({reason})' if reason else ''}: too many "
            f"requests. It will be tried again after {moment:%Y-%m-%d %H:%M:%S} UTC."
            f"{asked.unharmed}",
            not_before=moment,
        )
    if status in (408, 409, 425) or status >= 500:
        words = f"Jira answered {asked} with {status}{said}."
        if asked.is_write and status >= 500:
            return AnswerLost(f"{words} Whether it was written is not known.")
        return TransientFault(f"{words} It will be tried again.{asked.unharmed}")
    return Refused(_final_words(refusal, asked, said) + asked.unharmed, status, refusal.fields)


def _final_words(refusal: Refusal, asked: Request, said: str) -> str:
    status = refusal.status
    denied = refusal.headers.get("X-Authentication-Denied-Reason", "")
    if "CAPTCHA" in denied.upper():
        return (
            f"Jira asks the account for a CAPTCHA ({asked}: {status}). Log in with it once in a "
            "browser."
        )
    if status == 401:
        return (
            f"Jira did not accept the credentials ({asked}: 401{said}). Check that "
            f"{TOKEN_VARIABLE} is set, valid and not expired, and that jira.email is its owner's "
            "address (Cloud) or empty (a personal access token of Data Center)."
        )
    if status == 403:
        return (
            f"Jira forbids {asked} (403{said}). Give the account of {TOKEN_VARIABLE} the "
            f'permission "{asked.permission}" in this project.'
        )
    if status == 404:
        return (
            f"Jira has nothing for {asked} (404{said}). Check jira.url and jira.project; if they "
            f"are right, it was deleted or moved, or the account lacks the permission "
            f'"{asked.permission}".'
        )
    if status == 410:
        return (
            f"Jira no longer knows {asked} (410{said}). Check that jira.deployment and "
            "jira.api_version say what this server is."
        )
    if status == 413 or "exceeds the allowed limit" in refusal.messages:
        return (
            f"Jira finds the text of {asked} too long ({status}{said}). Shorten what people wrote "
            "there, or set jira.max_chars lower."
        )
    if 300 <= status < 400:
        return (
            f"Jira sends {asked} elsewhere ({status}). Set jira.url to the final address; the "
            "credentials are not sent along."
        )
    if "archived" in refusal.messages:
        return f"The work item of {asked} is archived{said}. Restore it in Jira, or leave it be."
    return (
        f"Jira refused {asked} ({status}{said}). If it names a field, look at the project's "
        "screens and at [jira] in the settings; `feedback doctor` compares them."
    )


def no_json(asked: Request, content: str) -> FinalFault:
    """A page instead of an answer: a login, a gateway, another server."""
    is_page = content.lstrip()[:1] == "<"
    what = (
        "a web page (a login, or a proxy before Jira)" if is_page else "something that is not JSON"
    )
    return FinalFault(
        f"{asked} was answered with {what}. Check that jira.url is the address of Jira itself, "
        "with its context path if it has one, and that no single sign-on stands before the "
        f"interface.{asked.unharmed}"
    )


@contextmanager
def understood(what: str) -> Iterator[None]:
    """What was read has the shape that Jira describes, or `FinalFault` says that it has not."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise FinalFault(
            f"Jira tells of {what} in a shape that is not described ({type(error).__name__}: "
            f"{error}). Check that jira.deployment and jira.api_version say what this server is. "
            "Nothing was written."
        ) from error


def not_before(headers: Mapping[str, str], clock: datetime) -> datetime:
    """The moment a rate limit names, by Retry-After or else Cloud's X-RateLimit-Reset."""
    asked = asked_seconds(headers, clock.timestamp(), reset="X-RateLimit-Reset")
    try:
        return clock + (_UNSAID if asked is None else timedelta(seconds=asked))
    except OverflowError:
        return clock + _UNSAID


def _said(messages: str) -> str:
    short = messages if len(messages) <= _MESSAGE_CHARS else f"{messages[:_MESSAGE_CHARS]}…"
    return f": {short}" if short else ""
