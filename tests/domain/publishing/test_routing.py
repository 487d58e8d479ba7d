"""Where a new work item is made."""

from dataclasses import replace

import pytest

from feedback.domain.issues.issue import IssueKind, Overrides, ThemeId
from feedback.domain.publishing.routing import (
    Route,
    RoutingRule,
    main_group,
    route,
    shared_tags,
    unreachable_rule,
)
from tests.domain.domain_examples import issue

BILLING = RoutingRule(groups=frozenset({"billing"}), project="BILL", component="Invoices")
THEME = RoutingRule(themes=frozenset({"TH-3"}), project="EXP")
DEFECTS = RoutingRule(kinds=frozenset({"defect"}), issue_type="Bug")
REST = RoutingRule(project="PROD")


def test_the_first_rule_that_matches_decides() -> None:
    exporting = replace(issue(), theme_id=ThemeId(3))
    assert route(exporting, "billing", [BILLING, THEME]) == Route("BILL", component="Invoices")
    assert route(exporting, "frontline", [BILLING, THEME]) == Route("EXP")
    assert route(issue(), "frontline", [BILLING, THEME, DEFECTS]) == Route(issue_type="Bug")
    wish = replace(issue(), by_hand=Overrides(kind=IssueKind.REQUEST))
    assert route(wish, "frontline", [BILLING, THEME, DEFECTS]) == Route()


def test_the_product_area_is_a_tag_that_half_of_the_tickets_carry() -> None:
    exports = RoutingRule(tags=frozenset({"area_export", "area_import"}), component="Exports")
    tags = shared_tags([("area_export", "vip"), ("area_export",), (), ("area_billing",)])
    assert tags == {"area_export"}
    assert route(issue(), "", [exports], tags) == Route(component="Exports")
    assert route(issue(), "", [exports], frozenset({"vip"})) == Route()
    assert unreachable_rule([exports, replace(exports, tags=frozenset({"area_import"}))]) == (2, 1)
    assert shared_tags([]) == frozenset()


def test_an_issue_without_a_theme_or_a_group_matches_no_rule_that_names_one() -> None:
    assert route(issue(), "", [BILLING, THEME, REST]) == Route("PROD")


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([BILLING, THEME, DEFECTS, REST], None),
        ([REST, BILLING], (2, 1)),
        ([BILLING, THEME, replace(BILLING, kinds=frozenset({"defect"}))], (3, 1)),
        ([replace(BILLING, kinds=frozenset({"defect"})), BILLING], None),
        ([DEFECTS, replace(DEFECTS, kinds=frozenset({"defect", "request"}))], None),
    ],
)
def test_a_rule_that_no_issue_can_reach_is_found(
    rules: list[RoutingRule], found: tuple[int, int] | None
) -> None:
    assert unreachable_rule(rules) == found


def test_the_main_group_is_the_most_frequent_whatever_the_order() -> None:
    assert main_group(["b", "a", "", "b", ""]) == "b"
    assert main_group(["b", "a"]) == main_group(["a", "b"]) == "a"
    assert main_group([]) == ""
