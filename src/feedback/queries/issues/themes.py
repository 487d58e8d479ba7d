"""The themes as rows: what `feedback themes` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import ThemeId
from feedback.domain.issues.theme import theme_label
from feedback.ports import Store


@dataclass(frozen=True, slots=True)
class ThemeIssue:
    """An issue of a theme."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme of the newest ranking.

    `impact_usd` adds up what its issues put at risk a year; a customer that suffers from two of
    them is in it twice.
    """

    id: str
    title: str
    impact_usd: Decimal
    n_issues: int
    n_tickets: int
    issues: tuple[ThemeIssue, ...]
    """Largest impact first."""


def theme_rows(store: Store) -> Sequence[ThemeRow]:
    """One row per theme of the newest ranking, largest impact first."""
    with store.begin() as tx:
        themes = {theme.theme_id: theme for theme in tx.themes.all()}
        by_theme: dict[ThemeId, list[RankedIssue]] = {}
        for ranked in tx.rankings.latest():
            if ranked.issue.theme_id is not None:
                by_theme.setdefault(ranked.issue.theme_id, []).append(ranked)
    rows = [
        ThemeRow(
            id=theme_label(theme_id),
            title=themes[theme_id].title,
            impact_usd=sum((ranked.impact.impact_usd for ranked in issues), Decimal(0)),
            n_issues=len(issues),
            n_tickets=sum(ranked.n_tickets for ranked in issues),
            issues=tuple(ThemeIssue(ranked.issue.label, ranked.issue.title) for ranked in issues),
        )
        for theme_id, issues in by_theme.items()
    ]
    return sorted(rows, key=lambda row: (-row.impact_usd, row.id))
