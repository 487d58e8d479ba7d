"""How long a night's publishing takes: `python -m benchmarks.publish`.

500 work items to make and 500 to change, with the real ledger, adapter and texts, against a Jira
stand-in (tests/stand_ins/jira/cloud.py) over HTTP in a process of its own. Prints the seconds
beyond the stand-in's own processor time, and how memory grew while writing.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
import requests
from pydantic import SecretStr

from feedback.adapters.jira.client import JiraClient, JiraSite
from feedback.adapters.jira.texts import Texts
from feedback.adapters.jira.tracker import JiraPolicy, JiraTracker
from feedback.adapters.store import SqlStore
from feedback.domain.impact.impact import Impact, ReceiptLine
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import (
    Description,
    Exemplar,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
)
from feedback.domain.plans.fix_plan_of_work_item import PlanReading
from feedback.domain.publishing.adoption import AdoptionPolicy
from feedback.domain.publishing.step_reports import DispatchReport
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.tickets.ticket import TicketId
from feedback.domain.tickets.vectors import Vectors
from feedback.ports import Embedder, Masked
from feedback.steps.night_state import read_night_state
from feedback.steps.publishing.adopt import adopt
from feedback.steps.publishing.dispatch import dispatch
from feedback.steps.publishing.outside import Outside
from feedback.steps.publishing.publish import publish
from feedback.steps.publishing.read_back import read_back
from tests.fakes import MemoryOutside
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.line import EMAIL, TOKEN, Answer, serve
from tests.stand_ins.jira.trackers import BANDS

N = 500
NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
N_CUSTOMERS = 30
SECONDS_AIM, MEMORY_AIM_MB = 60, 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=N, help="to make, and as many to change")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        with serve(_Timed()) as url:
            print(url, flush=True)
            sys.stdin.read()  # until the other side is done
        return
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.publish", "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        with TemporaryDirectory() as folder:
            _measure(server.stdout.readline().strip(), Path(folder), arguments.items)
    finally:
        server.terminate()
        server.wait()


def _measure(url: str, folder: Path, n: int) -> None:
    store = SqlStore(f"sqlite:///{folder}/store.db")
    outside = Outside(tracker=_tracker(url), channel=MemoryOutside())
    _publish(store, outside, range(1, n + 1), NIGHT, n_tickets=5)
    before, memory = _own_seconds(url), _Memory()
    started, ours = time.perf_counter(), time.process_time()
    sent = _publish(
        store, outside, range(1, 2 * n + 1), NIGHT + timedelta(days=1), n_tickets=6, memory=memory
    )
    seconds, ours = time.perf_counter() - started, time.process_time() - ours
    own = _own_seconds(url) - before
    assert (sent.n_sent, sent.faults) == (2 * n, {}), sent
    print(f"{n} work items made, {n} changed: {seconds:.1f} s, {own:.1f} s of them the stand-in's")
    print(f"beyond it: {seconds - own:.1f} s (aim: {SECONDS_AIM}); our processor time {ours:.1f} s")
    print(
        f"memory: {memory.first:.0f} MB at the first write, {memory.largest:.0f} MB at most after "
        f"it (aim: +{MEMORY_AIM_MB})"
    )
    if seconds - own > SECONDS_AIM or memory.largest - memory.first > MEMORY_AIM_MB:
        sys.exit("An aim was missed.")


def _publish(
    store: SqlStore,
    outside: Outside,
    numbers: Sequence[int],
    now: datetime,
    *,
    n_tickets: int,
    memory: "_Memory | None" = None,
) -> DispatchReport:
    """One night's publishing of so many issues, from reading back to the last write."""
    policy = PublishPolicy(max_new_items=10_000, max_updates=10_000)
    with store.begin() as tx:
        tx.nights.begin(now)
        ranked = [_ranked(number, n_tickets, now) for number in numbers]
        tx.issues.save(entry.issue for entry in ranked)
        tx.rankings.save(now, ranked)
    read_back(store, outside.tracker, _Unmasked(), PlanReading(), now=now)
    state = read_night_state(store)
    adopted = adopt(store, state, outside.tracker, _Nothing(), policy, AdoptionPolicy(), now=now)
    publish(store, state, policy, adopted=adopted, now=now)
    look = memory.look if memory else lambda _what, _n_done, _n_total: None
    return dispatch(store, outside, max_writes=10_000, progress=look)


def _ranked(number: int, n_tickets: int, now: datetime) -> RankedIssue:
    """An issue with a full receipt and quotes, as large ones have them."""
    quotes = tuple(
        Exemplar(TicketId(f"desk:{number}-{n}"), f"The export stops at row {n}000. " * 6)
        for n in range(5)
    )
    description = Description(
        f"Export {number} stops half-way", ("export", "rows", "stops"), quotes, IssueKind.DEFECT,
        0.9, n_tickets,
    )  # fmt: skip
    lines = tuple(
        ReceiptLine(
            f"c{n}", f"Customer {n}", "enterprise", Decimal(90_000 - n), Decimal("0.75"),
            Decimal("0.0400"), Decimal("2700.00"), Decimal("1350.00"), Decimal("5400.00"), 2,
            False, ("escalated", "renews in 30 days"),
        )
        for n in range(N_CUSTOMERS)
    )  # fmt: skip
    total = sum((line.contribution_usd for line in lines), Decimal(0))
    impact = Impact(total, total / 2, total * 2, lines, 0.0, 1 / N_CUSTOMERS, False)
    issue = Issue(IssueId(number), IssueState.ACTIVE, now, description, 0.4)
    return RankedIssue(issue, number, impact, number, "High", n_tickets, 3, 1, ())


def _tracker(url: str) -> JiraTracker:
    site = JiraSite(url, "cloud", "3", EMAIL, SecretStr(TOKEN))
    return JiraTracker(JiraClient(site), Texts(True, BANDS, 32_767), JiraPolicy("PROJ"))


class _Unmasked:
    def mask(self, text: str) -> Masked:
        return Masked(text, {})

    def pseudonym(self, requester: str) -> str:
        return requester


class _Nothing(Embedder):
    """Nobody has made work items of their own here."""

    model = "nothing"

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 1), np.float32)


class _Memory:
    """Resident memory of this process while it writes, MB."""

    first = 0.0
    largest = 0.0

    def look(self, _what: str, n_done: int, _n_total: int | None) -> None:
        if n_done % 25 == 0:
            now = psutil.Process().memory_info().rss / 1e6
            self.first = self.first or now
            self.largest = max(self.largest, now)


class _Timed:
    """The stand-in; `/own` tells the processor time of its process."""

    def __init__(self) -> None:
        self._site = JiraCloud()

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        if target == "/own":
            return Answer(200, {"seconds": time.process_time()})
        return self._site.answer(method, target, headers, body)


def _own_seconds(url: str) -> float:
    told: dict[str, float] = requests.get(f"{url}/own", timeout=10).json()
    return told["seconds"]


if __name__ == "__main__":
    main()
