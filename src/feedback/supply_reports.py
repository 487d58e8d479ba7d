"""What is written about support, put together from settings: facts are read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback.adapters.files.people import FileSupportRoster
from feedback.adapters.store import SqlStore
from feedback.bootstrap import open_store
from feedback.bootstrap.supply import read_ratings, segment_of, supply_policy
from feedback.domain.customer import SupportAgent
from feedback.domain.supply.evaluation import evaluate_contracts
from feedback.domain.supply.mismatch import Mismatch
from feedback.domain.supply.reviews import Rating
from feedback.domain.supply.scorecard import Scorecard
from feedback.domain.supply.sourcing import portfolio
from feedback.domain.supply.tickets import of_period
from feedback.ports import Store
from feedback.queries.planning import keep_pack, read_pack
from feedback.queries.scorecards import (
    month_of,
    months_of,
    read_mismatch_report,
    read_scorecards,
)
from feedback.queries.supply import SupportFacts, read_support_facts
from feedback.settings import Settings
from feedback.web.evaluation import write_evaluations
from feedback.web.pack import write_pack
from feedback.web.scorecards import write_scorecards
from feedback.web.supply import write_mismatches, write_portfolio


def read_facts(settings: Settings) -> tuple[Settings, SqlStore, SupportFacts]:
    """The settings, their store, and everything the reports are made from.

    Raises `InvalidInput` where there was no night yet.
    """
    store = open_store(settings)
    segments = {name: segment_of(name, one) for name, one in settings.segments.items()}
    default = settings.customers.default_segment
    return settings, store, read_support_facts(store, supply_policy(settings), segments, default)


def support_agents_of(settings: Settings) -> Sequence[SupportAgent]:
    """Who answers tickets, as far as a roster says."""
    if settings.support_agents is None:
        return ()
    return FileSupportRoster(settings.support_agents.path, settings.suppliers).support_agents()


@dataclass(frozen=True, slots=True)
class Monthly:
    """What was found, and where it stands."""

    cards: Sequence[Scorecard]
    mismatches: Sequence[Mismatch]
    paths: list[Path]


def write_monthly(
    store: Store,
    facts: SupportFacts,
    month: str,
    ratings: Sequence[Rating],
    support_agents: Sequence[SupportAgent],
    folder: Path,
) -> Monthly:
    """Scorecards of the month, mismatch and portfolio of its year up to it."""
    months = months_of(facts, month, whole_year=True)
    cards = read_scorecards(store, facts, month, ratings, support_agents)
    report = read_mismatch_report(store, facts, months)
    cells = portfolio(of_period(facts.frame, months), facts.policy)
    paths = [
        *write_scorecards(cards, facts, folder),
        *write_mismatches(report, facts, folder),
        *write_portfolio(cells, facts, months, folder),
    ]
    return Monthly(cards, report.found, paths)


def write_reports(settings: Settings, month: str, folder: Path) -> list[Path]:
    """Everything at once, the planning pack too; returns where it stands. Empty month: the newest
    night's."""
    _, store, facts = read_facts(settings)
    chosen = month_of(facts, month)
    agents = support_agents_of(settings)
    paths = write_monthly(store, facts, chosen, read_ratings(settings), agents, folder).paths
    del facts  # half a gigabyte after a year of many tickets
    pack = read_pack(store, settings.supply.competitors)
    keep_pack(store, pack)
    paths += write_pack(pack, folder)
    evaluations = evaluate_contracts(read_ratings(settings), settings.supply.criteria)
    return [*paths, *write_evaluations(evaluations, folder)] if evaluations else paths
