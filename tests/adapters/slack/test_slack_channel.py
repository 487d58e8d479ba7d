"""Slack as the channel of support agents: what is asked of it, and what its faults become."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from feedback.adapters.slack.channel import SlackChannel
from feedback.adapters.slack.people import People
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.issues.decision import Answer
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.messages.product_answer import ProductAnswer
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.supply.reports.scorecard_notice import ScorecardNotice
from feedback.errors import AnswerLost, FinalFault, TransientFault
from tests.message_examples import digest_about
from tests.stand_ins.palletry import ROSTER, slack_api, slack_channel, workspace
from tests.stand_ins.slack import Slack, Trouble, limited, refusing

SINCE = datetime(2026, 3, 9, 3, tzinfo=UTC)
ADA, TEAM = "support-agent:A-01", "team:#support-core"
FIRST, SECOND = "message/support-agent:A-01/1", "message/support-agent:A-01/2"


@pytest.fixture
def slack() -> Iterator[Slack]:
    with workspace() as opened:
        yield opened


def texts(slack: Slack, conversation: str) -> list[str]:
    return [one["text"] for one in slack.said(conversation)]


# --- Where messages go. ---


def test_a_support_agent_is_written_to_directly_and_looked_up_once(slack: Slack) -> None:
    channel = slack_channel(slack)
    channel.post_message(FIRST, ADA, digest_about(1), {})
    channel.post_message(SECOND, ADA, digest_about(2), {})
    assert len(slack.said("D01ADA000")) == 2
    assert [method for method, _ in slack.asked] == [
        "users.lookupByEmail", "chat.postMessage", "chat.postMessage",
    ]  # fmt: skip


def test_a_slack_id_in_the_roster_goes_before_the_address(slack: Slack) -> None:
    slack_channel(slack).post_message("message/x/1", "support-agent:A-02", digest_about(1), {})
    assert len(slack.said("D02MAREK")) == 1
    assert "users.lookupByEmail" not in [method for method, _ in slack.asked]


def test_channels_go_by_name_or_by_id_and_people_by_address(slack: Slack) -> None:
    channel = slack_channel(slack)
    channel.post_message("message/a/1", TEAM, digest_about(1), {})
    channel.post_message("message/b/1", "product:C0PRODUCT", digest_about(1), {})
    channel.post_message(
        "message/c/1", "escalation:Head@palletry.example/FB-1", digest_about(1), {}
    )
    assert [len(slack.said(key)) for key in ("C0SUPPORT", "C0PRODUCT", "D09HEAD00")] == [1, 1, 1]


def test_answers_go_to_who_asked_and_scorecards_to_the_points_of_contact(slack: Slack) -> None:
    channel = slack_channel(slack)
    told = ScorecardNotice("#leads", "costa", "2026-03", ("It meets all.",), "")
    answered = ProductAnswer(
        "Marek", 1, IssueId(3), "Bulk edit", Answer.LATER, "No time", "Mia", date(2026, 3, 8), ()
    )
    channel.post_message("message/a/1", "answer:A-02/FB-3", answered, {})
    channel.post_message("message/b/1", "contact:C0PRODUCT/costa", told, {})
    channel.post_message("message/c/1", "answer:C0SUPPORT/FB-3", answered, {})
    assert len(slack.said("C0SUPPORT")) == 1
    assert [text.splitlines()[0] for text in texts(slack, "D02MAREK")] == ["Product answered FB-3"]
    assert texts(slack, "C0PRODUCT") == [
        "Scorecard of costa, March 2026\ncosta scorecard of 2026-03: It meets all."
    ]


def test_a_channel_is_found_on_the_last_page_of_many(slack: Slack) -> None:
    for number in range(450):
        slack.add_channel(f"C1{number:07d}", f"channel-{number}")
    slack_channel(slack).post_message("message/a/1", "team:#channel-449", digest_about(1), {})
    assert len(slack.said("C10000449")) == 1


# --- Who and what cannot be written to. ---


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (
            "support-agent:A-03",
            "Slack refused: no Slack user has the address of support agent A-03, "
            "nobody@palletry.example. Correct it in support_agents.path, or give the person's "
            "Slack id there.",
        ),
        (
            "support-agent:A-04",
            "Slack refused: the Slack user of support agent A-04, left@palletry.example is "
            "deactivated. Take the person out of support_agents.path, or have the user "
            "reactivated.",
        ),
        (
            "support-agent:A-05",
            "Slack refused: support agent A-05 cannot be written to: the Slack user is "
            "deactivated, or of another workspace. Correct support_agents.path, or take the "
            "person out.",
        ),
        (
            "team:#old-news",
            "Slack refused: channel #old-news is archived. Unarchive it, or name another channel "
            "in the team_channel of [suppliers].",
        ),
        (
            "team:#secret",
            "Slack refused: there is no channel #secret that the app can see. Correct the "
            "team_channel of [suppliers]; if the channel is private, invite the app there.",
        ),
        (
            "product:#not-invited",
            "Slack refused: the app is not a member of channel #not-invited. Invite it there: "
            "/invite @ and the app's name.",
        ),
    ],
)
def test_who_cannot_be_written_to_is_said_with_what_mends_it(
    slack: Slack, target: str, words: str
) -> None:
    with pytest.raises(FinalFault) as fault:
        slack_channel(slack).post_message("message/x/1", target, digest_about(1), {})
    assert str(fault.value) == words
    assert slack.everything() == []


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("token_revoked", "FEEDBACK__SLACK__TOKEN"),
        ("account_inactive", "FEEDBACK__SLACK__TOKEN"),
        ("invalid_auth", "FEEDBACK__SLACK__TOKEN"),
        ("messages_tab_disabled", "App Home"),
        ("restricted_action", "administrator"),
        ("a_code_of_tomorrow", '"a_code_of_tomorrow"'),
    ],
)
def test_what_trying_again_will_not_mend_is_final(slack: Slack, code: str, named: str) -> None:
    slack.trouble = lambda _n, method: refusing(code) if method == "chat.postMessage" else None
    with pytest.raises(FinalFault, match=named):
        slack_channel(slack).post_message(FIRST, ADA, digest_about(1), {})


def test_a_missing_scope_is_named(slack: Slack) -> None:
    slack.scopes.remove("users:read.email")
    with pytest.raises(FinalFault) as fault:
        slack_channel(slack).post_message(FIRST, ADA, digest_about(1), {})
    assert str(fault.value) == (
        "Slack refused: the app lacks the scope users:read.email. Add it under OAuth & "
        "Permissions, and install the app to the workspace again (docs/slack.md)."
    )


def test_a_token_is_in_no_message_and_no_repr(slack: Slack) -> None:
    api = slack_api(slack, "xoxb-wrong")
    with pytest.raises(FinalFault) as fault:
        SlackChannel(api, ROSTER).post_message(FIRST, ADA, digest_about(1), {})
    assert "xoxb-wrong" not in str(fault.value) + repr(fault.value) + repr(api)


# --- Pace. ---


def test_a_second_passes_between_two_messages_to_one_conversation(slack: Slack) -> None:
    channel = slack_channel(slack)
    for number in range(1, 4):
        channel.post_message(f"message/{TEAM}/{number}", TEAM, digest_about(number), {})
    assert slack.clock.slept == [1.0, 1.0]
    channel.post_message(FIRST, ADA, digest_about(1), {})
    assert slack.clock.slept == [1.0, 1.0], "another conversation does not wait"


def test_a_workspace_that_is_limited_for_an_hour_is_left_alone_for_an_hour(slack: Slack) -> None:
    channel = slack_channel(slack)
    slack.trouble = lambda _n, method: limited(3600) if method == "chat.postMessage" else None
    for number, target in enumerate((ADA, TEAM, "product:#product-feedback"), 1):
        with pytest.raises(TransientFault) as fault:
            channel.post_message(f"message/{target}/{number}", target, digest_about(number), {})
        assert fault.value.not_before == datetime(2026, 3, 9, 4, 1, tzinfo=UTC)
    assert [method for method, _ in slack.asked].count("chat.postMessage") == 1
    assert slack.clock.slept == []
    assert str(fault.value) == (
        "Slack takes no more requests of this app until 2026-03-09 04:01:00 UTC. What waits is "
        "sent by the next run after that."
    )


def test_a_short_burst_limit_is_waited_for(slack: Slack) -> None:
    troubles = [limited(1)]
    slack.trouble = lambda _n, method: (
        troubles.pop() if troubles and method == "chat.postMessage" else None
    )
    slack_channel(slack).post_message(FIRST, ADA, digest_about(1), {})
    assert slack.clock.slept == [1.0]
    assert len(slack.said("D01ADA000")) == 1


def test_more_support_agents_than_slack_answers_questions_about_hear_without_a_pause(
    slack: Slack,
) -> None:
    roster = [
        SupportAgent(f"B-{n}", f"Number {n}", f"b{n}@palletry.example", "in-house")
        for n in range(120)
    ]
    for number in range(120):
        slack.add_user(f"U8{number:07d}", f"b{number}@palletry.example")
    channel = SlackChannel(slack_api(slack), roster)
    for agent in roster:
        target = f"support-agent:{agent.support_agent_id}"
        channel.post_message(f"message/{target}/1", target, digest_about(1, 2), {})
    assert len(slack.everything()) == 120
    assert {len(slack.said(f"D8{n:07d}")) for n in range(120)} == {1}
    assert slack.clock.slept == []


def big_roster(n: int, slack: Slack, n_known: int) -> list[SupportAgent]:
    """`n` support agents, of whom Slack knows the first `n_known`."""
    for number in range(n_known):
        slack.add_user(f"U8{number:07d}", f"b{number}@palletry.example")
    return [
        SupportAgent(f"B-{k}", f"Number {k}", f"b{k}@palletry.example", "in-house")
        for k in range(n)
    ]


@pytest.mark.parametrize("n", [40, 60, 120])
def test_of_many_whom_slack_does_not_know_each_is_named_and_the_others_hear(
    slack: Slack, n: int
) -> None:
    """More addresses than Slack answers questions about in a minute are wrong."""
    known = n // 3
    channel = SlackChannel(slack_api(slack), big_roster(n, slack, known))
    refused = []
    for number in range(n):
        target = f"support-agent:B-{number}"
        try:
            channel.post_message(f"message/{target}/1", target, digest_about(1), {})
        except FinalFault as fault:
            refused.append(str(fault))
    assert len(slack.everything()) == known
    assert refused == [
        f"Slack refused: no Slack user has the address of support agent B-{number}, "
        f"b{number}@palletry.example. Correct it in support_agents.path, or give the person's "
        "Slack id there."
        for number in range(known, n)
    ]
    assert slack.clock.slept == []
    asked = [method for method, _ in slack.asked]
    assert asked.count("users.lookupByEmail") <= 40


def test_contacts_beyond_what_slack_answers_in_a_minute_are_found_in_the_list(
    slack: Slack,
) -> None:
    big_roster(70, slack, 70)
    people = People(slack_api(slack), ())
    found = [people.at(f"b{n}@palletry.example", "a contact", "x") for n in range(70)]
    assert found == [f"U8{n:07d}" for n in range(70)]
    asked = [method for method, _ in slack.asked]
    assert (asked.count("users.lookupByEmail"), asked.count("users.list")) == (40, 1)


def test_a_workspace_of_many_thousands_is_read_at_slacks_pace_to_its_end(slack: Slack) -> None:
    for n in range(4500):
        slack.add_user(f"U7{n:07d}", f"x{n}@palletry.example")
    roster = big_roster(41, slack, 41)
    people = People(slack_api(slack), roster)
    assert people.support_agent("B-40") == "U80000040"
    assert [method for method, _ in slack.asked] == ["users.list"] * 23


def test_a_deactivated_user_of_a_large_roster_is_told_as_such_and_one_who_came_back_is_found(
    slack: Slack,
) -> None:
    roster = big_roster(60, slack, 58)
    slack.add_user("U9GONE001", "b58@palletry.example", deleted=True)
    slack.add_user("U9GONE000", "b0@palletry.example", deleted=True)
    people = People(slack_api(slack), roster)
    assert people.support_agent("B-0") == "U80000000"
    with pytest.raises(FinalFault, match=r"the Slack user of support agent B-58.* is deactivated"):
        people.support_agent("B-58")


def test_the_doctor_checks_more_slack_ids_than_it_may_ask_about(slack: Slack) -> None:
    big_roster(130, slack, 129)
    roster = [
        SupportAgent(f"B-{n}", f"Number {n}", f"b{n}@x.example", "in-house",
                     slack_user_id=f"U8{n:07d}")
        for n in range(130)
    ]  # fmt: skip
    people = People(slack_api(slack), roster)
    for agent in roster[:129]:
        assert people.check(agent.support_agent_id).endswith(agent.slack_user_id)
    with pytest.raises(FinalFault, match="there is no Slack user for support agent B-129"):
        people.check("B-129")


# --- Every request of a message goes wrong in every way. ---

WAYS = {
    "dropped before": Trouble(),
    "dropped after": Trouble(is_after=True),
    "429": limited(60),
    "500, not done": Trouble(answer=(500, {"ok": False, "error": "internal_error"}, {})),
    "500, done": Trouble(is_after=True, answer=(500, {}, {})),
    "an answer that is no answer": Trouble(is_after=True, answer=(200, {}, {})),
    "fatal, done": Trouble(is_after=True, answer=(200, {"ok": False, "error": "fatal_error"}, {})),
}


def send_until_done(
    slack: Slack,
    key: str,
    target: str,
    content: dict[str, Any],
    earlier: dict[str, str],
    **how: Any,
) -> str:
    """What the dispatcher does, over as many runs as it takes. Each run is a new process."""
    is_unknown = False
    for _ in range(4):
        channel = slack_channel(slack, **how)
        try:
            if is_unknown and (found := channel.find_message(key, target, SINCE, earlier)):
                return found
            return channel.post_message(key, target, content, earlier)
        except TransientFault as fault:
            if fault.not_before is not None:
                slack.clock.at = fault.not_before.timestamp()
        except AnswerLost:
            is_unknown = True
        slack.clock.at += 60
    raise AssertionError("not done after four runs")


def conversation_so_far(slack: Slack, **how: Any) -> dict[str, str]:
    """A first message about FB-1, and something of ours and of others behind it."""
    channel = slack_channel(slack, **how)
    first = channel.post_message(FIRST, ADA, digest_about(1, 9), {})
    slack.clock.at += 5
    return {FIRST: first}


@pytest.mark.parametrize("how", ["alone", "thread", "update", "update and post"])
@pytest.mark.parametrize("way", WAYS)
def test_whatever_request_goes_wrong_nobody_hears_it_twice_or_misses_it(way: str, how: str) -> None:
    later = "update" if how.startswith("update") else "thread"
    issues = (1, 2) if how == "update and post" else (1,)
    content = digest_about(*issues, slips=True, first=None if how == "alone" else FIRST)

    def play(nth: int) -> tuple[Slack, list[Any], int]:
        with workspace() as slack:
            earlier = {} if how == "alone" else conversation_so_far(slack, later_changes=later)
            n_before = len(slack.asked)
            slack.trouble = lambda n, _method: WAYS[way] if n == n_before + nth else None
            send_until_done(slack, SECOND, ADA, content, earlier, later_changes=later)
            shown = [
                (one["text"], one["blocks"], one.get("thread_ts") is not None)
                for one in slack.everything()
            ]
            return slack, shown, len(slack.asked) - n_before

    _, expected, n_requests = play(nth=0)
    assert n_requests >= 2
    for nth in range(1, n_requests + 1):
        slack, shown, _ = play(nth)
        assert shown == expected, f"request {nth}, {slack.asked[-1][0]}"


# --- Finding. ---


def test_a_message_is_found_behind_hundreds_of_others(slack: Slack) -> None:
    channel = slack_channel(slack)
    channel.post_message("message/team:#support-core/1", TEAM, digest_about(1), {})
    first = slack.said("C0SUPPORT")[0]
    for number in range(500):
        chatter = {"type": "message", "ts": f"{first['ts'][:-6]}{number + 100:06d}", "text": "Hi"}
        slack.messages["C0SUPPORT"].append(chatter)
    found = channel.find_message("message/team:#support-core/1", TEAM, SINCE, {})
    assert found == f"C0SUPPORT:{first['ts']}"
    assert channel.find_message("message/team:#support-core/2", TEAM, SINCE, {}) is None


def test_a_message_of_a_night_dated_in_the_future_is_found(slack: Slack) -> None:
    channel = slack_channel(slack)
    posted = channel.post_message(FIRST, ADA, digest_about(1), {})
    assert channel.find_message(FIRST, ADA, SINCE + timedelta(days=90), {}) == posted


def test_where_looking_is_not_allowed_nothing_is_said_to_be_missing(slack: Slack) -> None:
    channel = slack_channel(slack)
    channel.post_message(FIRST, ADA, digest_about(1), {})
    slack.scopes.remove("im:history")
    with pytest.raises(FinalFault, match="im:history"):
        channel.find_message(FIRST, ADA, SINCE, {})


# --- Later changes. ---


def test_later_changes_come_under_the_first_message_and_are_shown_in_the_conversation(
    slack: Slack,
) -> None:
    channel = slack_channel(slack)
    first = channel.post_message(FIRST, ADA, digest_about(1), {})
    later = digest_about(1, slips=True, first=FIRST)
    channel.post_message(SECOND, ADA, later, {FIRST: first})
    reply = slack.said("D01ADA000")[1]
    assert f"D01ADA000:{reply['thread_ts']}" == first
    assert reply["subtype"] == "thread_broadcast"


def test_news_of_several_threads_is_one_message_that_leads_to_them(slack: Slack) -> None:
    channel = slack_channel(slack)
    first = channel.post_message(FIRST, ADA, digest_about(1), {})
    later = digest_about(1, 2, slips=True, first=FIRST)
    channel.post_message(SECOND, ADA, later, {FIRST: first})
    message = slack.said("D01ADA000")[1]
    assert "thread_ts" not in message
    address = f"https://palletry.slack.com/archives/D01ADA000/p{first[10:].replace('.', '')}"
    assert f"<{address}|Previous update>" in message["blocks"][1]["text"]["text"]


def test_a_first_message_that_is_gone_is_no_reason_to_miss_the_news(slack: Slack) -> None:
    for number, later in enumerate(("thread", "update")):
        channel = slack_channel(slack, later_changes=later)
        content = digest_about(1, slips=True, first=FIRST)
        key = f"message/{ADA}/{number + 5}"
        posted = channel.post_message(key, ADA, content, {FIRST: "D01ADA000:1.000000"})
        slack.clock.at += 5
        assert channel.find_message(key, ADA, SINCE, {}) == posted


def test_a_first_message_that_went_to_the_outbox_is_passed_over(slack: Slack) -> None:
    content = digest_about(1, first=FIRST)
    slack_channel(slack).post_message(SECOND, ADA, content, {FIRST: "0001-support-agent-a-01"})
    assert "thread_ts" not in slack.said("D01ADA000")[0]


def test_an_update_changes_what_stands_and_nothing_else(slack: Slack) -> None:
    channel = slack_channel(slack, later_changes="update")
    first = channel.post_message(FIRST, ADA, digest_about(1, 12), {})
    before = slack.said("D01ADA000")[0]["blocks"]
    later = digest_about(1, slips=True, first=FIRST)
    assert channel.post_message(SECOND, ADA, later, {FIRST: first}) == first
    (message,) = slack.said("D01ADA000")
    changed = [
        new["block_id"] for old, new in zip(before, message["blocks"], strict=True)
        if old != new
    ]  # fmt: skip
    assert changed == ["FB-1/0", "FB-1/3"], "what changed, and the buttons' key"
    assert message["text"].splitlines()[:2] == [
        "Changed",
        "FB-1 Problem 1: Slipped by 3 days to 23 March 2026",
    ]
    assert channel.find_message(FIRST, ADA, SINCE, {}) == first
    assert channel.find_message(SECOND, ADA, SINCE, {}) is None, "so it may be done again"


# --- Forgetting. ---


def written(content: Digest, remote_key: str) -> Effect:
    return Effect(
        FIRST, ADA, 1, content, EffectState.DONE, SINCE,
        Decimal(0), remote_key,
    )  # fmt: skip


def test_a_message_can_be_rewritten_without_what_is_to_be_forgotten(slack: Slack) -> None:
    channel = slack_channel(slack)
    posted = channel.post_message(FIRST, ADA, digest_about(1, words="Nordwind waits for it"), {})
    assert channel.rewrite(written(digest_about(1, words="a customer waits for it"), posted))
    (message,) = slack.everything()
    assert "Nordwind" not in str(message)
    assert channel.find_message(FIRST, ADA, SINCE, {}) == posted


def test_a_message_that_later_news_were_put_into_is_left_to_a_person(slack: Slack) -> None:
    channel = slack_channel(slack, later_changes="update")
    first = channel.post_message(FIRST, ADA, digest_about(1), {})
    later = digest_about(1, slips=True, first=FIRST)
    channel.post_message(SECOND, ADA, later, {FIRST: first})
    assert not channel.rewrite(written(digest_about(1), first)), "it would take the later news away"
    assert "Slipped by 3 days to 23 March 2026" in str(slack.everything())


def test_what_is_not_there_any_more_or_somebody_elses_is_left_alone(slack: Slack) -> None:
    channel = slack_channel(slack)
    other = channel.post_message(SECOND, ADA, digest_about(1), {})
    for remote_key in (other, "D01ADA000:1.000000", "C0NOTIN00:1.000000"):
        assert not channel.rewrite(written(digest_about(2), remote_key))
    assert "FB-2" not in str(slack.everything())
