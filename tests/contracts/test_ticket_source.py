"""What every source of tickets promises."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.adapters.files import tickets as files
from feedback.adapters.files.tickets import FileTicketSource
from feedback.domain.ticket import RawTicket, TicketFacts
from feedback.ports import TicketSource
from tests.fakes import ListSource

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
Rows = list[tuple[str, datetime]]


def from_a_list(_folder: Path, rows: Rows) -> TicketSource:
    return ListSource(
        "desk",
        [RawTicket("desk", key, "", "Help", "", "", TicketFacts(at, at)) for key, at in rows],
        page_size=2,
    )


def from_a_file(folder: Path, rows: Rows) -> TicketSource:
    lines = [
        json.dumps({"id": key, "created_at": at.isoformat(), "body": "Help"}) for key, at in rows
    ]
    path = folder / "t.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return FileTicketSource("desk", path)


@pytest.fixture(params=[from_a_list, from_a_file])
def source_of(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Rows], TicketSource]:
    monkeypatch.setattr(files, "PAGE_SIZE", 2)
    return lambda rows: request.param(tmp_path, rows)


def rows(n_rows: int) -> Rows:
    return [(f"t{n}", NIGHT - timedelta(hours=10 - n)) for n in range(n_rows)]


def keys(source: TicketSource, cursor: str | None, until: datetime) -> tuple[list[str], str | None]:
    found: list[str] = []
    for page in source.pages(cursor, until):
        found += [ticket.key for ticket in page.tickets]
        cursor = page.cursor
    return found, cursor


def test_everything_up_to_the_night_comes_and_nothing_later(
    source_of: Callable[[Rows], TicketSource],
) -> None:
    source = source_of([*rows(5), ("late", NIGHT + timedelta(seconds=1))])
    assert source.name == "desk"
    found, cursor = keys(source, None, NIGHT)
    assert sorted(found) == ["t0", "t1", "t2", "t3", "t4"]
    assert keys(source, cursor, NIGHT)[0] == []
    assert keys(source, cursor, NIGHT + timedelta(days=1))[0] == ["late"]


def test_after_any_page_the_rest_comes_by_its_cursor(
    source_of: Callable[[Rows], TicketSource],
) -> None:
    source = source_of(rows(5))
    pages = list(source.pages(None, NIGHT))
    assert len(pages) >= 3
    for n_kept in range(1, len(pages)):
        kept = [ticket.key for page in pages[:n_kept] for ticket in page.tickets]
        rest, _ = keys(source, pages[n_kept - 1].cursor, NIGHT)
        assert sorted({*kept, *rest}) == ["t0", "t1", "t2", "t3", "t4"]
