"""Embed: a vector for every text that has none yet."""

from dataclasses import replace
from datetime import datetime

from feedback.domain.grouping.group_report import EmbedReport
from feedback.domain.issues.kind import PROTOTYPE_TEXTS
from feedback.ports import Embedder, Progress, Store, Transaction

SHARD_SIZE = 512
"""Texts embedded and saved at a time: what a killed night loses at most, per worker."""


def embed(embedder: Embedder, store: Store, *, now: datetime, progress: Progress) -> EmbedReport:
    """Embed the texts that are new."""
    with store.begin() as tx:
        if done := tx.nights.report(now, EmbedReport):
            return done
    n_texts = embed_missing(embedder, store, progress)
    report = EmbedReport(embedder.model)
    with store.begin() as tx:
        tx.nights.record(now, report)
    return replace(report, n_texts=n_texts)


def embed_missing(embedder: Embedder, store: Store, progress: Progress) -> int:
    """A vector for every kept text that the model has not met; returns how many these were."""
    with store.begin() as tx:
        missing = tx.embeddings.missing(embedder.model)
        n_texts = len(missing)
        if missing:  # the model will be loaded anyway
            missing = [*missing, *_prototypes_missing(tx, embedder.model)]
    # Texts of one length side by side: less padding within a shard. The longest first, so that what
    # is left for the last workers is short.
    missing = sorted(missing, key=lambda item: (-len(item[1]), item[0]))
    shards = [missing[start : start + SHARD_SIZE] for start in range(0, len(missing), SHARD_SIZE)]
    n_done = 0
    progress("embed", n_done, len(missing))
    for place, vectors in embedder.embed_shards([[text for _, text in shard] for shard in shards]):
        with store.begin() as tx:
            tx.embeddings.add(
                embedder.model, [text_hash for text_hash, _ in shards[place]], vectors
            )
        n_done += len(shards[place])
        progress("embed", n_done, len(missing))
    return n_texts


def _prototypes_missing(tx: Transaction, model: str) -> list[tuple[str, str]]:
    """(hash, text) of the sentences that show the kinds, unless this model has seen them."""
    known = tx.embeddings.known(model, PROTOTYPE_TEXTS)
    return [
        (text_hash, text) for text_hash, text in PROTOTYPE_TEXTS.items() if text_hash not in known
    ]
