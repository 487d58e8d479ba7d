"""Every setting: its name, its type, its default. `config/feedback.toml` says the reasons.

Settings come from one TOML file and from the environment (`FEEDBACK__STORE__URL` overrides `url`
in `[store]`). A name that does not exist is refused in both. Secrets come from the environment
only.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from feedback.errors import InvalidInput
from feedback.settings.customers.directories import CustomerSettings
from feedback.settings.faults import ENV_PREFIX, SECRETS, did_you_mean, explain
from feedback.settings.grouping import (
    EmbeddingSettings,
    GroupingSettings,
    TextSettings,
    TitleSettings,
)
from feedback.settings.impact import (
    ImpactSettings,
    PrioritySettings,
    RegressionSettings,
    SpikeSettings,
    TrendSettings,
)
from feedback.settings.plans import AdviceSettings, EscalationSettings
from feedback.settings.publishing.jira import JiraSettings
from feedback.settings.publishing.slack import SlackSettings
from feedback.settings.publishing.ticket_notes import HelpdeskNotesSettings, noted_source
from feedback.settings.publishing.tracker import (
    AdoptionSettings,
    PublishSettings,
    ReadBackSettings,
    RoutingSettings,
    check_routing,
)
from feedback.settings.supply.suppliers import (
    SegmentSettings,
    SupplierSettings,
    SupplySettings,
    check_segment_rules,
)
from feedback.settings.tickets.sources import Section, SourceSettings, TimeZone


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
