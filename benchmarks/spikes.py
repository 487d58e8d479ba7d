"""How well spikes are told from chance on real tickets: `python -m benchmarks.spikes`.

Replays every night of twenty months over a grouping and compares the spikes of `domain.spike` with
a plain test (the day against fourteen before, Poisson, Bonferroni). How often each raises a false
alarm is measured on two worlds without spikes: the same tickets with their issues shuffled within
each week (real weekdays and volume), and bursty counts drawn with that pattern. `--assignments`
takes a file with `id` and `issue_id`, such as the `final.csv` of `feedback backtest`; without one
a quick clustering of the words stands in.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from benchmarks.data import SUMO, require
from feedback.domain.impact.spike import N_WEEKDAY_DAYS, SpikePolicy, look_at

POLICY = SpikePolicy()
FIRST_NIGHT = 28
"""Days of history before the first night that counts; the same for both tests."""
NIGHT_HOUR = 3
OUTAGE = pd.to_datetime(["2019-05-04 03:00", "2019-05-05 03:00"], utc=True)
"""The certificate of all Firefox add-ons expired three hours before the first of these nights."""
N_QUICK = 250
SEED = 20190504

Matrix = NDArray[np.float64]
"""Tickets, shape (n_issues, n_days), oldest day first."""
Flags = list[tuple[int, int]]
"""(day, place of the issue)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignments", type=Path, help="CSV or Parquet with id, issue_id")
    parser.add_argument("--rounds", type=int, default=6, help="of each world without spikes")
    arguments = parser.parse_args()
    tickets = pd.read_parquet(require(SUMO), columns=["ticket_id", "created_at", "subject"])
    tickets["issue_id"] = _issues(tickets, arguments.assignments)
    tickets = tickets.dropna(subset="issue_id")
    first = tickets["created_at"].min().normalize() + pd.Timedelta(hours=NIGHT_HOUR)
    days = np.ceil((tickets["created_at"] - first) / pd.Timedelta(days=1)).astype(int).to_numpy()
    names, places = np.unique(tickets["issue_id"].to_numpy(), return_inverse=True)
    counts = _counted(places, days, len(names))
    print(f"{len(tickets)} tickets, {len(names)} issues, {counts.shape[1] - FIRST_NIGHT} nights")
    _real_nights(counts, tickets, places, names, first)
    chance = np.random.default_rng(SEED)
    week = days // 7
    _false_alarms(
        "issues shuffled within weeks",
        lambda: _counted(_shuffled(places, week, chance), days, len(names)),
        arguments.rounds,
    )
    rates = _rates(counts)
    for steadiness in (6.0, 3.0):
        _false_alarms(
            f"bursty counts, variance 1 + mean/{steadiness:g} of the mean",
            lambda s=steadiness: _bursty(rates, s, chance),
            arguments.rounds,
        )
    _found_floods(counts, chance)


def plain_test(counts: Matrix) -> Flags:
    """What would be done without a second thought."""
    flags: Flags = []
    for day in range(FIRST_NIGHT, counts.shape[1]):
        last, before = counts[:, day], counts[:, day - 14 : day].sum(axis=1)
        p = binom.sf(last - 1, last + before, 1 / 15) * len(counts)
        flags += [(day, int(i)) for i in np.flatnonzero((p <= 0.01) & (last >= 5))]
    return flags


def our_test(counts: Matrix) -> Flags:
    """`domain.spike` night by night; a spike that lasts is told once."""
    flags: Flags = []
    ordinary = np.ones_like(counts)
    lasting: dict[int, int] = {}
    for day in range(FIRST_NIGHT, counts.shape[1]):
        window = slice(max(day - N_WEEKDAY_DAYS, 0), day + 1)
        is_lasting = np.isin(np.arange(len(counts)), list(lasting))
        look = look_at(counts[:, window][:, ::-1], ordinary[:, window][:, ::-1], is_lasting, POLICY)
        for place, begun in list(lasting.items()):
            is_usual = day - begun >= POLICY.max_days
            if is_usual or look.p[place] > POLICY.over_p:
                del lasting[place]
                ordinary[place, begun:day] = float(is_usual)
        for place in np.flatnonzero((look.corrected <= POLICY.max_p) & ~is_lasting):
            flags.append((day, int(place)))
            lasting[int(place)] = day
        ordinary[list(lasting), day] = 0.0
    return flags


TESTS: tuple[tuple[str, Callable[[Matrix], Flags]], ...] = (
    ("plain test", plain_test),
    ("domain.spike", our_test),
)


def _real_nights(
    counts: Matrix,
    tickets: pd.DataFrame,
    places: NDArray[np.int64],
    names: NDArray[np.object_],
    first: pd.Timestamp,
) -> None:
    about_add_ons = tickets["subject"].str.contains(r"add-?ons?|extension", case=False, regex=True)
    share = pd.Series(about_add_ons.to_numpy()).groupby(places).mean()
    for name, test in TESTS:
        flags = test(counts)
        nights = {day for day, _ in flags}
        print(f"{name}: {len(flags)} spikes told on {len(nights)} nights")
        for night in OUTAGE:
            outage = round((night - first) / pd.Timedelta(days=1))
            for place in [place for day, place in flags if day == outage]:
                print(
                    f"  {night:%Y-%m-%d}: issue {names[place]:g}, "
                    f"{counts[place, outage]:.0f} tickets (the day after "
                    f"{counts[place, outage + 1]:.0f}), "
                    f"{counts[place, outage - 28 : outage].mean():.2f} a day before; "
                    f"{share[place]:.0%} of its subjects name add-ons"
                )


def _false_alarms(words: str, world: Callable[[], Matrix], n_rounds: int) -> None:
    worlds = [world() for _ in range(n_rounds)]
    print(f"No spikes, {words}; nights with a false alarm (aim: at most {POLICY.max_p:.0%}):")
    for name, test in TESTS:
        shares = [
            len({day for day, _ in test(world)}) / (world.shape[1] - FIRST_NIGHT)
            for world in worlds
        ]
        print(f"  {name}: {np.mean(shares):.2%} (worst of {n_rounds}: {max(shares):.2%})")


def _found_floods(counts: Matrix, chance: np.random.Generator) -> None:
    """Floods of one day planted into the real counts, ten nights apart."""
    print("Floods planted into the real counts and found on their night:")
    nights = np.arange(FIRST_NIGHT + 5, counts.shape[1], 10)
    for size in (5, 8, 12, 20):
        planted = counts.copy()
        where = [(int(day), int(chance.integers(len(counts)))) for day in nights]
        for day, place in where:
            planted[place, day] += size
        found = [
            f"{name} {len({*test(planted)} & {*where}) / len(where):.0%}" for name, test in TESTS
        ]
        print(f"  {size} tickets more than that day had: {', '.join(found)}")


def _issues(tickets: pd.DataFrame, path: Path | None) -> "pd.Series[str]":
    if path is not None:
        read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
        given = read(require(path)).dropna(subset="issue_id").astype({"id": str})
        given = given.drop_duplicates("id", keep="last").set_index("id")["issue_id"]
        return tickets["ticket_id"].astype(str).map(given)
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(stop_words="english", min_df=5, sublinear_tf=True)
    vectors = words.fit_transform(tickets["subject"].fillna(""))
    labels = MiniBatchKMeans(N_QUICK, n_init=1, random_state=SEED).fit_predict(vectors)
    return pd.Series(labels, index=tickets.index)


def _counted(places: NDArray[np.int64], days: NDArray[np.int64], n_issues: int) -> Matrix:
    counts = np.zeros((n_issues, int(days.max()) + 1))
    np.add.at(counts, (places, days), 1.0)
    return counts


def _shuffled(
    places: NDArray[np.int64], week: NDArray[np.int64], chance: np.random.Generator
) -> NDArray[np.int64]:
    shuffled = places.copy()
    for day_of_week in np.unique(week):
        of_week = np.flatnonzero(week == day_of_week)
        shuffled[of_week] = chance.permutation(shuffled[of_week])
    return shuffled


def _rates(counts: Matrix) -> Matrix:
    """Each issue's rate over eight weeks around, times how busy the day was."""
    n_days = counts.shape[1]
    sums = np.cumsum(np.pad(counts, ((0, 0), (1, 0))), axis=1)
    low, high = np.maximum(np.arange(n_days) - 28, 0), np.minimum(np.arange(n_days) + 28, n_days)
    smooth: Matrix = (sums[:, high] - sums[:, low]) / (high - low)
    return smooth * (counts.sum(axis=0) / np.maximum(smooth.sum(axis=0), 1e-9))


def _bursty(rates: Matrix, steadiness: float, chance: np.random.Generator) -> Matrix:
    drawn = chance.poisson(rates * chance.gamma(steadiness, 1 / steadiness, rates.shape))
    return drawn.astype(np.float64)


if __name__ == "__main__":
    main()
