"""Starts `emulate`, a stateful stand-in for Slack that others wrote: `make test-slack`."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from feedback.adapters.slack.checks import SCOPES

TOKEN = "xoxb-palletry"
PEOPLE = ("ada@palletry.example", "marek@palletry.example")
_SEED = {
    "slack": {
        "strict_scopes": True,
        "team": {"name": "Palletry", "domain": "palletry"},
        "users": [
            {"name": "feedback", "email": "feedback@palletry.example"},
            *({"name": one.partition("@")[0], "email": one} for one in PEOPLE),
        ],
        "channels": [{"name": "support-core", "topic": "Support"}],
        "tokens": [{"token": TOKEN, "user": "feedback", "scopes": list(SCOPES)}],
    }
}


def program() -> Path:
    """Where `npm install emulate@0.11.2` put it."""
    return Path(os.environ.get("EMULATE", "")) / "node_modules/emulate/dist/index.js"


def why_not() -> str:
    """Why these tests cannot run here; empty if they can."""
    if not os.environ.get("EMULATE"):
        return "EMULATE is not set: `make test-slack` installs emulate and sets it"
    if shutil.which("node") is None:
        return "node is not installed"
    return "" if program().is_file() else f"{program()} is not there"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of its API."""
    seed = folder / "seed.json"
    seed.write_text(json.dumps(_SEED), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", str(program()), "start", "-s", "slack", "-p", str(port), "--seed", str(seed)]
    with (folder / "emulate.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}/api/"
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "emulate stopped: see emulate.log"
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError("emulate did not start within 30 s")
