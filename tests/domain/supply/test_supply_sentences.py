"""The sentences at the top of the reports, for one of a thing and for several."""

from dataclasses import replace

import pytest

from feedback.domain.supply.agreements.terms import ContractTarget
from feedback.domain.supply.metrics.mix import provisional_reference
from feedback.domain.supply.reports.mismatch import mismatch_words, mismatches
from feedback.domain.supply.reports.portfolio import portfolio, portfolio_words
from feedback.domain.supply.reports.scorecard import scorecards
from feedback.domain.supply.reports.scorecard_words import scorecard_words
from tests.domain.supply.supply_examples import POLICY, frame_of, terms, ticket


@pytest.mark.parametrize(
    ("n", "sentence"),
    [
        (1, "1 enterprise ticket went to beta, which should not answer it."),
        (2, "2 enterprise tickets went to beta, which should not answer them."),
    ],
)
def test_one_ticket_lies_and_two_tickets_lie(n: int, sentence: str) -> None:
    frame = frame_of([ticket(number, group="beta") for number in range(n)])
    assert portfolio_words(portfolio(frame, POLICY))[0] == sentence


def test_what_is_in_no_issue_is_not_called_by_a_name() -> None:
    (told,) = mismatch_words(mismatches(frame_of([ticket(1, issue="", group="beta")]), POLICY))
    assert told == (
        "Enterprise customers worth $1,000 a year (value × segment weight) did not get what they "
        "are owed on tickets that are in no issue: 1 of 1 ticket is in the wrong queue "
        "(enterprise is served by expert, beta is low-cost)."
    )


def test_a_scorecard_says_why_tickets_should_not_have_come() -> None:
    frame = frame_of([ticket(number, group="beta") for number in range(3)])
    card = scorecards(frame, "2026-03", provisional_reference(frame), POLICY)[1]
    assert scorecard_words(card)[0] == (
        "3 of its 3 tickets this year should not have come to it: enterprise is served by expert, "
        "beta is low-cost."
    )


@pytest.mark.parametrize(
    ("metrics", "sentence"),
    [
        (("csat",), "It misses the one contract target that can be judged (CSAT)."),
        (
            ("csat", "reopen_rate"),
            "It misses both contract targets that can be judged (CSAT, reopened).",
        ),
        (("csat", "linked"), "It misses 1 of 2 contract targets (CSAT)."),
    ],
)
def test_missed_targets_are_counted_as_people_do(metrics: tuple[str, ...], sentence: str) -> None:
    amounts = {"csat": 4.5, "reopen_rate": 0.1, "linked": 0.5}
    targets = tuple(ContractTarget(name, amounts[name]) for name in metrics)
    policy = replace(POLICY, terms={"alpha": terms("alpha", kind="expert", targets=targets)})
    frame = frame_of([ticket(number, csat=2, n_reopens=1) for number in range(3)], policy)
    (card,) = scorecards(frame, "2026-03", provisional_reference(frame), policy)
    assert sentence in scorecard_words(card)
