"""The night as a Prefect flow: states, retries, artifacts, running it again."""

import json
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import State

from feedback.adapters.store import SqlStore
from feedback.bootstrap import open_pipeline
from feedback.errors import FinalFault, NightRunning, TransientFault
from flows.nightly import nightly
from tests.steps.company import NIGHTS, outbox_files


class Troubled:
    """A source that raises what it is given, once per call, and then works."""

    def __init__(self, inner: Any, *troubles: Exception) -> None:
        self.name, self.n_calls = inner.name, 0
        self._inner, self._troubles = inner, list(troubles)

    def pages(self, cursor: str | None, until: datetime) -> Any:
        self.n_calls += 1
        if self._troubles:
            raise self._troubles.pop(0)
        return self._inner.pages(cursor, until)


def run(company: Path, as_of: datetime | None = NIGHTS[0], apply: bool | None = True) -> State[Any]:
    state: State[Any] = nightly(
        config=str(company / "feedback.toml"), as_of=as_of, apply=apply, return_state=True
    )
    return state


def trouble_chat(monkeypatch: pytest.MonkeyPatch, *troubles: Exception) -> list[Troubled]:
    """Let the chat source raise these; returns the sources made, one per run of the flow."""
    made: list[Troubled] = []

    def opened(*args: Any, **options: Any) -> Any:
        pipeline = open_pipeline(*args, **options)
        chat, *others = pipeline.sources
        made.append(Troubled(chat, *troubles))
        return replace(pipeline, sources=[made[-1], *others])

    monkeypatch.setattr("flows.nightly.open_pipeline", opened)
    return made


def artifact(key: str) -> Any:
    found = Artifact.get(key)
    assert found is not None
    assert found.data is not None
    return json.loads(found.data) if found.type == "table" else found.data


def flow_run_name(state: State[Any]) -> str:
    assert state.state_details.flow_run_id is not None
    with get_client(sync_client=True) as client:
        return client.read_flow_run(state.state_details.flow_run_id).name


def task_run_names(state: State[Any]) -> list[str]:
    """In the order they began. The server takes their events in with a delay: wait for them."""

    run_id = state.state_details.flow_run_id
    assert run_id is not None
    names: list[str] = []
    for _ in range(100):
        with get_client(sync_client=True) as client:
            runs = client.read_task_runs(
                flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run_id]))
            )
        begun = [one for one in runs if one.start_time is not None]
        names = [one.name for one in sorted(begun, key=lambda run: run.start_time)]
        if names and names[-1] == "dispatch":
            break
        time.sleep(0.1)
    return names


def test_a_night_is_written_and_leaves_what_people_look_at_in_the_morning(company: Path) -> None:
    state = run(company)

    assert (state.name, state.message) == (
        "Completed",
        "Night of 2026-03-09T03:00:00+00:00 done.",
    )
    assert flow_run_name(state) == "nightly-2026-03-09"
    assert task_run_names(state) == [
        "read back", "pull chat", "pull helpdesk", "embed", "group", "rank",
        "watch releases", "adopt", "publish", "advise", "dispatch",
    ]  # fmt: skip
    issues = artifact("ranked-issues")
    assert [row["#"] for row in issues] == list(range(1, len(issues) + 1))
    assert set(issues[0]) == {
        "#", "issue", "$ a year", "priority", "title", "kind", "customers", "tickets", "work item",
    }  # fmt: skip
    assert issues[0]["$ a year"].startswith("$")
    assert issues[0]["work item"] == "LOCAL-1"
    assert "Emerged from 10 tickets" in artifact("what-changed")
    effects = artifact("effects")
    assert {row["state"] for row in effects} == {"done"}
    assert effects[0]["write"] == "created work item"
    assert artifact("what-failed").endswith("- Nothing.")


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(company: Path) -> None:
    state = run(company, apply=False)

    assert state.name == "Completed"
    assert flow_run_name(state) == "dry-run-2026-03-09"
    assert outbox_files(company) == {}
    effects = artifact("effects")
    assert {row["state"] for row in effects} == {"planned"}
    assert "create work item" in {row["write"] for row in effects}


def test_the_same_night_again_does_nothing(company: Path) -> None:
    run(company)
    written = outbox_files(company)

    again = run(company)

    assert outbox_files(company) == written
    assert again.message == (
        "Night of 2026-03-09T03:00:00+00:00 was done already; only what waited was sent."
    )


def test_a_fault_that_passes_is_tried_again(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = trouble_chat(monkeypatch, TransientFault("503"), TransientFault("503"))

    assert run(company).name == "Completed"
    assert made[0].n_calls == 3


def test_a_fault_that_lasts_ends_partial_and_the_rerun_fetches_what_was_missing(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trouble_chat(monkeypatch, *[TransientFault("chat does not answer (503).")] * 3)

    state = run(company)

    assert made[0].n_calls == 3
    assert state.is_completed()
    assert state.name == "Partial"
    assert state.message == ("Finished with a part missing. pull chat: chat does not answer (503).")
    assert "- **pull chat**: chat does not answer (503)." in artifact("what-failed")
    n_before = len(artifact("ranked-issues"))

    monkeypatch.setattr("flows.nightly.open_pipeline", open_pipeline)
    assert run(company).name == "Completed"
    assert len(artifact("ranked-issues")) > n_before


def test_a_fault_that_will_not_pass_is_not_tried_again(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trouble_chat(monkeypatch, FinalFault("chat refused the token (401)."))

    state = run(company)

    assert made[0].n_calls == 1
    assert state.name == "Partial"


def test_a_night_waits_while_another_holds_the_lock(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = SqlStore(f"sqlite:///{company}/store.db").lock()
    held.__enter__()
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        held.__exit__(None, None, None)

    monkeypatch.setattr("flows.nightly.LOCK_DELAYS_SECONDS", (7, 8))
    monkeypatch.setattr("flows.nightly.sleep", sleep)

    assert run(company).name == "Completed"
    assert slept == [7]


def test_a_night_that_never_gets_the_lock_fails_and_changes_nothing(company: Path) -> None:
    store = SqlStore(f"sqlite:///{company}/store.db")
    with store.lock():
        state = run(company)

    assert state.is_failed()
    with pytest.raises(NightRunning):
        state.result()
    with store.begin() as tx:
        assert tx.nights.latest() is None


def test_a_scheduled_run_that_a_later_night_has_overtaken_is_skipped(company: Path) -> None:
    run(company, as_of=datetime.fromisoformat("2999-01-01T00:00:00+00:00"))

    state = run(company, as_of=None)

    assert (state.name, state.is_completed()) == ("Skipped", True)


def test_a_time_without_a_zone_is_one_of_the_settings_zone(company: Path) -> None:
    config = company / "feedback.toml"
    config.write_text('[night]\ntime_zone = "Asia/Tokyo"\n' + config.read_text("utf-8"), "utf-8")

    state = run(company, as_of=datetime(2026, 3, 10, 3, 30))  # noqa: DTZ001 - the point here

    assert state.message == "Night of 2026-03-09T18:30:00+00:00 done."
    assert flow_run_name(state) == "nightly-2026-03-10"
