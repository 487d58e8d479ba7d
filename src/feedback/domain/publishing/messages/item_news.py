"""What is worth a comment on a work item: only what people would want to be notified of."""

from collections.abc import Collection, Hashable, Iterable, Sequence

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    Fixed,
    LineageEvent,
    LineageKind,
    Regressed,
    Spiked,
)
from feedback.domain.publishing.comment import (
    Absorbed,
    CameBack,
    Comment,
    CommentEvent,
    MergedIn,
    PriorityCrossed,
    SpikeFound,
    VerifiedFixed,
)

NEWS_KINDS = (
    LineageKind.SPIKED,
    LineageKind.REGRESSED,
    LineageKind.FIXED,
    LineageKind.ABSORBED,
)
"""Events that are told in a comment."""
TO_CLOSED = frozenset({LineageKind.REGRESSED})
"""What is told even where a person has closed the work item."""


def comment_of(
    issue_id: IssueId,
    events: Iterable[LineageEvent],
    told: Collection[Hashable],
    *,
    crossed: PriorityCrossed | None = None,
    merged: Sequence[IssueId] = (),
) -> Comment | None:
    """The one comment of a night; None when nothing happened that was not told.

    `told`: references of what earlier comments told. `merged`: issues whose tickets this one took
    over.
    """
    happened: list[CommentEvent] = [] if crossed is None else [crossed]
    for event in sorted(events, key=lambda event: (event.as_of, event.kind)):
        if event.kind in NEWS_KINDS:
            happened.append(_as_told(event))
    happened += [MergedIn(absorbed) for absorbed in merged]
    news = tuple(event for event in happened if event.reference not in told)
    return Comment(issue_id, news) if news else None


def priority_crossed(
    written_sequence: int, before: str, ranked: RankedIssue
) -> PriorityCrossed | None:
    """The border that was crossed since a write that said the priority `before`, if one was."""
    if before == ranked.priority:
        return None
    return PriorityCrossed(
        written_sequence,
        before,
        ranked.priority,
        ranked.impact.impact_usd,
        ranked.n_tickets,
        ranked.n_customers,
    )


def merged_into(
    events: Iterable[LineageEvent], known: Collection[IssueId]
) -> dict[IssueId, list[IssueId]]:
    """Survivor → issues among those `known` that it took over."""
    found: dict[IssueId, list[IssueId]] = {}
    for event in events:
        if isinstance(event.detail, AbsorbedInto) and event.issue_id in known:
            found.setdefault(event.detail.into, []).append(event.issue_id)
    return found


def _as_told(event: LineageEvent) -> CommentEvent:
    match event.detail:
        case Spiked(n_last_day=n_last_day, per_day_before=per_day_before):
            return SpikeFound(event.as_of, n_last_day, per_day_before)
        case AbsorbedInto(into=heir):
            return Absorbed(event.as_of, heir)
        case Regressed() as verdict:
            return CameBack(event.as_of, verdict)
        case Fixed() as verdict:
            return VerifiedFixed(event.as_of, verdict)
    raise ValueError(f"{event.kind} is not told in a comment")
