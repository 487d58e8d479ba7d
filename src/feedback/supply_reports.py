"""What is written about support every month, from facts that are read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback.domain.customer import SupportAgent
from feedback.domain.supply.mismatch import Mismatch
from feedback.domain.supply.reviews import Rating
from feedback.domain.supply.scorecard import Scorecard
from feedback.domain.supply.sourcing import portfolio
from feedback.domain.supply.tickets import of_period
from feedback.ports import Store
from feedback.queries.scorecards import read_mismatches, read_scorecards, to_date
from feedback.queries.supply import SupportFacts
from feedback.web.supply import write_mismatches, write_portfolio, write_scorecards


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
    months = to_date(month)
    cards = read_scorecards(store, facts, month, ratings, support_agents)
    found, _ = read_mismatches(store, facts, months)
    cells = portfolio(of_period(facts.frame, months), facts.policy)
    paths = [
        *write_scorecards(cards, facts, folder),
        *write_mismatches(found, facts, months, folder),
        *write_portfolio(cells, facts, months, folder),
    ]
    return Monthly(cards, found, paths)
