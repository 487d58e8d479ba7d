"""Fair comparison: a score depends on the supplier's own tickets and on nothing else."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.domain.supply.metrics.metrics import BY_NAME, METRICS
from feedback.domain.supply.metrics.mix import adjust, frozen_reference, provisional_reference
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.metrics.ticket_frame import of_period
from feedback.domain.supply.reports.scorecard import scorecards
from tests.domain.supply.supply_examples import POLICY, frame_of, ticket

ADJUSTED = [one for one in METRICS if one.is_adjusted]
OWN = st.builds(
    lambda number, **changes: ticket(number, **changes),
    st.integers(0, 10**6),
    first=st.one_of(st.none(), st.floats(0.1, 90)),
    solved=st.one_of(st.none(), st.floats(0.1, 300)),
    csat=st.one_of(st.none(), st.integers(1, 5)),
    n_reopens=st.integers(0, 1),
    segment=st.sampled_from(["enterprise", "self-serve"]),
    issue=st.sampled_from(["", "FB-1 Login", "FB-2 Export"]),
    group=st.sampled_from(["alpha", "gamma"]),
)
OTHERS = st.lists(OWN.map(lambda row: {**row, "group": "beta"}), min_size=1, max_size=8)


def scores(rows: list[dict[str, Any]], reference: Reference) -> dict[tuple[str, str], Any]:
    frame = frame_of(rows)
    return {
        (name, metric.name): adjust(of_period(frame, supplier=name), metric, reference, 1)
        for name in ("alpha", "gamma")
        for metric in ADJUSTED
    }


@settings(max_examples=10, deadline=None)
@given(st.lists(OWN, min_size=1, max_size=8), OTHERS, OTHERS, OTHERS)
def test_whatever_another_supplier_gets_changes_no_score_against_a_frozen_reference(
    own: list[dict[str, Any]],
    before: list[dict[str, Any]],
    others: list[dict[str, Any]],
    more: list[dict[str, Any]],
) -> None:
    reference = frozen_reference(frame_of([*own, *before]), date(2026, 1, 1), date(2026, 3, 31))
    assert scores([*own, *others], reference) == scores([*own, *others, *more], reference)


@settings(max_examples=10, deadline=None)
@given(st.lists(OWN, min_size=1, max_size=8), OTHERS, st.integers(2, 4), st.data())
def test_more_of_the_same_tickets_elsewhere_change_no_score_before_one_is_frozen(
    own: list[dict[str, Any]], others: list[dict[str, Any]], times: int, data: st.DataObject
) -> None:
    cell = data.draw(st.sampled_from([(row["segment"], row["issue"]) for row in others]))
    again = [row for row in others if (row["segment"], row["issue"]) == cell] * (times - 1)
    few, many = [*own, *others], [*own, *others, *again]
    now = scores(few, provisional_reference(frame_of(few)))
    then = scores(many, provisional_reference(frame_of(many)))
    for key, score in now.items():
        assert (score is None) == (then[key] is None)
        if score is not None:
            assert then[key].value == pytest.approx(score.value), key
            assert then[key].points == pytest.approx(score.points), key


def test_a_supplier_with_harder_tickets_is_compared_with_what_they_take() -> None:
    """Alpha has the hard ones, beta the easy ones; on each both are equally fast."""
    rows = [ticket(n, issue="FB-1 Hard", first=20.0) for n in range(9)]
    rows += [ticket(20, issue="FB-2 Easy", first=2.0)]
    rows += [ticket(30 + n, issue="FB-2 Easy", first=2.0, group="beta") for n in range(9)]
    rows += [ticket(50, issue="FB-1 Hard", first=20.0, group="beta")]
    frame = frame_of(rows)
    reference = provisional_reference(frame)
    metric = BY_NAME["first_response_hours"]
    alpha, beta = (
        adjust(of_period(frame, supplier=name), metric, reference, 1) for name in ("alpha", "beta")
    )
    assert alpha is not None
    assert beta is not None
    assert (alpha.observed.value, beta.observed.value) == (18.2, 3.8)
    assert alpha.expected == pytest.approx(18.2)
    assert alpha.value == pytest.approx(beta.value)
    assert alpha.points == pytest.approx(50.0)


def test_a_cell_the_reference_does_not_know_leans_on_its_contact_type_then_on_everything() -> None:
    rates = {("csat", "", ""): 4.0, ("csat", "", "FB-1"): 3.0, ("csat", "enterprise", "FB-1"): 2.0}
    reference = Reference(rates, None, None, is_frozen=True)
    assert reference.rate("csat", "enterprise", "FB-1") == 2.0
    assert reference.rate("csat", "self-serve", "FB-1") == 3.0
    assert reference.rate("csat", "self-serve", "FB-9") == 4.0
    # A title may change; the id stays.
    assert reference.rate("csat", "enterprise", "FB-1 Another title") == 2.0
    assert reference.rate("linked", "self-serve", "FB-9") is None


def test_a_supplier_without_tickets_has_a_scorecard_that_says_so() -> None:
    from feedback.domain.supply.reports.scorecard_words import scorecard_words

    frame = frame_of([ticket(n) for n in range(3)])
    cards = scorecards(frame, "2026-03", provisional_reference(frame), POLICY)
    assert [card.terms.name for card in cards] == ["alpha", "beta", "gamma"]
    assert scorecard_words(cards[1]) == [
        "beta had no ticket this year. Its groups are beta: are they the right ones?"
    ]


def test_what_never_happens_anywhere_like_it_says_little_of_how_often_it_would_elsewhere() -> None:
    """Of the hard ones nobody ever solved one at first contact: eleven of them more say neither
    that all would be solved so elsewhere nor that some surely would."""
    rates = {
        ("first_contact_resolution", "enterprise", "FB-1"): 0.0,
        ("first_contact_resolution", "", ""): 0.1,
    }
    frame = frame_of([ticket(n, issue="FB-1 Hard", n_replies=3) for n in range(11)])
    found = adjust(
        frame,
        BY_NAME["first_contact_resolution"],
        Reference(rates, None, None, is_frozen=True),
        1,
    )
    assert found is not None
    assert found.expected == 0.0
    assert found.points == pytest.approx(50.0)
    assert (found.low, found.value) == pytest.approx((0.0, 0.0), abs=1e-4)
    # Wilson's upper end of 0 of 11 is 0.2588. For usual stands half a ticket, 0.0417: the odds of
    # the reference are 2.556 times as high.
    assert found.high == pytest.approx(0.4716, abs=1e-3)


def test_a_mix_like_the_reference_s_leaves_every_figure_as_it_is() -> None:
    rows = [ticket(n, csat=5 if n else 4, n_reopens=0) for n in range(12)]
    frame = frame_of(rows)
    reference = frozen_reference(frame, date(2026, 1, 1), date(2026, 3, 31))
    for name in ("reopen_rate", "csat", "first_response_within", "first_response_hours"):
        found = adjust(frame, BY_NAME[name], reference, 1)
        assert found is not None
        assert (found.low, found.value, found.high) == pytest.approx(
            found.observed.interval, abs=1e-4
        ), name


def test_tickets_of_no_supplier_are_nobody_s_usual_work() -> None:
    rows = [ticket(n, csat=4) for n in range(4)]
    theirs = [ticket(10 + n, csat=1, first=90.0, group="nobody's") for n in range(4)]
    alone, among = (provisional_reference(frame_of(one)) for one in (rows, [*rows, *theirs]))
    assert among.rates == alone.rates
    assert among.rate("cost_per_resolution", "enterprise", "FB-1") == 12.0
