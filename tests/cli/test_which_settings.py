"""Which settings a command goes by, where none are named."""

import shlex
from pathlib import Path

import pytest

from feedback.cli import app
from feedback.cli.examples import EXAMPLES, commands_of
from feedback.last_config import PLACE, last_config, remember
from tests.cli.program import feedback, feedback_alone
from tests.steps.company import build

NIGHT = "2026-03-09T03:00:00+00:00"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to type commands in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FEEDBACK_CONFIG", raising=False)
    return tmp_path


def test_after_a_night_the_same_folder_shows_its_issues_and_says_whose(folder: Path) -> None:
    build(folder / "trial")
    assert feedback("run", "--config", "trial/feedback.toml", "--as-of", NIGHT).returncode == 0
    assert PLACE.read_text(encoding="utf-8") == "trial/feedback.toml\n"
    shown = feedback("issues")
    assert shown.returncode == 0
    assert "FB-1" in shown.stdout
    assert shown.stderr == "Settings: trial/feedback.toml, the last ones used here.\n"
    hinted = feedback("plan")
    assert "`feedback run --apply --config trial/feedback.toml` sends what is planned." in (
        hinted.stdout
    )


def test_what_writes_does_not_go_by_the_settings_used_last(folder: Path) -> None:
    build(folder / "trial")
    remember(Path("trial/feedback.toml"))
    refused = feedback("issues", "mute", "FB-1", "--why", "third party")
    assert refused.returncode == 2
    assert refused.stderr == (
        "Error: This command writes: say with which settings. The last ones used here are "
        "trial/feedback.toml: --config trial/feedback.toml, or set FEEDBACK_CONFIG.\n"
    )
    assert not (folder / "trial" / "store.db").exists()


def test_the_variable_names_the_settings_of_every_command(folder: Path) -> None:
    build(folder / "trial")
    env = {"FEEDBACK_CONFIG": "trial/feedback.toml"}
    assert feedback("run", "--as-of", NIGHT, env=env).returncode == 0
    shown = feedback("issues", env=env)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "To regroup: `feedback regroup`." in feedback("regroup", "--preview", env=env).stdout


@pytest.mark.parametrize("own", ["config/feedback.toml", "feedback.toml"])
def test_a_folder_with_settings_of_its_own_needs_no_name(folder: Path, own: str) -> None:
    build((folder / own).parent)
    assert feedback("run", "--as-of", NIGHT).returncode == 0
    shown = feedback("issues")
    assert (shown.returncode, shown.stderr) == (0, "")


def test_settings_that_are_gone_or_lie_elsewhere_are_not_remembered(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = build(tmp_path_factory.mktemp("elsewhere"))
    remember(elsewhere / "feedback.toml")
    assert not PLACE.exists()
    (folder / "here.toml").write_text("", encoding="utf-8")
    remember(folder / "here.toml")
    assert last_config() == Path("here.toml")
    (folder / "here.toml").unlink()
    assert last_config() is None
    assert feedback("issues").stderr == (
        "Error: The settings file config/feedback.toml cannot be read: No such file or directory. "
        "Name one with --config.\n"
    )


def test_a_folder_that_may_not_be_written_to_ends_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "here.toml").write_text("", encoding="utf-8")
    (folder / "var").write_text("a file, not a folder", encoding="utf-8")
    remember(folder / "here.toml")
    assert last_config() is None


def test_a_time_without_a_zone_says_which_zone_it_took(folder: Path) -> None:
    build(folder / "trial")
    ran = feedback("run", "--config", "trial/feedback.toml", "--as-of", "2026-03-09T03:00")
    assert ran.stderr == (
        "--as-of names no zone: taken as UTC (night.time_zone), 2026-03-09 03:00 UTC.\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("issues", "--config", "gone.toml"),
        ("run", "--config", "gone.toml"),
        ("doctor", "--config", "gone.toml"),
        ("segments", "--config", "gone.toml"),
        ("redact", "--preview", "gone.toml", "--text-column", "body"),
        ("backtest", "gone.toml", "--text-column", "a", "--time-column", "b", "--out", "x"),
    ],
)
def test_a_path_that_is_not_there_is_refused_before_anything_slow_is_imported(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    code = (
        "import sys; from feedback.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: code = end.code\n"
        "slow = {'numpy', 'feedback.settings', 'sqlalchemy', 'rich.live'} & set(sys.modules)\n"
        "print(code, sorted(slow))"
    )
    ran = feedback_alone(*arguments, code=code)
    assert ran.stdout == "2 []\n"
    assert ran.stderr in (
        "Error: The settings file gone.toml cannot be read: No such file or directory. "
        "Name one with --config.\n",
        "Error: gone.toml does not exist.\n",
    )


def test_every_command_has_two_examples_that_name_it() -> None:
    assert set(EXAMPLES) == set(commands_of(app))
    for name, examples in EXAMPLES.items():
        for example in examples:
            assert shlex.split(example)[0] == "feedback"
            group = name.split()[0] if name in ("customers", "suppliers") else name
            assert example.startswith(f"feedback {group}")


@pytest.mark.parametrize("example", sorted({e for pair in EXAMPLES.values() for e in pair}))
def test_every_example_can_be_typed(folder: Path, example: str) -> None:
    """What it asks for is not there; that its words and options are known is what counts."""
    words = shlex.split(example.partition(" && ")[0])[1:]
    if words == ["demo"]:
        return
    ran = feedback(*words, env={"FEEDBACK_CONFIG": "gone.toml"})
    if words[:2] == ["init", "https://acme.zendesk.com"]:  # an address needs no file
        assert (ran.returncode, ran.stderr) == (0, "")
        return
    assert ran.returncode == 2
    assert ran.stderr.endswith(" does not exist.\n") or (
        ran.stderr.endswith("Name one with --config.\n")
    )


def test_help_is_short_and_tells_by_whom_a_command_is_used() -> None:
    shown = feedback("-h")
    assert shown.returncode == 0
    for panel in (
        "Begin here",
        "For product managers",
        "For support agents",
        "For the head of support",
        "For whoever runs it",
        "Shell completion",
    ):
        assert f"─ {panel} ─" in shown.stdout
    told = feedback("issues", "show", "-h").stdout
    assert "$ feedback issues show FB-12 --tickets 100" in told


def test_the_version_is_the_packages() -> None:
    assert feedback("--version").stdout == "feedback 0.1.0\n"
