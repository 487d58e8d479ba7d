"""`feedback init`: from an export to settings that work, without an edit."""

import tomllib
from pathlib import Path

import pytest

from tests.cli.program import feedback
from tests.onboarding import vendor_exports

AS_OF = "2026-03-10T03:00Z"


@pytest.mark.parametrize("vendor", ["freshdesk", "jira", "front", "zendesk", "kaggle"])
def test_two_commands_lead_from_an_export_to_issues(
    vendor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export.csv").write_text(getattr(vendor_exports, vendor)(), encoding="utf-8")

    made = feedback("init", "export.csv", "--yes")

    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.splitlines()[-1] == "Wrote feedback.toml. Next: feedback run"
    settings = Path("feedback.toml").read_text(encoding="utf-8")
    assert len(settings.splitlines()) < 30
    ran = feedback("run", "--as-of", AS_OF)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "24 new tickets" in ran.stdout
    assert "FB-1" in ran.stdout
    assert "$" not in ran.stdout
    assert ran.stdout.splitlines()[-1] == "Wrote report.html."
    page = Path("report.html").read_text(encoding="utf-8")
    assert "FB-1" in page
    assert "$0" not in page


def test_the_settings_hold_what_is_not_found_by_itself(tmp_path: Path) -> None:
    export = tmp_path / "Tickets of March.csv"
    export.write_text(vendor_exports.front(), encoding="utf-8")
    made = feedback("init", export, "--yes", "--out", tmp_path / "here")
    written = tmp_path / "here" / "feedback.toml"
    assert made.stdout.splitlines()[-1] == f"Wrote {written}. Next: feedback run --config {written}"
    assert tomllib.loads(written.read_text(encoding="utf-8")) == {
        "customers": {"kind": "none", "default_segment": "everyone"},
        "segments": {"everyone": {}},
        "night": {"page": "report.html"},
        "sources": [
            {
                "name": "tickets-of-march",
                "path": "../Tickets of March.csv",
                "rows": {"Direction": ["Inbound"], "New Conversation": ["Yes"]},
                "columns": {
                    "id": "Conversation ID", "created_at": "Message date", "body": "Extract",
                    "requester": "Contact handle", "organization": "Account names",
                    "group": "Inbox",
                },
            }
        ],
    }  # fmt: skip


def test_ten_tickets_are_shown_as_understood_within_80_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("j.csv").write_text(vendor_exports.jira(), encoding="utf-8")
    lines = feedback("init", "j.csv", "--yes").stdout.splitlines()
    assert lines[0] == "j.csv, an export of Jira: 24 tickets understood so"
    table = [line.rstrip() for line in lines[2:14]]
    assert table[0].split() == ["id", "opened", "status", "priority", "customer", "words"]
    assert table[2].strip() == (
        "SUP-1     01 Mar 26  open     urgent    Firm 0         Export of stock level…"
    )
    assert len(table) == 12
    assert max(map(len, table)) <= 80


def test_nothing_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.csv").write_text(vendor_exports.freshdesk(), encoding="utf-8")
    assert feedback("init", "f.csv", "--yes").returncode == 0
    again = feedback("init", "f.csv", "--yes")
    assert (again.returncode, again.stderr) == (
        2,
        "Error: feedback.toml exists already. Remove it, or name another folder with --out.\n",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "Error: t.csv is empty. Export the tickets again.\n"),
        (
            "id,created_at,text\n1,soon,It stops\n",
            "Error: t.csv: none of the first rows is a ticket, so no settings were written. What "
            "is wrong with them stands above.\n",
        ),
        (
            "a,b\n1,2\n",
            "Error: t.csv: no column seems to hold when a ticket was opened. It has: a, b. Name "
            "one in columns.created_at of a source (docs/files.md), or run this without --yes and "
            "be asked.\n",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_written(
    content: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(content, encoding="utf-8")
    refused = feedback("init", "t.csv", "--yes")
    assert (refused.returncode, refused.stderr) == (2, message)
    assert not Path("feedback.toml").exists()


def test_a_helpdesks_address_gives_its_source_and_names_the_secret(tmp_path: Path) -> None:
    made = feedback("init", "https://acme.zendesk.com", "--out", tmp_path)
    assert made.returncode == 0
    assert made.stdout.splitlines() == [
        "Set FEEDBACK__SECRETS__ACME_ZENDESK to an OAuth token, or an API token with email set.",
        f"Wrote {tmp_path}/feedback.toml. Next: feedback run --config {tmp_path}/feedback.toml",
    ]
    written = (tmp_path / "feedback.toml").read_text(encoding="utf-8")
    assert tomllib.loads(written)["sources"] == [
        {"name": "acme-zendesk", "kind": "zendesk", "url": "https://acme.zendesk.com"}
    ]


def test_doctor_shows_the_same_preview_and_refuses_a_file_without_tickets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.csv").write_text(vendor_exports.freshdesk(), encoding="utf-8")
    shown = feedback("init", "f.csv", "--yes").stdout.splitlines()
    examined = feedback("doctor")
    assert examined.returncode == 0
    assert "ok       source f: 24 tickets in the first 24 rows" in examined.stdout
    assert "\n".join(shown[1:14]) in examined.stdout
    broken = vendor_exports.freshdesk().replace("2026-", "soon ")
    Path("f.csv").write_text(broken, encoding="utf-8")
    refused = feedback("doctor")
    assert refused.returncode == 2
    assert "FAULT    source f: " in refused.stdout
    assert "24 of the first 24 rows: unparseable time (f.csv:2: created_at 'soon" in refused.stdout
