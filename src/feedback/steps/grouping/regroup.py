"""Regroup: everything grouped afresh into the ids that exist, for a new model or other settings.

Previewed first: what would become of every issue, before anything is changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.grouping import GroupingOutcome, GroupingPolicy, regroup_from_scratch
from feedback.domain.issues.decision import constraints_of
from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Embedder, Progress, Store, Transaction
from feedback.steps.grouping.echoes import find_echoes, follow
from feedback.steps.grouping.embed import embed_missing
from feedback.steps.grouping.group import save_regrouping
from feedback.steps.grouping.themes import update_themes
from feedback.steps.issues.describe import describe_after_departures


@dataclass(frozen=True, slots=True)
class IssueFate:
    """What becomes of one issue that exists."""

    label: str
    title: str
    jira_key: str | None
    n_before: int
    n_kept: int
    """Of its tickets, those that stay."""
    n_after: int
    gone_to: Mapping[str, int]
    """Where its other tickets go: label (or "waiting") → how many, most first."""

    @property
    def ends(self) -> bool:
        return self.n_after == 0


@dataclass(frozen=True, slots=True)
class RegroupReport:
    """What a regrouping does, or would do."""

    model_before: str
    model_after: str
    n_tickets: int
    """That had an issue before."""
    churn: float
    """Share of them whose issue changes."""
    n_issues_before: int
    n_issues_after: int
    n_born: int
    cohesion_before: float
    """Mean over issues; of one model, comparable only with itself."""
    cohesion_after: float
    fates: Sequence[IssueFate]
    """Of every issue that loses tickets, most lost first."""


def regroup_all(
    store: Store,
    embedder: Embedder,
    policy: GroupingPolicy,
    *,
    now: datetime,
    preview: bool,
    progress: Progress,
) -> RegroupReport:
    """Group everything afresh, carry the ids, and say what that does to each of them.

    `preview`: nothing is changed but that texts the model has not met are embedded, which the real
    run then need not do again. People's decisions bind it. Raises `InvalidInput` before the first
    night, `NightRunning` during one.
    """
    with store.lock():
        with store.begin() as tx:
            latest = tx.nights.latest()
            if latest is None or not tx.issues.placements():
                raise InvalidInput("There are no issues yet: nothing to regroup.")
            if now <= latest.as_of:
                raise InvalidInput(
                    f"A regrouping comes after the latest night ({latest.as_of.isoformat()})."
                )
        embed_missing(embedder, store, progress)
        progress("regroup", 0, 1)
        with store.begin() as tx:
            before = tx.issues.placements()
            issues = {issue.issue_id: issue for issue in tx.issues.all()}
            languages = tx.tickets.groupable()
            echoes = find_echoes(tx, sorted(languages))
            ids = sorted({*languages, *before} - echoes.keys())
            constraints = constraints_of(tx.decisions.all())
            decided = regroup_from_scratch(
                ids,
                tx.embeddings.rows(embedder.model, ids),
                languages,
                before,
                tx.issues.next_id(),
                policy,
                constraints,
            )
            decided = follow(decided, echoes, before, constraints)
            report = _report(before, decided, issues, tx, embedder.model)
            if not preview:
                tx.memories.keep(embedder.model, decided.memory)
                save_regrouping(decided, tx, embedder.model, now)
                describe_after_departures(tx.tickets.gone(), tx, embedder.model)
                update_themes(tx, decided.memory.profiles, policy, now)
                tx.tickets.mark_seen()
        progress("regroup", 1, 1)
        return report


def _report(
    before: Mapping[TicketId, IssueId],
    decided: GroupingOutcome,
    issues: Mapping[IssueId, Issue],
    tx: Transaction,
    model: str,
) -> RegroupReport:
    stayed = {
        ticket: issue_id for ticket, issue_id in before.items() if ticket not in decided.old_issue
    }
    after = {**stayed, **decided.new_issue}
    n_before: dict[IssueId, int] = {}
    n_after: dict[IssueId, int] = {}
    flows: dict[IssueId, dict[str, int]] = {}
    for ticket, issue_id in before.items():
        n_before[issue_id] = n_before.get(issue_id, 0) + 1
        now_in = after.get(ticket)
        if now_in != issue_id:
            to = "waiting" if now_in is None else issue_label(now_in)
            gone = flows.setdefault(issue_id, {})
            gone[to] = gone.get(to, 0) + 1
    for issue_id in after.values():
        n_after[issue_id] = n_after.get(issue_id, 0) + 1
    n_gone = {issue_id: sum(gone.values()) for issue_id, gone in flows.items()}
    cohesions = [issues[issue_id].cohesion for issue_id in n_before]
    return RegroupReport(
        model_before=tx.memories.model() or "",
        model_after=model,
        n_tickets=len(before),
        churn=sum(n_gone.values()) / len(before),
        n_issues_before=len(n_before),
        n_issues_after=len(n_after),
        n_born=len(n_after.keys() - issues.keys()),
        cohesion_before=sum(cohesions) / len(cohesions),
        cohesion_after=sum(decided.cohesion.values()) / max(len(decided.cohesion), 1),
        fates=[
            IssueFate(
                label=issues[issue_id].label,
                title=issues[issue_id].title,
                jira_key=tx.effects.remote_key(issues[issue_id].label),
                n_before=n_before[issue_id],
                n_kept=n_before[issue_id] - n_gone[issue_id],
                n_after=n_after.get(issue_id, 0),
                gone_to=dict(sorted(flows[issue_id].items(), key=lambda item: (-item[1], item[0]))),
            )
            for issue_id in sorted(flows, key=lambda issue_id: (-n_gone[issue_id], issue_id))
        ],
    )
