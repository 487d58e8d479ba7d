"""When a target needs a write, and which write it is."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.publishing.content import Content, EffectKind
from feedback.domain.publishing.effect import (
    Effect,
    EffectState,
    idempotency_key,
    plan_effect,
)
from feedback.domain.publishing.work_item import PublishPolicy, work_item_content
from tests.domain.domain_examples import NOW, ranked

OLD = work_item_content(ranked(priority="Low"), PublishPolicy())
NEW = work_item_content(ranked(priority="High"), PublishPolicy())


def plan(content: Content, last: Effect | None) -> Effect | None:
    return plan_effect("FB-12", content, last=last, rank=Decimal(5), now=NOW)


def latest(state: EffectState, sequence: int = 3) -> Effect:
    first = plan(OLD, None)
    assert first is not None
    return replace(first, state=state, sequence=sequence)


def test_the_first_write_to_a_target_is_number_one() -> None:
    effect = plan(NEW, None)
    assert effect is not None
    assert effect.idempotency_key == "work_item/FB-12/1"
    assert (effect.state, effect.sequence, effect.n_attempts) == (EffectState.PLANNED, 1, 0)
    assert (effect.content, effect.planned_at, effect.rank) == (NEW, NOW, Decimal(5))
    assert effect.remote_key is None
    assert effect.not_before is None


@pytest.mark.parametrize(
    ("state", "content", "key"),
    [
        # It stands there already, or waits to be written.
        (EffectState.DONE, OLD, None),
        (EffectState.PLANNED, OLD, None),
        # Written: the next content is the next write.
        (EffectState.DONE, NEW, "work_item/FB-12/4"),
        # Not written yet: the same write, with the newer content.
        (EffectState.PLANNED, NEW, "work_item/FB-12/3"),
        (EffectState.FAILED, NEW, "work_item/FB-12/3"),
        (EffectState.SUPERSEDED, NEW, "work_item/FB-12/3"),
        # Refused or withdrawn, and wanted (again).
        (EffectState.FAILED, OLD, "work_item/FB-12/3"),
        (EffectState.SUPERSEDED, OLD, "work_item/FB-12/3"),
        # Nobody knows whether it arrived: nothing may follow it.
        (EffectState.SENDING, OLD, None),
        (EffectState.SENDING, NEW, None),
        (EffectState.UNKNOWN, OLD, None),
        (EffectState.UNKNOWN, NEW, None),
    ],
)
def test_what_follows_a_write_depends_on_what_became_of_it(
    state: EffectState, content: Content, key: str | None
) -> None:
    effect = plan(content, latest(state))
    assert (effect.idempotency_key if effect else None) == key


@given(st.sampled_from(EffectState), st.sampled_from([OLD, NEW]), st.integers(1, 10_000))
def test_neither_key_nor_content_depends_on_the_clock(
    state: EffectState, content: Content, minutes: int
) -> None:
    now, later = (
        plan_effect(
            "support-agent:ada",
            content,
            last=latest(state),
            rank=Decimal(1),
            now=moment,
        )
        for moment in (NOW, NOW + timedelta(minutes=minutes))
    )
    assert (now is None) == (later is None)
    if now and later:
        assert now.idempotency_key == later.idempotency_key
        assert now.content == later.content


@given(st.lists(st.sampled_from([OLD, NEW]), max_size=8))
def test_planning_the_same_night_twice_plans_nothing_new(contents: list[Content]) -> None:
    last: Effect | None = None
    keys = []
    for content in contents:
        planned = plan(content, last)
        if planned is not None:
            assert plan(content, planned) is None
            last = replace(planned, state=EffectState.DONE)
            keys.append(planned.idempotency_key)
    assert keys == [f"work_item/FB-12/{n}" for n in range(1, len(keys) + 1)]


def test_a_key_is_made_of_kind_target_and_place() -> None:
    assert (
        idempotency_key(EffectKind.MESSAGE, "channel:#product", 7) == "message/channel:#product/7"
    )


def test_what_no_longer_stands_outside_is_written_again() -> None:
    done = latest(EffectState.DONE)
    again = plan_effect(
        "FB-12", done.content, last=done, rank=Decimal(5), now=NOW, still_stands=False
    )
    assert again is not None
    assert again.idempotency_key == "work_item/FB-12/4"


@pytest.mark.parametrize("state", [EffectState.PLANNED, EffectState.SENDING, EffectState.UNKNOWN])
def test_what_waits_or_may_have_arrived_is_not_planned_twice(state: EffectState) -> None:
    last = latest(state)
    assert (
        plan_effect("FB-12", last.content, last=last, rank=Decimal(5), now=NOW, still_stands=False)
        is None
    )
