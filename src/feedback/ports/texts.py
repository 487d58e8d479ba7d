"""What is done with texts: masked, told by language, embedded, titled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from feedback.domain.issues.written_title import TitleDraft
from feedback.domain.tickets.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its personal data, and how often each kind was found in it."""

    text: str
    counts: Mapping[str, int]


class Redactor(Protocol):
    """Masks personal data. The raw text goes no further."""

    def mask(self, text: str) -> Masked: ...

    def pseudonym(self, requester: str) -> str:
        """A stable name for a person that does not lead back to them. Empty stays empty."""
        ...


class LanguageDetector(Protocol):
    """Tells which language a text is in."""

    def detect(self, texts: Sequence[str]) -> Sequence[str]:
        """ISO 639-1 code of each text; empty when it cannot be told."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors. The same text always gives the same vector."""

    model: str
    """Names the model in the store."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), d), rows of length 1. An empty text is a row of zeros."""
        ...

    def embed_shards(self, shards: Sequence[Sequence[str]]) -> Iterator[tuple[int, Vectors]]:
        """The place of each shard and its vectors, every one as soon as it is done.

        In any order. Raises `TransientFault` where trying again later may help.
        """
        for place, shard in enumerate(shards):
            yield place, self.embed(shard)


class TitleWriter(Protocol):
    """Words a title for an issue."""

    model: str
    """Names the writer in the store: another one is asked anew."""

    def write(self, tickets: Sequence[str]) -> TitleDraft | None:
        """A draft from the masked texts of an issue's tickets; None for an unreadable answer.

        Raises `TransientFault` or `FinalFault`.
        """
        ...
