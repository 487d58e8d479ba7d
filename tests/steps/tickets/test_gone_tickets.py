"""A ticket that is deleted at its source takes its words, its person and its stake with it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedback.adapters.files.tickets import FileTicketSource
from feedback.domain.issues.issue import Issue, IssueId, IssueState
from feedback.domain.night import NightStatus
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.ticket import TicketId
from feedback.steps.night import Pipeline, run_night
from tests.fakes import DeletingSource, HashEmbedder
from tests.steps.company import NIGHTS, build, end_state, pipeline

Placed = Mapping[TicketId, IssueId]


class Company:
    """One night done; the helpdesk can delete."""

    def __init__(self, folder: Path) -> None:
        self.folder = build(folder)
        self.helpdesk = DeletingSource(FileTicketSource("helpdesk", folder / "helpdesk.jsonl"))
        chat = FileTicketSource("chat", folder / "chat.jsonl")
        self.pipeline: Pipeline = pipeline(folder, sources=[chat, self.helpdesk])
        self.night(0)
        self.before = self.placed()
        self.export = self.before[TicketId("helpdesk:export-0")]

    def night(self, number: int) -> None:
        assert run_night(self.pipeline, NIGHTS[number]).status is NightStatus.DONE

    def placed(self) -> Placed:
        with self.pipeline.store.begin() as tx:
            return tx.issues.placements()

    def issue(self) -> Issue:
        with self.pipeline.store.begin() as tx:
            return next(one for one in tx.issues.all() if one.issue_id == self.export)

    def impact_usd(self) -> float:
        with self.pipeline.store.begin() as tx:
            ranked = {one.issue.issue_id: one for one in tx.rankings.latest()}
            return float(ranked[self.export].impact.impact_usd) if self.export in ranked else 0.0


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def test_it_is_nowhere_after_the_night_and_nobody_else_moves(company: Company) -> None:
    quoted = company.issue().description.exemplars[0].ticket_id
    # Nobody else says the same as these two; some of the others have a double.
    other = TicketId(f"helpdesk:export-{6 if quoted.endswith('-5') else 5}")
    with company.pipeline.store.begin() as tx:
        (ticket,) = tx.tickets.by_id([other])
        said = ticket.text_hash
        assert tx.embeddings.of_texts(HashEmbedder.model, [said]).any()
    company.helpdesk.gone = {quoted, other, TicketId("helpdesk:never-seen")}
    company.night(1)
    after = company.placed()
    assert not after.keys() & company.helpdesk.gone
    assert {one: after.get(one) for one in company.before.keys() - {quoted, other}} == {
        one: at for one, at in company.before.items() if one not in (quoted, other)
    }
    with company.pipeline.store.begin() as tx:
        assert tx.tickets.by_id([quoted, other]) == []
        staked = {
            stake.ticket_id for of_issue in tx.tickets.stakes().values() for stake in of_issue
        }
        assert not staked & company.helpdesk.gone
        assert not tx.embeddings.of_texts(HashEmbedder.model, [said]).any()
        memory = tx.memories.of(HashEmbedder.model)
        assert memory is not None
        assert not {*memory.ids} & company.helpdesk.gone
        assert len(memory.ids) == len({*memory.ids}) == len(memory.neighbours.rows)
        pulled = tx.nights.report(NIGHTS[1], PullReport, "helpdesk")
    assert pulled is not None
    assert pulled.n_gone == 2
    assert quoted not in [one.ticket_id for one in company.issue().description.exemplars]
    kept = json.dumps(end_state(company.folder)["tables"]["gone_ticket"])
    assert quoted in kept


def test_the_night_can_be_run_again_and_another_one_follows(company: Company) -> None:
    company.helpdesk.gone = {TicketId("helpdesk:export-1"), TicketId("helpdesk:login-2")}
    company.night(1)
    once, placed = end_state(company.folder), company.placed()
    company.night(1)
    assert end_state(company.folder) == once
    company.night(2)
    assert company.placed() == placed


def test_an_issue_that_lost_all_its_tickets_sleeps_and_is_worth_nothing(company: Company) -> None:
    company.helpdesk.gone = {TicketId(f"helpdesk:export-{number}") for number in range(12)}
    company.night(1)
    assert company.export not in company.placed().values()
    assert company.issue().state is IssueState.DORMANT
    assert company.issue().description.exemplars == ()
    assert company.impact_usd() == 0
    company.night(2)


def test_a_restored_ticket_is_a_ticket_again(company: Company) -> None:
    restored = TicketId("helpdesk:export-1")
    company.helpdesk.gone = {restored}
    company.night(1)
    assert restored not in company.placed()
    company.helpdesk.gone = set()
    company.night(2)
    assert company.placed()[restored] == company.export
    assert end_state(company.folder)["tables"]["gone_ticket"] == []
