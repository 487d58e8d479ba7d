"""Vectors of all texts of the sets, made once by the project's own embedder and kept."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
from feedback.domain.tickets.text import embeddable_text

KEPT = Path("var/benchmarks/vectors.npz")
Vectors = NDArray[np.float32]


def vectors_of(texts: Iterable[str]) -> dict[str, Vectors]:
    """text → its vector (d,) of length 1. What is not kept yet is embedded and kept."""
    embedder = SentenceTransformerEmbedder()
    wanted = {text: _key(embedder.model, text) for text in dict.fromkeys(texts)}
    known: dict[str, Vectors] = {}
    if KEPT.is_file():
        with np.load(KEPT) as kept:
            known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    missing = [text for text, key in wanted.items() if key not in known]
    if missing:
        print(f"Embedding {len(missing):,} texts, once ...", file=sys.stderr)
        made = embedder.embed([embeddable_text("", text) for text in missing])
        known.update(zip((wanted[text] for text in missing), made, strict=True))
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        np.savez(KEPT, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    return {text: known[key] for text, key in wanted.items()}


def _key(model: str, text: str) -> str:
    return hashlib.sha256(f"{model}\0{text}".encode()).hexdigest()[:24]
