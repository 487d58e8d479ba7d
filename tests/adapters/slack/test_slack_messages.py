"""What every kind of message looks like in Slack: whole blocks, written out beside the tests."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example as for_example
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.adapters.slack.blocks.limits import MAX_MESSAGE_BYTES
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.message import Message, render
from feedback.adapters.slack.blocks.mrkdwn import fit, line, paragraphs, size
from feedback.adapters.slack.blocks.sections import with_days
from feedback.domain.plans.carry_over import MAX_NEWS
from feedback.domain.plans.fix_plan import FixPlan, FixStatus, plan_changes
from tests.slack_messages.page import ORDER, PAGE, example, page
from tests.stand_ins.slack import check_blocks

KEY = "message/support-agent:A-01/1"


def rendered(case: Mapping[str, Any]) -> Message:
    links = Links(case["more_url"], case["earlier"])
    return render(case["payload"], case["idempotency_key"], links)


def words(message: Message) -> str:
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


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "status": "planned", "target_version": "", "target_on": None, "released_on": None,
        "workaround": "", "owner": "", "note": "", "recorded_at": "2026-03-09T01:00:00+00:00",
        **changes,
    }  # fmt: skip


def news(number: int = 1, n_tickets: int = 1, text: str = "It breaks", **more: Any) -> Any:
    return {
        "issue_id": f"FB-{number}", "title": text, "revision": 1, "changes": [text],
        "plan": plan(workaround=text, target_version=text, owner=text), "say": text,
        "tickets": [
            {"ticket": f"{number}-{n}", "url": "", "subject": text, "customer": text,
             "segment": text}
            for n in range(n_tickets)
        ],
        **more,
    }  # fmt: skip


NASTY = st.text(
    alphabet=st.sampled_from("a &<>*_~`|@#!\n\t\u202e\u0301\u05d0\u0639ß漢👩🏽‍💻\x00")
    | st.characters(exclude_categories=["Cs"]),  # no ticket that is taken in has half a character
    max_size=1200,
)


@settings(max_examples=20, deadline=None)
@given(text=NASTY, n_issues=st.integers(0, 20), n_tickets=st.integers(0, 25))
def test_whatever_a_message_says_slack_takes_it(text: str, n_issues: int, n_tickets: int) -> None:
    payload = {
        "reader": text,
        "headline": text,
        "news": [news(n, n_tickets, text) for n in range(1, n_issues + 1)],
        "events": [{"issue_id": f"FB-{n}", "title": text, "words": text} for n in range(900, 910)],
        "n_more": 3,
    }
    message = render(payload, KEY, Links("https://x.example/{issue_id}"))
    blocks = [block.to_dict() for block in message.blocks]
    check_blocks(blocks)
    assert len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")).encode()) <= (
        MAX_MESSAGE_BYTES
    )
    shown = {block.get("block_id", "").partition("/")[0] for block in blocks} - {""}
    left_out = n_issues + 10 - len(shown)
    assert (f"and {left_out} more issue" in words(message)) is (left_out > 0)
    assert "3 more issues have news; it follows tomorrow" in words(message)
    assert size(message.text) <= 4000


@settings(max_examples=30, deadline=None)
@given(text=NASTY, n_tickets=st.integers(0, 25))
@for_example(text="漢" * 1200, n_tickets=25)
@for_example(text="x" * 1200, n_tickets=25)
def test_every_issue_of_a_full_digest_is_named_whatever_is_said(text: str, n_tickets: int) -> None:
    payload = {
        "headline": text,
        "news": [news(n, n_tickets, text) for n in range(100_001, 100_001 + MAX_NEWS)],
        "n_more": 100,
    }
    message = render(payload, KEY, Links("https://x.example/" + "é" * 480 + "{issue_id}"))
    check_blocks([block.to_dict() for block in message.blocks])
    shown = {str(block.block_id or "").partition("/")[0] for block in message.blocks} - {""}
    assert len(shown) == MAX_NEWS
    assert "more issues with news" not in words(message)


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
        item = news(text="words & " * 500, url=url, first_message="first")
        item["tickets"][0]["url"] = url
        message = render({"news": [item]}, KEY, Links(url, {"first": url}))
        check_blocks([block.to_dict() for block in message.blocks])


def test_joined_characters_are_not_cut_apart() -> None:
    family = "👩🏽‍💻"
    assert fit(family * 3, size(family) + 4) == f"{family}…"


def test_nobody_is_called_by_a_customers_words() -> None:
    message = render({"news": [news(text="<!channel> @here <@U01ADA000>")]}, KEY, Links())
    assert "<!channel>" not in words(message)
    assert "<@" not in words(message)
    assert all(block["text"].get("verbatim") for block in map(dict, sections(message)))


def sections(message: Message) -> list[dict[str, Any]]:
    return [block.to_dict() for block in message.blocks if block.type == "section"]


def test_still_happening_is_asked_only_of_what_is_out() -> None:
    for status, is_out in (("planned", False), ("done", False), ("released", True)):
        item = news(plan=plan(status=status))
        assert ("Still happening" in words(render({"news": [item]}, KEY, Links()))) is is_out


def test_the_last_issue_is_shortened_first_and_the_first_one_last() -> None:
    long = [news(n, 20, "words " * 60) for n in range(1, 6)]
    message = render({"news": long}, KEY, Links())
    n_blocks = [
        sum(str(block.block_id).startswith(f"FB-{n}/") for block in message.blocks)
        for n in range(1, 6)
    ]
    assert n_blocks == sorted(n_blocks, reverse=True)
    assert n_blocks[0] > n_blocks[-1]


def test_the_first_issue_is_told_in_full_however_many_there_are() -> None:
    many = [news(n, 3) for n in range(1, 301)]
    message = render({"news": many}, KEY, Links())
    alone = render({"news": many[:1]}, KEY, Links())
    assert [one.to_dict() for one in message.blocks[:6]] == [
        one.to_dict() for one in [message.blocks[0], *alone.blocks[1:6]]
    ]
    assert re.search(r"and 2\d\d more issues with news", words(message))


def test_nobody_is_said_to_have_confirmed_what_the_watch_over_a_release_found() -> None:
    for name in ("verified_fixed", "regressed"):
        blocks = [block.to_dict() for block in rendered(example(name)).blocks]
        assert "last confirmed" not in str(blocks)


def test_a_number_that_only_looks_like_a_date_stays_as_it_is() -> None:
    assert with_days("PAL-2026-03-04, 2026-13-40, by 2026-03-04.") == (
        "PAL-2026-03-04, 2026-13-40, by 4 March 2026."
    )


def test_a_solved_ticket_is_shown_as_one_whose_customer_waits() -> None:
    item = news(1, 2)
    item["tickets"][1]["is_open"] = False
    said = words(render({"news": [item]}, KEY, Links()))
    assert "*Your tickets behind this*" in said
    assert said.count("solved, was promised to hear more") == 1


def test_what_the_watch_found_is_shown_in_the_words_in_which_it_is_told() -> None:
    for name in ("verified_fixed", "regressed"):
        (item,) = example(name)["payload"]["news"]
        found = item["plan"]
        released = FixPlan(datetime(2026, 4, 2, tzinfo=UTC), FixStatus.RELEASED)
        after = replace(released, status=FixStatus(found["status"]), note=found["note"])
        assert found["note"]
        assert [one.words for one in plan_changes(released, after)] == item["changes"]
