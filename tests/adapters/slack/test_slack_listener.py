"""Buttons in Slack become answers: who may press, which button, and what the person is told."""

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import pytest

from feedback.adapters.slack.buttons.listener import SlackListener
from feedback.adapters.slack.buttons.presses import Identity
from feedback.adapters.slack.people import People
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixStatus
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.plan_change import Released
from feedback.domain.plans.responses.response import Response, ResponseKind
from feedback.errors import FinalFault, InvalidInput, TransientFault
from tests.message_examples import affected, digest, plan, plan_news
from tests.stand_ins.palletry import ROSTER, slack_api, slack_channel, workspace
from tests.stand_ins.slack import APP_TOKEN, BOT, TEAM, Slack, Trouble
from tests.stand_ins.slack_socket import Socket, opened, press, pressed_in_private, sent_form

KEY, ADA, ADA_DM = "message/support-agent:A-01/1", "U01ADA000", "D01ADA000"
PRESSED_AT = datetime(2026, 3, 10, 3, 0, 0, 123456, tzinfo=UTC)


def released(n_tickets: int = 1) -> Digest:
    """FB-12 was released; the reader holds so many tickets of it."""
    tickets = tuple(affected(str(n), "It breaks " * 20) for n in range(1, n_tickets + 1))
    out = plan(status=FixStatus.RELEASED, target_version="4.2")
    return digest(plan_news(12, Released("4.2"), plan=out, tickets=tickets))


class Desk:
    """Takes answers down; `refusal` is raised instead."""

    def __init__(self, slack: Slack, content: Digest) -> None:
        self.slack, self.content = slack, content
        self.answers: list[Response] = []
        self.refusal: Exception | None = None
        self.lines: list[str] = []
        api = slack_api(slack)
        self.listener = SlackListener(
            api, People(api, ROSTER), self.answer, self.message_of, self.lines.append
        )
        self.listener._us = Identity(TEAM, BOT)
        slack_channel(slack).post_message(KEY, "support-agent:A-01", content, {})
        (self.message,) = slack.said(ADA_DM)

    def answer(self, response: Response) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.answers.append(response)
        return f"Noted: {response.ticket_id}."

    def message_of(self, key: str) -> Any:
        return self.content if key == KEY else None

    def press(self, kind: str, user: str = ADA) -> dict[str, Any]:
        return press(self.message, kind, user, ADA_DM, "FB-12")

    def told(self) -> list[tuple[str, str]]:
        return [(one["user"], one["text"]) for one in self.slack.ephemeral]


@pytest.fixture
def slack() -> Iterator[Slack]:
    with workspace() as opened_workspace:
        yield opened_workspace


def test_a_button_is_an_answer_and_the_person_alone_is_told(slack: Slack) -> None:
    desk = Desk(slack, released())
    desk.listener.handle(desk.press("told_customer"))
    assert desk.answers == [
        Response(ResponseKind.TOLD_CUSTOMER, IssueId(12), "desk:1", "A-01", PRESSED_AT)
    ]
    assert desk.told() == [(ADA, "Noted: desk:1.")]
    assert desk.lines == ["A-01: told_customer FB-12: Noted: desk:1."]


@pytest.mark.parametrize(
    ("user", "by"),
    [("U01ADA000", "A-01"), ("U02MAREK", "A-02"), ("U09HEAD00", "head@palletry.example")],
)
def test_people_are_known_by_address_by_slack_id_or_else_by_their_address(
    slack: Slack, user: str, by: str
) -> None:
    desk = Desk(slack, released())
    desk.listener.handle(desk.press("mute", user))
    assert [one.by for one in desk.answers] == [by]


def test_a_refusal_is_told_in_its_own_words(slack: Slack) -> None:
    desk = Desk(slack, released())
    desk.refusal = InvalidInput("A-02 holds no open ticket of FB-12. Nothing was recorded.")
    desk.listener.handle(desk.press("told_customer", "U02MAREK"))
    assert desk.told() == [
        ("U02MAREK", "A-02 holds no open ticket of FB-12. Nothing was recorded.")
    ]


def test_a_fault_of_ours_is_admitted_and_the_next_button_is_heard(slack: Slack) -> None:
    desk = Desk(slack, released())
    desk.refusal = RuntimeError("disk full")
    desk.listener.handle(desk.press("told_customer"))
    assert desk.told()[0][1].startswith("Something went wrong here, and nothing was recorded.")
    assert desk.lines == ["Fault: RuntimeError('disk full')"]
    desk.refusal = None
    desk.listener.handle(desk.press("told_customer"))
    assert len(desk.answers) == 1


def test_who_has_muted_an_issue_is_offered_to_undo_it(slack: Slack) -> None:
    desk = Desk(slack, released())
    desk.listener.handle(desk.press("mute"))
    (hint,) = slack.ephemeral
    desk.listener.handle(pressed_in_private(hint, "unmute", "FB-12"))
    assert [one.kind for one in desk.answers] == [ResponseKind.MUTE, ResponseKind.UNMUTE]
    assert "blocks" not in slack.ephemeral[1]


# --- Nothing is trusted. ---


def other_workspace(told: dict[str, Any]) -> None:
    told["team"]["id"] = "T0ELSE000"


def other_app(told: dict[str, Any]) -> None:
    told["message"]["bot_id"] = "B0ELSE000"


def other_button(told: dict[str, Any]) -> None:
    told["actions"][0]["action_id"] = "delete_everything"


def value_of_ours_that_is_nonsense(told: dict[str, Any]) -> None:
    told["actions"][0]["value"] = "FB-12"


def nobody(told: dict[str, Any]) -> None:
    told["user"] = None


def no_action(told: dict[str, Any]) -> None:
    told["actions"] = []


@pytest.mark.parametrize(
    "forge",
    [other_workspace, other_app, other_button, value_of_ours_that_is_nonsense, nobody, no_action],
)
def test_what_is_not_about_us_is_not_heard(
    slack: Slack, forge: Callable[[dict[str, Any]], None]
) -> None:
    desk = Desk(slack, released())
    told = deepcopy(desk.press("told_customer"))
    forge(told)
    desk.listener.handle(told)
    assert desk.answers == []
    assert desk.told() == []


@pytest.mark.parametrize("more", [{"team_id": "T0PARTNER"}, {"deleted": True}, {"is_bot": True}])
def test_guests_of_other_workspaces_and_bots_may_not_answer(
    slack: Slack, more: dict[str, Any]
) -> None:
    desk = Desk(slack, released())
    slack.add_user("U77GUEST0", "ada@palletry.example", **more)
    desk.listener.handle(desk.press("told_customer", "U77GUEST0"))
    assert desk.answers == []
    assert desk.told() == [
        ("U77GUEST0", "Only people of this workspace may answer. Nothing was recorded.")
    ]


def test_a_member_of_several_workspaces_of_an_organization_may_answer(slack: Slack) -> None:
    desk = Desk(slack, released())
    both = {"teams": ["T0ELSE000", TEAM]}
    slack.add_user("U01ADA000", "ada@palletry.example", team_id="T0ELSE000", enterprise_user=both)
    desk.listener.handle(desk.press("told_customer"))
    assert len(desk.answers) == 1


def test_a_message_that_our_ledger_does_not_know_is_not_answered(slack: Slack) -> None:
    desk = Desk(slack, released())
    told = desk.press("told_customer")
    told["actions"][0]["value"] = '{"issue":"FB-12","message":"message/support-agent:A-01/99"}'
    desk.listener.handle(told)
    assert desk.answers == []
    assert "not one of those that were sent from here" in desk.told()[0][1]


# --- Forms. ---


def test_ask_product_opens_a_form_whose_text_becomes_the_answer(slack: Slack) -> None:
    desk = Desk(slack, released())
    desk.listener.handle(desk.press("ask_product"))
    assert desk.answers == []
    (view,) = slack.views
    assert view["title"]["text"] == "Ask product"
    desk.listener.handle(sent_form(view, ADA, text="Does it affect the <beta>?"))
    assert [(one.kind, one.text, one.ticket_id) for one in desk.answers] == [
        (ResponseKind.ASK_PRODUCT, "Does it affect the <beta>?", None)
    ]
    assert desk.told() == [(ADA, "Noted: None.")]


def test_with_several_tickets_a_form_asks_which(slack: Slack) -> None:
    desk = Desk(slack, released(3))
    desk.listener.handle(desk.press("not_this_issue"))
    (view,) = slack.views
    element = view["blocks"][0]["element"]
    assert [one["value"] for one in element["options"]] == ["0", "1", "2"]
    assert all(len(one["text"]["text"]) <= 75 for one in element["options"])
    assert "initial_options" not in element
    desk.listener.handle(sent_form(view, ADA, tickets=["0", "2"]))
    assert [one.ticket_id for one in desk.answers] == ["desk:1", "desk:3"]
    assert desk.told() == [(ADA, "Noted: desk:1.\nNoted: desk:3.")]


def test_all_tickets_told_is_one_answer(slack: Slack) -> None:
    desk = Desk(slack, released(3))
    desk.listener.handle(desk.press("told_customer"))
    (view,) = slack.views
    assert len(view["blocks"][0]["element"]["initial_options"]) == 3
    desk.listener.handle(sent_form(view, ADA, tickets=["0", "1", "2"]))
    (answer,) = desk.answers
    assert (answer.ticket_id, answer.among) == (None, ("desk:1", "desk:2", "desk:3"))


def test_a_form_in_which_no_ticket_is_chosen_stands_for_none(slack: Slack) -> None:
    desk = Desk(slack, released(3))
    desk.listener.handle(desk.press("told_customer"))
    desk.listener.handle(sent_form(slack.views[0], ADA, tickets=["7"]))
    assert desk.answers == []
    assert desk.told() == [(ADA, "No ticket was chosen. Nothing was recorded.")]


def test_a_ticket_that_is_refused_hides_nothing_of_the_others(slack: Slack) -> None:
    desk = Desk(slack, released(3))
    desk.listener.handle(desk.press("not_this_issue"))
    record = desk.answer

    def refuse_the_second(response: Response) -> str:
        if response.ticket_id == "desk:2":
            raise InvalidInput("A-01 does not hold ticket 2.")
        return record(response)

    desk.listener._answer = refuse_the_second
    desk.listener.handle(sent_form(slack.views[0], ADA, tickets=["0", "1", "2"]))
    assert [one.ticket_id for one in desk.answers] == ["desk:1", "desk:3"]
    assert desk.told() == [(ADA, "Noted: desk:1.\nA-01 does not hold ticket 2.\nNoted: desk:3.")]


def test_a_form_of_another_app_or_with_places_that_do_not_exist_does_no_harm(slack: Slack) -> None:
    desk = Desk(slack, released(3))
    desk.listener.handle(desk.press("told_customer"))
    foreign = sent_form(slack.views[0], ADA, tickets=["0"])
    foreign["view"]["bot_id"] = "B0ELSE000"
    desk.listener.handle(foreign)
    assert desk.answers == []


# --- Socket Mode itself. ---


@pytest.fixture
def listening(slack: Slack) -> Iterator[tuple[Desk, Socket]]:
    desk, stopped = Desk(slack, released()), Event()
    with opened(slack) as socket:
        thread = Thread(target=desk.listener.listen, args=(APP_TOKEN, stopped))
        thread.start()
        try:
            yield desk, socket
        finally:
            stopped.set()
            thread.join(10)


def wait_for(happened: Callable[[], bool]) -> None:
    for _ in range(500):
        if happened():
            return
        time.sleep(0.02)
    pytest.fail("It did not happen.")


def test_a_press_is_acknowledged_and_answered_and_heard_once_though_it_comes_twice(
    listening: tuple[Desk, Socket],
) -> None:
    desk, socket = listening
    envelope = socket.send(desk.press("told_customer"))
    assert socket.acknowledged.get(timeout=10) == envelope
    socket.send(desk.press("told_customer"), envelope)
    assert socket.acknowledged.get(timeout=10) == envelope
    socket.send(desk.press("mute"))
    wait_for(lambda: len(desk.told()) == 2)
    assert [one.kind for one in desk.answers] == ["told_customer", "mute"]


def test_after_slack_asks_for_a_new_connection_buttons_are_still_heard(
    listening: tuple[Desk, Socket],
) -> None:
    desk, socket = listening
    wait_for(lambda: socket.n_connections == 1)
    socket.disconnect()
    wait_for(lambda: socket.n_connections == 2)
    socket.send(desk.press("told_customer"))
    wait_for(lambda: len(desk.told()) == 1)


def test_a_wrong_app_token_is_named_and_the_bot_token_left_alone(slack: Slack) -> None:
    desk = Desk(slack, released())
    with pytest.raises(FinalFault, match="FEEDBACK__SLACK__APP_TOKEN") as refusal:
        desk.listener.listen("xapp-wrong", Event())
    assert "FEEDBACK__SLACK__TOKEN" not in str(refusal.value)
    assert "xapp-wrong" not in str(refusal.value)


@pytest.mark.parametrize("trouble", [Trouble(), Trouble(answer=(503, {}, {}))])
def test_slack_that_cannot_open_socket_mode_now_is_no_wrong_token(
    slack: Slack, trouble: Trouble
) -> None:
    desk = Desk(slack, released())
    slack.trouble = lambda _n, method: trouble if method == "apps.connections.open" else None
    with pytest.raises(TransientFault):
        desk.listener.listen(APP_TOKEN, Event())
