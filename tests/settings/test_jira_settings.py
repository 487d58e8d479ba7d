"""[jira]: refused where it cannot work, and opened as it says."""

import base64
import logging
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from feedback.bootstrap.publishing.jira import open_jira, open_tracker
from feedback.errors import AnswerLost, FinalFault, InvalidInput, TransientFault
from feedback.settings import Settings, load_settings
from feedback.settings.publishing.jira import JiraSettings
from feedback.settings.running import HttpSettings
from tests.adapters.jira.jira_examples import work_item
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.line import EMAIL, TOKEN, serve
from tests.stand_ins.jira.trackers import BANDS
from tests.steps.company import CONFIG

JIRA = '[jira]\nurl = "https://acme.atlassian.net"\nproject = "PROJ"\n'


def load(folder: Path, text: str) -> Settings:
    path = folder / "feedback.toml"
    path.write_text(CONFIG + text, encoding="utf-8")
    return load_settings(path)


def jira(folder: Path, text: str = JIRA) -> JiraSettings:
    found = load(folder, text).jira
    assert found is not None
    return found


def given(**changes: Any) -> JiraSettings:
    known = {"url": "https://acme.atlassian.net", "project": "PROJ", "email": EMAIL}
    return JiraSettings(**{**known, "token": SecretStr(TOKEN), **changes})


def test_without_the_section_there_is_no_jira(tmp_path: Path) -> None:
    assert load(tmp_path, "").jira is None


def test_the_newest_interface_of_the_deployment_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert jira(tmp_path).version == "3"
    assert jira(tmp_path, JIRA + 'deployment = "data_center"\n').version == "2"
    monkeypatch.setenv("FEEDBACK__JIRA__API_VERSION", "2")
    assert jira(tmp_path).version == "2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            JIRA + 'token = "x"\n',
            "jira.token is a secret and does not belong in a file. Set FEEDBACK__JIRA__TOKEN in "
            "the environment instead.",
        ),
        (
            JIRA + 'deployment = "data_center"\napi_version = 3\n',
            "jira: Data Center only has version 2 of the interface: remove api_version.",
        ),
        (
            JIRA.replace("https://", ""),
            'jira.url = "acme.atlassian.net": the address must begin with http:// or https:// and '
            "name a server.",
        ),
        (
            JIRA.replace("PROJ", "the project"),
            'jira.project = "the project": must be the key of a project, such as PROD.',
        ),
        (
            JIRA + 'impact_field = "Impact"\n',
            'jira.impact_field = "Impact": must be the id of a field, such as customfield_10050.',
        ),
        (
            JIRA + 'isue_type = "Bug"\n',
            'jira.isue_type: unknown setting. Did you mean "issue_type" or "link_type"?',
        ),
        (
            JIRA.replace('project = "PROJ"\n', ""),
            "jira.project is missing. Add it.",
        ),
    ],
)
def test_settings_that_cannot_work_are_refused(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        load(tmp_path, text)
    assert str(refused.value) == f"{tmp_path}/feedback.toml: {words}"


@pytest.mark.parametrize("token", ["", "  ", "two\nlines", "tökén"])
def test_a_token_that_is_none_is_refused_before_any_work(token: str) -> None:
    with pytest.raises(InvalidInput, match="FEEDBACK__JIRA__TOKEN") as refused:
        open_jira(given(token=SecretStr(token)), HttpSettings())
    assert "tök" not in str(refused.value)


def test_the_token_is_in_no_picture_and_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    login = base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
    with serve(JiraCloud(login_page=True)) as url:
        client = open_jira(given(url=url), HttpSettings())
        with pytest.raises(FinalFault) as fault:
            client.get("myself")
    for shown in (repr(given()), repr(client.site), repr(fault.value), caplog.text):
        assert TOKEN not in shown
        assert login not in shown
    assert "GET /rest/api/3/myself" in caplog.text, "the log was listened to"


def test_over_a_real_line_writes_arrive_once_and_lost_answers_are_told() -> None:
    site = JiraCloud(faults={4: "dropped after", 5: "dropped before"})
    with serve(site) as url:
        tracker = open_tracker(given(url=url), HttpSettings(), BANDS)
        first = tracker.write_work_item("work_item/FB-12/1", None, work_item(12))
        with pytest.raises(AnswerLost):
            tracker.write_work_item("work_item/FB-13/1", None, work_item(13))
        with pytest.raises(TransientFault):
            tracker.find_work_item("work_item/FB-13/1")
        assert tracker.find_work_item("work_item/FB-13/1") is not None
    assert len(site.work_items) == 2
    assert site.item(first)["fields"]["summary"] == "Export fails"
    assert site.n_writes == 2
