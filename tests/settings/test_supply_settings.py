"""Settings of the supply chain that cannot be right: refused before any work, with the remedy."""

from decimal import Decimal
from pathlib import Path

import pytest

from feedback.bootstrap.agreements import supplier_terms, suppliers_of, support_profiles
from feedback.bootstrap.directory import open_segmented_directory
from feedback.bootstrap.plans import escalation_contacts, escalation_policy
from feedback.domain.plans.plan_debt import PlanTarget
from feedback.errors import InvalidInput
from feedback.settings import Settings, load_settings
from tests.steps.company import CONFIG, build


def refusal(folder: Path, more: str, config: str = CONFIG) -> str:
    """What is said about the settings, behind the name of their file."""
    path = folder / "feedback.toml"
    path.write_text(config + more, encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        load_settings(path)
    return str(refused.value).removeprefix(f"{path}: ")


UNITLESS = (
    '{} = "4": "4" has no unit. Write minutes, hours or days ("30 min", "4 h", "2 d"), a share '
    '("90 %"), CSAT ("4.2 of 5") or money ("9 USD").'
)
UNKNOWN = (
    ": unknown setting. Available: acknowledged_days, head_of_support, max_messages, "
    "product_contact, product_owner, stale_after_days, step_hours."
)


def target(text: str) -> str:
    return CONFIG.replace(
        'team_channel = "#ext-bw"', f'team_channel = "#ext-bw"\ntargets = [{{ {text} }}]'
    )


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (
            '[segments.enterprise.profile]\nfirst_response = "4"\n',
            UNITLESS.format("segments.enterprise.profile.first_response"),
        ),
        (
            '[segments.enterprise.profile]\ncsat = "84 of 100"\n',
            'segments.enterprise.profile.csat = "84 of 100": "84 of 100": unknown unit '
            '"of 100". Available: min, h, d, %, of 5, USD. CSAT uses a scale of 1 to 5: convert '
            "it.",
        ),
        (
            '[segments.enterprise.profile]\nreopen_rate = "3 h"\n',
            'segments.enterprise.profile.reopen_rate = "3 h": is counted in share, not in hours.',
        ),
        (
            '[segments.enterprise.profile]\nhours = "Mo-Fr 9-17"\n',
            'segments.enterprise.profile.hours = "Mo-Fr 9-17": "Mo-Fr 9-17" does not end in a '
            'time zone, like "Mo-Fr 09:00-17:00 Europe/Berlin".',
        ),
        (
            '[segments.enterprise.profile]\nhours = "Mo-Fr 09:00-17:00 UTC"\nresolution = "2 d"\n',
            'segments.enterprise.profile: resolution = "2 d": a day has no fixed length within '
            '"Mo-Fr 09:00-17:00 UTC". Give it in hours.',
        ),
        (
            "[[segments.enterprise.members]]\nmin_value_usd = 10\n"
            "[[segments.self-serve.members]]\nmin_value_usd = 100\n",
            "rule 1 of self-serve can never match: rule 1 of enterprise comes before it and takes "
            "all of its customers. The first rule that matches decides: put the narrower rule "
            "first, or delete it.",
        ),
        (
            "[[segments.enterprise.members]]\nmin_value_usd = 10\nmax_value_usd = 5\n",
            "segments.enterprise.members (entry 1): min_value_usd must be below max_value_usd, or "
            "nobody matches.",
        ),
        (
            '[supply]\ncontact_type = "mood"\n',
            'supply.contact_type = "mood": must be one of "kind", "theme" or "issue".',
        ),
    ],
)
def test_a_promise_that_cannot_be_right_is_refused(
    more: str, complaint: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, more) == complaint


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            'metric = "joy", target = "4 h"',
            'suppliers.brightwater.targets (entry 1): unknown metric "joy". Available: tickets, '
            "off_channel, first_response_hours, first_response_within, resolution_hours, "
            "resolution_within, first_contact_resolution, reopen_rate, csat, backlog_age_days, "
            "cost_per_resolution, linked, misrouted, duplicates, completeness, hours_to_link, "
            "first_contact_by_time.",
        ),
        (
            'metric = "csat", target = "4"',
            UNITLESS.format("suppliers.brightwater.targets (entry 1).target"),
        ),
        (
            'metric = "csat", target = "90 %"',
            'suppliers.brightwater.targets (entry 1): target "90 %" of csat is counted in of 5, '
            "not in share.",
        ),
        (
            'metric = "csat", target = "4 of 5", bonus = { at = "3 of 5", share = "1 %" }',
            "suppliers.brightwater.targets (entry 1): csat: bonus must not be easier than target.",
        ),
        (
            'metric = "reopen_rate", target = "5 %", malus = { at = "2 %", share = "1 %" }',
            "suppliers.brightwater.targets (entry 1): reopen_rate: target must not be easier than "
            "malus.",
        ),
    ],
)
def test_a_contract_target_that_cannot_be_right_is_refused(
    text: str, complaint: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, "", target(text)) == complaint


AGREED = """
[segments.enterprise.profile]
first_response = "4 h"
csat = "4.2 of 5"
plan_by = "3 d"
plan_min_impact_usd = 20000
[escalation]
product_owner = "product.owner@acme.com"
product_contact = "product.ops@acme.com"
[[suppliers.in-house.escalation]]
level = "tactical"
scope = "a queue that grows"
theirs = "#support-shift"
ours = "vendor.manager@acme.com"
within = "4 h"
[[suppliers.in-house.escalation]]
level = "strategic"
scope = "goals and budget"
theirs = "head.of.support@acme.com"
ours = "coo@acme.com"
within = "5 d"
[[suppliers.in-house.targets]]
metric = "first_response_within"
target = "90 %"
weight = 2.0
bonus = { at = "95 %", share = "2 %" }
"""


@pytest.fixture
def agreed(tmp_path: Path) -> Settings:
    path = tmp_path / "feedback.toml"
    contact = 'team_channel = "#support-core"'
    assert CONFIG.count(contact) == 1
    with_contact = CONFIG.replace(contact, f'{contact}\ncontact = "support.lead@acme.com"')
    path.write_text(with_contact + AGREED, encoding="utf-8")
    return load_settings(path)


def test_suppliers_and_profiles_are_what_the_settings_say(agreed: Settings) -> None:
    terms = supplier_terms(agreed)["in-house"]
    (target,) = terms.targets
    assert (target.amount, target.weight) == (0.9, 2.0)
    assert target.bonus is not None
    assert (target.bonus.at, target.bonus.share) == (0.95, 0.02)
    assert [step.within_hours for step in terms.supplier.contacts.escalation] == [4.0, 120.0]
    profile = support_profiles(agreed)["enterprise"]
    assert (profile.first_response_hours, profile.csat) == (4.0, 4.2)
    assert profile.plan == PlanTarget(72, Decimal(20_000))


def test_escalation_reads_what_the_profile_and_the_supplier_say(agreed: Settings) -> None:
    policy = escalation_policy(agreed)
    assert policy.targets == {"enterprise": support_profiles(agreed)["enterprise"].plan}
    assert policy.suppliers == suppliers_of(agreed)
    assert escalation_contacts(agreed) == [
        "head.of.support@acme.com",
        "product.ops@acme.com",
        "product.owner@acme.com",
        "support.lead@acme.com",
    ]


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("[escalation.segments.enterprise]\nplan_by_hours = 72\n", "escalation.segments" + UNKNOWN),
        (
            "[escalation.suppliers.in-house]\ncontact = '#support'\n",
            "escalation.suppliers" + UNKNOWN,
        ),
        (
            "[escalation]\nproduct_owner = 'Head of Product'\n",
            'escalation.product_owner = "Head of Product": messages cannot be sent there. Give an '
            "e-mail address, a #channel or a support agent's id.",
        ),
        (
            "[segments.enterprise.profile]\nplan_by = '0 d'\n",
            "segments.enterprise.profile: plan_by must be more than 0.",
        ),
        (
            "[segments.enterprise.profile]\nplan_min_impact_usd = 5000\n",
            "segments.enterprise.profile: plan_min_impact_usd only applies to owed fix plans: set "
            "plan_by too.",
        ),
    ],
)
def test_a_plan_target_that_cannot_be_right_is_refused(
    more: str, complaint: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, more) == complaint


def test_a_contact_nobody_can_write_to_is_refused(tmp_path: Path) -> None:
    config = CONFIG.replace(
        'team_channel = "#ext-bw"', 'team_channel = "#ext-bw"\ncontact = "Service desk lead"'
    )
    assert refusal(tmp_path, "", config) == (
        'suppliers.brightwater.contact = "Service desk lead": messages cannot be sent there. Give '
        "an e-mail address, a #channel or a support agent's id."
    )


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
