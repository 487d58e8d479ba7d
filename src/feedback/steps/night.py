"""The order of the night. Written here once; the Prefect flow and `feedback run` both follow it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.impact.ranking import RankingPolicy
from feedback.domain.night import Night, NightStatus, StepFault, unforeseen
from feedback.domain.plans.fix_plan_of_work_item import PlanReading
from feedback.domain.publishing.adoption import AdoptionPolicy
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.tickets.reconciliation import ReconciliationPolicy
from feedback.errors import FeedbackError, InvalidInput
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
from feedback.steps.customers.read_customers import read_customers
from feedback.steps.forget import retain
from feedback.steps.grouping.embed import embed
from feedback.steps.grouping.group import group
from feedback.steps.impact.rank import rank
from feedback.steps.issues.titles import write_titles
from feedback.steps.plans.advise import AdvicePolicy, advise, read_plans_and_plan_messages
from feedback.steps.plans.work_item_plans import with_work_items
from feedback.steps.publishing.adopt import adopt
from feedback.steps.publishing.dispatch import dispatch
from feedback.steps.publishing.outside import Outside
from feedback.steps.publishing.publish import publish
from feedback.steps.publishing.read_back import read_again, read_back
from feedback.steps.publishing.settle import settle
from feedback.steps.tickets.pull import pull
from feedback.steps.tickets.reconcile import reconcile_all

Summary = Mapping[str, Any]


class Call(Protocol):
    """How a step is called: plainly, or as a Prefect task that retries transient faults."""

    def __call__(self, name: str, step: Callable[[], Summary]) -> Summary: ...


def call_plainly(name: str, step: Callable[[], Summary]) -> Summary:  # noqa: ARG001 - a Call
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
    tickets_days: int = 0
    """Tickets untouched for longer are taken out at the night's end; 0 keeps them for ever."""
    reconciliation: ReconciliationPolicy = field(default_factory=ReconciliationPolicy)
    title_writer: TitleWriter | None = None
    """None: titles are taken from the tickets."""
    max_titles: int = 0
    adoption: AdoptionPolicy = field(default_factory=AdoptionPolicy)
    plan_reading: PlanReading = field(default_factory=PlanReading)


def run_night(pipeline: Pipeline, as_of: datetime, call: Call = call_plainly) -> Night:
    """One night: read back → pull → embed → group (→ titles) → rank → adopt → publish → advise
    → retain → dispatch.

    A source that fails is reported and the others go on; the night then ends *partial* and can
    be run again for the missing part. A night that is done is not done again (effects that wait
    are still sent, if `apply`). Raises `NightRunning` if another night holds the lock, and
    `InvalidInput` for a night that lies before the latest one.
    """
    store = pipeline.store
    with store.lock():
        if not _begin(store, as_of, pipeline.embedder.model):
            return _finish(pipeline, as_of, [], call)
        directory, faults = read_customers(store, pipeline.directory, now=as_of)
        pipeline = replace(pipeline, directory=directory)
        faults += _read_back(pipeline, as_of, call)
        faults += _pull_all(pipeline, as_of, call)
        missing = {fault.step for fault in faults}
        pulled = [one for one in pipeline.sources if f"pull {one.name}" not in missing]
        faults += reconcile_all(pulled, store, _comparable(pipeline), now=as_of)
        p, now = pipeline, as_of
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
        settle(store, p.outside)
        faults += _adopt_and_publish(p, as_of, call)
        try:
            plans = with_work_items(store, p.plan_source, p.plan_reading)
            has_read_all = "read back" not in missing
            call(
                "advise",
                lambda: advise(
                    store, plans, p.support_agents, p.advice, now=now, has_read_all=has_read_all
                ),
            )
        except FeedbackError as error:
            faults.append(StepFault("advise", str(error)))
        if p.tickets_days:
            call(
                "retain",
                lambda: retain(store, p.outside.rewritable, p.tickets_days, now=now),
            )
        return _finish(pipeline, as_of, faults, call)


def _begin(store: Store, as_of: datetime, model: str) -> bool:
    """Open the night; False if it is done already."""
    with store.begin() as tx:
        present = tx.memories.model()
        if present is not None and present != model:
            raise InvalidInput(
                f'The issues are grouped with the embedding model "{present}", the settings '
                f'name "{model}". `feedback regroup --preview` shows what the change would do to '
                "the issues that exist; `feedback regroup` does it. Nothing was changed."
            )
        latest = tx.nights.latest()
        night = tx.nights.get(as_of)
        if latest is not None and as_of < latest.as_of:
            raise InvalidInput(
                f"The night of {as_of.isoformat()} lies before the latest one in the store "
                f"({latest.as_of.isoformat()}). Nights only go forward; nothing was changed."
            )
        if night is not None and night.status is NightStatus.DONE:
            return False
        if night is not None and any(
            one.step in ("read back", "adopt", "publish") or one.step.startswith("dispatch ")
            for one in night.faults
        ):
            # What was refused or stopped is planned again. (Tickets that were missing and come now
            # make the pull forget the steps behind it.)
            tx.nights.forget_steps(as_of, ["adopt", "publish", "advise"])
        if night is not None and any(one.step == "customers" for one in night.faults):
            # Ranked by what customers were worth before; their directory may answer now.
            tx.nights.forget_steps(as_of, ["rank", "adopt", "publish", "advise"])
        tx.nights.begin(as_of)
        return True


def _pull_all(pipeline: Pipeline, as_of: datetime, call: Call) -> list[StepFault]:
    faults = []
    for source in pipeline.sources:

        def pull_one(source: TicketSource = source) -> Summary:
            return pull(
                source,
                pipeline.directory,
                pipeline.redactor,
                pipeline.languages,
                pipeline.store,
                now=as_of,
                progress=pipeline.progress,
                tickets_days=pipeline.tickets_days,
            )

        try:
            call(f"pull {source.name}", pull_one)
        except FeedbackError as error:
            faults.append(StepFault(f"pull {source.name}", str(error)))
        except Exception as error:  # a slip of ours in one source costs the others nothing
            faults.append(StepFault(f"pull {source.name}", unforeseen(source.name, error)))
    return faults


def _read_back(pipeline: Pipeline, as_of: datetime, call: Call) -> list[StepFault]:
    """What people made of our work items. What cannot be read now is taken as it was."""
    p = pipeline
    settle(p.store, p.outside)
    try:
        call(
            "read back",
            lambda: read_back(p.store, p.outside.tracker, p.redactor, p.plan_reading, now=as_of),
        )
    except FeedbackError as error:
        return [StepFault("read back", str(error))]
    return []


def _adopt_and_publish(pipeline: Pipeline, as_of: datetime, call: Call) -> list[StepFault]:
    """Plan the tracker's writes; nothing new where it cannot be told what is there already."""
    p, store, now = pipeline, pipeline.store, as_of
    faults = []
    try:
        call(
            "adopt",
            lambda: adopt(store, p.outside.tracker, p.embedder, p.publishing, p.adoption, now=now),
        )
    except FeedbackError as error:
        faults.append(StepFault("adopt", str(error)))
    may_create = not faults
    published = call(
        "publish",
        lambda: publish(store, p.publishing, p.adoption, now=now, may_create=may_create),
    )
    if published.get("stopped"):
        faults.append(StepFault("publish", f"Nothing was published: {published['stopped']}"))
    return faults


def _comparable(pipeline: Pipeline) -> ReconciliationPolicy:
    """Of tickets that are too old to be kept the source knows more than the store."""
    policy, kept_days = pipeline.reconciliation, pipeline.tickets_days
    return replace(policy, days=min(policy.days, kept_days)) if kept_days else policy


def _finish(pipeline: Pipeline, as_of: datetime, faults: Sequence[StepFault], call: Call) -> Night:
    """Send what waits, if anything may be sent, and close the night."""
    store = pipeline.store
    all_faults = list(faults)
    if pipeline.apply:
        sent = call(
            "dispatch",
            lambda: dispatch(
                store,
                pipeline.outside,
                max_writes=pipeline.max_writes,
                max_messages=pipeline.max_messages,
                max_notes=pipeline.max_notes,
                as_of=as_of,
                progress=pipeline.progress,
            ),
        )
        all_faults += [StepFault(f"dispatch {key}", why) for key, why in sent["faults"].items()]
        _account(store, as_of, sent)
    with store.begin() as tx:
        status = NightStatus.PARTIAL if all_faults else NightStatus.DONE
        tx.nights.finish(as_of, status, all_faults)
        night = tx.nights.get(as_of)
    assert night is not None, "the night was opened above"
    return night


def _account(store: Store, as_of: datetime, sent: Summary) -> None:
    """Keep what was not sent, and why; a night that sent everything keeps nothing of it."""
    left = {name: sent[name] for name in sent if name not in ("n_sent", "faults")}
    with store.begin() as tx:
        tx.nights.forget_steps(as_of, ["dispatch"])
        if any(left.values()):
            tx.nights.record_step(as_of, "dispatch", left)


def advise_between_nights(pipeline: Pipeline, now: datetime) -> Summary:
    """Read the fix plans and tell what changed, without waiting for the night.

    Raises `NightRunning` while a night holds the lock: it will do the same.
    """
    p = pipeline
    with p.store.lock():
        settle(p.store, p.outside)
        unread = {}
        try:
            read_again(p.store, p.outside.tracker, p.redactor, p.plan_reading, now=now)
        except FeedbackError as fault:
            unread["read back"] = str(fault)  # what was read before still holds
        plans = with_work_items(p.store, p.plan_source, p.plan_reading)
        with p.store.begin() as tx:
            summary = read_plans_and_plan_messages(
                tx, plans, p.support_agents, p.advice, now, has_read_all=not unread
            )
        if p.apply:
            summary |= dispatch(
                p.store,
                p.outside,
                max_writes=p.max_writes,
                max_messages=p.max_messages,
                max_notes=p.max_notes,
                as_of=now,
                progress=p.progress,
            )
        if unread:
            summary["faults"] = {**unread, **summary.get("faults", {})}
        return summary
