"""Bars and lines on one screen, as a person sees it: the bytes are drawn on a small screen here."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ROOT

NIGHT = """
import time
from rich.table import Table
from feedback.terminal.console import err, out, progress_bars
with progress_bars() as progress:
    progress("pull helpdesk", 12, None)
    time.sleep(0.3)
    for n in range(4):
        progress("embed", 100 * n, 300)
        time.sleep(0.15)
    progress("advise", 0, None)
    out.print("Night of 9 Mar 2026, 03:00 UTC: done")
    time.sleep(0.3)
    steps = Table.grid()
    for step in ("rank", "publish", "advise"):
        steps.add_row(f"  {step:<10}", "11 messages to send")
    out.print(steps)
    err.print("chat: the site is down.")
    time.sleep(0.3)
out.print()
out.print(" #  issue    title")
"""
SHOWN = """\
Night of 9 Mar 2026, 03:00 UTC: done
  rank      11 messages to send
  publish   11 messages to send
  advise    11 messages to send
chat: the site is down.

 #  issue    title
"""
_CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


def run_in_a_terminal(code: str, columns: int, folder: Path) -> str:
    """What a program wrote to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        "COLUMNS": str(columns),
        "TERM": "xterm-256color",
    }
    program = subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, env=environment,
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    written = b""
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:  # Linux says so at the end
            break
        if not some:
            break
        written += some
    os.close(ours)
    assert program.wait() == 0, written.decode()
    return written.decode()


def drawn(written: str) -> str:
    """What stands on the screen at the end: only what rich uses of a terminal is understood."""
    lines, row, place, column = [""], 0, 0, 0
    while place < len(written):
        control = _CONTROL.match(written, place)
        if control:
            number = int(control[1]) if control[1].isdigit() else 1
            match control[2]:
                case "A":
                    row = max(row - number, 0)
                case "K":
                    lines[row] = ""
            place = control.end()
            continue
        character = written[place]
        place += 1
        if character == "\n":
            row += 1
            if row == len(lines):
                lines.append("")
        elif character == "\r":
            column = 0
            continue
        else:
            lines[row] = f"{lines[row][:column]:<{column}}{character}{lines[row][column + 1 :]}"
            column += 1
            continue
        column = 0 if character == "\n" else column
    return "\n".join(line.rstrip() for line in lines)


@pytest.mark.parametrize("columns", [80, 120])
def test_bars_erase_no_line_and_stick_to_none(columns: int, tmp_path: Path) -> None:
    written = run_in_a_terminal(NIGHT, columns, tmp_path)
    assert drawn(written).rstrip("\n") + "\n" == SHOWN
    assert "12 tickets" in written
    assert "100 of 300 tickets" in written


def test_the_first_bar_is_there_before_anything_slow_is_imported(tmp_path: Path) -> None:
    written = run_in_a_terminal(
        "import sys\n"
        "from feedback.terminal.console import progress_bars\n"
        "with progress_bars():\n"
        "    assert not {'numpy', 'feedback.settings', 'feedback.ports'} & set(sys.modules)\n",
        80,
        tmp_path,
    )
    assert "starting" in written
