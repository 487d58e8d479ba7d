"""Defect, request or question: told from the helpdesk's type, words and vectors."""

import random

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback.domain.issues.issue import IssueKind
from feedback.domain.issues.kind import (
    KINDS,
    PROTOTYPE_TEXTS,
    KindCompass,
    kind_compass,
    kind_of,
    kind_shares,
)
from feedback.domain.issues.kind_cues import CUES
from feedback.domain.tickets.ticket import Ticket
from tests.domain.domain_examples import ticket

NOWHERE = np.zeros(3, dtype=np.float32)


def told(*tickets: Ticket, before: IssueKind = IssueKind.DEFECT) -> tuple[IssueKind, float]:
    """By type and words alone."""
    return kind_of(tickets, np.zeros((len(tickets), 3), dtype=np.float32), None, before)


def compass(vectors: NDArray[np.float32], languages: list[str]) -> KindCompass | None:
    """Of a model that puts each kind on an axis of its own."""
    prototypes = np.tile(np.eye(3, dtype=np.float32), (len(PROTOTYPE_TEXTS) // 3, 1))
    return kind_compass(prototypes, languages, vectors)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("problem", IssueKind.DEFECT),
        ("incident", IssueKind.DEFECT),
        ("feature", IssueKind.REQUEST),
        ("question", IssueKind.QUESTION),
    ],
)
def test_the_helpdesks_own_type_decides_the_kind(given: str, kind: IssueKind) -> None:
    assert told(ticket(1, "Export crashed, could you add a button?", type=given)) == (kind, 1.0)


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("The export crashes", IssueKind.DEFECT),
        ("Images don't load any more", IssueKind.DEFECT),
        ("Der Export funktioniert nicht", IssueKind.DEFECT),
        ("La exportación no funciona desde la última actualización", IssueKind.DEFECT),
        ("L'export ne fonctionne plus", IssueKind.DEFECT),
        ("A exportação parou de funcionar", IssueKind.DEFECT),
        ("De export werkt niet", IssueKind.DEFECT),
        ("It would be great to export to PDF", IssueKind.REQUEST),
        ("Could you please add an option to export", IssueKind.REQUEST),
        ("[Reports] Allow export to PDF", IssueKind.REQUEST),
        ("Es wäre schön, wenn man exportieren könnte", IssueKind.REQUEST),
        ("Ce serait bien d'exporter en PDF", IssueKind.REQUEST),
        ("Nos gustaría poder exportar", IssueKind.REQUEST),
        ("How do I export invoices", IssueKind.QUESTION),
        ("Can we export twenty rows?", IssueKind.QUESTION),
        ("Wie kann ich exportieren", IssueKind.QUESTION),
        ("Comment puis-je exporter ?", IssueKind.QUESTION),
        ("Hoe kan ik exporteren?", IssueKind.QUESTION),
    ],
)
def test_without_a_type_the_words_decide_the_kind(subject: str, kind: IssueKind) -> None:
    found, confidence = told(ticket(1, subject, type="something else"))
    assert found is kind
    assert 0.4 < confidence < 1.0


def test_the_kind_is_what_most_tickets_speak_for_with_its_share_of_the_evidence() -> None:
    tickets = [
        ticket(1, "The export stops", type="problem"),
        ticket(2, "The export stops", type="incident"),
        ticket(3, "The export stops", type="question"),
    ]
    assert told(*tickets) == (IssueKind.DEFECT, 0.67)


def test_where_no_ticket_speaks_the_kind_is_a_guess_and_says_so() -> None:
    assert told(ticket(1, "Invoices")) == (IssueKind.DEFECT, 0.33)


def test_an_issue_keeps_its_kind_until_another_has_clearly_more() -> None:
    even = [ticket(n, "Export", type="problem" if n < 11 else "question") for n in range(20)]
    assert told(*even) == (IssueKind.DEFECT, 0.55)
    assert told(*even, before=IssueKind.QUESTION) == (IssueKind.DEFECT, 0.55)

    closer = [ticket(n, "Export", type="problem" if n < 21 else "question") for n in range(40)]
    assert told(*closer, before=IssueKind.QUESTION) == (IssueKind.QUESTION, 0.47)
    assert told(*closer, before=IssueKind.DEFECT) == (IssueKind.DEFECT, 0.53)


def test_a_vector_counts_by_how_much_it_differs_from_an_ordinary_ticket_of_its_language() -> None:
    english = np.tile(np.array([0.8, 0.1, 0.1], dtype=np.float32), (300, 1))
    german = np.tile(np.array([0.2, 0.2, 0.8], dtype=np.float32), (300, 1))
    found = compass(np.concatenate([english, german]), ["en"] * 300 + ["de"] * 300)
    assert found is not None
    # What is ordinary for German would be a question in English.
    ordinary = kind_shares("Rechnungen", "de", german[0], found)
    assert ordinary == pytest.approx([1 / 3] * 3, abs=0.03)
    assert KINDS[kind_shares("Invoices", "en", german[0], found).argmax()] is IssueKind.QUESTION
    # A language nobody has written in before is held against all the others.
    unheard = kind_shares("Faktury", "cs", np.array([0.1, 0.9, 0.1], dtype=np.float32), found)
    assert KINDS[unheard.argmax()] is IssueKind.REQUEST


def test_without_prototypes_or_tickets_there_is_no_compass() -> None:
    unseen = np.zeros((len(PROTOTYPE_TEXTS), 3), dtype=np.float32)
    some = np.ones((4, 3), dtype=np.float32)
    assert kind_compass(unseen, ["en"] * 4, some) is None
    assert compass(np.zeros((0, 0), dtype=np.float32), []) is None


def test_the_kind_does_not_depend_on_the_order_of_the_tickets() -> None:
    subjects = ("It crashes", "How do I export", "Please add an option", "Invoices", "Help")
    tickets = [ticket(n, f"{subjects[n % 5]} {n}") for n in range(300)]
    expected = told(*tickets)
    for seed in range(3):
        assert told(*random.Random(seed).sample(tickets, 300)) == expected


def test_prototypes_tell_each_topic_in_every_kind() -> None:
    assert len(PROTOTYPE_TEXTS) % len(KINDS) == 0
    assert {cue.kind for cue in CUES} == set(KINDS)
