"""Embed: a vector for every text that has none yet."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from feedback.domain.grouping.group_report import EmbedReport
from feedback.domain.issues.kind import PROTOTYPE_TEXTS
from feedback.ports import Embedder, Embeddings, Progress, Store, Transaction

SHARD_SIZE = 512
"""Texts embedded and saved at a time: what a killed night loses at most, per worker."""


def embed(embedder: Embedder, store: Store, *, now: datetime, progress: Progress) -> EmbedReport:
    """Embed the texts that are new."""
    with store.begin() as tx:
        if done := tx.nights.report(now, EmbedReport):
            return done
        n_texts, missing = _missing(tx.embeddings, embedder.model)
        report = EmbedReport(embedder.model)
        if not missing:
            tx.nights.record(now, report)
    _embed(missing, embedder, store, progress, lambda tx: tx.nights.record(now, report))
    return replace(report, n_texts=n_texts)


def embed_missing(embedder: Embedder, store: Store, progress: Progress) -> int:
    """A vector for every kept text that the model has not met; returns how many these were."""
    with store.begin() as tx:
        n_texts, missing = _missing(tx.embeddings, embedder.model)
    _embed(missing, embedder, store, progress, lambda _tx: None)
    return n_texts


def _missing(embeddings: Embeddings, model: str) -> tuple[int, Sequence[tuple[str, str]]]:
    """How many stored texts have no vector; and (hash, text) of all texts to embed."""
    missing = embeddings.missing(model)
    # The model will be loaded anyway.
    prototypes = _prototypes_missing(embeddings, model) if missing else []
    return len(missing), [*missing, *prototypes]


def _embed(
    missing: Sequence[tuple[str, str]],
    embedder: Embedder,
    store: Store,
    progress: Progress,
    when_done: Callable[[Transaction], None],
) -> None:
    """Embed and keep these (hash, text), a shard at a time; `when_done` joins the last one."""
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
            if n_done + len(shards[place]) == len(missing):
                when_done(tx)
        n_done += len(shards[place])
        progress("embed", n_done, len(missing))


def _prototypes_missing(embeddings: Embeddings, model: str) -> list[tuple[str, str]]:
    """(hash, text) of the sentences that show the kinds, unless this model has seen them."""
    known = embeddings.known(model, PROTOTYPE_TEXTS)
    return [
        (text_hash, text) for text_hash, text in PROTOTYPE_TEXTS.items() if text_hash not in known
    ]
