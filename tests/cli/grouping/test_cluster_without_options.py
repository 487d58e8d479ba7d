"""`feedback cluster FILE`: columns are guessed, issues shown with quotes, and a page written."""

import json
from pathlib import Path

import pytest

from tests.cli.program import feedback
from tests.onboarding import vendor_exports


@pytest.mark.parametrize(
    ("export", "read"),
    [
        ("freshdesk", 'Read "Subject" and "Description" of export.csv.'),
        ("intercom", 'Read "message_body" of export.csv.'),
        ("kaggle", 'Read "Ticket Subject" and "Ticket Description" of export.csv.'),
    ],
)
def test_an_export_needs_no_options(
    export: str, read: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export.csv").write_text(getattr(vendor_exports, export)(), encoding="utf-8")

    done = feedback("cluster", "export.csv")

    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert lines[0] == read
    assert lines[1].split() == ["issue", "tickets", "title", "and", "a", "customer's", "words"]
    assert lines[2].split()[:2] == ["FB-1", "8"]
    assert "“" in lines[3]
    replies = "; 24 rows set aside (24 a reply, not a ticket)" if export == "intercom" else ""
    assert lines[-1] == (f"24 texts: 24 in 3 issues, 0 in none{replies}. Wrote export-issues.html.")
    page = Path("export-issues.html").read_text(encoding="utf-8")
    assert "24 tickets tell of 3 issues." in page
    assert "<script" not in page
    assert "http" not in page.partition("</style>")[2]


def test_for_machines_it_prints_json_and_writes_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(vendor_exports.freshdesk(), encoding="utf-8")
    found = json.loads(feedback("cluster", "t.csv", "--json").stdout)
    assert (found["n_texts"], found["n_grouped"], found["set_aside"]) == (24, 24, {})
    assert [(issue["id"], issue["n_tickets"]) for issue in found["issues"]] == [
        ("FB-1", 8),
        ("FB-2", 8),
        ("FB-3", 8),
    ]
    assert found["columns"]["body"] == "Description"
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_what_tickets_say_is_text_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = vendor_exports.freshdesk().replace("cut short", "cut & short <script>alert(1)</script>")
    Path("t.csv").write_text(said, encoding="utf-8")
    assert feedback("cluster", "t.csv", "--page", "p.html").returncode == 0
    page = Path("p.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "cut &amp; short" in page


def test_a_file_without_words_is_refused_with_what_to_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("id,colour\n1,red\n2,blue\n", encoding="utf-8")
    refused = feedback("cluster", "t.csv")
    assert (refused.returncode, refused.stderr) == (
        2,
        "Error: t.csv: no column seems to hold what customers wrote. It has: id, colour. Name it "
        "with --text-column.\n",
    )
