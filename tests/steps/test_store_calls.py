"""A night asks the store once, and commits seldom: work is counted, not time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.store_calls import CountingStore
from feedback.steps.night import run_night
from tests.steps.company import build, pipeline

ASKED_AGAIN = {
    "echoes.firsts",  # more are found in between
    "forgetting.marks",  # each source's pull asks for itself
}
NIGHTS = [datetime(2026, 3, day, 6, tzinfo=UTC) for day in (9, 10, 11)]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> list[CountingStore]:
    """What each of three nights asked."""
    company = pipeline(build(tmp_path_factory.mktemp("company")))
    counted = []
    for as_of in NIGHTS:
        counting = CountingStore(company.store)
        run_night(replace(company, store=counting), as_of, call=counting.call)
        counted.append(counting)
    return counted


@pytest.mark.parametrize("place", [1, 2])
def test_a_night_makes_120_calls_at_most_outside_dispatch(
    nights: list[CountingStore], place: int
) -> None:
    assert len(nights[place].outside_dispatch()) <= 120


@pytest.mark.parametrize("place", [1, 2])
def test_a_night_makes_20_transactions_at_most_outside_dispatch_and_pulls(
    nights: list[CountingStore], place: int
) -> None:
    """A pull commits each page by itself, and this company has two sources."""
    steps = [step for step in nights[place].transactions if not step.startswith("pull ")]
    assert sum(step != "dispatch" for step in steps) <= 16


@pytest.mark.parametrize("place", [1, 2])
def test_a_night_asks_nothing_twice(nights: list[CountingStore], place: int) -> None:
    again = {method for method, _ in nights[place].repeated()}
    assert again <= ASKED_AGAIN


def test_dispatch_commits_twice_for_each_write(nights: list[CountingStore]) -> None:
    """*sending* before it, what became of it after; and once each to settle what was sent before
    and to look at what waits."""
    second = nights[1]
    written = [call for call in second.calls if call.step == "dispatch"]
    n_effects = sum(call.method == "effects.put" for call in written) // 2
    assert n_effects > 0
    assert second.transactions.count("dispatch") == 2 * n_effects + 2
