"""What is asked for many at once is what is asked for each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.issues.issue import IssueId, Membership
from feedback.domain.plans.responses.response import RecordedResponse, Response, ResponseKind
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.supply.reports.scorecard_notice import ScorecardNotice
from feedback.domain.tickets.ticket import TicketId, TicketStatus
from tests.domain.domain_examples import issue, ticket

NOW = datetime(2026, 3, 9, 3, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path}/store.db")
    yield opened
    opened.close()


def effect(target: str, sequence: int, state: EffectState) -> Effect:
    content = ScorecardNotice(target, "costa", "2026-03", (str(sequence),), "")
    planned = plan_effect(target, content, last=None, rank=Decimal(1), now=NOW)
    assert planned is not None
    key = f"{target}@{sequence}"
    return replace(planned, idempotency_key=key, sequence=sequence, state=state)


def test_the_writes_of_many_targets(store: SqlStore) -> None:
    done, waiting = EffectState.DONE, EffectState.PLANNED
    first, second = effect("FB-1", 1, done), effect("FB-1", 2, waiting)
    only = effect("FB-2", 1, done)
    with store.begin() as tx:
        tx.effects.put_all([first, second, only])
        assert tx.effects.last_of_each(["FB-2", "FB-1", "FB-3"]) == {"FB-1": second, "FB-2": only}
        assert tx.effects.of_each({"FB-1", "FB-3"}) == {"FB-1": [first, second]}
        assert tx.effects.newest_of_kind(EffectKind.MESSAGE) == [second, only]
        assert tx.effects.newest_of_kind(EffectKind.MESSAGE, done) == [first, only]
        assert tx.effects.last_of_each([]) == {}


def test_the_tickets_of_many_issues(store: SqlStore) -> None:
    written = [ticket(1), ticket(2, status=TicketStatus.SOLVED), ticket(3), ticket(4)]
    places = [("desk:1", 7), ("desk:2", 7), ("desk:3", 8)]
    with store.begin() as tx:
        tx.tickets.upsert(written, NOW)
        tx.issues.save([issue(7), issue(8), issue(9)])
        tx.issues.place(Membership(TicketId(key), IssueId(of), 1.0, NOW) for key, of in places)
        assert tx.tickets.of_issues([IssueId(8), IssueId(7), IssueId(9)]) == {
            7: written[:2],
            8: [written[2]],
        }
        assert tx.tickets.open_of_issues([IssueId(7)]) == {7: [written[0]]}


def test_tickets_by_many_keys(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.tickets.upsert(
            [ticket(1), replace(ticket(1), ticket_id=TicketId("chat:1")), ticket(2)], NOW
        )
        assert tx.tickets.with_keys(["1", "desk:2", "9"]) == {
            "1": ["chat:1", "desk:1"],
            "desk:2": ["desk:2"],
        }


def test_the_answers_about_many_issues(store: SqlStore) -> None:
    def answer(number: int, issue_id: int) -> RecordedResponse:
        response = Response(
            ResponseKind.TOLD_CUSTOMER, IssueId(issue_id), TicketId("desk:1"), "ana", NOW
        )
        return RecordedResponse(number, response, 1)

    answers = [answer(1, 7), answer(2, 8), answer(3, 7)]
    with store.begin() as tx:
        tx.issues.save([issue(7), issue(8)])
        for recorded in answers:
            tx.responses.add(recorded)
        assert tx.responses.of_issues([IssueId(7), IssueId(9)]) == {7: [answers[0], answers[2]]}
