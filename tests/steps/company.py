"""A company small enough to read: three problems, one wish, some noise, two helpdesks.

Everything lies in one folder as files, as a deployment would have it; the pipeline over it is the
real one but for the parts that are slow to load (model, redaction, language).
"""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, text

from feedback.adapters.files.fix_plans import FileFixPlanSource
from feedback.adapters.files.people import FileCustomerDirectory, FileSupportRoster
from feedback.adapters.files.tickets import FileTicketSource
from feedback.adapters.outbox.outbox import Outbox
from feedback.adapters.store import SqlStore
from feedback.domain.customers.customer import Segment
from feedback.domain.customers.supplier import Supplier
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.impact.impact import ImpactPolicy
from feedback.domain.impact.priority import Band, PriorityPolicy
from feedback.domain.impact.ranking import RankingPolicy
from feedback.domain.impact.spike import SpikePolicy
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.regression import RegressionPolicy
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.tickets.reading import EVERYTHING, Gap, ReadingPolicy
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import Store
from feedback.queries.issues.issues import ranked_issues
from feedback.steps.night import Pipeline
from feedback.steps.plans.advise import AdvicePolicy
from feedback.steps.publishing.outside import Outside
from feedback.terminal.as_json.ranking import ranked_as_json
from tests.fakes import CueDetector, HashEmbedder, WordRedactor

OTHER_DESKS = ("desk", *(f"desk{number}" for number in range(20)))
STRANGERS_ACCEPTED = ReadingPolicy(accepted={Gap.UNRESOLVED: frozenset({EVERYTHING})})
"""Half of the company's requesters are nobody's customers, on purpose."""
NIGHTS = tuple(datetime(2026, 3, day, 3, tzinfo=UTC) for day in (9, 10, 11))

PROBLEMS = {
    "export": "The nightly CSV export of invoices stops at ten thousand rows, the rest is lost",
    "login": "Single sign on with Okta loops back to our login page again after each attempt",
    "labels": "Shipping labels print twice on every thermal printer in our main warehouse",
    "dark": "Would be great to have some dark mode option for dashboards during late shifts",
}
FILLERS = ("please", "urgent", "since", "monday", "help", "today", "again", "thanks")
NOISE = (
    "Where can I download last year's receipts",
    "Wie ändern wir die Anschrift der Filiale",
    "Your webinar link went to my spam folder",
    "Is there student pricing somewhere",
    "Kudos to Petra for fixing that so quickly",
    "Our gateway secret needs rotating",
    "Timezone shows Lisbon instead of Madrid",
    "Typo on page three of your handbook",
)
SEGMENTS = {
    "enterprise": Segment("enterprise", margin=0.75, value_floor_usd=Decimal(120_000)),
    "self-serve": Segment("self-serve", margin=0.80, value_floor_usd=Decimal(240)),
}
SUPPLIERS = {
    "in-house": Supplier("in-house", False, ("core",), Decimal("14.50"), "#support-core"),
    "brightwater": Supplier("brightwater", True, ("frontline",), Decimal("4.20"), "#ext-bw"),
}


def build(folder: Path) -> Path:
    """Write the company's files into `folder`. The second night brings a few tickets, the third
    none; the plan for the export is made before the first and slips before the second."""
    folder.mkdir(parents=True, exist_ok=True)
    tickets = _tickets()
    for source in ("helpdesk", "chat"):
        write_jsonl(folder / f"{source}.jsonl", [t for t in tickets if t["source"] == source])
    _write_people(folder)
    write_jsonl(
        folder / "fix_plans.jsonl",
        [
            {
                "recorded_at": "2026-03-08T20:00:00Z", "ticket_id": "export-0", "owner": "Mia",
                "status": "planned", "target_version": "4.2", "target_on": "2026-03-20",
                "workaround": "Export one month at a time.",
            },
            {
                "recorded_at": "2026-03-09T12:00:00Z", "ticket_id": "export-0", "owner": "Mia",
                "status": "planned", "target_version": "4.2", "target_on": "2026-03-27",
                "workaround": "Export one month at a time.",
            },
        ],
    )  # fmt: skip
    (folder / "feedback.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def pipeline(folder: Path, *, apply: bool = True, **changes: Any) -> Pipeline:
    """The company's pipeline; `changes` replace parts of it."""
    outbox = Outbox(folder / "outbox")
    whole = Pipeline(
        store=SqlStore(f"sqlite:///{folder}/store.db"),
        sources=[
            FileTicketSource("chat", folder / "chat.jsonl"),
            FileTicketSource("helpdesk", folder / "helpdesk.jsonl"),
        ],
        directory=FileCustomerDirectory(
            folder / "customers.csv", folder / "requesters.csv", tuple(SEGMENTS)
        ),
        support_agents=FileSupportRoster(folder / "agents.csv", SUPPLIERS).support_agents(),
        plan_source=FileFixPlanSource(folder / "fix_plans.jsonl"),
        redactor=WordRedactor(),
        languages=CueDetector(),
        embedder=HashEmbedder(),
        outside=Outside(tracker=outbox, channel=outbox, rewritable=outbox),
        grouping=GroupingPolicy(),
        dormant_after_days=60,
        ranking=RankingPolicy(
            impact=ImpactPolicy(),
            priority=PriorityPolicy([Band("High", Decimal(10_000)), Band("Low", Decimal(0))]),
            spike=SpikePolicy(),
            segments=SEGMENTS,
            suppliers=SUPPLIERS,
            default_segment="self-serve",
        ),
        regression=RegressionPolicy(),
        publishing=PublishPolicy(),
        advice=AdvicePolicy(SUPPLIERS, "#product"),
        max_writes=200,
        apply=apply,
        progress=lambda _what, _n_done, _n_total: None,
        reading=dict.fromkeys(("chat", "helpdesk", *OTHER_DESKS), STRANGERS_ACCEPTED),
    )
    return replace(whole, **changes)


def issues_json(folder: Path) -> str:
    """The bytes of `feedback issues --json`, as text."""
    rows = ranked_issues(SqlStore(f"sqlite:///{folder}/store.db"))
    return json.dumps([ranked_as_json(row) for row in rows], default=str, indent=2)


def end_state(folder: Path, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Everything a night leaves behind: issues, every table, every file of the outbox.

    Left out is how often and when a write was attempted, and columns named in `but`.
    """
    left_out = {"n_attempts", "sent_at", *but}
    engine = create_engine(f"sqlite:///{folder}/store.db")
    tables: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            rows = connection.execute(text(f'select * from "{table}"')).mappings()
            tables[table] = sorted(
                repr({name: value for name, value in row.items() if name not in left_out})
                for row in rows
            )
    engine.dispose()
    return {"issues": issues_json(folder), "tables": tables, "outbox": outbox_files(folder)}


def outbox_files(folder: Path) -> dict[str, str]:
    """Path within the outbox → text, of every file there."""
    outbox = folder / "outbox"
    return {
        str(path.relative_to(outbox)): path.read_text(encoding="utf-8")
        for path in sorted(outbox.rglob("*"))
        if path.is_file()
    }


def shuffle(folder: Path, seed: int) -> None:
    """Put the rows of every input file into another order."""
    order = random.Random(seed)
    for path in [*folder.glob("*.jsonl"), *folder.glob("*.csv")]:
        lines = path.read_text(encoding="utf-8").splitlines()
        header = lines[:1] if path.suffix == ".csv" else []
        rows = lines[len(header) :]
        order.shuffle(rows)
        path.write_text("\n".join([*header, *rows]) + "\n", encoding="utf-8")


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _tickets() -> list[dict[str, Any]]:
    tickets = []
    for place, (problem, sentence) in enumerate(PROBLEMS.items()):
        for number in range(12):
            is_late = number >= 10  # the last two of each come for the second night
            opened = datetime(2026, 3, 9 if is_late else 7, 9, tzinfo=UTC)
            tickets.append(
                {
                    # Two problems tell of themselves in the chat, two in the helpdesk.
                    "source": "chat" if problem in ("labels", "dark") else "helpdesk",
                    "id": f"{problem}-{number}",
                    "created_at": (opened + timedelta(minutes=37 * number + place)).isoformat(),
                    "subject": "",
                    "body": f"{sentence} {FILLERS[number % 8]} {FILLERS[(number * 3 + 1) % 8]}",
                    "requester": f"person{(number * 5 + place) % 12}@example.com",
                    "status": "open" if number % 3 else "solved",
                    "priority": "high" if number == 4 else "normal",
                    "group": "core" if number % 2 else "frontline",
                    "assignee": ("ada", "bo", "")[number % 3],
                }
            )
    tickets += [
        {
            "source": "helpdesk", "id": f"noise-{number}", "body": sentence,
            "created_at": datetime(2026, 3, 8, number, tzinfo=UTC).isoformat(),
            "requester": "stranger@example.org",
        }
        for number, sentence in enumerate(NOISE)
    ]  # fmt: skip
    return tickets


def _write_people(folder: Path) -> None:
    customers = ["customer_id,name,segment,value_usd"]
    customers += [
        f"c{n},Customer {n},{'enterprise' if n < 3 else 'self-serve'},{90000 if n < 3 else 900}"
        for n in range(6)
    ]
    requesters = [
        "requester,customer_id",
        *(f"person{n}@example.com,c{n % 6}" for n in range(12)),
    ]
    agents = [
        "support_agent_id,name,email,supplier",
        "ada,Ada,ada@example.com,in-house",
        "bo,Bo,bo@example.com,brightwater",
    ]
    for name, lines in (("customers", customers), ("requesters", requesters), ("agents", agents)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def issue_of(store: Store, ticket: str) -> IssueId:
    """The issue of one of the helpdesk's tickets."""
    with store.begin() as tx:
        found = tx.issues.issue_of(TicketId(f"helpdesk:{ticket}"))
    assert found is not None
    return found


CONFIG = """\
[store]
url = "sqlite:///store.db"
[outbox]
path = "outbox"
[[sources]]
name = "chat"
path = "chat.jsonl"
accepted = { unresolved = ["*"] }
[[sources]]
name = "helpdesk"
path = "helpdesk.jsonl"
accepted = { unresolved = ["*"] }
[customers]
path = "customers.csv"
requesters_path = "requesters.csv"
default_segment = "self-serve"
[support_agents]
path = "agents.csv"
[fix_plans]
path = "fix_plans.jsonl"
[segments.enterprise]
margin = 0.75
[segments.self-serve]
margin = 0.80
[suppliers.in-house]
is_outsourced = false
groups = ["core"]
unit_cost_usd = 14.50
team_channel = "#support-core"
[suppliers.brightwater]
is_outsourced = true
groups = ["frontline"]
unit_cost_usd = 4.20
team_channel = "#ext-bw"
[advice]
product_channel = "#product"
"""
