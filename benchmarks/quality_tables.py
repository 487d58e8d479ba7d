"""The tables of benchmarks/README.md, and where in it they go."""

import os
import platform
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.aims import published
from benchmarks.alone import Run
from benchmarks.engines import ENGINES
from benchmarks.labelled import SETS
from benchmarks.one_run import kept_groups
from feedback.domain.publishing.work_item import PublishPolicy

README = Path(__file__).parent / "README.md"
PACKAGES = (
    "bertopic", "umap-learn", "hdbscan", "graspologic-native", "scikit-learn", "numpy", "numba",
)  # fmt: skip
FIGURES = ("acc", "nmi", "ari", "f")


def write_section(part: str, words: str) -> None:
    """Replace one part of the README, between its two marks."""
    start, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    before, _, rest = README.read_text(encoding="utf-8").partition(start)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{README} lacks the marks {start} and {end}.")
    text = f"{before}{start}\n{machine()}\n\n{words.strip()}\n{end}{after}"
    README.write_text(text, encoding="utf-8")


def machine() -> str:
    """Date, machine and versions in a line."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"*{datetime.now(UTC):%-d %B %Y}; {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; {versions}.*"
    )


def agreement_tables(runs: Mapping[str, Mapping[str, Run]]) -> str:
    """One table per labelled set, then the means over the sets."""
    parts = []
    for set_name, of_set in runs.items():
        data = SETS[set_name]()
        if not data.labels:
            continue
        n_labels = len(set(data.labels))
        lines = [
            f"**{data.words}**: {len(data.labels):,} texts, {n_labels} labels",
            "",
            "| | ACC | NMI | ARI | B³ precision | recall | F | left out | groups | seconds | CPU s"
            " | peak GB |",
            "|---|" + "---:|" * 11,
        ]
        for engine, run in of_set.items():
            a = run.agreement
            assert a is not None, "the set has labels"
            shares = (a.acc, a.nmi, a.ari, a.precision, a.recall, a.f)
            lines.append(
                f"| {ENGINES[engine][0]} | "
                + " | ".join(f"{100 * share:.1f}" for share in shares)
                + f" | {a.left_out:.1%} | {a.n_issues} | {run.seconds:.1f} | "
                f"{run.cpu_seconds:.1f} | {run.peak_gb:.2f} |"
            )
        parts.append("\n".join(lines))
    return "\n\n".join((*parts, _means(runs))) + "\n"


def _means(runs: Mapping[str, Mapping[str, Run]]) -> str:
    labelled = [name for name in runs if SETS[name]().labels]
    lines = [
        f"**Mean of the {len(labelled)}**",
        "",
        "| | ACC | NMI | ARI | F |",
        "|---|---:|---:|---:|---:|",
    ]
    for engine, (words, _) in ENGINES.items():
        means = (
            np.mean([getattr(runs[name][engine].agreement, figure) for name in labelled])
            for figure in FIGURES
        )
        lines.append(f"| {words} | " + " | ".join(f"{100 * mean:.1f}" for mean in means) + " |")
    return "\n".join(lines)


def duplicates_table(runs: Mapping[str, Mapping[str, Run]]) -> str:
    """Sets where only pairs are known: how many pairs are together, against chance."""
    parts = []
    for set_name, of_set in runs.items():
        data = SETS[set_name]()
        if not data.pairs:
            continue
        lines = [
            f"**{data.words}**: {len(data.texts):,} bug reports, {len(data.pairs)} pairs known to "
            "be duplicates. *By chance*: how many of all pairs are together.",
            "",
            "| | duplicates together | by chance | left out | groups | largest | seconds |"
            " CPU s | peak GB |",
            "|---|" + "---:|" * 8,
        ]
        for engine, run in of_set.items():
            groups = kept_groups(set_name, engine).groups
            together = np.mean([groups[a] == groups[b] >= 0 for a, b in data.pairs])
            sizes = np.bincount(groups[groups >= 0])
            chance = (sizes * (sizes - 1)).sum() / (len(groups) * (len(groups) - 1))
            lines.append(
                f"| {ENGINES[engine][0]} | {together:.1%} | {chance:.1%} | "
                f"{(groups < 0).mean():.1%} | {(sizes > 0).sum()} | {sizes.max()} | "
                f"{run.seconds:.1f} | {run.cpu_seconds:.1f} | {run.peak_gb:.2f} |"
            )
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def published_table(set_names: Collection[str]) -> str:
    """What the default bar for publishing lets through of our own issues."""
    bar = PublishPolicy().min_distinctness
    lines = [
        f"**Published**: our issues of `publish.min_distinctness` ({bar}) or more",
        "",
        "| | B³ precision | tickets in them | issues |",
        "|---|---:|---:|---:|",
    ]
    for name in set_names:
        if SETS[name]().labels:
            precision, share, n_passed, n_issues = published(name)
            lines.append(
                f"| {SETS[name]().words} | {precision:.3f} | {share:.1%} | "
                f"{n_passed} of {n_issues} |"
            )
    return "\n".join(lines) + "\n"


def first_load_table(runs: Mapping[str, Run]) -> str:
    """A first load of the real tickets, embeddings given."""
    lines = [
        "| | seconds | CPU s | peak GB | left out | groups | median size | largest |",
        "|---|" + "---:|" * 7,
    ]
    for engine, run in runs.items():
        groups = kept_groups("sumo", engine).groups
        sizes = np.bincount(groups[groups >= 0])
        sizes = sizes[sizes > 0]
        lines.append(
            f"| {ENGINES[engine][0]} | {run.seconds:.1f} | {run.cpu_seconds:.1f} | "
            f"{run.peak_gb:.2f} | {(groups < 0).mean():.1%} | {len(sizes)} | "
            f"{np.median(sizes):.0f} | {sizes.max()} |"
        )
    return "\n".join(lines) + "\n"
