"""One requester's nearly identical texts are one voice."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.tickets.near_duplicates import (
    MIN_SIMILARITY,
    Utterance,
    echoes_of,
    shingles,
    similarity,
)
from feedback.domain.tickets.ticket import RequesterId, TicketId

ALERT = "Disk usage on host web-{} reached {} percent, please free some space soon"


def said(key: str, text: str, requester: str = "bot", customer: str | None = None) -> Utterance:
    return Utterance(TicketId(key), RequesterId(requester), customer, str(hash(text)), text)


def followed(fresh: list[Utterance], earlier: list[Utterance] | None = None) -> dict[str, str]:
    return {
        str(one): str(first.ticket_id) for one, first in echoes_of(fresh, earlier or []).items()
    }


def test_a_template_with_other_numbers_repeats_the_first() -> None:
    wave = [said(f"t{n}", ALERT.format(n, 90 + n)) for n in range(4)]
    assert followed(wave) == {"t1": "t0", "t2": "t0", "t3": "t0"}


def test_a_repetition_of_an_earlier_night_follows_the_ticket_of_that_night() -> None:
    earlier = [said("t7", ALERT.format(1, 91))]
    assert followed([said("t3", ALERT.format(2, 92))], earlier) == {"t3": "t7"}


def test_the_same_text_of_several_requesters_repeats_nothing() -> None:
    assert followed([said(f"t{n}", ALERT, requester=f"person{n}") for n in range(4)]) == {}


def test_a_forms_address_speaks_for_as_many_as_its_customers() -> None:
    forms = [said("t0", ALERT, customer="acme"), said("t1", ALERT, customer="globex")]
    assert followed(forms) == {}


def test_without_a_requester_nothing_is_a_repetition() -> None:
    assert followed([said("t0", ALERT, requester=""), said("t1", ALERT, requester="")]) == {}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("I cannot log in to the app", "I cannot log in to the portal since Monday"),
        ("The export of invoices fails", "The import of products is slow"),
        ("Help", "Refund"),
        ("😀😀😀", "🔥🔥🔥"),
    ],
)
def test_one_requesters_different_problems_stay_apart(text: str, other: str) -> None:
    assert followed([said("t0", text), said("t1", other)]) == {}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Cant access public wifi since upgrade!", "CANT ACCESS  public WIFI since upgrade"),
        ("Dear John Miller, your invoice over 20 EUR is due on 3 May, pay by card or wire now, "
         "or your account will be closed without further notice to you",
         "Dear Ann Smith, your invoice over 35 EUR is due on 9 June, pay by card or wire now, "
         "or your account will be closed without further notice to you"),
        ("请问如何重置我的密码我登录不了", "请问如何重置我的密码我登录不了！"),
        ("😀😀😀", "😀😀😀"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_same_text_with_other_names_case_or_layout_is_a_repetition(
    text: str, other: str
) -> None:
    assert followed([said("t0", text), said("t1", other)]) == {"t1": "t0"}


WORDS = st.lists(st.sampled_from(["export", "stops", "ten", "thousand", "rows", "7", "42"]))


@given(st.lists(WORDS, max_size=12), st.randoms())
def test_the_order_does_not_matter_and_every_near_pair_is_found(
    texts: list[list[str]], order: random.Random
) -> None:
    fresh = [said(f"t{n:02}", " ".join(words)) for n, words in enumerate(texts)]
    shuffled = [*fresh]
    order.shuffle(shuffled)
    found = followed(fresh)
    assert followed(shuffled) == found
    firsts = [one for one in fresh if one.ticket_id not in found]
    for first_said, other in combinations(firsts, 2):
        assert similarity(shingles(first_said.text), shingles(other.text)) < MIN_SIMILARITY
    for key, first in found.items():
        text = next(one.text for one in fresh if one.ticket_id == key)
        its = next(one.text for one in firsts if one.ticket_id == first)
        assert similarity(shingles(text), shingles(its)) >= MIN_SIMILARITY


def test_seven_of_ten_shingles_in_common_are_just_enough() -> None:
    assert similarity(shingles("abcdefghijk"), shingles("abcdefghijklmn")) == MIN_SIMILARITY
    assert followed([said("t0", "abcdefghijk"), said("t1", "abcdefghijklmn")]) == {"t1": "t0"}
    assert followed([said("t0", "abcdefghijk"), said("t1", "abcdefghijklmno")]) == {}


def test_of_two_texts_that_are_equally_similar_the_first_is_repeated() -> None:
    beginning, end, whole = "abcdefghijk", "defghijklmn", "abcdefghijklmn"
    for first, second in ((beginning, end), (end, beginning)):
        fresh = [said("t0", first), said("t1", second), said("t2", whole)]
        assert followed(fresh) == {"t2": "t0"}


def test_different_texts_of_one_requester_are_hardly_ever_compared_word_by_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(1)
    words = [f"{a}{b}" for a in "bcdfghklmnprstvz" for b in ("ab", "el", "im", "or", "un", "ast")]
    fresh = [said(f"t{n:04}", " ".join(chance.choices(words, k=40))) for n in range(1000)]
    n_compared = 0

    def counted(left: frozenset[int], right: frozenset[int]) -> float:
        nonlocal n_compared
        n_compared += 1
        return similarity(left, right)

    monkeypatch.setattr("feedback.domain.tickets.near_duplicates.similarity", counted)
    assert followed(fresh) == {}
    assert n_compared < 10, "of half a million pairs"
