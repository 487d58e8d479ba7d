"""Constants chosen without a family: what is reported for its sets."""

from collections.abc import Sequence
from dataclasses import replace

from feedback.domain.grouping import GroupingPolicy

MERGE_WEIGHTS: dict[str, tuple[float, float, float]] = {
    "banking77": (-4.94, 3.32, 2.69),
    "banking77+clinc150": (-4.44, 3.17, 2.52),
    "banking77+dstc11": (-6.12, 4.13, 3.3),
    "clinc150": (-4.82, 3.1, 2.58),
    "clinc150+hwu64": (-4.57, 2.89, 2.41),
    "dstc11": (-6.07, 3.92, 3.44),
    "dstc11+hwu64": (-6.36, 4.08, 3.75),
    "hwu64": (-5.06, 3.21, 2.77),
}
"""families left out → `GroupingPolicy.merge_weights`; printed by `python -m
benchmarks.grouping.choose`."""

BELONGING_WEIGHTS: dict[str, tuple[float, float, float]] = {
    "banking77": (-1.67, 4.97, 1.79),
    "banking77+clinc150": (-1.52, 4.65, 1.67),
    "banking77+dstc11": (-1.7, 5.32, 1.71),
    "clinc150": (-1.47, 4.41, 1.57),
    "clinc150+hwu64": (-1.53, 4.17, 1.69),
    "dstc11": (-1.56, 4.88, 1.55),
    "dstc11+hwu64": (-1.69, 4.84, 1.7),
    "hwu64": (-1.71, 4.58, 1.85),
}
"""families left out → `GroupingPolicy.belonging_weights`."""


def left_out_together() -> list[tuple[str, ...]]:
    """The families that are left out together, each family alone and each two that are mixed."""
    return [tuple(names.split("+")) for names in MERGE_WEIGHTS]


def policy_without(families: Sequence[str]) -> GroupingPolicy:
    """The engine's choices as they are without what these families of sets tell."""
    names = "+".join(sorted(families))
    return replace(
        GroupingPolicy(),
        merge_weights=MERGE_WEIGHTS[names],
        belonging_weights=BELONGING_WEIGHTS[names],
    )
