"""Reports on support as a supply chain, on a schedule: all of them monthly, the pack quarterly."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from feedback.bootstrap import open_store
from feedback.queries.supply.planning_pack import read_pack
from feedback.settings import load_settings
from feedback.steps.supply.keep_pack import keep_pack
from feedback.steps.supply.scorecards import plan_scorecard_messages
from feedback.supply_reports import write_reports
from feedback.web.pack_page import write_pack
from flows.supply_artifacts import publish_pack, publish_reports


@flow(name="scorecards")
def scorecards(
    config: str = "config/feedback.toml",
    month: str = "",
    out: str = "var/reports",
    link: str = "",
) -> State[Any]:
    """All reports of a month, and a message to both points of contact.

    The planning pack among them is a look at where things stand: what the next pack follows up is
    the quarter's.

    Args:
        config: The settings file, counted from the folder of the project.
        month: Like 2026-03. Empty: the last whole month.
        out: The folder to write to.
        link: Where the pages will be found; for the messages, which the next dispatch sends.
    """
    settings = load_settings(Path(config))
    made = write_reports(settings, month, Path(out), is_month_over=True, is_pack_kept=False)
    n_planned = plan_scorecard_messages(open_store(settings), made.cards, link, now=made.as_of)
    publish_reports(made)
    return Completed(
        message=f"{len(made.cards)} scorecards of {made.month}, {n_planned} messages planned."
    )


@flow(name="planning-pack")
def planning_pack(config: str = "config/feedback.toml", out: str = "var/reports") -> State[Any]:
    """The planning pack as Markdown, HTML and CSV; remembered, so that the next can follow up.

    Args:
        config: The settings file, counted from the folder of the project.
        out: The folder to write to.
    """
    settings = load_settings(Path(config))
    store = open_store(settings)
    pack = read_pack(store, settings.supply.competitors)
    keep_pack(store, pack)
    paths = write_pack(pack, Path(out))
    publish_pack(pack)
    return Completed(message=f"{len(pack.wishes)} wishes; {paths[0]}")
