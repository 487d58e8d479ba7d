"""Puts a pipeline together from settings: the only place that knows both sides."""

import gc
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from pydantic import SecretStr

from feedback.adapters.customer_records import (
    DirectoryPolicy,
    Record,
    RecordDirectory,
    free_domains,
)
from feedback.adapters.files.fix_plans import FileFixPlanSource
from feedback.adapters.files.people import FileCustomerDirectory, FileSupportRoster, read_requesters
from feedback.adapters.language import LinguaDetector
from feedback.adapters.outbox import Outbox
from feedback.adapters.redaction import PresidioRedactor
from feedback.adapters.segmented_customers import SegmentedDirectory
from feedback.adapters.store import SqlStore
from feedback.bootstrap_advice import advice_policy, response_policy
from feedback.bootstrap_notes import open_notes
from feedback.bootstrap_slack import (
    app_token_of,
    open_channel,
    open_rewritable,
    open_slack_api,
)
from feedback.bootstrap_supply import segment_of, segment_rules, supplier_terms
from feedback.domain.adoption import AdoptionPolicy
from feedback.domain.customer import Customer, Supplier, SupportAgent
from feedback.domain.fix_plan_of_work_item import PlanReading
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.impact import ImpactPolicy
from feedback.domain.priority import Band, PriorityPolicy
from feedback.domain.ranking import RankingPolicy
from feedback.domain.readers import Readers
from feedback.domain.reconciliation import ReconciliationPolicy
from feedback.domain.regression import RegressionPolicy
from feedback.domain.requesters import NO_ADDRESS, domain_of
from feedback.domain.spike import SpikePolicy
from feedback.domain.ticket import SetAside, TicketPriority
from feedback.domain.trend import TrendPolicy
from feedback.domain.work_item import PublishPolicy
from feedback.errors import InvalidInput
from feedback.ports import (
    CustomerDirectory,
    Embedder,
    FixPlanSource,
    IssueTracker,
    Progress,
    RecordedPlan,
    Rewritable,
    TicketSource,
    TitleWriter,
)
from feedback.queries.messages import message_payload
from feedback.queries.timeliness import TimelinessPolicy
from feedback.settings import (
    EmbeddingSettings,
    GroupingSettings,
    RedactionSettings,
    Settings,
    TitleSettings,
    WorkbenchSettings,
)
from feedback.settings_customers import (
    SECRET_NAME,
    FileCustomerSettings,
    HubSpotCustomerSettings,
    SalesforceCustomerSettings,
    SqlCustomerSettings,
    ZendeskCustomerSettings,
)
from feedback.settings_sources import SourceSettings
from feedback.steps.night import Pipeline
from feedback.steps.outside import Outside
from feedback.steps.replay import Workbench
from feedback.steps.respond import ResponsePolicy, record_response

TICKET_SOURCES = {
    "discourse": "feedback.adapters.discourse:DiscourseTicketSource",
    "file": "feedback.adapters.files.tickets:FileTicketSource",
    "freshdesk": "feedback.adapters.freshdesk:FreshdeskTicketSource",
    "intercom": "feedback.adapters.intercom:IntercomTicketSource",
    "jira_service_management": "feedback.adapters.jira_service:JiraServiceTicketSource",
    "request_tracker": "feedback.adapters.request_tracker:RequestTrackerTicketSource",
    "sql": "feedback.adapters.sql.tickets:SqlTicketSource",
    "zendesk": "feedback.adapters.zendesk:ZendeskTicketSource",
}
"""kind → what makes the source from its settings; imported on first use."""

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""Python's 700 makes it walk the million objects of torch and spaCy again and again while a night
loads its tickets: a fifth of a short night. Memory was the same to the percent."""


def silent(_what: str, _n_done: int, _n_total: int | None) -> None:
    """A `Progress` that shows nothing."""


def open_pipeline(
    settings: Settings, *, apply: bool | None = None, progress: Progress = silent
) -> Pipeline:
    """Everything a night needs. Reads and checks all input files before any work starts.

    Raises `InvalidInput` naming what is wrong, where, and the remedy.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    sources = [_ticket_source(source, settings) for source in settings.sources]
    directory = _directory(settings)
    suppliers = _suppliers(settings)
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
        redactor=open_redactor(settings.redaction),
        languages=LinguaDetector(settings.text.languages),
        embedder=_embedder(settings.embedding),
        outside=Outside(
            tracker=_tracker(settings, outbox),
            channel=open_channel(settings, roster, outbox),
            rewritable=open_rewritable(settings, outbox),
            notes=open_notes(settings),
            # A folder of files is searched as it is.
            index_lag=timedelta(seconds=settings.publish.index_lag_seconds if settings.jira else 0),
        ),
        grouping=_grouping_policy(settings.grouping),
        dormant_after_days=settings.grouping.dormant_after_days,
        ranking=_ranking_policy(settings, suppliers),
        publishing=_publish_policy(settings),
        adoption=AdoptionPolicy(**settings.adoption.model_dump()),
        plan_reading=PlanReading(**settings.read_back.model_dump()),
        advice=advice_policy(settings, suppliers),
        max_writes=settings.publish.max_writes,
        max_messages=settings.advice.max_messages,
        max_notes=settings.helpdesk_notes.max_notes,
        apply=settings.apply if apply is None else apply,
        progress=progress,
        tickets_days=settings.retention.tickets_days,
        reconciliation=ReconciliationPolicy(**settings.reconciliation.model_dump()),
        title_writer=_title_writer(settings.titles),
        max_titles=settings.titles.max_issues_per_night,
    )


def open_responses(settings: Settings) -> tuple[SqlStore, ResponsePolicy]:
    """What recording people's answers takes."""
    suppliers = _suppliers(settings)
    roster = _roster(settings, suppliers)
    redactor = open_redactor(settings.redaction)
    return open_store(settings), response_policy(settings, suppliers, roster, redactor)


def open_listener(settings: Settings, tell: Callable[[str], None]) -> Callable[[Event], None]:
    """What hears the buttons in Slack until an event is set; `tell` gets a line about each answer.

    Raises `InvalidInput` where Slack is not set up, or a token is missing.
    """
    from feedback.adapters.slack.listener import SlackListener
    from feedback.adapters.slack.people import People

    api, app_token = open_slack_api(settings), app_token_of(settings)
    store, policy = open_responses(settings)
    listener = SlackListener(
        api,
        People(api, _roster(settings, _suppliers(settings))),
        answer=lambda response: record_response(store, response, policy),
        payload_of=lambda key: message_payload(store, key),
        tell=tell,
    )
    return lambda stopped: listener.listen(app_token, stopped)


def open_readers(settings: Settings) -> tuple[SqlStore, Readers]:
    """Who hears about which ticket."""
    suppliers = _suppliers(settings)
    readers = Readers(_roster(settings, suppliers), suppliers, settings.advice.readers)
    return open_store(settings), readers


def open_timeliness(settings: Settings) -> tuple[SqlStore, TimelinessPolicy]:
    """What measuring timeliness takes."""
    return open_store(settings), timeliness_policy(settings)


def timeliness_policy(settings: Settings) -> TimelinessPolicy:
    return TimelinessPolicy(_suppliers(settings), settings.escalation.stale_after_days)


def _roster(settings: Settings, suppliers: dict[str, Supplier]) -> Sequence[SupportAgent]:
    if settings.support_agents is None:
        return ()
    return FileSupportRoster(settings.support_agents.path, suppliers).support_agents()


def beginning_on(settings: Settings, name: str, since: date) -> Settings:
    """The settings with one source only, that begins on this day where its kind can.

    Raises `InvalidInput` for a source that is not configured.
    """
    found = [source for source in settings.sources if source.name == name]
    if not found:
        names = ", ".join(source.name for source in settings.sources)
        raise InvalidInput(f'There is no source "{name}". Configured are: {names}.')
    source = found[0]
    if "start_on" in type(source).model_fields:
        source = source.model_copy(update={"start_on": since})
    return settings.model_copy(update={"sources": [source]})


def open_redactor(settings: RedactionSettings) -> PresidioRedactor:
    """What masks texts and gives requesters their pseudonyms."""
    return PresidioRedactor(settings.phone_regions, settings.pseudonym_key.get_secret_value())


def own_domain(address: str) -> str:
    """The domain of an address; empty where everybody may have one, or there is none."""
    domain = domain_of(address)
    return "" if domain == NO_ADDRESS or domain in free_domains() else domain


def open_tracker(settings: Settings) -> IssueTracker:
    """Where work items are."""
    return _tracker(settings, Outbox(settings.outbox.path))


def _tracker(settings: Settings, outbox: Outbox) -> IssueTracker:
    if settings.jira is None:
        return outbox
    from feedback.bootstrap_jira import open_tracker

    return open_tracker(settings.jira, settings.http, _priority_policy(settings))


def open_written(settings: Settings) -> Rewritable:
    """What was written outside, where it can be rewritten."""
    return open_rewritable(settings, Outbox(settings.outbox.path))


def open_store(settings: Settings) -> SqlStore:
    return SqlStore(settings.store.url)


def open_regrouping(settings: Settings) -> tuple[SqlStore, Embedder, GroupingPolicy]:
    """What grouping everything afresh takes."""
    return (
        open_store(settings),
        _embedder(settings.embedding),
        _grouping_policy(settings.grouping),
    )


def _embedder(settings: EmbeddingSettings) -> Embedder:
    from feedback.adapters.embedding import SentenceTransformerEmbedder

    if settings.dask_address:
        from feedback.adapters.embedding_dask import DaskEmbedder

        return DaskEmbedder(
            settings.dask_address,
            settings.model,
            settings.max_tokens,
            settings.dtype,
            settings.max_chunks,
        )
    return SentenceTransformerEmbedder(
        settings.model, settings.max_tokens, settings.dtype, settings.max_chunks
    )


def _title_writer(settings: TitleSettings) -> TitleWriter | None:
    if not settings.url:
        return None
    from feedback.adapters.language_model import LanguageModelTitles

    return LanguageModelTitles(
        settings.url, settings.model, settings.api_key.get_secret_value(), settings.timeout_seconds
    )


def _grouping_policy(settings: GroupingSettings) -> GroupingPolicy:
    return GroupingPolicy(**settings.model_dump(exclude={"dormant_after_days"}))


def _ticket_source(source: SourceSettings, settings: Settings) -> TicketSource:
    module, _, maker = TICKET_SOURCES[source.kind].partition(":")
    made: Any = getattr(importlib.import_module(module), maker)
    outside: dict[str, Any] = {}
    if source.needs_secret:
        from feedback.adapters.http import Wire

        outside = {
            "secret": _secret(source.name, source.needs_secret, settings.secrets),
            "wire": Wire(**settings.http.model_dump()),
        }
    elif source.may_have_secret:
        outside = {"secret": _secret_if_any(source.name, settings.secrets)}
    opened: TicketSource = made(**source.model_dump(exclude={"kind"}), **outside)
    return opened


def _directory(settings: Settings) -> CustomerDirectory:
    rules = segment_rules(settings)
    directory = open_directory(settings)
    if not rules:
        return directory
    return SegmentedDirectory(directory, rules, settings.customers.default_segment)


def open_directory(settings: Settings) -> CustomerDirectory:
    """The customers as their directory has them, before rules place them in segments."""
    given = settings.customers
    segments = tuple(settings.segments)
    if isinstance(given, FileCustomerSettings):
        has_rules = bool(segment_rules(settings))
        return FileCustomerDirectory(given.path, given.requesters_path, segments, has_rules)
    requesters = read_requesters(given.requesters_path) if given.requesters_path else {}
    policy = DirectoryPolicy(
        segments, given.default_segment, given.segment_values, given.usd_per, given.health_max
    )
    return RecordDirectory(given.kind, _customer_reader(given, settings), requesters, policy)


def _customer_reader(
    given: SqlCustomerSettings
    | SalesforceCustomerSettings
    | HubSpotCustomerSettings
    | ZendeskCustomerSettings,
    settings: Settings,
) -> Callable[[], Iterable[Record]]:
    from feedback.adapters import customer_sql, customer_systems
    from feedback.adapters.http import Wire, secret_variable

    secret = _secret(SECRET_NAME, given.needs_secret, settings.secrets).get_secret_value()
    if isinstance(given, SqlCustomerSettings):
        query = given.query
        return lambda: customer_sql.read_customers(secret, query)
    wire = Wire(**settings.http.model_dump())
    columns = {**customer_systems.COLUMNS[given.kind], **given.columns}
    variable, url = secret_variable(SECRET_NAME), given.url
    match given:
        case SalesforceCustomerSettings(where=where):
            return lambda: customer_systems.salesforce(url, secret, variable, columns, where, wire)
        case ZendeskCustomerSettings(email=email):
            return lambda: customer_systems.zendesk(url, secret, variable, columns, email, wire)
        case _:
            return lambda: customer_systems.hubspot(url, secret, variable, columns, wire)


def _secret(name: str, what: str, secrets: Mapping[str, SecretStr]) -> SecretStr:
    """What the environment holds for a source. Raises `InvalidInput` if it holds nothing."""
    from feedback.adapters.http import secret_variable

    found = _secret_if_any(name, secrets)
    if not found.get_secret_value():
        raise InvalidInput(
            f'Source "{name}" needs a secret: set {secret_variable(name)} to {what}.'
        )
    return found


def _secret_if_any(name: str, secrets: Mapping[str, SecretStr]) -> SecretStr:
    return secrets.get(name.replace("-", "_"), SecretStr(""))


def _suppliers(settings: Settings) -> dict[str, Supplier]:
    return {name: terms.supplier for name, terms in supplier_terms(settings).items()}


def _ranking_policy(settings: Settings, suppliers: dict[str, Supplier]) -> RankingPolicy:
    impact = settings.impact.model_dump(exclude={"severity"})
    severity = settings.impact.severity.model_dump()
    return RankingPolicy(
        impact=ImpactPolicy(
            **impact, severity_by_priority={p: severity[str(p)] for p in TicketPriority}
        ),
        priority=_priority_policy(settings),
        spike=SpikePolicy(**settings.spike.model_dump()),
        trend=TrendPolicy(**settings.trend.model_dump()),
        regression=RegressionPolicy(**settings.regression.model_dump()),
        segments={name: segment_of(name, one) for name, one in settings.segments.items()},
        suppliers=suppliers,
        default_segment=settings.customers.default_segment,
    )


def _priority_policy(settings: Settings) -> PriorityPolicy:
    return PriorityPolicy(
        [Band(band.name, band.min_usd) for band in settings.priority.bands],
        settings.priority.hysteresis,
    )


def _publish_policy(settings: Settings) -> PublishPolicy:
    return PublishPolicy(
        **settings.publish.model_dump(exclude={"max_writes", "index_lag_seconds"}),
        routing=[one.rule() for one in settings.routing],
    )


@contextmanager
def open_workbench(settings: WorkbenchSettings) -> Iterator[Workbench]:
    """What grouping a file takes, with a store that is gone afterwards."""
    with TemporaryDirectory(prefix="feedback-") as folder:
        yield Workbench(
            store=SqlStore(f"sqlite:///{folder}/store.db"),
            directory=_NoCustomers(),
            redactor=PresidioRedactor(settings.redaction.phone_regions, ""),
            languages=LinguaDetector(settings.text.languages),
            embedder=_embedder(settings.embedding),
            grouping=_grouping_policy(settings.grouping),
            dormant_after_days=settings.grouping.dormant_after_days,
            spike=SpikePolicy(**settings.spike.model_dump()),
        )


class _NoCustomers:
    """Grouping a file needs nobody's worth."""

    def customers(self) -> Sequence[Customer]:
        return ()

    def set_aside(self) -> Sequence[SetAside]:
        return ()

    def among(self, customers: Sequence[Customer]) -> CustomerDirectory:
        return self

    def customer_of(self, requester: str) -> str | None:
        return None


class _NoFixPlans:
    """Nobody has told this deployment where plans are."""

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        return ()
