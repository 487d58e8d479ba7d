"""`feedback redact --preview`: before and after, and the counts."""

from pathlib import Path

from tests.cli.program import feedback


def test_a_preview_shows_before_and_after_and_counts(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text(
        "said\nWrite to ada@example.com please\nNothing here\nfrom 10.1.2.3 and bo@example.com\n",
        encoding="utf-8",
    )
    done = feedback("redact", "--preview", file, "--text-column", "said", model=True)
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    assert lines == [
        "row 1",
        "- Write to ada@example.com please",
        "+ Write to [email] please",
        "row 3",
        "- from 10.1.2.3 and bo@example.com",
        "+ from [ip] and [email]",
        "Masked in 2 of 3 texts: 2 email, 1 ip.",
    ]


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("said\nhello\n", encoding="utf-8")
    done = feedback("redact", "--preview", file, "--text-column", "body", model=True)
    assert done.returncode == 2
    assert 'there is no column "body"' in done.stderr
