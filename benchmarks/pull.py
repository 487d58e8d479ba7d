"""How long 30 thousand tickets take from a helpdesk into the store: `python -m benchmarks.pull`.

A Zendesk stand-in (tests/stand_ins/zendesk.py) serves real texts over HTTP from a process of its
own; the real source, redaction, language detection and store take them in. Prints seconds, and how
memory grew from the first page to the largest after it. No limit of requests a minute: with
Zendesk's own 10, a first pull of 30 pages waits two minutes more.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
from pydantic import SecretStr

from benchmarks.data import SUMO, require
from feedback.adapters.helpdesks.zendesk import ZendeskTicketSource
from feedback.adapters.store import SqlStore
from feedback.adapters.texts.language import LinguaDetector
from feedback.adapters.texts.redaction import PresidioRedactor
from feedback.adapters.web_client.http import Wire
from feedback.domain.customers.customer import Customer
from feedback.ports import Page
from feedback.settings.tickets.texts import RedactionSettings, TextSettings
from feedback.steps.tickets.pull import pull
from tests.stand_ins.line import SECRET
from tests.stand_ins.zendesk import ZendeskDesk

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
N_TICKETS = 30_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=N_TICKETS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        _serve(arguments.tickets)
        return
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.pull", "--serve", "--tickets", str(arguments.tickets)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        with TemporaryDirectory() as folder:
            _measure(server.stdout.readline().strip(), Path(folder), arguments.tickets)
    finally:
        server.terminate()
        server.wait()


def _measure(url: str, folder: Path, n_tickets: int) -> None:
    source = _Watched(url)
    store = SqlStore(f"sqlite:///{folder}/store.db")
    with store.begin() as tx:
        tx.nights.begin(NIGHT)
    redactor = PresidioRedactor(RedactionSettings().phone_regions, "")
    languages = LinguaDetector(TextSettings().languages)
    started = time.perf_counter()
    pulled = pull(
        source,
        _NoCustomers(),
        redactor,
        languages,
        store,
        now=NIGHT,
        progress=lambda _what, n_done, _n_total: print(f"  {n_done}", end="\r", file=sys.stderr),
    )
    seconds = time.perf_counter() - started
    assert pulled.n_new + pulled.n_set_aside == n_tickets, pulled
    first, *others = source.memory_mb
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n_tickets} tickets in {len(source.memory_mb)} pages: {seconds:.1f} s")
    print(
        f"memory after the first page {first:.0f} MB, at most {max(others):.0f} MB after a later "
        f"one ({max(others) - first:+.0f} MB), after the last {others[-1]:.0f} MB; "
        f"peak {peak:.0f} MB"
    )


class _Watched:
    """The source, with the memory of this process when each page has been kept."""

    def __init__(self, url: str) -> None:
        self.name = "desk"
        self.memory_mb: list[float] = []
        self._inner = ZendeskTicketSource(
            "desk", url, SecretStr(SECRET), "sync@acme.com",
            requests_per_minute=100_000, wire=Wire(),
        )  # fmt: skip

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        for page in self._inner.pages(cursor, until):
            yield page
            self.memory_mb.append(psutil.Process().memory_info().rss / 2**20)


class _NoCustomers:
    def customers(self) -> Sequence[Customer]:
        return ()

    def customer_of(self, requester: str) -> str | None:
        return None


def _serve(n_tickets: int) -> None:
    """Until it is ended; prints its address first."""
    desk = _filled(n_tickets)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = desk.answer(httpx.Request("GET", self.path, headers=dict(self.headers)))
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


def _filled(n_tickets: int) -> ZendeskDesk:
    """Real texts, each from one of 5,000 requesters."""
    import pandas as pd

    rows = pd.read_parquet(require(SUMO), columns=["subject", "body"])
    desk = ZendeskDesk()
    desk.users = [{"id": n, "email": f"person{n}@example.com"} for n in range(5000)]
    for key in range(n_tickets):
        row = rows.iloc[key % len(rows)]
        at = NIGHT - timedelta(minutes=n_tickets - key)
        requester = key * 7 % 5000
        desk.put(key + 1, at, row["body"] or "-", subject=row["subject"], requester_id=requester)
    return desk


if __name__ == "__main__":
    main()
