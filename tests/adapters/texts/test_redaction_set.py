"""The labelled set, and that its bars hold."""

from benchmarks.redaction.__main__ import (
    MIN_PRECISION,
    MIN_RECALL,
    REGIONS,
    TARGETS,
    load,
    score,
)
from feedback.adapters.texts.redaction import PresidioRedactor


def test_the_set_is_large_and_mixed() -> None:
    items = load()
    assert len(items) >= 400
    assert len({item.language for item in items}) >= 6
    assert sum(not item.spans for item in items) >= 100
    assert {kind for item in items for _, _, kind in item.spans} >= TARGETS


def test_every_kind_is_found_and_little_else() -> None:
    done = score(load(), PresidioRedactor(REGIONS, ""))
    for kind in sorted(TARGETS):
        assert done.recall(kind) >= MIN_RECALL, (kind, done.misses)
        assert done.precision(kind) >= MIN_PRECISION, (kind, done.misses)
