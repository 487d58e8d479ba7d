"""Files in any usual layout, encoding and packing, read as what they say."""

import csv
import gzip
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.malformed_files import spreadsheet
from feedback.adapters.files.tickets import FileTicketSource
from feedback.domain.tickets.ticket import SAME_ID, RawTicket, SetAside, Unread
from feedback.errors import InvalidInput

NIGHT = datetime(2026, 3, 10, 3, tzinfo=UTC)
HEADER = ["id", "created_at", "subject", "body", "requester", "status"]
WORDS = "The export stops, after the first warehouse"
ROWS = [
    [str(number), f"2026-03-0{number} 10:00:00", WORDS, f"It stops; run {number}", "a@b.example",
     "solved"]
    for number in range(1, 6)
]  # fmt: skip


def table(rows: list[list[str]], delimiter: str = ",", newline: str = "\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue()


def read(path: Path, **options: Any) -> tuple[list[RawTicket], list[SetAside], list[Unread]]:
    pages = list(FileTicketSource("desk", path, **options).pages(None, NIGHT))
    return (
        [ticket for page in pages for ticket in page.tickets],
        [row for page in pages for row in page.set_aside],
        [part for page in pages for part in page.unread],
    )


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


PLAIN = table([HEADER, *ROWS])
OBJECTS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", PLAIN),
        ("T.CSV", PLAIN),
        ("t.csv", table([HEADER, *ROWS], ";", "\r\n")),
        ("t.csv", table([HEADER, *ROWS], "\t")),
        ("t.tsv", table([HEADER, *ROWS], "\t")),
        ("t.txt", table([HEADER, *ROWS], "|")),
        ("t.csv", table([HEADER, *ROWS], ",", "\r")),
        ("t.csv", "sep=;\r\n" + table([HEADER, *ROWS], ";", "\r\n")),
        ("t.csv", "\ufeffsep=|\n" + table([HEADER, *ROWS], "|")),
        ("t.csv", "Tickets of March\n\n" + PLAIN),
        ("t.csv", "Report,,,,,\nmade by,Kim,,,,\n\n" + PLAIN),
        ("t.csv", "\n\n" + PLAIN),
        ("t.csv", PLAIN.replace("\n3,", "\n\n\n3,")),
        ("t.csv", table([["ID", "Created At", "SUBJECT", "Body", "Requester ", "Status"], *ROWS])),
        ("t.csv", table([[*HEADER, ""], *([*row, ""] for row in ROWS)])),
        ("t.csv", table([HEADER, *([*row, "", ""] for row in ROWS)])),
        ("t.csv", table([[*HEADER, "status"], *([*row[:5], "", "solved"] for row in ROWS)])),
        ("t.csv", ("\ufeff" + PLAIN).encode("utf-16-le")),
        ("t.csv", PLAIN.encode("utf-16")),
        ("t.csv", PLAIN.encode("utf-16-be")),
        ("t.csv.gz", gzip.compress(PLAIN.encode())),
        ("t.jsonl.gz", gzip.compress("\n".join(map(json.dumps, OBJECTS)).encode())),
        ("t.jsonl", "\n".join(map(json.dumps, OBJECTS))),
        ("t.ndjson", "\ufeff" + "\r\n".join(map(json.dumps, OBJECTS))),
        ("t.jsonl", json.dumps(OBJECTS)),
        ("t.json", json.dumps(OBJECTS, indent=2)),
        ("t.json", json.dumps({"tickets": OBJECTS, "count": 5, "next_page": None})),
        ("t.json", "\n".join(map(json.dumps, OBJECTS))),
        ("t.xlsx", spreadsheet([HEADER, *ROWS])),
        ("t.xlsx", spreadsheet([["All tickets"], [], HEADER, *ROWS[:2], [], *ROWS[2:]])),
        ("t.xlsx", spreadsheet([HEADER, *([float(row[0]), *row[1:]] for row in ROWS)])),
    ],
)
def test_the_same_tickets_from_many_files(name: str, content: str | bytes, tmp_path: Path) -> None:
    tickets, set_aside, unread = read(written(tmp_path, name, content))

    assert (set_aside, unread) == ([], [])
    assert [ticket.key for ticket in tickets] == ["1", "2", "3", "4", "5"]
    assert {ticket.subject for ticket in tickets} == {WORDS}
    assert [ticket.body for ticket in tickets] == [f"It stops; run {n}" for n in range(1, 6)]
    assert {ticket.requester for ticket in tickets} == {"a@b.example"}
    assert {str(ticket.facts.status) for ticket in tickets} == {"solved"}
    assert tickets[2].facts.created_at == datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("shift_jis", "在庫のエクスポートが最初の倉庫で止まります。月曜日から困っています"),
        ("euc_jp", "ラベルが二重に印刷されます。倉庫のプリンターすべてで起きています"),
        ("gb18030", "库存导出在第一个仓库之后停止,从星期一开始一直如此,请帮忙"),
        ("cp1251", "Экспорт заказов обрывается после первого склада со вчерашнего дня"),
        ("cp1252", "Der Export bricht für größere Aufträge täglich ab"),
        ("cp1252", "naïve café – “quoted”"),
        ("cp1250", "Zażółć gęślą jaźń: eksport zamówień zatrzymuje się, źródło błędu nieznane"),
        ("big5", "我們的庫存匯出在第一個倉庫之後就停止了,請幫忙"),
        ("cp949", "재고 내보내기가 첫 번째 창고 이후에 멈춥니다. 도와주세요"),
        ("koi8_r", "Экспорт заказов обрывается после первого склада, помогите"),
        ("cp1253", "Η εξαγωγή σταματά μετά την πρώτη αποθήκη"),
        ("cp1254", "Dışa aktarma ilk depodan sonra duruyor, şifre çalışmıyor"),
        ("iso8859_2", "eksport zamówień zatrzymuje się, źródło błędu nieznane"),
        ("cp1250", "Export se zastaví po prvním skladu, řeč je česká a ještě horší"),
        ("cp1252", "A exportação não termina, já é a terceira vez"),
        ("utf-8", "Größe – 日本語"),
    ],
)
def test_text_in_other_encodings(encoding: str, words: str, tmp_path: Path) -> None:
    rows = [[*row[:2], words, words, *row[4:]] for row in ROWS]
    path = written(tmp_path, "t.csv", table([HEADER, *rows]).encode(encoding))

    tickets, set_aside, _ = read(path)

    assert set_aside == []
    assert {ticket.subject for ticket in tickets} == {words}
    assert all(ticket.notes for ticket in tickets)  # guessed encodings and zones are told
    tickets, _, _ = read(path, encoding=encoding)
    assert {ticket.body for ticket in tickets} == {words}


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", PLAIN)
    with pytest.raises(InvalidInput) as refused:
        read(path, encoding="klingon")
    assert str(refused.value) == (
        f"{path} cannot be read as klingon: unknown encoding: klingon. Check encoding of its "
        "source."
    )


def test_the_delimiter_is_named_where_a_column_is_missing(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "id;opened\n1;2026-03-01\n")
    with pytest.raises(InvalidInput) as refused:
        read(path)
    assert str(refused.value) == (
        f'{path}:1: there is no column "created_at" (source "desk", field "created_at"). '
        'It has: id, opened (divided by ";"). Set columns.created_at of the source to one of them.'
    )


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, "t.xlsx", spreadsheet([HEADER, *ROWS]))
    assert len(read(path, sheet="Tickets")[0]) == 5
    with pytest.raises(InvalidInput) as refused:
        read(path, sheet="March")
    assert str(refused.value) == f'{path} has no sheet "March". It has: Tickets.'


def test_dates_with_two_readings_are_refused_until_the_order_is_set(tmp_path: Path) -> None:
    rows = [[row[0], f"0{row[0]}/04/2026", *row[2:]] for row in ROWS]
    path = written(tmp_path, "t.csv", table([HEADER, *rows]))
    with pytest.raises(InvalidInput) as refused:
        read(path)
    assert str(refused.value) == (
        f'{path}: the dates cannot be read for sure: "01/04/2026" may be 1 April 2026 or 4 January '
        "2026, and no other date in the column tells which. Set date_order of source "
        '"desk" to "day first" or "month first".'
    )
    tickets, _, _ = read(path, date_order="month first")
    assert tickets[0].facts.created_at == datetime(2026, 1, 4, tzinfo=UTC)
    tickets, _, _ = read(path, time_format="%m/%d/%Y")
    assert tickets[0].facts.created_at == datetime(2026, 1, 4, tzinfo=UTC)


def test_one_date_of_the_column_decides_for_all(tmp_path: Path) -> None:
    rows = [[row[0], f"0{row[0]}/01/2026", *row[2:]] for row in ROWS]
    rows[4][1] = "25/01/2026"
    tickets, _, _ = read(written(tmp_path, "t.csv", table([HEADER, *rows])))
    assert [ticket.facts.created_at.day for ticket in tickets] == [1, 2, 3, 4, 25]


def test_ids_that_a_spreadsheet_rounded_are_refused(tmp_path: Path) -> None:
    detail = "export the column as text, not as a number"
    rows = [["1.23457E+15", *row[1:]] for row in ROWS[:2]]
    _, set_aside, _ = read(written(tmp_path, "t.csv", table([HEADER, *rows])))
    assert [(row.reason, row.detail) for row in set_aside] == [
        ("id rounded by a spreadsheet", f"1.23457E+15: {detail}")
    ] * 2
    rows = [[1234567890123456.0, *row[1:]] for row in ROWS[:1]]  # type: ignore[list-item]
    _, set_aside, _ = read(written(tmp_path, "t.xlsx", spreadsheet([HEADER, *rows])))
    assert [row.reason for row in set_aside] == ["id rounded by a spreadsheet"]


def test_several_tickets_of_one_id_are_told_and_versions_are_not(tmp_path: Path) -> None:
    rows = [
        ["1", "2026-03-01 10:00:00", "Export stops", "It stops", "a@b.example", "open"],
        ["1", "2026-03-02 10:00:00", "Labels twice", "They print twice", "a@b.example", "open"],
        ["2", "2026-03-03 10:00:00", "Login loops", "It loops", "a@b.example", "open"],
        ["2", "2026-03-03 10:00:00", "Login loops", "It loops", "a@b.example", "solved"],
        ["2", "2026-03-03 10:00:00", "Something else", "It is slow", "a@b.example", "solved"],
    ]
    tickets, _, _ = read(written(tmp_path, "t.csv", table([HEADER, *rows])))
    assert [SAME_ID in ticket.notes for ticket in tickets] == [False, True, False, False, True]


def test_fields_that_cannot_be_read_are_empty_and_cost_no_ticket(tmp_path: Path) -> None:
    header = [*HEADER, "updated_at", "solved_at", "first_reply_at", "csat", "handling_hours"]
    cells = [
        ["-", "n/a", "NULL", "-", "?"],
        ["1900-01-01", "soon", "2026-02-01", "42", "long"],
    ]
    rows = [[*row, *more] for row, more in zip(ROWS, cells, strict=False)]
    tickets, set_aside, _ = read(written(tmp_path, "t.csv", table([header, *rows])))
    assert set_aside == []
    facts = [ticket.facts for ticket in tickets]
    assert [(f.solved_at, f.first_reply_at, f.csat, f.handling_hours) for f in facts] == [
        (None, None, None, None)
    ] * 2
    assert [f.updated_at == f.created_at for f in facts] == [True, True]
    assert tickets[0].not_understood == ()
    assert tickets[1].not_understood == (
        ("csat", "42"), ("solved_at", "soon"), ("handling_hours", "long"),
    )  # fmt: skip
    assert "first_reply_at before created_at, not judged" in tickets[1].notes


def test_an_open_quote_costs_its_row_and_no_other(tmp_path: Path) -> None:
    lines = PLAIN.splitlines()
    lines[2] = lines[2].replace("It stops; run 2", '"It stops; run 2')
    tickets, set_aside, _ = read(written(tmp_path, "t.csv", "\n".join(lines)))
    assert [ticket.key for ticket in tickets] == ["1", "3", "4", "5"]
    assert [(row.locator, row.reason, row.detail) for row in set_aside] == [
        ("t.csv:3", "open quote", "a quote that begins here goes on to line 4")
    ]


def test_a_quote_that_another_row_closes_swallows_nothing(tmp_path: Path) -> None:
    quoted = PLAIN.replace(",It stops; run", ',"It stops; run').replace(",a@b", '",a@b')
    broken = quoted.replace('run 2",', "run 2,")
    tickets, set_aside, _ = read(written(tmp_path, "t.csv", broken))
    assert [ticket.key for ticket in tickets] == ["1", "3", "4", "5"]
    assert [(row.locator, row.reason) for row in set_aside] == [("t.csv:3", "open quote")]


def test_messages_of_many_lines_stay_whole_though_they_look_like_rows(tmp_path: Path) -> None:
    body = 'We tried a, b, c, d and e\n\nRegards, "Kim", of Acme, Inc, Ltd, Co\n' * 700
    rows = [[*row[:3], body, *row[4:]] for row in ROWS]
    tickets, set_aside, _ = read(written(tmp_path, "t.csv", table([HEADER, *rows])))
    assert (len(tickets), set_aside) == (5, [])
    assert "".join(tickets[0].body.split()).startswith("Wetrieda,b,c,dande")


def test_a_file_made_to_be_slow_is_read_in_its_time(tmp_path: Path) -> None:
    line = '9,2026-03-01,x"y,"z\n'
    path = written(tmp_path, "t.csv", "id,created_at,subject,body\n" + line * 20_000)
    _, set_aside, _ = read(path)
    assert len(set_aside) == 20_000


def test_one_broken_file_of_a_folder_stops_nothing(tmp_path: Path) -> None:
    written(tmp_path, "a.csv", PLAIN)
    written(tmp_path, "b.json", "[1, 2")
    written(tmp_path, "c.xlsx", b"no spreadsheet")
    written(tmp_path, "d.csv", "number,opened\n1,2026-03-01\n")
    written(tmp_path, "e.csv", "")
    written(tmp_path, "f.csv.gz", gzip.compress(PLAIN.encode())[:-20])
    written(tmp_path, "notes.docx", "no tickets")
    os.mkfifo(tmp_path / "g.csv")
    written(tmp_path, "h.csv", PLAIN.replace("\n", "\n9", 1).replace("2026-03", "soon"))
    tickets, _, unread = read(tmp_path)
    assert len(tickets) >= 5
    assert [(part.place, part.is_fault) for part in unread] == [
        ("notes.docx", False), ("b.json", True), ("c.xlsx", True), ("d.csv", True),
        ("e.csv", False), ("f.csv.gz", True), ("g.csv", True), ("h.csv", True),
    ]  # fmt: skip
    told = {part.place: part.reason for part in unread}
    assert told["g.csv"] == (
        f"{tmp_path}/g.csv is not a plain file (a pipe, a device or a folder): reading it could "
        "wait for ever. Name a file."
    )
    assert told["h.csv"] == (
        f"{tmp_path}/h.csv: none of its 5 rows is a ticket. Check its columns."
    )


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin"])
def test_a_device_is_refused(path: str, tmp_path: Path) -> None:
    link = tmp_path / "t.csv"
    link.symlink_to(path)
    with pytest.raises(InvalidInput, match=r"is not a plain file|cannot be read"):
        read(link)


def test_a_file_that_lost_its_rows_is_told_every_night(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", PLAIN)
    source = FileTicketSource("desk", path)
    cursor = list(source.pages(None, NIGHT))[-1].cursor
    for _ in range(2):
        path.write_text("")
        page = list(source.pages(cursor, NIGHT))[-1]
        assert page.unread == (Unread("desk", "t.csv", f"{path} is empty. It had 5 rows before."),)
        cursor = page.cursor


def test_a_word_that_was_mapped_is_read_again_from_the_same_file(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", PLAIN.replace("solved", "Parked"))
    cursor = list(FileTicketSource("desk", path).pages(None, NIGHT))[-1].cursor
    mapped = FileTicketSource("desk", path, values={"status": {"Parked": "pending"}})
    tickets = [ticket for page in mapped.pages(cursor, NIGHT) for ticket in page.tickets]
    assert [str(ticket.facts.status) for ticket in tickets] == ["pending"] * 5


def test_a_bad_cell_of_a_parquet_file_costs_its_row(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    columns = {name: pyarrow.array([row[n] for row in ROWS]) for n, name in enumerate(HEADER)}
    moments = [1_772_355_600_000_000, 2**62, 1_772_355_600_000_000, 1_772_355_600_000_000, None]
    columns["created_at"] = pyarrow.array(moments, pyarrow.timestamp("us", "UTC"))
    path = tmp_path / "t.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    tickets, set_aside, _ = read(path)
    assert [ticket.key for ticket in tickets] == ["1", "3", "4"]
    assert [(row.locator, row.reason) for row in set_aside] == [
        ("t.parquet:2", "unreadable cell"), ("t.parquet:5", "no time"),
    ]  # fmt: skip


def test_a_quote_left_open_in_the_last_rows_swallows_none_however_short_they_are(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "id,created_at,subject,body,requester,status\n"
        "1,2026-03-01,Export,It stops,p1@acme.example,open\n"
        '2,2026-03-02,Labels,They come twice,p2@acme.example,"open\n'
        "3,2026-03-02,Login\n",
        encoding="utf-8",
    )
    pages = list(FileTicketSource("desk", path).pages(None, datetime(2026, 3, 9, tzinfo=UTC)))
    aside = [(row.locator, row.reason) for page in pages for row in page.set_aside]
    assert [raw.key for page in pages for raw in page.tickets] == ["1"]
    assert [locator for locator, _ in aside] == ["t.csv:3", "t.csv:4"]
    assert aside[0][1] == "open quote"
