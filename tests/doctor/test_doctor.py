"""What `feedback doctor` finds: which credential, which permission, how to mend it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from feedback import doctor
from feedback.adapters.web_client import http
from feedback.bootstrap import texts
from feedback.doctor import Finding, examine
from tests.fakes import CueDetector, HashEmbedder, WordRedactor
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.line import EMAIL, TOKEN, serve
from tests.stand_ins.line import Line, refusal
from tests.stand_ins.zendesk import ZendeskDesk
from tests.steps.company import CONFIG, build

SOURCE = """
[[sources]]
name = "acme"
kind = "zendesk"
url = "https://acme.zendesk.com"
email = "sync@acme.com"
"""


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Line], dict[str, Finding]]:
    """What is found in a company with a helpdesk on a line, by check."""
    path = build(tmp_path) / "feedback.toml"
    path.write_text(CONFIG + SOURCE, encoding="utf-8")
    monkeypatch.setenv("FEEDBACK__SECRETS__ACME", "tok-very-secret")
    monkeypatch.setattr(texts, "open_embedder", lambda _settings: HashEmbedder())
    monkeypatch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
    monkeypatch.setattr(texts, "LinguaDetector", lambda *_: CueDetector())

    def examined(line: Line) -> dict[str, Finding]:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(http, "Wire", lambda **_: line.wire(max_attempts=1))
            return {one.check: one for one in doctor.examine(path)}

    return examined


def test_a_credential_that_works_is_told(found: Callable[[Line], dict[str, Finding]]) -> None:
    checks = found(Line(ZendeskDesk().answer))
    assert checks["source acme"] == Finding("source acme", "ok", "tickets can be exported")
    assert checks["source helpdesk"].words == "32 tickets in the first 32 rows"
    assert checks["customers"].level == "ok"
    assert checks["outbox"].level == "ok"


def test_a_credential_that_is_refused_is_a_fault_and_the_rest_is_looked_at(
    found: Callable[[Line], dict[str, Finding]],
) -> None:
    checks = found(Line(ZendeskDesk().answer, always=refusal(403)))
    assert checks["source acme"] == Finding(
        "source acme",
        "fault",
        'Source "acme": GET https://acme.zendesk.com/api/v2/incremental/tickets/cursor answered '
        "403. Check that FEEDBACK__SECRETS__ACME is set, valid and not expired, and that its owner "
        "is an administrator in Zendesk.",
    )
    assert checks["store"].level == "ok"
    assert checks["model"].level == "ok"


def test_one_fault_does_not_hide_the_others(
    found: Callable[[Line], dict[str, Finding]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "chat.jsonl").unlink()
    (tmp_path / "customers.csv").write_text("customer_id,name\nc0,Acme\n", encoding="utf-8")
    monkeypatch.setenv("FEEDBACK__OUTBOX__PATH", str(tmp_path / "customers.csv"))
    config = tmp_path / "feedback.toml"
    monkeypatch.setenv("FEEDBACK__SECRETS__ACME", "tok-very-secret")
    findings = list(doctor.examine(config))
    faults = [finding for finding in findings if finding.level == "fault"]
    assert [finding.check for finding in faults] == ["input files", "input files", "outbox"]
    assert "chat.jsonl" in faults[0].words
    assert "customers.csv" in faults[1].words
    checks = {finding.check: finding.level for finding in findings}
    assert (checks["store"], checks["model"]) == ("ok", "ok")


def test_every_fault_of_the_settings_is_a_finding_of_its_own(tmp_path: Path) -> None:
    config = tmp_path / "feedback.toml"
    config.write_text("aply = true\n" + CONFIG.replace("0.75", "75"), encoding="utf-8")
    assert list(examine(config)) == [
        Finding(
            "settings", "fault", f"{config}: segments.enterprise.margin = 75: must be at most 1."
        ),
        Finding(
            "settings",
            "fault",
            f'{config}: aply: unknown setting. Did you mean "apply" or "supply"?',
        ),
    ]


def test_settings_that_cannot_be_right_end_it(tmp_path: Path) -> None:
    (finding,) = examine(tmp_path / "none.toml")
    assert (finding.check, finding.level) == ("settings", "fault")


def test_a_jira_is_asked_for_everything_a_night_needs(
    found: Callable[[Line], dict[str, Finding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(Line(ZendeskDesk().answer))["jira"].words == (
        "not configured: work items go to the outbox"
    )
    site = JiraCloud(denied={"ADD_COMMENTS"})
    with serve(site) as url:
        section = {"URL": url, "PROJECT": "PROJ", "EMAIL": EMAIL, "TOKEN": TOKEN}
        for name, value in section.items():
            monkeypatch.setenv(f"FEEDBACK__JIRA__{name}", value)
        checks = found(Line(ZendeskDesk().answer))
    assert checks["jira account"] == Finding("jira account", "ok", "writes as Feedback")
    assert checks["jira permissions"].level == "fault"
    assert '"Add comments" in PROJ' in checks["jira permissions"].words
    assert checks["jira priorities"].level == "ok"
    assert site.n_writes == 0
