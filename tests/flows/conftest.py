"""One Prefect server for all flow tests, and a company's night with quick parts."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

# Prefect reads these when it is imported.
os.environ["PREFECT_HOME"] = mkdtemp(prefix="feedback-prefect-")
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
os.environ.pop("PREFECT_API_URL", None)

from prefect.testing.utilities import prefect_test_harness

from feedback.bootstrap import texts
from tests.fakes import CueDetector, HashEmbedder, WordRedactor
from tests.steps.company import build


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Its own limit of 30 s is short for two busy cores."""
    with prefect_test_harness(server_startup_timeout=120):
        yield
    shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_server: None) -> Path:
    """A company's files; the pipeline over them is the real one but for what is slow to load."""
    monkeypatch.setattr(texts, "open_embedder", lambda _settings: HashEmbedder())
    monkeypatch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
    monkeypatch.setattr(texts, "LinguaDetector", lambda *_: CueDetector())
    monkeypatch.setattr("flows.tasks.RETRY_DELAYS_SECONDS", (0, 0))
    monkeypatch.setattr("flows.nightly.LOCK_DELAYS_SECONDS", ())
    return build(tmp_path)
