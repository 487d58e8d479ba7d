"""Real texts with the labels that people gave them. None is part of this project."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from benchmarks.data import REAL_DATA, require

NOISE = "oos"
"""CLINC150's label for what belongs to no intent; one class in the agreement figures, as in the
papers, but no problem that a ranking could find."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One row per text. `labels` is empty where only pairs of rows are known to belong together."""

    name: str
    words: str
    texts: tuple[str, ...]
    labels: tuple[str, ...] = ()
    pairs: tuple[tuple[int, int], ...] = field(default=(), repr=False)


def _csv(name: str) -> pd.DataFrame:
    return pd.read_csv(require(REAL_DATA / name), dtype=str, keep_default_na=False)


def _of(name: str, words: str, rows: pd.DataFrame) -> LabelledSet:
    return LabelledSet(name, words, tuple(rows["text"]), tuple(rows["label"]))


def _dstc11() -> LabelledSet:
    return _of("dstc11", "DSTC11 banking", _csv("dstc11_banking.csv"))


def _banking_test() -> LabelledSet:
    rows = _csv("banking77.csv")
    return _of("banking77-test", "banking77 test", rows[rows["split"] == "test"])


def _banking_all() -> LabelledSet:
    return _of("banking77-all", "banking77 all", _csv("banking77.csv"))


def _clinc() -> LabelledSet:
    rows = _csv("clinc150.csv")
    return _of("clinc150", "CLINC150 test + oos", rows[rows["split"].isin(("test", "oos_test"))])


def _gitbugs() -> LabelledSet:
    rows = _csv("gitbugs_hadoop.csv.gz")
    place = {key: row for row, key in enumerate(rows["Issue id"])}
    known = _csv("gitbugs_hadoop_duplicates.csv")
    pairs = {
        (min(place[ticket], place[other]), max(place[ticket], place[other]))
        for ticket, others in zip(known["Issue id"], known["Duplicate id"], strict=True)
        for other in others.replace(";", ",").replace(" ", "").split(",")
        if ticket in place and other in place
    }
    texts = tuple(rows["Summary"] + "\n" + rows["Description"])
    return LabelledSet("gitbugs", "gitbugs (Hadoop)", texts, pairs=tuple(sorted(pairs)))


SETS: dict[str, Callable[[], LabelledSet]] = {
    "dstc11": _dstc11,
    "banking77-test": _banking_test,
    "banking77-all": _banking_all,
    "clinc150": _clinc,
    "gitbugs": _gitbugs,
}
"""name → what reads it."""
