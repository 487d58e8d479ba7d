"""Routing: which project, type and component a new work item gets, by rules of the company."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedback.domain.issues.issue import Issue
from feedback.domain.issues.theme import theme_label


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Matches an issue that meets every condition named; an empty condition is met by all."""

    themes: frozenset[str] = frozenset()
    """`TH-3`."""
    groups: frozenset[str] = frozenset()
    """The group that most of the issue's tickets are in."""
    tags: frozenset[str] = frozenset()
    """One of them is on half of the issue's tickets or more: the product area, where a helpdesk
    keeps it as a field (Zendesk's drop-down fields set a tag)."""
    kinds: frozenset[str] = frozenset()
    project: str = ""
    """Empty: the tracker's default; the same for the next two."""
    issue_type: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a work item is made. Empty parts are left to the tracker's defaults."""

    project: str = ""
    issue_type: str = ""
    component: str = ""


def route(
    issue: Issue, group: str, rules: Iterable[RoutingRule], tags: frozenset[str] = frozenset()
) -> Route:
    """The first rule that matches."""
    theme = theme_label(issue.theme_id) if issue.theme_id is not None else ""
    for rule in rules:
        conditions = ((rule.themes, theme), (rule.groups, group), (rule.kinds, str(issue.kind)))
        is_tagged = not rule.tags or bool(rule.tags & tags)
        if is_tagged and all(not allowed or value in allowed for allowed, value in conditions):
            return Route(rule.project, rule.issue_type, rule.component)
    return Route()


def unreachable_rule(rules: Sequence[RoutingRule]) -> tuple[int, int] | None:
    """(place of a rule that can never match, place of the earlier one that takes all of its
    issues), counted from 1; None when every rule can."""
    for later, rule in enumerate(rules):
        for earlier, before in enumerate(rules[:later]):
            if all(
                not wide or (narrow and narrow <= wide)
                for wide, narrow in (
                    (before.themes, rule.themes),
                    (before.groups, rule.groups),
                    (before.tags, rule.tags),
                    (before.kinds, rule.kinds),
                )
            ):
                return later + 1, earlier + 1
    return None


def main_group(groups: Iterable[str]) -> str:
    """The most frequent of the tickets' groups; the first by name among equals, empty for none."""
    counts: dict[str, int] = {}
    for group in groups:
        if group:
            counts[group] = counts.get(group, 0) + 1
    return min(counts, key=lambda name: (-counts[name], name), default="")


def shared_tags(tags: Sequence[Sequence[str]]) -> frozenset[str]:
    """Those that half of the tickets carry, or more. One sequence a ticket."""
    counts: dict[str, int] = {}
    for of_ticket in tags:
        for tag in set(of_ticket):
            counts[tag] = counts.get(tag, 0) + 1
    return frozenset(tag for tag, n in counts.items() if 2 * n >= len(tags))
