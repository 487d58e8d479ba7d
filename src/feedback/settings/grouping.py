"""From a text to issues with titles: `[text]`, `[embedding]`, `[grouping]`, `[titles]`."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from feedback.settings.tickets.sources import Section


class TextSettings(Section):
    languages: list[str] = Field(
        ["en", "de", "fr", "es", "pt", "nl", "it", "pl", "sv", "da", "cs", "tr", "ru", "zh", "ja",
         "ko", "ar"],
        min_length=1,
    )  # fmt: skip


class EmbeddingSettings(Section):
    model: str = "all-MiniLM-L6-v2"
    max_tokens: int = Field(128, ge=8)
    max_chunks: int = Field(3, ge=1)
    dtype: Literal["auto", "float32", "bfloat16"] = "auto"
    dask_address: str = ""


class TitleSettings(Section):
    url: str = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    timeout_seconds: float = Field(20.0, gt=0)
    max_issues_per_night: int = Field(50, ge=0)

    @model_validator(mode="after")
    def _complete(self) -> "TitleSettings":
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError("url must begin with http:// or https://")
        if self.url and not self.model:
            raise ValueError("model must be set where url is: the name the endpoint knows it by")
        return self


class GroupingSettings(Section):
    min_issue_size: int = Field(5, ge=2)
    n_neighbours: int = Field(15, ge=2)
    join_min_vote: float = Field(0.4, ge=0, le=1)
    join_quantile: float = Field(0.02, ge=0, le=1)
    regrouping_growth: float = Field(1.25, gt=1)
    dormant_after_days: int = Field(60, ge=1)
