"""One Prefect server for all flow tests, and a company's night with quick parts."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest

# Prefect reads these when it is imported.
os.environ["PREFECT_HOME"] = mkdtemp(prefix="feedback-prefect-")
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
os.environ.pop("PREFECT_API_URL", None)

from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_API_URL, temporary_settings

from feedback.bootstrap import texts
from tests.fakes import CueDetector, HashEmbedder, WordRedactor
from tests.flows.waiting import wait_until
from tests.steps.company import build

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real_server() -> Iterator[dict[str, str]]:
    """`prefect server start`, with the scheduler that Prefect's own test harness leaves out. Yields
    the environment to reach it with."""
    home = Path(os.environ["PREFECT_HOME"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: v for name, v in os.environ.items() if not name.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-ui"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until(lambda: _is_up(environment), "the server answers", home / "server.log")
        yield environment
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def prefect_server(real_server: dict[str, str]) -> Iterator[None]:
    """Flows of this process run against it."""
    with temporary_settings({PREFECT_API_URL: real_server["PREFECT_API_URL"]}):
        yield
        APILogWorker.drain_all(timeout=5)  # while there is a server to take it


def _is_up(environment: dict[str, str]) -> bool:
    try:
        return httpx.get(f"{environment['PREFECT_API_URL']}/health").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_server: None) -> Path:
    """A company's files; the pipeline over them is the real one but for what is slow to load."""
    monkeypatch.setattr(texts, "open_embedder", lambda _settings: HashEmbedder())
    monkeypatch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
    monkeypatch.setattr(texts, "LinguaDetector", lambda *_: CueDetector())
    monkeypatch.setattr("flows.tasks.RETRY_DELAYS_SECONDS", (0, 0))
    monkeypatch.setattr("flows.nightly.LOCK_DELAYS_SECONDS", ())
    return build(tmp_path)
