"""`feedback redact` and `feedback forget`: masking, and permanent removal."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from feedback.cli.options import By, Config, author_of
from feedback.cli.settings_file import check_there, settings_to_read, settings_to_write
from feedback.errors import InvalidInput


def forget(
    requester: Annotated[
        str, typer.Option(help="A person's e-mail address; it is not stored.")
    ] = "",
    customer: Annotated[str, typer.Option(help="Or the id of a customer.")] = "",
    why: Annotated[
        str, typer.Option(help="Stored with the decision: use no names.")
    ] = "asked for it",
    by: By = None,
    config: Config = None,
) -> None:
    """Permanently remove all data of a person or a customer, then verify that nothing is left."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_store, open_written
    from feedback.bootstrap.directory import own_domain
    from feedback.bootstrap.texts import open_redactor
    from feedback.domain.customers.requesters import address_of
    from feedback.domain.forgetting import mark_of
    from feedback.domain.tickets.ticket import RequesterId
    from feedback.steps.forget import Person
    from feedback.steps.forget import forget as forget_person
    from feedback.terminal.privacy import show_forgotten

    requester, customer = address_of(requester), customer.strip()
    if bool(requester) == bool(customer):
        raise InvalidInput("Say who: --requester ADDRESS or --customer ID.")
    author = author_of(by, why)
    pseudonym = open_redactor(settings.redaction).pseudonym(requester or customer)
    person = Person(
        kind="requester" if requester else "customer",
        given=requester,
        requester_id=RequesterId(pseudonym) if requester else None,
        customer_id=customer,
        mark=mark_of(pseudonym),
        domain=own_domain(requester),
    )
    done = forget_person(
        open_store(settings),
        person,
        open_written(settings),
        by=author.name,
        why=author.why,
        now=author.at,
    )
    show_forgotten(done)
    if done.left:
        raise typer.Exit(1)


def redact(
    preview: Annotated[Path, typer.Option(help="A CSV, Parquet or JSONL file.")],
    text_column: Annotated[str, typer.Option(help="The column with the text.")],
    config: Annotated[
        Path | None,
        typer.Option("--config", help="The settings file (default: built-in settings)."),
    ] = None,
    limit: Annotated[int, typer.Option(help="Texts to show; all are counted.", min=0)] = 20,
) -> None:
    """Show what would be masked in a file: before and after, and counts by kind.

    Shows the personal data on purpose; changes and stores nothing.
    """
    check_there(preview)
    from feedback.bootstrap.texts import open_redactor
    from feedback.replays import usable_texts
    from feedback.settings.tickets.texts import RedactionSettings
    from feedback.terminal.privacy import show_masked_counts, show_masking

    settings = RedactionSettings() if config is None else settings_to_read(config).redaction
    redactor = open_redactor(settings)
    texts = usable_texts(preview, text_column, None, None).tickets
    counts: Counter[str] = Counter()
    n_shown = n_touched = 0
    for ticket in sorted(texts, key=lambda ticket: int(ticket.key)):
        spans = redactor.spans(ticket.body)
        counts.update(kind for _, _, kind in spans)
        n_touched += bool(spans)
        if spans and n_shown < limit:
            show_masking(ticket.key, ticket.body, spans)
            n_shown += 1
    show_masked_counts(counts, n_touched, len(texts), n_shown)
