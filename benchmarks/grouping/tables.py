"""The tables of a run: means, the worst set, every set, and how sure is how right."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from benchmarks.grouping.runs import OURS, Done

NAMES = ("acc", "nmi", "ari", "f", "wrong_merges", "issues_a_label")
HEAD = "| | ACC | NMI | ARI | B³ F | wrong merges | issues a label |\n|---|" + "---:|" * 6
BERTOPIC = "BERTopic"


def means(done: Sequence[Done]) -> str:
    """The mean of every engine over the sets, with standard errors of ours."""
    lines = [HEAD]
    for engine in done[0].figures:
        figures = [_of(done, engine, name) for name in NAMES]
        error = " ± {:.3f}".format
        told = [
            f"{found.mean():.3f}{error(found.std() / len(found) ** 0.5) if engine == OURS else ''}"
            for found in figures
        ]
        lines.append(f"| {engine} | {' | '.join(told)} |")
    return "\n".join(lines)


def leads(done: Sequence[Done]) -> str:
    """How far ours is ahead of the peer that is best over all sets, and the worst set."""
    lines = [
        "| | best peer over all sets | lead of the mean | worst set | |",
        "|---|---|---:|---|---:|",
    ]
    peers = [name for name in done[0].figures if name != OURS]
    if not peers:
        return ""
    for name in ("acc", "ari", "f"):
        best = max(peers, key=lambda peer: _of(done, peer, name).mean())
        lead = _of(done, OURS, name) - _of(done, best, name)
        worst = int(lead.argmin())
        lines.append(
            f"| {name.upper()} | {best} | {lead.mean():+.3f} | {done[worst].texts.name} "
            f"| {lead[worst]:+.3f} |"
        )
    over = _of(done, OURS, "f") - _of(done, BERTOPIC, "f")
    lines.append(
        f"\nB³ F at or above {BERTOPIC}'s on {(over >= 0).mean():.0%} of the sets; at worst "
        f"{over.min():+.3f} ({done[int(over.argmin())].texts.name})."
    )
    return "\n".join(lines)


def every_set(done: Sequence[Done]) -> str:
    """One line a set."""
    lines = [
        "| set | tickets | ACC | NMI | ARI | B³ F | wrong merges | issues a label "
        "| ACC of the others | copies together | BERTopic's F |",
        "|---|" + "---:|" * 10,
    ]
    for of in done:
        ours = of.figures[OURS]
        told = [f"{getattr(ours, name):.3f}" for name in NAMES]
        told += [f"{ours.acc_of_others:.3f}", f"{ours.copies_together:.2f}"]
        peer = of.figures.get(BERTOPIC)
        told.append(f"{peer.f:.3f}" if peer else "")
        lines.append(f"| {of.texts.name} | {len(of.texts):,} | {' | '.join(told)} |")
    return "\n".join(lines)


def copies(done: Sequence[Done]) -> str:
    """What copies of one text do to the other tickets: the same sample with few and with many."""
    by_name = {of.texts.name: of.figures[OURS] for of in done}
    lines = ["| set | ACC of the others | copies together |", "|---|---:|---:|"]
    for name, ours in by_name.items():
        if "identical" in name:
            lines.append(f"| {name} | {ours.acc_of_others:.3f} | {ours.copies_together:.2f} |")
    return "\n".join(lines)


def reliability(done: Sequence[Done]) -> str:
    """Of tickets that were given a chance, the share whose label is that of most of their issue.
    Every set counts the same."""
    from sklearn.metrics import roc_auc_score

    chance, right, weight = [], [], []
    for of in done:
        inside = of.groups >= 0
        chance.append(of.chance[inside])
        right.append(_is_right(of)[inside])
        weight.append(np.full(inside.sum(), 1 / max(inside.sum(), 1)))
    p, y, w = (np.concatenate(found) for found in (chance, right, weight))
    lines = ["| P(belongs) | share of tickets | right |", "|---|---:|---:|"]
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        here = (p >= low) & (p < low + 0.1 + 1e-9 * (low > 0.85))
        if here.any():
            told, found = np.average(p[here], weights=w[here]), np.average(y[here], weights=w[here])
            share = w[here].sum() / w.sum()
            error += share * abs(told - found)
            lines.append(f"| {told:.2f} | {share:.2f} | {found:.2f} |")
    auc = roc_auc_score(y, p, sample_weight=w)
    lines.append(f"\nExpected calibration error {error:.3f}; area under the curve {auc:.3f}.")
    return "\n".join(lines)


def _is_right(of: Done) -> np.ndarray:
    labels = np.array([name or f"noise {row}" for row, name in enumerate(of.texts.labels)])
    right = np.zeros(len(labels))
    for issue in np.unique(of.groups[of.groups >= 0]):
        at = np.flatnonzero(of.groups == issue)
        names, n = np.unique(labels[at], return_counts=True)
        right[at] = labels[at] == names[n.argmax()]
    return right * np.array([bool(name) for name in of.texts.labels])


def _of(done: Sequence[Done], engine: str, name: str) -> np.ndarray:
    return np.array([getattr(of.figures[engine], name) for of in done])


TABLES: dict[str, Callable[[Sequence[Done]], str]] = {
    "Means over all sets": means,
    "Ahead of the peers": leads,
    "How sure is how right": reliability,
    "Identical texts": copies,
    "Every set": every_set,
}


def report(done: Sequence[Done]) -> Iterator[str]:
    """All tables, with headings."""
    for heading, table in TABLES.items():
        yield f"### {heading}\n\n{table(done)}\n"
