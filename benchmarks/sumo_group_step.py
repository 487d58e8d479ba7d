"""Every night of the real tickets through the group step: `python -m benchmarks.sumo_group_step`.

As `benchmarks.sumo_nights`, but with all that the step reads and writes: a store on disk, titles,
themes, lineage. The night's tickets and their vectors are put in before the clock runs. Prints
figures as JSON.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.embeddings import SUMO_NAME, embedded, sumo_rows
from feedback.adapters.store import SqlStore
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.tickets.text import hash_text
from feedback.domain.tickets.ticket import RequesterId, Ticket, TicketFacts, TicketId
from feedback.settings.grouping import GroupingSettings
from feedback.steps.grouping.group import group

MODEL = "given"


def main() -> None:
    tickets, vectors = _tickets()
    first = tickets[0].facts.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    n_nights = (tickets[-1].facts.created_at - first).days + 1
    nights: list[list[int]] = [[] for _ in range(n_nights)]
    for row, ticket in enumerate(tickets):
        nights[(ticket.facts.created_at - first).days].append(row)
    dormant_after_days = GroupingSettings().dormant_after_days
    wall, cpu = [], []
    with TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{Path(folder) / 'store.db'}")
        for number, rows in enumerate(nights):
            as_of = first + timedelta(days=number + 1)
            with store.begin() as tx:
                tx.nights.begin(as_of)
                tx.tickets.upsert([tickets[row] for row in rows], as_of)
                hashes = [tickets[row].text_hash for row in rows]
                tx.embeddings.add(MODEL, hashes, vectors[rows])
            started, worked = time.perf_counter(), time.process_time()
            group(store, MODEL, GroupingPolicy(), dormant_after_days, now=as_of)
            wall.append(time.perf_counter() - started)
            cpu.append(time.process_time() - worked)
            print(f"\r{number + 1} of {n_nights} nights", end="", file=sys.stderr)
        store.close()
    print(json.dumps(_figures(wall, cpu)))


def _tickets() -> tuple[list[Ticket], Any]:
    data, rows = embedded(SUMO_NAME), sumo_rows()
    moments = [moment.to_pydatetime() for moment in rows["created_at"]]
    tickets = [
        Ticket(
            ticket_id=TicketId(key),
            source="sumo",
            key=key,
            subject=subject,
            body=body,
            text=text,
            text_hash=hash_text(text),
            language=language,
            requester_id=RequesterId(""),
            customer_id=None,
            facts=TicketFacts(moment, moment),
            digest="",
        )
        for key, subject, body, text, language, moment in zip(
            data.ids,
            rows["subject"],
            rows["body"],
            data.texts,
            data.languages,
            moments,
            strict=True,
        )
    ]
    return tickets, data.vectors


def _figures(wall: Sequence[float], cpu: Sequence[float]) -> dict[str, Any]:
    return {
        "seconds_100_200": float(np.median(wall[100:200])),
        "seconds_last_100": float(np.median(wall[-100:])),
        "cpu_100_200": float(np.median(cpu[100:200])),
        "cpu_last_100": float(np.median(cpu[-100:])),
        "nights_over_3_s": sum(seconds > 3 for seconds in wall),
    }


if __name__ == "__main__":
    main()
