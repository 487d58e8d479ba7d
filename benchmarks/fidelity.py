"""Ranking fidelity: does a grouping put the right problems on top?

Synthetic customers, several tickets each, are dealt to the texts of a labelled set by a seed.
The true labels, taken as issues, and an engine's issues are each ranked by the project's own
impact formula over the same tickets and customers. Each issue stands for its best label: the
one that most of its tickets carry.

- **Several issues of one label**: the first keeps the label's place, the later ones use up a row
  of the list and gain nothing. A product manager who reads the same problem twice in ten rows has
  nine rows left. For Kendall's tau the label has the impact of the largest of them; to add them
  up would count a customer twice.
- **A label without an issue** was not found: its gain is missing from the list, and for tau it is
  last, with impact 0 (tau-b; several such labels are tied).
- **An issue of noise** (CLINC150's oos) uses up a row and gains nothing; noise is not a problem
  that   should have been found.

The gain of a label is its true impact in USD (linear: the money is the relevance), so NDCG@10
(Järvelin & Kekäläinen 2002) is close to the share of the ten largest problems' money that the
first ten rows show.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
from scipy.stats import kendalltau
from sklearn.metrics import dcg_score

from benchmarks.engines import ENGINES
from benchmarks.labelled import NOISE, SETS
from benchmarks.one_run import kept_groups
from feedback.domain.customers.customer import Customer, Segment, Valuations
from feedback.domain.impact.impact import ImpactPolicy, assess_impact
from feedback.domain.tickets.ticket import Stake, TicketFacts, TicketId, TicketPriority

SET_NAMES = ("dstc11", "banking77-test", "banking77-all", "clinc150")
N_SEEDS = 5
TOP = 10
AS_OF = datetime(2026, 3, 9, 4, tzinfo=UTC)
TICKETS_PER_CUSTOMER = 4
HISTORY_DAYS = 90
SEGMENTS = (
    # name, share of customers, median value in USD a year, spread (sigma of the log)
    ("enterprise", 0.05, 150_000, 0.7),
    ("mid-market", 0.25, 12_000, 0.8),
    ("self-serve", 0.70, 400, 0.9),
)
PRIORITY_SHARES = {
    TicketPriority.LOW: 0.15,
    TicketPriority.NORMAL: 0.6,
    TicketPriority.HIGH: 0.2,
    TicketPriority.URGENT: 0.05,
}


@dataclass(frozen=True, slots=True)
class Market:
    """Invented customers, and what each row's ticket puts at stake."""

    customers: dict[str, Customer]
    stakes: tuple[Stake, ...]


def market(n_tickets: int, seed: int) -> Market:
    """Customers for so many tickets. Enterprise customers send more of them."""
    chance = random.Random(seed)
    customers, senders = {}, []
    for number in range(max(n_tickets // TICKETS_PER_CUSTOMER, 2)):
        name, _, median, sigma = chance.choices(SEGMENTS, [segment[1] for segment in SEGMENTS])[0]
        customer_id = f"C-{number:05d}"
        value = Decimal(f"{median * chance.lognormvariate(0, sigma):.2f}")
        renewal = AS_OF.date() + timedelta(days=chance.randrange(365))
        customers[customer_id] = Customer(
            customer_id, customer_id, name, value, renewal, round(chance.betavariate(4, 2), 2)
        )
        senders.append(chance.lognormvariate(0, 1) * (3 if name == "enterprise" else 1))
    who = chance.choices(list(customers), senders, k=n_tickets)
    return Market(customers, tuple(_stake(row, who[row], chance) for row in range(n_tickets)))


def _stake(row: int, customer_id: str, chance: random.Random) -> Stake:
    created_at = AS_OF - timedelta(days=chance.random() * HISTORY_DAYS)
    priority = chance.choices(list(PRIORITY_SHARES), list(PRIORITY_SHARES.values()))[0]
    facts = TicketFacts(created_at=created_at, updated_at=created_at, priority=priority)
    return Stake(TicketId(f"t:{row:06d}"), customer_id, facts)


def impacts(groups: Sequence[str], of: Market) -> dict[str, float]:
    """USD a year at risk because of each group; the empty name is not a group."""
    segments = {name: Segment(name) for name, *_ in SEGMENTS}
    valuations = Valuations(of.customers.values(), segments)
    members: dict[str, list[Stake]] = {}
    for stake, group in zip(of.stakes, groups, strict=True):
        if group:
            members.setdefault(group, []).append(stake)
    return {
        group: float(
            assess_impact(
                stakes, of.customers, segments, valuations, ImpactPolicy(), AS_OF
            ).impact_usd
        )
        for group, stakes in members.items()
    }


@dataclass(frozen=True, slots=True)
class Fidelity:
    ndcg: float
    tau: float


def fidelity(labels: Sequence[str], groups: Sequence[str], of: Market) -> Fidelity:
    """How near an engine's ranking is to that of the labels; see the module for the rules."""
    truth = impacts(["" if label == NOISE else label for label in labels], of)
    best = _best_labels(labels, groups)
    found = impacts(groups, of)
    ranked = sorted(found, key=lambda group: (-found[group], group))
    gains, reached = [], dict.fromkeys(truth, 0.0)
    for group in ranked:
        label = best[group]
        is_first = reached.get(label) == 0.0
        gains.append(truth[label] if is_first else 0.0)
        if is_first:
            reached[label] = found[group]
    names = sorted(truth)
    tau = kendalltau([truth[name] for name in names], [reached[name] for name in names])
    return Fidelity(
        ndcg=_dcg(gains) / _dcg(sorted(truth.values(), reverse=True)),
        tau=float(np.nan_to_num(tau.statistic)),
    )


def _dcg(gains: Sequence[float]) -> float:
    """Discounted cumulative gain of a list's first rows; scikit-learn's, on the order given."""
    if not gains:
        return 0.0
    return float(dcg_score([gains], [[-place for place in range(len(gains))]], k=TOP))


def _best_labels(labels: Sequence[str], groups: Sequence[str]) -> dict[str, str]:
    """Group → the label most of its tickets carry; among equals the first by name."""
    counts: dict[str, dict[str, int]] = {}
    for label, group in zip(labels, groups, strict=True):
        of_group = counts.setdefault(group, {})
        of_group[label] = of_group.get(label, 0) + 1
    return {
        group: max(sorted(of_group), key=lambda label: of_group[label])
        for group, of_group in counts.items()
    }


def table() -> str:
    """NDCG@10 and Kendall's tau of every engine on every set, means over the seeds."""
    lines = [
        "| NDCG@10 / Kendall's τ | "
        + " | ".join(SETS[name]().words for name in SET_NAMES)
        + " | mean |",
        "|---|" + "---:|" * (len(SET_NAMES) + 1),
    ]
    markets = {
        name: [market(len(SETS[name]().labels), seed) for seed in range(N_SEEDS)]
        for name in SET_NAMES
    }
    for engine, (words, _) in ENGINES.items():
        means = [_mean_fidelity(name, engine, markets[name]) for name in SET_NAMES]
        ndcg, tau = (
            float(np.mean([getattr(mean, what) for mean in means])) for what in ("ndcg", "tau")
        )
        cells = [f"{mean.ndcg:.3f} / {mean.tau:.2f}" for mean in (*means, Fidelity(ndcg, tau))]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _mean_fidelity(set_name: str, engine: str, markets: Sequence[Market]) -> Fidelity:
    labels = SETS[set_name]().labels
    groups = ["" if group < 0 else f"{group:06d}" for group in kept_groups(set_name, engine).groups]
    each = [fidelity(labels, groups, market) for market in markets]
    return Fidelity(
        float(np.mean([market.ndcg for market in each])),
        float(np.mean([market.tau for market in each])),
    )
