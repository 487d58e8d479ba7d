"""The nights of the benchmark, on texts small enough to make up."""

import numpy as np

from benchmarks.embeddings import Embedded
from benchmarks.growing import grow, shuffled


def made_up(n: int = 120) -> Embedded:
    chance = np.random.default_rng(1)
    centres = chance.normal(size=(4, 32))
    vectors = centres[np.arange(n) % 4] + 0.3 * chance.normal(size=(n, 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = tuple(f"t:{row:03d}" for row in range(n))
    return Embedded(ids, ids, vectors.astype(np.float32), ("en",) * n)


def test_thirty_nights_hold_every_row_once_in_an_order_of_their_seed() -> None:
    ids = made_up().ids
    nights = shuffled(ids, n_nights=30, seed=1)
    assert len(nights) == 30
    assert sorted(row for night in nights for row in night) == list(range(len(ids)))
    assert nights != shuffled(ids, n_nights=30, seed=2)


def test_the_engine_is_fed_night_by_night_and_keeps_what_it_knew() -> None:
    data = made_up()
    nights = list(grow(data, shuffled(data.ids, n_nights=6)))
    assert [night.n_tickets for night in nights] == [20, 40, 60, 80, 100, 120]
    assert len(set(nights[-1].decided.placed.values())) == 4
    assert nights[0].churn == 0
