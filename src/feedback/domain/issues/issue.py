"""Issues: the product problems and wishes that tickets share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from feedback.domain.tickets.ticket import TicketId

IssueId = NewType("IssueId", int)
"""The number behind `FB-`. Given once, never reused."""


ThemeId = NewType("ThemeId", int)
"""The number behind `TH-`."""


def issue_label(issue_id: IssueId) -> str:
    """`FB-12`, the name people use."""
    return f"FB-{issue_id}"


def issue_labels(issue_ids: Iterable[IssueId]) -> str:
    """`FB-3, FB-12`: several, by number."""
    return ", ".join(issue_label(issue_id) for issue_id in sorted(issue_ids))


def issue_of_label(label: str) -> IssueId | None:
    """The issue that `FB-12` names; None for any other text."""
    number = label.removeprefix("FB-")
    return IssueId(int(number)) if number != label and number.isdecimal() else None


class IssueState(StrEnum):
    """Whether an issue takes tickets."""

    ACTIVE = "active"
    DORMANT = "dormant"
    """No ticket for a while; still takes tickets, and revives when one comes."""
    ABSORBED = "absorbed"
    """All its tickets went to another issue, to which its id leads for ever."""


class IssueKind(StrEnum):
    """What the tickets ask for."""

    DEFECT = "defect"
    REQUEST = "request"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A ticket that shows what the issue is about, quoted from its masked text."""

    ticket_id: TicketId
    quote: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What an issue is about, in words taken from its tickets."""

    title: str
    keyphrases: tuple[str, ...]
    exemplars: tuple[Exemplar, ...]
    kind: IssueKind
    kind_confidence: float
    """Share of the evidence that speaks for `kind`, 0..1."""
    n_tickets: int
    """How many tickets it was written from; it is written again when the issue has outgrown it."""
    summary: str = ""
    """A sentence or two beside the title, where a language model writes them; else empty."""


UNDESCRIBED = Description("", (), (), IssueKind.QUESTION, 0.0, 0)
"""Of an issue that was just born: the describe step writes it."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What people set by hand about one issue. It wins over what the tickets say."""

    title: str | None = None
    kind: IssueKind | None = None
    is_muted: bool = False
    """Nothing is written about it to the outside."""
    is_vouched_for: bool = False
    """It is published even where the limits of `[publish]` would hold it back."""


NOTHING = Overrides()


@dataclass(frozen=True, slots=True)
class Issue:
    """One product problem or wish. Its members are kept beside it, ticket by ticket."""

    issue_id: IssueId
    state: IssueState
    emerged_at: datetime
    description: Description
    cohesion: float
    """Mean silhouette of its tickets (Rousseeuw 1987, cosine): how much nearer they are to each
    other than to the nearest other issue; −1..1."""
    absorbed_by: IssueId | None = None
    distinctness: float = 1.0
    """How clearly it stands apart from all others; below 1 it may mix problems."""
    theme_id: ThemeId | None = None
    """None until a night has looked at it."""
    by_hand: Overrides = NOTHING

    @property
    def title(self) -> str:
        """The one a person gave, else the one from its tickets."""
        return self.by_hand.title or self.description.title

    @property
    def kind(self) -> IssueKind:
        """The one a person pinned, else the one its tickets suggest."""
        return self.by_hand.kind or self.description.kind

    @property
    def kind_confidence(self) -> float:
        """1 where a person said it."""
        return 1.0 if self.by_hand.kind else self.description.kind_confidence

    @property
    def label(self) -> str:
        """As people write it: `FB-12`."""
        return issue_label(self.issue_id)


def survivor(issues: Mapping[IssueId, Issue], issue_id: IssueId) -> IssueId:
    """The issue that has its tickets now: itself, or where being absorbed has led."""
    while (heir := issues[issue_id].absorbed_by) is not None:
        issue_id = heir
    return issue_id


@dataclass(frozen=True, slots=True)
class Membership:
    """One ticket's place in an issue. `confidence`: 0 (might be elsewhere) to 1 (sure)."""

    ticket_id: TicketId
    issue_id: IssueId
    confidence: float
    since: datetime
