"""Notes in the helpdesk: off by default, on a Zendesk source only."""

from pathlib import Path

import pytest

from feedback.bootstrap import open_pipeline
from feedback.errors import InvalidInput
from feedback.settings import load_settings
from tests.steps.company import CONFIG, build

ZENDESK = """
[[sources]]
name = "acme-zendesk"
kind = "zendesk"
url = "https://acme.zendesk.com"
email = "sync@acme.com"
"""


def config(folder: Path, more: str) -> Path:
    path = build(folder) / "feedback.toml"
    path.write_text(CONFIG + ZENDESK + more, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK__SECRETS__ACME_ZENDESK", "12345")


def test_off_by_default(tmp_path: Path) -> None:
    whole = open_pipeline(load_settings(config(tmp_path, "")))
    assert whole.outside.notes is None
    assert whole.advice.notes_source == ""


def test_a_zendesk_source_is_noted_on_with_its_own_secret(tmp_path: Path) -> None:
    named = '[helpdesk_notes]\nsource = "acme-zendesk"\nmax_notes = 7\n'
    whole = open_pipeline(load_settings(config(tmp_path, named)))
    assert whole.outside.notes is not None
    assert whole.advice.notes_source == "acme-zendesk"
    assert whole.max_notes == 7


def test_another_kind_of_source_is_refused(tmp_path: Path) -> None:
    path = config(tmp_path, '[helpdesk_notes]\nsource = "helpdesk"\n')
    with pytest.raises(InvalidInput) as fault:
        load_settings(path)
    assert str(fault.value) == (
        f'{path}: helpdesk_notes.source = "helpdesk": unknown Zendesk source. Available: '
        "acme-zendesk."
    )
