"""When an issue gets more tickets than chance explains, and when that is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.impact.spike import (
    SpikePolicy,
    look_at,
    night_level,
    spike_events,
    weekday_weights,
)
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind, Spiked, SpikeEnded
from tests.domain.domain_examples import NOW

POLICY = SpikePolicy()
FLOOD, OTHER = IssueId(1), IssueId(2)


def tickets(*per_day: int, as_of: datetime = NOW) -> list[datetime]:
    """So many tickets on the last day, on the day before it, and so on."""
    return [
        as_of - timedelta(days=day, minutes=1 + minute)
        for day, n in enumerate(per_day)
        for minute in range(n)
    ]


def quiet_store(n_issues: int = 20, per_day: int = 1) -> dict[IssueId, list[datetime]]:
    """Issues with as many tickets every day for ten weeks."""
    return {IssueId(100 + n): tickets(*[per_day] * 70) for n in range(n_issues)}


def night(
    created_at: Mapping[IssueId, list[datetime]], lineage: list[LineageEvent] | None = None
) -> dict[IssueId, LineageEvent]:
    return {e.issue_id: e for e in spike_events(created_at, lineage or [], POLICY, NOW)}


def test_an_issue_that_emerges_in_a_flood_spikes_that_night() -> None:
    found = night({**quiet_store(), FLOOD: tickets(250)})
    assert found.keys() == {FLOOD}
    assert found[FLOOD].kind is LineageKind.SPIKED
    detail = found[FLOOD].detail
    assert isinstance(detail, Spiked)
    assert (detail.n_last_day, detail.per_day_before) == (250, 0.0)


def test_a_history_is_when_tickets_were_written_not_when_they_were_grouped() -> None:
    assert FLOOD not in night({**quiet_store(), FLOOD: tickets(*[9] * 40)})


def test_as_many_as_on_every_other_day_are_none() -> None:
    assert night(quiet_store(per_day=8)) == {}


def test_a_spike_says_what_was_usual_and_what_was_expected() -> None:
    detail = night({**quiet_store(), FLOOD: tickets(40, *[8] * 60)})[FLOOD].detail
    assert isinstance(detail, Spiked)
    assert (detail.n_last_day, detail.per_day_before) == (40, 8.0)
    assert detail.expected == pytest.approx(8.0, abs=0.5)
    assert 0 < detail.p_value <= POLICY.max_p


def test_fewer_than_min_tickets_are_never_one_however_quiet_it_was() -> None:
    assert night({**quiet_store(), FLOOD: tickets(4)}) == {}
    assert FLOOD in night({**quiet_store(), FLOOD: tickets(6)})


def test_a_store_of_one_day_has_nothing_to_compare_with() -> None:
    assert night({FLOOD: tickets(50)}) == {}


def test_a_monday_after_weekends_without_support_is_none() -> None:
    week = [0, 0, 6, 6, 6, 6, 30]  # the night's own weekday is the busy one
    store = {IssueId(n): tickets(30, *week * 8) for n in range(1, 15)}
    assert night(store) == {}


def test_weekdays_are_learnt_from_all_tickets_and_doubted_while_there_are_few() -> None:
    week = np.array([0.0, 0, 10, 10, 10, 10, 30])
    few, many = weekday_weights(week), weekday_weights(np.tile(week * 10, 8))
    assert many[0] == pytest.approx(3.0, abs=0.1)  # the night's weekday is seven days ago
    assert 1 < few[0] < 1.6
    assert many.mean() == pytest.approx(1.0)


def test_one_flood_does_not_make_a_weekday() -> None:
    totals = np.full(56, 20.0)
    totals[6] = 2000
    assert weekday_weights(totals)[0] < 1.25


def test_a_night_when_everything_is_busier_is_no_spike_of_any_issue() -> None:
    assert night({IssueId(n): tickets(12, *[3] * 70) for n in range(1, 40)}) == {}


def test_one_flood_does_not_make_the_night_a_busy_one() -> None:
    expected, last = np.full(50, 2.0), np.full(50, 2.0)
    last[0] = 300
    assert night_level(last, expected, 5.0) == pytest.approx(np.ones(50), abs=0.1)
    assert night_level(np.full(50, 10.0), expected, 5.0).min() > 4


def test_a_second_issue_that_breaks_beside_a_flood_is_found_too() -> None:
    found = night({**quiet_store(), FLOOD: tickets(300), OTHER: tickets(14, *[0, 1] * 30)})
    assert found.keys() == {FLOOD, OTHER}


def test_a_store_where_counts_jump_about_needs_more() -> None:
    jumpy = {IssueId(100 + n): tickets(*[0, 0, 0, 9, 0, 0, 2] * 10) for n in range(20)}
    steady = {IssueId(100 + n): tickets(*[1, 2, 2, 2, 1, 2, 1] * 10) for n in range(20)}
    flood = {FLOOD: tickets(10, *[1] * 60)}
    assert FLOOD in night({**steady, **flood})
    assert FLOOD not in night({**jumpy, **flood})


def test_a_correction_for_many_looks_is_as_strict_as_bonferroni_for_the_first() -> None:
    counts = np.ones((4, 29))
    counts[:2, 0] = 12, 9
    look = look_at(counts, np.ones_like(counts), np.zeros(4, dtype=bool), POLICY)
    first, second = look.p[:2]
    assert 4 * first < 2 * second, "else the second would speak for both"
    assert look.corrected == pytest.approx([4 * first, 2 * second, 1.0, 1.0])


def spiked(days_ago: int) -> LineageEvent:
    return LineageEvent(FLOOD, NOW - timedelta(days=days_ago), Spiked(9, 0.4, 0.5, 0.001))


def test_a_spike_that_lasts_is_no_news() -> None:
    lasting = {**quiet_store(), FLOOD: tickets(60, 70, 80, *[1] * 60)}
    assert night(lasting, [spiked(2)]) == {}


def test_a_spike_that_is_over_says_so_once() -> None:
    over = {**quiet_store(), FLOOD: tickets(1, 30, 80, *[1] * 60)}
    ended = night(over, [spiked(2)])[FLOOD]
    assert ended.kind is LineageKind.SPIKE_ENDED
    since = (NOW - timedelta(days=2)).date()
    assert ended.detail == SpikeEnded(since, n_days=2, n_tickets=110, is_new_usual=False)
    earlier = LineageEvent(FLOOD, NOW - timedelta(days=1), ended.detail)
    assert night(over, [spiked(2), earlier]) == {}


def test_the_days_of_a_spike_do_not_hide_the_next_one() -> None:
    again = {**quiet_store(), FLOOD: tickets(15, 1, 1, 1, 200, 300, *[1] * 60)}
    ended = LineageEvent(
        FLOOD, NOW - timedelta(days=3), SpikeEnded((NOW - timedelta(days=5)).date(), 2, 501, False)
    )
    assert FLOOD in night(again, [spiked(5), ended])
    assert FLOOD not in night(again)


def test_what_lasts_too_long_is_the_new_usual() -> None:
    stays = {**quiet_store(), FLOOD: tickets(*[50] * 15, *[1] * 45)}
    ended = night(stays, [spiked(14)])[FLOOD]
    assert ended.kind is LineageKind.SPIKE_ENDED
    assert isinstance(ended.detail, SpikeEnded)
    assert ended.detail.is_new_usual


def test_a_night_that_is_run_again_says_the_same() -> None:
    flood = {**quiet_store(), FLOOD: tickets(50)}
    first = spike_events(flood, [], POLICY, NOW)
    assert spike_events(flood, first, POLICY, NOW) == first


def test_a_store_without_issues_has_none() -> None:
    assert spike_events({}, [], POLICY, NOW) == []


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30))
def test_the_more_tickets_the_less_chance_explains_them(per_day: list[int]) -> None:
    before = np.array([*per_day, *[1] * (57 - len(per_day))], dtype=float)
    found = []
    for n in (5, 8, 13, 40):
        counts = np.stack([np.concatenate(([n], before)), *[np.ones(58)] * 9])
        look = look_at(counts, np.ones_like(counts), np.zeros(10, dtype=bool), POLICY)
        found.append(float(look.p[0]))
    assert all(more <= fewer + 1e-12 for fewer, more in pairwise(found))


@pytest.mark.parametrize("steadiness", [4.0, 1000.0])
def test_a_quiet_store_seldom_cries_wolf(steadiness: float) -> None:
    chance = np.random.default_rng(7)
    week = np.array([1.4, 1.2, 1.1, 1.0, 1.0, 0.7, 0.6])
    mean = np.outer(chance.gamma(1.0, 0.6, 80), np.resize(week, 57 + 300))
    counts = chance.poisson(mean * chance.gamma(steadiness, 1 / steadiness, mean.shape)) * 1.0
    nights = [counts[:, day : day + 57] for day in range(300)]
    no_spike = np.zeros(80, dtype=bool)
    false = sum(
        look_at(one, np.ones_like(one), no_spike, POLICY).corrected.min() <= POLICY.max_p
        for one in nights
    )
    assert false / 300 <= 0.02
