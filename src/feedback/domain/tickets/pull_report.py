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
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """Reason → rows."""
    unresolved_domains: Mapping[str, int] = field(default_factory=dict)
    """Domain of a requester without a known customer → tickets; most first."""
    masked: Mapping[str, int] = field(default_factory=dict)
    """Kind of personal data → pieces masked."""
    normalised: Mapping[str, int] = field(default_factory=dict)
    """What a row was read as, in words → rows."""
    automatic: Mapping[str, int] = field(default_factory=dict)
    """Kind of automatic message → tickets."""
