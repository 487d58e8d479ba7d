"""What the grouping aims at, and whether this run reached it. Said plainly, either way."""

from collections.abc import Mapping

import numpy as np

from benchmarks.engines import ENGINES
from benchmarks.labelled import SETS
from benchmarks.one_run import kept_groups
from feedback.domain.grouping.agreement import Agreement, agreement_of
from feedback.domain.publishing.work_item import PublishPolicy

Agreements = Mapping[str, Mapping[str, Agreement]]
"""Set → engine → agreement."""

FIGURES = {"ACC": "acc", "ARI": "ari", "B³ F": "f"}
PEERS = tuple(engine for engine in ENGINES if engine != "ours")
MIN_LEAD = 0.04
MIN_DSTC_ACC = 0.70
MIN_PUBLISHED_PRECISION = 0.80
PUBLISHED_SETS = ("banking77-all", "clinc150")


def aims_table(of: Agreements) -> str:
    """One row per aim."""
    rows = [_beside_bertopic(of), *(_lead(of, words) for words in FIGURES)]
    acc = of["dstc11"]["ours"].acc
    rows.append((f"DSTC11 ACC ≥ {MIN_DSTC_ACC:.0%}", acc >= MIN_DSTC_ACC, f"{acc:.1%}"))
    for name in PUBLISHED_SETS:
        precision, share, *_ = published(name)
        rows.append(
            (
                f"B³ precision of published issues ≥ {MIN_PUBLISHED_PRECISION:.2f} on "
                f"{SETS[name]().words}",
                precision >= MIN_PUBLISHED_PRECISION,
                f"{precision:.3f} over {share:.0%} of the tickets",
            )
        )
    return "\n".join(
        (
            "| aim | reached | figure |",
            "|---|---|---|",
            *(f"| {aim} | {'yes' if is_met else '**no**'} | {why} |" for aim, is_met, why in rows),
        )
    )


def published(name: str) -> tuple[float, float, int, int]:
    """B-cubed precision of what the default bar lets through, the share of all tickets that is in
    it, and how many of our issues it is of how many."""
    labels, found = SETS[name]().labels, kept_groups(name, "ours")
    bar = PublishPolicy().min_distinctness
    passed = {issue for issue, distinctness in found.distinctness.items() if distinctness >= bar}
    rows = [row for row, group in enumerate(found.groups.tolist()) if group in passed]
    precision = (
        agreement_of([labels[row] for row in rows], found.groups[rows].tolist()).precision
        if rows
        else 0.0
    )
    return precision, len(rows) / len(labels), len(passed), len(found.distinctness)


def _beside_bertopic(of: Agreements) -> tuple[str, bool, str]:
    below = [
        f"{SETS[name]().words} {words} {100 * ours:.1f} < {100 * theirs:.1f}"
        for name, engines in of.items()
        for words, figure in FIGURES.items()
        if (ours := getattr(engines["ours"], figure))
        < (theirs := getattr(engines["bertopic"], figure))
    ]
    aim = "ACC, ARI and B³ F at or above BERTopic's defaults on each set"
    return aim, not below, "; ".join(below) or "on all of them"


def _lead(of: Agreements, words: str) -> tuple[str, bool, str]:
    def mean(engine: str) -> float:
        return float(np.mean([getattr(of[name][engine], FIGURES[words]) for name in of]))

    best = max(PEERS, key=mean)
    lead = mean("ours") - mean(best)
    aim = f"mean {words} {100 * MIN_LEAD:.0f} points above the best single fixed peer"
    return aim, lead >= MIN_LEAD, f"{100 * lead:+.1f} against {ENGINES[best][0]}"
