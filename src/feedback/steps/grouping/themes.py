"""Themes: which set of related issues each issue belongs to. A part of the group step."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from feedback.domain.grouping import GroupingPolicy, Profiles, themes_of
from feedback.domain.issues.issue import ThemeId
from feedback.domain.issues.theme import Theme, is_due, theme_titles
from feedback.ports import Transaction


def update_themes(
    tx: Transaction, profiles: Profiles, policy: GroupingPolicy, now: datetime
) -> int:
    """Give new issues a theme; divide all issues again when needed. Returns how many there are."""
    known = {theme.theme_id: theme for theme in tx.themes.all()}
    had = {
        issue_id: theme_id
        for issue_id, theme_id in tx.issues.themes().items()
        if theme_id is not None
    }
    living = {*profiles.numbers.tolist()}
    standing = [theme for theme in known.values() if theme.n_issues]
    anew = is_due(standing, len(living))
    if not anew and living <= had.keys():
        return len(standing)
    next_theme = ThemeId(max(known, default=0) + 1)
    placed = themes_of(profiles, had, next_theme, policy, anew=anew)
    moved = {
        issue_id: theme_id for issue_id, theme_id in placed.items() if had.get(issue_id) != theme_id
    }
    issues = tx.issues.some(moved)
    tx.issues.save(
        replace(issues[issue_id], theme_id=theme_id) for issue_id, theme_id in moved.items()
    )
    if not anew:
        return len(standing)
    sizes, titles = Counter(placed.values()), theme_titles(placed, tx.issues.terms())
    tx.themes.save(
        Theme(
            theme_id,
            titles.get(theme_id, known[theme_id].title if theme_id in known else ""),
            sizes[theme_id],
            known[theme_id].made_at if theme_id in known else now,
        )
        for theme_id in sorted({*sizes, *known})
    )
    return len(sizes)
