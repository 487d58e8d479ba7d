"""The doctor says of Slack what is wrong, and how to mend it."""

from pathlib import Path

import pytest

from feedback.adapters.slack.checks import check_slack
from feedback.doctor.finding import Finding
from feedback.doctor.slack import slack_checks, slack_targets
from feedback.settings import load_settings
from tests.stand_ins.palletry import ROSTER, slack_api, workspace
from tests.stand_ins.slack import TOKEN, limited

TARGETS = ("product:#product-feedback", "team:#not-invited", "team:#old-news", "team:#secret")


def test_everything_that_is_wrong_is_named_with_its_remedy() -> None:
    with workspace() as slack:
        found = list(check_slack(slack_api(slack), ROSTER, TARGETS))
    assert found == [
        ("slack token", "ok", "the app is feedback in Palletry"),
        ("slack scopes", "ok", "all 9 are there"),
        ("slack #product-feedback", "ok", "channel #product-feedback can be written to"),
        (
            "slack #not-invited",
            "fault",
            "Slack refused: the app is not a member of channel #not-invited. Invite it there: "
            "/invite @ and the app's name.",
        ),
        (
            "slack #old-news",
            "fault",
            "Slack refused: channel #old-news is archived. Unarchive it, or name another channel "
            "in the team_channel of [suppliers].",
        ),
        (
            "slack #secret",
            "fault",
            "Slack refused: there is no channel #secret that the app can see. Correct the "
            "team_channel of [suppliers]; if the channel is private, invite the app there.",
        ),
        (
            "slack support agents",
            "fault",
            "Slack refused: no Slack user has the address of support agent A-03, "
            "nobody@palletry.example. Correct it in support_agents.path, or give the person's "
            "Slack id there.",
        ),
        (
            "slack support agents",
            "fault",
            "Slack refused: the Slack user of support agent A-04, left@palletry.example is "
            "deactivated. Take the person out of support_agents.path, or have the user "
            "reactivated.",
        ),
        (
            "slack support agents",
            "fault",
            "Slack refused: the Slack user of support agent A-05, U05GONE00 is deactivated. Take "
            "the person out of support_agents.path, or have the user reactivated.",
        ),
        ("slack support agents", "ok", "2 of 5 can be written to"),
    ]
    assert slack.everything() == [], "looking writes nothing"


def test_missing_scopes_are_named_all_at_once() -> None:
    with workspace() as slack:
        slack.scopes -= {"im:history", "users:read.email"}
        found = {check: words for check, _, words in check_slack(slack_api(slack), (), ())}
    assert found["slack scopes"] == (
        "the token lacks im:history, users:read.email. Add them under OAuth & Permissions in the "
        "app's settings, and install the app to the workspace again (docs/slack.md)"
    )


def test_a_revoked_token_ends_the_looking() -> None:
    with workspace() as slack:
        ((check, level, words),) = check_slack(slack_api(slack, "xoxb-old"), ROSTER, TARGETS)
    assert (check, level) == ("slack token", "fault")
    assert "FEEDBACK__SLACK__TOKEN" in words


def test_a_limit_ends_the_looking_and_says_until_when() -> None:
    with workspace() as slack:
        slack.trouble = lambda _n, method: limited(600) if method == "conversations.list" else None
        found = list(check_slack(slack_api(slack), ROSTER, TARGETS))
    assert found[-1][:2] == ("slack #product-feedback", "fault")
    assert "2026-03-09 03:11:00 UTC" in found[-1][2]


def test_the_demo_has_no_slack_and_is_not_asked_about_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FEEDBACK__SLACK__TOKEN", TOKEN)
    settings = load_settings(Path("config/demo.toml"))
    assert list(slack_checks(settings, ROSTER)) == [], "a token alone switches nothing on"
    assert "team:#support-core" in slack_targets(settings)
    assert "product:#product-feedback" in slack_targets(settings)


def test_what_listening_needs_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace() as slack:
        monkeypatch.setenv("FEEDBACK__SLACK__URL", slack.url)
        monkeypatch.setenv("FEEDBACK__SLACK__TOKEN", TOKEN)
        found = list(slack_checks(load_settings(Path("config/demo.toml")), ()))
    assert found[-1] == Finding(
        "slack buttons",
        "warning",
        "clicks are ignored: FEEDBACK__SLACK__APP_TOKEN is not set, so `feedback listen` cannot "
        "run. Use `feedback respond` instead",
    )


def test_a_token_in_the_settings_file_is_refused(tmp_path: Path) -> None:
    from feedback.errors import InvalidInput

    path = tmp_path / "feedback.toml"
    text = Path("config/demo.toml").read_text(encoding="utf-8")
    path.write_text(text + '\n[slack]\ntoken = "xoxb-1"\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match="FEEDBACK__SLACK__TOKEN") as fault:
        load_settings(path)
    assert "xoxb-1" not in str(fault.value)
