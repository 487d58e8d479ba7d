"""A source on the network: its settings from the file, its secret from the environment."""

from pathlib import Path

import pytest

from feedback.adapters.helpdesks.freshdesk import FreshdeskTicketSource
from feedback.adapters.helpdesks.intercom import IntercomTicketSource
from feedback.adapters.helpdesks.zendesk import ZendeskTicketSource
from feedback.bootstrap import open_pipeline
from feedback.errors import InvalidInput
from feedback.settings import load_settings
from tests.steps.company import CONFIG, build

SECRET = "12345"  # a secret that looks like a number is still a secret
SOURCES = """
[[sources]]
name = "acme-zendesk"
kind = "zendesk"
url = "https://acme.zendesk.com/"
[[sources]]
name = "intercom"
kind = "intercom"
[[sources]]
name = "freshdesk"
kind = "freshdesk"
url = "https://acme.freshdesk.com"
[http]
max_attempts = 2
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = build(tmp_path) / "feedback.toml"
    path.write_text(CONFIG + SOURCES, encoding="utf-8")
    return path


def test_every_kind_is_opened_with_its_secret_and_never_shows_it(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ACME_ZENDESK", "INTERCOM", "FRESHDESK"):
        monkeypatch.setenv(f"FEEDBACK__SECRETS__{name}", SECRET)
    settings = load_settings(config)
    sources = open_pipeline(settings).sources[-3:]
    zendesk, intercom, freshdesk = sources
    assert isinstance(zendesk, ZendeskTicketSource)
    assert isinstance(intercom, IntercomTicketSource)
    assert isinstance(freshdesk, FreshdeskTicketSource)
    assert zendesk.url == "https://acme.zendesk.com"
    assert [one.secret.get_secret_value() for one in (zendesk, intercom, freshdesk)] == [SECRET] * 3
    assert zendesk.wire.max_attempts == 2
    assert SECRET not in repr((settings, sources))


def test_a_missing_secret_is_asked_for_by_its_name(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEEDBACK__SECRETS__ACME_ZENDESK", raising=False)
    with pytest.raises(InvalidInput) as raised:
        open_pipeline(load_settings(config))
    assert str(raised.value) == (
        'Source "acme-zendesk" needs a secret: set FEEDBACK__SECRETS__ACME_ZENDESK to the API '
        "token, or the OAuth token where email is empty."
    )
