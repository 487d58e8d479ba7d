"""Every setting: its name, its type, its default. `config/feedback.toml` says the reasons.

Settings come from one TOML file and from the environment (`FEEDBACK__STORE__URL` overrides `url`
in `[store]`). A name that does not exist is refused in both. Secrets come from the environment
only.
"""

import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from feedback.errors import InvalidInput
from feedback.settings_advice import AdviceSettings, EscalationSettings
from feedback.settings_customers import CustomerSettings
from feedback.settings_faults import ENV_PREFIX, SECRETS, did_you_mean, explain
from feedback.settings_jira import JiraSettings
from feedback.settings_notes import HelpdeskNotesSettings, noted_source
from feedback.settings_publish import (
    AdoptionSettings,
    PublishSettings,
    ReadBackSettings,
    RoutingSettings,
    check_routing,
)
from feedback.settings_slack import SlackSettings
from feedback.settings_sources import Section, SourceSettings, TimeZone
from feedback.settings_supply import (
    SegmentSettings,
    SupplierSettings,
    SupplySettings,
    check_segment_rules,
)


class StoreSettings(Section):
    url: str = "sqlite:///var/feedback.db"


class NightSettings(Section):
    time_zone: TimeZone = "UTC"


class HttpSettings(Section):
    connect_timeout_seconds: float = Field(10.0, gt=0)
    read_timeout_seconds: float = Field(60.0, gt=0)
    max_attempts: int = Field(5, ge=1)
    max_wait_seconds: float = Field(300.0, ge=0)


class SupportAgentSettings(Section):
    kind: Literal["file"] = "file"
    path: Path


class FixPlanSettings(Section):
    kind: Literal["file"] = "file"
    path: Path


class RedactionSettings(Section):
    phone_regions: list[str] = Field(["US", "GB", "DE", "FR", "ES"])
    pseudonym_key: SecretStr = SecretStr("")


class RetentionSettings(Section):
    tickets_days: int = Field(0, ge=0)


class ReconciliationSettings(Section):
    days: int = Field(30, ge=0)
    max_difference: float = Field(0.01, ge=0, le=1)
    min_tickets: int = Field(3, ge=1)


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
    review_growth: float = Field(1.25, gt=1)
    dormant_after_days: int = Field(60, ge=1)


class SeveritySettings(Section):
    low: float = Field(0.5, ge=0)
    normal: float = Field(1.0, ge=0)
    high: float = Field(1.75, ge=0)
    urgent: float = Field(2.5, ge=0)


class ImpactSettings(Section):
    base: float = Field(0.04, gt=0, le=1)
    base_low: float = Field(0.02, ge=0, le=1)
    base_high: float = Field(0.08, gt=0, le=1)
    p_max: float = Field(0.60, gt=0, le=1)
    half_life_days: float = Field(45.0, gt=0)
    severity: SeveritySettings = SeveritySettings()
    escalated_factor: float = Field(1.5, ge=0)
    reopened_factor: float = Field(1.25, ge=0)
    bad_csat_factor: float = Field(1.4, ge=0)
    bad_csat_max: int = Field(2, ge=1, le=5)
    unanswered_factor: float = Field(1.2, ge=0)
    unanswered_after_hours: float = Field(48.0, ge=0)
    renewal_near_days: int = Field(90, ge=0)
    renewal_near_factor: float = Field(1.5, ge=0)
    poor_health_below: float = Field(0.4, ge=0, le=1)
    poor_health_factor: float = Field(1.5, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> "ImpactSettings":
        if not self.base_low <= self.base <= self.base_high:
            raise ValueError("base_low ≤ base ≤ base_high must hold")
        return self


class BandSettings(Section):
    name: str
    min_usd: Decimal = Field(ge=0)


class PrioritySettings(Section):
    hysteresis: float = Field(0.10, ge=0, lt=1)
    bands: list[BandSettings] = Field(
        [
            BandSettings(name="Highest", min_usd=Decimal(100_000)),
            BandSettings(name="High", min_usd=Decimal(30_000)),
            BandSettings(name="Medium", min_usd=Decimal(10_000)),
            BandSettings(name="Low", min_usd=Decimal(2_000)),
            BandSettings(name="Lowest", min_usd=Decimal(0)),
        ]
    )

    @field_validator("bands")
    @classmethod
    def _descending(cls, bands: list[BandSettings]) -> list[BandSettings]:
        amounts = [band.min_usd for band in bands]
        if not amounts or amounts[-1] != 0 or amounts != sorted(set(amounts), reverse=True):
            raise ValueError("min_usd must fall from band to band and end at 0")
        return bands


class SpikeSettings(Section):
    max_p: float = Field(0.01, gt=0, lt=1)
    baseline_days: int = Field(28, ge=7)
    min_tickets: int = Field(5, ge=2)
    over_p: float = Field(0.05, gt=0, lt=1)
    max_days: int = Field(14, ge=1)


class TrendSettings(Section):
    weeks: int = Field(4, ge=1, le=26)
    confidence: float = Field(0.95, gt=0, lt=1)


class RegressionSettings(Section):
    grace_days: int = Field(3, ge=0)
    baseline_days: int = Field(28, ge=7)
    quiet_days: int = Field(14, ge=1)
    min_customers: int = Field(3, ge=1)
    residual: float = Field(0.2, gt=0, lt=1)
    max_p: float = Field(0.01, gt=0, lt=1)


class OutboxSettings(Section):
    path: Path = Path("var/outbox")


class WorkbenchSettings(Section):
    """What grouping a file takes; all of it has defaults."""

    redaction: RedactionSettings = RedactionSettings()
    text: TextSettings = TextSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    grouping: GroupingSettings = GroupingSettings()
    spike: SpikeSettings = SpikeSettings()


class Settings(BaseSettings):
    """All settings, checked. Relative paths count from the folder of the settings file."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=ENV_PREFIX, env_nested_delimiter="__"
    )

    apply: bool = False
    store: StoreSettings = StoreSettings()
    night: NightSettings = NightSettings()
    http: HttpSettings = HttpSettings()
    secrets: dict[str, SecretStr] = {}
    """One per source that needs one, by its name; from the environment only."""
    sources: list[SourceSettings] = Field(min_length=1)
    customers: CustomerSettings
    support_agents: SupportAgentSettings | None = None
    fix_plans: FixPlanSettings | None = None
    segments: dict[str, SegmentSettings] = Field(min_length=1)
    suppliers: dict[str, SupplierSettings] = {}
    supply: SupplySettings = SupplySettings()
    redaction: RedactionSettings = RedactionSettings()
    retention: RetentionSettings = RetentionSettings()
    reconciliation: ReconciliationSettings = ReconciliationSettings()
    text: TextSettings = TextSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    grouping: GroupingSettings = GroupingSettings()
    titles: TitleSettings = TitleSettings()
    impact: ImpactSettings = ImpactSettings()
    priority: PrioritySettings = PrioritySettings()
    spike: SpikeSettings = SpikeSettings()
    trend: TrendSettings = TrendSettings()
    regression: RegressionSettings = RegressionSettings()
    publish: PublishSettings = PublishSettings()
    routing: list[RoutingSettings] = Field([])
    adoption: AdoptionSettings = AdoptionSettings()
    read_back: ReadBackSettings = ReadBackSettings()
    jira: JiraSettings | None = None
    advice: AdviceSettings = AdviceSettings()
    escalation: EscalationSettings = EscalationSettings()
    slack: SlackSettings = SlackSettings()
    helpdesk_notes: HelpdeskNotesSettings = HelpdeskNotesSettings()
    outbox: OutboxSettings = OutboxSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # The environment overrides the file; the file arrives as init values.
        return env_settings, init_settings

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        if self.customers.default_segment not in self.segments:
            raise ValueError(
                f'customers.default_segment "{self.customers.default_segment}" is not one of the '
                f"segments ({', '.join(sorted(self.segments))})"
            )
        check_segment_rules(self.segments)
        names = [source.name for source in self.sources]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f'two sources are named "{min(twice)}"')
        taken: dict[str, str] = {}
        for name, supplier in self.suppliers.items():
            for group in supplier.groups:
                if group in taken:
                    raise ValueError(
                        f'group "{group}" belongs to two suppliers, {taken[group]} and {name}'
                    )
                taken[group] = name
        check_routing(self.routing)
        noted_source(self.helpdesk_notes, self.sources)
        return self


def load_settings(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Raises `InvalidInput` quoting file, key and value (a secret's value never), with the remedy.
    """
    values = _read(path)
    if "secrets" in values:
        raise InvalidInput(
            f"{path}: secrets do not belong in a file. Set {ENV_PREFIX}SECRETS__NAME in the "
            "environment instead, with the name of the source in capitals."
        )
    for section, name in SECRETS:
        if isinstance(here := values.get(section), dict) and name in here:
            raise InvalidInput(
                f"{path}: {section}.{name} is a secret and does not belong in a file. "
                f"Set {ENV_PREFIX}{section.upper()}__{name.upper()} in the environment instead."
            )
    _check_environment(os.environ if environment is None else environment)
    try:
        settings = Settings(**values)
    except SettingsError as error:
        name = next(name for name in Settings.model_fields if f'"{name}"' in str(error))
        raise InvalidInput(
            f"The environment ({ENV_PREFIX}{name.upper()}): {name} is not the JSON it must be. "
            f"Write the whole of {name} as JSON, or set one part of it with {ENV_PREFIX}"
            f"{name.upper()}__NAME."
        ) from error
    except ValidationError as error:
        raise InvalidInput(explain(error, path, Settings)) from None
    return _with_absolute_paths(settings, path.resolve().parent)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise InvalidInput(
            f"The settings file {path} cannot be read: {error.strerror}. Name one with --config."
        ) from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise InvalidInput(f"{path} is not valid TOML: {error}.") from error


def _check_environment(environment: Mapping[str, str]) -> None:
    """Refuse `FEEDBACK__…` variables that name no setting; pydantic would pass over them."""
    for name in environment:
        if name.upper().startswith(ENV_PREFIX):
            section, _, _ = name.upper().removeprefix(ENV_PREFIX).lower().partition("__")
            known: list[str] = sorted(Settings.model_fields)
            if section not in known:
                raise InvalidInput(
                    f'The environment variable {name} names no setting: "{section}" does not '
                    f"exist.{did_you_mean(section, known)}"
                )


def _with_absolute_paths(settings: Settings, folder: Path) -> Settings:
    def absolute(section: Any) -> Any:
        if not isinstance(section, BaseModel):
            return section
        changes: dict[str, Any] = {
            name: Path(os.path.normpath(folder / value))
            for name, value in section
            if isinstance(value, Path) and not value.is_absolute()
        }
        url = getattr(section, "url", "")
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            path = os.path.normpath(folder / url.removeprefix("sqlite:///"))
            changes["url"] = f"sqlite:///{path}"
        return section.model_copy(update=changes)

    updates: dict[str, Any] = {
        name: [absolute(one) for one in value] if isinstance(value, list) else absolute(value)
        for name, value in settings
    }
    return settings.model_copy(update=updates)
