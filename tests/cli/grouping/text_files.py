"""Files of texts for the commands that take a file, and their answers."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from feedback.cli import main
from tests.steps.company import FILLERS, NOISE, PROBLEMS


def rows() -> list[dict[str, Any]]:
    texts = [
        (problem, f"{sentence} {FILLERS[n % 8]} {FILLERS[(n * 3 + 1) % 8]}", n)
        for problem, sentence in PROBLEMS.items()
        for n in range(8)
    ]
    found = [
        {"ref": f"{problem}-{n}", "said": text, "at": f"2026-03-0{1 + n // 3}T1{n}:00:00Z"}
        for problem, text, n in texts
    ]
    return [*found, {"ref": "noise", "said": NOISE[3], "at": "2026-03-02T10:00:00Z"}]


def write(path: Path, data: list[dict[str, Any]]) -> Path:
    match path.suffix:
        case ".csv":
            pd.DataFrame(data).to_csv(path, index=False)
        case ".jsonl":
            path.write_text("\n".join(map(json.dumps, data)), encoding="utf-8")
        case _:
            pd.DataFrame(data).to_parquet(path, index=False)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["feedback", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
