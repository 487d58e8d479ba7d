"""One hand-written fake per port. Each is held to the same contract tests as the real adapter."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np

from feedback.domain.customers.customer import Customer
from feedback.domain.issues.written_title import TitleDraft
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import LinkKind
from feedback.domain.publishing.work_item_state import OpenWorkItem, WorkItemState
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketId
from feedback.domain.tickets.vectors import Vectors
from feedback.errors import FeedbackError, TransientFault
from feedback.ports import Embedder, Masked, Page, RecordedPlan

DIMENSIONS = 96


@cache
def _direction(word: str) -> np.ndarray:
    digest = hashlib.shake_256(word.encode()).digest(DIMENSIONS)
    return np.frombuffer(digest, dtype=np.int8).astype(np.float64)


class HashEmbedder(Embedder):
    """A bag of words: each word has a direction of its own, a text is their sum."""

    model = "hash-bag-of-words"

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            words = sorted(text.lower().split())
            if words:
                # Summed in sorted order, so that the last bit depends on the words alone.
                total = np.sum([_direction(word) for word in words], axis=0)
                vectors[row] = total / np.linalg.norm(total)
        return vectors


class WordRedactor:
    """Masks every word with an @ in it."""

    def mask(self, text: str) -> Masked:
        n_found = sum("@" in word for word in text.split())
        if not n_found:
            return Masked(text, {})
        words = ["[email]" if "@" in word else word for word in text.split()]
        return Masked(" ".join(words), {"email": n_found})

    def pseudonym(self, requester: str) -> str:
        address = requester.strip().lower()
        return hashlib.sha256(address.encode()).hexdigest()[:24] if address else ""


class CueDetector:
    """German if a text says "der", "die" or "das", English if it says anything."""

    def detect(self, texts: Sequence[str]) -> Sequence[str]:
        return [self._language(set(text.lower().split())) for text in texts]

    def _language(self, words: set[str]) -> str:
        if not words:
            return ""
        return "de" if words & {"der", "die", "das"} else "en"


class ListSource:
    """Tickets held in memory; the cursor counts how many were handed out."""

    def __init__(self, name: str, tickets: Iterable[RawTicket], page_size: int = 10) -> None:
        self.name = name
        self._tickets = sorted(tickets, key=lambda t: (t.facts.updated_at, t.key))
        self._page_size = page_size

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        due = [ticket for ticket in self._tickets if ticket.facts.updated_at <= until]
        for start in range(int(cursor or 0), len(due), self._page_size):
            page = tuple(due[start : start + self._page_size])
            yield Page(page, (), str(start + len(page)), len(self._tickets) - len(due))


class FailingSource:
    """Hands out some pages of another source, then fails; mended, it goes on."""

    def __init__(self, inner: Any, n_pages: int = 0) -> None:
        self.name = inner.name
        self._inner, self._n_pages = inner, n_pages
        self.is_broken = True

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        for number, page in enumerate(self._inner.pages(cursor, until)):
            if self.is_broken and number == self._n_pages:
                raise TransientFault(f"{self.name} does not answer (503). Try again later.")
            yield page


class DeletingSource:
    """Another source whose `gone` tickets (ids) are deleted; cleared, they are restored."""

    def __init__(self, inner: Any) -> None:
        self.name = inner.name
        self.gone: set[TicketId] = set()
        self._inner = inner

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        for page in self._inner.pages(None, until):
            kept = tuple(one for one in page.tickets if one.ticket_id not in self.gone)
            yield replace(page, tickets=kept, gone=tuple(sorted(self.gone)))


class ListDirectory:
    """Customers and requesters from a list and a mapping."""

    def __init__(
        self, customers: Sequence[Customer] = (), requesters: Mapping[str, str] | None = None
    ) -> None:
        self._customers, self._requesters = customers, requesters or {}

    def customers(self) -> Sequence[Customer]:
        return self._customers

    def set_aside(self) -> Sequence[SetAside]:
        return ()

    def among(self, customers: Sequence[Customer]) -> "ListDirectory":
        return ListDirectory(customers, self._requesters)

    def customer_of(self, requester: str) -> str | None:
        return self._requesters.get(requester.strip().lower())


class ListPlans:
    """Fix plans from a list."""

    def __init__(self, plans: Sequence[RecordedPlan] = ()) -> None:
        self._plans = plans

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        known = [one for one in self._plans if one.plan.recorded_at <= until]
        return sorted(known, key=lambda recorded: recorded.plan.recorded_at)


class ListWriter:
    """Hands out drafts in turn, the last one again and again; keeps what it was asked.

    A draft may also be a fault, which is raised.
    """

    model = "list"

    def __init__(self, drafts: Sequence[TitleDraft | FeedbackError | None]) -> None:
        self._drafts = drafts
        self.asked: list[Sequence[str]] = []

    def write(self, tickets: Sequence[str]) -> TitleDraft | None:
        draft = self._drafts[min(len(self.asked), len(self._drafts) - 1)]
        self.asked.append(tickets)
        if isinstance(draft, FeedbackError):
            raise draft
        return draft


class MemoryOutside:
    """An issue tracker and a channel in memory. Every write that happened is kept in `writes`.

    `trouble(n)` may raise before or after the n-th attempt to write (counted from 1) has its
    effect; it is called with the moment, "before" or "after".
    """

    def __init__(self, trouble: Callable[[int, str], None] | None = None) -> None:
        self.writes: list[tuple[str, str, Any]] = []
        self._contents: dict[str, WorkItemContent] = {}
        self.n_attempts = 0
        self.trouble = trouble or (lambda _n, _when: None)
        self._work_items: dict[str, str] = {}
        self._messages: dict[str, str] = {}
        self._comments: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []

    def find_work_item(self, idempotency_key: str) -> str | None:
        for remote_key, made_by in self._work_items.items():
            if made_by == idempotency_key:
                return remote_key
        return None

    def write_work_item(
        self, idempotency_key: str, remote_key: str | None, content: WorkItemContent
    ) -> str:
        self._attempt("before")
        key = remote_key or f"MEM-{len(self._work_items) + 1}"
        self._work_items[key] = idempotency_key
        self._contents[key] = content
        self.writes.append((idempotency_key, key, content))
        self.trouble(self.n_attempts, "after")
        return key

    def find_comment(self, idempotency_key: str, remote_key: str) -> str | None:
        return self._comments.get(idempotency_key)

    def add_comment(self, idempotency_key: str, remote_key: str, comment: Comment) -> str:
        self._attempt("before")
        key = self._comments[idempotency_key] = f"{remote_key}-{len(self._comments) + 1}"
        self.writes.append((idempotency_key, key, comment))
        self.trouble(self.n_attempts, "after")
        return key

    def link_work_items(self, remote_key: str, to_key: str, kind: LinkKind) -> str:
        self._attempt("before")
        if (remote_key, to_key) not in self.links:
            self.links.append((remote_key, to_key))
        self.trouble(self.n_attempts, "after")
        return f"{remote_key}-to-{to_key}"

    def take_remarks(self) -> Sequence[str]:
        return ()

    def read_work_items(
        self, remote_keys: Sequence[str], since: datetime | None
    ) -> Sequence[WorkItemState]:
        written = self._contents
        return [
            WorkItemState(
                key,
                key,
                summary=written[key].summary,
                priority=written[key].priority,
                labels=written[key].labels,
            )
            if key in self._work_items
            else WorkItemState(key, key, is_gone=True)
            for key in remote_keys
        ]

    def open_work_items(self) -> Sequence[OpenWorkItem]:
        return ()

    def find_message(
        self, idempotency_key: str, target: str, since: datetime, earlier: Mapping[str, str]
    ) -> str | None:
        return self._messages.get(idempotency_key)

    def post_message(
        self,
        idempotency_key: str,
        target: str,
        payload: Mapping[str, Any],
        earlier: Mapping[str, str],
    ) -> str:
        self._attempt("before")
        key = self._messages[idempotency_key] = f"message-{len(self._messages) + 1}"
        self.writes.append((idempotency_key, key, payload))
        self.trouble(self.n_attempts, "after")
        return key

    def _attempt(self, when: str) -> None:
        self.n_attempts += 1
        self.trouble(self.n_attempts, when)


class MemoryNotes:
    """Notes on tickets, in memory: ticket → its notes as [idempotency key, payload], newest last;
    the payload of a blanked one is None."""

    def __init__(self) -> None:
        self.on: dict[str, list[tuple[str, Mapping[str, Any] | None]]] = {}

    def find_note(self, idempotency_key: str, ticket_key: str, replaces: str | None) -> str | None:
        notes = self.on.get(ticket_key, [])
        keys = [key for key, _ in notes]
        if idempotency_key not in keys:
            return None
        if replaces is not None:
            notes[int(replaces)] = (notes[int(replaces)][0], None)
        return str(keys.index(idempotency_key))

    def write_note(
        self,
        idempotency_key: str,
        ticket_key: str,
        payload: Mapping[str, Any],
        replaces: str | None,
    ) -> str:
        notes = self.on.setdefault(ticket_key, [])
        if replaces is not None:
            notes[int(replaces)] = (notes[int(replaces)][0], None)
        notes.append((idempotency_key, payload))
        return str(len(notes) - 1)
