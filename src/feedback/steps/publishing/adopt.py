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
from feedback.ports import Effects, Embedder, IssueTracker, Store
from feedback.steps.night_state import NightState


def adopt(
    store: Store,
    state: NightState,
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
        new = _to_be_made(state, publishing, tx.effects)
        if not new:
            report = AdoptReport(0, {}, {})
            tx.nights.record(now, report)
            return report
    taken = {known.remote_key for known in state.work_items.values()}
    items = [item for item in tracker.open_work_items() if item.remote_key not in taken]
    candidates: dict[IssueId, tuple[Candidate, ...]] = {}
    linked: dict[IssueId, str] = {}
    if items:
        titles = _vectors([ranked.issue.title for ranked in new], store, embedder)
        summaries = _vectors([item.summary for item in items], store, embedder)
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


def _to_be_made(state: NightState, policy: PublishPolicy, effects: Effects) -> list[RankedIssue]:
    new = [
        ranked
        for ranked in state.ranking
        if ranked.issue.issue_id not in state.work_items
        and reason_to_hold_back(ranked, policy) is None
    ]
    last = effects.last_of_each([ranked.issue.label for ranked in new]) if new else {}
    unsettled = {
        target
        for target, effect in last.items()
        if effect.state in (EffectState.SENDING, EffectState.UNKNOWN)
    }
    return [ranked for ranked in new if ranked.issue.label not in unsettled]


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
        known = tx.embeddings.known(embedder.model, hashes)
    missing = {
        text_hash: text
        for text_hash, text in zip(hashes, texts, strict=True)
        if text and text_hash not in known
    }
    vectors = embedder.embed(list(missing.values())) if missing else None
    with store.begin() as tx:
        if vectors is not None:
            tx.embeddings.add(embedder.model, list(missing), vectors)
        return np.asarray(tx.embeddings.of_texts(embedder.model, hashes), np.float32)
