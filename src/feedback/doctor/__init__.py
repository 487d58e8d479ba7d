"""Checks of a deployment, each with the way to fix what is wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from feedback.adapters.files.tickets import FileTicketSource
from feedback.bootstrap import input_faults, open_pipeline, open_store, texts
from feedback.bootstrap.publishing.ticket_notes import open_notes
from feedback.bootstrap.ticket_sources import open_ticket_source
from feedback.doctor.finding import Finding, attempt, attempt_all
from feedback.doctor.slack import slack_checks
from feedback.domain.customers.requesters import worst
from feedback.domain.wording import count
from feedback.errors import FeedbackError, InvalidInput
from feedback.onboarding.first_look import FirstLook, look_at_source
from feedback.ports import CustomerDirectory, Probed, TicketSource
from feedback.queries.customers.requesters import unresolved_domains
from feedback.settings import Settings, load_settings
from feedback.settings.tickets.sources import FileSourceSettings
from feedback.steps.night import Pipeline

__all__ = ["Finding", "examine", "first_looks"]


def examine(config: Path) -> Iterator[Finding]:
    """Check settings, input files, every credential, store, model, outbox, Jira and Slack. Changes
    nothing, but may create the store. One fault does not hide the others: only settings that cannot
    be read end it."""
    try:
        settings = load_settings(config)
    except FeedbackError as error:
        for words in str(error).splitlines():
            yield Finding("settings", "fault", words)
        return
    yield Finding("settings", "ok", f"{config} is complete, and all its keys exist")
    pipeline = None
    try:
        pipeline = open_pipeline(settings)
    except FeedbackError as error:
        for words in dict.fromkeys([*input_faults(settings), str(error)]):
            yield Finding("input files", "fault", words)
    if pipeline is not None:
        yield from _inputs(pipeline)
    store = attempt("store", lambda: _store(settings))
    yield store
    if store.level == "ok":
        yield from _unresolved(settings)
    yield attempt("model", lambda: _model(settings))
    yield attempt("outbox", lambda: _outbox(settings))
    yield from attempt_all("jira", lambda: _jira(settings))
    support_agents = tuple(pipeline.support_agents) if pipeline else ()
    yield from attempt_all("slack", lambda: slack_checks(settings, support_agents))
    yield from attempt_all("notes in the helpdesk", lambda: _notes(settings))
    yield from _warnings(settings)


def _inputs(pipeline: Pipeline) -> Iterator[Finding]:
    """What the night reads: its sources, its customers and who answers."""
    yield Finding(
        "input files",
        "ok",
        f"{count(len(pipeline.sources), 'source')}, "
        f"{count(len(pipeline.support_agents), 'support agent')}",
    )
    now = datetime.now(UTC)
    for source in pipeline.sources:
        yield attempt(f"source {source.name}", partial(_probed, source, now))
    yield attempt("customers", lambda: _customers(pipeline.directory, now))


def _notes(settings: Settings) -> Iterator[Finding]:
    notes = open_notes(settings)
    if notes is not None:
        yield attempt("notes in the helpdesk", notes.probe)


def _probed(source: TicketSource, now: datetime) -> str:
    """One cheap read with the source's own credential, or the first rows of a file."""
    if isinstance(source, FileTicketSource):
        return _first_rows(look_at_source(source))
    return source.probe(now) if isinstance(source, Probed) else "its files can be read"


def _first_rows(look: FirstLook) -> str:
    """Raises `InvalidInput` if no row of a file is a ticket."""
    n_rows = len(look.tickets) + len(look.set_aside)
    words = f"{count(len(look.tickets), 'ticket')} in the first {count(n_rows, 'row')}"
    unclear = "; ".join(look.row_doubts)
    if look.set_aside and not look.tickets:
        raise InvalidInput(f"{look.path}: {unclear}.")
    return f"{words}; {unclear}" if unclear else words


def first_looks(config: Path) -> Iterator[FirstLook]:
    """What is understood of each source that is read from files, for people to look at."""
    settings = load_settings(config)
    for source in settings.sources:
        if isinstance(source, FileSourceSettings):
            opened = open_ticket_source(source, settings)
            if isinstance(opened, FileTicketSource):
                yield look_at_source(opened)


def _customers(directory: CustomerDirectory, now: datetime) -> str:
    if isinstance(directory, Probed):
        return directory.probe(now)
    return count(len(directory.customers()), "customer")


def _store(settings: Settings) -> str:
    with open_store(settings).begin() as tx:
        latest = tx.nights.latest()
    last = (
        f"the latest night is {latest.as_of:%Y-%m-%d %H:%M} UTC"
        if latest
        else "no night has run yet"
    )
    return f"{settings.store.url} is at the current schema; {last}"


def _unresolved(settings: Settings) -> Iterator[Finding]:
    """Tickets without a known customer, and where most of them come from."""
    with open_store(settings).begin() as tx:
        n_unresolved, n_tickets = tx.tickets.n_unresolved()
        domains = unresolved_domains(tx)
    if n_unresolved:
        listed = ", ".join(f"{domain} ({n})" for domain, n in worst(domains, 10).items())
        yield Finding(
            "requesters",
            "warning",
            f"the customer of {n_unresolved:,} of {count(n_tickets, 'ticket')} is unknown. Most "
            f"come from: {listed}. Add these domains to their customers, or list the requesters in "
            "customers.requesters_path. Addresses of free mail providers can only be listed there",
        )


def _model(settings: Settings) -> str:
    embedder = texts.open_embedder(settings.embedding)
    vectors = embedder.embed(["The printer prints nothing."])
    return f"{embedder.model} turns a text into {vectors.shape[1]} numbers"


def _jira(settings: Settings) -> Iterator[Finding]:
    if settings.jira is None:
        yield Finding("jira", "ok", "not configured: work items go to the outbox")
        return
    from feedback.adapters.jira.checkup import checkup
    from feedback.bootstrap.publishing.jira import jira_policy, open_jira

    client = open_jira(settings.jira, settings.http)
    by_money = [band.name for band in settings.priority.bands]
    by_customers = [band.name for band in settings.priority.customer_bands]
    names = list(dict.fromkeys([*by_money, *by_customers]))
    for check in checkup(client, jira_policy(settings.jira), names):
        yield Finding(check.name, check.level, check.words)


def _outbox(settings: Settings) -> str:
    path = settings.outbox.path
    path.mkdir(parents=True, exist_ok=True)
    probe = path / ".doctor"
    probe.write_text("", encoding="utf-8")
    probe.unlink()
    return f"{path} can be written"


def _warnings(settings: Settings) -> Iterator[Finding]:
    if not settings.redaction.pseudonym_key.get_secret_value():
        yield Finding(
            "privacy",
            "warning",
            "requesters' pseudonyms have no key: anyone who knows an address can compute its "
            "pseudonym. Set FEEDBACK__REDACTION__PSEUDONYM_KEY to a long random value, and keep it",
        )
    if not settings.suppliers:
        yield Finding("suppliers", "warning", "none configured, so no support cost is reported")
    if settings.support_agents is None:
        yield Finding(
            "support agents", "warning", "none configured, so nobody hears about fix plans"
        )
    if not settings.apply:
        yield Finding("writing", "ok", "dry: nothing is written without --apply")
