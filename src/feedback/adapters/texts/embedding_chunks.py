"""Long texts: chunks that a model can read, and one vector for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from feedback.domain.tickets.vectors import Vectors

WEIGHT_OF_NEXT = 0.5
"""Weight of a chunk relative to the previous one: the complaint is at the beginning. The plain
mean of the
chunks was worse than the first chunk alone (docs/decisions/0006)."""
TITLE_WEIGHT = 0.3
"""Weight of a long text's first line, the ticket's subject, relative to all its chunks."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The input of the model: token ids of each piece, and the pieces of each text."""

    tokens: list[list[int]]
    chunks: list[list[int]]
    """Per text the places of its chunks in `tokens`, in reading order, one at least."""
    titles: dict[int, int]
    """Text → the place of its first line; long texts only."""


def pieces_of(texts: Sequence[str], tokenizer: Any, max_tokens: int, max_chunks: int) -> Pieces:
    """Up to `max_chunks` chunks of up to `max_tokens` tokens of each text."""
    if max_chunks == 1:
        encoded = tokenizer(list(texts), truncation=True, max_length=max_tokens)
        return Pieces(encoded["input_ids"], [[place] for place in range(len(texts))], {})
    encoded = tokenizer(
        list(texts), truncation=True, max_length=max_tokens, return_overflowing_tokens=True
    )
    tokens: list[list[int]] = []
    chunks: list[list[int]] = [[] for _ in texts]
    for text, ids in zip(encoded["overflow_to_sample_mapping"], encoded["input_ids"], strict=True):
        if len(chunks[text]) < max_chunks:
            chunks[text].append(len(tokens))
            tokens.append(ids)
    lines = {
        at: text.partition("\n")[0]
        for at, text in enumerate(texts)
        if len(chunks[at]) > 1 and "\n" in text
    }
    titles = dict(zip(lines, range(len(tokens), len(tokens) + len(lines)), strict=True))
    if lines:
        encoded = tokenizer(list(lines.values()), truncation=True, max_length=max_tokens)
        tokens += encoded["input_ids"]
    return Pieces(tokens, chunks, titles)


def combined(found: Vectors, pieces: Pieces, max_tokens: int) -> Vectors:
    """One row per text, of length 1. `found`: one per piece, of length 1.

    A text of one chunk has that chunk's vector as it is. In a longer one, each chunk has half the
    weight of the previous one, times how full it is; a share of the first line's vector is added.
    """
    vectors = found[[chunks[0] for chunks in pieces.chunks]]
    for text, chunks in enumerate(pieces.chunks):
        if len(chunks) == 1:
            continue
        full = np.array([len(pieces.tokens[at]) / max_tokens for at in chunks])
        weights = WEIGHT_OF_NEXT ** np.arange(len(chunks)) * full
        whole = _unit((weights[:, None] * found[chunks].astype(np.float64)).sum(axis=0))
        if text in pieces.titles:
            whole = _unit(whole + TITLE_WEIGHT * found[pieces.titles[text]])
        vectors[text] = whole
    return vectors


def _unit(vector: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))
