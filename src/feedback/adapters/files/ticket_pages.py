"""Rows of a file, page by page. Several tickets of one id in a file are told."""

from dataclasses import dataclass, replace
from datetime import datetime

from feedback.domain.tickets.ticket import SAME_ID, RawTicket, SetAside
from feedback.ports import Page


@dataclass(frozen=True, slots=True)
class _Version:
    """What tells two versions of one ticket from two tickets."""

    created_at: datetime
    updated_at: datetime
    subject: int

    def is_another_ticket(self, other: "_Version") -> bool:
        """A later version was made at the same time, and its subject changes with its update."""
        if self.created_at != other.created_at:
            return True
        return self.updated_at == other.updated_at and self.subject != other.subject


class TicketPage:
    """Rows of one file. Several tickets of one id in a file are told: one of them is kept."""

    def __init__(self, size: int, made: dict[str, _Version] | None = None) -> None:
        self._size = size
        self._made: dict[str, _Version] = {} if made is None else made
        self._tickets: list[RawTicket] = []
        self._set_aside: list[SetAside] = []
        self.n_later = self.n_left_out = 0

    def next(self) -> "TicketPage":
        return TicketPage(self._size, self._made)

    def add(self, parsed: RawTicket | SetAside) -> None:
        if isinstance(parsed, SetAside):
            self._set_aside.append(parsed)
            return
        facts = parsed.facts
        version = _Version(facts.created_at, facts.updated_at, hash(parsed.subject))
        if self._made.setdefault(parsed.key, version).is_another_ticket(version):
            parsed = replace(parsed, notes=(*parsed.notes, SAME_ID))
        self._tickets.append(parsed)

    @property
    def is_full(self) -> bool:
        return len(self._tickets) + len(self._set_aside) >= self._size

    @property
    def has_news(self) -> bool:
        return bool(self._tickets or self._set_aside or self.n_later or self.n_left_out)

    def finished(self, cursor: str) -> Page:
        return Page(
            tuple(self._tickets),
            tuple(self._set_aside),
            cursor,
            self.n_later,
            n_left_out=self.n_left_out,
        )
