"""The demo's story, told by the reports. Its tickets are grouped as truth.csv says, by no model."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore
from feedback.bootstrap.customers import open_segmented_directory
from feedback.bootstrap.policies import ranking_policy, suppliers_of
from feedback.bootstrap.sources import open_ticket_source
from feedback.bootstrap.supply import read_ratings
from feedback.domain.issue import (
    Description,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    Membership,
)
from feedback.domain.supply.evaluation import evaluate, evaluation_words
from feedback.domain.supply.mismatch import mismatch_words
from feedback.domain.supply.pack import pack_words
from feedback.domain.supply.scorecard_words import scorecard_words
from feedback.queries.planning import read_pack
from feedback.queries.scorecards import months_of, read_mismatches, read_scorecards
from feedback.queries.supply import SupportFacts
from feedback.settings import Settings, load_settings
from feedback.steps.pull import pull
from feedback.steps.rank import rank
from feedback.supply_reports import read_facts, support_agents_of
from tests.fakes import CueDetector, WordRedactor

AS_OF = datetime(2026, 3, 11, 3, tzinfo=UTC)
DEMO = Path("config/demo.toml")


def grouped_by_truth(store: SqlStore) -> None:
    with Path("config/demo/truth.csv").open(encoding="utf-8") as file:
        truth = [tuple(row.values()) for row in csv.DictReader(file)]
    problems = sorted({problem for _, problem in truth} - {""})
    with store.begin() as tx:
        for number, problem in enumerate(problems, start=1):
            kind = (
                IssueKind.REQUEST if problem.startswith("wish-")
                else IssueKind.QUESTION if problem.startswith("question-") else IssueKind.DEFECT
            )  # fmt: skip
            about = Description(problem, (), (), kind, 1.0, 5)
            tx.issues.save([Issue(IssueId(number), IssueState.ACTIVE, AS_OF, about, 0.5)])
        tx.issues.place(
            Membership(
                tx.tickets.with_key(key)[0], IssueId(problems.index(problem) + 1), 1.0, AS_OF
            )
            for key, problem in truth
            if problem
        )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, SqlStore, SupportFacts]:
    settings = load_settings(DEMO)
    url = f"sqlite:///{tmp_path_factory.mktemp('demo')}/store.db"
    settings = settings.model_copy(update={"store": settings.store.model_copy(update={"url": url})})
    store, directory = SqlStore(url), open_segmented_directory(settings)
    with store.begin() as tx:
        tx.nights.begin(AS_OF)
    for source in settings.sources:
        pull(
            open_ticket_source(source, settings), directory, WordRedactor(), CueDetector(), store,
            now=AS_OF, progress=lambda *_: None,
        )  # fmt: skip
    grouped_by_truth(store)
    rank(store, directory, ranking_policy(settings, suppliers_of(settings)), now=AS_OF)
    return read_facts(settings)


def test_the_premium_segment_in_the_low_cost_queue_is_told_first(
    demo: tuple[Settings, SqlStore, SupportFacts],
) -> None:
    _, store, facts = demo
    found, _ = read_mismatches(store, facts, months_of(facts, "2026-03", whole_year=True))
    told = mismatch_words(found)[0]
    assert told.startswith("Enterprise customers worth $")
    assert "sso-login-loop”: 7 of 10 tickets lie in the wrong queue" in told
    assert "(enterprise is served by expert, brightwater is low-cost)" in told


def test_the_supplier_that_looks_bad_only_because_of_its_mix_is_told_first(
    demo: tuple[Settings, SqlStore, SupportFacts],
) -> None:
    settings, store, facts = demo
    cards = read_scorecards(
        store, facts, "2026-03", read_ratings(settings), support_agents_of(settings)
    )
    told = {card.terms.name: scorecard_words(card)[0] for card in cards}
    assert told["costa"].startswith("costa looks worse than it is: first response ")
    assert told["costa"].endswith("it does as well as others.")
    assert not told["brightwater"].startswith("brightwater looks")
    assert {one.side for card in cards for one in card.ratings} == {"ours", "theirs"}


def test_the_wish_that_three_large_customers_share_is_told_first(
    demo: tuple[Settings, SqlStore, SupportFacts],
) -> None:
    _, store, _ = demo
    told = pack_words(read_pack(store, ()))[0]
    assert told.startswith(
        "3 of your 6 largest customers (Oakhurst Retail Group Inc, Veldkamp Foods BV, Tamarind "
        "Health Supplies Ltd) ask for the same thing that does not exist: "
        "“wish-bulk-edit-reorder-points”"
    )


def test_the_evening_contract_is_disputed(demo: tuple[Settings, SqlStore, SupportFacts]) -> None:
    settings, _, _ = demo
    ratings = [one for one in read_ratings(settings) if one.about == "evenings"]
    told = evaluation_words(evaluate(ratings, settings.supply.criteria))
    assert told[0] == "costa is rated best: 3.9 of 5."
    assert told[1].startswith("support and IT disagree about brightwater's capabilities: 2 (")
