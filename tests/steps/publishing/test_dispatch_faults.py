"""Every write of two nights goes wrong once, in each way it can. Nothing is doubled or missing."""

import shutil
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.store.publishing.content_codec import to_text
from feedback.domain.night import NightStatus
from feedback.domain.publishing.effect import EffectState
from feedback.errors import TransientFault
from feedback.steps.night import run_night
from feedback.steps.publishing.outside import Outside
from tests.fakes import MemoryOutside
from tests.steps.company import NIGHTS, build, issues_json, pipeline
from tests.steps.publishing.write_faults import WAYS, breaking


def run_until_done(folder: Path, outside: MemoryOutside, as_of: datetime) -> int:
    """Run the night again until nothing is missing; returns how many runs it took."""
    for n_runs in range(1, 5):
        whole = pipeline(folder, outside=Outside(tracker=outside, channel=outside))
        night = run_night(whole, as_of)
        whole.store.close()
        if night.status is NightStatus.DONE:
            return n_runs
    raise AssertionError(f"still missing: {night.faults}")


@dataclass(frozen=True)
class Planned:
    """A company whose night is planned but not sent, and what it looks like when it is sent."""

    as_of: datetime
    folder: Path
    outside: MemoryOutside
    sent_folder: Path
    sent: MemoryOutside


@pytest.fixture(scope="module", params=[0, 1], ids=["first night", "second night"])
def planned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Planned:
    root, outside, number = tmp_path_factory.mktemp("planned"), MemoryOutside(), request.param
    folder = build(root / "planned")
    for as_of in NIGHTS[:number]:
        run_until_done(folder, outside, as_of)
    as_of = NIGHTS[number]
    parts = Outside(tracker=outside, channel=outside)
    run_night(pipeline(folder, apply=False, outside=parts), as_of)
    sent_folder, sent = shutil.copytree(folder, root / "sent"), deepcopy(outside)
    assert run_until_done(sent_folder, sent, as_of) == 1
    return Planned(as_of, folder, outside, sent_folder, sent)


def ledger(folder: Path) -> list[tuple[Any, ...]]:
    with pipeline(folder).store.begin() as tx:
        effects = tx.effects.in_state(*EffectState)
    return sorted((e.idempotency_key, to_text(e.content), e.state, e.last_error) for e in effects)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_write_goes_wrong_nothing_is_doubled_and_nothing_is_missing(
    way: str, planned: Planned, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = Counter((key, str(payload)) for key, _, payload in planned.sent.writes)
    n_before, n_writes = planned.outside.n_attempts, planned.sent.n_attempts
    for nth in range(n_before + 1, n_writes + 1):
        folder = shutil.copytree(planned.folder, tmp_path / str(nth))
        outside = deepcopy(planned.outside)
        outside.trouble = breaking(nth, *WAYS[way])

        n_runs = run_until_done(folder, outside, planned.as_of)

        assert n_runs == 2, "the fault makes the night partial, and one more run mends it"
        written = Counter((key, str(payload)) for key, _, payload in outside.writes)
        assert written == expected, f"write {nth}, {way}"
        assert ledger(folder) == ledger(planned.sent_folder)
    with capsys.disabled():
        print(f"\n{way}: {n_writes - n_before} faults tried")  # noqa: T201


def test_one_write_that_is_refused_does_not_stop_the_others(tmp_path: Path) -> None:
    folder, outside = build(tmp_path), MemoryOutside(breaking(1, *WAYS["final"]))
    whole = pipeline(folder, outside=Outside(tracker=outside, channel=outside))

    night = run_night(whole, NIGHTS[0])

    assert night.status is NightStatus.PARTIAL
    assert [fault.message for fault in night.faults] == [
        "Jira refused the priority (400). Check priority.bands."
    ]
    assert len(outside.writes) == 7


def test_an_outside_that_cannot_even_be_searched_leaves_the_write_unknown_and_says_so(
    tmp_path: Path,
) -> None:
    class Silent(MemoryOutside):
        is_silent = True

        def find_work_item(self, idempotency_key: str) -> str | None:
            if self.is_silent:
                raise TransientFault("Jira does not answer (503). Try again later.")
            return super().find_work_item(idempotency_key)

    folder, outside = build(tmp_path), Silent(breaking(1, *WAYS["answer lost, written"]))
    parts = Outside(tracker=outside, channel=outside)
    run_night(pipeline(folder, outside=parts), NIGHTS[0])

    night = run_night(pipeline(folder, outside=parts), NIGHTS[0])
    assert [fault.message for fault in night.faults] == [
        "Jira does not answer (503). Try again later."
    ]
    assert len(outside.writes) == 8

    outside.is_silent = False
    assert run_night(pipeline(folder, outside=parts), NIGHTS[0]).status is NightStatus.DONE
    assert len(outside.writes) == 8


def test_no_more_than_the_cap_is_written_in_one_run_and_the_rest_follows(tmp_path: Path) -> None:
    folder, outside = build(tmp_path), MemoryOutside()
    parts = Outside(tracker=outside, channel=outside)

    run_night(pipeline(folder, outside=parts, max_writes=3, max_messages=1), NIGHTS[0])
    written = [key.split("/")[0] for key, _, _ in outside.writes]
    assert written == ["work_item"] * 3 + ["message"]

    run_night(pipeline(folder, outside=parts), NIGHTS[0])
    assert len(outside.writes) == 8
    assert '"jira_key": "MEM-1"' in issues_json(folder)
