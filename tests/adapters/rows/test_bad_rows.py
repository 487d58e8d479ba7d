"""Rows that cannot be read as they are: set aside or normalised, with the reason; never fatal."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from feedback.adapters.files.tickets import FileTicketSource
from feedback.adapters.rows.ticket_rows import MAX_BODY_CHARS
from feedback.domain.tickets.ticket import RawTicket, SetAside

UNTIL = datetime(2026, 3, 9, 3, tzinfo=UTC)
GOOD = {"id": "1", "created_at": "2026-03-08T10:00:00Z", "subject": "Help", "body": "It broke"}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    match path.suffix:
        case ".csv":
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, ["id", "created_at", "subject", "body"], restval="")
            writer.writeheader()
            writer.writerows(rows)
            path.write_text(text.getvalue(), encoding="utf-8", newline="")
        case ".jsonl":
            lines = [json.dumps(row, ensure_ascii=False) for row in rows]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        case _:
            pd.DataFrame(rows).to_parquet(path, index=False)
    return path


def read(path: Path, **options: Any) -> tuple[list[RawTicket], list[SetAside], int]:
    pages = list(FileTicketSource("desk", path, **options).pages(None, UNTIL))
    tickets = [ticket for page in pages for ticket in page.tickets]
    set_aside = [row for page in pages for row in page.set_aside]
    return tickets, set_aside, sum(page.n_later for page in pages)


formats = pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])


@formats
@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        ({"id": ""}, "no id", ""),
        ({"created_at": ""}, "no time", ""),
        ({"subject": "", "body": " "}, "no text", "id 2"),
        ({"created_at": "yesterday"}, "unparseable time", "created_at 'yesterday': not a time"),
        (
            {"created_at": "31/13/2025"},
            "unparseable time",
            "created_at '31/13/2025': month must be in 1..12",
        ),
        ({"created_at": "1900-01-01T00:00:00Z"}, "no time", ""),
        (
            {"created_at": "9999-12-31T23:59:59-14:00"},
            "unparseable time",
            "created_at '9999-12-31T23:59:59-14:00': outside the calendar",
        ),
    ],
)
def test_a_row_that_cannot_be_a_ticket_is_set_aside_with_place_and_reason(
    suffix: str, change: dict[str, str], reason: str, detail: str, tmp_path: Path
) -> None:
    path = write(
        tmp_path / f"t{suffix}", [GOOD, {**GOOD, "id": "2", **change}, {**GOOD, "id": "3"}]
    )

    tickets, set_aside, _ = read(path)

    assert [ticket.key for ticket in tickets] == ["1", "3"]
    line = {".csv": 3, ".jsonl": 2, ".parquet": 2}[suffix]
    assert set_aside == [SetAside("desk", f"t{suffix}:{line}", reason, detail)]


@formats
def test_odd_but_readable_rows_are_normalised_and_say_so(suffix: str, tmp_path: Path) -> None:
    rows = [
        {**GOOD, "id": "1", "created_at": "2026-03-08T10:00:00"},
        {**GOOD, "id": "2", "body": "<p>It <b>broke</b></p>"},
        {**GOOD, "id": "3", "body": "It\x00 broke"},
        {**GOOD, "id": "4", "body": "log line\n" * 1_200_000},
    ]

    tickets, set_aside, _ = read(write(tmp_path / f"t{suffix}", rows), time_zone="Europe/Berlin")

    assert set_aside == []
    assert [ticket.notes for ticket in tickets] == [
        ("time without zone read as Europe/Berlin",),
        ("HTML to text",),
        ("NUL bytes removed",),
        ("body shortened",),
    ]
    assert tickets[0].facts.created_at == datetime(2026, 3, 8, 9, tzinfo=UTC)
    assert tickets[1].body == "It broke"
    assert tickets[2].body == "It broke"
    assert len(tickets[3].body) <= MAX_BODY_CHARS


@formats
def test_rows_dated_after_the_night_are_left_and_counted(suffix: str, tmp_path: Path) -> None:
    rows = [GOOD, {**GOOD, "id": "2", "created_at": "2206-03-08T10:00:00Z"}]
    tickets, set_aside, n_later = read(write(tmp_path / f"t{suffix}", rows))
    assert ([ticket.key for ticket in tickets], set_aside, n_later) == (["1"], [], 1)


def one(tmp_path: Path, **values: Any) -> RawTicket:
    tickets, set_aside, _ = read(write(tmp_path / "t.jsonl", [{**GOOD, **values}]))
    assert set_aside == []
    return tickets[0]


def test_half_characters_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    row = json.dumps({**GOOD, "body": "oh \ud83d no", "tags": ["a\udc00"]})
    path.write_text(row, encoding="utf-8")
    tickets, _, _ = read(path)
    assert tickets[0].body == "oh \ufffd no"
    assert tickets[0].facts.tags == ("a\ufffd",)
    assert tickets[0].notes == ("broken characters replaced",)


def test_impossible_numbers_are_ignored_and_say_so(tmp_path: Path) -> None:
    ticket = one(tmp_path, csat="inf", n_reopens="inf")
    assert (ticket.facts.csat, ticket.facts.n_reopens) == (None, 0)
    assert ticket.not_understood == (("csat", "inf"), ("n_reopens", "inf"))
    many = one(tmp_path, n_reopens="1e300")
    assert (many.facts.n_reopens, many.not_understood) == (0, (("n_reopens", "1e300"),))
    assert one(tmp_path, csat=9).not_understood == (("csat", "9"),)


def test_unknown_choices_are_read_as_the_usual_one_and_say_so(tmp_path: Path) -> None:
    ticket = one(tmp_path, status="Parked", priority="Purple")
    assert (ticket.facts.status, ticket.facts.priority) == ("open", "normal")
    assert ticket.not_understood == (("status", "Parked"), ("priority", "Purple"))


def test_words_nested_too_deep_for_the_html_parser_are_kept(tmp_path: Path) -> None:
    assert one(tmp_path, body="<div>" * 5000 + "It broke").body == "It broke"


def test_a_long_body_is_not_cut_within_an_address(tmp_path: Path) -> None:
    body = "x " * (MAX_BODY_CHARS // 2 - 5) + "ada@example.com"
    assert "ada" not in one(tmp_path, body=body).body
    body = "x " * (MAX_BODY_CHARS // 2 - 5) + "+49 30 12345678"
    assert "49" not in one(tmp_path, body=body).body


def test_ids_that_pandas_made_decimal_are_whole_again(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame([{**GOOD, "id": 17.0}, {**GOOD, "id": None}]).to_parquet(path)
    tickets, set_aside, _ = read(path)
    assert [ticket.key for ticket in tickets] == ["17"]
    assert [row.reason for row in set_aside] == ["no id"]


def test_unreadable_lines_of_a_csv_are_set_aside_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "id,created_at,body\n"
        "1,2026-03-08T10:00:00Z,fine\n"
        "2,2026-03-08T10:00:00Z\n"
        '3,"2026-03-08T10:00:00Z,no closing quote\n'
        "4,2026-03-08T10:00:00Z,no longer swallowed\n",
        encoding="utf-8",
    )
    tickets, set_aside, _ = read(path)
    assert [ticket.key for ticket in tickets] == ["1", "4"]
    assert [(row.locator, row.reason, row.detail) for row in set_aside] == [
        ("t.csv:3", "wrong number of columns", "2 where the header has 3"),
        ("t.csv:4", "open quote", "a quote that begins here goes on to line 5"),
    ]


def test_unreadable_lines_of_a_jsonl_are_set_aside_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    deep = "[" * 100_000
    path.write_text(f'{json.dumps(GOOD)}\n{{"id": \n[1, 2]\n\n{deep}\n', encoding="utf-8")
    tickets, set_aside, _ = read(path)
    assert [ticket.key for ticket in tickets] == ["1"]
    assert [(row.locator, row.reason, row.detail) for row in set_aside] == [
        ("t.jsonl:2", "not JSON", "Expecting value: line 2 column 1 (char 8)"),
        ("t.jsonl:3", "not a JSON object", "a list"),
        ("t.jsonl:5", "not JSON", "nested too deep"),
    ]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_text_that_is_not_utf8_is_read_as_windows_western(suffix: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"t{suffix}", [{**GOOD, "body": "Größe – naïve"}])
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    tickets, _, _ = read(path)
    assert tickets[0].body == "Größe – naïve"
    assert tickets[0].notes == ("read as cp1252",)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_one_bad_byte_spoils_nothing_else(suffix: str, tmp_path: Path) -> None:
    rows = [{**GOOD, "body": "Größe"}, {**GOOD, "id": "2", "body": "Größe – na@ve"}]
    path = write(tmp_path / f"t{suffix}", [*rows, {**GOOD, "id": "3", "body": "日本語"}])
    path.write_bytes(path.read_bytes().replace(b"@", b"\xef"))
    tickets, set_aside, _ = read(path)
    assert [ticket.body for ticket in tickets] == ["Größe", "Größe – naïve", "日本語"]
    assert [ticket.notes for ticket in tickets] == [(), ("not UTF-8",), ()]
    assert set_aside == []


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(suffix: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"t{suffix}", [GOOD])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [ticket.key for ticket in read(path)[0]] == ["1"]


def test_the_first_jsonl_row_does_not_say_which_columns_there_are(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(f'{{"body": "no id here"}}\n{json.dumps(GOOD)}\n', encoding="utf-8")
    tickets, set_aside, _ = read(path)
    assert [ticket.key for ticket in tickets] == ["1"]
    assert [row.reason for row in set_aside] == ["no id"]


def test_replies_and_hours_that_are_not_told_are_not_taken_for_none(tmp_path: Path) -> None:
    rows = [
        {**GOOD, "n_replies": 2, "handling_hours": 0.75},
        {**GOOD, "id": "2"},
        {**GOOD, "id": "3", "n_replies": -1, "handling_hours": "long"},
    ]
    tickets, _, _ = read(write(tmp_path / "tickets.jsonl", rows))
    found = [(one.facts.n_replies, one.facts.handling_hours) for one in tickets]
    assert found == [(2, 0.75), (None, None), (None, None)]
    assert tickets[2].not_understood == (
        ("n_replies", "-1"), ("handling_hours", "long"),
    )  # fmt: skip
