"""`feedback` as one types it: exit code, stdout and stderr; with fakes for what is slow to load and
not the point."""

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from feedback.bootstrap import texts
from feedback.cli import main
from feedback.terminal import console
from tests.fakes import CueDetector, HashEmbedder, WordRedactor

WITHOUT_THE_MODEL = (
    "import feedback.bootstrap.texts as b; from tests.fakes import *;"
    "b.open_embedder = lambda _settings: HashEmbedder();"
    "b.PresidioRedactor = lambda *_: WordRedactor();"
    "b.LinguaDetector = lambda *_: CueDetector();"
    "from feedback.cli import main; main()"
)
ROOT = Path(__file__).parents[2]
COLUMNS = 200


def feedback(
    *arguments: object, model: bool = False, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `feedback` to its end, in this process: to import everything anew takes seconds."""
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in os.environ if name.startswith("FEEDBACK__")]:
            patched.delenv(name)
        for name, value in {"COLUMNS": str(COLUMNS), "NO_COLOR": "1", **(env or {})}.items():
            patched.setenv(name, value)
        for terminal in (console.out, console.err):
            patched.setattr(terminal, "_width", COLUMNS)
        if not model:
            patched.setattr(texts, "open_embedder", lambda _settings: HashEmbedder())
            patched.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
            patched.setattr(texts, "LinguaDetector", lambda *_: CueDetector())
        patched.setattr(sys, "argv", ["feedback", *map(str, arguments)])
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            code: object = 0
            try:
                main()
            except SystemExit as ended:
                code = ended.code or 0
        assert isinstance(code, int)
        return subprocess.CompletedProcess(sys.argv, code, out.getvalue(), err.getvalue())


def feedback_alone(
    *arguments: object, code: str = WITHOUT_THE_MODEL
) -> subprocess.CompletedProcess[str]:
    """The same as a program of its own; `code` is what it runs."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, timeout=180, check=False, env=environment(),
    )  # fmt: skip


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", WITHOUT_THE_MODEL, *map(str, arguments)]


def environment() -> dict[str, str]:
    """This process's environment without its settings of ours; wide lines, no colours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK__")}
    path = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    return {**kept, "PYTHONPATH": path, "COLUMNS": str(COLUMNS), "NO_COLOR": "1"}
