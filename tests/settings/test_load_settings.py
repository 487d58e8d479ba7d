"""Settings: every misspelt name is refused, with where it stands and what was meant."""

from decimal import Decimal
from pathlib import Path

import pytest

from feedback.errors import InvalidInput
from feedback.settings import load_settings
from tests.steps.company import CONFIG


def write(folder: Path, text: str = CONFIG) -> Path:
    path = folder / "feedback.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        load_settings(path)
    assert refused.value.exit_code == 2
    return str(refused.value)


MISSPELT = {
    "top level": (
        "aply = true\n" + CONFIG,
        'aply: unknown setting. Did you mean "apply" or "supply"?',
    ),
    "section": (
        CONFIG.replace('url = "sqlite:///store.db"', 'ulr = "sqlite:///store.db"'),
        'store.ulr: unknown setting. Did you mean "url"?',
    ),
    "list item": (
        CONFIG.replace('path = "chat.jsonl"', 'path = "chat.jsonl"\ntimezone = "UTC"'),
        'sources (entry 1).timezone: unknown setting. Did you mean "time_zone"?',
    ),
    "map item": (
        CONFIG.replace("margin = 0.75", "margn = 0.75"),
        'segments.enterprise.margn: unknown setting. Did you mean "margin"?',
    ),
    "section in a section": (
        CONFIG + "[impact.severity]\nurgnet = 3\n",
        'impact.severity.urgnet: unknown setting. Did you mean "urgent"?',
    ),
    "whole section": (
        CONFIG + "[publishing]\nmax_writes = 3\n",
        'publishing: unknown setting. Did you mean "publish"?',
    ),
}


@pytest.mark.parametrize("place", MISSPELT)
def test_a_misspelt_setting_in_the_file_is_refused_with_the_nearest_names(
    place: str, tmp_path: Path
) -> None:
    text, message = MISSPELT[place]
    path = write(tmp_path, text)
    assert refusal(path) == f"{path}: {message}"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "aply = true\n" + CONFIG.replace("margin = 0.75", "margin = 75"))
    assert refusal(path) == (
        f"{path}: segments.enterprise.margin = 75: must be at most 1.\n"
        f'{path}: aply: unknown setting. Did you mean "apply" or "supply"?'
    )


def test_secrets_variables_and_values_at_fault_are_told_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK__STORR__URL", "x")
    path = write(tmp_path, "aply = true\n" + CONFIG + '[jira]\ntoken = "tops3cret"\n')
    lines = refusal(path).splitlines()
    assert lines[:2] == [
        f"{path}: jira.token is a secret and does not belong in a file. Set FEEDBACK__JIRA__TOKEN "
        "in the environment instead.",
        'The environment variable FEEDBACK__STORR__URL: unknown section "storr". Did you mean '
        '"store"?',
    ]
    assert f'{path}: aply: unknown setting. Did you mean "apply" or "supply"?' in lines
    assert "tops3cret" not in "".join(lines)


@pytest.mark.parametrize(
    "place",
    [
        "{key} = 'tops3cret'\n" + CONFIG,
        CONFIG + "[{key}]\ntoken = 'tops3cret'\n",
        CONFIG + "[jira]\n{key} = ['tops3cret', {{ deep = 'tops3cret' }}]\n",
        CONFIG + "[slack]\n{key} = 'tops3cret'\nhours = 'tops3cret'\n",
        CONFIG + "[priority]\nbands = [{{ name = 'High', min_usd = 0, {key} = 'tops3cret' }}]\n",
        CONFIG + "[impact.severity]\n{key} = 'tops3cret'\n",
        CONFIG.replace("[customers]", "[customers]\n{key} = 'tops3cret'"),
        CONFIG.replace("[segments.self-serve]", "[segments.self-serve]\n{key} = 'tops3cret'"),
        CONFIG.replace('path = "chat.jsonl"', "path = 'chat.jsonl'\n{key} = 'tops3cret'"),
        CONFIG.replace('name = "chat"\n', "{key} = 'tops3cret'\n"),
    ],
)
@pytest.mark.parametrize("key", ["pasword", "tokn", "zzz"])
def test_the_value_of_an_unknown_setting_is_never_shown(
    place: str, key: str, tmp_path: Path
) -> None:
    told = refusal(
        write(tmp_path, place.replace("{key}", key).replace("{{", "{").replace("}}", "}"))
    )
    assert f"{key}: unknown setting." in told
    assert "tops3cret" not in told


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "FEEDBACK__STORR__URL",
            "x",
            'The environment variable FEEDBACK__STORR__URL: unknown section "storr". Did you mean '
            '"store"?',
        ),
        (
            "FEEDBACK__STORE__ULR",
            "sqlite:///x.db",
            "The environment variable FEEDBACK__STORE__ULR: store.ulr: unknown setting. Did you "
            'mean "url"?',
        ),
        (
            "FEEDBACK__IMPACT__SEVERITY__URGNET",
            "3",
            "The environment variable FEEDBACK__IMPACT__SEVERITY__URGNET: impact.severity.urgnet: "
            'unknown setting. Did you mean "urgent"?',
        ),
        (
            "FEEDBACK__PUBLISH__MAX_WRITES",
            "many",
            'The environment variable FEEDBACK__PUBLISH__MAX_WRITES: publish.max_writes = "many": '
            "must be a whole number.",
        ),
        (
            "FEEDBACK__SOURCES",
            '[{"name": "mail", "pth": "mail.csv", "path": "mail.csv"}]',
            "The environment variable FEEDBACK__SOURCES: sources (entry 1).pth: unknown setting. "
            'Did you mean "path"?',
        ),
        (
            "FEEDBACK__SOURCES",
            "mail.csv",
            "The environment variable FEEDBACK__SOURCES is not valid JSON. Write all of sources as "
            "JSON, or set one part of it with FEEDBACK__SOURCES__NAME.",
        ),
    ],
)
def test_a_misspelt_or_wrong_environment_variable_is_refused_by_its_name(
    name: str, value: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path)
    monkeypatch.setenv(name, value)
    assert refusal(path) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[retention]\ntickets_days = -1\n", "retention.tickets_days = -1: must be at least 0."),
        ("[spike]\nmax_p = 1\n", "spike.max_p = 1: must be less than 1."),
        ("[http]\nmax_wait_seconds = 'a'\n",
         'http.max_wait_seconds = "a": must be a number.'),
        ("[http]\nread_timeout_seconds = 0\n",
         "http.read_timeout_seconds = 0: must be more than 0."),
        ("[read_back]\ndone_is_released = 'so'\n",
         'read_back.done_is_released = "so": must be true or false.'),
        ("[embedding]\nmodel = 3\n", "embedding.model = 3: must be text in quotes."),
        ("[embedding]\ndtype = 'int8'\n",
         'embedding.dtype = "int8": must be one of "auto", "float32" or "bfloat16".'),
        ("[text]\nlanguages = 'en'\n", 'text.languages = "en": must be a list.'),
        ("[text]\nlanguages = []\n", "text.languages = []: must have at least 1 entry."),
        ("[retention]\n[trend]\nweeks = 2.5\n", "trend.weeks = 2.5: must be a whole number."),
        ("[adoption]\nmin_similarity = 0.99\n",
         "adoption: min_similarity must not be above link_similarity."),
        ("[priority]\nbands = [{ name = 'High', min_usd = 5 }]\n",
         "priority.bands: list the bands from the highest min_usd down; the last must be 0."),
        ("[[routing]]\ngroups = ['billing']\n",
         "routing (entry 1): a rule must set project, issue_type or component."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_what_it_must_be(
    text: str, message: str, tmp_path: Path
) -> None:
    path = write(tmp_path, CONFIG + text)
    assert refusal(path) == f"{path}: {message}"


def test_the_environment_overrides_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK__STORE__URL", "sqlite:////var/lib/feedback/store.db")
    monkeypatch.setenv("FEEDBACK__APPLY", "true")
    monkeypatch.setenv("FEEDBACK__IMPACT__SEVERITY__URGENT", "3.5")
    monkeypatch.setenv("FEEDBACK__SEGMENTS__ENTERPRISE__MARGIN", "0.5")
    monkeypatch.setenv("FEEDBACK__SOURCES", '[{"name": "mail", "path": "mail.csv"}]')
    monkeypatch.setenv("FEEDBACK__PUBLISH__MIN_IMPACT_USD", "250.50")

    settings = load_settings(write(tmp_path))

    assert settings.store.url == "sqlite:////var/lib/feedback/store.db"
    assert settings.apply is True
    assert settings.impact.severity.urgent == 3.5
    assert settings.segments["enterprise"].margin == 0.5
    assert [(one.name, one.path) for one in settings.sources] == [("mail", tmp_path / "mail.csv")]
    assert settings.publish.min_impact_usd == Decimal("250.50")
    assert settings.segments["self-serve"].margin == 0.80, "the rest stays as the file has it"


def test_relative_paths_count_from_the_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    settings = load_settings(Path("../feedback.toml"))

    assert settings.store.url == f"sqlite:///{tmp_path}/store.db"
    assert settings.outbox.path == tmp_path / "outbox"
    assert settings.customers.path == tmp_path / "customers.csv"
    assert settings.customers.requesters_path == tmp_path / "requesters.csv"
    assert [one.path for one in settings.sources] == [
        tmp_path / "chat.jsonl", tmp_path / "helpdesk.jsonl",
    ]  # fmt: skip
    assert path.parent == tmp_path


def test_a_secret_in_the_file_is_refused_and_not_printed(tmp_path: Path) -> None:
    path = write(tmp_path, CONFIG + '[redaction]\npseudonym_key = "tops3cret"\n')
    assert refusal(path) == (
        f"{path}: redaction.pseudonym_key is a secret and does not belong in a file. "
        "Set FEEDBACK__REDACTION__PSEUDONYM_KEY in the environment instead."
    )


def test_the_key_of_the_titles_endpoint_is_a_secret_too(tmp_path: Path) -> None:
    path = write(tmp_path, CONFIG + '[titles]\napi_key = "tops3cret"\n')
    with pytest.raises(InvalidInput) as refused:
        load_settings(path)
    assert str(refused.value) == (
        f"{path}: titles.api_key is a secret and does not belong in a file. "
        "Set FEEDBACK__TITLES__API_KEY in the environment instead."
    )


def test_a_titles_endpoint_needs_a_model(tmp_path: Path) -> None:
    path = write(tmp_path, CONFIG + '[titles]\nurl = "http://localhost:8080/v1"\n')
    with pytest.raises(
        InvalidInput, match="titles: set model too: the name the endpoint knows the model by"
    ):
        load_settings(path)


def test_a_misspelt_secret_is_refused_and_not_printed(tmp_path: Path) -> None:
    path = write(tmp_path, CONFIG + '[redaction]\npseudonymkey = "tops3cret"\n')
    assert refusal(path) == (
        f'{path}: redaction.pseudonymkey: unknown setting. Did you mean "pseudonym_key"?'
    )


def test_the_secret_from_the_environment_is_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK__REDACTION__PSEUDONYM_KEY", "tops3cret")
    settings = load_settings(write(tmp_path))
    assert settings.redaction.pseudonym_key.get_secret_value() == "tops3cret"
    assert "tops3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'default_segment = "self-serve"',
            'default_segment = "self"',
            'customers.default_segment = "self": unknown segment. Available: enterprise, '
            "self-serve.",
        ),
        (
            'name = "chat"',
            'name = "helpdesk"',
            'two sources are named "helpdesk". Give each its own name.',
        ),
        (
            'groups = ["frontline"]',
            'groups = ["core"]',
            'group "core" belongs to two suppliers, in-house and brightwater. Remove it from one.',
        ),
        (
            'name = "chat"',
            'name = "chat"\nkind = "fil"',
            'sources (entry 1).kind = "fil": unknown kind of source. Did you mean "file"?',
        ),
        (
            'path = "chat.jsonl"',
            'kind = "zendesk"\nurl = "acme.zendesk.com"',
            'sources (entry 1).url = "acme.zendesk.com": the address must begin with http:// or '
            "https:// and name a server.",
        ),
        (
            'path = "chat.jsonl"',
            'kind = "zendesk"\nurl = "https://acme.zendesk.com"\nemial = "x"',
            'sources (entry 1).emial: unknown setting. Did you mean "email"?',
        ),
        (
            "[store]",
            '[secrets]\nchat = "s"\n[store]',
            "secrets do not belong in a file. Set FEEDBACK__SECRETS__NAME in the environment "
            "instead, with the name of the source in capitals.",
        ),
        (
            'path = "chat.jsonl"',
            'path = "chat.jsonl"\ntime_zone = "Berlin"',
            'sources (entry 1).time_zone = "Berlin": unknown time zone. Use a name like '
            "Europe/Berlin.",
        ),
        (
            'path = "chat.jsonl"',
            'kind = "zendesk"\nurl = "https://sync:hunter2@acme.zendesk.com"',
            'sources (entry 1).url = "https://sync:***@acme.zendesk.com": leave the name and '
            "password out of the address.",
        ),
        (
            'path = "chat.jsonl"',
            'kind = "sql"\nquery = ""\ncursor_column = "c"\nulr = "db://me:p@s/w@host"',
            'sources (entry 1).ulr: unknown setting. Did you mean "url"?',
        ),
        (
            'path = "chat.jsonl"',
            'kind = "jira_service_management"\nurl = "https://a.b"\njql = "S order  BY id"',
            'sources (entry 1).jql = "S order  BY id": leave ORDER BY out: the pull sets the order '
            "itself.",
        ),
        (
            'default_segment = "self-serve"',
            "",
            "customers.default_segment is missing. Add it.",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    assert CONFIG.count(old) == 1
    path = write(tmp_path, CONFIG.replace(old, new))
    assert refusal(path) == f"{path}: {message}"


def test_a_settings_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.toml") == (
        f"The settings file {tmp_path}/none.toml cannot be read: No such file or directory. "
        "Name one with --config."
    )
    assert refusal(tmp_path) == (
        f"The settings file {tmp_path} cannot be read: Is a directory. Name one with --config."
    )
    path = write(tmp_path, "[store\n")
    assert refusal(path) == (
        f"{path} is not valid TOML: Expected ']' at the end of a table declaration "
        "(at line 1, column 7)."
    )
    path.write_bytes(b"# caf\xe9\n")
    assert refusal(path) == (
        f"{path} is not valid TOML: 'utf-8' codec can't decode byte 0xe9 in position 5: "
        "invalid continuation byte."
    )
