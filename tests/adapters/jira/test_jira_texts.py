"""What stands in a description: checkable by hand, in its own place, and within Jira's limits."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Any

import pytest

from feedback.adapters.jira import adf, wiki
from feedback.adapters.jira.texts import Texts
from feedback.domain.impact.priority import prioritise
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.impact.trend import Trend
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.known_work_item import Override
from feedback.domain.publishing.work_item import PublishPolicy, work_item_content
from feedback.domain.publishing.work_item_content import OngoingSpike, Quote, Suggestion
from tests.adapters.jira.jira_examples import impact_of, work_item
from tests.domain.domain_examples import issue, ranked
from tests.stand_ins.jira.trackers import BANDS

KEY = "work_item/FB-12/1"
DECIDED = Override("priority", "High", "Low", "Ada", datetime(2026, 3, 9, 6, tzinfo=UTC))
NASTY = (
    "h1. *bold* {code}x{code} [~admin] | a || b \\\\ -gone- :) (x) !img.png! &amp; 🔥 {quote} #1"
)


def texts(kind: str, max_chars: int = 32_767) -> Texts:
    return Texts(kind == "documents", BANDS, max_chars)


@pytest.fixture(params=["wiki", "documents"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# --- Read as a person would: by the rules of each format, not by our code --------------------


JIRA_ESCAPES = re.compile(r"(?<!\\)\\([-#*_+?^~|%{}\[\]()!@])")
"""Atlassian's renderer's own rule."""


def unescaped(text: str) -> str:
    return JIRA_ESCAPES.sub(r"\1", text).replace("\u2060", "")


def read(body: Any) -> tuple[list[list[str]], list[str]]:
    """The table's rows without its header, and every other line, as a reader sees them."""
    if isinstance(body, str):
        lines = body.splitlines()
        rows = [line[1:-1].split("|") for line in lines if re.match(r"\|(?!\|)", line)]
        other = [unescaped(line) for line in lines if line and not line.startswith("|")]
        return [[unescaped(cell).strip() for cell in row] for row in rows], other
    rows, other = [], []
    for node in body["content"]:
        if node["type"] == "table":
            rows = [[words(cell) for cell in row["content"]] for row in node["content"][1:]]
        else:
            other.append(words(node))
    return rows, other


def words(node: Any) -> str:
    return str(node.get("text", "")) + "".join(words(one) for one in node.get("content", ()))


def amount(text: str) -> Decimal:
    return Decimal(re.sub(r"[$,]|\(estimated\)| ", "", text))


def one_of(*lines: tuple[str, str, str, str], current: str | None = None) -> RankedIssue:
    impact = impact_of(*lines)
    return ranked(
        issue=issue(12), impact=impact, priority=prioritise(impact.impact_usd, current, BANDS)
    )


@pytest.mark.parametrize(
    ("ranked_issue", "n_shown"),
    [
        (one_of(("Acme", "123456.78", "0.75", "0.1234"), ("Borg", "9999.99", "1.2", "0.0421")), 10),
        (one_of(*((f"C{n}", f"{n}7777.77", "0.8", "0.2222") for n in range(1, 40))), 10),
        (one_of(("Acme", "280000", "1.0", "0.1000"), current="High"), 10),  # held above
        (one_of(("Acme", "315000", "1.0", "0.1000"), current="Medium"), 10),  # held below
        (one_of(("Acme", "1050000", "1.0", "0.1000"), current="Low"), 10),  # half-way up
    ],
)
def test_every_priority_can_be_recomputed_by_hand_from_what_is_shown(
    kind: str, ranked_issue: RankedIssue, n_shown: int
) -> None:
    body = texts(kind).description(
        None, KEY, work_item_content(ranked_issue, PublishPolicy(n_receipt_lines=n_shown))
    )
    rows, lines = read(body)
    *customers, total = rows
    at_risk = Decimal(0)
    for _, _, value, weight, exposure, shown, *_ in customers:
        if value:
            product = amount(value) * Decimal(weight) * Decimal(exposure)
            assert product.quantize(Decimal("0.01"), ROUND_HALF_EVEN) == amount(shown)
        at_risk += amount(shown)
    assert at_risk == amount(total[5])

    (rule,) = [line for line in lines if line.startswith("Priority: ")]
    bands = re.findall(r"(\w+) from (\$[\d,.]+\d)", rule)
    plain = next(name for name, border in bands if at_risk >= amount(border))
    if border := re.search(r"It has not passed the border to \w+ by 10% \((\$[\d,.]+\d)\)", rule):
        assert at_risk < amount(border[1])
        names = [name for name, _ in bands]
        plain = names[names.index(plain) + 1]
    elif border := re.search(
        r"It was (\w+) and has not fallen below its border by 10% \((\$[\d,.]+\d)\)", rule
    ):
        assert at_risk >= amount(border[2])
        plain = border[1]
    assert rule.startswith(f"Priority: {plain}. ")
    assert ranked_issue.priority == plain


def test_what_people_write_is_kept_byte_for_byte_and_our_part_is_replaced() -> None:
    above, below = "Seen by  *me*\r\n\r\n * too\ttabs ", "\r\n\r\nh2. Workaround\r\nUse CSV.\r\n"
    ours = texts("wiki")
    first = ours.description(above, KEY, work_item())
    second = ours.description(first + below, "work_item/FB-12/2", work_item(title="Another"))
    assert second.startswith(above)
    assert second.endswith(below)
    assert second.count("▼ Support feedback FB-12.") == 1
    assert ours.key_in(second, "FB-12") == "work_item/FB-12/2"
    assert ours.markup.marked_section(second, "workaround") == "Use CSV."


def test_the_nodes_of_others_are_kept_as_they_are() -> None:
    above = {"type": "panel", "attrs": {"panelType": "info", "localId": "x"}, "content": []}
    heading = {"type": "heading", "attrs": {"level": 2, "localId": "y"},
               "content": [{"type": "text", "text": "Workaround"}]}  # fmt: skip
    below = {"type": "paragraph", "content": [{"type": "text", "text": "Use CSV."}]}
    ours = texts("documents")
    first = ours.description({"version": 1, "type": "doc", "content": [above]}, KEY, work_item())
    theirs = {**first, "content": [*first["content"], heading, below]}
    second = ours.description(theirs, "work_item/FB-12/2", work_item(title="Another"))
    assert second["content"][0] == above
    assert second["content"][-2:] == [heading, below]
    assert len(second["content"]) == len(theirs["content"])
    assert ours.key_in(second, "FB-12") == "work_item/FB-12/2"
    assert ours.markup.marked_section(second, "workaround") == "Use CSV."


def test_two_issues_in_one_work_item_keep_apart(kind: str) -> None:
    ours = texts(kind)
    both = ours.description(
        ours.description(None, KEY, work_item(12)), "work_item/FB-13/1", work_item(13)
    )
    again = ours.description(both, "work_item/FB-12/2", work_item(12, title="Another"))
    assert ours.key_in(again, "FB-12") == "work_item/FB-12/2"
    assert ours.key_in(again, "FB-13") == "work_item/FB-13/1"


def test_the_account_is_mentioned_by_name_or_by_account() -> None:
    assert wiki.mentions("Hello [~feedback], not this", "feedback")
    assert wiki.mentions("[~accountid:5b10] this is wrong", "5b10")
    assert not wiki.mentions("[~ada] this is wrong", "feedback")
    assert not wiki.mentions("[~]", "")


def test_where_somebody_took_a_line_of_ours_away_nothing_of_theirs_is_lost() -> None:
    ours = texts("wiki")
    first = ours.description("", KEY, work_item())
    begin, rest = first.split("\n", 1)
    half = f"{begin}\n\nTheir own words.\n"  # our end is gone
    second = ours.description(half, "work_item/FB-12/2", work_item())
    assert second.startswith(half)
    third = ours.description(second, "work_item/FB-12/3", work_item())
    assert third.startswith(half)
    assert third.count("▲ End of support feedback FB-12.") == 1
    orphan = ours.description(rest, "work_item/FB-12/2", work_item())  # our begin is gone
    assert orphan.startswith(rest)


def test_the_same_content_under_another_key_is_no_difference(kind: str) -> None:
    ours = texts(kind)
    first = ours.description(None, KEY, work_item())
    assert ours.is_same(first, ours.description(first, "work_item/FB-12/2", work_item()), "FB-12")
    moved = ours.description(first, "work_item/FB-12/2", work_item(n_tickets=6))
    assert not ours.is_same(first, moved, "FB-12")


def test_line_ends_and_identities_that_jira_adds_are_no_difference() -> None:
    plain = texts("wiki").description(None, KEY, work_item())
    assert texts("wiki").is_same(plain.replace("\n", "\r\n"), plain, "FB-12")
    document = texts("documents").description(None, KEY, work_item())
    stored = json.loads(json.dumps(document))

    def as_jira_stores_it(node: Any) -> None:
        if node["type"] not in ("doc", "text"):
            node.setdefault("attrs", {})["localId"] = "z"
        if node["type"] == "table":
            node["attrs"] |= {"isNumberColumnEnabled": False, "layout": "default"}
        if node.get("content") == []:
            del node["content"]
        for child in node.get("content", ()):
            as_jira_stores_it(child)

    as_jira_stores_it(stored)
    assert texts("documents").is_same(stored, document, "FB-12")


def test_markup_in_quotes_and_names_is_shown_as_it_was_written(kind: str) -> None:
    given = work_item(quotes=(Quote(NASTY, "https://desk.example/1|x"),))
    first, *others = given.impact.receipt
    receipt = (replace(first, customer="A|B {panel} *Co*"), *others)
    given = replace(given, impact=replace(given.impact, receipt=receipt))
    rows, lines = read(texts(kind).description(None, KEY, given))
    bar = "¦" if kind == "wiki" else "|"  # which would end a cell
    assert rows[0][0] == f"A{bar}B {{panel}} *Co*"
    assert any(NASTY in line for line in lines)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a | b \\\\ c & d &amp; C:\\dir", "a \\| b \\\u2060\\ c & d &\u2060amp; C:\\dir"),
        ("*b* _i_ -s- +u+ ^p^ ~q~", r"\*b\* \_i\_ \-s\- \+u\+ \^p\^ \~q\~"),
        ("{code}x{code} [~admin] !img.png!", r"\{code\}x\{code\} \[\~admin\] \!img.png\!"),
        ("FB-12 and work_item stay. Why?", "FB-12 and work_item stay. Why?"),
        ("bq. said", "bq\u2060. said"),
        ("a ;-) b (!) c :D d (y) :(", "a ;\\-\\) b \\(\\!) c :\u2060D d \\(y) :\\("),
        ("# one -- two ??x??", r"\# one \-\- two \?\?x\?\?"),
        ("see https://a.example/~x?y=1&z=2#_top_ *!*",
         r"see https://a.example/~x?y=1&z=2#_top_ \*\!\*"),
        ("[https://a.example]", r"\[https://a.example \]"),
    ],
)  # fmt: skip
def test_markup_in_words_is_escaped_in_wiki_text(text: str, written: str) -> None:
    assert wiki.escaped(text) == written


def test_no_two_words_of_one_kind_stand_side_by_side() -> None:
    """Jira would make one of them, and we would take that for a change."""

    def check(node: Any) -> None:
        marks = [one.get("marks") for one in node.get("content", ()) if one["type"] == "text"]
        assert all(one != other for one, other in pairwise(marks))
        for child in node.get("content", ()):
            check(child)

    check(texts("documents").description(None, KEY, work_item()))


def test_documents_have_no_empty_words_and_no_line_breaks_in_them() -> None:
    given = work_item(title="A\nB", quotes=(Quote("a\n\nb\x00c"),), in_short="x\ny")

    def check(node: Any) -> None:
        if node["type"] == "text":
            assert node["text"]
            assert "\n" not in node["text"]
        for child in node.get("content", ()):
            check(child)

    check(texts("documents").description(None, KEY, given))


@pytest.mark.parametrize("max_chars", [32_767, 12_000, 6_000, 4_500])
def test_a_long_section_shortens_quotes_and_the_tail_of_the_receipt(
    kind: str, max_chars: int
) -> None:
    lines = [(f"Customer {n}", "5000.00", "1.0", "0.1000") for n in range(200)]
    ranked_issue = one_of(*lines)
    given = replace(
        work_item_content(ranked_issue, PublishPolicy(n_receipt_lines=200)),
        quotes=(Quote("word " * 400),) * 3,
    )
    ours = texts(kind, max_chars)
    body = ours.description(None, KEY, given)
    assert ours.markup.length(body) <= max_chars
    rows, _ = read(body)
    assert sum(amount(row[5]) for row in rows[:-1]) == amount(rows[-1][5]) == Decimal("100000.00")


def test_a_section_that_finds_no_room_is_left_out(kind: str) -> None:
    ours = texts(kind)
    theirs: Any = "x" * 32_700
    if kind == "documents":
        theirs = adf.document(
            [{"type": "paragraph", "content": [{"type": "text", "text": theirs}]}]
        )
    assert ours.description(theirs, KEY, work_item()) is None


@pytest.mark.parametrize(("customers", "shown"), [
    ("masked", ["Customer 1", "Customer 2", "Sum"]), ("summed", ["2 customers", "Sum"])
])  # fmt: skip
def test_customers_are_shown_as_far_as_they_may_be(
    kind: str, customers: Any, shown: list[str]
) -> None:
    ours = Texts(kind == "documents", BANDS, 32_767, customers=customers)
    body = ours.description(None, KEY, work_item())
    rows, _ = read(body)
    assert [row[0] for row in rows] == shown
    assert sum(amount(row[5]) for row in rows[:-1]) == amount(rows[-1][5])
    assert "Acme" not in str(body)


def test_wiki_text_for_cloud_leaves_room_for_the_document_that_is_made_of_it() -> None:
    theirs = "x" * 29_000
    in_cloud = Texts(False, BANDS, 32_767, is_cloud=True).description(theirs, KEY, work_item())
    at_home = Texts(False, BANDS, 32_767, is_cloud=False).description(theirs, KEY, work_item())
    assert in_cloud is None or len(in_cloud) < len(at_home)


def test_what_changed_about_an_issue_is_said_at_the_top(kind: str) -> None:
    _, lines = read(
        texts(kind).description(
            None,
            KEY,
            work_item(
                absorbed_by=IssueId(3),
                split_from=(IssueId(2),),
                trend=Trend.RISING,
                trend_ratio=2.5,
                spike=OngoingSpike(date(2026, 3, 8), 19, 0.4),
                suggestions=(Suggestion("Highest", DECIDED),),
            ),
        )
    )
    shown = "\n".join(line.replace("*", "") for line in lines)
    for said in (
        "This issue was absorbed by FB-3, which now has its tickets.",
        "Split from FB-2, where some of these tickets were before.",
        'Suggested priority: Highest. Ada set the priority to "High" on 2026-03-09. $40,000 a '
        "year at risk, 2 customers",
        "If you change the summary or priority, we won't overwrite it. `feedback issues hand-back "
        "FB-12` returns it to us.",
        "Kind: Defect (90 % confidence)",
        "Trend: rising: 2.5 times as many tickets as in the weeks before",
        "Spike: since 2026-03-08: 19 tickets in a day, up from 0.4 a day",
        "Grouping: cohesion 0.70, distinctness 1.00",
    ):
        assert said in shown
