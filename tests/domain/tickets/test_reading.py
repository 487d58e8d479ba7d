"""Silence is a fault: how much may be lost before a night says so, and what it says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reading import ReadingPolicy, shortfalls, with_meanings
from feedback.domain.tickets.reading_words import gap_counts, shortfall_words
from feedback.domain.tickets.ticket import RawTicket, TicketFacts, TicketPriority, TicketStatus


def words_of(policy: ReadingPolicy, *, knows_customers: bool = True, **counts: Any) -> list[str]:
    report = PullReport("desk", is_finished=True, **counts)
    found = shortfalls(report, policy, knows_customers=knows_customers)
    return [shortfall_words(shortfall, "desk") for shortfall in found]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            {"n_new": 20, "n_set_aside": 10, "set_aside": {"no time": 7, "no id": 3}},
            '10 of 30 rows are not tickets ("no time" 7, "no id" 3). Correct the export, or accept '
            'it in the settings: accepted.set_aside of source "desk".',
        ),
        (
            {"n_new": 10, "n_same_id": 6},
            "6 of 10 rows share an id with another ticket of their file; one of each is kept. "
            'Export ids as text, or accept it in the settings: accepted.same_id of source "desk".',
        ),
        (
            {"n_new": 10, "n_wordless": 6},
            "6 of 10 tickets have no words of their customer, so they are in no issue. Check which "
            "field holds the message, or accept it in the settings: accepted.wordless of source "
            '"desk".',
        ),
        (
            {"n_new": 10, "n_unresolved": 6, "unresolved_domains": {"Alpha": 4, "b.example": 2}},
            '6 of 10 tickets have no known customer ("Alpha" 4, "b.example" 2). Add the customers '
            "or their requesters, or accept it in the settings: accepted.unresolved of source "
            '"desk".',
        ),
        (
            {"n_new": 5, "n_changed": 5, "not_understood": {"priority": {"Purple": 8}}},
            'priority of 8 of 10 tickets is not understood ("Purple" 8). Map the word in '
            "values.priority, or accept it in the settings: accepted.priority of source "
            '"desk".',
        ),
    ],
)
def test_too_much_of_a_kind_is_said_with_what_to_do(counts: dict[str, Any], words: str) -> None:
    assert words_of(ReadingPolicy(), **counts) == [words]


@pytest.mark.parametrize(
    "counts",
    [
        {"n_new": 4, "n_set_aside": 4, "set_aside": {"no id": 4}},  # fewer than five rows
        {"n_new": 100, "n_set_aside": 5, "set_aside": {"no id": 5}},  # not more than 5 %
        {"n_new": 100, "not_understood": {"csat": {"a": 3, "b": 2}}},
        {"n_new": 0},
    ],
)
def test_a_little_is_only_counted(counts: dict[str, Any]) -> None:
    assert words_of(ReadingPolicy(), **counts) == []


def test_what_a_person_accepted_is_only_counted() -> None:
    lost = {"n_new": 10, "not_understood": {"status": {"Parked": 6, "Limbo": 6}}}
    accepted = ReadingPolicy(accepted={"status": frozenset({"Parked"})})
    assert words_of(accepted, **lost) == [
        'status of 6 of 10 tickets is not understood ("Limbo" 6). Map the word in values.status, '
        'or accept it in the settings: accepted.status of source "desk".'
    ]
    assert words_of(ReadingPolicy(accepted={"status": frozenset("*")}), **lost) == []
    assert words_of(ReadingPolicy(max_share=0.7, min_rows=13), **lost) == []
    assert words_of(ReadingPolicy(), knows_customers=False, n_new=9, n_unresolved=9) == []


def test_a_word_means_what_a_person_says_in_any_case() -> None:
    at = datetime(2026, 3, 9, tzinfo=UTC)
    raw = RawTicket(
        "desk", "1", "", "It stops", "", "", TicketFacts(at, at),
        not_understood=(("status", "PARKED"), ("priority", "Purple")),
    )  # fmt: skip
    read = with_meanings(raw, ReadingPolicy(meant={("status", "parked"): TicketStatus.PENDING}))
    assert (read.facts.status, read.facts.priority) == (
        TicketStatus.PENDING, TicketPriority.NORMAL,
    )  # fmt: skip
    assert read.not_understood == (("priority", "Purple"),)


def test_gaps_are_counted_in_a_few_words() -> None:
    report = PullReport(
        "desk", n_wordless=2, not_understood={"status": {"Parked": 3}}, left_out={"a": "a: skipped"}
    )
    assert gap_counts(report) == {
        "ticket without words": 2, 'status "Parked" not understood': 3, "a: skipped": 1,
    }  # fmt: skip
