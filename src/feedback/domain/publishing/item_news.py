"""What is worth a comment on a work item: only what people would want to be notified of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from feedback.domain.issues.issue import Issue, issue_label
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    Fixed,
    LineageEvent,
    LineageKind,
    Regressed,
    ReleaseVerdict,
    Spiked,
)
from feedback.domain.wording import count

REASONS = {
    LineageKind.SPIKED: "spike",
    LineageKind.REGRESSED: "regressed",
    LineageKind.FIXED: "verified_fixed",
    LineageKind.ABSORBED: "absorbed",
}
"""Events that are told in a comment, and the reason it gives."""
TO_CLOSED = frozenset({LineageKind.REGRESSED})
"""What is told even where a person has closed the work item."""


def event_id(event: LineageEvent) -> str:
    """Names an event for ever, so that nobody is told twice."""
    return f"{issue_label(event.issue_id)}/{event.kind}/{event.as_of.isoformat()}"


def band_id(written_sequence: int, before: str, after: str) -> str:
    return f"priority/{written_sequence}/{before}>{after}"


def band_of(name: str) -> tuple[str, str] | None:
    """The priorities before and after, where `name` is a `band_id`."""
    kind, _, rest = name.partition("/")
    before, crossed, after = rest.partition("/")[2].partition(">")
    return (before, after) if kind == "priority" and crossed else None


def comment_payload(
    issue: Issue,
    events: Iterable[LineageEvent],
    told: Collection[str],
    *,
    band: tuple[str, str, str] | None = None,
    merged: Sequence[str] = (),
    impact_words: str = "",
) -> dict[str, Any] | None:
    """The one comment of a night; None when nothing happened that was not told.

    `band`: (id, priority before, priority now) where a border was crossed. `merged`: labels of
    issues whose tickets this one took over.
    """
    lines: list[str] = []
    reasons: list[str] = []
    ids: list[str] = []
    if band is not None and band[0] not in told:
        lines.append(
            f"Priority by customer value impact: {band[1]} → {band[2]}."
            + (f" {impact_words}" if impact_words else "")
        )
        reasons.append("band_crossed")
        ids.append(band[0])
    for event in sorted(events, key=lambda one: (one.as_of, one.kind)):
        name = event_id(event)
        if event.kind in REASONS and name not in told:
            lines.append(_words(event))
            reasons.append(REASONS[event.kind])
            ids.append(name)
    for label in merged:
        name = f"{issue.label}/merged/{label}"
        if name not in told:
            lines.append(f"{label} was merged into {issue.label}: its tickets count here now.")
            reasons.append("merged")
            ids.append(name)
    if not lines:
        return None
    return {"issue_id": issue.label, "lines": lines, "reasons": reasons, "told": ids}


def told_in(payload: Mapping[str, Any]) -> list[str]:
    """The ids of what a comment told."""
    return list(payload.get("told", ()))


def _words(event: LineageEvent) -> str:
    match event.detail:
        case Spiked(n_last_day=n, per_day_before=before):
            return f"Spiking: {count(n, 'ticket')} in a day, {before} a day before."
        case AbsorbedInto(into=heir):
            return f"Absorbed by {issue_label(heir)}: its tickets count there now."
        case Regressed() as verdict:
            return f"Back after the release: {_since_release(verdict)}"
        case Fixed() as verdict:
            return f"Verified fixed: {_since_release(verdict)}"
    raise ValueError(f"{event.kind} is not told in a comment")


def _since_release(verdict: ReleaseVerdict) -> str:
    customers = count(verdict.n_customers, "customer")
    n = verdict.n_reports
    reports = f"{count(n, 'report')} from {customers}" if n else "no reports"
    return (
        f"{reports} in {count(verdict.n_days, 'day')} after the release of "
        f"{verdict.released_on}, {verdict.per_day_before} a day before it."
    )
