"""Product's answer to an issue goes to the readers of a night, and when a night would send it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from feedback.domain.issues.decision import Answer
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.messages.product_answer import ProductAnswer, answer_words
from feedback.domain.plans.responses.response import Response, ResponseKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.messages.quiet_hours import QuietHours
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.tickets.ticket import TicketId
from feedback.steps.advise_between_nights import advise_between_nights
from feedback.steps.issues import decide
from feedback.steps.issues.decide import Author
from feedback.steps.night import Pipeline, run_night
from feedback.steps.plans.digests import DigestPolicy
from feedback.steps.plans.record_response import ResponsePolicy, record_response
from feedback.steps.plans.tell_product_answer import record_product_answer
from tests.steps.company import NIGHTS, SUPPLIERS, build, pipeline

LATE = datetime(2026, 3, 9, 22, tzinfo=UTC)
MIA = Author("mia", "Not this year", LATE)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    whole = pipeline(build(tmp_path_factory.mktemp("answers")))
    run_night(whole, NIGHTS[0])
    return whole


@pytest.fixture
def export(company: Pipeline, tmp_path: Path) -> IssueId:
    with company.store.begin() as tx:
        found = tx.issues.issue_of(TicketId("helpdesk:export-1"))
    assert found is not None
    return found


def told(
    company: Pipeline, issue_id: IssueId, readers: Readers, when: DigestPolicy, why: str
) -> dict[str, Effect]:
    """Target → message, of those that wait."""
    record_product_answer(
        company.store, issue_id, Answer.LATER, replace(MIA, why=why), readers, when
    )
    with company.store.begin() as tx:
        return {
            one.target: one
            for one in tx.effects.in_state(EffectState.PLANNED)
            if isinstance(one.content, ProductAnswer) and why in one.content.why
        }


def test_an_answer_goes_to_whom_the_override_table_names(
    company: Pipeline, export: IssueId
) -> None:
    plain = told(company, export, Readers(company.support_agents, SUPPLIERS), DigestPolicy(), "one")
    table = Readers(company.support_agents, SUPPLIERS, {"bo": "#escalations"})
    over = told(company, export, table, DigestPolicy(), "two")
    label = f"FB-{export}"
    assert f"answer:bo/{label}" in plain
    assert f"answer:bo/{label}" not in over
    assert f"answer:#escalations/{label}" in over


def test_an_answer_waits_for_the_end_of_its_readers_quiet_hours_and_channels_hear_at_once(
    company: Pipeline, export: IssueId
) -> None:
    readers = Readers(company.support_agents, SUPPLIERS)
    quiet = DigestPolicy(quiet=QuietHours(time(20), time(7)))
    held = told(company, export, readers, quiet, "three")
    person = {name: one.not_before for name, one in held.items() if ":#" not in name}
    assert person
    assert all(until is not None and until > LATE for until in person.values())
    assert all(one.not_before is None for name, one in held.items() if ":#" in name)


def state(company: Pipeline, now: EffectState, *was: EffectState) -> None:
    """What became of the newest answer to Bo."""
    with company.store.begin() as tx:
        (target,) = {
            one.target for one in tx.effects.in_state(*was) if one.target.startswith("answer:bo/")
        }
        last = tx.effects.last_of(target)
        assert last is not None
        tx.effects.put(replace(last, state=now))


def waiting_after(company: Pipeline, hours: int) -> list[str]:
    """What waits for Bo after a run between two nights that sends nothing."""
    advise_between_nights(replace(company, apply=False), LATE + timedelta(hours=hours))
    with company.store.begin() as tx:
        waiting = tx.effects.in_state(EffectState.PLANNED)
    return [
        answer_words(one.content)
        for one in waiting
        if one.target.startswith("answer:bo/") and isinstance(one.content, ProductAnswer)
    ]


def test_an_answer_that_could_not_follow_one_of_unknown_fate_follows_later(
    company: Pipeline, export: IssueId
) -> None:
    readers = Readers(company.support_agents, SUPPLIERS)
    told(company, export, readers, DigestPolicy(), "six")
    state(company, EffectState.UNKNOWN, EffectState.PLANNED)
    waiting = told(company, export, readers, DigestPolicy(), "seven")
    assert f"answer:bo/FB-{export}" not in waiting, "nobody knows yet whether six arrived"

    state(company, EffectState.DONE, EffectState.UNKNOWN)
    (words,) = waiting_after(company, 1)
    assert "Why: seven." in words
    state(company, EffectState.DONE, EffectState.PLANNED)
    assert waiting_after(company, 2) == [], "told once"


def test_an_answer_that_was_refused_is_planned_again(company: Pipeline, export: IssueId) -> None:
    readers = Readers(company.support_agents, SUPPLIERS)
    told(company, export, readers, DigestPolicy(), "eight")
    state(company, EffectState.FAILED, EffectState.PLANNED)
    (words,) = waiting_after(company, 3)
    assert "Why: eight." in words
    state(company, EffectState.DONE, EffectState.PLANNED)
    assert waiting_after(company, 4) == []


def test_who_muted_the_issue_hears_no_answer(company: Pipeline, export: IssueId) -> None:
    readers = Readers(company.support_agents, SUPPLIERS)
    policy = ResponsePolicy(readers, lambda text: text)
    record_response(company.store, Response(ResponseKind.MUTE, export, None, "bo", LATE), policy)
    assert f"answer:bo/FB-{export}" not in told(company, export, readers, DigestPolicy(), "four")

    decide.mute(company.store, export, MIA)
    run_night(company, NIGHTS[1])
    assert told(company, export, readers, DigestPolicy(), "five") == {}
