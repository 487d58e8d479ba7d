"""Builds what reads, masks, embeds and titles texts, from settings."""

from feedback.adapters.texts.language import LinguaDetector
from feedback.adapters.texts.redaction import PresidioRedactor
from feedback.ports import Embedder, LanguageDetector, TitleWriter
from feedback.settings.issues import TitleSettings
from feedback.settings.tickets.texts import EmbeddingSettings, RedactionSettings, TextSettings


def open_redactor(settings: RedactionSettings) -> PresidioRedactor:
    """What masks texts and gives requesters their pseudonyms."""
    return PresidioRedactor(settings.phone_regions, settings.pseudonym_key.get_secret_value())


def open_embedder(settings: EmbeddingSettings) -> Embedder:
    from feedback.adapters.texts.embedding import SentenceTransformerEmbedder

    if settings.dask_address:
        from feedback.adapters.texts.embedding_dask import DaskEmbedder

        return DaskEmbedder(
            settings.dask_address,
            settings.model,
            settings.max_tokens,
            settings.dtype,
            settings.max_chunks,
        )
    return SentenceTransformerEmbedder(
        settings.model, settings.max_tokens, settings.dtype, settings.max_chunks
    )


def open_title_writer(settings: TitleSettings) -> TitleWriter | None:
    if not settings.url:
        return None
    from feedback.adapters.texts.language_model import LanguageModelTitles

    return LanguageModelTitles(
        settings.url, settings.model, settings.api_key.get_secret_value(), settings.timeout_seconds
    )


def open_detector(settings: TextSettings) -> LanguageDetector:
    """What tells a text's language."""
    return LinguaDetector(settings.languages)
