"""What is kept of a person goes, is proven to be gone, and the nights go on."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.bootstrap.directory import own_domain
from feedback.domain.forgetting import mark_of
from feedback.domain.issues.decision import DecisionKind
from feedback.domain.issues.lineage import Forgot
from feedback.domain.night import NightStatus
from feedback.domain.publishing.effect import EffectState
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.ticket import RequesterId
from feedback.errors import InvalidInput
from feedback.steps.forget import Forgotten, Person, forget
from feedback.steps.grouping.regroup import regroup_all
from feedback.steps.issues.decide import Author
from feedback.steps.issues.undo import undo
from feedback.steps.night import Pipeline, run_night
from feedback.steps.publishing.outside import Outside
from tests.fakes import MemoryOutside, WordRedactor
from tests.steps.company import NIGHTS, build, outbox_files, pipeline

ADDRESS = "person0@example.com"
PSEUDONYM = WordRedactor().pseudonym(ADDRESS)
ONLY_HERS = "Xylophone quokka paperclips, says nobody else in the whole wide world"
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def after_one_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("company"))
    for path in folder.glob("*.jsonl"):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            if row.get("requester") == ADDRESS:
                row["body"] = f"{row['body']}. {ONLY_HERS}"
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    run_night(pipeline(folder), NIGHTS[0])
    return folder


@pytest.fixture
def folder(after_one_night: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(after_one_night, tmp_path / "company"))


@pytest.fixture
def company(folder: Path) -> Pipeline:
    return pipeline(folder)


def requester(address: str = ADDRESS) -> Person:
    pseudonym = WordRedactor().pseudonym(address)
    return Person("requester", address, RequesterId(pseudonym), mark=mark_of(pseudonym))


def customer(customer_id: str) -> Person:
    mark = mark_of(WordRedactor().pseudonym(customer_id))
    return Person("customer", "", customer_id=customer_id, mark=mark)


def forgotten(company: Pipeline, person: Person, at: datetime = NOON) -> Forgotten:
    return forget(company.store, person, company.outside.rewritable, by="Mia", why="asked", now=at)


def everything(folder: Path) -> bytes:
    kept = b"".join(path.read_bytes() for path in sorted(folder.glob("store.db*")))
    return kept + "".join(outbox_files(folder).values()).encode()


def test_nothing_of_a_requester_is_left_in_store_or_outbox(company: Pipeline, folder: Path) -> None:
    assert PSEUDONYM.encode() in everything(folder)
    assert ONLY_HERS.encode() in everything(folder)
    done = forgotten(company, requester())
    assert done.n_tickets > 2
    assert done.removed["ticket"] == done.n_tickets
    assert done.removed["membership"] > 0
    assert done.removed["embedding"] > 0
    assert not done.left
    assert done.n_words > done.n_tickets
    assert PSEUDONYM.encode() not in everything(folder)
    assert ONLY_HERS.encode() not in everything(folder)


def test_a_record_without_personal_data_stays(company: Pipeline) -> None:
    done = forgotten(company, requester())
    with company.store.begin() as tx:
        decision = tx.decisions.all()[-1]
        details = [event.detail for event in tx.issues.lineage()]
        forgot = [one for one in details if isinstance(one, Forgot)]
        marks = tx.forgetting.marks()
    assert (decision.kind, decision.value, decision.made_by) == (
        DecisionKind.FORGET,
        "requester",
        "Mia",
    )
    assert not decision.tickets
    assert sum(one.n_tickets for one in forgot) == done.removed["membership"]
    assert marks == {mark_of(PSEUDONYM): NOON}
    with pytest.raises(InvalidInput, match="cannot be undone"):
        undo(company.store, decision.decision_id, Author("Mia", "oops", NOON))


def test_the_next_nights_go_on_and_bring_nothing_back(company: Pipeline, folder: Path) -> None:
    forgotten(company, requester())
    with company.store.begin() as tx:
        before = dict(tx.issues.placements())
    # The whole file comes again, with one more line.
    with (folder / "helpdesk.jsonl").open("a", encoding="utf-8") as file:
        row = {"id": "late", "body": "One more", "created_at": "2026-03-09T10:00:00Z"}
        file.write(json.dumps(row) + "\n")
    for as_of in NIGHTS[1:]:
        assert run_night(company, as_of).status is NightStatus.DONE
    with company.store.begin() as tx:
        after = dict(tx.issues.placements())
        assert not tx.forgetting.tickets_of_requester(RequesterId(PSEUDONYM))
        pulled = tx.nights.get(NIGHTS[1])
    assert {one: after[one] for one in before} == before
    assert pulled is not None
    assert pulled.steps["pull helpdesk"].n_forgotten > 0
    done = regroup_all(
        company.store, company.embedder, company.grouping,
        now=NIGHTS[-1] + timedelta(hours=1), preview=False, progress=company.progress,
    )  # fmt: skip
    assert done.n_issues_after > 0


def test_who_writes_again_later_is_heard(company: Pipeline, folder: Path) -> None:
    forgotten(company, requester())
    row = {"id": "new", "body": "Hello again", "requester": ADDRESS}
    with (folder / "helpdesk.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({**row, "created_at": "2026-03-09T20:00:00Z"}) + "\n")
    run_night(company, NIGHTS[1])
    with company.store.begin() as tx:
        ids = tx.forgetting.tickets_of_requester(RequesterId(PSEUDONYM))
    assert [one for one in ids if one.endswith(":new")] == ["helpdesk:new"]


def test_a_customer_goes_with_its_name_and_its_value(company: Pipeline, folder: Path) -> None:
    assert b"Customer 1" in everything(folder)
    done = forgotten(company, customer("c1"))
    assert done.removed["customer"] == 1
    assert done.removed["receipt_line"] > 0
    assert not done.left
    with company.store.begin() as tx:
        assert "c1" not in tx.customers.all()
        names = {line.customer_name for one in tx.rankings.latest() for line in one.impact.lines}
    assert "Customer 1" not in names
    assert "forgotten" in names
    assert "Customer 1" not in "".join(outbox_files(folder).values())


def test_an_issue_of_which_nothing_is_left_sleeps_for_good(company: Pipeline) -> None:
    for person in (*(f"person{n}@example.com" for n in range(12)), "stranger@example.org"):
        forgotten(company, requester(person))
    with company.store.begin() as tx:
        assert not tx.issues.placements()
        titles = {issue.description.title for issue in tx.issues.all()}
    assert titles == {"All tickets of this issue were forgotten"}
    for as_of in NIGHTS[1:]:
        assert run_night(company, as_of).status is NightStatus.DONE


def test_what_stands_outside_is_written_again_or_named(company: Pipeline) -> None:
    """Jira can be written again; a message that was sent only a person can delete."""
    outside = MemoryOutside()
    elsewhere = replace(company, outside=Outside(tracker=outside, channel=outside))
    done = forgotten(elsewhere, requester())
    assert done.to_write
    assert done.to_delete
    with company.store.begin() as tx:
        waiting = [one.target for one in tx.effects.in_state(EffectState.PLANNED)]
    assert set(done.to_write) <= set(waiting)


def counted_domains(company: Pipeline) -> set[str]:
    with company.store.begin() as tx:
        return set(tx.forgetting.counted_domains())


def test_no_night_goes_on_counting_the_domain_of_who_is_forgotten(company: Pipeline) -> None:
    with company.store.begin() as tx:
        pulled = tx.nights.report(NIGHTS[0], PullReport, "helpdesk")
        assert pulled is not None
        counted = {"ada.example": 3, "mail.ada.example": 1, "bo.example": 2}
        tx.nights.record(NIGHTS[0], replace(pulled, unresolved_domains=counted))
    stranger = replace(requester("ada@ada.example"), domain="ada.example")
    done = forgotten(company, stranger)
    assert done.removed["night_step"] == 1
    assert not done.left
    found = counted_domains(company)
    assert "bo.example" in found
    assert not {"ada.example", "mail.ada.example"} & found


def test_nor_the_domains_of_a_customer(company: Pipeline) -> None:
    with company.store.begin() as tx:
        known = [replace(one, domains=("c1.example",)) for one in tx.customers.all().values()]
        tx.customers.replace([one for one in known if one.customer_id == "c1"], NOON)
        pulled = tx.nights.report(NIGHTS[0], PullReport, "helpdesk")
        assert pulled is not None
        counted = {"c1.example": 3, "gmail.com": 1}
        tx.nights.record(NIGHTS[0], replace(pulled, unresolved_domains=counted))
    forgotten(company, customer("c1"))
    assert "c1.example" not in counted_domains(company)
    assert "gmail.com" in counted_domains(company)


@pytest.mark.parametrize(
    ("address", "domain"),
    [("Ada@Ada.Example", "ada.example"), ("ada@gmail.com", ""), ("ada", ""), ("", "")],
)
def test_a_domain_that_everybody_may_have_names_nobody(address: str, domain: str) -> None:
    assert own_domain(address) == domain


def test_what_nobody_has_sent_is_not_found(company: Pipeline) -> None:
    done = forgotten(company, requester("stranger@nowhere.example"))
    assert (done.n_tickets, sum(done.removed.values())) == (0, 0)


def test_old_tickets_are_taken_out_at_the_nights_end(company: Pipeline) -> None:
    later = NIGHTS[1] + timedelta(days=30)
    kept_for = replace(company, tickets_days=31)
    night = run_night(kept_for, later)
    assert night.status is NightStatus.DONE
    assert night.steps["retain"].n_tickets > 20
    with company.store.begin() as tx:
        oldest = min(one.facts.updated_at for one in tx.tickets.by_id(list(tx.tickets.groupable())))
        assert oldest >= later - timedelta(days=31)
    assert run_night(kept_for, later + timedelta(days=1)).status is NightStatus.DONE
