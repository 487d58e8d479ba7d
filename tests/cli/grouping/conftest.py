"""Quick stand-ins for the model, the masking and the language detector."""

import pytest

from feedback.bootstrap import texts
from tests.fakes import CueDetector, HashEmbedder, WordRedactor


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "open_embedder", lambda _settings: HashEmbedder())
    monkeypatch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
    monkeypatch.setattr(texts, "LinguaDetector", lambda *_: CueDetector())
