"""Labelled sets, and sets derived from them with fixed seeds.

A family is a labelled set with its splits and everything derived from it. What is mixed of two
belongs to both.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.data import REAL_DATA, require

FAMILIES = ("dstc11", "banking77", "clinc150", "hwu64")
SIZES = (300, 1_000, 3_000, 10_000)
SKEWED, SAMPLED = 2_000, 1_500
"""Tickets of a skewed set, and of a sample to which something is added."""
NOISE_SHARE = 0.1
COPIES = (0.01, 0.03, 0.10)

Chance = np.random.Generator


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """One row per text. Label "": noise, a group of its own each."""

    name: str
    families: tuple[str, ...]
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    copies: tuple[int, ...] = ()
    """Rows that say the same, or nearly."""

    def __len__(self) -> int:
        return len(self.texts)


def all_sets(seeds: Sequence[int]) -> Iterator[LabelledTexts]:
    """The originals, then what is derived from each with each seed."""
    for family in FAMILIES:
        yield from ORIGINALS[family]()
    for seed in seeds:
        for place, family in enumerate(FAMILIES):
            whole = whole_of(family)
            yield from _derived(whole, seed)
            yield _mixed(whole, whole_of(FAMILIES[(place + 1) % len(FAMILIES)]), seed)


def whole_of(family: str) -> LabelledTexts:
    """All of a family's texts that belong to a label."""
    return next(iter(ORIGINALS[family]()))


def _csv(name: str) -> pd.DataFrame:
    return pd.read_csv(require(REAL_DATA / name), dtype=str, keep_default_na=False)


def _set(name: str, family: str, rows: pd.DataFrame) -> LabelledTexts:
    labels = rows["label"].where(rows["label"] != "oos", "")
    return LabelledTexts(name, (family,), tuple(rows["text"]), tuple(labels))


def _dstc11() -> Iterator[LabelledTexts]:
    yield _set("dstc11", "dstc11", _csv("dstc11_banking.csv"))


def _banking77() -> Iterator[LabelledTexts]:
    rows = _csv("banking77.csv")
    yield _set("banking77-all", "banking77", rows)
    yield _set("banking77-test", "banking77", rows[rows["split"] == "test"])


def _clinc150() -> Iterator[LabelledTexts]:
    rows = _csv("clinc150.csv")
    yield _set("clinc150-test", "clinc150", rows[rows["split"] == "test"])
    both = rows[rows["split"].isin(("test", "oos_test"))]
    yield _set("clinc150-test+oos", "clinc150", both)


def _hwu64() -> Iterator[LabelledTexts]:
    yield _set("hwu64", "hwu64", _csv("hwu64.csv"))


ORIGINALS: dict[str, Callable[[], Iterator[LabelledTexts]]] = {
    "dstc11": _dstc11,
    "banking77": _banking77,
    "clinc150": _clinc150,
    "hwu64": _hwu64,
}
"""family → its labelled sets, the one with all of its texts first."""


def _derived(whole: LabelledTexts, seed: int) -> Iterator[LabelledTexts]:
    family = whole.families[0]

    def chance(kind: str) -> Chance:
        return np.random.default_rng([seed, *kind.encode()])

    def made(
        kind: str, texts: Sequence[str], labels: Sequence[str], copies: Sequence[int] = ()
    ) -> LabelledTexts:
        name = f"{family}/{kind}/{seed}"
        return LabelledTexts(name, (family,), tuple(texts), tuple(labels), tuple(copies))

    def picked(rows: NDArray[np.intp]) -> tuple[list[str], list[str]]:
        return [whole.texts[row] for row in rows], [whole.labels[row] for row in rows]

    for size in SIZES:
        if size < len(whole):
            rows = np.sort(chance(f"{size}").choice(len(whole), size, replace=False))
            yield made(f"{size}", *picked(rows))
    for exponent in (1.0, 1.5):
        yield made(f"zipf {exponent}", *picked(_skewed(whole, exponent, chance("zipf"))))
    rows = np.sort(chance("some").choice(len(whole), min(SAMPLED, len(whole)), replace=False))
    texts, labels = picked(rows)
    for share in COPIES:
        n = round(share * len(rows))
        row = int(chance("copies").integers(len(rows)))
        places = [row, *range(len(rows), len(rows) + n)]
        more = [labels[row]] * n
        yield made(f"{share:.0%} identical", texts + [texts[row]] * n, labels + more, places)
        numbers = chance("numbers").integers(1000, 9999, size=n)
        near = [f"{texts[row]} (ref {number})" for number in numbers]
        yield made(f"{share:.0%} near", texts + near, labels + more, places)
    noise = _csv("clinc150.csv")
    noise = noise[noise["label"] == "oos"]["text"].to_numpy()
    n = min(round(NOISE_SHARE * len(rows)), len(noise))
    yield made("noise", texts + chance("noise").choice(noise, n, replace=False).tolist(),
               labels + [""] * n)  # fmt: skip
    yield made("long", *_long(whole, chance("long")))


def _skewed(whole: LabelledTexts, exponent: float, chance: Chance) -> NDArray[np.intp]:
    """Rows whose labels follow Zipf's law, none drawn twice."""
    labels = np.array(whole.labels)
    names = chance.permutation(np.unique(labels))
    weight = 1 / np.arange(1, len(names) + 1) ** exponent
    least = min(SKEWED, len(whole))
    wanted = np.ceil(least * weight / weight.sum()).astype(int)
    rows = [
        chance.choice(own, min(n, len(own)), replace=False)
        for name, n in zip(names, wanted, strict=True)
        for own in [np.flatnonzero(labels == name)]
    ]
    return np.asarray(np.sort(np.concatenate(rows)))


def _long(whole: LabelledTexts, chance: Chance) -> tuple[list[str], list[str]]:
    """Texts of several sentences: three of one label in a row, at most a thousand."""
    labels = np.array(whole.labels)
    texts, of = [], []
    for name in np.unique(labels):
        own = chance.permutation(np.flatnonzero(labels == name))
        for at in range(0, len(own) - 2, 3):
            texts.append(". ".join(whole.texts[row].rstrip(" .") for row in own[at : at + 3]))
            of.append(str(name))
    rows = np.sort(chance.choice(len(texts), min(1_000, len(texts)), replace=False))
    return [texts[row] for row in rows], [of[row] for row in rows]


def _mixed(first: LabelledTexts, other: LabelledTexts, seed: int) -> LabelledTexts:
    """A thousand tickets of one family and a thousand of another."""
    chance = np.random.default_rng([seed, 77])
    texts: list[str] = []
    labels: list[str] = []
    for whole in (first, other):
        rows = np.sort(chance.choice(len(whole), min(1_000, len(whole)), replace=False))
        texts += [whole.texts[row] for row in rows]
        labels += [f"{whole.families[0]}: {whole.labels[row]}" for row in rows]
    name = f"{first.families[0]}+{other.families[0]}/mixed/{seed}"
    return LabelledTexts(name, first.families + other.families, tuple(texts), tuple(labels))
