"""Themes: sets of related issues, found among the issues' centres as issues are among tickets."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from feedback.domain.grouping.memory.profiles import Profiles
from feedback.domain.grouping.neighbours.search import find_neighbours
from feedback.domain.grouping.partition.graph import graph_of
from feedback.domain.grouping.partition.ladder import choose_rung
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.issues.issue import IssueId, ThemeId
from feedback.domain.tickets.vectors import normalised

FEWEST_ISSUES = 8
"""Fewer need no second level: they are one theme."""
_ENTROPY_PRICE = 0.07
"""Of one more nat, however many the issues: themes are few."""


def themes_of(
    profiles: Profiles,
    known: Mapping[IssueId, ThemeId],
    next_theme: ThemeId,
    policy: GroupingPolicy,
    *,
    anew: bool,
) -> dict[IssueId, ThemeId]:
    """The theme of every living issue.

    Issues keep theirs, and a new one takes that of the nearest issue that has one. With `anew` all
    are divided again, each theme taking the id it shares most tickets with; what shares none gets
    ids from `next_theme` on. Deterministic.
    """
    issues = [IssueId(number) for number in profiles.numbers.tolist()]
    if not issues:
        return {}
    x = normalised(profiles.groups.means)
    held = [known.get(issue) for issue in issues]
    if not anew and any(theme is not None for theme in held):
        placed = np.flatnonzero([theme is not None for theme in held])
        nearest = placed[(x @ x[placed].T).argmax(axis=1)]
        return {
            issue: own if own is not None else known[issues[near]]
            for issue, own, near in zip(issues, held, nearest, strict=True)
        }
    label = np.zeros(len(issues), np.int64)
    if len(issues) >= FEWEST_ISSUES:
        # Of few issues each would be linked to all others, and nothing would fall apart.
        links = replace(
            policy,
            n_neighbours=min(policy.n_neighbours, max(3, len(issues) // 4)),
            entropy_price=_ENTROPY_PRICE / len(issues) ** 0.5,
        )
        label = choose_rung(x, graph_of(find_neighbours(x, None, links)), links).label
    overlap: dict[tuple[int, ThemeId], int] = {}
    for group, theme, size in zip(
        label.tolist(), held, profiles.groups.sizes.tolist(), strict=True
    ):
        if theme is not None:
            overlap[group, theme] = overlap.get((group, theme), 0) + size
    names: dict[int, ThemeId] = {}
    for group, theme in sorted(overlap, key=lambda pair: (-overlap[pair], pair)):
        if group not in names and theme not in names.values():
            names[group] = theme
    for group in range(int(label.max()) + 1):
        if group not in names:
            names[group] = next_theme
            next_theme = ThemeId(next_theme + 1)
    return {issue: names[group] for issue, group in zip(issues, label.tolist(), strict=True)}
