"""The order of the night. Written here once; the Prefect flow and `feedback run` both follow it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.impact.ranking import RankingPolicy
from feedback.domain.night import Night, NightStatus, Report, StepFault, step_name, unforeseen
from feedback.domain.plans.fix_plan_of_work_item import PlanReading
from feedback.domain.plans.regression import RegressionPolicy
from feedback.domain.publishing.adoption import AdoptionPolicy
from feedback.domain.publishing.step_reports import DispatchReport
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reading import ReadingPolicy, shortfalls
from feedback.domain.tickets.reading_words import shortfall_words, unread_words
from feedback.domain.tickets.reconciliation import ReconciliationPolicy
from feedback.errors import FeedbackError
from feedback.ports import (
    CustomerDirectory,
    Embedder,
    FixPlanSource,
    LanguageDetector,
    Progress,
    Redactor,
    Store,
    TicketSource,
    TitleWriter,
)
from feedback.steps.begin_night import begin_night
from feedback.steps.customers.read_customers import read_customers
from feedback.steps.forget import retain
from feedback.steps.grouping.embed import embed
from feedback.steps.grouping.group import group
from feedback.steps.impact.rank import rank
from feedback.steps.issues.titles import write_titles
from feedback.steps.night_state import read_night_state
from feedback.steps.plans.advise import AdvicePolicy, advise
from feedback.steps.plans.watch_releases import watch_releases
from feedback.steps.plans.work_item_plans import with_work_items
from feedback.steps.publishing.adopt import adopt
from feedback.steps.publishing.dispatch import dispatch
from feedback.steps.publishing.outside import Outside
from feedback.steps.publishing.publish import publish
from feedback.steps.publishing.read_back import read_back
from feedback.steps.publishing.settle import settle
from feedback.steps.tickets.pull import pull
from feedback.steps.tickets.reconcile import reconcile_all


class Call(Protocol):
    """How a step is called: plainly, or as a Prefect task that retries transient faults."""

    def __call__(self, name: str, step: Callable[[], Report]) -> Report:
        """Run the step of this name; what it reports."""
        ...


def call_plainly(name: str, step: Callable[[], Report]) -> Report:  # noqa: ARG001 - a Call
    """Run a step as it is."""
    return step()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything a night works with; put together by `bootstrap`."""

    store: Store
    sources: Sequence[TicketSource]
    directory: CustomerDirectory
    support_agents: Sequence[SupportAgent]
    plan_source: FixPlanSource
    redactor: Redactor
    languages: LanguageDetector
    embedder: Embedder
    outside: Outside
    grouping: GroupingPolicy
    dormant_after_days: int
    ranking: RankingPolicy
    regression: RegressionPolicy
    publishing: PublishPolicy
    advice: AdvicePolicy
    max_writes: int
    """To the tracker, a run."""
    apply: bool
    progress: Progress
    max_messages: int = 1000
    """To the channel, a run."""
    max_notes: int = 200
    """To the helpdesk, a run."""
    reading: Mapping[str, ReadingPolicy] = field(default_factory=dict)
    """By source: how much of it may be lost before the night is partial."""
    tickets_days: int = 0
    """Tickets untouched for longer are taken out at the night's end; 0 keeps them for ever."""
    reconciliation: ReconciliationPolicy = field(default_factory=ReconciliationPolicy)
    title_writer: TitleWriter | None = None
    """None: titles are taken from the tickets."""
    max_titles: int = 0
    adoption: AdoptionPolicy = field(default_factory=AdoptionPolicy)
    plan_reading: PlanReading = field(default_factory=PlanReading)


def run_night(pipeline: Pipeline, as_of: datetime, call: Call = call_plainly) -> Night:
    """One night: read back → pull → embed → group (→ titles) → rank → watch releases → adopt
    → publish → advise (→ retain) → dispatch.

    A source that fails is reported and the others go on; the night then ends *partial* and can
    be run again for the missing part. A night that is done is not done again (effects that wait
    are still sent, if `apply`). Raises `NightRunning` if another night holds the lock, and
    `InvalidInput` for a night that lies before the latest one.
    """
    night = _OpenNight(pipeline.store, as_of, _announced(call, pipeline.progress))
    with pipeline.store.lock():
        if begin_night(pipeline.store, as_of, pipeline.embedder.model, sends=pipeline.apply):
            _take_steps(pipeline, night)
        sent = _send_what_waits(pipeline, night) if pipeline.apply else None
        return night.finish(sent)


def _announced(call: Call, progress: Progress) -> Call:
    """The same, and whoever watches sees each step begin, though not all of them count."""

    def call_and_say(name: str, step: Callable[[], Report]) -> Report:
        progress(name, 0, None)
        return call(name, step)

    return call_and_say


@dataclass(slots=True)
class _OpenNight:
    """A night in progress: what has gone wrong so far."""

    store: Store
    as_of: datetime
    call: Call
    faults: list[StepFault] = field(default_factory=list)

    def attempt(self, name: str, step: Callable[[], Report]) -> Report | None:
        """Run a step that the night can do without; None, and a fault, if it fails."""
        try:
            return self.call(name, step)
        except FeedbackError as error:
            self.faults.append(StepFault(name, str(error)))
            return None

    def finish(self, sent: DispatchReport | None) -> Night:
        """Close the night. What was not sent is kept, and why; a night that sent everything keeps
        nothing of it."""
        with self.store.begin() as tx:
            if sent and (sent.n_waiting or sent.n_unknown or sent.n_failed or sent.remarks):
                tx.nights.record(self.as_of, replace(sent, n_sent=0, faults={}))
            status = NightStatus.PARTIAL if self.faults else NightStatus.DONE
            return tx.nights.finish(self.as_of, status, self.faults)


def _take_steps(pipeline: Pipeline, night: _OpenNight) -> None:
    """Everything up to what is planned to be sent."""
    store, now, call = pipeline.store, night.as_of, night.call
    directory, faults = read_customers(store, pipeline.directory, now=now)
    night.faults += faults
    p = replace(pipeline, directory=directory)
    unsettled = settle(store, p.outside)
    people = night.attempt(
        "read back",  # what cannot be read now is taken as it was
        lambda: read_back(store, p.outside.tracker, p.redactor, p.plan_reading, now=now),
    )
    pulled = [source for source in p.sources if _pull(source, p, night)]
    night.faults += reconcile_all(pulled, store, _comparable(p), now=now)
    call("embed", lambda: embed(p.embedder, store, now=now, progress=p.progress))
    call(
        "group",
        lambda: group(store, p.embedder.model, p.grouping, p.dormant_after_days, now=now),
    )
    writer = p.title_writer
    if writer is not None:
        call(
            "titles",
            lambda: write_titles(store, writer, p.max_titles, now=now, progress=p.progress),
        )
    call("rank", lambda: rank(store, p.directory, p.ranking, now=now))
    if unsettled:
        settle(store, p.outside)  # what could not be told before the tickets were read, may be now
    state = read_night_state(store)
    call("watch releases", lambda: watch_releases(store, state.plans, p.regression, now=now))
    adopted = night.attempt(
        "adopt",
        lambda: adopt(
            store, state, p.outside.tracker, p.embedder, p.publishing, p.adoption, now=now
        ),
    )
    if adopted is not None and adopted.linked:
        state = read_night_state(store)
    published = call(
        "publish",
        lambda: publish(store, state, p.publishing, p.adoption, adopted=adopted, now=now),
    )
    if published.stopped:
        night.faults.append(StepFault("publish", f"Nothing was published: {published.stopped}"))
    night.attempt(
        "advise",
        lambda: advise(
            store,
            state,
            with_work_items(state.issues, state.work_items, p.plan_source, p.plan_reading),
            p.support_agents,
            p.advice,
            now=now,
            has_read_all=people is not None,
        ),
    )
    if p.tickets_days:
        call("retain", lambda: retain(store, p.outside.rewritable, p.tickets_days, now=now))


def _pull(source: TicketSource, p: Pipeline, night: _OpenNight) -> bool:
    """Whether the source gave all it had."""
    name = step_name(PullReport, source.name)
    try:
        report = night.attempt(
            name,
            lambda: pull(
                source,
                p.directory,
                p.redactor,
                p.languages,
                p.store,
                now=night.as_of,
                progress=p.progress,
                tickets_days=p.tickets_days,
                reading=p.reading.get(source.name, ReadingPolicy()),
                support_agents=p.support_agents,
            ),
        )
    except Exception as error:  # a slip of ours in one source costs the others nothing
        night.faults.append(StepFault(name, unforeseen(source.name, error)))
        return False
    if report is None:
        return False
    night.faults += [StepFault(name, words) for words in _lost(source, report, p)]
    return not report.unread


def _lost(source: TicketSource, report: PullReport, p: Pipeline) -> Iterator[str]:
    """What the night must say of a source that was not read well."""
    yield from unread_words(report.unread)
    policy = p.reading.get(source.name, ReadingPolicy())
    knows_customers = bool(p.directory.customers())
    for shortfall in shortfalls(report, policy, knows_customers=knows_customers):
        yield shortfall_words(shortfall, source.name)


def _comparable(pipeline: Pipeline) -> ReconciliationPolicy:
    """Of tickets that are too old to be kept the source knows more than the store."""
    policy, kept_days = pipeline.reconciliation, pipeline.tickets_days
    return replace(policy, days=min(policy.days, kept_days)) if kept_days else policy


def send(pipeline: Pipeline, as_of: datetime) -> DispatchReport:
    """Send the effects that wait, within what one run may send."""
    return dispatch(
        pipeline.store,
        pipeline.outside,
        max_writes=pipeline.max_writes,
        max_messages=pipeline.max_messages,
        max_notes=pipeline.max_notes,
        as_of=as_of,
        progress=pipeline.progress,
    )


def _send_what_waits(pipeline: Pipeline, night: _OpenNight) -> DispatchReport:
    """Also on a night that is done."""
    sent = night.call("dispatch", lambda: send(pipeline, night.as_of))
    night.faults += [StepFault(f"dispatch {key}", why) for key, why in sent.faults.items()]
    return sent
