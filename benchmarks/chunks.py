"""Do chunks help with long texts? `python -m benchmarks.chunks`: the cut against the chunks.

Two judges. Bug reports known to be duplicates (gitbugs): how often one is among the 15 nearest of
the other. Long questions to a support forum (SUMO): how often the 15 nearest have the same topic.
"""

import argparse

import numpy as np
import pandas as pd

from benchmarks.data import REAL_DATA, SUMO, require
from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
from feedback.domain.tickets.text import embeddable_text
from feedback.domain.tickets.vectors import Vectors

BUGS = REAL_DATA / "gitbugs_hadoop.csv.gz"
DUPLICATES = REAL_DATA / "gitbugs_hadoop_duplicates.csv"
N_NEAREST = 15
LONG_CHARS = 650
"""About 128 tokens: what is shorter has the same vector either way."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1800)
    arguments = parser.parse_args()
    bugs = pd.read_csv(require(BUGS)).fillna("")
    bug_texts = _texts(bugs["Summary"], bugs["Description"])
    place = {bug: at for at, bug in enumerate(bugs["Issue id"])}
    duplicates = pd.read_csv(require(DUPLICATES)).itertuples(index=False)
    pairs = [(place[a], place[b]) for a, b in duplicates if a in place and b in place]
    questions = pd.read_parquet(require(SUMO))
    is_long = (questions["locale"] == "en-US") & (questions["body"].str.len() > LONG_CHARS)
    questions = questions[is_long].sample(arguments.questions, random_state=1)
    question_texts = _texts(questions["subject"], questions["body"])
    topics = questions["topic"].to_numpy()
    agreements = []
    for max_chunks in (1, 3):
        embedder = SentenceTransformerEmbedder(max_chunks=max_chunks)
        bug_vectors = _centred(embedder.embed(bug_texts))
        nearest = _nearest(_centred(embedder.embed(question_texts)))
        agreements.append((topics[nearest] == topics[:, None]).mean(axis=1))
        found = _duplicates_found(bug_vectors, pairs)
        print(
            f"{embedder.model}: duplicate among the {N_NEAREST} nearest {found:.3f}, "
            f"topic agreement {agreements[-1].mean():.4f}",
            flush=True,
        )
    gain = agreements[1] - agreements[0]
    print(f"gain in agreement {gain.mean():.4f} ± {gain.std() / len(gain) ** 0.5:.4f}")


def _texts(subjects: pd.Series, bodies: pd.Series) -> list[str]:
    return [embeddable_text(str(s), str(b)) for s, b in zip(subjects, bodies, strict=True)]


def _centred(vectors: Vectors) -> Vectors:
    x = vectors - vectors.mean(axis=0)
    return np.asarray(x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9))


def _nearest(x: Vectors) -> np.ndarray:
    similar = x @ x.T
    np.fill_diagonal(similar, -2)
    return np.argsort(-similar, axis=1)[:, :N_NEAREST]


def _duplicates_found(x: Vectors, pairs: list[tuple[int, int]]) -> float:
    nearest = _nearest(x)
    both_ways = [*pairs, *((b, a) for a, b in pairs)]
    return float(np.mean([b in nearest[a] for a, b in both_ways]))


if __name__ == "__main__":
    main()
