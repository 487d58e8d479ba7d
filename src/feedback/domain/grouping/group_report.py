"""What embedding and grouping did on a night."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """The texts that were new have a vector."""

    step: ClassVar[str] = "embed"
    model: str
    n_texts: int = 0
    """Embedded by this run. Not kept: a night that was killed has embedded some before."""


@dataclass(frozen=True, slots=True)
class GroupReport:
    """What became of the night's tickets."""

    step: ClassVar[str] = "group"
    n_joined: int
    """Tickets that went to an issue that existed."""
    n_born: int
    """New issues."""
    n_in_new_issues: int
    """Tickets that new issues emerged from."""
    n_waiting: int
    """Tickets in no issue."""
    n_echoes: int
    """Tickets that only repeat another of the same requester."""
    n_absorbed: int
    n_moved: int
    """Tickets that changed their issue."""
    churn: float
    """Share of the tickets already grouped that changed their issue, 0..1."""
    n_dormant: int
    """Issues that fell dormant."""
    n_issues: int
    """Issues that hold a ticket."""
    n_themes: int
