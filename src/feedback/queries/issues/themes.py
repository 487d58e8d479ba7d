"""The themes as rows: what `feedback themes` prints."""

from decimal import Decimal
from typing import Any

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import ThemeId
from feedback.domain.issues.theme import theme_label
from feedback.ports import Store


def theme_rows(store: Store) -> list[dict[str, Any]]:
    """One row per theme of the newest ranking, largest impact first. JSON-ready.

    `impact_usd` adds up what its issues put at risk; a customer that suffers from two of them is
    in it twice. USD per year.
    """
    with store.begin() as tx:
        themes = {theme.theme_id: theme for theme in tx.themes.all()}
        by_theme: dict[ThemeId, list[RankedIssue]] = {}
        for ranked in tx.rankings.latest():
            if ranked.issue.theme_id is not None:
                by_theme.setdefault(ranked.issue.theme_id, []).append(ranked)
    rows = [
        {
            "id": theme_label(themes[theme_id].theme_id),
            "title": themes[theme_id].title,
            "impact_usd": float(sum((ranked.impact.impact_usd for ranked in issues), Decimal(0))),
            "n_issues": len(issues),
            "n_tickets": sum(ranked.n_tickets for ranked in issues),
            "issues": [
                {"id": ranked.issue.label, "title": ranked.issue.title} for ranked in issues
            ],
        }
        for theme_id, issues in by_theme.items()
    ]
    return sorted(rows, key=lambda row: (-row["impact_usd"], row["id"]))
