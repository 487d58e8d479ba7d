"""People's decisions: applied at once, kept by every later night, and undone without a trace."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.issues.decision import DecisionKind
from feedback.domain.issues.issue import IssueId, IssueKind, IssueState
from feedback.domain.night import NightStatus
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.steps.grouping.regroup import regroup_all
from feedback.steps.issues import decide
from feedback.steps.issues.decide import Author
from feedback.steps.issues.undo import undo
from feedback.steps.night import Pipeline, run_night
from tests.fakes import HashEmbedder
from tests.steps.company import NIGHTS, build, issues_json, pipeline

MIA = Author("Mia", "she knows", datetime(2026, 3, 9, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def after_one_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("company"))
    run_night(pipeline(folder), NIGHTS[0])
    return folder


@pytest.fixture
def folder(after_one_night: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(after_one_night, tmp_path / "company"))


@pytest.fixture
def company(folder: Path) -> Pipeline:
    return pipeline(folder)


def placements(store: SqlStore) -> dict[TicketId, IssueId]:
    with store.begin() as tx:
        return dict(tx.issues.placements())


def issue_of(company: Pipeline, problem: str) -> IssueId:
    placed = placements(company.store)
    return next(placed[ticket] for ticket in sorted(placed) if f":{problem}-" in ticket)


def tickets_of(company: Pipeline, problem: str) -> list[TicketId]:
    return sorted(ticket for ticket in placements(company.store) if f":{problem}-" in ticket)


def run_the_other_nights(company: Pipeline) -> None:
    """With a regrouping on every night that brings tickets, the hardest test of a constraint."""
    eager = replace(company, grouping=GroupingPolicy(regrouping_growth=1.0, recentre_growth=1.0))
    for night in NIGHTS[1:]:
        assert run_night(eager, night).status is NightStatus.DONE


def regroup(
    company: Pipeline, *, preview: bool = False, embedder: HashEmbedder | None = None
) -> float:
    done = regroup_all(
        company.store,
        embedder or company.embedder,
        company.grouping,
        now=NIGHTS[-1] + timedelta(hours=1),
        preview=preview,
        progress=company.progress,
    )
    return done.churn


def test_a_merge_holds_through_reviews_and_a_regrouping(company: Pipeline) -> None:
    gone, heir = issue_of(company, "dark"), issue_of(company, "login")
    decide.merge(company.store, gone, heir, MIA)
    run_the_other_nights(company)
    assert regroup(company) == 0
    of_dark = {placements(company.store)[ticket] for ticket in tickets_of(company, "dark")[:10]}
    of_login = {placements(company.store)[ticket] for ticket in tickets_of(company, "login")[:10]}
    assert of_dark == of_login == {heir}
    with company.store.begin() as tx:
        ended = next(issue for issue in tx.issues.all() if issue.issue_id == gone)
    assert (ended.state, ended.absorbed_by) == (IssueState.ABSORBED, heir)


def test_a_split_holds_through_reviews_and_a_regrouping(company: Pipeline) -> None:
    origin, some = issue_of(company, "export"), tickets_of(company, "export")[:3]
    decision = decide.split(company.store, origin, some, MIA)
    run_the_other_nights(company)
    regroup(company)
    placed = placements(company.store)
    assert {placed[ticket] for ticket in some} == {decision.other_id}
    assert decision.other_id not in {placed[ticket] for ticket in decision.others}


def test_tickets_that_were_moved_or_taken_out_stay_so(company: Pipeline) -> None:
    export, login = issue_of(company, "export"), issue_of(company, "login")
    moved, out = tickets_of(company, "export")[0], tickets_of(company, "export")[1]
    decide.move(company.store, [moved], login, MIA)
    decide.take_out(company.store, [out], MIA)
    assert out not in placements(company.store)
    run_the_other_nights(company)
    placed = placements(company.store)
    assert placed[moved] == login
    assert placed.get(out) != export


@pytest.mark.parametrize("kind", ["merge", "split", "move", "take out"])
def test_an_undone_decision_leaves_no_trace_but_its_record(
    company: Pipeline, folder: Path, kind: str
) -> None:
    before, words = placements(company.store), issues_json(folder)
    export, login = issue_of(company, "export"), issue_of(company, "login")
    some = tickets_of(company, "export")[:3]
    made = {
        "merge": lambda: decide.merge(company.store, export, login, MIA),
        "split": lambda: decide.split(company.store, export, some, MIA),
        "move": lambda: decide.move(company.store, some, login, MIA),
        "take out": lambda: decide.take_out(company.store, some, MIA),
    }[kind]()
    assert placements(company.store) != before
    undo(company.store, made.decision_id, Author("Tom", "a mistake", MIA.at))
    assert placements(company.store) == before
    assert issues_json(folder) == words
    with company.store.begin() as tx:
        (kept,) = tx.decisions.all()
    assert (kept.made_by, kept.why, kept.undone_by, kept.undone_why) == (
        "Mia", "she knows", "Tom", "a mistake",
    )  # fmt: skip


def test_an_undone_decision_is_open_again_to_the_engine(company: Pipeline) -> None:
    moved = tickets_of(company, "export")[:1]
    made = decide.move(company.store, moved, issue_of(company, "login"), MIA)
    undo(company.store, made.decision_id, MIA)
    run_the_other_nights(company)
    placed = placements(company.store)
    assert len({placed[ticket] for ticket in tickets_of(company, "export")}) == 1


def test_a_persons_title_and_kind_are_published_and_stay(company: Pipeline) -> None:
    export = issue_of(company, "export")
    decide.rename(company.store, export, "Invoice export is cut off", MIA)
    decide.pin_kind(company.store, export, IssueKind.REQUEST, MIA)
    run_the_other_nights(company)
    with company.store.begin() as tx:
        issue = next(one for one in tx.issues.all() if one.issue_id == export)
        written = tx.effects.last_of(issue.label)
    assert (issue.title, issue.kind) == ("Invoice export is cut off", IssueKind.REQUEST)
    assert written is not None
    assert isinstance(written.content, WorkItemContent)
    assert written.content.summary == "Invoice export is cut off"
    assert written.content.kind == "request"


def test_about_a_muted_issue_nothing_more_is_written(company: Pipeline) -> None:
    export = issue_of(company, "export")
    decide.mute(company.store, export, MIA)
    run_the_other_nights(company)
    with company.store.begin() as tx:
        effects = tx.effects.of_target(f"FB-{export}")
    assert len(effects) == 1, "the tickets of the second night would have been news"


def test_what_makes_no_sense_is_refused_with_the_way_out(company: Pipeline) -> None:
    store, export = company.store, issue_of(company, "export")
    everything = [t for t, issue in placements(store).items() if issue == export]
    refused = [
        (lambda: decide.merge(store, export, export, MIA), "merged into itself"),
        (lambda: decide.merge(store, IssueId(99), export, MIA), "Unknown issue FB-99"),
        (lambda: decide.split(store, export, everything, MIA), "nothing would be left"),
        (
            lambda: decide.split(store, export, tickets_of(company, "login")[:1], MIA),
            "These tickets are not in FB-",
        ),
        (lambda: decide.move(store, everything, export, MIA), "already"),
        (lambda: decide.move(store, [TicketId("x:1")], export, MIA), "Unknown tickets: x:1"),
        (
            lambda: decide.rename(store, export, " ", MIA),
            "The title has 0 characters. Use 3 to 160.",
        ),
        (lambda: undo(store, 7, MIA), "Unknown decision 7"),
    ]
    before = placements(store)
    for attempt, words in refused:
        with pytest.raises(InvalidInput, match=words):
            attempt()
    assert placements(store) == before
    with store.begin() as tx:
        assert list(tx.decisions.all()) == []


def test_decisions_that_build_on_each_other_are_undone_from_the_last(company: Pipeline) -> None:
    export, login = issue_of(company, "export"), issue_of(company, "login")
    split = decide.split(company.store, export, tickets_of(company, "export")[:3], MIA)
    assert split.other_id is not None
    merge = decide.merge(company.store, split.other_id, login, MIA)
    with pytest.raises(InvalidInput, match=f"feedback issues undo {merge.decision_id}"):
        undo(company.store, split.decision_id, MIA)
    undo(company.store, merge.decision_id, MIA)
    undo(company.store, split.decision_id, MIA)
    assert {placements(company.store)[t] for t in tickets_of(company, "export")} == {export}


def test_too_much_churn_stops_publishing_until_a_person_accepts_it(company: Pipeline) -> None:
    nothing_may_move = replace(company, publishing=PublishPolicy(max_churn=0.0))
    with company.store.begin() as tx:  # as if the first night had moved something
        report = tx.nights.report(NIGHTS[0], GroupReport)
        assert report is not None
        tx.nights.record(NIGHTS[0], replace(report, churn=0.4))
    stopped = run_night(nothing_may_move, NIGHTS[1])
    assert stopped.status is NightStatus.PARTIAL
    (fault,) = stopped.faults
    assert fault.step == "publish"
    assert "moved 40% of the grouped tickets" in fault.message
    assert "feedback issues accept-churn" in fault.message
    with company.store.begin() as tx:
        waiting = tx.effects.in_state(EffectState.PLANNED)
    assert not [effect for effect in waiting if effect.kind is EffectKind.WORK_ITEM]
    accepted = decide.accept_churn(company.store, MIA)
    assert accepted.kind is DecisionKind.ACCEPT_CHURN
    assert run_night(nothing_may_move, NIGHTS[1]).status is NightStatus.DONE
    assert run_night(nothing_may_move, NIGHTS[2]).status is NightStatus.DONE


class OtherEmbedder(HashEmbedder):
    model = "another@128"


def test_another_model_is_refused_until_everything_is_regrouped(company: Pipeline) -> None:
    other = replace(company, embedder=OtherEmbedder())
    with pytest.raises(InvalidInput, match="feedback regroup --preview"):
        run_night(other, NIGHTS[1])
    before = placements(company.store)
    regroup(company, preview=True, embedder=OtherEmbedder())
    assert placements(company.store) == before
    with pytest.raises(InvalidInput, match="feedback regroup --preview"):
        run_night(other, NIGHTS[1])
    assert regroup(company, embedder=OtherEmbedder()) == 0, "the same vectors by another name"
    assert run_night(other, NIGHTS[-1] + timedelta(days=1)).status is NightStatus.DONE
    assert placements(company.store).items() >= before.items()
