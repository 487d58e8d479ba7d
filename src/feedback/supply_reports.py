"""What is written about support, put together from settings: facts are read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedback.adapters.files.people import FileSupportRoster
from feedback.adapters.store import SqlStore
from feedback.bootstrap import open_store
from feedback.bootstrap.agreements import read_ratings, segment_of, supply_policy
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.supply.metrics.ticket_frame import of_period
from feedback.domain.supply.reports.evaluation import Evaluation, evaluate_contracts
from feedback.domain.supply.reports.mismatch import Mismatch
from feedback.domain.supply.reports.pack import Pack
from feedback.domain.supply.reports.portfolio import PortfolioCell, portfolio
from feedback.domain.supply.reports.scorecard import Scorecard, month_before
from feedback.queries.supply.planning_pack import read_pack
from feedback.queries.supply.scorecards import (
    month_of,
    months_of,
    read_mismatch_report,
    read_scorecards,
)
from feedback.queries.supply.support_facts import SupportFacts, read_support_facts
from feedback.settings import Settings
from feedback.steps.supply.keep_pack import keep_pack
from feedback.web.evaluation_page import write_evaluations
from feedback.web.mismatch_page import write_mismatches
from feedback.web.pack_page import write_pack
from feedback.web.portfolio_page import write_portfolio
from feedback.web.scorecard_pages import write_scorecards


def read_facts(settings: Settings) -> tuple[Settings, SqlStore, SupportFacts]:
    """The settings, their store, and everything the reports are made from.

    Raises `InvalidInput` where there was no night yet.
    """
    store = open_store(settings)
    segments = {name: segment_of(name, given) for name, given in settings.segments.items()}
    default = settings.customers.default_segment
    return settings, store, read_support_facts(store, supply_policy(settings), segments, default)


def support_agents_of(settings: Settings) -> Sequence[SupportAgent]:
    """Who answers tickets, as far as a roster says."""
    if settings.support_agents is None:
        return ()
    return FileSupportRoster(settings.support_agents.path, settings.suppliers).support_agents()


@dataclass(frozen=True, slots=True)
class Reports:
    """What was found, and where it stands."""

    month: str
    as_of: datetime
    cards: Sequence[Scorecard]
    mismatches: Sequence[Mismatch]
    cells: Sequence[PortfolioCell]
    pack: Pack
    evaluations: Mapping[str, Sequence[Evaluation]]
    """Contract → its candidates; empty where nobody has rated any."""
    paths: list[Path]


def write_reports(
    settings: Settings,
    month: str,
    folder: Path,
    *,
    is_month_over: bool = False,
    is_pack_kept: bool = True,
) -> Reports:
    """Everything at once: scorecards of the month, mismatch and portfolio of its year up to it, the
    planning pack of today, the evaluation of candidates where anybody has rated any.

    Empty month: the newest night's or, where `is_month_over`, the last whole one. A pack that is
    not kept is not what the next one follows up.
    """
    _, store, facts = read_facts(settings)
    chosen = month_of(facts, month)
    if is_month_over and not month:
        chosen = month_before(chosen)
    months = months_of(facts, chosen, whole_year=True)
    ratings = read_ratings(settings)
    cards = read_scorecards(store, facts, chosen, ratings, support_agents_of(settings))
    report = read_mismatch_report(store, facts, months)
    cells = portfolio(of_period(facts.frame, months), facts.policy)
    paths = [
        *write_scorecards(cards, facts, folder),
        *write_mismatches(report, facts, folder),
        *write_portfolio(cells, facts, months, folder),
    ]
    as_of = facts.as_of
    del facts  # half a gigabyte after a year of many tickets
    pack = read_pack(store, settings.supply.competitors)
    if is_pack_kept:
        keep_pack(store, pack)
    paths += write_pack(pack, folder)
    evaluations = evaluate_contracts(ratings, settings.supply.criteria)
    if evaluations:
        paths += write_evaluations(evaluations, folder)
    return Reports(chosen, as_of, cards, report.found, cells, pack, evaluations, paths)
