"""config/sumo.toml, on the first weeks of the real tickets. Skipped where these are not at hand."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import sumo
from benchmarks.data import SUMO
from feedback.bootstrap import open_pipeline
from feedback.domain.night import NightStatus
from feedback.settings import load_settings
from feedback.steps.night import run_night
from tests.fakes import HashEmbedder

pytestmark = pytest.mark.skipif(not SUMO.is_file(), reason=f"{SUMO} is not there")


def test_two_nights_of_real_tickets_with_synthetic_customers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sumo, "OUT", tmp_path)
    sumo.main()
    settings = load_settings(
        Path("config/sumo.toml"),
    )
    customers = settings.customers.model_copy(
        update={
            "path": tmp_path / "customers.csv",
            "requesters_path": tmp_path / "requesters.csv",
        }
    )
    changes = {
        "store": settings.store.model_copy(update={"url": f"sqlite:///{tmp_path}/store.db"}),
        "outbox": settings.outbox.model_copy(update={"path": tmp_path / "outbox"}),
        "customers": customers,
    }
    pipeline = replace(open_pipeline(settings.model_copy(update=changes)), embedder=HashEmbedder())

    first = run_night(pipeline, datetime(2018, 12, 15, 3, tzinfo=UTC))
    second = run_night(pipeline, datetime(2018, 12, 16, 3, tzinfo=UTC))

    assert (first.status, second.status) == (NightStatus.DONE, NightStatus.DONE)
    pulled = first.steps["pull sumo"]
    # Nothing is lost: what was not taken in waits for its night.
    assert pulled.n_new + pulled.n_set_aside + pulled.n_later == 30_157
    assert 0 < second.steps["pull sumo"].n_new < 100
    assert first.steps["rank"].n_issues > 3
