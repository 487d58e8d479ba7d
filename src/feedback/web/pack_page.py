"""The planning pack as Markdown, as a page that prints well, and as CSV."""

from decimal import Decimal
from pathlib import Path

from feedback import display
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.supply.reports.pack import Pack, Wish, answer_words, became_words, pack_words
from feedback.domain.supply.tables.pack_rows import PackRow, pack_rows
from feedback.web.report import write_page
from feedback.web.supply_templates import supply_environment
from feedback.web.tables import bullets, plain, write_csv

N_CUSTOMERS = 8
N_QUOTES = 3


def write_pack(pack: Pack, folder: Path) -> list[Path]:
    """Three files; returns where they are."""
    stem = folder / f"planning-pack-{pack.on.isoformat()}"
    write_page(pack_markdown(pack), stem.with_suffix(".md"))
    environment = supply_environment()
    environment.filters["became"] = lambda wish: became_words(wish.answers, wish.plan)
    environment.filters["answer"] = answer_words
    page = environment.get_template("pack.html").render(
        pack=pack,
        told=pack_words(pack),
        most=_most(pack),
        n_customers=N_CUSTOMERS,
        n_quotes=N_QUOTES,
    )
    write_page(page, stem.with_suffix(".html"))
    write_csv(PackRow, pack_rows(pack), stem.with_suffix(".csv"))
    return [stem.with_suffix(suffix) for suffix in (".md", ".html", ".csv")]


def pack_markdown(pack: Pack) -> str:
    """The whole pack as a text."""
    lines = [f"# Planning pack, {display.day(pack.on)}", "", *bullets(map(plain, pack_words(pack)))]
    lines += ["", "## What customers ask for that does not exist", ""]
    for theme, wishes in pack.themes:
        lines += [f"### {plain(theme)}", ""]
        for wish in wishes:
            lines += _wish_lines(wish)
    if not pack.wishes:
        lines += ["Nothing.", ""]
    lines += [f"## The {_most(pack)} problems without a plan", ""]
    lines += bullets(
        f"{defect.issue.label} {plain(defect.issue.title)}: "
        f"{_at_stake(defect)}"
        + "".join(f"; {plain(answer_words(each))}" for each in pack.answers_to(defect)[-1:])
        for defect in pack.defects
    ) or ["None."]
    lines += ["", "## Quiet only because support spends much on them", ""]
    lines += bullets(
        f"{heroic.ranked.issue.label} {plain(heroic.ranked.issue.title)}: "
        f"{display.money(heroic.cost_usd)} spent{_estimated(heroic.estimated_usd)}, "
        f"CSAT {heroic.csat:.1f} of {display.count(heroic.n_rated, 'rating')}"
        for heroic in pack.heroic
    ) or ["None."]
    if pack.last_on is not None:
        lines += ["", f"## What the pack of {display.day(pack.last_on)} asked for", ""]
        lines += bullets(
            f"{follow_up.label} {plain(follow_up.title)}: {plain(follow_up.became)}"
            for follow_up in pack.follow_ups
        )
    return "\n".join([*lines, ""])


def _estimated(amount: Decimal) -> str:
    return f" ({display.money(amount)} of it estimated)" if amount else ""


def _most(pack: Pack) -> str:
    has_money = not pack.defects or pack.defects[0].impact.impact_usd is not None
    return "most costly" if has_money else "largest"


def _at_stake(ranked: RankedIssue) -> str:
    customers = display.count(ranked.n_customers, "customer")
    if ranked.impact.impact_usd is None:
        return f"{customers}, {display.count(ranked.n_tickets, 'ticket')}"
    return f"{display.money(ranked.impact.impact_usd)} a year at risk, {customers}"


def _values(wish: Wish) -> list[str]:
    customers = (
        f"{display.count(len(wish.customers), 'customer')} "
        f"({', '.join(f'{name} {n}' for name, n in wish.segments.items())})"
    )
    at_risk_usd = wish.ranked.impact.impact_usd
    if wish.value_usd is None or at_risk_usd is None:
        return [f"Asking: {customers}"]
    return [
        f"Value asking: {display.money(wish.value_usd)} a year, {customers}"
        + (f", {display.money(wish.estimated_usd)} of it estimated" if wish.estimated_usd else ""),
        f"Value at risk: {display.money(at_risk_usd)} a year",
    ]


def _wish_lines(wish: Wish) -> list[str]:
    issue = wish.ranked.issue
    names = ", ".join(plain(name) for name, _, _ in wish.customers[:N_CUSTOMERS])
    more = len(wish.customers) - N_CUSTOMERS
    facts = [
        *_values(wish),
        *(
            [f"Value to win: {display.money(wish.to_win_usd)} in open deals"]
            if wish.to_win_usd
            else []
        ),
        f"Growth: {wish.ranked.activity.trend}, {display.count(wish.ranked.n_tickets, 'ticket')}",
        f"Who asks: {names}" + (f" and {more} more" if more > 0 else ""),
        *(
            [f"Competitors named: {', '.join(f'{plain(n)} ({k})' for n, k in wish.competitors)}"]
            if wish.competitors
            else []
        ),
        f"Answer: {plain(became_words(wish.answers, wish.plan))}",
        *(f"Decided before: {plain(answer_words(each))}" for each in wish.answers[:-1]),
    ]
    quotes = [f"> {plain(e.quote)}\n" for e in issue.description.exemplars[:N_QUOTES]]
    return [
        f"**{issue.label} {plain(issue.title)}** ({issue.kind})", "", *bullets(facts), "", *quotes
    ]  # fmt: skip
