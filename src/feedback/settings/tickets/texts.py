"""Settings of what happens to a ticket's text: `[redaction]`, `[text]`, `[embedding]`."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from feedback.settings.section import In, Section


class RedactionSettings(Section):
    """What is masked before anything is stored."""

    phone_regions: list[str] = Field(["US", "GB", "DE", "FR", "ES"])
    """Countries whose national phone formats are recognised. Numbers like +49 … always are."""
    pseudonym_key: SecretStr = SecretStr("")
    """Makes pseudonyms of requesters impossible to recompute from an address. A new key changes
    every pseudonym, so keep it."""


class TextSettings(Section):
    """Which languages customers write in."""

    languages: list[str] = Field(
        ["en", "de", "fr", "es", "pt", "nl", "it", "pl", "sv", "da", "cs", "tr", "ru", "zh", "ja",
         "ko", "ar"],
        min_length=1,
    )  # fmt: skip
    """The main one first. Remove those your customers never use: detection gets faster and more
    accurate."""


class EmbeddingSettings(Section):
    """The model that turns texts into vectors."""

    model: str = "all-MiniLM-L6-v2"
    """Bundled, works offline. Or a folder, or any name that sentence-transformers knows."""
    max_tokens: Annotated[int, In("tokens")] = Field(128, ge=8)
    """About 95 words, read at once. A model with a longer context may take more."""
    max_chunks: Annotated[int, In("chunks")] = Field(3, ge=1)
    """A longer text is read in chunks, each counting half as much as the one before."""
    dtype: Literal["auto", "float32", "bfloat16"] = "auto"
    """`auto` takes bfloat16 where the processor supports it (about twice as fast), else float32.
    Set `float32` if two machines must agree to the last digit."""
    dask_address: str = ""
    """Of a Dask scheduler, such as `tcp://host:8786` (docs/dask.md). Empty: this machine's
    cores."""
