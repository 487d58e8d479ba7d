"""What the reports on support leave in the Prefect UI."""

from collections.abc import Sequence

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from feedback.domain.supply.agreements.quantity import Unit, show_amount
from feedback.domain.supply.reports.evaluation import evaluation_words
from feedback.domain.supply.reports.mismatch import mismatch_words
from feedback.domain.supply.reports.pack import Pack, pack_words
from feedback.domain.supply.reports.portfolio import portfolio_words
from feedback.domain.supply.reports.scorecard_words import figure_words, scorecard_words
from feedback.supply_reports import Reports
from feedback.web.tables import bullets, plain
from flows.artifacts import MAX_ROWS


def publish_reports(made: Reports) -> None:
    """One artifact per report: its sentences, and the rows that matter most."""
    _publish_scorecards(made)
    _publish_mismatch(made)
    _publish_portfolio(made)
    publish_pack(made.pack)
    _publish_evaluation(made)


def publish_pack(pack: Pack) -> None:
    _publish_words("planning-pack", "Planning pack", pack_words(pack))


def _publish_scorecards(made: Reports) -> None:
    lines = [f"## Support in {made.month}"]
    for card in made.cards:
        lines += ["", f"### {plain(card.terms.name)}", ""]
        lines += bullets(map(plain, scorecard_words(card)))
    create_markdown_artifact(key="scorecards", markdown="\n".join(lines))


def _publish_mismatch(made: Reports) -> None:
    exposed = [one for one in made.mismatches if one.exposed_usd > 0]
    create_table_artifact(
        key="mismatch",
        table=[
            {
                "exposed a year": f"${one.exposed_usd:,.0f}",
                "segment": one.segment,
                "contact type": one.contact_type,
                "tickets": one.n_tickets,
                "missed": one.n_missed,
                "wrong queue": one.promise("misrouted").n_missed,
                "answered by": ", ".join(f"{name} {n}" for name, n in one.suppliers),
            }
            for one in exposed[:MAX_ROWS]
        ],
        description=_told(mismatch_words(list(made.mismatches)), len(exposed)),
    )


def _publish_portfolio(made: Reports) -> None:
    cells = sorted(made.cells, key=lambda one: (-one.n_tickets, one.segment, one.contact_type))
    create_table_artifact(
        key="portfolio",
        table=[
            {
                "tickets": one.n_tickets,
                "segment": one.segment,
                "contact type": one.contact_type,
                "supplier": one.supplier,
                "a resolution": figure_words(one.cost_per_resolution, Unit.USD),
                "experience": show_amount(one.experience, Unit.SHARE),
                "wrong queue": one.n_misrouted,
            }
            for one in cells[:MAX_ROWS]
        ],
        description=_told(portfolio_words(cells), len(cells)),
    )


def _publish_evaluation(made: Reports) -> None:
    told = [
        f"{about}: {sentence}" if about else sentence
        for about, candidates in made.evaluations.items()
        for sentence in evaluation_words(candidates)
    ]
    _publish_words(
        "supplier-evaluation", "Suppliers evaluated", told or ["Nobody has rated a candidate yet."]
    )


def _publish_words(key: str, title: str, told: Sequence[str]) -> None:
    lines = [f"## {title}", "", *bullets(map(plain, told))]
    create_markdown_artifact(key=key, markdown="\n".join(lines))


def _told(sentences: Sequence[str], n_rows: int) -> str:
    words = " ".join(map(plain, sentences))
    return words + (f" The first {MAX_ROWS} of {n_rows}." if n_rows > MAX_ROWS else "")
