"""Kind without training, on labelled reports: `python -m benchmarks.kind`.

NLBSE'24 (issue reports of five open-source projects: bug, feature, question) through the real text
preparation, embedding and `domain.kind`, ticket by ticket; of the labels nothing is used but to
count. Prints precision, recall and F1, the baseline (prototypes alone), each witness alone, and
how often the kind is right by how sure it is. The weights of the cues were judged on the train
half, so the test half is the figure to quote.
"""

import csv
import sys
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import NLBSE, require
from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
from feedback.domain.issues.issue import IssueKind
from feedback.domain.issues.kind import (
    KINDS,
    N_SAMPLED,
    PROTOTYPE_TEXTS,
    KindCompass,
    kind_compass,
    kind_shares,
)
from feedback.domain.tickets.text import embeddable_text, hash_text

LABELS = {
    "bug": IssueKind.DEFECT,
    "feature": IssueKind.REQUEST,
    "question": IssueKind.QUESTION,
}
BUCKETS = (0.33, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def main() -> None:
    csv.field_size_limit(sys.maxsize)
    with require(NLBSE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [embeddable_text(row["title"], row["body"]) for row in rows]
    truth = np.array([KINDS.index(LABELS[row["label"]]) for row in rows])
    embedder = SentenceTransformerEmbedder()
    vectors = embedder.embed(texts)
    prototypes = embedder.embed(list(PROTOTYPE_TEXTS.values()))
    for split in ("train", "test"):
        # As in a store that holds these tickets and no others.
        here = [i for i, row in enumerate(rows) if row["split"] == split]
        sampled = sorted(here, key=lambda i: hash_text(texts[i]))[:N_SAMPLED]
        compass = kind_compass(prototypes, ["en"] * len(sampled), vectors[sampled])
        assert compass is not None, "there are prototypes and tickets"
        own = [texts[i] for i in here]
        print(f"\n{split}: {len(here)} reports")
        _print_split(own, vectors[here], truth[here], compass)


def _print_split(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    truth: NDArray[np.int64],
    compass: KindCompass,
) -> None:
    shares = np.array(
        [
            kind_shares(text, "en", vector, compass)
            for text, vector in zip(texts, vectors, strict=True)
        ]
    )
    words = np.array([kind_shares(text, "en", vectors[0], None) for text in texts])
    leaning = np.array([compass.lean(vector, "en") for vector in vectors])
    print("| kind | precision | recall | F1 |\n|---|---:|---:|---:|")
    for number, kind in enumerate(KINDS):
        precision, recall, f1 = _score(shares.argmax(axis=1), truth, number)
        print(f"| {kind} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")
    print(f"macro-F1 {_macro_f1(shares.argmax(axis=1), truth):.3f}; words alone", end=" ")
    print(f"{_macro_f1(words.argmax(axis=1), truth):.3f}; prototypes alone (the baseline)", end=" ")
    print(f"{_macro_f1(leaning.argmax(axis=1), truth):.3f}\n")
    print("| confidence | reports | right |\n|---|---:|---:|")
    sure, is_right = shares.max(axis=1), shares.argmax(axis=1) == truth
    for low, high in pairwise(BUCKETS):
        inside = (sure >= low) & (sure < high)
        right = f"{is_right[inside].mean():.2f}" if inside.any() else ""
        print(f"| {low:.2f} – {min(high, 1):.2f} | {inside.sum()} | {right} |")


def _score(
    found: NDArray[np.int64], truth: NDArray[np.int64], number: int
) -> tuple[float, float, float]:
    hits = int(((found == number) & (truth == number)).sum())
    precision = hits / max(int((found == number).sum()), 1)
    recall = hits / max(int((truth == number).sum()), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _macro_f1(found: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    return float(np.mean([_score(found, truth, number)[2] for number in range(len(KINDS))]))


if __name__ == "__main__":
    main()
