"""Sources from a database, a community, Request Tracker and Jira: from the file to the source."""

from pathlib import Path

import pytest

from feedback.adapters.helpdesks.discourse import DiscourseTicketSource
from feedback.adapters.helpdesks.jira_service import JiraServiceTicketSource
from feedback.adapters.helpdesks.request_tracker import RequestTrackerTicketSource
from feedback.adapters.sql.tickets import SqlTicketSource
from feedback.bootstrap import open_pipeline
from feedback.errors import InvalidInput
from feedback.settings import load_settings
from tests.steps.company import CONFIG, build

SECRET = "tok-very-secret"
SOURCES = """
[[sources]]
name = "near"
kind = "sql"
url = "sqlite:///desk.db"
query = "SELECT * FROM tickets WHERE n >= :cursor ORDER BY n"
cursor_column = "n"
start = 0
[[sources]]
name = "far-away"
kind = "sql"
query = "SELECT * FROM tickets WHERE n >= :cursor ORDER BY n"
cursor_column = "n"
[[sources]]
name = "community"
kind = "discourse"
url = "https://community.acme.com"
categories = ["support/5", "support/sub-group/12"]
[[sources]]
name = "rt"
kind = "request_tracker"
url = "https://rt.acme.com"
[[sources]]
name = "service-desk"
kind = "jira_service_management"
url = "https://acme.atlassian.net"
jql = "project = SUP"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = build(tmp_path) / "feedback.toml"
    path.write_text(CONFIG + SOURCES, encoding="utf-8")
    (tmp_path / "desk.db").touch()
    for name in ("COMMUNITY", "RT", "SERVICE_DESK"):
        monkeypatch.setenv(f"FEEDBACK__SECRETS__{name}", SECRET)
    monkeypatch.setenv("FEEDBACK__SECRETS__FAR_AWAY", f"sqlite:///{tmp_path}/desk.db")
    return path


def test_every_kind_is_opened_with_its_secret_and_never_shows_it(config: Path) -> None:
    settings = load_settings(config)
    sources = open_pipeline(settings).sources[-5:]
    near, far, community, rt, desk = sources
    assert isinstance(near, SqlTicketSource)
    assert isinstance(far, SqlTicketSource)
    assert isinstance(community, DiscourseTicketSource)
    assert isinstance(rt, RequestTrackerTicketSource)
    assert isinstance(desk, JiraServiceTicketSource)
    assert near.url == f"sqlite:///{config.parent}/desk.db"
    assert (near.start, far.url) == (0, "")
    assert SECRET not in repr((settings, sources))
    assert "desk.db" not in repr(far)


def test_a_query_without_its_cursor_is_refused_before_any_work(config: Path) -> None:
    config.write_text(config.read_text().replace("WHERE n >= :cursor ", ""), encoding="utf-8")
    with pytest.raises(InvalidInput) as raised:
        open_pipeline(load_settings(config))
    assert str(raised.value) == (
        'Source "near": the query has no :cursor, so every night would read everything. Add '
        "WHERE n >= :cursor ORDER BY n."
    )
