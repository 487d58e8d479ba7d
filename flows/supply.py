"""Reports on support as a supply chain, on a schedule: scorecards monthly, the pack quarterly."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from feedback.bootstrap import open_store
from feedback.bootstrap.supply import read_ratings
from feedback.domain.supply.mismatch import mismatch_words
from feedback.domain.supply.pack import pack_words
from feedback.domain.supply.scorecard import month_before
from feedback.domain.supply.scorecard_words import scorecard_words
from feedback.queries.planning import keep_pack, read_pack
from feedback.queries.scorecards import month_of
from feedback.settings import load_settings
from feedback.steps.scorecards import plan_scorecard_messages
from feedback.supply_reports import read_facts, support_agents_of, write_monthly
from feedback.web.pack import write_pack
from feedback.web.tables import bullets, plain


@flow(name="scorecards")
def scorecards(
    config: str = "config/feedback.toml",
    month: str = "",
    out: str = "var/reports",
    link: str = "",
) -> State[Any]:
    """Scorecards, mismatch and portfolio of a month, and a message to both points of contact.

    Args:
        config: The settings file, counted from the folder of the project.
        month: Like 2026-03. Empty: the last whole month.
        out: The folder to write to.
        link: Where the pages will be found; for the messages, which the next dispatch sends.
    """
    settings, store, facts = read_facts(load_settings(Path(config)))
    chosen = month_of(facts, month) if month else month_before(month_of(facts, ""))
    ratings, agents = read_ratings(settings), support_agents_of(settings)
    made = write_monthly(store, facts, chosen, ratings, agents, Path(out))
    n_planned = plan_scorecard_messages(store, made.cards, link, now=facts.as_of)
    lines = [
        f"## Support in {chosen}",
        "",
        *bullets(map(plain, mismatch_words(list(made.mismatches)))),
    ]
    for card in made.cards:
        lines += [
            "",
            f"### {plain(card.terms.name)}",
            "",
            *bullets(map(plain, scorecard_words(card))),
        ]
    create_markdown_artifact(key="scorecards", markdown="\n".join(lines))
    return Completed(
        message=f"{len(made.cards)} scorecards of {chosen}, {n_planned} messages planned."
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
    create_markdown_artifact(
        key="planning-pack",
        markdown="\n".join(["## Planning pack", "", *bullets(map(plain, pack_words(pack)))]),
    )
    return Completed(message=f"{len(pack.wishes)} wishes; {paths[0]}")
