"""`feedback pull`: reading a source again from a day on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from feedback.adapters.store import SqlStore
from feedback.adapters.web_client import http
from feedback.bootstrap import texts
from feedback.cli import app
from feedback.errors import InvalidInput, NightRunning, TransientFault
from feedback.steps.night import run_night
from tests.fakes import CueDetector, HashEmbedder, WordRedactor
from tests.stand_ins.line import Line
from tests.stand_ins.zendesk import ZendeskDesk
from tests.steps.company import CONFIG, NIGHTS, build, pipeline

BEGAN = datetime(2026, 2, 1, 12, tzinfo=UTC)
SOURCE = """
[[sources]]
name = "acme"
kind = "zendesk"
url = "https://acme.zendesk.com"
email = "sync@acme.com"
page_size = 4
"""


class Desk:
    """A company with a helpdesk of twenty tickets on a line: one a day from 1 February on."""

    def __init__(self, folder: Path) -> None:
        self.config = build(folder) / "feedback.toml"
        self.config.write_text(CONFIG + SOURCE, encoding="utf-8")
        self.store = SqlStore(f"sqlite:///{folder}/store.db")
        self.desk = ZendeskDesk()
        for key in range(1, 21):
            self.desk.put(key, BEGAN + timedelta(days=key - 1), f"Ticket number {key}")
        self.line = Line(self.desk.answer)

    def pull(self, source: str = "acme", since: str = "2026-02-06") -> Result:
        arguments = ["pull", "--source", source, "--since", since, "--config", str(self.config)]
        done = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def keys(self) -> set[int]:
        with self.store.begin() as tx:
            versions = tx.tickets.versions([f"acme:{key}" for key in range(30)])  # type: ignore[list-item]
        return {int(one.partition(":")[2]) for one in versions}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path)
    monkeypatch.setenv("FEEDBACK__SECRETS__ACME", "tok-very-secret")
    monkeypatch.setattr(texts, "open_embedder", lambda _settings: HashEmbedder())
    monkeypatch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
    monkeypatch.setattr(texts, "LinguaDetector", lambda *_: CueDetector())
    monkeypatch.setattr(http, "Wire", lambda **_: made.line.wire(max_attempts=1))
    return made


def test_it_reads_from_that_day_on_and_says_what_came(desk: Desk) -> None:
    done = desk.pull()
    assert done.exit_code == 0
    assert desk.keys() == set(range(6, 21))
    assert done.stdout.startswith("acme: 15 new tickets")
    assert "The next night groups what is new." in done.stdout
    started = int(datetime(2026, 2, 6, tzinfo=UTC).timestamp())
    assert desk.line.asked[0].url.params["start_time"] == str(started)


def test_what_is_stored_already_is_not_written_again(desk: Desk) -> None:
    desk.pull()
    again = desk.pull()
    assert again.stdout.startswith("acme: no new tickets")
    assert "already stored.\nThe next night groups what is new." in again.stdout


def test_stopped_it_goes_on_where_it_was(desk: Desk) -> None:
    def cut(request: httpx.Request) -> httpx.Response:
        if len(desk.line.asked) > 2:
            raise httpx.ConnectError("cut")
        return desk.desk.answer(request)

    desk.line.answer_of = cut
    with pytest.raises(TransientFault):
        desk.pull()
    kept = desk.keys()
    assert 0 < len(kept) < 15
    desk.line.answer_of = desk.desk.answer
    done = desk.pull()
    assert done.stdout.startswith("acme (resumed): ")
    assert desk.keys() == set(range(6, 21))


def test_the_nights_own_cursor_stays_where_it_is(desk: Desk) -> None:
    desk.pull(since="2026-02-15")
    with desk.store.begin() as tx:
        assert tx.tickets.cursor("acme") is None


def test_a_source_that_is_not_configured_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as raised:
        desk.pull(source="other")
    assert str(raised.value) == "Unknown source `other`. Available: chat, helpdesk, acme."


def test_an_invalid_day_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match='--since "last week" is not a day'):
        desk.pull(since="last week")
    assert desk.line.asked == []


def test_beside_a_night_it_does_nothing(desk: Desk) -> None:
    with desk.store.lock(), pytest.raises(NightRunning):
        desk.pull()
    assert desk.keys() == set()


def test_the_next_night_groups_what_came(desk: Desk, tmp_path: Path) -> None:
    for key in range(1, 21):
        desk.desk.put(key, BEGAN + timedelta(days=key - 1), "The map shows no roads at all today")
        desk.desk.said_by(key, f"person{key}@example.org")
    desk.pull(since="2026-02-01")
    company = pipeline(tmp_path)
    run_night(company, NIGHTS[0])
    with company.store.begin() as tx:
        placed = tx.issues.placements()
    assert len([one for one in placed if one.startswith("acme:")]) >= 15
