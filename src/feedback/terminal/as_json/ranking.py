"""The ranked issues as `feedback issues --json` prints them."""

from dataclasses import fields

from feedback.domain.impact.trend import Activity
from feedback.queries.issues.issues import RankedRow
from feedback.terminal.as_json.row import Row


def ranked_as_json(ranked: RankedRow) -> Row:
    """One issue; money as a number, times in ISO 8601."""
    row: Row = {}
    for field in fields(ranked):
        if field.name == "activity":
            row |= _happening(ranked.activity)
        else:
            row[field.name] = getattr(ranked, field.name)
    impact_usd = ranked.impact_usd
    return row | {"impact_usd": None if impact_usd is None else float(impact_usd)}


def _happening(activity: Activity) -> Row:
    return {
        "trend": activity.trend,
        "trend_ratio": activity.ratio,
        "trend_interval": [activity.ratio_low, activity.ratio_high],
        "tickets_per_day": activity.tickets_per_day,
        "customers_per_day": activity.customers_per_day,
        "tickets_per_week": activity.tickets_per_week,
        "customers_per_week": activity.customers_per_week,
        "first_seen_at": activity.first_seen_at,
        "last_seen_at": activity.last_seen_at,
    }
