"""What must hold between sections of the settings."""

from collections.abc import Mapping, Sequence

from feedback.domain.publishing.routing import unreachable_rule
from feedback.domain.supply.agreements.segment_rules import unreachable
from feedback.settings.customers.directories import CustomerSettings
from feedback.settings.publishing.ticket_notes import HelpdeskNotesSettings, noted_source
from feedback.settings.publishing.tracker import RoutingSettings
from feedback.settings.supply.segments import SegmentSettings, rules_of
from feedback.settings.supply.suppliers import SupplierSettings
from feedback.settings.tickets.sources import SourceSettings


def check_consistency(
    *,
    sources: Sequence[SourceSettings],
    customers: CustomerSettings,
    segments: Mapping[str, SegmentSettings],
    suppliers: Mapping[str, SupplierSettings],
    routing: Sequence[RoutingSettings],
    notes: HelpdeskNotesSettings,
) -> None:
    """Raises `ValueError` naming the first settings that contradict each other."""
    if customers.default_segment not in segments:
        raise ValueError(
            f'customers.default_segment = "{customers.default_segment}": unknown segment. '
            f"Available: {', '.join(sorted(segments))}"
        )
    _check_segment_rules(segments)
    names = [source.name for source in sources]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f'two sources are named "{min(twice)}". Give each its own name')
    _check_groups(suppliers)
    _check_routing(routing)
    noted_source(notes, sources)


def _check_segment_rules(segments: Mapping[str, SegmentSettings]) -> None:
    found = unreachable(rules_of(segments))
    if found is not None:
        rule, earlier = found
        raise ValueError(
            f"{rule.label} can never match: {earlier.label} comes before it and takes all of its "
            "customers. The first rule that matches decides: put the narrower rule first, or "
            "delete it"
        )


def _check_groups(suppliers: Mapping[str, SupplierSettings]) -> None:
    taken: dict[str, str] = {}
    for name, supplier in suppliers.items():
        for group in supplier.groups:
            if group in taken:
                raise ValueError(
                    f'group "{group}" belongs to two suppliers, {taken[group]} and {name}. '
                    "Remove it from one"
                )
            taken[group] = name


def _check_routing(rules: Sequence[RoutingSettings]) -> None:
    found = unreachable_rule([rule.rule() for rule in rules])
    if found is not None:
        later, earlier = found
        raise ValueError(
            f"routing rule {later} can never match: rule {earlier} comes before it and takes all "
            "of its issues. Put the narrower rule first, or delete it"
        )
