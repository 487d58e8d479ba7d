"""A year of half a million tickets: every report of the supply chain, and all at once, timed.

`python -m benchmarks.supply [n_tickets]` fills a store with made-up facts (no words), then runs
each report in a process of its own and prints seconds and peak memory.
"""

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

N_TICKETS, N_CUSTOMERS, N_ISSUES, N_THEMES = 500_000, 5_000, 400, 30
AS_OF = datetime(2026, 12, 31, 3, tzinfo=UTC)
REPORTS = (
    ("reports", "--out"),
    ("scorecard", "--out"),
    ("mismatch", "--out"),
    ("portfolio", "--out"),
    ("pack", "--out"),
    ("suppliers", "what-if", "--segment", "mid-market", "--contact-type", "TH-3", "--to", "brook"),
    ("suppliers", "reference", "--since", "2026-01-01", "--until", "2026-06-30", "--why", "bench"),
)
CONFIG = """\
[store]
url = "sqlite:///store.db"
[[sources]]
name = "desk"
path = "none.jsonl"
[customers]
path = "customers.csv"
default_segment = "self-serve"
[segments.enterprise]
margin = 0.75
[segments.enterprise.profile]
first_response = "4 h"
resolution = "72 h"
csat = "4.2 of 5"
reopen_rate = "5 %"
served_by = ["expert"]
[segments.mid-market]
[segments.mid-market.profile]
first_response = "6 h"
resolution = "60 h"
hours = "Mo-Fr 08:00-20:00 Europe/Berlin"
[segments.self-serve]
[segments.self-serve.profile]
first_response = "24 h"
hours = "Mo-Fr 09:00-17:00 America/New_York"
[suppliers.house]
is_outsourced = false
kind = "expert"
groups = ["core"]
unit_cost_usd = 15
[suppliers.brook]
is_outsourced = true
kind = "low-cost"
groups = ["front"]
unit_cost_usd = 4
targets = [{ metric = "csat", target = "4 of 5" }]
[suppliers.coast]
is_outsourced = true
kind = "expert"
groups = ["late"]
unit_cost_usd = 30
pricing = "per hour"
hours_per_month = 900
"""


def main() -> None:
    n_tickets = int(sys.argv[1]) if len(sys.argv) > 1 else N_TICKETS
    with tempfile.TemporaryDirectory(prefix="feedback-supply-") as name:
        folder = Path(name)
        start = time.perf_counter()
        fill(folder, n_tickets)
        rank(folder)
        print(f"{n_tickets:,} tickets made in {time.perf_counter() - start:.0f} s\n")
        print("| report | seconds | peak memory |\n|---|---:|---:|")
        for report in REPORTS:
            seconds, mb = run(report, folder)
            print(
                f"| {' '.join(report[:2]).removesuffix(' --out')} | {seconds:.1f} | {mb:.0f} MB |"
            )


def run(report: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Seconds and peak resident memory (MB) of one report as a program."""
    arguments = [*report, *([str(folder / "out")] if report[-1] == "--out" else [])]
    command = [sys.executable, "-c", RUN, *arguments, "--config", str(folder / "feedback.toml")]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, int(done.stderr.splitlines()[-1]) / 1024


RUN = """
import resource, sys
from feedback.cli import app
try:
    app()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def fill(folder: Path, n_tickets: int) -> None:
    """A store as a year of nights would leave it, but for the words. The same every time."""
    from feedback.adapters.store import SqlStore

    chance = random.Random(7)
    (folder / "feedback.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "customers.csv").write_text("customer_id,segment\n", encoding="utf-8")
    SqlStore(f"sqlite:///{folder}/store.db").close()
    with sqlite3.connect(folder / "store.db") as db:
        db.execute("insert into night values (?, 'done', '[]')", (at(AS_OF),))
        db.executemany(
            "insert into customer (customer_id, name, segment, value_usd, country) "
            "values (?, ?, ?, ?, '')",
            [
                (f"c{n}", f"Customer {n}", segment_of(n), f"{10 ** chance.uniform(2, 6):.2f}")
                for n in range(N_CUSTOMERS)
            ],
        )
        db.executemany(
            "insert into theme values (?, ?, ?, ?)",
            [(n, f"Theme {n}", 13, at(AS_OF)) for n in range(1, N_THEMES + 1)],
        )
        db.executemany(
            "insert into issue (issue_id, state, emerged_at, title, keyphrases, exemplars, kind, "
            "kind_confidence, n_described, cohesion, theme_id, terms) "
            "values (?, 'active', ?, ?, '[]', '[]', ?, 1, 5, 0.5, ?, '{}')",
            [
                (
                    n,
                    at(AS_OF - timedelta(days=300)),
                    f"Issue {n}",
                    ("defect", "request", "question")[n % 3],
                    1 + n % N_THEMES,
                )
                for n in range(1, N_ISSUES + 1)
            ],
        )
        db.executemany(
            f"insert into ticket values ({', '.join('?' * 29)})",
            (ticket(number, n_tickets, chance) for number in range(n_tickets)),
        )
        db.executemany(
            "insert into membership values (?, ?, 1, ?)",
            (
                (f"desk:{n}", 1 + int(N_ISSUES * chance.random() ** 2), at(AS_OF))
                for n in range(n_tickets)
                if n % 5
            ),
        )


def rank(folder: Path) -> None:
    """The ranking that the pack reads, as a night would save it."""
    from decimal import Decimal

    from feedback.bootstrap import open_store
    from feedback.bootstrap.policies import ranking_policy, suppliers_of
    from feedback.domain.impact.ranking import rank_issues
    from feedback.settings import load_settings

    settings = load_settings(folder / "feedback.toml")
    policy = ranking_policy(settings, suppliers_of(settings))
    with open_store(settings).begin() as tx:
        issues = {issue.issue_id: issue for issue in tx.issues.all()}
        ranked = rank_issues(issues, tx.tickets.stakes(), tx.customers.all(), {}, policy, AS_OF)
        assert ranked[0].impact.impact_usd > Decimal(0)
        tx.rankings.save(AS_OF, ranked)


def ticket(number: int, n_tickets: int, chance: random.Random) -> tuple[object, ...]:
    """A row in the order of the table."""
    customer = int(N_CUSTOMERS * chance.random() ** 2)
    created = AS_OF - timedelta(days=360 * (1 - number / n_tickets), minutes=chance.random())
    reply = created + timedelta(hours=chance.lognormvariate(1.2, 1.2))
    solved = reply + timedelta(hours=chance.lognormvariate(3, 1.2))
    is_open = solved > AS_OF
    return (
        f"desk:{number}", "desk", str(number), "", "", "text", "", "en", f"r{customer}",
        f"c{customer}", at(created), at(created), "open" if is_open else "solved", "normal",
        "problem", ("core", "front", "late", "front")[number % 4], f"a{number % 200}", "email",
        '["x"]', chance.randint(1, 5) if number % 6 == 0 else None, int(number % 17 == 0), 0,
        at(reply) if reply < AS_OF else None, None if is_open else at(solved), "", "", at(AS_OF),
        chance.randint(1, 4) if number % 3 else None, None,
    )  # fmt: skip


def segment_of(n: int) -> str:
    return "enterprise" if n % 50 == 0 else "mid-market" if n % 5 == 0 else "self-serve"


def at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


if __name__ == "__main__":
    main()
