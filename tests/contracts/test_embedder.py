"""What every embedder promises. The real one loads the bundled model, once for all tests here."""

from collections.abc import Iterator

import numpy as np
import pytest
from distributed import LocalCluster

from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
from feedback.adapters.texts.embedding_dask import DaskEmbedder
from feedback.errors import InvalidInput
from feedback.ports import Embedder
from tests.fakes import HashEmbedder

TEXTS = [
    "The export stops at ten thousand rows.",
    "Okta keeps sending us back to the login page.",
    "",
    "Ein Etikett wird zweimal gedruckt. " * 20,
    "?",
]


@pytest.fixture(scope="module", params=["hash", "local", "dask"])
def embedder(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    match request.param:
        case "hash":
            yield HashEmbedder()
        case "local":
            yield SentenceTransformerEmbedder()
        case "dask":
            # Over TCP, so that texts and vectors travel as they would; workers in processes of
            # their own are tested, and killed, in tests/adapters/texts/test_embedding_dask.py.
            with LocalCluster(
                n_workers=2, processes=False, protocol="tcp", dashboard_address=":0"
            ) as cluster:
                yield DaskEmbedder(cluster.scheduler_address)


def test_the_same_text_gives_the_same_bits_in_any_company_and_order(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS)
    backwards = embedder.embed(TEXTS[::-1])[::-1]
    crowded = embedder.embed([*TEXTS, *(f"Something else, number {n}" for n in range(40))])
    assert together.tobytes() == backwards.tobytes() == crowded[: len(TEXTS)].tobytes()
    for text, vector in zip(TEXTS, together, strict=True):
        assert embedder.embed([text])[0].tobytes() == vector.tobytes()


def test_vectors_have_length_1_and_an_empty_text_is_zeros(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    lengths = np.linalg.norm(vectors, axis=1)
    assert vectors.dtype == np.float32
    assert lengths[[0, 1, 3, 4]] == pytest.approx(1.0, abs=1e-5)
    assert not vectors[2].any()


@pytest.mark.parametrize(
    "text", ["word " * 50_000, "😀🔥🙏", "Help", "x" * 100_000, "日本語のテキスト", "\u200b", "..."]
)
def test_no_text_is_too_strange_for_a_vector(embedder: Embedder, text: str) -> None:
    (vector,) = embedder.embed([text])
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert len(embedder.embed([])) == 0


def test_every_shard_comes_once_with_the_vectors_of_its_texts(embedder: Embedder) -> None:
    shards = [TEXTS[:2], TEXTS[2:], TEXTS[:1]]
    found = dict(embedder.embed_shards(shards))
    whole = embedder.embed(TEXTS)
    assert sorted(found) == [0, 1, 2]
    assert found[0].tobytes() == whole[:2].tobytes()
    assert found[1].tobytes() == whole[2:].tobytes()
    assert found[2].tobytes() == whole[:1].tobytes()
    assert not list(embedder.embed_shards([]))


def test_a_model_that_is_not_there_is_refused_with_the_way_out(tmp_path) -> None:
    missing = SentenceTransformerEmbedder(str(tmp_path / "no-model"))
    with pytest.raises(InvalidInput) as refused:
        missing.embed(["Hello"])
    message = str(refused.value)
    assert message.startswith(f'The embedding model "{tmp_path}/no-model" could not be loaded: ')
    assert message.endswith(
        'Set embedding.model to "all-MiniLM-L6-v2" (bundled, works offline), to a folder that '
        "holds a model, or to the name of one on the model hub, with the network up for the first "
        "load."
    )
