"""A night run again, shuffled, at once with another, or with a part missing."""

from datetime import timedelta
from pathlib import Path

import pytest

from feedback.domain.night import Night, NightStatus
from feedback.errors import InvalidInput, NightRunning
from feedback.steps.night import run_night
from tests.fakes import FailingSource
from tests.steps.company import (
    NIGHTS,
    build,
    end_state,
    issues_json,
    outbox_files,
    pipeline,
    shuffle,
)


def run_nights(folder: Path, n_nights: int = 2) -> Path:
    for as_of in NIGHTS[:n_nights]:
        run_night(pipeline(folder), as_of)
    return folder


def test_the_same_night_twice_changes_nothing_at_all(tmp_path: Path) -> None:
    folder = run_nights(build(tmp_path))
    once = end_state(folder)

    run_night(pipeline(folder), NIGHTS[1])

    assert end_state(folder) == once


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_input_gives_the_same_bytes(tmp_path: Path, seed: int) -> None:
    plain = run_nights(build(tmp_path / "plain"))
    shuffled = build(tmp_path / "shuffled")
    shuffle(shuffled, seed)
    run_nights(shuffled)

    assert issues_json(shuffled) == issues_json(plain)
    assert outbox_files(shuffled) == outbox_files(plain)


def test_a_night_after_a_shuffled_export_of_the_same_tickets_brings_no_news(
    tmp_path: Path,
) -> None:
    folder = run_nights(build(tmp_path))
    before = outbox_files(folder)
    shuffle(folder, seed=4)

    night = run_night(pipeline(folder), NIGHTS[2])

    assert outbox_files(folder) == before
    pulled = night.steps["pull helpdesk"]
    assert (pulled.n_new, pulled.n_changed, pulled.n_repeated) == (0, 0, 32)


def test_a_night_without_news_writes_nothing(tmp_path: Path) -> None:
    folder = run_nights(build(tmp_path))
    before = outbox_files(folder)

    night = run_night(pipeline(folder), NIGHTS[2])

    assert outbox_files(folder) == before
    assert night.steps["publish"].n_planned == 0
    assert night.steps["advise"].n_planned == 0


def test_a_night_in_the_past_is_refused(tmp_path: Path) -> None:
    folder = run_nights(build(tmp_path))
    before = end_state(folder)

    with pytest.raises(InvalidInput) as refused:
        run_night(pipeline(folder), NIGHTS[0])

    assert str(refused.value) == (
        "The night of 2026-03-09T03:00:00+00:00 lies before the latest one in the store "
        "(2026-03-10T03:00:00+00:00). Nights only go forward; nothing was changed."
    )
    assert end_state(folder) == before


def test_of_two_nights_at_once_the_second_says_so_and_changes_nothing(tmp_path: Path) -> None:
    folder = run_nights(build(tmp_path), 1)
    before = end_state(folder)
    first, second = pipeline(folder), pipeline(folder)

    with first.store.lock(), pytest.raises(NightRunning) as refused:
        run_night(second, NIGHTS[1])

    assert str(refused.value) == (
        f"Another night is running on {folder}/store.db. Nothing was changed; "
        "run this again when it has finished."
    )
    assert end_state(folder) == before


def test_dry_plans_everything_and_writes_nothing_then_apply_sends_each_effect_once(
    tmp_path: Path,
) -> None:
    dry = build(tmp_path / "dry")
    run_night(pipeline(dry, apply=False), NIGHTS[0])
    assert outbox_files(dry) == {}

    for _ in range(2):
        run_night(pipeline(dry, apply=True), NIGHTS[0])

    at_once = run_nights(build(tmp_path / "at-once"), 1)
    assert end_state(dry) == end_state(at_once)
    assert len(outbox_files(dry)) == 2 * 8  # four work items and four messages, .md and .json


def night_with_a_failing_chat(folder: Path, n_pages: int = 0) -> Night:
    whole = pipeline(folder)
    chat, helpdesk = whole.sources
    return run_night(pipeline(folder, sources=[FailingSource(chat, n_pages), helpdesk]), NIGHTS[0])


def test_a_failing_source_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    night = night_with_a_failing_chat(build(tmp_path))

    assert night.status is NightStatus.PARTIAL
    assert [(fault.step, fault.message) for fault in night.faults] == [
        ("pull chat", "chat does not answer (503). Try again later.")
    ]
    assert night.steps["pull helpdesk"].n_new == 28
    assert night.steps["group"].n_born >= 2


def test_a_partial_night_run_again_ends_with_the_issues_of_an_undisturbed_one(
    tmp_path: Path,
) -> None:
    undisturbed = run_nights(without_noise(build(tmp_path / "undisturbed")), 1)
    partial = without_noise(build(tmp_path / "partial"))
    night_with_a_failing_chat(partial)

    night = run_night(pipeline(partial), NIGHTS[0])

    assert night.status is NightStatus.DONE
    assert groups_of(partial) == groups_of(undisturbed)
    assert amounts_of(partial) == amounts_of(undisturbed)


def test_a_partial_night_run_again_while_the_fault_lasts_changes_nothing(tmp_path: Path) -> None:
    folder = build(tmp_path)
    night_with_a_failing_chat(folder)
    once = end_state(folder)

    night_with_a_failing_chat(folder)

    assert end_state(folder) == once


def test_the_night_after_a_partial_one_takes_in_what_was_missing(tmp_path: Path) -> None:
    folder = without_noise(build(tmp_path))
    night_with_a_failing_chat(folder)

    night = run_night(pipeline(folder), NIGHTS[1])

    assert night.status is NightStatus.DONE
    assert night.steps["pull chat"].n_new == 24
    grouped = frozenset().union(*groups_of(folder))
    assert sum(ticket_id.startswith("chat:") for ticket_id in grouped) == 24


def test_a_night_killed_and_never_run_again_is_made_up_for_by_the_next(tmp_path: Path) -> None:
    folder = build(tmp_path)

    class Killed(BaseException):
        pass

    def die(what: str, _n_done: int, _n_total: int | None) -> None:
        if what == "embed":
            raise Killed

    with pytest.raises(Killed):
        run_night(pipeline(folder, progress=die), NIGHTS[0])
    night = run_night(pipeline(folder), NIGHTS[0] + timedelta(hours=1))

    assert night.status is NightStatus.DONE
    assert groups_of(folder) == groups_of(run_nights(build(tmp_path / "undisturbed"), 1))


def without_noise(folder: Path) -> Path:
    """What is noise depends on everything else that came the same night."""
    path = folder / "helpdesk.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "noise-" not in line), encoding="utf-8")
    return folder


def groups_of(folder: Path) -> set[frozenset[str]]:
    """The issues as sets of tickets, whatever their ids."""
    with pipeline(folder).store.begin() as tx:
        by_issue: dict[int, set[str]] = {}
        for ticket_id, issue_id in tx.issues.placements().items():
            by_issue.setdefault(issue_id, set()).add(ticket_id)
    return {frozenset(members) for members in by_issue.values()}


def amounts_of(folder: Path) -> list[str]:
    with pipeline(folder).store.begin() as tx:
        return sorted(str(one.impact.impact_usd) for one in tx.rankings.latest())
