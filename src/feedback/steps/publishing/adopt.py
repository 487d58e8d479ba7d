"""Adopt: work items that people made already, before another one is made for the same problem."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.adoption import AdoptionPolicy, Candidate, candidates_of, sure_links
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.known_work_item import adopted
from feedback.domain.publishing.step_reports import AdoptReport
from feedback.domain.publishing.work_item import PublishPolicy, reason_to_hold_back
from feedback.domain.publishing.work_item_state import StatusCategory
from feedback.domain.tickets.text import hash_text
from feedback.domain.tickets.vectors import Vectors
from feedback.ports import Embedder, IssueTracker, Store, Transaction


def adopt(
    store: Store,
    tracker: IssueTracker,
    embedder: Embedder,
    publishing: PublishPolicy,
    policy: AdoptionPolicy,
    *,
    now: datetime,
) -> AdoptReport:
    """Hold the issues that are to get a work item against the tracker's open ones.

    Reads nothing from the tracker on a night that makes no work item.
    """
    with store.begin() as tx:
        if done := tx.nights.report(now, AdoptReport):
            return done
        new = [one for one in tx.rankings.latest() if _is_to_be_made(one, publishing, tx)]
        taken = {one.remote_key for one in tx.work_items.all().values()}
    items = [one for one in tracker.open_work_items() if one.remote_key not in taken] if new else []
    candidates: dict[IssueId, tuple[Candidate, ...]] = {}
    linked: dict[IssueId, str] = {}
    if items:
        titles = _vectors([one.issue.title for one in new], store, embedder)
        summaries = _vectors([one.summary for one in items], store, embedder)
        found = candidates_of(titles, items, summaries, policy)
        sure = _linked(sure_links(found, policy), new, store, tracker, now)
        for place, (ranked, near) in enumerate(zip(new, found, strict=True)):
            if place in sure:
                linked[ranked.issue.issue_id] = sure[place]
            elif near:
                candidates[ranked.issue.issue_id] = tuple(near)
    report = AdoptReport(len(items), candidates, linked)
    with store.begin() as tx:
        tx.nights.record(now, report)
    return report


def _is_to_be_made(ranked: RankedIssue, policy: PublishPolicy, tx: Transaction) -> bool:
    if reason_to_hold_back(ranked, policy) is not None:
        return False
    if tx.work_items.of(ranked.issue.issue_id) is not None:
        return False
    last = tx.effects.last_of(ranked.issue.label)
    return last is None or last.state not in (EffectState.SENDING, EffectState.UNKNOWN)


def _linked(
    sure: dict[int, str],
    new: Sequence[RankedIssue],
    store: Store,
    tracker: IssueTracker,
    now: datetime,
) -> dict[int, str]:
    """Link what can be: the search that named them may be of yesterday, and since then a work item
    can have been deleted, closed, archived or moved."""
    if not sure:
        return {}
    places = sorted(sure)
    states = tracker.read_work_items([sure[place] for place in places], None)
    linked = {}
    with store.begin() as tx:
        for place, state in zip(places, states, strict=True):
            is_open = state.status_category is not StatusCategory.DONE
            if state.is_gone or state.is_locked or state.remote_key != sure[place] or not is_open:
                continue
            issue_id = new[place].issue.issue_id
            tx.work_items.put(adopted(issue_id, state, "its people", now))
            linked[place] = state.remote_key
    return linked


def _vectors(texts: Sequence[str], store: Store, embedder: Embedder) -> Vectors:
    """One row per text, in this order; each text is embedded once, ever."""
    hashes = [hash_text(text) for text in texts]
    with store.begin() as tx:
        known = tx.embeddings.of_texts(embedder.model, hashes)
    is_new = (
        [not row.any() for row in known] if len(known) and known.shape[1] else [True] * len(hashes)
    )
    missing = {h: t for h, t, new in zip(hashes, texts, is_new, strict=True) if new and t}
    if missing:
        vectors = embedder.embed(list(missing.values()))
        with store.begin() as tx:
            tx.embeddings.add(embedder.model, list(missing), vectors)
            known = tx.embeddings.of_texts(embedder.model, hashes)
    return np.asarray(known, np.float32)
