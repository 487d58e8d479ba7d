"""config/feedback.toml is the reference of the settings: all of them, with their defaults."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from feedback.settings import (
    AdviceSettings,
    EmbeddingSettings,
    GroupingSettings,
    ImpactSettings,
    NightSettings,
    OutboxSettings,
    PrioritySettings,
    PublishSettings,
    RedactionSettings,
    RegressionSettings,
    RetentionSettings,
    SegmentSettings,
    Settings,
    SpikeSettings,
    StoreSettings,
    SupplierSettings,
    TextSettings,
    TitleSettings,
    TrendSettings,
)

REFERENCE = tomllib.loads(Path("config/feedback.toml").read_text(encoding="utf-8"))
WITH_DEFAULTS: dict[str, type[BaseModel]] = {
    "retention": RetentionSettings,
    "text": TextSettings,
    "embedding": EmbeddingSettings,
    "grouping": GroupingSettings,
    "impact": ImpactSettings,
    "priority": PrioritySettings,
    "spike": SpikeSettings,
    "trend": TrendSettings,
    "regression": RegressionSettings,
    "publish": PublishSettings,
}
# Here the reference shows an example instead of a default.
WITH_EXAMPLES: dict[str, type[BaseModel]] = {
    "store": StoreSettings,
    "night": NightSettings,
    "advice": AdviceSettings,
    "outbox": OutboxSettings,
}


def plain(value: Any) -> Any:
    """As TOML would say it."""
    if isinstance(value, BaseModel):
        return {name: plain(one) for name, one in value}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def test_the_reference_has_every_section() -> None:
    assert REFERENCE.keys() == Settings.model_fields.keys()


def test_the_reference_shows_every_default_as_it_is() -> None:
    for section, model in WITH_DEFAULTS.items():
        assert REFERENCE[section] == plain(model()), section


def test_the_reference_names_every_setting() -> None:
    for section, model in WITH_EXAMPLES.items():
        assert REFERENCE[section].keys() == model.model_fields.keys(), section
    for name, segment in REFERENCE["segments"].items():
        assert segment.keys() == SegmentSettings.model_fields.keys(), name
    for name, supplier in REFERENCE["suppliers"].items():
        assert supplier.keys() == SupplierSettings.model_fields.keys(), name
    assert RedactionSettings.model_fields.keys() - REFERENCE["redaction"].keys() == {
        "pseudonym_key"
    }
    assert REFERENCE["titles"] == {
        name: value for name, value in plain(TitleSettings()).items() if name != "api_key"
    }
