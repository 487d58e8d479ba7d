"""`feedback listen` says what it needs before it does anything."""

import pytest
from typer.testing import CliRunner

from feedback.cli import app
from feedback.errors import InvalidInput

LISTEN = ["listen", "--config", "config/demo.toml"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, 'Slack is not set up: set slack.url to "https://slack.com/api/"'),
        ({"URL": "https://slack.com/api/"}, "set FEEDBACK__SLACK__TOKEN to the app's bot token"),
        (
            {"URL": "https://slack.com/api/", "TOKEN": "xoxb-1"},
            "Listening needs an app-level token: set FEEDBACK__SLACK__APP_TOKEN",
        ),
    ],
)
def test_what_is_missing_is_named(
    given: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"FEEDBACK__SLACK__{name}", value)
    result = CliRunner().invoke(app, LISTEN)
    assert isinstance(result.exception, InvalidInput)
    assert words in str(result.exception)
    assert result.exception.exit_code == 2
