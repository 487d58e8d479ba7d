"""`feedback` as a program of its own; with fakes for what is slow to load and not the point."""

import os
import subprocess
import sys
from pathlib import Path

WITH_THE_MODEL = "from feedback.cli import main; main()"
WITHOUT_THE_MODEL = (
    "import feedback.bootstrap.texts as b; from tests.fakes import *;"
    "b.open_embedder = lambda _settings: HashEmbedder();"
    "b.PresidioRedactor = lambda *_: WordRedactor();"
    "b.LinguaDetector = lambda *_: CueDetector();" + WITH_THE_MODEL
)
ROOT = Path(__file__).parents[2]


def feedback(
    *arguments: object, model: bool = False, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `feedback` to its end."""
    return subprocess.run(
        command(*arguments, model=model),
        capture_output=True, text=True, timeout=180, check=False, env=environment(env),
    )  # fmt: skip


def command(*arguments: object, model: bool = False) -> list[str]:
    program = WITH_THE_MODEL if model else WITHOUT_THE_MODEL
    return [sys.executable, "-c", program, *map(str, arguments)]


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """This process's environment without its settings of ours; wide lines, no colours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK__")}
    path = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    return {**kept, "PYTHONPATH": path, "COLUMNS": "200", "NO_COLOR": "1", **(more or {})}
