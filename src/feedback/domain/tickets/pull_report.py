"""What a pull took in from one source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PullReport:
    """One source's tickets of a night, or of a backfill; grows page by page."""

    step: ClassVar[str] = "pull"
    source: str
    is_finished: bool = False
    """False: it was stopped, and goes on behind the last page when the night is run again."""
    n_new: int = 0
    n_changed: int = 0
    n_repeated: int = 0
    """Already kept as they are."""
    n_outdated: int = 0
    """Older than what is kept."""
    n_gone: int = 0
    """Deleted at their source since."""
    n_set_aside: int = 0
    """Rows that no ticket could be made of."""
    n_unresolved: int = 0
    """Tickets without a known customer."""
    n_forgotten: int = 0
    """Not taken in: their people asked to be forgotten."""
    n_expired: int = 0
    """Not taken in: untouched for longer than tickets are kept."""
    n_later: int = 0
    """Dated after this night; a later night takes them in."""
    n_left_out: int = 0
    """Rows that the settings of the source leave out."""
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """Reason → rows."""
    unresolved_domains: Mapping[str, int] = field(default_factory=dict)
    """Of tickets without a known customer the organization, or the requester's domain → tickets;
    most first."""
    masked: Mapping[str, int] = field(default_factory=dict)
    """Kind of personal data → pieces masked."""
    normalised: Mapping[str, int] = field(default_factory=dict)
    """What a row was read as, in words → rows."""
    automatic: Mapping[str, int] = field(default_factory=dict)
    """Kind of automatic message → tickets."""
    n_wordless: int = 0
    """Without words of their customer, so far: they are read again when words come."""
    wordless: tuple[str, ...] = ()
    """Keys of the first of these."""
    n_conversations: int = 0
    """Read for what the customers said in them, each with a request of its own."""
    n_waiting: int = 0
    """Tickets whose conversation is read in a later night."""
    n_same_id: int = 0
    """Different tickets of one file with an id that was given before."""
    not_understood: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Field → word that is not known → tickets; the most frequent words."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """Part of the source of which nothing could be read (a file) → why."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Part of the source that is not read on purpose → why."""

    @property
    def n_rows(self) -> int:
        """Rows the source handed out. Each is counted as exactly one of these."""
        return (
            self.n_new
            + self.n_changed
            + self.n_repeated
            + self.n_outdated
            + self.n_set_aside
            + self.n_forgotten
            + self.n_expired
            + self.n_later
            + self.n_left_out
        )
