"""`feedback forget`: what it says, and what it refuses."""

from pathlib import Path

from tests.cli.program import feedback
from tests.steps.company import NIGHTS, build


def test_forgetting_tells_what_was_found_and_that_nothing_is_left(tmp_path: Path) -> None:
    config = build(tmp_path) / "feedback.toml"
    night = feedback("run", "--config", config, "--as-of", NIGHTS[0].isoformat(), "--apply")
    assert night.returncode == 0, night.stderr
    done = feedback("forget", "--requester", "person0@example.com", "--config", config)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tickets" in done.stdout
    assert "nothing left" in done.stdout
    assert "person0" not in done.stdout
    again = feedback("forget", "--requester", "person0@example.com", "--config", config)
    assert "Nothing found." in again.stdout


def test_it_wants_one_of_the_two(tmp_path: Path) -> None:
    config = build(tmp_path) / "feedback.toml"
    neither = feedback("forget", "--config", config)
    both = feedback("forget", "--requester", "a@b.example", "--customer", "c1", "--config", config)
    assert neither.returncode == both.returncode == 2
    assert "Say who: --requester ADDRESS or --customer ID." in neither.stderr
