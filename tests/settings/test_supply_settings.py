"""Settings of the supply chain that cannot be right: refused before any work, with the remedy."""

from decimal import Decimal
from pathlib import Path

import pytest

from feedback.bootstrap.agreements import supplier_terms, suppliers_of, support_profiles
from feedback.bootstrap.directory import open_segmented_directory
from feedback.bootstrap.plans import escalation_contacts, escalation_policy
from feedback.domain.plans.plan_debt import PlanTarget
from feedback.errors import InvalidInput
from feedback.settings import load_settings
from tests.steps.company import CONFIG, build


def load(folder: Path, more: str, config: str = CONFIG) -> None:
    path = folder / "feedback.toml"
    path.write_text(config + more, encoding="utf-8")
    load_settings(path)


def target(text: str) -> str:
    return CONFIG.replace(
        'team_channel = "#ext-bw"', f'team_channel = "#ext-bw"\ntargets = [{{ {text} }}]'
    )


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ('[segments.enterprise.profile]\nfirst_response = "4"\n', "has no unit"),
        ('[segments.enterprise.profile]\ncsat = "84 of 100"\n', "convert it"),
        ('[segments.enterprise.profile]\nreopen_rate = "3 h"\n', "is counted in share, not in"),
        ('[segments.enterprise.profile]\nhours = "Mo-Fr 9-17"\n', "does not end in a time zone"),
        (
            '[segments.enterprise.profile]\nhours = "Mo-Fr 09:00-17:00 UTC"\nresolution = "2 d"\n',
            "a day means nothing within the hours",
        ),
        (
            "[[segments.enterprise.members]]\nmin_value_usd = 10\n"
            "[[segments.self-serve.members]]\nmin_value_usd = 100\n",
            "rule 1 of self-serve can never be reached: rule 1 of enterprise",
        ),
        (
            "[[segments.enterprise.members]]\nmin_value_usd = 10\nmax_value_usd = 5\n",
            "nobody could match",
        ),
        ('[supply]\ncontact_type = "mood"\n', "contact_type"),
    ],
)
def test_a_promise_that_cannot_be_right_is_refused(
    more: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        load(tmp_path, more)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('metric = "joy", target = "4 h"', "is no metric"),
        ('metric = "csat", target = "4"', "has no unit"),
        ('metric = "csat", target = "90 %"', "is counted in of 5, not in share"),
        (
            'metric = "csat", target = "4 of 5", bonus = { at = "3 of 5", share = "1 %" }',
            "bonus must be no easier than target",
        ),
        (
            'metric = "reopen_rate", target = "5 %", malus = { at = "2 %", share = "1 %" }',
            "target must be no easier than malus",
        ),
    ],
)
def test_a_contract_target_that_cannot_be_right_is_refused(
    text: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        load(tmp_path, "", target(text))


def test_the_reference_s_suppliers_and_profiles_are_what_it_says() -> None:
    settings = load_settings(Path("config/feedback.toml"))
    terms = supplier_terms(settings)["in-house"]
    (agreed,) = terms.targets
    assert (agreed.amount, agreed.weight) == (0.9, 2.0)
    assert agreed.bonus is not None
    assert (agreed.bonus.at, agreed.bonus.share) == (0.95, 0.02)
    assert [step.within_hours for step in terms.supplier.contacts.escalation] == [4.0, 120.0]
    profile = support_profiles(settings)["enterprise"]
    assert (profile.first_response_hours, profile.csat) == (4.0, 4.2)
    assert profile.plan == PlanTarget(72, Decimal(20_000))


def test_escalation_reads_what_the_profile_and_the_supplier_say() -> None:
    settings = load_settings(Path("config/feedback.toml"))
    policy = escalation_policy(settings)
    assert policy.targets == {"enterprise": support_profiles(settings)["enterprise"].plan}
    assert policy.suppliers == suppliers_of(settings)
    assert escalation_contacts(settings) == [
        "head.of.support@acme.com",
        "product.ops@acme.com",
        "product.owner@acme.com",
        "support.lead@acme.com",
    ]


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("[escalation.segments.enterprise]\nplan_by_hours = 72\n", "no setting.*segments"),
        ("[escalation.suppliers.in-house]\ncontact = '#support'\n", "no setting.*suppliers"),
        ("[escalation]\nproduct_owner = 'Head of Product'\n", "nobody can be written to there"),
        ("[segments.enterprise.profile]\nplan_by = '0 d'\n", "some time to plan"),
        (
            "[segments.enterprise.profile]\nplan_min_impact_usd = 5000\n",
            "plan_min_impact_usd is about plans that are owed: set plan_by as well",
        ),
    ],
)
def test_a_plan_target_that_cannot_be_right_is_refused(
    more: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        load(tmp_path, more)


def test_a_contact_nobody_can_write_to_is_refused(tmp_path: Path) -> None:
    config = CONFIG.replace(
        'team_channel = "#ext-bw"', 'team_channel = "#ext-bw"\ncontact = "Service desk lead"'
    )
    with pytest.raises(
        InvalidInput, match=r"suppliers\.brightwater\.contact = 'Service desk lead'"
    ):
        load(tmp_path, "", config)


def test_rules_place_the_directory_s_customers(tmp_path: Path) -> None:
    company = build(tmp_path / "company")
    config = company / "feedback.toml"
    rules = (
        "[[segments.enterprise.members]]\nplans = ['Big']\n"
        "[[segments.self-serve.members]]\nmax_value_usd = 1000\n"
    )
    config.write_text(CONFIG + rules, encoding="utf-8")
    (company / "customers.csv").write_text(
        "customer_id,segment,value_usd,plan,flags,open_deals_usd\n"
        "a,,500,Big,beta;vip,\nb,,500,Small,,1200\nc,,5000,,,\nd,enterprise,5000,,,\n",
        encoding="utf-8",
    )
    (company / "requesters.csv").write_text("requester,customer_id\n", encoding="utf-8")
    directory = open_segmented_directory(load_settings(config))
    placed = {one.customer_id: one for one in directory.customers()}
    assert {name: one.segment for name, one in placed.items()} == {
        "a": "enterprise",
        "b": "self-serve",
        "c": "self-serve",  # no rule matches and the directory does not say: the default
        "d": "enterprise",
    }
    assert placed["a"].flags == ("beta", "vip")
    assert placed["b"].open_deals_usd == Decimal(1200)
