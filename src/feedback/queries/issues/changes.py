"""What changed on a night, in lines a person can read."""

from feedback.domain.issues.issue import LineageKind, issue_label
from feedback.domain.night import Night
from feedback.ports import Store

_WORDS = {
    LineageKind.EMERGED: "emerged from {n_tickets} tickets",
    LineageKind.GREW: "grew by {n_tickets} tickets",
    LineageKind.SPIKED: "spikes: {n_last_day} tickets in a day, {per_day_before} a day before",
    LineageKind.SPIKE_ENDED: "no longer spikes: {n_tickets} tickets in {n_days} days since {since}",
    LineageKind.FIXED: "is fixed: {n_reports} reports in {n_days} days after the release of "
    "{released_on}, {per_day_before} a day before",
    LineageKind.REGRESSED: "regressed: {n_reports} reports in {n_days} days after the release of "
    "{released_on}",
    LineageKind.DORMANT: "fell dormant",
    LineageKind.REVIVED: "revived",
    LineageKind.SPLIT: "was split off {from}, with {n_tickets} tickets",
    LineageKind.MOVED: "took {n_tickets} tickets over from {from}",
    LineageKind.ABSORBED: "was absorbed by {into}",
    LineageKind.FORGOT: "lost {n_tickets} tickets that were forgotten: {why}",
}


def changes_of(store: Store, night: Night) -> list[str]:
    """One line per event of the night and per priority that changed, by rank of the issue."""
    with store.begin() as tx:
        events = tx.issues.lineage(night.as_of)
        ranked = {one.issue.issue_id: one for one in tx.rankings.latest()}
        before = tx.rankings.priorities_before(night.as_of)
    lines: list[tuple[int, str]] = []
    for event in events:
        one = ranked.get(event.issue_id)
        title = f" ({one.issue.title})" if one else ""
        words = _WORDS[event.kind].format(**event.detail)
        rank = one.rank if one else len(ranked)
        lines.append((rank, f"{issue_label(event.issue_id)}{title} {words}"))
    for issue_id, one in ranked.items():
        if issue_id in before and before[issue_id] != one.priority:
            words = f"priority {before[issue_id]} → {one.priority}"
            lines.append((one.rank, f"{issue_label(issue_id)} {words}"))
    return [line for _, line in sorted(lines)]
