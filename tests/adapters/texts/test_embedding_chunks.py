"""A long text is read in chunks; a short one has the vector it always had."""

from collections.abc import Callable

import numpy as np
import pytest

from feedback.adapters.texts.embedding import SentenceTransformerEmbedder

WORDS = "the export of invoices stops after ten thousand rows and the rest of them is lost "
SHORT = "Export\n" + WORDS * 3
BEGINNING = "Export stops\n" + WORDS * 30


@pytest.fixture(scope="module")
def with_chunks() -> Callable[[int], SentenceTransformerEmbedder]:
    made = {n: SentenceTransformerEmbedder(max_chunks=n) for n in (1, 3)}
    return made.__getitem__


def test_a_text_of_one_chunk_has_the_vector_of_the_cut(with_chunks) -> None:
    assert with_chunks(3).embed([SHORT]).tobytes() == with_chunks(1).embed([SHORT]).tobytes()


def test_the_models_name_tells_the_vectors_apart(with_chunks) -> None:
    assert with_chunks(1).model == "all-MiniLM-L6-v2@128"
    assert with_chunks(3).model == "all-MiniLM-L6-v2@128x3"


def test_what_stands_beyond_the_first_chunk_counts_but_less(with_chunks) -> None:
    other = "Export stops\n" + WORDS * 8 + "our cat sleeps on the warm printer all day long " * 30
    beginning, two = with_chunks(3).embed([BEGINNING, other])
    first, second = with_chunks(1).embed([BEGINNING, other])
    assert first @ second == pytest.approx(1.0, abs=1e-3)
    assert 0.6 < beginning @ two < 0.98


def test_what_stands_beyond_the_last_chunk_is_not_read(with_chunks) -> None:
    longer = BEGINNING + "our cat sleeps on the warm printer " * 7000
    beginning, two = with_chunks(3).embed([BEGINNING, longer])
    assert beginning.tobytes() == two.tobytes()
    assert np.linalg.norm(beginning) == pytest.approx(1.0, abs=1e-5)
