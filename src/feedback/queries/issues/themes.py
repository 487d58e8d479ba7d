"""The themes as rows: what `feedback themes` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.impact.impact import usd_sum
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
    them is in it twice. It is None where the night ranks by customers.
    """

    id: str
    title: str
    impact_usd: Decimal | None
    n_customers: int
    n_issues: int
    n_tickets: int
    issues: tuple[ThemeIssue, ...]
    """Largest impact first."""


def theme_rows(store: Store) -> Sequence[ThemeRow]:
    """One row per theme of the newest ranking: largest impact first, or most customers."""
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
            impact_usd=usd_sum(ranked.impact.impact_usd for ranked in issues),
            n_customers=len({line.customer_id for it in issues for line in it.impact.lines}),
            n_issues=len(issues),
            n_tickets=sum(ranked.n_tickets for ranked in issues),
            issues=tuple(ThemeIssue(ranked.issue.label, ranked.issue.title) for ranked in issues),
        )
        for theme_id, issues in by_theme.items()
    ]
    return sorted(rows, key=_place)


def _place(row: ThemeRow) -> tuple[Decimal | int | str, ...]:
    if row.impact_usd is None:
        return (-row.n_customers, -row.n_tickets, row.id)
    return (-row.impact_usd, row.id)
