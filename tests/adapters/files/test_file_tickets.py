"""The file source from night to night: what is read again, what is left, what is never lost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.files import ticket_files
from feedback.adapters.files import tickets as module
from feedback.adapters.files.tickets import FileTicketSource
from feedback.adapters.store import SqlStore
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.ticket import TicketStatus
from feedback.steps.tickets.pull import pull
from tests.fakes import CueDetector, ListDirectory, WordRedactor

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)


def row(key: int, **values: Any) -> dict[str, Any]:
    return {"id": key, "created_at": "2026-03-08T10:00:00Z", "body": f"It broke {key}", **values}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


def take_in(path: Path, store: SqlStore, now: datetime = NIGHT) -> PullReport:
    with store.begin() as tx:
        tx.nights.begin(now)
    return pull(
        FileTicketSource("desk", path), ListDirectory(), WordRedactor(), CueDetector(), store,
        now=now, progress=lambda _what, _n_done, _n_total: None,
    )  # fmt: skip


def kept(store: SqlStore) -> dict[str, tuple[str, str]]:
    with store.begin() as tx:
        ids = [f"desk:{number}" for number in range(100)]
        return {t.key: (t.body, str(t.facts.status)) for t in tx.tickets.by_id(ids)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path}/store.db")
    yield opened
    opened.close()


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 2)


class Cut(BaseException):
    """Stands for the end of the process."""


def cut_off_after(path: Path, n_pages: int, store: SqlStore) -> None:
    """Pull, and die after some pages."""
    source = FileTicketSource("desk", path)
    with store.begin() as tx:
        tx.nights.begin(NIGHT)

    class Dying:
        name = "desk"

        def pages(self, cursor: str | None, until: datetime) -> Iterator[Any]:
            for number, page in enumerate(source.pages(cursor, until)):
                if number == n_pages:
                    raise Cut
                yield page

    with pytest.raises(Cut):
        pull(
            Dying(), ListDirectory(), WordRedactor(), CueDetector(), store,
            now=NIGHT, progress=lambda _what, _n_done, _n_total: None,
        )  # fmt: skip


@pytest.mark.usefixtures("small_pages")
def test_a_pull_that_was_cut_off_goes_on_behind_its_last_page(
    tmp_path: Path, store: SqlStore
) -> None:
    path = write(tmp_path / "t.jsonl", [row(n) for n in range(7)])
    cut_off_after(path, 2, store)
    assert len(kept(store)) == 4

    pulled = take_in(path, store)

    assert len(kept(store)) == 7
    assert (pulled.n_new, pulled.n_repeated) == (7, 0)


@pytest.mark.usefixtures("small_pages")
def test_a_file_that_changed_while_a_pull_was_cut_off_is_read_from_the_start(
    tmp_path: Path, store: SqlStore
) -> None:
    path = write(tmp_path / "t.jsonl", [row(n) for n in range(7)])
    cut_off_after(path, 2, store)
    write(path, [row(n) for n in reversed(range(9))])

    take_in(path, store)

    assert len(kept(store)) == 9


def test_an_unchanged_file_costs_nothing(
    tmp_path: Path, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "t.jsonl", [row(n) for n in range(5)])
    take_in(path, store)
    parsed: list[Any] = []
    parse = ticket_files.parse_ticket
    monkeypatch.setattr(ticket_files, "parse_ticket", lambda *a: parsed.append(a) or parse(*a))

    pulled = take_in(path, store, NIGHT + timedelta(days=1))

    assert parsed == []
    assert (pulled.n_new, pulled.n_repeated) == (0, 0)


def test_rows_of_a_later_night_are_left_and_come_then(tmp_path: Path, store: SqlStore) -> None:
    late = row(2, created_at="2026-03-09T12:00:00Z")
    path = write(tmp_path / "t.jsonl", [row(1), late])

    assert take_in(path, store).n_later == 1
    assert list(kept(store)) == ["1"]

    pulled = take_in(path, store, NIGHT + timedelta(days=1))
    assert (pulled.n_new, pulled.n_repeated, pulled.n_later) == (1, 0, 0)
    assert list(kept(store)) == ["1", "2"]


def test_a_changed_file_is_read_again_and_only_news_is_taken(
    tmp_path: Path, store: SqlStore
) -> None:
    path = write(tmp_path / "t.jsonl", [row(1), row(2)])
    take_in(path, store)
    solved = row(1, status="solved", updated_at="2026-03-09T09:00:00Z")
    write(path, [row(3), solved, row(2)])

    pulled = take_in(path, store, NIGHT + timedelta(days=1))

    counts = {
        name: getattr(pulled, name) for name in ("n_new", "n_changed", "n_repeated", "n_outdated")
    }
    assert counts == {"n_new": 1, "n_changed": 1, "n_repeated": 1, "n_outdated": 0}
    assert kept(store)["1"] == ("It broke 1", TicketStatus.SOLVED)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_several_versions_the_newest_is_kept_whatever_the_order(
    order: tuple[int, ...], tmp_path: Path, store: SqlStore
) -> None:
    versions = [
        row(1, status=status, updated_at=f"2026-03-08T{hour}:00:00Z")
        for status, hour in (("open", 11), ("pending", 12), ("solved", 13))
    ]
    take_in(write(tmp_path / "t.jsonl", [versions[place] for place in order]), store)
    assert kept(store)["1"] == ("It broke 1", TicketStatus.SOLVED)


def test_an_older_version_that_comes_later_never_overwrites_a_newer(
    tmp_path: Path, store: SqlStore
) -> None:
    newer = row(1, status="solved", updated_at="2026-03-08T13:00:00Z")
    path = write(tmp_path / "t.jsonl", [newer])
    take_in(path, store)
    write(path, [row(1, status="open", updated_at="2026-03-08T11:00:00Z"), newer])

    pulled = take_in(path, store, NIGHT + timedelta(days=1))

    assert pulled.n_outdated == 1
    assert kept(store)["1"] == ("It broke 1", TicketStatus.SOLVED)


def test_an_address_in_a_shifted_row_is_masked_in_reasons_and_notes(
    tmp_path: Path, store: SqlStore
) -> None:
    rows = [row(1, created_at="ada@example.com"), row(2, status="ada@example.com")]
    pulled = take_in(write(tmp_path / "t.jsonl", rows), store)
    with store.begin() as tx:
        kept_rows = [one.detail for one in tx.tickets.rows_set_aside(NIGHT)]
    assert kept_rows == ["created_at [email] not a time"]
    assert "ada" not in repr(pulled)


def test_in_a_folder_of_daily_exports_only_the_new_file_is_read(
    tmp_path: Path, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "README.txt").write_text("one file a day")
    write(exports / "2026-03-07.jsonl", [row(1), row(2)])
    take_in(exports, store)
    write(exports / "2026-03-08.jsonl", [row(3)])
    parsed: list[Any] = []
    parse = ticket_files.parse_ticket
    monkeypatch.setattr(ticket_files, "parse_ticket", lambda *a: parsed.append(a) or parse(*a))

    pulled = take_in(exports, store, NIGHT + timedelta(days=1))

    assert (len(parsed), pulled.n_new, pulled.n_repeated) == (1, 1, 0)
    assert list(kept(store)) == ["1", "2", "3"]


def test_files_of_one_name_in_two_folders_are_two_files(tmp_path: Path, store: SqlStore) -> None:
    for day, key in (("07", 1), ("08", 2)):
        (tmp_path / "exports" / day).mkdir(parents=True)
        write(tmp_path / "exports" / day / "t.jsonl", [row(key), row(9, created_at="never")])
    pattern = tmp_path / "exports" / "*" / "t.jsonl"
    take_in(pattern, store)
    with store.begin() as tx:
        aside = [one.locator for one in tx.tickets.rows_set_aside(NIGHT)]
        files = json.loads(str(tx.tickets.cursor("desk")))["files"]
    assert aside == ["07/t.jsonl:2", "08/t.jsonl:2"]
    assert list(files) == ["07/t.jsonl", "08/t.jsonl"]

    write(tmp_path / "exports" / "07" / "t.jsonl", [row(1), row(3)])
    pulled = take_in(pattern, store, NIGHT + timedelta(days=1))

    assert (pulled.n_new, pulled.n_repeated, pulled.n_set_aside) == (1, 1, 0)
