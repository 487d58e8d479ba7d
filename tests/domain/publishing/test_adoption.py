"""Open work items that may be about an issue."""

import numpy as np

from feedback.domain.publishing.adoption import AdoptionPolicy, Candidate, candidates_of, sure_links
from feedback.domain.publishing.work_item_state import OpenWorkItem

POLICY = AdoptionPolicy(min_similarity=0.6, link_similarity=0.95)
ITEMS = [OpenWorkItem(f"OPS-{n}", f"work item {n}") for n in range(3)]


def at(*degrees: float) -> np.ndarray:
    """Vectors of length 1 at these angles: cosine similarity is the cosine of their difference."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_the_most_similar_are_offered_first_and_the_unlike_not_at_all() -> None:
    (found,) = candidates_of(at(0), ITEMS, at(40, 20, 80), POLICY)
    assert found == [
        Candidate("OPS-1", "work item 1", 0.94),
        Candidate("OPS-0", "work item 0", 0.77),
    ]


def test_nothing_open_means_no_candidates() -> None:
    assert candidates_of(at(0, 10), [], np.zeros((0, 0), np.float32), POLICY) == [[], []]


def test_only_what_is_nearly_the_same_and_unambiguous_is_linked_without_asking() -> None:
    alike = candidates_of(at(0, 90), ITEMS, at(5, 60, 95), POLICY)
    assert sure_links(alike, POLICY) == {0: "OPS-0", 1: "OPS-2"}
    two_items = candidates_of(at(0), ITEMS, at(5, 3, 90), POLICY)
    assert sure_links(two_items, POLICY) == {}
    two_issues = candidates_of(at(0, 4), ITEMS, at(2, 90, 90), POLICY)
    assert sure_links(two_issues, POLICY) == {}
