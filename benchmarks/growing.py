"""Thirty nights against one batch: `python -m benchmarks.growing SET` prints one set's as JSON.

The texts come in the order of a hash of their id, a thirtieth each night, through the engine's
public `group_night`; what it keeps from night to night is handed on, as the store does.
"""

import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.alone import run_alone
from benchmarks.embeddings import Embedded, embedded
from benchmarks.labelled import SETS
from benchmarks.one_run import kept_groups
from feedback.domain.grouping import GroupingOutcome, GroupingPolicy, Memory, group_night
from feedback.domain.grouping.agreement import Agreement, agreement_of
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

SET_NAMES = ("dstc11", "banking77-test", "banking77-all", "clinc150")
N_NIGHTS = 30
SEED = 1


@dataclass(frozen=True, slots=True)
class GrownNight:
    """One night: what the engine answered, and what is different from the night before."""

    decided: GroupingOutcome
    n_tickets: int
    churn: float
    """Share of the tickets already grouped whose issue changed."""
    seconds: float


def grow(data: Embedded, nights: Sequence[Sequence[int]]) -> Iterator[GrownNight]:
    """Feed the rows of each night to the engine, as the group step does."""
    memory, policy = Memory.empty(), GroupingPolicy()
    placed: dict[TicketId, IssueId] = {}
    rows: list[int] = []
    next_issue = 1
    for fresh in nights:
        rows += sorted(fresh)
        new = [TicketId(data.ids[row]) for row in rows[len(memory.ids) :]]
        languages = {
            ticket: data.languages[row] for ticket, row in zip(new, sorted(fresh), strict=True)
        }
        vectors = data.vectors[rows]
        started = time.perf_counter()
        decided = group_night(memory, new, vectors, languages, {}, IssueId(next_issue), policy)
        seconds = time.perf_counter() - started
        n_moved = sum(decided.placed.get(ticket) != issue for ticket, issue in placed.items())
        churn = n_moved / len(placed) if placed else 0.0
        memory, placed = decided.memory, dict(decided.placed)
        next_issue = max((next_issue, *(int(issue) + 1 for issue in placed.values())))
        yield GrownNight(decided, len(rows), churn, seconds)


def shuffled(ids: Sequence[str], n_nights: int = N_NIGHTS, seed: int = SEED) -> list[list[int]]:
    """The rows in the order of a hash, cut into nights."""
    order = sorted(
        range(len(ids)), key=lambda row: hashlib.sha256(f"{seed}:{ids[row]}".encode()).digest()
    )
    return [part.tolist() for part in np.array_split(np.array(order), n_nights)]


def main() -> None:
    name = sys.argv[1]
    data = embedded(name)
    nights = list(grow(data, shuffled(data.ids)))
    placed = nights[-1].decided.placed
    churns, seconds = [night.churn for night in nights[1:]], [night.seconds for night in nights]
    figures = {
        "issues": [placed.get(TicketId(key), -1) for key in data.ids],
        "churn_median": float(np.median(churns)),
        "churn_mean": float(np.mean(churns)),
        "churn_max": max(churns),
        "seconds_median": float(np.median(seconds)),
        "seconds_max": max(seconds),
    }
    print(json.dumps(figures))


def table() -> str:
    """All sets: the last of thirty nights against one batch, churn and seconds a night."""
    lines = [
        "| | F, 30 nights | F, one batch | ratio | ARI, 30 nights | ARI, one batch | ratio |"
        " issues | churn median | mean | highest | s a night, median | most |",
        "|---|" + "---:|" * 12,
    ]
    for name in SET_NAMES:
        figures = run_alone("benchmarks.growing", name)
        labels = SETS[name]().labels
        grown = _compared(labels, figures["issues"])
        batch = _compared(labels, kept_groups(name, "ours").groups.tolist())
        lines.append(
            f"| {SETS[name]().words} | {grown.f:.3f} | {batch.f:.3f} | {grown.f / batch.f:.3f} | "
            f"{grown.ari:.3f} | {batch.ari:.3f} | {grown.ari / batch.ari:.3f} | "
            f"{grown.n_issues} (batch {batch.n_issues}) | {figures['churn_median']:.2%} | "
            f"{figures['churn_mean']:.2%} | {figures['churn_max']:.1%} | "
            f"{figures['seconds_median']:.2f} | {figures['seconds_max']:.1f} |"
        )
    return "\n".join(lines) + "\n"


def _compared(labels: Sequence[str], issues: Sequence[int]) -> Agreement:
    return agreement_of(labels, [None if issue < 0 else issue for issue in issues])


if __name__ == "__main__":
    main()
