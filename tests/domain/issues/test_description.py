"""Title, keyphrases and quotes, from the words of an issue's tickets."""

import random
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback.domain.issues.description import describe
from feedback.domain.issues.issue import Description
from feedback.domain.issues.keyphrases import N_TERMS, count_terms, keyphrases
from feedback.domain.tickets.ticket import Ticket
from tests.domain.domain_examples import ticket
from tests.hard_texts import SUBJECTS

PHRASES = ("csv export", "invoices")


def alike(n_tickets: int) -> NDArray[np.float32]:
    """Vectors of tickets that all say the same."""
    return np.tile(np.array([1.0, 0.0, 0.0], dtype=np.float32), (n_tickets, 1))


def described(*tickets: Ticket, phrases: tuple[str, ...] = PHRASES) -> Description:
    return describe(tickets, alike(len(tickets)), phrases)


def test_a_word_counts_once_per_ticket_however_often_it_is_said() -> None:
    counts = count_terms(
        [ticket(1, "Export export EXPORT"), ticket(2, "The export of invoices is slow")]
    )
    assert counts == {
        "export": 2,
        "export export": 1,
        "invoices": 1,
        "slow": 1,
    }


def test_stopwords_short_words_and_numbers_are_no_terms() -> None:
    assert count_terms([ticket(1, "It is ok on 2026 and we can't do that für uns")]) == {}


def test_only_the_commonest_terms_are_kept_and_ties_are_settled_by_the_alphabet() -> None:
    words = [f"zz{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(400)]
    tickets = [ticket(n, word) for n, word in enumerate(words)]
    assert list(count_terms(tickets)) == words[:N_TERMS]
    assert count_terms(tickets[::-1]) == count_terms(tickets)


def test_keyphrases_are_what_sets_an_issue_apart() -> None:
    terms = {"export": 9, "csv": 8, "csv export": 8, "error": 9, "account": 9}
    background = {**terms, "error": 900, "account": 700}
    # "csv export" says both its words, so neither is said again; the common words come last.
    assert keyphrases(terms, background, mean_total=40.0) == ("csv export", "account", "error")


def test_keyphrases_stop_at_the_number_asked_for_and_stand_nothing_on_nothing() -> None:
    terms = {"alpha": 3, "beta": 3, "gamma": 3}
    assert keyphrases(terms, terms, 9.0, n_phrases=2) == ("alpha", "beta")
    assert keyphrases({}, {}, 0.0) == ()


def test_a_term_missing_from_the_background_breaks_nothing() -> None:
    assert keyphrases({"alpha": 3}, {}, 0.0) == ("alpha",)


def test_the_title_is_the_candidate_that_says_the_keyphrases() -> None:
    issue = described(
        ticket(1, "Please help me", "Hi,\nIt is urgent."),
        ticket(2, "CSV export of invoices stops"),
        ticket(3, "A question about my account"),
    )
    assert issue.title == "CSV export of invoices stops"
    assert issue.keyphrases == PHRASES
    assert issue.n_tickets == 3


def test_without_subjects_the_title_comes_from_the_first_sentences() -> None:
    body = "Hello,\nThe CSV export of invoices stops. I have tried twice. Regards"
    assert described(ticket(1, "", body)).title == "The CSV export of invoices stops"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("RE: FW: csv export fails", "Csv export fails"),
        ("Re: AW: WG: CSV EXPORT FAILS!!!", "Csv export fails"),
        ("URGENT!!! - CSV export fails", "CSV export fails"),
        ("Hi team, CSV export fails", "CSV export fails"),
        ("csv export [email] fails", "Csv export fails"),
        ("Why does the CSV export fail???", "Why does the CSV export fail?"),
        ("  csv   export\tfails. ", "Csv export fails"),
        ("2) Request: csv export of invoices", "Csv export of invoices"),
        ("I can't export invoices to CSV, please help!", "Can't export invoices to CSV"),
        ("Just wondering how to export invoices?", "How to export invoices?"),
        ("Buenas tardes, la exportación no funciona", "La exportación no funciona"),
        ("Rechnungsexport bricht ab, bitte um Hilfe", "Rechnungsexport bricht ab"),
        ("iPhone app loses CSV export", "iPhone app loses CSV export"),
        ("Requests for the CSV export fail", "Requests for the CSV export fail"),
    ],
)
def test_a_title_is_tidied(subject: str, title: str) -> None:
    assert described(ticket(1, subject)).title == title


def test_a_title_spells_words_as_the_tickets_do() -> None:
    issue = described(
        ticket(1, "csv export to bigquery fails"),
        ticket(2, "Export", "The nightly CSV export to BigQuery fails."),
        ticket(3, "Export", "Our CSV does not reach BigQuery."),
    )
    assert issue.title == "CSV export to BigQuery fails"


@pytest.mark.parametrize(
    "worse",
    [
        "I have been looking at the CSV export of invoices",
        "And then the CSV export of invoices",
        "CSV export of invoices please help anyone",
        "CSV export of invoices stops because of the",
        "Why does the CSV export of invoices stop?",
        "CSV export of invoices stops <b>again</b> #4",
        "CSV export of invoices stops in Kuala Lumpur (branch nine)",
    ],
)
def test_what_a_product_manager_would_not_write_gives_way_to_what_one_would(worse: str) -> None:
    others = [ticket(n, "CSV export of invoices") for n in range(2, 7)]
    good = ticket(8, "CSV export of invoices stops")
    assert described(ticket(1, worse), *others, good).title in (
        "CSV export of invoices",
        "CSV export of invoices stops",
    )


@pytest.mark.parametrize(
    ("subject", "phrases", "title"),
    [
        ("RE: Export", PHRASES, "Export"),  # too short to be chosen, and all there is
        ("", PHRASES, "csv export, invoices"),
        ("!!!", PHRASES, "csv export, invoices"),
        ("", (), "Untitled"),
    ],
)
def test_an_issue_always_has_a_title(subject: str, phrases: tuple[str, ...], title: str) -> None:
    assert described(ticket(1, subject), phrases=phrases).title == title


def test_a_title_is_a_line_and_no_essay() -> None:
    title = described(ticket(1, "export " * 1000)).title
    assert title.startswith("Export export export")
    assert title.endswith("export …")
    assert len(title) <= 162


def test_quotes_are_the_customers_words_cut_at_a_word() -> None:
    body = "Hi,\n" + "the export stops " * 40 + "\n\nBest regards,\nAda"
    (exemplar,) = described(ticket(1, "Export", body, url="https://desk.example/1")).exemplars
    assert exemplar.quote == ("the export stops " * 16 + "the …")
    assert (exemplar.ticket_id, exemplar.url) == ("desk:1", "https://desk.example/1")


def test_a_quote_keeps_no_brackets_around_nothing() -> None:
    body = "I invited her ([email]) and run save(), but she sees the whole warehouse <[email]>."
    (exemplar,) = described(ticket(1, "Roles", body)).exemplars
    assert exemplar.quote == "I invited her and run save(), but she sees the whole warehouse."


def test_a_ticket_without_a_body_is_quoted_by_its_subject() -> None:
    assert described(ticket(1, "CSV export fails")).exemplars[0].quote == "CSV export fails"


def test_of_equally_central_tickets_those_that_differ_are_quoted_first() -> None:
    tickets = [ticket(n, f"Ticket {n}") for n in range(4)]
    vectors = np.array([[1, 0.3], [1, 0.3], [1, -0.3], [1, -0.3]], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    quotes = [exemplar.quote for exemplar in describe(tickets, vectors, PHRASES).exemplars]
    assert quotes == ["Ticket 0", "Ticket 2", "Ticket 1"]


def test_a_text_that_was_sent_often_is_quoted_once() -> None:
    quotes = described(*(ticket(n, "Again", "The export stops.") for n in range(9))).exemplars
    assert [exemplar.quote for exemplar in quotes] == ["The export stops."]
    assert quotes[0].ticket_id == "desk:0"


def test_customers_who_are_quoted_already_come_after_those_who_are_not() -> None:
    texts = (
        "The export of invoices stops at ten thousand rows.",
        "Since Monday every CSV file we download ends in the middle.",
        "Half of our bookings never reach the accounting system.",
        "Nothing after the first page of the list is in the file.",
    )
    tickets = [
        replace(ticket(n, "Export", body), customer_id="acme" if n < 3 else "zeta")
        for n, body in enumerate(texts)
    ]
    assert [one.ticket_id for one in described(*tickets).exemplars[:2]] == ["desk:0", "desk:3"]


def test_thanks_logs_and_repetitions_are_quoted_last_or_never() -> None:
    tickets = [
        ticket(1, "Export", "Thanks!"),
        ticket(2, "Export", "0x1f 0x2e 44 51 :: {17} [3] 0x99 == 7 // 0x1 0x2 0x3"),
        ticket(3, "Export", "The export of invoices stops at ten thousand rows."),
        ticket(4, "Export", "Hi team, the export of invoices stops at ten thousand rows!"),
        ticket(5, "Export", "Every CSV file we download ends in the middle of a line."),
    ]
    quotes = [one.quote for one in described(*tickets).exemplars]
    assert quotes[:2] == [
        "The export of invoices stops at ten thousand rows.",
        "Every CSV file we download ends in the middle of a line.",
    ]


def test_an_issue_of_one_ticket_has_one_quote() -> None:
    assert len(described(ticket(1, "CSV export fails")).exemplars) == 1


def test_a_description_does_not_depend_on_the_order_of_the_tickets() -> None:
    shuffle = random.Random(7)
    tickets = [ticket(n, f"CSV export {n} fails", f"The export {n} stops.") for n in range(40)]
    vectors = np.random.default_rng(7).normal([3, 0, 0], 1, (40, 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    expected = describe(tickets, vectors, PHRASES)
    for _ in range(5):
        order = shuffle.sample(range(40), 40)
        again = describe([tickets[i] for i in order], vectors[order], PHRASES)
        assert again == expected


def test_vectors_that_cancel_out_still_give_a_description() -> None:
    vectors = np.array([[1, 0], [-1, 0]], dtype=np.float32)
    tickets = [ticket(1, "CSV export fails now"), ticket(2, "CSV export stops now")]
    assert describe(tickets, vectors, PHRASES).title == "CSV export fails now"


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("exclamation marks", "csv export, invoices"),
        ("questions", "Can I can I can I"),
        ("replies", "R"),
        ("apostrophes", "A'a'a'a'a'"),
    ],
)
def test_no_subject_holds_up_the_night(kind: str, beginning: str) -> None:
    tickets = [ticket(n, SUBJECTS[kind]) for n in range(3)]
    title = described(*tickets).title
    assert title.startswith(beginning)
    assert len(title) <= 162
    assert len(count_terms(tickets)) <= 1
