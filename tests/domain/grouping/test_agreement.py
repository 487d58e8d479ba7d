"""Agreement with labels: figures worked out by hand, and what must not change them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.grouping.agreement import agreement_of


def test_a_grouping_like_the_labels_is_perfect_whatever_its_names() -> None:
    found = agreement_of(["a", "a", "b", "b"], [7, 7, 3, 3])
    assert (found.acc, found.nmi, found.ari, found.f, found.left_out) == (1, 1, 1, 1, 0)
    assert (found.n_tickets, found.n_issues) == (4, 2)


def test_figures_worked_out_by_hand() -> None:
    # Issue 1: a a b; issue 2: b; one b is left out.
    found = agreement_of(["a", "a", "b", "b", "b"], [1, 1, 1, 2, None])
    assert found.acc == pytest.approx(3 / 5)  # a ↔ 1 (two tickets), b ↔ 2 (one)
    assert found.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert found.recall == pytest.approx((1 + 1 + 1 / 3 + 1 / 3 + 1 / 3) / 5)
    assert found.ari == pytest.approx((1 - 4 * 3 / 10) / ((4 + 3) / 2 - 4 * 3 / 10))
    assert (found.left_out, found.n_issues) == (0.2, 2)


def test_leaving_everything_out_earns_no_recall() -> None:
    found = agreement_of(["a"] * 10, [None] * 10)
    assert (found.precision, found.recall, found.acc) == (1, 0.1, 0.1)
    assert (found.n_issues, found.left_out, found.ari) == (0, 1, 0)


def test_one_issue_stands_for_one_label_only() -> None:
    assert agreement_of(["a", "a", "b", "b"], [1, 1, 1, 1]).acc == 0.5
    assert agreement_of(["a", "a", "a", "a"], [1, 1, 2, 2]).acc == 0.5


def test_a_label_that_is_different_on_every_ticket_needs_no_great_memory() -> None:
    n = 60_000
    found = agreement_of(range(n), [None if row % 3 else row % 7 for row in range(n)])
    assert found.acc == pytest.approx((2 * n / 3 + 7) / n)
    assert found.precision < found.recall == 1


def test_rows_that_do_not_match_are_refused() -> None:
    for labels, issues in (([], []), (["a"], [])):
        with pytest.raises(ValueError, match="one length"):
            agreement_of(labels, issues)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 4)), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_tickets_and_the_names_of_issues_change_nothing(rows, chance) -> None:  # type: ignore[no-untyped-def]
    before = agreement_of(*zip(*rows, strict=True))
    renamed = [(label, None if issue is None else f"FB-{9 - issue}") for label, issue in rows]
    chance.shuffle(renamed)
    after = agreement_of(*zip(*renamed, strict=True))
    for name in ("acc", "nmi", "ari", "precision", "recall", "f", "left_out", "n_issues"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), abs=1e-9)
