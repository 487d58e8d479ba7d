"""The planning pack from a store: what is worth what, what was decided, and who was heroic."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from feedback.adapters.store import SqlStore
from feedback.domain.issues.decision import Answer
from feedback.domain.issues.issue import IssueId, IssueKind
from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.supply.reports.pack import Pack, became_words, pack_words
from feedback.queries.supply.planning_pack import read_pack
from feedback.steps.issues.decide import Author, merge
from feedback.steps.night import run_night
from feedback.steps.plans.digests import DigestPolicy
from feedback.steps.plans.tell_product_answer import record_product_answer
from feedback.web.pack_page import pack_markdown
from tests.steps.company import NIGHTS, SUPPLIERS, build, pipeline

READERS = Readers((), SUPPLIERS)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("planning"))
    run_night(pipeline(folder), NIGHTS[1])
    return folder / "store.db"


@pytest.fixture
def store(company: Path) -> Iterator[SqlStore]:
    """Every test begins with the store as the night left it."""
    kept = {path: path.read_bytes() for path in company.parent.glob("store.db*")}
    yield SqlStore(f"sqlite:///{company}")
    for path in company.parent.glob("store.db*"):
        path.unlink()
    for path, content in kept.items():
        path.write_bytes(content)


def change(company: Path, statement: str) -> None:
    engine = create_engine(f"sqlite:///{company}")
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount
    engine.dispose()


def author(why: str, day: int = 10) -> Author:
    return Author("Mia", why, datetime(2026, 3, day, 9, tzinfo=UTC))


def wish_of(pack: Pack) -> IssueId:
    return pack.wishes[0].ranked.issue.issue_id


def test_value_to_win_is_the_open_deals_of_those_who_ask(company: Path, store: SqlStore) -> None:
    assert read_pack(store, ()).wishes[0].to_win_usd == 0
    change(company, "update customer set open_deals_usd = '1500.00'")
    wish = read_pack(store, ()).wishes[0]
    n_known = sum(
        not line.customer_id.startswith("unresolved:") for line in wish.ranked.impact.lines
    )
    assert wish.to_win_usd == Decimal(1500) * n_known


def test_a_competitor_is_counted_once_per_ticket_and_only_as_a_word(
    company: Path, store: SqlStore
) -> None:
    wish = read_pack(store, ()).wishes[0].ranked.issue.issue_id
    tickets = f"(select ticket_id from membership where issue_id = {wish})"
    change(company, f"update ticket set subject = 'depotlyfied' where ticket_id in {tickets}")
    change(
        company,
        "update ticket set subject = 'Depotly has it', body = 'depotly!' where ticket_id = "
        f"(select min(ticket_id) from membership where issue_id = {wish})",
    )
    assert read_pack(store, ("Depotly", "Stackwise")).wishes[0].competitors == (("Depotly", 1),)


def test_quiet_customers_of_a_costly_issue_are_told_until_one_is_loud(
    company: Path, store: SqlStore
) -> None:
    assert read_pack(store, ()).heroic == ()
    change(company, "update ticket set csat = 5, n_reopens = 0, is_escalated = 0")
    # All issues cost the same yet: none is dear.
    assert read_pack(store, ()).heroic == ()
    change(
        company,
        "update ranking set support_costs = json_array(json_object('supplier', 'in-house', "
        "'n_tickets', 60, 'cost_usd', '870.00', 'estimated_usd', '0')) where issue_id = 2",
    )
    made = read_pack(store, ()).heroic
    assert [(one.ranked.issue.issue_id, one.cost_usd, one.csat) for one in made] == [
        (2, Decimal(870), 5.0)
    ]
    change(company, "update ticket set is_escalated = 1")
    assert read_pack(store, ()).heroic == ()


def test_all_that_was_decided_about_a_wish_is_told_with_who_and_why(store: SqlStore) -> None:
    wish = wish_of(read_pack(store, ()))
    record_product_answer(
        store, wish, Answer.LATER, author("After the spring release", 9), READERS, DigestPolicy()
    )
    record_product_answer(
        store, wish, Answer.DECLINED, author("The new theme brings it"), READERS, DigestPolicy()
    )
    text_of = pack_markdown(read_pack(store, ()))
    assert "Answer: declined on 2026-03-10 by Mia: The new theme brings it" in text_of
    assert "Decided before: later on 2026-03-09 by Mia: After the spring release" in text_of


def test_an_answer_to_an_absorbed_issue_stands_for_the_one_that_absorbed_it(
    store: SqlStore,
) -> None:
    pack = read_pack(store, ())
    defect = pack.defects[-1].issue.issue_id
    wish = wish_of(pack)
    record_product_answer(
        store, defect, Answer.DECLINED, author("Works as meant"), READERS, DigestPolicy()
    )
    merge(store, defect, wish, author("The same"))
    answers = read_pack(store, ()).answers[wish]
    assert [one.why for one in answers] == ["Works as meant"]


def test_the_worst_problem_is_told_with_product_s_answer(store: SqlStore) -> None:
    pack = read_pack(store, ())
    worst = pack.defects[0]
    assert worst.issue.kind is IssueKind.DEFECT
    assert pack_words(pack)[1].endswith("a year at risk; product has not answered yet.")
    record_product_answer(
        store,
        worst.issue.issue_id,
        Answer.ACCEPTED,
        author("Next quarter."),
        READERS,
        DigestPolicy(),
    )
    told = pack_words(read_pack(store, ()))[1]
    assert told.endswith("a year at risk; accepted on 2026-03-10 by Mia: Next quarter.")


def test_what_is_estimated_of_the_value_asking_is_said(company: Path, store: SqlStore) -> None:
    change(company, "update receipt_line set is_estimated = 1")
    wish = read_pack(store, ()).wishes[0]
    assert wish.estimated_usd == wish.value_usd
    assert " of it estimated" in pack_markdown(read_pack(store, ()))


def test_a_problem_that_came_back_after_its_release_has_no_plan(
    company: Path, store: SqlStore
) -> None:
    planned = with_plan(store)
    assert planned
    assert not planned & without_plan(store)
    change(company, "update fix_plan set status = 'regressed'")
    assert planned <= without_plan(store)


def with_plan(store: SqlStore) -> set[IssueId]:
    with store.begin() as tx:
        return set(tx.fix_plans.of_all())


def without_plan(store: SqlStore) -> set[IssueId]:
    return {one.issue.issue_id for one in read_pack(store, ()).defects}


@pytest.mark.parametrize(
    ("status", "is_late", "words"),
    [
        ("planned", False, "planned, not started, expected 2026-04-01"),
        ("planned", True, "planned, not started, late since 2026-04-01"),
        ("done", False, "built, not yet released, expected 2026-04-01"),
        ("wont_fix", False, "will not be fixed"),
        ("regressed", False, "released, reported again"),
    ],
)
def test_what_became_of_a_wish_is_said_in_words(status: str, is_late: bool, words: str) -> None:
    plan = FixPlan(
        datetime(2026, 3, 1, tzinfo=UTC),
        FixStatus(status),
        "4.2",
        date(2026, 4, 1),
        is_late=is_late,
    )
    assert became_words((), plan) == words
