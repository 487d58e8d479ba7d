"""The whole of the settings: every section, by its name in the settings file."""

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from feedback.settings.consistency import check_consistency
from feedback.settings.customers.directories import CustomerSettings
from feedback.settings.faults import ENV_PREFIX
from feedback.settings.grouping import GroupingSettings
from feedback.settings.impact import (
    ImpactSettings,
    PrioritySettings,
    SpikeSettings,
    TrendSettings,
)
from feedback.settings.issues import TitleSettings
from feedback.settings.plans import (
    AdviceSettings,
    EscalationSettings,
    FixPlanSettings,
    ReadBackSettings,
    RegressionSettings,
)
from feedback.settings.publishing.jira import JiraSettings
from feedback.settings.publishing.slack import SlackSettings
from feedback.settings.publishing.ticket_notes import HelpdeskNotesSettings
from feedback.settings.publishing.tracker import (
    AdoptionSettings,
    OutboxSettings,
    PublishSettings,
    RoutingSettings,
)
from feedback.settings.running import HttpSettings, NightSettings, StoreSettings
from feedback.settings.section import Section
from feedback.settings.supply.reports import SupplySettings
from feedback.settings.supply.segments import SegmentSettings
from feedback.settings.supply.suppliers import SupplierSettings, SupportAgentSettings
from feedback.settings.tickets.keeping import ReconciliationSettings, RetentionSettings
from feedback.settings.tickets.sources import SourceSettings
from feedback.settings.tickets.texts import EmbeddingSettings, RedactionSettings, TextSettings


class WorkbenchSettings(Section):
    """What grouping a file takes; all of it has defaults."""

    redaction: RedactionSettings = RedactionSettings()
    text: TextSettings = TextSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    grouping: GroupingSettings = GroupingSettings()
    spike: SpikeSettings = SpikeSettings()


class Settings(BaseSettings):
    """What belongs to no other section."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=ENV_PREFIX, env_nested_delimiter="__"
    )

    apply: bool = False
    """Dry by default: a night plans what it would write, and `feedback plan` shows it. `true`
    writes."""
    store: StoreSettings = StoreSettings()
    night: NightSettings = NightSettings()
    http: HttpSettings = HttpSettings()
    secrets: dict[str, SecretStr] = {}
    """One for each source that needs one, by its name in capitals with _ for -, and `CUSTOMERS` for
    the customer directory."""
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
        """The environment overrides the file; the file arrives as init values."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        check_consistency(
            sources=self.sources,
            customers=self.customers,
            segments=self.segments,
            suppliers=self.suppliers,
            routing=self.routing,
            notes=self.helpdesk_notes,
        )
        return self
