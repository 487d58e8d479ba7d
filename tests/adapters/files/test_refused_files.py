"""Files that cannot be used are refused before any work starts, naming file, line and remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from feedback.adapters.files.fix_plans import FileFixPlanSource
from feedback.adapters.files.people import FileCustomerDirectory, FileSupportRoster
from feedback.adapters.files.tickets import FileTicketSource
from feedback.errors import InvalidInput


def refusal(open_it: Callable[[], object]) -> str:
    with pytest.raises(InvalidInput) as refused:
        open_it()
    assert refused.value.exit_code == 2
    return str(refused.value)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_tickets_that_are_not_there(tmp_path: Path) -> None:
    for name in ("none.csv", "none-*.jsonl"):
        path = tmp_path / name
        assert refusal(lambda path=path: FileTicketSource("desk", path)) == (
            f'{path} (source "desk"): no such file. Check path in [[sources]].'
        )


def test_tickets_of_a_kind_that_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path / "t.docx", "")
    assert refusal(lambda: FileTicketSource("desk", path)) == (
        f'{path}: files of type ".docx" are not read. Use one of .csv, .tsv, .txt, .jsonl, '
        ".ndjson, .json, .parquet, .xlsx, .xls, .xlsb, .ods."
    )


def test_a_spreadsheet_that_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", "id,created_at\n")
    assert refusal(lambda: FileTicketSource("desk", path)).startswith(
        f"{path} cannot be read as a spreadsheet: "
    )


def test_tickets_without_a_needed_column(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "id,opened,body\n1,2026-03-08,Hi\n")
    assert refusal(lambda: FileTicketSource("desk", path)) == (
        f'{path}:1: there is no column "created_at" (source "desk", field "created_at"). '
        "It has: id, opened, body. Set columns.created_at of the source to one of them."
    )
    assert refusal(
        lambda: FileTicketSource("desk", path, {"created_at": "opened", "requester": "mail"})
    ) == (
        f'{path}:1: there is no column "mail" (source "desk", field "requester"). '
        "It has: id, opened, body. Set columns.requester of the source to one of them."
    )


def test_a_misspelt_field_of_a_source(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "id,created_at\n")
    assert refusal(lambda: FileTicketSource("desk", path, {"assigne": "x"})).startswith(
        'Source "desk": a ticket has no field "assigne". Fields are: id, created_at, updated_at, '
    )


def test_a_parquet_file_that_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", "id,created_at\n")
    assert refusal(lambda: FileTicketSource("desk", path)).startswith(
        f"{path} cannot be read as Parquet: "
    )


def customers(folder: Path, text: str, requesters: str | None = None) -> Callable[[], object]:
    path = written(folder / "customers.csv", text)
    others = None if requesters is None else written(folder / "requesters.csv", requesters)
    return lambda: FileCustomerDirectory(path, others, ("enterprise", "self-serve"))


HEAD = "customer_id,name,segment,value_usd,renewal_on,health\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "c1,A,enterprise,1,,\nc2,B,enterprise,1,,\nc1,C,enterprise,1,,\n",
            '{path}:4: customer "c1" stands there twice. Keep one of the rows.',
        ),
        (
            "c1,A,gold,1,,\n",
            '{path}:2: segment "gold" of customer "c1" is not configured. Configured are: '
            "enterprise, self-serve. Correct the row or add [segments.gold].",
        ),
        (",A,enterprise,1,,\n", "{path}:2: customer_id is empty. Fill it in or remove the row."),
        (
            "c1,A,enterprise,100.000,,\n",
            '{path}:2: value_usd "100.000" may be 100 or 100,000. '
            "Write digits and a point (12500.00), or leave it empty if nobody knows.",
        ),
        (
            "c1,A,enterprise,€ 12500,,\n",
            '{path}:2: value_usd "€ 12500" is in EUR. Write it in USD, without a currency.',
        ),
        (
            "c1,A,enterprise,-5,,\n",
            '{path}:2: value_usd "-5" is less than 0. '
            "Write digits and a point (12500.00), or leave it empty if nobody knows.",
        ),
        (
            "c1,A,enterprise,lots,,\n",
            '{path}:2: value_usd "lots" is not an amount. '
            "Write digits and a point (12500.00), or leave it empty if nobody knows.",
        ),
        (
            "c1,A,enterprise,1e40,,\n",
            '{path}:2: value_usd "1e40" is not an amount. '
            "Write digits and a point (12500.00), or leave it empty if nobody knows.",
        ),
        (
            "c1,A,enterprise,1,in spring,\n",
            '{path}:2: renewal_on "in spring" is not a date. Write it as 2026-03-31.',
        ),
        (
            "c1,A,enterprise,1,03/04/2026,\nc2,B,enterprise,1,05/06/2026,\n",
            '{path}: "03/04/2026" may be 3 April 2026 or 4 March 2026, and no other date in the '
            "column tells which. Write dates as 2026-03-31.",
        ),
        ("c1,A,enterprise,1,,7\n", '{path}:2: health "7" is not between 0 and 1.'),
        (
            "c1,A\n",
            "{path}:2: wrong number of columns (2 where the header has 6). "
            "Correct the row or remove it.",
        ),
    ],
)
def test_customers_that_cannot_be_right(rows: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    assert refusal(customers(tmp_path, HEAD + rows)) == message.format(path=path)


def test_customers_that_are_not_there_or_lack_a_column(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    assert refusal(lambda: FileCustomerDirectory(path, None, ())) == (
        f"{path} does not exist. Check the path in the settings."
    )
    assert refusal(customers(tmp_path, "customer_id,name\n")) == (
        f'{path}:1: there is no column "segment". It has: customer_id, name. '
        "Rename or add the column."
    )


def test_requesters_of_nobody_or_of_two_without_naming_the_person(tmp_path: Path) -> None:
    people = HEAD + "c1,A,enterprise,1,,\nc2,B,enterprise,1,,\n"
    path = tmp_path / "requesters.csv"
    head = "requester,customer_id\n"
    assert refusal(customers(tmp_path, people, head + "ada@example.com,c9\n")) == (
        f'{path}:2: customer "c9" is not in {tmp_path}/customers.csv. '
        "Add the customer or remove the row."
    )
    twice = head + "ada@example.com,c1\nAda@example.com,c2\n"
    assert refusal(customers(tmp_path, people, twice)) == (
        f'{path}:3: this requester was given to customer "c1" before. Keep one of the rows.'
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ada,Ada,a@x.org,nobody,", '{path}:2: supplier "nobody" is not configured. '
         "Configured are: in-house."),
        ("ada,Ada,a@x.org,in-house,Mars/Olympus", '{path}:2: time_zone "Mars/Olympus" is not '
         "known. Use a name like Europe/Lisbon."),
        ("ada,Ada,a@x.org,in-house,\nada,Eva,e@x.org,in-house,", '{path}:3: support agent "ada" '
         "stands there twice. Keep one of the rows."),
    ],
)  # fmt: skip
def test_support_agents_that_cannot_be_right(row: str, message: str, tmp_path: Path) -> None:
    head = "support_agent_id,name,email,supplier,time_zone\n"
    path = written(tmp_path / "agents.csv", head + row + "\n")
    roster = FileSupportRoster(path, {"in-house": None})
    assert refusal(roster.support_agents) == message.format(path=path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2026-03-08,planned,,", "names neither an issue nor a ticket_id. Fill in one of them."),
        ("2026-03-08,plannd,FB-1,", 'has the status "plannd". Use one of planned, in_progress, '
         "done, released, wont_fix, withdrawn."),
        ("08.03.2026,planned,FB-1,", 'has recorded_at "08.03.2026". Write an ISO time.'),
        ("2026-03-08,planned,FB-1,soon", 'has target_on "soon". Write it as 2026-03-31.'),
    ],
)  # fmt: skip
def test_fix_plans_that_cannot_be_right_are_refused_when_opened(
    row: str, message: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "plans.csv", f"recorded_at,status,issue,target_on\n{row}\n")
    assert refusal(lambda: FileFixPlanSource(path)) == f"{path}:2: the plan {message}"


def test_fix_plans_that_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    assert refusal(lambda: FileFixPlanSource(path)) == (
        f"{path} does not exist. Check the path in the settings."
    )
