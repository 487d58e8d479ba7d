"""How long forgetting takes in a store of 30 thousand tickets: `python -m benchmarks.forget`.

One night over the real tickets (docs/real-tickets.md), written to an outbox, in a folder of its
own; then a requester with one ticket, the one with most, and the customer with most are forgotten.
Vectors are bags of words: forgetting does not depend on who made them, and they cost nothing.
"""

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks import sumo
from benchmarks.data import SUMO, require
from feedback.bootstrap import open_pipeline
from feedback.bootstrap.texts import open_redactor
from feedback.domain.forgetting import mark_of
from feedback.domain.tickets.ticket import RequesterId
from feedback.settings import Settings, load_settings
from feedback.steps.forget import Person, forget
from feedback.steps.night import Pipeline, run_night
from tests.fakes import HashEmbedder

CONFIG = Path("config/sumo.toml")


def main() -> None:
    rows = pd.read_parquet(require(SUMO), columns=["requester", "created_at"])
    sumo.main()
    with TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        company = replace(open_pipeline(settings, apply=True), embedder=HashEmbedder())
        as_of = rows["created_at"].max().to_pydatetime().astimezone(UTC)
        started = time.perf_counter()
        run_night(company, as_of)
        store = Path(folder, "store.db").stat().st_size / 2**20
        print(f"{len(rows)} tickets, a store of {store:.0f} MB", end="; ")
        print(f"the night before took {time.perf_counter() - started:.0f} s\n")
        print(
            "| forgotten | tickets | seconds | of the processor | left |\n|---|---:|---:|---:|---|"
        )
        for words, person in _people(settings, Counter(rows["requester"])):
            _measure(company, words, person, as_of + timedelta(hours=1))


def _settings(folder: Path) -> Settings:
    settings = load_settings(CONFIG)
    (source,) = settings.sources
    return settings.model_copy(
        update={
            "sources": [source.model_copy(update={"path": require(SUMO).resolve()})],
            "store": settings.store.model_copy(update={"url": f"sqlite:///{folder}/store.db"}),
            "outbox": settings.outbox.model_copy(update={"path": folder / "outbox"}),
        }
    )


def _people(settings: Settings, n_tickets: Counter[str]) -> list[tuple[str, Person]]:
    redactor = open_redactor(settings.redaction)
    mapping = pd.read_csv(sumo.OUT / "requesters.csv")
    of_customer: Counter[str] = Counter()
    for requester, customer in zip(mapping["requester"], mapping["customer_id"], strict=True):
        of_customer[customer] += n_tickets[requester]
    once = min(requester for requester, n in n_tickets.items() if n == 1)
    (most, _), (customer, _) = n_tickets.most_common(1)[0], of_customer.most_common(1)[0]

    def requester(given: str) -> Person:
        pseudonym = redactor.pseudonym(given)
        return Person("requester", given, RequesterId(pseudonym), mark=mark_of(pseudonym))

    mark = mark_of(redactor.pseudonym(customer))
    return [
        ("a requester with one ticket", requester(once)),
        ("the requester with most", requester(most)),
        ("the customer with most", Person("customer", "", customer_id=customer, mark=mark)),
    ]


def _measure(company: Pipeline, words: str, person: Person, now: datetime) -> None:
    started, worked = time.perf_counter(), time.process_time()
    done = forget(
        company.store, person, company.outside.rewritable, by="benchmark", why="asked", now=now
    )
    seconds, own = time.perf_counter() - started, time.process_time() - worked
    left = ", ".join(f"{n} {place}" for place, n in done.left.items()) or "nothing"
    print(f"| {words} | {done.n_tickets} | {seconds:.1f} | {own:.1f} | {left} |", flush=True)


if __name__ == "__main__":
    main()
