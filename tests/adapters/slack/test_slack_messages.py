"""What every kind of message looks like in Slack: whole blocks, written out beside the tests."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example as for_example
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.adapters.slack.blocks.limits import MAX_MESSAGE_BYTES
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.message import SlackMessage, render
from feedback.adapters.slack.blocks.mrkdwn import fit, line, paragraphs, size
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import Emerged, EventKey, LineageEvent, LineageKind
from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.plans.messages.digest import MAX_NEWS, Digest, PlanNews
from feedback.domain.plans.plan_change import FixPlanned
from feedback.domain.plans.plan_comparison import plan_changes
from feedback.domain.publishing.messages.product_news import IssueNews, ProductNews
from tests.message_examples import SAID_AT, affected, digest, plan, plan_news
from tests.slack_messages.page import ORDER, PAGE, example, message_of, page
from tests.stand_ins.slack import check_blocks

KEY = "message/support-agent:A-01/1"


def rendered(case: Mapping[str, Any]) -> SlackMessage:
    links = Links(case["more_url"], case["earlier"])
    return render(message_of(case), case["idempotency_key"], links)


def words(message: SlackMessage) -> str:
    """All text of a message, block after block."""
    return json.dumps([block.to_dict() for block in message.blocks], ensure_ascii=False)


@pytest.mark.parametrize("name", ORDER)
def test_a_message_is_rendered_as_expected(name: str) -> None:
    case = example(name)
    message = rendered(case)
    assert [block.to_dict() for block in message.blocks] == case["blocks"]
    assert message.text == case["text"]
    check_blocks(case["blocks"])


def test_every_example_is_on_the_page_and_the_page_is_up_to_date() -> None:
    assert {path.stem for path in Path("tests/slack_messages").glob("*.json")} == set(ORDER)
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "write it again: python -m tests.slack_messages.page"
    )


def news(number: int = 1, n_tickets: int = 1, text: str = "It breaks", **more: Any) -> PlanNews:
    """News about FB-`number` in which everything that is text is this text."""
    tickets = tuple(affected(f"{number}-{n}", text) for n in range(n_tickets))
    given = plan_news(
        number,
        FixPlanned(text),
        title=text,
        plan=plan(workaround=text, target_version=text, owner=text),
        tickets=tickets,
    )
    return replace(given, **more)


def to_product(text: str, numbers: Sequence[int], later: Sequence[EventKey] = ()) -> ProductNews:
    """Issues that emerged."""
    event = LineageEvent(IssueId(1), SAID_AT, Emerged(5))
    shown = tuple(IssueNews(IssueId(n), text, (event,), 5, 2, Decimal(900), text) for n in numbers)
    return ProductNews(text, shown, tuple(later))


NASTY = st.text(
    alphabet=st.sampled_from("a &<>*_~`|@#!\n\t\u202e\u0301\u05d0\u0639ß漢👩🏽‍💻\x00")
    | st.characters(exclude_categories=["Cs"]),  # no ticket that is taken in has half a character
    max_size=1200,
)


@settings(max_examples=20, deadline=None)
@given(text=NASTY, n_issues=st.integers(1, 30), n_tickets=st.integers(0, 25))
def test_whatever_a_digest_says_slack_takes_it(text: str, n_issues: int, n_tickets: int) -> None:
    message = digest(
        *(news(n, n_tickets, text) for n in range(1, n_issues + 1)),
        reader=text,
        later=(IssueId(901), IssueId(902), IssueId(903)),
    )
    fits(render(message, KEY, Links("https://x.example/{issue_id}")), n_issues)


@settings(max_examples=20, deadline=None)
@given(text=NASTY, n_issues=st.integers(1, 30))
def test_whatever_product_is_told_slack_takes_it(text: str, n_issues: int) -> None:
    later = [EventKey(IssueId(n), LineageKind.EMERGED, SAID_AT) for n in (901, 902, 903)]
    message = to_product(text, range(1, n_issues + 1), later)
    fits(render(message, KEY, Links("https://x.example/{issue_id}")), n_issues)


def test_characters_that_slack_counts_twice_do_not_make_the_fallback_too_long() -> None:
    message = to_product("\U00010000" * 60, range(1, 19))
    assert size(render(message, KEY, Links("https://x.example/{issue_id}")).text) <= 4000


def fits(message: SlackMessage, n_issues: int) -> None:
    """Within every limit, and what is left out is counted."""
    blocks = [block.to_dict() for block in message.blocks]
    check_blocks(blocks)
    assert len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")).encode()) <= (
        MAX_MESSAGE_BYTES
    )
    shown = {block.get("block_id", "").partition("/")[0] for block in blocks} - {""}
    left_out = n_issues - len(shown)
    assert (f"and {left_out} more issue" in words(message)) is (left_out > 0)
    assert "3 more issues have news; it follows tomorrow" in words(message)
    assert size(message.text) <= 4000


@settings(max_examples=30, deadline=None)
@given(text=NASTY, n_tickets=st.integers(0, 25))
@for_example(text="漢" * 1200, n_tickets=25)
@for_example(text="x" * 1200, n_tickets=25)
def test_every_issue_of_a_full_digest_is_named_whatever_is_said(text: str, n_tickets: int) -> None:
    message = digest(
        *(news(n, n_tickets, text) for n in range(100_001, 100_001 + MAX_NEWS)),
        later=tuple(IssueId(n) for n in range(200_000, 200_100)),
    )
    shown = render(message, KEY, Links("https://x.example/" + "é" * 480 + "{issue_id}"))
    check_blocks([block.to_dict() for block in shown.blocks])
    named = {str(block.block_id or "").partition("/")[0] for block in shown.blocks} - {""}
    assert len(named) == MAX_NEWS
    assert "more issues with news" not in words(shown)


@given(text=NASTY, limit=st.integers(10, 300))
def test_a_cut_never_breaks_an_escape_or_a_character(text: str, limit: int) -> None:
    for shown in (line(text, limit), paragraphs(text, limit), fit(text, limit)):
        assert size(shown) <= limit
        rest = re.sub(r"&(amp|lt|gt);", "", shown)
        assert "&" not in rest
        assert not re.search(r"[<>]", re.sub(r"<https?://[^<>|\s]+>", "", rest))
        shown.encode()  # no half of a surrogate pair


def test_a_link_is_kept_whole_or_left_out() -> None:
    address = "https://help.example/printing?step=1&lang=de"
    assert paragraphs(f"See {address}.", 200) == (
        "See <https://help.example/printing?step=1&amp;lang=de>."
    )
    assert paragraphs(f"See {address}.", 40) == "See…"


def test_long_addresses_do_not_take_the_room_of_the_words() -> None:
    for length in (10, 200, 490, 600, 4000):
        url = "https://x.example/" + "a&" * (length // 2)
        ticket = affected("1", "words & " * 500, url=url)
        item = news(text="words & " * 500, first_message="first", tickets=(ticket,))
        message = render(digest(item), KEY, Links(url, {"first": url}))
        check_blocks([block.to_dict() for block in message.blocks])


def test_joined_characters_are_not_cut_apart() -> None:
    family = "👩🏽‍💻"
    assert fit(family * 3, size(family) + 4) == f"{family}…"


def test_nobody_is_called_by_a_customers_words() -> None:
    message = render(digest(news(text="<!channel> @here <@U01ADA000>")), KEY, Links())
    assert "<!channel>" not in words(message)
    assert "<@" not in words(message)
    assert all(block["text"].get("verbatim") for block in map(dict, sections(message)))


def sections(message: SlackMessage) -> list[dict[str, Any]]:
    return [block.to_dict() for block in message.blocks if block.type == "section"]


def test_still_happening_is_asked_only_of_what_is_out() -> None:
    for status, is_out in (
        (FixStatus.PLANNED, False),
        (FixStatus.DONE, False),
        (FixStatus.RELEASED, True),
    ):
        item = news(plan=plan(status=status))
        assert ("Still happening" in words(render(digest(item), KEY, Links()))) is is_out


def test_the_last_issue_is_shortened_first_and_the_first_one_last() -> None:
    long = [news(n, 20, "words " * 60) for n in range(1, 6)]
    message = render(digest(*long), KEY, Links())
    n_blocks = [
        sum(str(block.block_id).startswith(f"FB-{n}/") for block in message.blocks)
        for n in range(1, 6)
    ]
    assert n_blocks == sorted(n_blocks, reverse=True)
    assert n_blocks[0] > n_blocks[-1]


def test_the_first_issue_is_told_in_full_however_many_there_are() -> None:
    many = [news(n, 3) for n in range(1, 301)]
    message = render(digest(*many), KEY, Links())
    alone = render(digest(many[0]), KEY, Links())
    assert [one.to_dict() for one in message.blocks[:6]] == [
        one.to_dict() for one in [message.blocks[0], *alone.blocks[1:6]]
    ]
    assert re.search(r"and 2\d\d more issues with news", words(message))


def test_nobody_is_said_to_have_confirmed_what_the_watch_over_a_release_found() -> None:
    for name in ("verified_fixed", "regressed"):
        blocks = [block.to_dict() for block in rendered(example(name)).blocks]
        assert "last confirmed" not in str(blocks)


def test_dates_in_somebodys_words_stay_as_they_are() -> None:
    item = news(1, 1, "PAL-2026-03-04, by 2026-03-04")
    shown = words(render(digest(item), KEY, Links()))
    assert "A fix is planned for version PAL-2026-03-04, by 2026-03-04" in shown
    assert "4 March 2026" not in shown


def test_a_solved_ticket_is_shown_as_one_whose_customer_waits() -> None:
    item = news(1, tickets=(affected("1"), affected("2", is_open=False)))
    said = words(render(digest(item), KEY, Links()))
    assert "*Your tickets behind this*" in said
    assert said.count("solved, customer was promised an update") == 1


def test_what_the_watch_found_is_shown_in_the_words_in_which_it_is_told() -> None:
    for name in ("verified_fixed", "regressed"):
        message = message_of(example(name))
        assert isinstance(message, Digest)
        (item,) = message.news
        released = FixPlan(datetime(2026, 4, 2, tzinfo=UTC), FixStatus.RELEASED)
        after = replace(released, status=item.plan.status, found=item.plan.found)
        assert item.plan.found is not None
        assert plan_changes(released, after) == item.changes
