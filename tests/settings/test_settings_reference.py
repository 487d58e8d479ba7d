"""`docs/settings.md` lists every setting; `config/feedback.toml` shows the everyday ones."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feedback.bootstrap import open_pipeline, texts
from feedback.bootstrap.ticket_sources import TICKET_SOURCES
from feedback.settings import Settings, load_settings
from feedback.settings.catalogue import all_settings
from feedback.settings.reference import EVERYDAY, PAGE, page
from tests.fakes import CueDetector, HashEmbedder, WordRedactor
from tests.steps.company import CONFIG

CONFIGURED = Path("config/feedback.toml")


def test_the_page_of_settings_is_what_the_models_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make settings`"


def test_every_setting_is_explained_has_a_default_and_if_a_number_a_unit() -> None:
    for setting in all_settings():
        assert setting.reason.endswith((".", "`.")), setting.name
        assert setting.about, setting.name
        assert setting.default, setting.name
        if setting.type.endswith("number"):
            assert setting.unit, setting.name


def test_every_section_and_every_kind_of_source_is_listed() -> None:
    names = {re.split(r"[.\[]", setting.name)[0] for setting in all_settings()}
    assert names == set(Settings.model_fields)
    kinds = {found[1] for s in all_settings() if (found := re.match(r"sources\[(\w+)\]", s.name))}
    assert kinds == TICKET_SOURCES.keys()


def test_a_setting_on_the_page_reads_like_this() -> None:
    assert (
        "| `half_life_days` | number | days | `45.0` | A ticket counts half after six weeks. |"
    ) in page().splitlines()


def test_the_documentation_names_only_settings_that_exist() -> None:
    names = {re.sub(r"\[\w*\]|\.NAME", "", setting.name) for setting in all_settings()}
    tables = {name.rpartition(".")[0] for name in names}
    named = re.compile(rf"`({'|'.join(Settings.model_fields)})\.((?:\w+\.)*\w+)`")
    for path in (Path("README.md"), Path("CONTRIBUTING.md"), *Path("docs").rglob("*.md")):
        for section, key in named.findall(path.read_text(encoding="utf-8")):
            name = f"{section}.{key}".replace(".NAME", "")
            assert name in names | tables, path


def test_the_everyday_file_is_short_and_shows_every_everyday_setting() -> None:
    text = CONFIGURED.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    switched_on = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)
    shown = set(_names(tomllib.loads(switched_on)))
    for variable in ("REDACTION__PSEUDONYM_KEY", "JIRA__TOKEN", "SLACK__TOKEN", "SLACK__APP_TOKEN"):
        assert f"FEEDBACK__{variable}" in text
        shown.add(variable.lower().replace("__", "."))
    assert shown == set(EVERYDAY)


def test_the_everyday_file_works_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK__STORE__URL", f"sqlite:///{tmp_path}/store.db")
    monkeypatch.setattr(texts, "open_embedder", lambda _settings: HashEmbedder())
    monkeypatch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
    monkeypatch.setattr(texts, "LinguaDetector", lambda *_: CueDetector())
    pipeline = open_pipeline(load_settings(CONFIGURED))
    assert not pipeline.apply
    assert len(pipeline.directory.customers()) > 0
    assert len(pipeline.support_agents) > 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("adoption.link_similarity", 1.01),
        ("advice.news_days", 7),
        ("customers.default_segment", "enterprise"),
        ("embedding.max_tokens", 256),
        ("escalation.step_hours", 12.0),
        ("grouping.min_issue_size", 8),
        ("helpdesk_notes.max_notes", 20),
        ("http.max_attempts", 2),
        ("impact.half_life_days", 30.0),
        ("jira.max_chars", 30000),
        ("night.time_zone", "Europe/Berlin"),
        ("outbox.path", "/srv/outbox"),
        ("priority.hysteresis", 0.2),
        ("publish.material_change", 0.25),
        ("read_back.done_is_released", True),
        ("reconciliation.max_difference", 0.02),
        ("redaction.phone_regions", ["SE"]),
        ("regression.residual", 0.1),
        ("retention.tickets_days", 730),
        ("segments.enterprise.strategic", 1.5),
        ("slack.timeout_seconds", 10.0),
        ("spike.max_p", 0.001),
        ("store.url", "sqlite:////srv/store.db"),
        ("suppliers.brightwater.hours_per_ticket", 0.25),
        ("supply.min_tickets", 20),
        ("text.languages", ["sv"]),
        ("titles.timeout_seconds", 5.0),
        ("trend.weeks", 2),
    ],
)
@pytest.mark.parametrize("where", ["file", "environment"])
def test_a_setting_of_any_section_can_be_set_in_the_file_and_in_the_environment(
    name: str, value: Any, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section, _, key = name.rpartition(".")
    known = tomllib.loads(CONFIG)
    known["jira"] = {"url": "https://acme.atlassian.net", "project": "PROJ"}
    if where == "file":
        table = known
        for part in section.split("."):
            table = table.setdefault(part, {})
        table[key] = value
    else:
        written = str(value).replace("'", '"')
        monkeypatch.setenv(f"FEEDBACK__{name.upper().replace('.', '__')}", written)
    found: Any = load_settings(_written(known, tmp_path / "feedback.toml"))
    for part in name.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert str(found) == str(value)


def _names(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """The settings of a file, as the catalogue names them."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if name == "sources":
            for source in value:
                yield from _names(source, f"sources[{source['kind']}].")
        elif name == "customers":
            yield from _names(value, f"customers[{value['kind']}].")
        elif name in ("segments", "suppliers"):
            for entry in value.values():
                yield from _names(entry, f"{name}.NAME.")
        elif isinstance(value, dict) and key != "columns":
            yield from _names(value, f"{name}.")
        else:
            yield name


def _written(known: dict[str, Any], path: Path) -> Path:
    """As TOML: every table inline, on one line."""
    lines = (f"{key} = {_inline(value)}\n" for key, value in known.items())
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
