"""Themes: related issues find each other, and keep their theme."""

from datetime import UTC, datetime

import numpy as np

from feedback.domain.grouping import GroupingPolicy, Groups, Profiles, themes_of
from feedback.domain.issues.issue import IssueId, ThemeId
from feedback.domain.issues.theme import Theme, is_due, theme_titles
from tests.domain.grouping.subjects import WIDTH

POLICY = GroupingPolicy()
NONE_YET: dict[IssueId, ThemeId] = {}


def profiles(subjects: list[int], first: int = 1) -> Profiles:
    """One issue per entry, of ten tickets; issues with one number are related."""
    rng = np.random.default_rng(3)
    sums = np.eye(WIDTH, dtype=np.float32)[subjects]
    sums = 10 * (sums + rng.normal(0, 0.06, sums.shape).astype(np.float32))
    k = len(subjects)
    none = Profiles.none()
    return Profiles(
        none.issue,
        none.confidence,
        np.arange(first, first + k),
        Groups(sums, np.full(k, 10)),
        np.zeros(k),
        np.zeros(k),
        np.full(k, 10),
    )


def test_related_issues_share_a_theme() -> None:
    subjects = [0, 1, 2] * 6
    themes = themes_of(profiles(subjects), NONE_YET, ThemeId(1), POLICY, anew=True)
    by_subject = [{themes[IssueId(n + 1)] for n in range(18) if subjects[n] == s} for s in range(3)]
    assert all(len(found) == 1 for found in by_subject)
    assert set().union(*by_subject) == {1, 2, 3}


def test_a_new_issue_takes_the_theme_of_the_nearest() -> None:
    known = {IssueId(1): ThemeId(4), IssueId(2): ThemeId(9)}
    themes = themes_of(profiles([0, 1, 1]), known, ThemeId(10), POLICY, anew=False)
    assert themes == {1: 4, 2: 9, 3: 9}


def test_divided_anew_a_theme_keeps_its_id() -> None:
    subjects = [0, 1, 2] * 6
    known = {IssueId(n + 1): ThemeId(7 + subjects[n]) for n in range(17)}
    themes = themes_of(profiles(subjects), known, ThemeId(10), POLICY, anew=True)
    assert themes == {IssueId(n + 1): 7 + subjects[n] for n in range(18)}


def test_few_issues_are_one_theme_and_none_have_none() -> None:
    assert set(
        themes_of(profiles([0, 1, 2]), NONE_YET, ThemeId(1), POLICY, anew=True).values()
    ) == {1}
    assert themes_of(Profiles.none(), NONE_YET, ThemeId(1), POLICY, anew=True) == {}


def test_themes_are_due_when_a_quarter_of_the_issues_is_new() -> None:
    themes = [Theme(ThemeId(n), "", 10, datetime(2026, 3, 9, tzinfo=UTC)) for n in (1, 2)]
    assert [is_due(themes, n) for n in (14, 16, 24, 25)] == [True, False, False, True]
    assert is_due([], 3)


def test_a_theme_is_called_by_what_sets_it_apart() -> None:
    placed = {IssueId(1): ThemeId(1), IssueId(2): ThemeId(1), IssueId(3): ThemeId(2)}
    terms = {
        IssueId(1): {"invoice": 9, "page": 9},
        IssueId(2): {"invoice": 5, "page": 5},
        IssueId(3): {"login": 8, "page": 8},
    }
    titles = theme_titles(placed, terms)
    assert titles[ThemeId(1)].startswith("Invoice")
    assert titles[ThemeId(2)].startswith("Login")
