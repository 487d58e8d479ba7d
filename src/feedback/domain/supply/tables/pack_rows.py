"""The planning pack as a table."""

from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.supply.reports.pack import Pack, Wish, answer_words, became_words


@dataclass(frozen=True, slots=True)
class PackRow:
    """Grain: issue and section. USD per year; None: the section does not have it, or the night
    ranks by customers."""

    section: str
    """wish, defect or heroic."""
    issue: str
    """`FB-12`."""
    title: str
    kind: str | None
    theme: str | None
    value_usd: float | None
    """Value asking (wish), at risk (defect), spent by support to date (heroic)."""
    estimated_usd: float | None
    """Part of it that is estimated."""
    at_risk_usd: float | None
    to_win_usd: float | None
    """Open deals of those who ask."""
    n_customers: int
    n_large: int | None
    n_tickets: int
    growth: str
    segments: tuple[str, ...] | None
    """`enterprise 3`: customers that ask."""
    competitors: tuple[str, ...] | None
    """`Rivalry 2`: tickets that name it."""
    answer: str


def pack_rows(pack: Pack) -> list[PackRow]:
    """Wishes, then defects without a plan, then what stays quiet only because of support."""
    return [
        *(_wish_row(wish) for wish in pack.wishes),
        *(
            _row(pack, "defect", defect, _usd(defect.impact.impact_usd), None)
            for defect in pack.defects
        ),
        *(
            _row(pack, "heroic", heroic.ranked, float(heroic.cost_usd), float(heroic.estimated_usd))
            for heroic in pack.heroic
        ),
    ]


def _wish_row(wish: Wish) -> PackRow:
    issue = wish.ranked.issue
    return PackRow(
        section="wish",
        issue=issue.label,
        title=issue.title,
        kind=str(issue.kind),
        theme=wish.theme,
        value_usd=_usd(wish.value_usd),
        estimated_usd=_usd(wish.estimated_usd),
        at_risk_usd=_usd(wish.ranked.impact.impact_usd),
        to_win_usd=float(wish.to_win_usd),
        n_customers=len(wish.customers),
        n_large=len(wish.large),
        n_tickets=wish.ranked.n_tickets,
        growth=str(wish.ranked.activity.trend),
        segments=tuple(f"{name} {n}" for name, n in wish.segments.items()),
        competitors=tuple(f"{name} {n}" for name, n in wish.competitors),
        answer=became_words(wish.answers, wish.plan),
    )


def _usd(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _row(
    pack: Pack,
    section: str,
    ranked: RankedIssue,
    value_usd: float | None,
    estimated_usd: float | None,
) -> PackRow:
    return PackRow(
        section=section,
        issue=ranked.issue.label,
        title=ranked.issue.title,
        kind=str(ranked.issue.kind),
        theme=None,
        value_usd=value_usd,
        estimated_usd=estimated_usd,
        at_risk_usd=_usd(ranked.impact.impact_usd),
        to_win_usd=None,
        n_customers=ranked.n_customers,
        n_large=None,
        n_tickets=ranked.n_tickets,
        growth=str(ranked.activity.trend),
        segments=None,
        competitors=None,
        answer="; ".join(map(answer_words, pack.answers_to(ranked))),
    )
