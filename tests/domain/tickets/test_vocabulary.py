"""The words of vendors and languages: known ones mean something, others nothing at all."""

import pytest

from feedback.domain.tickets.vocabulary import (
    flag_of,
    hours_of,
    priority_of,
    rating_of,
    status_of,
)


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ("open", "Open, NEW, In Progress, to-do, Waiting for support, offen, In Bearbeitung, "
                 "En cours, Abierto, W toku, 対応中, 处理中, Открыт, Re-opened, 2 - Open"),
        ("pending", "Pending, On-hold, Waiting on Customer, waiting_for_customer, Snoozed, "
                    "Pending Customer Response, Wartet auf Kunde, En attente, 保留中, Blocked"),
        ("solved", "Solved, RESOLVED, Done, Gelöst, Geloest?, Erledigt, Résolu, Resuelto, "
                   "解決済み, Решено, Fixed"),
        ("closed", "Closed, Closed (no reply), Won't Do, Cancelled, Geschlossen, Fermé, Cerrado, "
                   "Закрыт, 已关闭, Duplicate, Zamknięte"),
    ],
)  # fmt: skip
def test_states(meaning: str, words: str) -> None:
    for word in words.split(", "):
        if not word.endswith("?"):
            assert status_of(word) == meaning, word


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ("urgent", "Urgent, Critical, P1, P0, Sev 1, 1 - Urgent, Blocker, Dringend, Höchste, "
                   "Urgente, Срочно, 緊急, Highest, priority: urgent, Very High"),
        ("high", "High, Major, P2, Hoch, Élevée, Alta, Wysoki, Высокий, 高, 2 - High"),
        ("normal", "Normal, Medium, P3, Mittel, Moyenne, Media, Średni, Средний, P3 - Medium"),
        ("low", "Low, Minor, Trivial, P4, Niedrig, Faible, Baja, Niski, Низкий, Lowest"),
    ],
)  # fmt: skip
def test_priorities(meaning: str, words: str) -> None:
    for word in words.split(", "):
        assert priority_of(word) == meaning, word


def test_what_is_not_known_means_nothing() -> None:
    assert [status_of(word) for word in ("Parked", "42", "?", "openish")] == [None] * 4
    assert [priority_of(word) for word in ("Purple", "7", "highway")] == [None] * 3
    assert [flag_of(word) for word in ("perhaps", "2", "yes and no")] == [None] * 3


def test_flags() -> None:
    assert all(flag_of(word) for word in ("Ja", "X", "oui", "TRUE", "1", "✓", "Sí", "да", "はい"))
    assert [flag_of(word) for word in ("Nein", "0", "FALSE", "non", "нет", "off")] == [False] * 6


@pytest.mark.parametrize(
    ("written", "rating"),
    [
        ("4", 4), ("4,0", 4), ("4.0", 4), ("4/5", 4), ("8/10", 4), ("8 out of 10", 4), ("80 %", 4),
        ("★★★", 3), ("⭐️⭐️", 2), ("Good", 5), ("bad", 1), ("Sehr gut", 5), ("neutral", 3),
        ("5 stars", 5), ("1 von 5", 1), ("0/5", 1), ("9", None), ("-1", None), ("inf", None),
        ("6/5", None), ("★★★★★★", None), ("fine-ish", None), ("101%", None),
    ],
)  # fmt: skip
def test_ratings(written: str, rating: int | None) -> None:

    assert rating_of(written) == rating


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("1.5", 1.5), ("1,5", 1.5), ("1h 30m", 1.5), ("0:45", 0.75), ("90 min", 1.5), ("2 Std.", 2),
        ("1 day", 24), ("00:30:00", 0.5), ("1 hour and 30 minutes", 1.5), ("long", None),
        ("-1", None), ("1h later", None),
    ],
)  # fmt: skip
def test_hours(written: str, hours: float | None) -> None:
    assert hours_of(written) == hours
