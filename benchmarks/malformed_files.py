"""Makes files of tickets with faults, and knows how many rows each holds."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from xml.sax.saxutils import escape

NAMES = (
    "id", "created_at", "updated_at", "subject", "body", "requester", "status", "priority", "csat",
    "tags",
)  # fmt: skip
ENCODINGS = (
    "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1251", "cp1250", "shift_jis",
    "gb18030", "euc_jp", "koi8_r", "iso8859_15",
)  # fmt: skip
_WORDS = {
    "cp1251": "Экспорт заказов обрывается после первого склада уже со вчерашнего дня",
    "koi8_r": "Печать этикеток удваивается на каждом принтере нашего склада",
    "shift_jis": "在庫のエクスポートが最初の倉庫で止まります 月曜日からです",
    "euc_jp": "ラベルが二重に印刷されます 倉庫のプリンターすべてで起きています",
    "gb18030": "库存导出在第一个仓库之后停止 从星期一开始一直如此",
    "cp1250": "Eksport zamówień zatrzymuje się po pierwszym magazynie łąka źródło",
    "cp1252": "Der Export bricht nach dem ersten Lager ab, für größere Aufträge täglich",
}
_TIMES = (
    "2026-03-01T10:00:00Z", "2026-03-01 10:00:00", "01.03.2026 10:00", "13/02/2026", "3/14/2025",
    "01/Mar/26 10:00 AM", "Sun, 1 Mar 2026 10:00:00 +0100", "1772355600", "1772355600000",
    "2026-03-01 10:00:00 UTC", "2026-03-01 10:00 Europe/Berlin", "46082.5", "March 1, 2026",
    "1. März 2026", "2026/03/01 10:00", "20260301", "2026年3月1日",
)  # fmt: skip
_BAD_TIMES = (
    "", "-", "n/a", "NULL", "yesterday", "0000-00-00 00:00:00", "32/13/2026", "2026-02-30",
    "9999-12-31T23:59:59-14:00", "10:00", "=NOW()", "1" * 400, "\x00", "2026-03-01T25:61:00", "¿?",
    "03/04/2026",
)  # fmt: skip
_BAD_IDS = ("", " ", "1.23457E+15", "NULL", "None", "=1+1", "\x00", "id", "-", "🙂")
_BAD_WORDS = (
    "Purple", "4/5", "★★★", "0", "-1", "inf", "NaN", "1e309", "[", "[1,", "{}", "a;b,c|d", "Gelöst",
    "P1", "true", "x" * 300, "\x00", "\ufeff", "‮evil", "None", "\u2028", "'; DROP TABLE", "½",
)  # fmt: skip
_BAD_JSON = (
    None, True, [], {}, [[1]], {"a": {"b": 1}}, 10**300, -1, 1.5, float("nan"), float("inf"),
    "\ud83d", "", 0, ["a", None, 3],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file, and what is in it."""

    ending: str
    content: bytes
    n_rows: int
    faults: tuple[str, ...]
    is_multi_line: bool = False
    """Whether its messages have several lines: how many rows a broken one is, nobody knows."""


class _Maker:
    """One file in the making."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.faults: list[str] = []
        self.encoding = rng.choice(ENCODINGS)
        self.words = _WORDS.get(self.encoding, "The nightly export stops after the first warehouse")
        self.time = rng.choice(_TIMES)

    def sometimes(self, fault: str, share: float) -> bool:
        """Whether a fault is made, this time."""
        happens = self.rng.random() < share
        if happens and fault not in self.faults:
            self.faults.append(fault)
        return happens

    def row(self, number: int) -> dict[str, Any]:
        """One row, usually right."""
        rng = self.rng
        row: dict[str, Any] = {
            "id": str(number),
            "created_at": self.time,
            "updated_at": self.time,
            "subject": self.words,
            "body": f"{self.words}, {rng.randrange(10_000)}",
            "requester": f"p{number}@acme.example",
            "status": rng.choice(("open", "Closed", "Gelost", "new")),
            "priority": rng.choice(("High", "P2", "Low")),
            "csat": rng.choice(("", "4", "5/5")),
            "tags": rng.choice(("", "a;b", "x y")),
        }
        if self.sometimes("time", 0.06):
            row["created_at"] = rng.choice(_BAD_TIMES)
        if self.sometimes("other time", 0.06):
            row["updated_at"] = rng.choice(_BAD_TIMES)
        if self.sometimes("id", 0.05):
            row["id"] = rng.choice(_BAD_IDS)
        if self.sometimes("same id", 0.05):
            row["id"] = "1"
        if self.sometimes("word", 0.1):
            row[rng.choice(("status", "priority", "csat", "tags"))] = rng.choice(_BAD_WORDS)
        if self.sometimes("no text", 0.03):
            row["subject"] = row["body"] = ""
        if self.sometimes("long text", 0.01):
            row["body"] = rng.choice(("x", "ab ", "<p>", "<", "&#", "a.a@")) * 30_000
        if self.sometimes("markup", 0.05):
            row["body"] = rng.choice(
                ("<div><p>It <b>broke", "<![CDATA[", "</x>", "<!--", "&#xD800;")
            )
        return row

    def rows(self) -> list[dict[str, Any]]:
        """Some rows."""
        return [self.row(number) for number in range(1, self.rng.choice((0, 1, 3, 8, 25, 70)) + 1)]

    def encoded(self, text: str) -> bytes:
        """The text in the file's encoding, sometimes with bytes that are not of it."""
        content = text.encode(self.encoding, "replace")
        if self.encoding.startswith("utf-8") and self.sometimes("stray byte", 0.15):
            place = content.rfind(b" export ")
            if place >= 0:
                content = (
                    content[:place] + self.rng.choice((b"\xe4", b"\x80", b"\xff")) + content[place:]
                )
        return content

    def made(self, ending: str, content: bytes, n_rows: int, *, multi: bool = False) -> MadeFile:
        """The file, sometimes packed, sometimes cut off or spoiled."""
        is_packable = ending not in (".parquet", ".xlsx")
        if is_packable and self.rng.random() < 0.1:
            ending, content = f"{ending}.gz", gzip.compress(content)
            self.faults.append("packed")
        is_binary = not is_packable or ending.endswith(".gz")
        if is_binary and content and self.sometimes("cut off", 0.08):
            return MadeFile(ending, content[: self.rng.randrange(len(content))], 0,
                            tuple(self.faults), is_multi_line=True)  # fmt: skip
        if is_binary and content and self.sometimes("spoiled", 0.08):
            spoiled = bytearray(content)
            for _ in range(5):
                spoiled[self.rng.randrange(len(spoiled))] = self.rng.randrange(256)
            return MadeFile(ending, bytes(spoiled), 0, tuple(self.faults), is_multi_line=True)
        return MadeFile(ending, content, n_rows, tuple(self.faults), multi)


def malformed_file(kind: str, rng: Random) -> MadeFile:
    """A file of one of `KINDS`."""
    return KIND_MAKERS[kind](_Maker(rng))


def _delimited(maker: _Maker) -> MadeFile:
    rng = maker.rng
    delimiter = rng.choice((",", ",", ";", "\t", "|"))
    is_multi = maker.sometimes("several lines", 0.2)
    newline = rng.choice(("\n", "\r\n")) if is_multi else rng.choice(("\n", "\r\n", "\r"))
    lines = []
    if maker.sometimes("sep=", 0.1):
        lines.append(f"sep={delimiter}")
    if maker.sometimes("title", 0.1):
        lines += ["Export of all tickets", ""] if rng.random() < 0.5 else ["Tickets"]
    lines.append(delimiter.join(_header(maker)))
    rows = maker.rows()
    n_rows = 0
    for row in rows:
        if is_multi and rng.random() < 0.5:
            row["body"] += f'\nIt says "no"{delimiter} twice\n\nregards'
        line = _line([row[name] for name in NAMES], delimiter, quote_all=rng.random() < 0.3)
        line = line.replace("\n", newline)
        if maker.sometimes("too few", 0.04):
            line = delimiter.join(line.split(delimiter)[:-2])
        if maker.sometimes("too many", 0.04):
            line += delimiter + "more"
        if maker.sometimes("open quote", 0.04):
            cells = line.split(delimiter)
            place = rng.randrange(len(cells))
            cells[place] = '"' + cells[place].replace('"', "")
            line = delimiter.join(cells)
        if maker.sometimes("stray quote", 0.04):
            place = rng.randrange(len(line) + 1)
            line = line[:place] + '"' + line[place:]
        if maker.sometimes("blank line", 0.04):
            lines.append("")
        if line.strip("\r\n") == "":
            continue
        lines.append(line)
        n_rows += 1
    text = newline.join(lines) + (newline if rng.random() < 0.8 else "")
    if maker.sometimes("nothing", 0.02):
        text, n_rows = "", 0
    ending = rng.choice((".csv", ".csv", ".CSV", ".txt"))
    if delimiter == "\t":
        ending = rng.choice((ending, ".tsv"))
    return maker.made(ending, maker.encoded(text), n_rows, multi=is_multi)


def _line(cells: Sequence[Any], delimiter: str, *, quote_all: bool) -> str:
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="").writerow(cells)
    return text.getvalue()


def _header(maker: _Maker) -> list[str]:
    names = list(NAMES)
    if maker.sometimes("header in capitals", 0.15):
        names = [name.upper().replace("_", " ") for name in names]
    if maker.sometimes("repeated header", 0.05):
        names[-1] = "status"
    if maker.sometimes("no such column", 0.02):
        names[1] = "opened"
    return names


def _json_lines(maker: _Maker) -> MadeFile:
    lines = [_json_row(maker) for _ in range(maker.rng.choice((0, 1, 5, 40)))]
    return maker.made(
        maker.rng.choice((".jsonl", ".ndjson")), maker.encoded("\n".join(lines)), len(lines)
    )


def _json_row(maker: _Maker) -> str:
    row = _loosely_typed(maker, maker.row(maker.rng.randrange(1, 1000)))
    text = json.dumps(row, ensure_ascii=maker.rng.random() < 0.5 or "\ud83d" in row.values())
    if maker.sometimes("broken line", 0.06):
        text = text[: maker.rng.randrange(1, len(text))]
    if maker.sometimes("another value", 0.03):
        text = maker.rng.choice(("[1]", "null", '"a"', "1", "[" * 5000, "{" * 5000, "NaN"))
    return text


def _loosely_typed(maker: _Maker, row: dict[str, Any]) -> dict[str, Any]:
    if maker.sometimes("another type", 0.15):
        row[maker.rng.choice(NAMES)] = maker.rng.choice(_BAD_JSON)
    if maker.sometimes("missing key", 0.1):
        del row[maker.rng.choice(NAMES)]
    return row


def _json_array(maker: _Maker) -> MadeFile:
    rows: list[Any] = [_loosely_typed(maker, row) for row in maker.rows()]
    if maker.sometimes("another value", 0.1):
        rows.append(maker.rng.choice((None, 1, [1], "a")))
    is_wrapped = maker.sometimes("wrapped", 0.3) and any(isinstance(row, dict) for row in rows)
    text = json.dumps({"tickets": rows, "count": len(rows)} if is_wrapped else rows)
    if maker.sometimes("broken", 0.08):
        text = text[: maker.rng.randrange(len(text))]
        return maker.made(".json", maker.encoded(text), 0, multi=True)
    return maker.made(".json", maker.encoded(text), len(rows))


def _parquet(maker: _Maker) -> MadeFile:
    import pyarrow
    from pyarrow import parquet

    rows = maker.rows()
    columns = {name: pyarrow.array([str(row[name]) for row in rows]) for name in NAMES}
    if maker.sometimes("impossible times", 0.3):
        moments = [maker.rng.choice((2**62, -(2**62), 0, 1_772_355_600_000_000)) for _ in rows]
        columns["created_at"] = pyarrow.array(moments, pyarrow.timestamp("us"))
    if maker.sometimes("numbers", 0.3):
        columns["id"] = pyarrow.array([maker.rng.choice((1.0, 2.5, None, 1e300)) for _ in rows])
    if maker.sometimes("bytes", 0.2):
        columns["body"] = pyarrow.array([b"\xff\x00a" for _ in rows], pyarrow.binary())
    sink = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), sink)
    return maker.made(".parquet", sink.getvalue(), len(rows))


def _spreadsheet(maker: _Maker) -> MadeFile:
    rows = maker.rows()
    table: list[list[Any]] = [_header(maker)]
    if maker.sometimes("title", 0.2):
        table = [["All tickets"], [], *table]
    for row in rows:
        cells = [row[name] for name in NAMES]
        if maker.sometimes("number", 0.1):
            cells[maker.rng.randrange(len(cells))] = maker.rng.choice((46082.5, 1e15, 0, 1e300, -1))
        table.append(cells)
        if maker.sometimes("blank row", 0.05):
            table.append([])
    return maker.made(".xlsx", spreadsheet(table), len(rows))


def spreadsheet(table: Sequence[Sequence[Any]]) -> bytes:
    """The smallest .xlsx that holds a table of text and numbers."""
    lines = []
    for number, cells in enumerate(table, start=1):
        written = "".join(
            f'<c r="{_letter(place)}{number}"><v>{cell}</v></c>'
            if isinstance(cell, int | float)
            else f'<c r="{_letter(place)}{number}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(_writable(cell))}</t></is></c>"
            for place, cell in enumerate(cells)
        )
        lines.append(f'<row r="{number}">{written}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/sheet1.xml" ContentType="{content}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet '
        'name="Tickets" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}'
        "</sheetData></worksheet>",
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return sink.getvalue()


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _writable(cell: Any) -> str:
    """XML holds no control characters."""
    return "".join(mark for mark in str(cell) if mark >= " " or mark in "\t\n")


KIND_MAKERS: Mapping[str, Callable[[_Maker], MadeFile]] = {
    "delimited": _delimited,
    "JSON lines": _json_lines,
    "delimited again": _delimited,
    "JSON arrays": _json_array,
    "Parquet": _parquet,
    "spreadsheets": _spreadsheet,
}
KINDS = tuple(KIND_MAKERS)
