"""What a ticket's columns can be mapped to."""

from collections.abc import Collection, Mapping, Sequence

from feedback.errors import InvalidInput

FIELDS = (
    "id", "created_at", "updated_at", "subject", "body", "requester", "organization", "status",
    "priority", "type", "group", "assignee", "channel", "tags", "csat", "n_reopens",
    "is_escalated", "first_reply_at", "solved_at", "url", "n_replies", "handling_hours",
)  # fmt: skip
"""Everything a column can be mapped to."""


def check_fields(
    source: str, columns: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> None:
    """Raise `InvalidInput` if a source's settings name a field that tickets do not have."""
    unknown = sorted({*columns, *values} - set(FIELDS))
    if unknown:
        raise InvalidInput(
            f'Source "{source}": a ticket has no field "{unknown[0]}". '
            f"Fields are: {', '.join(FIELDS)}."
        )


def missing_columns(
    columns: Mapping[str, str], names: Collection[str]
) -> Sequence[tuple[str, str]]:
    """(field, column) of what a source must have and does not: the mapped columns, the id and the
    time it was made."""
    needed = {**{name: name for name in ("id", "created_at")}, **columns}
    return [(ours, theirs) for ours, theirs in sorted(needed.items()) if theirs not in names]
