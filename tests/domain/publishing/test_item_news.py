"""What is worth a comment on a work item."""

from datetime import date, timedelta

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    Fixed,
    Grew,
    LineageEvent,
    Regressed,
    Spiked,
)
from feedback.domain.publishing.item_news import band_id, comment_payload, event_id, told_in
from tests.domain.domain_examples import NOW, issue

SPIKE = LineageEvent(IssueId(12), NOW, Spiked(9, 0.4, expected=0.5, p_value=0.001))
ON = date(2026, 3, 1)
REGRESSED = LineageEvent(
    IssueId(12), NOW, Regressed(ON, "4.2", n_reports=4, n_customers=3, n_days=1, per_day_before=2.5)
)
FIXED = LineageEvent(
    IssueId(12), NOW, Fixed(ON, "4.2", n_reports=4, n_customers=3, n_days=14, per_day_before=2.5)
)
GREW = LineageEvent(IssueId(12), NOW, Grew(3))


def test_growing_alone_notifies_nobody() -> None:
    assert comment_payload(issue(), [GREW], ()) is None


def test_a_night_has_one_comment_for_everything_that_happened() -> None:
    band = (band_id(2, "Medium", "High"), "Medium", "High")
    payload = comment_payload(
        issue(), [SPIKE, GREW], (), band=band, merged=["FB-3"], impact_words="$31,000 a year."
    )
    assert payload == {
        "issue_id": "FB-12",
        "lines": [
            "Priority by customer value impact: Medium → High. $31,000 a year.",
            "Spiking: 9 tickets in a day, 0.4 a day before.",
            "FB-3 was merged into FB-12: its tickets count here now.",
        ],
        "reasons": ["band_crossed", "spike", "merged"],
        "told": [band[0], event_id(SPIKE), "FB-12/merged/FB-3"],
    }
    again = comment_payload(issue(), [SPIKE], told_in(payload), band=band, merged=["FB-3"])
    assert again is None


def test_what_became_of_a_release_is_told_with_its_figures() -> None:
    payload = comment_payload(issue(), [REGRESSED, FIXED], ())
    assert payload is not None
    assert payload["lines"] == [
        "Verified fixed: 4 reports from 3 customers in 14 days after the release of 2026-03-01, "
        "2.5 a day before it.",
        "Back after the release: 4 reports from 3 customers in 1 day after the release of "
        "2026-03-01, 2.5 a day before it.",
    ]


def test_the_end_of_an_absorbed_issue_is_told_where_its_people_look() -> None:
    ended = LineageEvent(IssueId(12), NOW - timedelta(hours=1), AbsorbedInto(IssueId(3)))
    payload = comment_payload(issue(), [ended], ())
    assert payload is not None
    assert payload["lines"] == ["Absorbed by FB-3: its tickets count there now."]
