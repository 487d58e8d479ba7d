"""All reports monthly and the planning pack quarterly, on a schedule."""

import asyncio
from pathlib import Path
from typing import Any

from prefect import get_client

from feedback.bootstrap import open_store
from feedback.settings import load_settings
from flows.nightly import nightly
from flows.supply import planning_pack, scorecards
from tests.steps.company import NIGHTS

RATINGS = """\
supplier,criterion,side,function,rating,reason,quarter,about
brightwater,price,ours,finance,5,Cheap,,evenings
in-house,price,ours,finance,2,Dear,,evenings
"""


def test_all_reports_are_written_and_the_last_whole_month_is_the_default(
    company: Path, tmp_path: Path
) -> None:
    path = company / "feedback.toml"
    (company / "ratings.csv").write_text(RATINGS, encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write('\n[supply]\nratings_path = "ratings.csv"\n')
    config = str(path)
    nightly(config=config, as_of=NIGHTS[0], apply=False)
    out = tmp_path / "reports"

    monthly = scorecards(config=config, out=str(out), return_state=True)

    assert monthly.message == "2 scorecards of 2026-02, 0 messages planned."
    assert {one.name for one in out.glob("*.html")} == {
        "mismatch-2026-02.html", "planning-pack-2026-03-09.html", "portfolio-2026-02.html",
        "scorecard-brightwater-2026-02.html", "scorecard-in-house-2026-02.html",
        "supplier-evaluation.html",
    }  # fmt: skip
    left = artifacts()
    assert {"scorecards", "mismatch", "portfolio", "planning-pack", "supplier-evaluation"} <= {
        *left
    }
    assert "evenings: brightwater is rated best" in left["supplier-evaluation"]
    store = open_store(load_settings(path))
    with store.begin() as tx:
        assert not tx.supply.planned_wishes(), "the month's pack is only a look"

    quarterly = planning_pack(config=config, out=str(out), return_state=True)

    assert quarterly.name == "Completed"
    with store.begin() as tx:
        assert tx.supply.planned_wishes()


def artifacts() -> dict[str, str]:
    async def newest() -> list[Any]:
        async with get_client() as client:
            return list(await client.read_latest_artifacts())

    return {str(one.key): str(one.data) for one in asyncio.run(newest())}
