"""Invents customers for the real tickets: `python -m benchmarks.sumo`.

Writes var/sumo/customers.csv and requesters.csv, which config/sumo.toml reads. The tickets are
real, the customers are NOT: values, segments and who works where come from a seed.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from benchmarks.data import SUMO, require

OUT = Path("var/sumo")
SEED = 20181201
SHARE_UNRESOLVED = 0.05
"""Of requesters, left out of the mapping: every real mapping has holes."""
SHARE_UNKNOWN_VALUE = 0.04
SEGMENTS = (
    # name, share of customers, median value in USD a year, spread (sigma of the log), people
    ("enterprise", 0.02, 150_000, 0.7, 120),
    ("business", 0.18, 9_000, 0.8, 12),
    ("self-serve", 0.80, 300, 0.9, 2),
)


def main() -> None:
    requesters = sorted(pd.read_parquet(require(SUMO), columns=["requester"])["requester"].unique())
    chance = random.Random(SEED)
    chance.shuffle(requesters)
    customers: list[tuple[str, str, str, str, str, str, str]] = []
    mapping: list[tuple[str, str]] = []
    place = 0
    while place < len(requesters):
        name, _, median, sigma, people = chance.choices(
            SEGMENTS, [segment[1] for segment in SEGMENTS]
        )[0]
        customer_id = f"S-{len(customers) + 1:05d}"
        value = f"{median * chance.lognormvariate(0, sigma):.2f}"
        renewal = date(2020, 8, 1) + timedelta(days=chance.randrange(365))
        customers.append(
            (
                customer_id,
                f"Synthetic {name} {len(customers) + 1}",
                name,
                "" if chance.random() < SHARE_UNKNOWN_VALUE else value,
                renewal.isoformat(),
                f"{chance.betavariate(4, 2):.2f}",
                "",
            )
        )
        n_people = 1 + int(chance.expovariate(1 / people))
        for requester in requesters[place : place + n_people]:
            if chance.random() >= SHARE_UNRESOLVED:
                mapping.append((requester, customer_id))
        place += n_people
    OUT.mkdir(parents=True, exist_ok=True)
    header = ("customer_id", "name", "segment", "value_usd", "renewal_on", "health", "country")
    _write(OUT / "customers.csv", header, customers)
    _write(OUT / "requesters.csv", ("requester", "customer_id"), mapping)
    print(f"{len(customers)} synthetic customers for {len(requesters)} requesters in {OUT}.")


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


if __name__ == "__main__":
    main()
