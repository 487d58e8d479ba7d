"""Fix plans through whole nights: who hears what, when, and what nobody hears."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from feedback.domain.issues.issue import IssueId
from feedback.domain.night import NightStatus
from feedback.domain.plans.messages.digest import Digest, UrgentPolicy
from feedback.domain.plans.plan_change import ChangeKind
from feedback.domain.plans.responses.response import RecordedResponse, Response, ResponseKind
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.messages.quiet_hours import QuietHours
from feedback.domain.publishing.work_item_state import WorkItemState
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import TransientFault
from feedback.steps.advise_between_nights import advise_between_nights
from feedback.steps.night import Pipeline, run_night
from feedback.steps.plans.digests import DigestPolicy
from tests.fakes import MemoryOutside
from tests.steps.company import NIGHTS, build, outbox_files, pipeline, write_jsonl
from tests.steps.released import NIGHT, company_with_a_release
from tests.steps.words_told import changes_of, headline_of, message_in, say_of, sure_of

QUIET = QuietHours(time(20), time(8))


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("plans") / "company")
    whole = pipeline(folder)
    run_night(whole, NIGHTS[0])
    whole.store.close()
    return folder


@pytest.fixture
def company(first_night: Path, tmp_path: Path) -> Pipeline:
    return pipeline(shutil.copytree(first_night, tmp_path / "company"))


def told_after(whole: Pipeline, folder: Path, now: datetime) -> dict[str, Any]:
    """What `advise` at this moment sends: target as a slug → message."""
    before = outbox_files(folder).keys()
    whole = replace(whole, outside=replace(whole.outside, clock=lambda: now))
    advise_between_nights(whole, now)
    return {
        Path(name).stem.partition("-")[2]: message_in(text)
        for name, text in outbox_files(folder).items()
        if name not in before and name.startswith("messages/") and name.endswith(".json")
    }


def say(folder: Path, *plans: dict[str, Any]) -> None:
    """Product says these, and nothing else."""
    base = {"ticket_id": "export-0", "owner": "Mia", "status": "planned", "target_version": "4.2"}
    write_jsonl(folder / "fix_plans.jsonl", [{**base, **plan} for plan in plans])


FIRST = {"recorded_at": "2026-03-08T20:00:00Z", "target_on": "2026-03-20",
         "workaround": "Export one month at a time."}  # fmt: skip
SLIPPED = {**FIRST, "recorded_at": "2026-03-09T12:00:00Z", "target_on": "2026-03-27"}
NOON = datetime(2026, 3, 9, 13, tzinfo=UTC)


def test_a_plan_that_did_not_change_is_no_message(company: Pipeline, tmp_path: Path) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST)
    for hours in range(1, 4):
        assert told_after(company, folder, NIGHTS[0] + timedelta(hours=hours)) == {}


def test_what_is_said_again_confirms_the_plan_and_is_no_news(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST, {**FIRST, "recorded_at": "2026-03-09T12:00:00Z"})
    assert told_after(company, folder, NOON) == {}
    with company.store.begin() as tx:
        (issue_id,) = tx.fix_plans.of_all()
        (revision,) = tx.fix_plans.revisions(issue_id)
    assert revision.last_confirmed_at == datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_a_slip_that_is_taken_back_before_it_was_told_is_no_news(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST, SLIPPED)
    advise_between_nights(replace(company, apply=False), NOON)
    back = {**FIRST, "recorded_at": "2026-03-09T15:00:00Z"}
    say(folder, FIRST, SLIPPED, back)
    assert told_after(company, folder, NOON + timedelta(hours=3)) == {}
    with company.store.begin() as tx:
        waiting = tx.effects.in_state(EffectState.PLANNED)
    assert waiting == []


def test_a_row_that_was_rewritten_is_told_although_its_time_is_old(
    company: Pipeline, tmp_path: Path
) -> None:
    """As when the release date of a version is moved: the work item itself did not change."""
    folder = tmp_path / "company"
    say(folder, {**FIRST, "target_on": "2026-04-03"})
    told = told_after(company, folder, NOON)
    assert headline_of(told["support-agent-bo"]) == (
        "1 issue behind 3 of your open tickets: slipped"
    )
    (item,) = told["support-agent-bo"].news
    assert (changes_of(item), item.since.isoformat()) == (
        ["slipped by 14 days to 2026-04-03"], "2026-03-09T13:00:00+00:00",
    )  # fmt: skip
    assert told_after(company, folder, NOON + timedelta(hours=1)) == {}


def test_a_digest_names_the_first_message_about_the_issue(
    company: Pipeline, tmp_path: Path
) -> None:
    say(tmp_path / "company", FIRST, SLIPPED)
    told = told_after(company, tmp_path / "company", NOON)
    assert {key: payload.news[0].first_message for key, payload in told.items()} == {
        "support-agent-bo": "message/support-agent:bo/1",
        "team-ext-bw": "message/team:#ext-bw/1",
        "team-support-core": "message/team:#support-core/1",
    }
    assert headline_of(told["team-ext-bw"]) == (
        "1 issue behind 2 of your team's open tickets: slipped"
    )


def test_of_two_work_items_that_contradict_each_other_the_most_cautious_is_told(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    at = "2026-03-09T12:00:00Z"
    say(
        folder,
        {**FIRST, "work_item": "PROJ-1"},
        {**FIRST, "work_item": "PROJ-2", "recorded_at": at, "target_on": "2026-04-03"},
    )
    (item,) = told_after(company, folder, NOON)["support-agent-bo"].news
    assert str(item.plan.target_on) == "2026-04-03"
    assert changes_of(item) == [
        "slipped by 14 days to 2026-04-03",
        "the plans differ (PROJ-1 says: a fix is planned for version 4.2, expected 2026-03-20; "
        "PROJ-2 says: a fix is planned for version 4.2, expected 2026-04-03); the more cautious "
        "one is told",
    ]
    assert "3 April 2026" in say_of(item)
    with company.store.begin() as tx:
        assert tx.nights.latest() is not None
    told = advise_between_nights(company, NOON + timedelta(hours=1)).advised
    assert told.contradictory_plans == (IssueId(3),)
    assert told.n_planned == 0


def test_quiet_hours_hold_a_message_back_until_they_are_over(
    company: Pipeline, tmp_path: Path
) -> None:
    """Bo lives in UTC; the night is at three. A channel wakes nobody."""
    folder = tmp_path / "company"
    say(folder, FIRST, SLIPPED)
    at_three = NIGHTS[1]
    quiet = replace(company, advice=replace(company.advice, digests=DigestPolicy(quiet=QUIET)))
    assert told_after(quiet, folder, at_three).keys() == {"team-ext-bw", "team-support-core"}
    assert told_after(quiet, folder, at_three + timedelta(hours=4)) == {}
    assert told_after(quiet, folder, at_three + timedelta(hours=5)).keys() == {"support-agent-bo"}
    assert told_after(quiet, folder, at_three + timedelta(hours=6)) == {}


def test_a_message_that_waits_out_the_quiet_is_no_fault(company: Pipeline, tmp_path: Path) -> None:
    say(tmp_path / "company", FIRST, SLIPPED)
    quiet = replace(company, advice=replace(company.advice, digests=DigestPolicy(quiet=QUIET)))
    quiet = replace(quiet, outside=replace(quiet.outside, clock=lambda: NIGHTS[1]))
    night = run_night(quiet, NIGHTS[1])
    assert (night.status, night.faults) == (NightStatus.DONE, ())
    with company.store.begin() as tx:
        (waiting,) = tx.effects.in_state(EffectState.PLANNED)
    assert waiting.not_before == NIGHTS[1] + timedelta(hours=5)


def test_what_waits_out_the_quiet_is_told_as_it_stands_then(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST, SLIPPED)
    quiet = replace(company, advice=replace(company.advice, digests=DigestPolicy(quiet=QUIET)))
    told_after(quiet, folder, NIGHTS[1])
    released = {"recorded_at": "2026-03-10T05:00:00Z", "status": "released",
                "released_on": "2026-03-10", "workaround": FIRST["workaround"]}  # fmt: skip
    say(folder, FIRST, SLIPPED, released)
    told = told_after(quiet, folder, NIGHTS[1] + timedelta(hours=6))
    assert [changes_of(item) for item in told["support-agent-bo"].news] == [
        ["released in version 4.2 on 2026-03-10"]
    ]


@pytest.mark.parametrize(
    ("urgent", "is_urgent"),
    [
        (UrgentPolicy(frozenset({ChangeKind.SLIPPED})), True),
        (UrgentPolicy(frozenset({ChangeKind.SLIPPED}), Decimal(10**9)), False),
        (UrgentPolicy(frozenset({ChangeKind.REGRESSED})), False),
        (UrgentPolicy(), False),
    ],
)
def test_only_what_is_configured_urgent_breaks_the_quiet(
    company: Pipeline, tmp_path: Path, urgent: UrgentPolicy, is_urgent: bool
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST, SLIPPED)
    digests = DigestPolicy(urgent=urgent, quiet=QUIET)
    whole = replace(company, advice=replace(company.advice, digests=digests))
    told = told_after(whole, folder, NIGHTS[1])
    assert ("support-agent-bo" in told) is is_urgent
    assert all(message.is_urgent for message in told.values()) is is_urgent or not told


def test_urgent_news_does_not_wait_though_an_ordinary_message_waits_out_the_quiet(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST, SLIPPED)
    urgent = UrgentPolicy(frozenset({ChangeKind.RELEASED}))
    digests = DigestPolicy(urgent=urgent, quiet=QUIET)
    whole = replace(company, advice=replace(company.advice, digests=digests))
    assert "support-agent-bo" not in told_after(whole, folder, NIGHTS[1])
    out = {**SLIPPED, "recorded_at": "2026-03-10T03:30:00Z", "status": "released"}
    say(folder, FIRST, SLIPPED, out)
    told = told_after(whole, folder, NIGHTS[1] + timedelta(hours=1))
    assert told["support-agent-bo"].is_urgent


def test_an_override_sends_the_news_to_somebody_else(company: Pipeline, tmp_path: Path) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST, SLIPPED)
    away = replace(company, advice=replace(company.advice, readers={"bo": "#ext-bw"}))
    told = told_after(away, folder, NOON)
    assert told.keys() == {"team-ext-bw", "team-support-core"}
    assert len(told["team-ext-bw"].news[0].tickets) == 5


def test_tickets_that_nobody_hears_about_are_counted(company: Pipeline) -> None:
    nobody = {name: replace(one, team_channel="") for name, one in company.advice.suppliers.items()}
    deaf = replace(company, advice=replace(company.advice, suppliers=nobody))
    assert advise_between_nights(deaf, NOON).advised.n_tickets_without_reader == 3


def test_a_plan_that_was_withdrawn_is_told_and_promises_nothing(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    gone = {"recorded_at": "2026-03-09T12:00:00Z", "status": "withdrawn", "target_version": "",
            "note": "PROJ-7 was deleted"}  # fmt: skip
    say(folder, FIRST, gone)
    (item,) = told_after(company, folder, NOON)["support-agent-bo"].news
    assert changes_of(item) == [
        "the plan was withdrawn: PROJ-7 was deleted", "the workaround was withdrawn",
    ]  # fmt: skip
    assert "no date for a fix" in say_of(item)


def test_what_the_watch_over_a_release_finds_is_a_revision_and_is_told(tmp_path: Path) -> None:
    whole = company_with_a_release(tmp_path, until=NIGHT)
    run_night(whole, NIGHT)
    run_night(whole, NIGHT + timedelta(days=1))
    with whole.store.begin() as tx:
        (issue_id,) = tx.fix_plans.of_all()
        revisions = tx.fix_plans.revisions(issue_id)
        told = tx.effects.of_target("team:#support-core")
    assert [one.plan.status for one in revisions] == ["released", "regressed"]
    (item,) = told[-1].content.news
    assert item.plan.status == "regressed"
    assert changes_of(item)[0].startswith("came back after the release: ")
    assert "it still happens to some customers" in say_of(item)
    assert len(told) == 2, "told once, and not again the night after"


def test_that_product_was_told_is_said_where_product_hears_of_it_and_nowhere_else(
    tmp_path: Path,
) -> None:
    whole = company_with_a_release(tmp_path, until=NIGHT)
    copy = shutil.copytree(tmp_path, tmp_path / "copy")
    run_night(whole, NIGHT)
    alone = pipeline(copy)
    alone = replace(
        alone,
        advice=replace(alone.advice, product_channel=""),
        publishing=replace(alone.publishing, regressions_to_closed=False),
    )
    with alone.store.begin() as tx:
        for effect in tx.effects.in_state(EffectState.DONE):
            if effect.kind is EffectKind.WORK_ITEM:  # nothing of ours stands in the tracker
                tx.effects.put(replace(effect, state=EffectState.FAILED, remote_key=None))
    run_night(replace(alone, apply=False), NIGHT)

    def say(company: Pipeline) -> str:
        with company.store.begin() as tx:
            last = tx.effects.last_of("team:#support-core")
        assert last is not None
        assert isinstance(last.content, Digest)
        return say_of(last.content.news[0])

    assert "our product team has been told" in say(whole)
    assert "it still happens to some customers; we will let you know" in say(alone)


def test_what_the_watch_found_stands_until_product_releases_again(tmp_path: Path) -> None:
    """A workaround that is added after the problem came back does not make it released again."""
    whole = company_with_a_release(tmp_path, until=NIGHT)
    run_night(whole, NIGHT)
    path = tmp_path / "fix_plans.jsonl"
    (first,) = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    more = {**first, "recorded_at": (NIGHT + timedelta(hours=6)).isoformat(), "workaround": "Wait."}
    write_jsonl(path, [first, more])
    run_night(whole, NIGHT + timedelta(days=1))
    with whole.store.begin() as tx:
        (issue_id,) = tx.fix_plans.of_all()
    assert _statuses(whole, issue_id) == ["released", "regressed", "regressed"]

    again = {**more, "recorded_at": (NIGHT + timedelta(days=2)).isoformat(),
             "released_on": "2026-04-03"}  # fmt: skip
    write_jsonl(path, [first, more, again])
    for days in (3, 4):
        run_night(whole, NIGHT + timedelta(days=days))
    assert _statuses(whole, issue_id) == ["released", "regressed", "regressed", "released"]


def test_a_support_agent_who_says_it_still_happens_is_evidence_like_a_ticket(
    tmp_path: Path,
) -> None:
    """No ticket came after the release, but day by day it still happened to all six customers."""
    whole = company_with_a_release(tmp_path, until=datetime(2026, 3, 1, 9, tzinfo=UTC))
    with whole.store.begin() as tx:
        (issue_id,) = tx.fix_plans.of_all()
        for n in range(24):
            ticket = TicketId(f"helpdesk:export-{n}")
            at = NIGHT - timedelta(days=1 + n // 6)
            response = Response(ResponseKind.STILL_HAPPENING, issue_id, ticket, "ada", at)
            tx.responses.add(RecordedResponse(n + 1, response, 1))
    run_night(whole, NIGHT)
    assert _statuses(whole, issue_id) == ["released", "regressed"]


def test_without_such_evidence_a_quiet_release_is_verified(tmp_path: Path) -> None:
    whole = company_with_a_release(tmp_path, until=datetime(2026, 3, 1, 9, tzinfo=UTC))
    run_night(whole, NIGHT)
    with whole.store.begin() as tx:
        (issue_id,) = tx.fix_plans.of_all()
    assert _statuses(whole, issue_id) == ["released", "verified_fixed"]


def _statuses(whole: Pipeline, issue_id: IssueId) -> list[str]:
    with whole.store.begin() as tx:
        return [str(one.plan.status) for one in tx.fix_plans.revisions(issue_id)]


THE_DAY_AFTER = datetime(2026, 3, 21, 3, tzinfo=UTC)
"""The first plan's date has passed, and product has said nothing."""


def test_a_date_that_passes_without_a_word_is_told_once_with_a_sentence_to_send(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST)
    on_the_day = datetime(2026, 3, 20, 23, tzinfo=UTC)
    assert told_after(company, folder, on_the_day) == {}

    told = told_after(company, folder, THE_DAY_AFTER)

    assert sorted(told) == ["support-agent-bo", "team-ext-bw", "team-support-core"]
    assert headline_of(told["support-agent-bo"]) == "1 issue behind 3 of your open tickets: overdue"
    (item,) = told["support-agent-bo"].news
    assert changes_of(item) == ["the date 2026-03-20 has passed, no new date yet"]
    assert sure_of(item) == "planned, not started, late since 2026-03-20"
    assert item.last_confirmed_at.isoformat() == "2026-03-08T20:00:00+00:00", "product said nothing"
    assert say_of(item) == (
        "This fix is taking longer than expected; we will let you know when we have a new date."
    )
    for days in (1, 2, 30):
        assert told_after(company, folder, THE_DAY_AFTER + timedelta(days=days)) == {}


def test_nobody_is_called_late_on_a_night_that_could_not_read_what_product_says(
    company: Pipeline, tmp_path: Path
) -> None:
    class Mute(MemoryOutside):
        def read_work_items(self, *_: Any) -> Sequence[WorkItemState]:
            raise TransientFault("Jira is unwell (500). Try again later.")

    folder = tmp_path / "company"
    say(folder, FIRST)
    deaf = replace(company, outside=replace(company.outside, tracker=Mute()))
    assert told_after(deaf, folder, THE_DAY_AFTER) == {}
    assert run_night(deaf, THE_DAY_AFTER).status is NightStatus.PARTIAL
    assert _late(company) == [False]
    assert run_night(company, THE_DAY_AFTER).status is NightStatus.DONE
    assert _late(company) == [False, True]


def _late(whole: Pipeline) -> list[bool]:
    with whole.store.begin() as tx:
        (issue_id,) = tx.fix_plans.of_all()
        return [one.plan.is_late for one in tx.fix_plans.revisions(issue_id)]


def test_after_a_date_has_passed_only_what_is_new_is_told_and_a_new_date_may_pass_too(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST)
    told_after(company, folder, THE_DAY_AFTER)

    other_way = {**FIRST, "recorded_at": "2026-03-21T09:00:00Z", "workaround": "Use the API."}
    say(folder, FIRST, other_way)
    told = told_after(company, folder, THE_DAY_AFTER + timedelta(days=1))
    assert changes_of(told["support-agent-bo"].news[0]) == ["workaround changed"]

    slipped = {**other_way, "recorded_at": "2026-03-22T09:00:00Z", "target_on": "2026-03-24"}
    say(folder, FIRST, other_way, slipped)
    told = told_after(company, folder, THE_DAY_AFTER + timedelta(days=2))
    assert changes_of(told["support-agent-bo"].news[0]) == ["slipped by 4 days to 2026-03-24"]

    told = told_after(company, folder, THE_DAY_AFTER + timedelta(days=4))
    assert changes_of(told["support-agent-bo"].news[0]) == [
        "the date 2026-03-24 has passed, no new date yet"
    ]


def test_a_plan_that_is_late_when_it_is_first_heard_of_is_told_so_once(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    late = {**FIRST, "recorded_at": "2026-03-10T09:00:00Z", "target_on": "2026-03-15"}
    say(folder, FIRST, late)
    told = told_after(company, folder, THE_DAY_AFTER)
    assert changes_of(told["support-agent-bo"].news[0]) == [
        "pulled in by 5 days to 2026-03-15, which has passed"
    ]
    assert told_after(company, folder, THE_DAY_AFTER + timedelta(days=1)) == {}


def test_who_hears_of_a_late_plan_for_the_first_time_is_told_since_when_it_stands(
    company: Pipeline, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    say(folder, FIRST)
    told_after(company, folder, THE_DAY_AFTER)
    away = replace(company, advice=replace(company.advice, readers={"bo": "#new-team"}))
    told = told_after(away, folder, THE_DAY_AFTER + timedelta(days=1))
    (item,) = told["team-new-team"].news
    assert changes_of(item) == [
        "a fix is planned for version 4.2, was expected 2026-03-20, which has passed"
    ]
    assert item.since.isoformat() == "2026-03-08T20:00:00+00:00", "not since the date has passed"


def test_a_date_has_passed_when_its_day_is_over_where_the_nights_are(
    company: Pipeline, tmp_path: Path
) -> None:
    """In California it is eight in the evening of the day itself."""
    folder = tmp_path / "company"
    say(folder, FIRST)
    there = DigestPolicy(time_zone="America/Los_Angeles")
    whole = replace(company, advice=replace(company.advice, digests=there))
    assert told_after(whole, folder, THE_DAY_AFTER) == {}
    told = told_after(whole, folder, THE_DAY_AFTER + timedelta(hours=5))
    assert headline_of(told["support-agent-bo"]) == "1 issue behind 3 of your open tickets: overdue"


def test_a_work_item_that_is_opened_again_does_not_promise_the_version_that_is_out(
    tmp_path: Path,
) -> None:
    """It came back after 4.2; the work item that is opened again still names 4.2 and its day."""
    whole = company_with_a_release(tmp_path, until=NIGHT)
    path = tmp_path / "fix_plans.jsonl"
    (out,) = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    run_night(whole, NIGHT)
    again = {"recorded_at": (NIGHT + timedelta(hours=6)).isoformat(), "status": "in_progress",
             "target_on": out["released_on"], "released_on": ""}  # fmt: skip
    again = {**out, **again}
    write_jsonl(path, [out, again])
    for days in (1, 2):
        run_night(whole, NIGHT + timedelta(days=days))
    with whole.store.begin() as tx:
        (issue_id,) = tx.fix_plans.of_all()
        told = tx.effects.of_target("team:#support-core")
    assert _statuses(whole, issue_id) == ["released", "regressed", "in_progress"]
    (item,) = told[-1].content.news
    assert changes_of(item) == ["a fix is in progress"]
    assert sure_of(item) == "in progress, no date yet"
    assert say_of(item) == (
        "Our product team is working on this; we will let you know when we have a date."
    )

    done = {**out, "recorded_at": (NIGHT + timedelta(days=2, hours=6)).isoformat()}
    write_jsonl(path, [out, again, done])
    for days in (3, 4):
        run_night(whole, NIGHT + timedelta(days=days))
    assert _statuses(whole, issue_id)[3:] == ["done"], "4.2 did not help: it brings no fix now"
    other = {**done, "recorded_at": (NIGHT + timedelta(days=4, hours=6)).isoformat(),
             "target_version": "4.2.1", "released_on": "2026-03-24"}  # fmt: skip
    write_jsonl(path, [out, again, done, other])
    run_night(whole, NIGHT + timedelta(days=5))
    assert _statuses(whole, issue_id)[4:] == ["released"]
