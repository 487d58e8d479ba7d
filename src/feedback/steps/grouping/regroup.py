"""Regroup all tickets from scratch, keeping issue ids: for a new model or other settings.

Previewed first: what would become of every issue, before anything is changed.
"""

from collections.abc import Mapping
from datetime import datetime

from feedback.domain.grouping import (
    GroupingOutcome,
    GroupingPolicy,
    regroup_from_scratch,
    with_echoes,
)
from feedback.domain.grouping.regrouping.report import RegroupReport, report_of
from feedback.domain.issues.decision import constraints_of
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Effects, Embedder, Memories, Progress, Store
from feedback.steps.grouping.echoes import find_echoes
from feedback.steps.grouping.embed import embed_missing
from feedback.steps.grouping.group import save_changes
from feedback.steps.grouping.themes import update_themes
from feedback.steps.issues.describe import describe_after_departures


def regroup_all(
    store: Store,
    embedder: Embedder,
    policy: GroupingPolicy,
    *,
    now: datetime,
    preview: bool,
    progress: Progress,
) -> RegroupReport:
    """Regroup all tickets, keeping issue ids, and say what that does to each issue.

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
        progress("regroup", 0, None)
        with store.begin() as tx:
            before = tx.issues.placements()
            issues = {issue.issue_id: issue for issue in tx.issues.all()}
            languages = tx.tickets.groupable()
            echoes = find_echoes(tx.echoes, sorted(languages))
            ids = sorted({*languages, *before} - echoes.keys())
            progress("regroup", 0, len(ids))
            constraints = constraints_of(tx.decisions.all())
            next_id = tx.issues.next_id()
            decided = regroup_from_scratch(
                ids,
                tx.embeddings.rows(embedder.model, ids),
                languages,
                before,
                next_id,
                policy,
                constraints,
            )
            decided = with_echoes(decided, echoes, before, constraints)
            report = _report(before, decided, issues, tx.effects, tx.memories, embedder.model)
            if not preview:
                tx.memories.keep(embedder.model, decided.memory)
                save_changes(decided, tx, embedder.model, next_id, now)
                describe_after_departures(tx.tickets.gone(), tx, embedder.model)
                update_themes(tx, decided.memory.profiles, policy, now)
                tx.tickets.mark_seen()
        progress("regroup", len(ids), len(ids))
        return report


def _report(
    before: Mapping[TicketId, IssueId],
    decided: GroupingOutcome,
    issues: Mapping[IssueId, Issue],
    effects: Effects,
    memories: Memories,
    model: str,
) -> RegroupReport:
    jira_keys = {
        issue_id: key
        for issue_id in sorted({*decided.old_issue.values()})
        if (key := effects.remote_key(issues[issue_id].label)) is not None
    }
    return report_of(
        before,
        decided,
        issues,
        jira_keys,
        model_before=memories.model() or "",
        model_after=model,
    )
