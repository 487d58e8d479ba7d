"""Usual exports are recognised, others guessed; what is not sure is said."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from feedback.adapters.files.guessing import guess_of
from feedback.errors import InvalidInput
from feedback.onboarding.first_look import FirstLook, check_complete, look_at
from tests.onboarding import vendor_exports

UTC_DOUBT = "times name no zone: read as UTC"


def look(path: Path) -> FirstLook:
    guess = guess_of(path)
    check_complete(path, guess)
    return look_at(path, guess)


@pytest.mark.parametrize(
    ("vendor", "export", "name", "doubts"),
    [
        ("Zendesk", vendor_exports.zendesk, "z.csv",
         ["no column holds the message itself: only subjects are grouped"]),
        ("Zendesk", vendor_exports.zendesk_json, "z.jsonl", []),
        ("Intercom", vendor_exports.intercom, "i.csv", [UTC_DOUBT]),
        ("Freshdesk", vendor_exports.freshdesk, "f.csv", [UTC_DOUBT]),
        ("HubSpot", vendor_exports.hubspot, "h.csv", [UTC_DOUBT]),
        ("Help Scout", vendor_exports.help_scout, "hs.csv", [
            UTC_DOUBT,
            "no column names the company: customers are told by the requester's domain",
        ]),
        ("Front", vendor_exports.front, "fr.csv", [UTC_DOUBT]),
        ("Jira", vendor_exports.jira, "j.csv", [UTC_DOUBT]),
        ("Discourse", vendor_exports.discourse, "d.csv", [
            "no column names the company: customers are told by the requester's domain",
            "no column says what became of a ticket: all of them count as open",
        ]),
        ("Kaggle's customer support tickets", vendor_exports.kaggle, "k.csv", [
            "the file does not say when tickets were opened: the date of purchase stands for it, "
            "and times of replies are left out",
            UTC_DOUBT,
            "no column names the company: customers are told by the requester's domain",
        ]),
    ],
)  # fmt: skip
def test_a_vendors_export_is_read_right_and_doubts_are_said(
    vendor: str, export: Callable[[], str], name: str, doubts: list[str], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(export(), encoding="utf-8")

    found = look(path)

    assert found.guess.vendor == vendor
    assert (len(found.tickets), len(found.set_aside)) == (vendor_exports.N_TICKETS, 0)
    assert list(found.doubts) == doubts
    assert {ticket.not_understood for ticket in found.tickets} == {()}
    first = found.tickets[0]
    assert "Export of stock levels ends after warehouse one" in f"{first.subject} {first.body}"
    assert first.requester == "pat0@firm0.example"
    has_company = not any("no column names the company" in doubt for doubt in doubts)
    assert first.organization == ("Firm 0" if has_company else "")
    day = "2021-03-20" if "Kaggle" in vendor else "2026-03-01"
    assert f"{first.facts.created_at:%Y-%m-%d}" == day
    if vendor != "Discourse":
        states = [str(ticket.facts.status) for ticket in found.tickets[:3]]
        assert states[0] == "open"
        assert states[1] in ("solved", "closed")
        assert states[2] == "pending"
    if vendor not in ("Discourse", "Intercom", "Help Scout", "Front"):
        priorities = [str(ticket.facts.priority) for ticket in found.tickets[:3]]
        last = "normal" if vendor == "Zendesk" else "low"
        assert priorities == ["urgent", "high", last]


def test_a_file_of_nobody_in_particular_is_guessed_by_names(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "Vorgangsnummer;Eröffnet am;Betreff;Beschreibung;E-Mail;Firma;Zustand;Priorität;Summe\n"
        "V-1;01.03.2026 10:00;Export hält an;Der Export hält nach dem ersten Lager an;"
        "a@firma.example;Firma GmbH;Gelöst;Hoch;12\n"
        "V-2;02.03.2026 10:00;Etiketten doppelt;Jedes Etikett kommt zweimal aus dem Drucker;"
        "b@firma.example;Firma GmbH;Offen;Dringend;13\n",
        encoding="cp1252",
    )
    found = look(path)
    assert dict(found.guess.columns) == {
        "id": "Vorgangsnummer", "created_at": "Eröffnet am", "subject": "Betreff",
        "body": "Beschreibung", "requester": "E-Mail", "organization": "Firma",
        "status": "Zustand", "priority": "Priorität",
    }  # fmt: skip
    assert [str(ticket.facts.priority) for ticket in found.tickets] == ["high", "urgent"]
    assert list(found.doubts) == [
        'the file is divided by ";", read as cp1252', UTC_DOUBT, "read as cp1252",
    ]  # fmt: skip


def test_columns_without_telling_names_are_guessed_by_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [
        f"k{n},2026-03-0{n},The export stops after the first warehouse and nobody knows why,{n % 2}"
        for n in range(1, 8)
    ]
    path.write_text("\n".join(["a,b,c,d", *rows]), encoding="utf-8")
    assert dict(guess_of(path).columns) == {"id": "a", "created_at": "b", "body": "c"}


def test_what_is_doubtful_is_said_with_figures(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    rows = [
        {"id": n, "created": "soon" if n == 3 else f"2026-03-0{n}T10:00:00Z", "status": "Parked",
         "text": f"It stops, and then it stops again {n}"}
        for n in range(1, 7)
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert list(look(path).doubts) == [
        "1 of the first 6 rows: unparseable time (t.jsonl:3: created_at 'soon': not a time)",
        'status is not understood: "Parked" 5. Map it in values.status',
        "no column says who writes: customers cannot be counted",
    ]


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["01/02/2026", "02/02/2026", "03/02/2026", "01/03/2026"], "day first"),
        (["02/01/2026", "02/02/2026", "02/03/2026", "03/01/2026"], "month first"),
        (["03/04/2026 9:00 AM", "03/04/2026 9:30 AM"], "month first"),
        (["03/04/2026 9:00", "03/04/2026 9:30"], "day first"),
    ],
)
def test_dates_with_two_readings_are_read_as_they_are_sorted(
    dates: list[str], order: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{n},{date},It stops again {n}" for n, date in enumerate(dates)]
    path.write_text("\n".join(["id,created,text", *rows]), encoding="utf-8")
    found = look(path)
    assert found.date_order == order
    assert found.doubts[0].startswith(f"dates are read with the {order}, but ")


def test_a_column_that_nobody_can_guess_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,colour\n1,red\n2,blue\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        look(path)
    assert str(refused.value) == (
        f"{path}: no column seems to hold when a ticket was opened. It has: id, colour. Name one "
        "in columns.created_at of a source (docs/files.md), or run this without --yes and be asked."
    )
