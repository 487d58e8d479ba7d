"""Embed: a vector for every text that has none yet."""

from datetime import datetime
from typing import Any

from feedback.ports import Embedder, Progress, Store

SHARD_SIZE = 1024
"""Texts embedded and saved at a time: what a killed night loses at most."""


def embed(embedder: Embedder, store: Store, *, now: datetime, progress: Progress) -> dict[str, Any]:
    """Embed the texts that are new. Returns how many there were and the model's name."""
    with store.begin() as tx:
        done = tx.nights.step(now, "embed")
    if done is not None:
        return dict(done)
    n_texts = embed_missing(embedder, store, progress)
    summary = {"model": embedder.model}
    with store.begin() as tx:
        tx.nights.record_step(now, "embed", summary)
    return {**summary, "n_texts": n_texts}


def embed_missing(embedder: Embedder, store: Store, progress: Progress) -> int:
    """A vector for every kept text that the model has not met; returns how many these were."""
    with store.begin() as tx:
        missing = tx.embeddings.missing(embedder.model)
    # Texts of one length side by side: less padding within a shard.
    missing = sorted(missing, key=lambda item: (len(item[1]), item[0]))
    for start in range(0, len(missing), SHARD_SIZE):
        progress("embed", start, len(missing))
        shard = missing[start : start + SHARD_SIZE]
        vectors = embedder.embed([text for _, text in shard])
        with store.begin() as tx:
            tx.embeddings.add(embedder.model, [text_hash for text_hash, _ in shard], vectors)
    progress("embed", len(missing), len(missing))
    return len(missing)
