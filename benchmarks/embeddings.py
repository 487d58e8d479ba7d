"""Embeddings of the benchmark texts, made once by the project's own embedder and kept."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.data import SUMO, require
from benchmarks.labelled import SETS

KEPT_IN = Path("var/benchmarks/embeddings")
SUMO_NAME = "sumo"


@dataclass(frozen=True, slots=True)
class Embedded:
    """Texts as the pipeline prepares them, with their vectors, row by row."""

    ids: tuple[str, ...]
    """Ticket ids; sorted they are in the order of the rows."""
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]  # (n, d), rows of length 1
    languages: tuple[str, ...]


def embedded(name: str) -> Embedded:
    """The labelled set `name`, or all real tickets (`sumo`, oldest first)."""
    texts = _sumo_texts() if name == SUMO_NAME else _labelled_texts(name)
    vectors, languages = _kept(name, texts)
    ids = tuple(f"{name}:{row:06d}" for row in range(len(texts)))
    return Embedded(ids, tuple(texts), vectors, languages)


def _labelled_texts(name: str) -> list[str]:
    from feedback.domain.tickets.text import embeddable_text

    return [embeddable_text("", text) for text in SETS[name]().texts]


def sumo_rows() -> pd.DataFrame:
    """The real tickets, oldest first: the rows of `embedded("sumo")`."""
    rows = pd.read_parquet(require(SUMO)).sort_values(["created_at", "ticket_id"])
    return rows.reset_index(drop=True)


def _sumo_texts() -> list[str]:
    from feedback.adapters.texts.plain_text import plain_text
    from feedback.domain.tickets.text import embeddable_text

    rows = sumo_rows()
    return [
        embeddable_text(plain_text(subject)[0], plain_text(body)[0])
        for subject, body in zip(rows["subject"], rows["body"], strict=True)
    ]


def _kept(name: str, texts: Sequence[str]) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Vectors and languages from the last time, or made now if the texts or the model differ."""
    from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
    from feedback.adapters.texts.language import LinguaDetector
    from feedback.settings.tickets.texts import TextSettings

    embedder = SentenceTransformerEmbedder()
    seen = hashlib.sha256("\0".join((embedder.model, *texts)).encode()).hexdigest()
    path = KEPT_IN / f"{name}.npz"
    if path.is_file():
        with np.load(path) as kept:
            if str(kept["seen"]) == seen:
                return kept["vectors"], tuple(kept["languages"].tolist())
    print(f"Embedding {len(texts)} texts of {name}, once ...", file=sys.stderr)
    vectors = embedder.embed(texts)
    languages = tuple(LinguaDetector(TextSettings().languages).detect(texts))
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    np.savez(path, seen=seen, vectors=vectors, languages=np.array(languages))
    return vectors, languages
