"""Vectors of texts, and the memory of the grouping engine."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from feedback.adapters.store.schema.metadata import metadata

embedding = Table(
    "embedding",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    comment="One row per model and text: the vector as little-endian float16.",
)

vector_block = Table(
    "vector_block",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("vectors", LargeBinary, nullable=False),
    comment="One row per embedding model and 1,024 tickets in the order of the grouping engine: "
    "their vectors again, side by side. Made again when the digest of their texts differs.",
)

grouping_memory = Table(
    "grouping_memory",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("memory", LargeBinary, nullable=False),
    comment="One row per embedding model: what the grouping engine keeps from night to night.",
)

grouping_memory_part = Table(
    "grouping_memory_part",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("first_row", Integer, primary_key=True, autoincrement=False),
    Column("rows", LargeBinary, nullable=False),
    comment="One row per embedding model and night since the last regrouping (the first: all "
    "before): what the grouping engine keeps of the tickets taken in then.",
)
