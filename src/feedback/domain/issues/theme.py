"""Themes: sets of related issues, for planning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.issues.issue import IssueId, ThemeId
from feedback.domain.issues.keyphrases import keyphrases

REMADE_AT = 0.25
"""All issues are divided again when their number has changed by this share: themes are for
planning, so they should stay."""


def theme_label(theme_id: ThemeId) -> str:
    """`TH-3`, the name people use."""
    return f"TH-{theme_id}"


@dataclass(frozen=True, slots=True)
class Theme:
    """A set of related issues. Its issues are kept with them."""

    theme_id: ThemeId
    title: str
    """Its keyphrases: nobody has named it."""
    n_issues: int
    """When all issues were last divided."""
    made_at: datetime
    """When it was first seen."""


def is_due(themes: Sequence[Theme], n_living: int) -> bool:
    """Whether all issues should be divided into themes again."""
    n_then = sum(theme.n_issues for theme in themes)
    return not themes or abs(n_living - n_then) >= REMADE_AT * n_then


def theme_titles(
    placed: Mapping[IssueId, ThemeId], terms: Mapping[IssueId, Mapping[str, int]]
) -> dict[ThemeId, str]:
    """The three keyphrases that set each theme apart from the others."""
    totals: dict[ThemeId, dict[str, int]] = {}
    background: dict[str, int] = {}
    for issue_id, theme_id in sorted(placed.items()):
        own = totals.setdefault(theme_id, {})
        for term, n in terms.get(issue_id, {}).items():
            own[term] = own.get(term, 0) + n
            background[term] = background.get(term, 0) + n
    mean_total = sum(background.values()) / max(len(totals), 1)
    titles = {}
    for theme_id, own in totals.items():
        words = ", ".join(keyphrases(own, background, mean_total, n_phrases=3))
        titles[theme_id] = (words[:1].upper() + words[1:]) or theme_label(theme_id)
    return titles
