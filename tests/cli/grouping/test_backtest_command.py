"""`feedback backtest`: a file in, assignments, figures and a page out."""

import random
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.cli.grouping.text_files import read, rows, run, write
from tests.steps.company import FILLERS

pytestmark = pytest.mark.usefixtures("fakes")


def backtest(
    monkeypatch: pytest.MonkeyPatch, file: Path, out: Path, *more: object, id_column: str = "ref"
) -> int:
    return run(
        monkeypatch, "backtest", file, "--text-column", "said", "--time-column", "at",
        "--id-column", id_column, "--out", out, *more,
    )  # fmt: skip


def test_backtest_writes_assignments_final_and_nights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = write(tmp_path / "t.csv", rows()), tmp_path / "out"
    assert backtest(monkeypatch, file, out) == 0
    assignments = pd.read_parquet(out / "assignments.parquet")
    assert list(assignments.columns) == ["night", "id", "issue_id"]
    final = {row["id"]: row["issue_id"] for row in read(out / "final.csv")}
    last = assignments.sort_values("night", kind="stable").groupby("id")["issue_id"].last()
    assert final == dict(last)
    nights = read(out / "nights.csv")
    assert list(nights[0]) == [
        "night", "n_new", "n_issues", "n_born", "n_joined", "churn", "seconds", "embed_seconds",
        "n_waiting", "peak_mb", "n_emerged", "n_split", "n_absorbed", "n_revived", "n_moved",
        "n_spikes", "acc", "nmi", "ari", "precision", "recall", "f",
    ]  # fmt: skip
    assert sum(int(night["n_new"]) for night in nights) == len(rows())
    assert sum(int(night["n_born"]) for night in nights) == sum(
        int(night["n_emerged"]) + int(night["n_split"]) for night in nights
    )
    assert {night["f"] for night in nights} == {""}
    assert float(nights[-1]["peak_mb"]) > 0 or sys.platform == "win32"
    assert (out / "report.html").is_file()


def test_labels_give_the_quality_of_each_night_and_of_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = [{**row, "truth": str(row["ref"]).split("-")[0]} for row in rows()]
    data[-1]["truth"] = ""  # the noise belongs to nothing
    out = tmp_path / "out"
    file = write(tmp_path / "t.csv", data)
    assert backtest(monkeypatch, file, out, "--label-column", "truth") == 0
    last = read(out / "nights.csv")[-1]
    assert (last["acc"], last["precision"], last["f"]) == ("1.0000", "1.0000", "1.0000")
    assert "Against the labels of 32 tickets: ACC 1.000, NMI 1.000" in capsys.readouterr().out
    assert "Does it agree with your labels?" in (out / "report.html").read_text(encoding="utf-8")


def test_a_label_column_without_labels_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "t.csv", [{**row, "truth": ""} for row in rows()])
    assert backtest(monkeypatch, file, tmp_path / "out", "--label-column", "truth") == 2
    assert capsys.readouterr().err == f'Error: {file}: the column "truth" holds no label.\n'


def test_one_very_old_ticket_costs_one_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = {"ref": "old", "said": "Is the fax line still open", "at": "1975-01-01T12:00:00Z"}
    out = tmp_path / "out"
    assert backtest(monkeypatch, write(tmp_path / "t.csv", [*rows(), old]), out) == 0
    nights = read(out / "nights.csv")
    assert len(nights) == 6
    assert [int(night["n_new"]) for night in nights][:2] == [1, 0]
    assert "6 nights (18684 empty ones skipped)" in capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "18,684 nights without tickets were skipped" in page


def test_a_file_of_one_ticket_is_one_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert backtest(monkeypatch, write(tmp_path / "t.parquet", rows()[:1]), out) == 0
    assert "1 nights, 1 tickets, 0 issues" in capsys.readouterr().out
    assert "1 ticket would have become 0 issues." in (out / "report.html").read_text("utf-8")


def test_numbers_as_labels_count_and_missing_ones_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = [{**row, "truth": None if n == 3 else n // 8} for n, row in enumerate(rows())]
    out = tmp_path / "out"
    file = write(tmp_path / "t.parquet", data)
    assert backtest(monkeypatch, file, out, "--label-column", "truth") == 0
    assert "Against the labels of 32 tickets" in capsys.readouterr().out


def test_a_file_in_place_of_the_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "t.csv", rows())
    assert backtest(monkeypatch, file, file) == 2
    assert capsys.readouterr().err == (
        f"Error: --out {file} is a file. Name a folder to write to.\n"
    )


def in_other_words(row: dict[str, Any], turn: int) -> str:
    """The same problem; nobody says it twice the same."""
    chosen = random.Random(f"{row['ref']} {turn}").sample(FILLERS, 3)
    return " ".join([*str(row["said"]).split()[:-2], *chosen])


def test_a_flood_of_one_problem_is_a_spike_with_its_day_and_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = [
        {
            **row,
            "ref": f"{row['ref']}-{week}",
            "said": in_other_words(row, week),
            "at": f"2026-0{1 + week // 3}-{1 + 9 * (week % 3):02}",
        }
        for week in range(6)
        for row in rows()[:-1]
    ]
    flood = [
        {
            **row,
            "ref": f"{row['ref']}-flood-{n}",
            "said": in_other_words(row, 7 * n),
            "at": "2026-03-20T12:00:00Z",
        }
        for row in rows()[:8]
        for n in range(5)
    ]
    out = tmp_path / "out"
    assert backtest(monkeypatch, write(tmp_path / "t.csv", [*quiet, *flood]), out) == 0
    [spike] = [one for one in read(out / "spikes.csv") if one["night"] > "2026-03-10"]
    assert (spike["n_last_day"], spike["issue_id"][:3]) == ("40", "FB-")
    assert "csv export" in spike["title"].lower()
    assert spike["title"] in (out / "report.html").read_text(encoding="utf-8")
