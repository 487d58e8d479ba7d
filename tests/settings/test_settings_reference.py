"""config/feedback.toml is the reference of the settings: all of them, with their defaults."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from feedback.bootstrap.ticket_sources import TICKET_SOURCES
from feedback.settings import (
    HttpSettings,
    NightSettings,
    OutboxSettings,
    PublishSettings,
    ReconciliationSettings,
    RedactionSettings,
    RetentionSettings,
    SegmentSettings,
    Settings,
    StoreSettings,
    SupplierSettings,
)
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
from feedback.settings.publishing.ticket_notes import HelpdeskNotesSettings
from feedback.settings.publishing.tracker import AdoptionSettings, ReadBackSettings, RoutingSettings
from feedback.settings.supply.profiles import ProfileSettings
from feedback.settings.supply.suppliers import (
    BalanceSettings,
    ContractTargetSettings,
    CounterpartSettings,
    EscalationPathSettings,
    MemberSettings,
    SupplySettings,
)
from feedback.settings.tickets.sources import SourceSettings

REFERENCE = tomllib.loads(Path("config/feedback.toml").read_text(encoding="utf-8"))
WITH_DEFAULTS: dict[str, type[BaseModel]] = {
    "http": HttpSettings,
    "retention": RetentionSettings,
    "reconciliation": ReconciliationSettings,
    "text": TextSettings,
    "embedding": EmbeddingSettings,
    "grouping": GroupingSettings,
    "impact": ImpactSettings,
    "priority": PrioritySettings,
    "spike": SpikeSettings,
    "trend": TrendSettings,
    "regression": RegressionSettings,
    "publish": PublishSettings,
    "adoption": AdoptionSettings,
    "read_back": ReadBackSettings,
    "helpdesk_notes": HelpdeskNotesSettings,
}
# Here the reference shows an example instead of a default.
WITH_EXAMPLES: dict[str, type[BaseModel]] = {
    "store": StoreSettings,
    "night": NightSettings,
    "advice": AdviceSettings,
    "escalation": EscalationSettings,
    "outbox": OutboxSettings,
    "supply": SupplySettings,
}


def plain(value: Any) -> Any:
    """As TOML would say it."""
    if isinstance(value, BaseModel):
        return {name: plain(one) for name, one in value}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def test_the_reference_has_every_section() -> None:
    assert REFERENCE.keys() == Settings.model_fields.keys() - {"secrets"}


def test_the_reference_shows_every_default_as_it_is() -> None:
    for section, model in WITH_DEFAULTS.items():
        assert REFERENCE[section] == plain(model()), section


def test_the_reference_names_every_setting() -> None:
    for section, model in WITH_EXAMPLES.items():
        assert REFERENCE[section].keys() == model.model_fields.keys(), section
    for name, segment in REFERENCE["segments"].items():
        assert segment.keys() == SegmentSettings.model_fields.keys(), name
        assert segment["profile"].keys() == ProfileSettings.model_fields.keys(), name
    for name, supplier in REFERENCE["suppliers"].items():
        assert supplier.keys() == SupplierSettings.model_fields.keys(), name
    named = {
        key for one in REFERENCE["segments"].values() for rule in one["members"] for key in rule
    }
    assert named == MemberSettings.model_fields.keys()
    supplier = REFERENCE["suppliers"]["in-house"]
    for key, model in (
        ("counterparts", CounterpartSettings),
        ("escalation", EscalationPathSettings),
        ("targets", ContractTargetSettings),
    ):
        assert supplier[key][0].keys() == model.model_fields.keys(), key
    assert REFERENCE["supply"]["balance"] == plain(BalanceSettings())
    assert REFERENCE["supply"]["min_tickets"] == SupplySettings().min_tickets
    assert REFERENCE["supply"]["contact_type"] == SupplySettings().contact_type
    assert RedactionSettings.model_fields.keys() - REFERENCE["redaction"].keys() == {
        "pseudonym_key"
    }
    for rule in REFERENCE["routing"]:
        assert rule.keys() == RoutingSettings.model_fields.keys()
    assert REFERENCE["titles"] == {
        name: value for name, value in plain(TitleSettings()).items() if name != "api_key"
    }
    assert REFERENCE["slack"] == {
        name: value for name, value in plain(SlackSettings()).items() if "token" not in name
    }


def test_the_reference_names_every_setting_of_jira_but_the_token() -> None:
    shown = REFERENCE["jira"]
    assert JiraSettings.model_fields.keys() - shown.keys() == {"token"}
    for name in (
        "issue_type",
        "workaround_heading",
        "mention",
        "link_type",
        "customers",
        "max_chars",
    ):
        assert shown[name] == JiraSettings.model_fields[name].default, name


def test_every_kind_of_source_is_shown_with_all_its_settings() -> None:
    """Those that need a secret are shown commented out: the reference itself must load."""
    text = Path("config/feedback.toml").read_text(encoding="utf-8").partition("[http]")[0]
    shown = "\n".join(
        line.removeprefix("# ").partition(" # ")[0]
        for line in text.splitlines()
        if re.match(r"# (\[\[|\w+ = )", line)
    )
    examples = {one["kind"]: one for one in tomllib.loads(shown)["sources"]}
    models = {one.model_fields["kind"].annotation: one for one in source_models()}
    for annotation, model in models.items():
        (kind,) = get_args(annotation)
        if kind == "file":
            continue
        assert examples[kind].keys() == model.model_fields.keys(), kind
        for name, field in model.model_fields.items():
            if not field.is_required() and field.default not in (None, "", {}):
                assert examples[kind][name] == plain(field.default), (kind, name)
    assert examples.keys() == TICKET_SOURCES.keys() - {"file"}


def source_models() -> list[type[BaseModel]]:
    union = get_args(SourceSettings)[0]
    return [get_args(one)[0] for one in get_args(union)]
