"""What people's decisions bind the engine to."""

from datetime import UTC, datetime
from typing import Any

import numpy as np

from feedback.domain.grouping.memory.constraints import constrained
from feedback.domain.issues.constraints import Constraints
from feedback.domain.issues.decision import (
    Decision,
    DecisionKind,
    constraints_of,
    later_on_the_same,
    overrides_of,
)
from feedback.domain.issues.issue import IssueId, IssueKind, Overrides
from feedback.domain.tickets.ticket import TicketId

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
A, B, C, D = (TicketId(f"desk:{letter}") for letter in "abcd")


def decided(number: int, kind: DecisionKind, issue: int | None = 1, **more: Any) -> Decision:
    issue_id = None if issue is None else IssueId(issue)
    return Decision(number, kind, issue_id, NOON, "Mia", "she knows", **more)


def test_a_merge_holds_the_tickets_of_both_sides_together() -> None:
    merge = decided(1, DecisionKind.MERGE, 1, other_id=IssueId(2), tickets={A: 1}, others=(B,))
    assert constraints_of([merge]) == Constraints({A: IssueId(2), B: IssueId(2)}, {})


def test_after_a_split_who_stayed_may_not_follow() -> None:
    split = decided(1, DecisionKind.SPLIT, 1, other_id=IssueId(5), tickets={A: 1}, others=(B,))
    assert constraints_of([split]) == Constraints({A: IssueId(5)}, {B: frozenset({IssueId(5)})})


def test_a_later_decision_wins_over_an_earlier_one() -> None:
    moved = decided(1, DecisionKind.MOVE, 2, other_id=IssueId(2), tickets={A: 1})
    out = decided(2, DecisionKind.NOT_THIS, 2, tickets={A: 2})
    back = decided(3, DecisionKind.MOVE, 2, other_id=IssueId(2), tickets={A: None})
    assert constraints_of([moved, out]) == Constraints({}, {A: frozenset({IssueId(2)})})
    assert constraints_of([back, out, moved]) == Constraints({A: IssueId(2)}, {})


def test_an_undone_decision_binds_nobody() -> None:
    moved = decided(
        1,
        DecisionKind.MOVE,
        2,
        other_id=IssueId(2),
        tickets={A: 1},
        undone_at=NOON,
        undone_by="Tom",
    )
    renamed = decided(2, DecisionKind.RENAME, value="Labels", undone_at=NOON, undone_by="Tom")
    assert constraints_of([moved, renamed]) == Constraints()
    assert overrides_of([moved, renamed]) == {}


def test_what_is_set_by_hand_adds_up_and_the_last_word_stands() -> None:
    decisions = [
        decided(1, DecisionKind.RENAME, value="Labels"),
        decided(2, DecisionKind.PIN_KIND, value="request"),
        decided(3, DecisionKind.RENAME, value="Labels print twice"),
        decided(4, DecisionKind.MUTE, 2),
    ]
    assert overrides_of(decisions) == {
        IssueId(1): Overrides("Labels print twice", IssueKind.REQUEST),
        IssueId(2): Overrides(is_muted=True),
    }


def test_what_a_later_decision_builds_on_is_not_undone_first() -> None:
    split = decided(1, DecisionKind.SPLIT, 1, other_id=IssueId(5), tickets={A: 1}, others=(B,))
    merged = decided(2, DecisionKind.MERGE, 5, other_id=IssueId(3), tickets={A: 5}, others=(C,))
    elsewhere = decided(3, DecisionKind.MOVE, 7, other_id=IssueId(7), tickets={D: None})
    assert later_on_the_same(split, [split, merged, elsewhere]) == merged
    assert later_on_the_same(merged, [split, merged, elsewhere]) is None


def test_the_engine_is_mended_where_it_breaks_a_constraint() -> None:
    ids = [A, B, C, D]
    before = np.array([1, 1, 2, -1])
    after = np.array([3, 3, 2, 2])  # it would split 1 and let D join 2
    free = constrained(before, after, ids, Constraints(), 3, 2)
    assert free.tolist() == after.tolist()
    pinned = Constraints({A: IssueId(1)}, {D: frozenset({IssueId(2)})})
    # Without A the newborn 3 is too small: B goes back as well. D waits.
    assert constrained(before, after, ids, pinned, 3, 2).tolist() == [1, 1, 2, -1]
