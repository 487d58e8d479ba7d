"""What a product manager is shown, and when it is written (again)."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.issues.issue import Overrides
from feedback.domain.publishing.work_item import (
    PublishPolicy,
    is_worth_writing,
    reason_to_hold_back,
    support_cost_words,
    work_item_payload,
)
from tests.domain.domain_examples import impact, issue, ranked

POLICY = PublishPolicy()


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (ranked(n_tickets=2), "2 tickets, fewer than 3"),
        (ranked(impact=impact("9000.00")), "1 customer(s), fewer than 2"),
        (
            ranked(issue=replace(issue(), distinctness=0.91)),
            "distinctness 0.91 below 1.00: may mix problems",
        ),
        (ranked(impact=impact("600.00", "399.60")), "impact $999.60 below $1,000.00"),
        # Each limit itself is enough.
        (
            ranked(n_tickets=3, impact=impact("600.00", "400.00"), issue=issue()),
            None,
        ),
    ],
)
def test_an_issue_is_held_back_for_a_reason_one_can_read(
    held: RankedIssue, reason: str | None
) -> None:
    assert reason_to_hold_back(held, POLICY) == reason


def test_a_person_may_vouch_for_an_issue_and_may_silence_it() -> None:
    vouched_for = replace(issue(), by_hand=Overrides(is_vouched_for=True))
    assert reason_to_hold_back(ranked(n_tickets=1, issue=vouched_for), POLICY) is None
    silenced = replace(issue(), by_hand=Overrides(is_vouched_for=True, is_muted=True))
    assert reason_to_hold_back(ranked(issue=silenced), POLICY) == "muted by a person"


def test_the_work_item_shows_the_receipt_the_quotes_and_where_they_come_from() -> None:
    costs = (SupportCost("Helpful Ltd", 4, Decimal("18.00")),)
    payload = work_item_payload(ranked(support_costs=costs), POLICY)
    assert payload == {
        "issue_id": "FB-12",
        "summary": "Export fails",
        "in_short": "2 customers run into this: export, csv.",
        "kind": "defect",
        "kind_confidence": 0.9,
        "priority": "Low",
        "labels": ["support-feedback", "FB-12"],
        "emerged_on": "2026-02-01",
        "since": "2026-02-01",
        "trend": "unclear: too few tickets to tell",
        "confidence": "90% of the evidence says defect; cohesion 0.70, distinctness 1.00",
        "take_control": (
            "Change the summary or the priority here and it is yours: it is not written over. "
            "`feedback issues hand-back FB-12` gives it back."
        ),
        "n_tickets": 5,
        "n_open_tickets": 2,
        "n_customers": 2,
        "cohesion": 0.7,
        "keyphrases": ["export", "csv"],
        "impact": {
            "impact_usd": "5000.00",
            "low_usd": "2500.00",
            "high_usd": "10000.00",
            "estimated_share": 0.0,
            "largest_customer_share": 0.6,
            "is_weighted": False,
            "receipt": [
                {
                    "customer": "C1",
                    "segment": "enterprise",
                    "value_usd": "75000.00",
                    "weight": "1.0",
                    "exposure": "0.0400",
                    "contribution_usd": "3000.00",
                    "n_tickets": 2,
                    "is_estimated": False,
                    "why": ["escalated"],
                },
                {
                    "customer": "C2",
                    "segment": "enterprise",
                    "value_usd": "50000.00",
                    "weight": "1.0",
                    "exposure": "0.0400",
                    "contribution_usd": "2000.00",
                    "n_tickets": 2,
                    "is_estimated": False,
                    "why": ["escalated"],
                },
            ],
            "rest": {"n_customers": 0, "contribution_usd": "0.00"},
        },
        "support_costs": [{"supplier": "Helpful Ltd", "n_tickets": 4, "cost_usd": "18.00"}],
        "quotes": [
            {"quote": "The export stops.", "url": "https://desk.example/1"},
            {"quote": "No CSV comes.", "url": ""},
        ],
    }
    assert json.loads(json.dumps(payload)) == payload


def test_customers_beyond_the_first_lines_are_summed_so_that_the_receipt_still_adds_up() -> None:
    many = ranked(impact=impact("500.00", "400.00", "300.10", "200.20", "100.30"))
    shown = work_item_payload(many, replace(POLICY, n_receipt_lines=2))["impact"]
    assert [line["contribution_usd"] for line in shown["receipt"]] == ["500.00", "400.00"]
    assert shown["rest"] == {"n_customers": 3, "contribution_usd": "600.60"}
    assert shown["impact_usd"] == "1500.60"


def test_no_more_quotes_than_asked_for() -> None:
    payload = work_item_payload(ranked(), replace(POLICY, n_quotes=1))
    assert [quote["quote"] for quote in payload["quotes"]] == ["The export stops."]


def test_nothing_in_the_work_item_moves_when_only_the_rank_does() -> None:
    first = ranked(rank=1, rank_without_largest=4, n_new_tickets=3)
    last = ranked(rank=90, rank_without_largest=91, n_new_tickets=0)
    assert work_item_payload(first, POLICY) == work_item_payload(last, POLICY)
    assert "rank" not in json.dumps(work_item_payload(first, POLICY))


def worth_writing(before: RankedIssue, after: RankedIssue) -> bool:
    # What stood there comes back from the ledger as JSON.
    written: dict[str, Any] = json.loads(json.dumps(work_item_payload(before, POLICY)))
    return is_worth_writing(written, work_item_payload(after, POLICY), POLICY)


def test_the_same_content_is_not_written_again() -> None:
    assert not worth_writing(ranked(), ranked())


@pytest.mark.parametrize(
    "after",
    [
        ranked(n_tickets=6),
        ranked(priority="Medium"),
        ranked(issue=issue(title="CSV export stops at 10,000 rows")),
        ranked(impact=impact("3000.00", "1900.00", "100.00")),  # another customer, the same sum
        ranked(impact=impact("3500.01", "2000.00")),  # more than a tenth up
        ranked(impact=impact("3000.00", "1499.99")),  # more than a tenth down
    ],
)
def test_what_a_person_would_miss_is_written(after: RankedIssue) -> None:
    assert worth_writing(ranked(), after)


@pytest.mark.parametrize(
    "after",
    [
        ranked(impact=impact("2700.00", "1800.00")),  # decayed by a tenth, not more
        ranked(impact=impact("3300.00", "2200.00")),
        ranked(n_open_tickets=0),
        ranked(issue=issue(cohesion=0.6)),
        ranked(rank=7),
    ],
)
def test_money_that_only_decayed_a_little_is_not_news(after: RankedIssue) -> None:
    assert not worth_writing(ranked(), after)


def test_decay_adds_up_to_news_against_what_was_written_not_against_last_night() -> None:
    written, nights = ranked(impact=impact("3000.00", "2000.00")), 0
    amount = Decimal("5000.00")
    while not worth_writing(written, ranked(impact=impact(f"{amount - 2000:.2f}", "2000.00"))):
        amount *= Decimal("0.97")
        nights += 1
    assert nights == 4  # 0.97³ = 0.913, 0.97⁴ = 0.885


def test_an_impact_that_was_nothing_can_become_news() -> None:
    nothing = ranked(impact=impact("0.00", "0.00"))
    assert not worth_writing(nothing, ranked(impact=impact("0.05", "0.00")))
    assert worth_writing(nothing, ranked(impact=impact("10.00", "0.00")))


def test_what_an_estimate_makes_of_the_cost_is_told_with_it() -> None:
    costs = (
        SupportCost("Helpful Ltd", 4, Decimal("18.00")),
        SupportCost("by the hour", 1, Decimal("15.00"), Decimal("15.00")),
    )
    rows = work_item_payload(ranked(support_costs=costs), POLICY)["support_costs"]
    assert rows == [
        {"supplier": "Helpful Ltd", "n_tickets": 4, "cost_usd": "18.00"},
        {
            "supplier": "by the hour", "n_tickets": 1, "cost_usd": "15.00",
            "estimated_usd": "15.00",
        },
    ]  # fmt: skip
    assert support_cost_words(rows, lambda amount: f"${amount}") == (
        "Helpful Ltd $18.00 for 4 tickets; by the hour $15.00 for 1 ticket, $15.00 of it estimated"
    )
