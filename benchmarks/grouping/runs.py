"""One labelled set, grouped by this project and by the peers, in a process with one thread."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.grouping.chosen import policy_without
from benchmarks.grouping.measured import Groups, Measured, measured
from benchmarks.grouping.ours import as_tickets, grouped
from benchmarks.grouping.peers import peers_of
from benchmarks.grouping.sets import LabelledTexts
from benchmarks.grouping.vectors import Vectors, vectors_of

OURS = "this project"
KEPT_IN = Path("var/benchmarks/grouping")


def with_vectors(
    sets: Sequence[LabelledTexts],
) -> Iterator[tuple[LabelledTexts, dict[str, Vectors]]]:
    """Every set with the vectors of its texts."""
    vectors = vectors_of(text for texts in sets for text in texts.texts)
    for texts in sets:
        yield texts, {text: vectors[text] for text in texts.texts}


@dataclass(frozen=True, slots=True)
class Job:
    """A set and its vectors."""

    texts: LabelledTexts
    vectors: Mapping[str, Vectors]
    with_peers: bool
    anew: bool
    """Whether the peers run again where an earlier run was kept."""


@dataclass(frozen=True, slots=True)
class Done:
    """One set: the figures of every engine by its name, and ours ticket by ticket."""

    texts: LabelledTexts
    figures: Mapping[str, Measured]
    groups: Groups
    chance: NDArray[np.float64]
    """P(the ticket belongs to its issue); 0 for in none."""


def run(job: Job) -> Done:
    """Group one set; with constants chosen without its families."""
    data = as_tickets(job.texts.texts, job.vectors)
    groups, chance = grouped(data, policy_without(job.texts.families))
    found = {OURS: measured(job.texts, groups)}
    if job.with_peers:
        found |= _peers(job, data.texts)
    return Done(job.texts, found, groups, chance)


def _peers(job: Job, texts: Sequence[str]) -> dict[str, Measured]:
    path = KEPT_IN / f"{job.texts.name.replace('/', '.').replace(' ', '_')}.json"
    if path.is_file() and not job.anew:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: Measured(**figures) for name, figures in kept.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        groups = peers_of(as_tickets(texts, job.vectors))
    found = {name: measured(job.texts, of) for name, of in groups.items()}
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    kept = {name: asdict(figures) for name, figures in found.items()}
    path.write_text(json.dumps(kept), encoding="utf-8")
    return found
