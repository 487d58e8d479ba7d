"""Recall and precision of redaction per kind: `python -m benchmarks.redaction [--misses]`.

`labelled.jsonl` holds sentences written for this, one a line, in six languages, with what is
personal data or a secret marked as `⟦kind|value⟧`, and with hard negatives (order numbers,
versions, hashes, log lines, ISBNs, dates). Numbers of cards and accounts are made up and pass their
checks; tokens are random, and broken by a `¦` that is taken out here, so that nobody's scanner
takes the file for a leak.

A value counts as found when nothing of it is left that could be read (every letter and digit is
masked), as its own kind or another. A masked span that touches no marked value is a false alarm of
its kind. Where the real tickets are, the cost of one is measured as well.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.data import SUMO
from feedback.adapters.texts.redaction import PresidioRedactor

SET = Path(__file__).with_name("labelled.jsonl")
REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "PT")
"""Where the set's phone numbers in national form come from: as a deployment would configure."""
TARGETS = {"email", "phone", "card", "iban", "ip", "secret"}
N_TIMED = 4000
MIN_RECALL, MIN_PRECISION = 0.97, 0.95
_MARK = re.compile(r"⟦(\w+)\|(.*?)⟧", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence as a person would send it, and where its personal data stands."""

    language: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def load() -> list[Item]:
    return [_item(**json.loads(line)) for line in SET.read_text(encoding="utf-8").splitlines()]


def _item(language: str, text: str) -> Item:
    text = text.replace("¦", "")
    plain, spans, at = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        spans.append((len(plain), len(plain) + len(mark[2]), mark[1]))
        plain += mark[2]
        at = mark.end()
    return Item(language, plain + text[at:], tuple(spans))


@dataclass(slots=True)
class Score:
    """Counts by kind."""

    present: Counter[str]
    found: Counter[str]
    masked: Counter[str]
    false: Counter[str]
    misses: list[str]

    def recall(self, kind: str) -> float:
        return self.found[kind] / max(self.present[kind], 1)

    def precision(self, kind: str) -> float:
        return 1 - self.false[kind] / max(self.masked[kind], 1)


def score(items: Sequence[Item], redactor: PresidioRedactor) -> Score:
    done = Score(Counter(), Counter(), Counter(), Counter(), [])
    for item in items:
        spans = redactor.spans(item.text)
        for start, end, kind in item.spans:
            done.present[kind] += 1
            hidden = {at for a, b, _ in spans for at in range(a, b)}
            if all(at in hidden or not item.text[at].isalnum() for at in range(start, end)):
                done.found[kind] += 1
            else:
                done.misses.append(f"missed {kind}: {item.text!r}")
        for start, end, kind in spans:
            done.masked[kind] += 1
            if not any(start < b and a < end for a, b, _ in item.spans):
                done.false[kind] += 1
                done.misses.append(f"false {kind} {item.text[start:end]!r}: {item.text!r}")
    return done


def _print_cost(redactor: PresidioRedactor) -> None:
    """What a real ticket costs, and how much is masked in tickets that were masked before."""
    if not SUMO.is_file():
        print("\nThe real tickets are not there (docs/real-tickets.md): no cost measured.")
        return
    rows = pd.read_parquet(SUMO, columns=["subject", "body"]).sample(N_TIMED, random_state=1)
    masked: Counter[str] = Counter()
    started = time.process_time()
    for subject, body in rows.itertuples(index=False):
        masked.update(redactor.mask(subject).counts)
        masked.update(redactor.mask(body).counts)
    seconds = time.process_time() - started
    found = ", ".join(f"{n} {kind}" for kind, n in masked.most_common())
    print(f"\n{N_TIMED} real tickets: {1000 * seconds / N_TIMED:.2f} ms each; masked {found}")


def main() -> None:
    items = load()
    redactor = PresidioRedactor(REGIONS, "")
    redactor.spans("warm up: a@b.example, +49 30 12345678")
    started = time.process_time()
    done = score(items, redactor)
    seconds = time.process_time() - started
    n_without = sum(not item.spans for item in items)
    languages = ", ".join(sorted({item.language for item in items}))
    print(f"{len(items)} sentences ({n_without} without personal data) in {languages}")
    print(f"{1000 * seconds / len(items):.2f} ms a sentence\n")
    print(f"{'kind':<12} {'marked':>6} {'recall':>7} {'masked':>7} {'precision':>9}")
    failed = []
    for kind in sorted({*done.present, *done.masked}):
        recall, precision = done.recall(kind), done.precision(kind)
        print(
            f"{kind:<12} {done.present[kind]:>6} {recall:>7.3f} {done.masked[kind]:>7} "
            f"{precision:>9.3f}"
        )
        if kind in TARGETS and (recall < MIN_RECALL or precision < MIN_PRECISION):
            failed.append(kind)
    if "--misses" in sys.argv:
        print("", *done.misses, sep="\n")
    _print_cost(redactor)
    if failed:
        sys.exit(f"Below recall {MIN_RECALL} or precision {MIN_PRECISION}: {', '.join(failed)}")


if __name__ == "__main__":
    main()
