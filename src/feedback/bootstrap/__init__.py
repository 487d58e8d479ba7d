"""Builds a pipeline from settings: the only place that knows both sides."""

import gc
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from threading import Event

from feedback.adapters.files.fix_plans import FileFixPlanSource
from feedback.adapters.files.people import FileSupportRoster
from feedback.adapters.outbox.outbox import Outbox
from feedback.adapters.store import SqlStore
from feedback.bootstrap import texts
from feedback.bootstrap.agreements import suppliers_of
from feedback.bootstrap.directory import open_segmented_directory
from feedback.bootstrap.plans import advice_policy, response_policy
from feedback.bootstrap.policies import (
    grouping_policy,
    priority_policy,
    publish_policy,
    ranking_policy,
    regression_policy,
    timeliness_policy,
)
from feedback.bootstrap.publishing.slack import (
    app_token_of,
    open_channel,
    open_rewritable,
    open_slack_api,
)
from feedback.bootstrap.publishing.ticket_notes import open_notes
from feedback.bootstrap.ticket_sources import open_ticket_source, reading_policies
from feedback.domain.customers.supplier import Supplier, SupportAgent
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.plans.fix_plan_of_work_item import PlanReading
from feedback.domain.plans.messages.digest_policy import DigestPolicy
from feedback.domain.publishing.adoption import AdoptionPolicy
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.tickets.reconciliation import ReconciliationPolicy
from feedback.errors import FeedbackError
from feedback.ports import Embedder, FixPlanSource, IssueTracker, Progress, RecordedPlan, Rewritable
from feedback.queries.plans.timeliness import TimelinessPolicy
from feedback.queries.publishing.messages import sent_message
from feedback.settings import Settings
from feedback.steps.night import Pipeline
from feedback.steps.plans.record_response import ResponsePolicy, record_response
from feedback.steps.publishing.outside import Outside

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""With Python's default of 700 it walks the million objects of torch and spaCy again and again
while a night loads its tickets: a fifth of a short night. Memory stayed the same within a
percent."""


def silent(_what: str, _n_done: int, _n_total: int | None) -> None:
    """A `Progress` that shows nothing."""


def open_pipeline(
    settings: Settings, *, apply: bool | None = None, progress: Progress = silent
) -> Pipeline:
    """Everything a night needs. Reads and checks all input files before any work starts.

    Raises `InvalidInput` naming what is wrong, where, and the remedy.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    sources = [open_ticket_source(source, settings) for source in settings.sources]
    directory = open_segmented_directory(settings)
    suppliers = suppliers_of(settings)
    roster = _roster(settings, suppliers)
    plan_source: FixPlanSource = (
        FileFixPlanSource(settings.fix_plans.path) if settings.fix_plans else _NoFixPlans()
    )
    outbox = Outbox(settings.outbox.path)
    return Pipeline(
        store=open_store(settings),
        sources=sources,
        directory=directory,
        support_agents=roster,
        plan_source=plan_source,
        redactor=texts.open_redactor(settings.redaction),
        languages=texts.open_detector(settings.text),
        embedder=texts.open_embedder(settings.embedding),
        outside=Outside(
            tracker=_tracker(settings, outbox),
            channel=open_channel(settings, roster, outbox),
            rewritable=open_rewritable(settings, outbox),
            notes=open_notes(settings),
            # A folder of files is searched directly.
            index_lag=timedelta(seconds=settings.publish.index_lag_seconds if settings.jira else 0),
        ),
        grouping=grouping_policy(settings.grouping),
        dormant_after_days=settings.grouping.dormant_after_days,
        ranking=ranking_policy(settings, suppliers),
        regression=regression_policy(settings),
        publishing=publish_policy(settings),
        adoption=AdoptionPolicy(**settings.adoption.model_dump()),
        plan_reading=PlanReading(**settings.read_back.model_dump()),
        advice=advice_policy(settings, suppliers),
        max_writes=settings.publish.max_writes,
        max_messages=settings.advice.max_messages,
        max_notes=settings.helpdesk_notes.max_notes,
        apply=settings.apply if apply is None else apply,
        progress=progress,
        tickets_days=settings.retention.tickets_days,
        reading=reading_policies(settings),
        reconciliation=ReconciliationPolicy(**settings.reconciliation.model_dump()),
        title_writer=texts.open_title_writer(settings.titles),
        max_titles=settings.titles.max_issues_per_night,
    )


def input_faults(settings: Settings) -> list[str]:
    """What is wrong with the input files and sources: each opened by itself, so that one fault does
    not hide the others."""
    suppliers = suppliers_of(settings)
    plans = settings.fix_plans
    opened: list[Callable[[], object]] = [
        *(partial(open_ticket_source, source, settings) for source in settings.sources),
        partial(open_segmented_directory, settings),
        partial(_roster, settings, suppliers),
        *([partial(FileFixPlanSource, plans.path)] if plans else []),
    ]
    faults = []
    for open_one in opened:
        try:
            open_one()
        except FeedbackError as error:
            faults.append(str(error))
    return faults


def open_responses(settings: Settings) -> tuple[SqlStore, ResponsePolicy]:
    """What is needed to record people's answers."""
    suppliers = suppliers_of(settings)
    roster = _roster(settings, suppliers)
    redactor = texts.open_redactor(settings.redaction)
    return open_store(settings), response_policy(settings, suppliers, roster, redactor)


def open_listener(settings: Settings, tell: Callable[[str], None]) -> Callable[[Event], None]:
    """Listens for Slack button clicks until an event is set; `tell` gets a line about each answer.
    Raises `InvalidInput` if Slack is not set up or a token is missing.
    """
    from feedback.adapters.slack.buttons.listener import SlackListener
    from feedback.adapters.slack.people import People

    api, app_token = open_slack_api(settings), app_token_of(settings)
    store, policy = open_responses(settings)
    listener = SlackListener(
        api,
        People(api, _roster(settings, suppliers_of(settings))),
        answer=lambda response: record_response(store, response, policy),
        message_of=lambda key: sent_message(store, key),
        tell=tell,
    )
    return lambda stopped: listener.listen(app_token, stopped)


def open_readers(settings: Settings) -> tuple[SqlStore, Readers]:
    """Who is told about which ticket."""
    suppliers = suppliers_of(settings)
    readers = Readers(_roster(settings, suppliers), suppliers, settings.advice.readers)
    return open_store(settings), readers


def open_answers(settings: Settings) -> tuple[SqlStore, Readers, DigestPolicy]:
    """What is needed to tell product's answers: the same readers and quiet hours as a night."""
    store, readers = open_readers(settings)
    return store, readers, advice_policy(settings, suppliers_of(settings)).digests


def open_timeliness(settings: Settings) -> tuple[SqlStore, TimelinessPolicy]:
    """What is needed to measure timeliness."""
    return open_store(settings), timeliness_policy(settings)


def _roster(settings: Settings, suppliers: dict[str, Supplier]) -> Sequence[SupportAgent]:
    if settings.support_agents is None:
        return ()
    return FileSupportRoster(settings.support_agents.path, suppliers).support_agents()


def open_tracker(settings: Settings) -> IssueTracker:
    """The issue tracker, as people name it."""
    return _tracker(settings, Outbox(settings.outbox.path))


def _tracker(settings: Settings, outbox: Outbox) -> IssueTracker:
    if settings.jira is None:
        return outbox
    from feedback.bootstrap.publishing.jira import open_tracker

    return open_tracker(settings.jira, settings.http, priority_policy(settings))


def open_written(settings: Settings) -> Rewritable:
    """The written messages and files that can be rewritten."""
    return open_rewritable(settings, Outbox(settings.outbox.path))


def open_store(settings: Settings) -> SqlStore:
    return SqlStore(settings.store.url)


def open_regrouping(settings: Settings) -> tuple[SqlStore, Embedder, GroupingPolicy]:
    """What is needed to regroup all tickets."""
    return (
        open_store(settings),
        texts.open_embedder(settings.embedding),
        grouping_policy(settings.grouping),
    )


class _NoFixPlans:
    """A source without fix plans, for a deployment that has none."""

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        return ()
