"""Channels: what segments are owed, what suppliers answer, and how tickets came in."""

from dataclasses import replace

from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.terms import SupplierTerms
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.supply.reports.agreement_gaps import check_suppliers
from feedback.domain.supply.reports.channel_use import channel_use, channel_words
from feedback.domain.supply.reports.mismatch import mismatches
from tests.domain.supply.supply_examples import POLICY, frame_of, terms, ticket

OWED = SupportProfile("enterprise", served_by=("expert",), channels=("email", "phone"))


def about_channels(*suppliers: SupplierTerms, profile: SupportProfile = OWED) -> list[str]:
    found = check_suppliers({"enterprise": profile}, {one.name: one for one in suppliers})
    return [one.words for one in found if one.about == "enterprise"]


def expert(name: str, *channels: str, languages: tuple[str, ...] = ()) -> SupplierTerms:
    return terms(name, kind="expert", ticket_channels=channels, languages=languages)


def test_a_channel_that_is_owed_and_that_nobody_who_may_serve_answers_is_found() -> None:
    cheap = terms("beta", kind="low-cost", ticket_channels=("phone",))
    assert about_channels(expert("alpha", "email", "chat"), cheap) == [
        'is owed "phone", which none of alpha answers'
    ]
    assert about_channels(expert("alpha", "Email "), expert("gamma", "phone")) == []


def test_a_supplier_that_did_not_say_what_it_answers_is_not_taken_to_answer_all() -> None:
    assert about_channels(expert("alpha", "email"), expert("gamma")) == [
        'is owed "phone"; whether gamma answers it is not known: set ticket_channels'
    ]


def test_a_channel_answered_in_another_language_only_is_found() -> None:
    bilingual = replace(OWED, languages=("en", "de"))
    mail = expert("alpha", "email", languages=("en", "de"))
    phone = expert("gamma", "phone", languages=("en",))
    assert about_channels(mail, phone, profile=bilingual) == [
        'is owed "phone" in "de", and none of gamma speaks it'
    ]


def policy(**changes: object) -> SupplyPolicy:
    profile = replace(POLICY.profiles["enterprise"], channels=("email", "phone"))
    return replace(POLICY, profiles={**POLICY.profiles, "enterprise": profile}, **changes)


ROWS = [
    ticket(1, channel="Email"),
    ticket(2, channel="chat"),
    ticket(3, channel="chat"),
    ticket(4, channel=""),
    ticket(5, channel="chat", segment="self-serve"),
]


def test_the_share_that_came_in_another_way_counts_tickets_whose_way_is_known() -> None:
    enterprise, other = channel_use(frame_of(ROWS, policy()), policy())
    assert (other.segment, other.off_channel.value, other.unused) == ("self-serve", 1.0, ("email",))
    assert enterprise.segment == "enterprise"
    assert (enterprise.off_channel.value, enterprise.off_channel.n) == (2 / 3, 3)
    assert channel_words(enterprise) == (
        "enterprise is owed email, phone; 2 of 3 tickets came another way (chat 2, Email 1); none "
        "came through phone; of 1 the source does not say"
    )


def test_too_few_tickets_give_no_share_of_channels() -> None:
    strict = policy(min_tickets=9)
    enterprise = channel_use(frame_of(ROWS, strict), strict)[0]
    assert (enterprise.off_channel.value, enterprise.off_channel.n) == (None, 3)


def test_a_segment_whose_source_tells_no_channel_is_said_to_be_unknown() -> None:
    (use,) = channel_use(frame_of([ticket(1, channel="")], policy()), policy())
    assert channel_words(use) == "enterprise is owed email, phone; no ticket says how it came in"


def test_another_channel_exposes_no_money_but_one_its_supplier_does_not_answer_does() -> None:
    (calm,) = mismatches(frame_of([ticket(1, channel="chat")], policy()), policy())
    assert calm.exposed_usd == 0
    mail_only = policy(terms={"alpha": terms("alpha", kind="expert", ticket_channels=("email",))})
    (wrong,) = mismatches(frame_of([ticket(1, channel="chat")], mail_only), mail_only)
    assert (wrong.exposed_usd, wrong.wrong_because) == (1000, "alpha does not answer on chat")
