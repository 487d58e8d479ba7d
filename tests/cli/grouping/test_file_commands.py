"""`feedback cluster` and `feedback backtest`: files in, files out, no store."""

from pathlib import Path

import pytest

from tests.cli.grouping.text_files import read, rows, run, write
from tests.steps.company import NOISE


@pytest.mark.usefixtures("fakes")
def test_cluster_gives_the_same_answer_for_csv_jsonl_and_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for suffix in (".csv", ".jsonl", ".parquet"):
        file, out = write(tmp_path / f"t{suffix}", rows()), tmp_path / f"out{suffix}.csv"
        status = run(
            monkeypatch, "cluster", file, "--text-column", "said", "--id-column", "ref",
            "--out", out,
        )  # fmt: skip
        assert status == 0
        answers.append(read(out))
    assert answers[0] == answers[1] == answers[2]
    assert list(answers[0][0]) == ["id", "issue_id", "title"]
    assert {row["id"] for row in answers[0]} == {row["ref"] for row in rows()}
    assert {row["issue_id"] for row in answers[0]} - {""} == {"FB-1", "FB-2", "FB-3", "FB-4"}
    assert all(bool(row["title"]) == bool(row["issue_id"]) for row in answers[0])


@pytest.mark.usefixtures("fakes")
def test_texts_that_are_alike_to_nothing_are_in_no_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = [{"said": text} for text in NOISE]
    out = tmp_path / "out.csv"
    file = write(tmp_path / "t.csv", data)
    assert run(monkeypatch, "cluster", file, "--text-column", "said", "--out", out) == 0
    assert [(row["issue_id"], row["title"]) for row in read(out)] == [("", "")] * len(NOISE)


@pytest.mark.usefixtures("fakes")
def test_rows_with_one_id_are_counted_not_lost_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = [*rows(), {**rows()[0], "said": "Something else"}, {"ref": "empty", "said": ""}]
    out = tmp_path / "out.csv"
    run(
        monkeypatch, "cluster", write(tmp_path / "t.jsonl", data), "--text-column", "said",
        "--id-column", "ref", "--out", out,
    )  # fmt: skip
    assert "2 rows set aside (1 an id given before; replaces it, 1 no text)" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("none.csv", "--text-column", "said"),
            "Error: none.csv does not exist.\n",
        ),
        (
            ("{file}", "--text-column", "text"),
            'Error: {file}:1: there is no column "text". It has: ref, said, at.\n',
        ),
    ],
)
def test_a_file_or_column_that_is_not_there_is_refused(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write(tmp_path / "t.csv", rows())
    given = [argument.format(file=file) for argument in arguments]
    assert run(monkeypatch, "cluster", *given, "--out", tmp_path / "out.csv") == 2
    assert capsys.readouterr().err == message.format(file=file)


def test_cluster_with_the_real_model_puts_no_two_problems_into_one_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = write(tmp_path / "t.csv", rows()), tmp_path / "out.csv"
    run(
        monkeypatch, "cluster", file, "--text-column", "said", "--id-column", "ref", "--out", out,
    )  # fmt: skip
    problems: dict[str, set[str]] = {}
    for row in read(out):
        if row["issue_id"] and row["id"] != "noise":
            problems.setdefault(row["issue_id"], set()).add(row["id"].split("-")[0])
    assert len(problems) >= 3
    assert all(len(told) == 1 for told in problems.values())
