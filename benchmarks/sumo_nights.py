"""Every night of the real tickets through the engine: `python -m benchmarks.sumo_nights`.

In time order, one night a day at midnight UTC, embeddings given. Prints figures as JSON.
"""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.alone import run_alone
from benchmarks.embeddings import SUMO_NAME, Embedded, embedded, sumo_rows
from benchmarks.growing import GrownNight, grow
from feedback.domain.impact.spike import SpikePolicy, spike_events
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

OUTAGE_ON = datetime(2019, 5, 4, tzinfo=UTC)
"""A certificate expired and add-ons stopped working: 38 tickets the day before, 295 on this."""
ABOUT_IT = r"add-?\s?ons?\b|extension"


def main() -> None:
    data, rows = embedded(SUMO_NAME), sumo_rows()
    moments = [moment.to_pydatetime() for moment in rows["created_at"]]
    first = moments[0].replace(hour=0, minute=0, second=0, microsecond=0)
    n_nights = (moments[-1] - first).days + 1
    nights: list[list[int]] = [[] for _ in range(n_nights)]
    for row, moment in enumerate(moments):
        nights[(moment - first).days].append(row)
    outage: dict[str, Any] = {}
    seconds, churns, n_issues = [], [], []
    for number, night in enumerate(grow(data, nights)):
        seconds.append(night.seconds)
        churns.append(night.churn)
        n_issues.append(len(night.decided.cohesion))
        as_of = first + timedelta(days=number + 1)
        if as_of == OUTAGE_ON + timedelta(days=1):
            about = rows["topic"].str.contains(ABOUT_IT, case=False) | (
                rows["subject"] + "\n" + rows["body"]
            ).str.contains(ABOUT_IT, case=False)
            outage = _outage(data, moments, nights[number], about.tolist(), night, as_of)
    last = Counter(night.decided.placed.values())
    figures = {
        "n_nights": n_nights,
        "seconds_100_200": float(np.median(seconds[100:200])),
        "seconds_last_100": float(np.median(seconds[-100:])),
        "seconds_max": max(seconds),
        "nights_over_3_s": sum(night_seconds > 3 for night_seconds in seconds),
        "churn_median": float(np.median(churns[1:])),
        "churn_mean": float(np.mean(churns[1:])),
        "churn_max": max(churns[1:]),
        "nights_over_1_percent": sum(churn > 0.01 for churn in churns[1:]),
        "n_issues": n_issues[-1],
        "median_size": float(np.median(list(last.values()))),
        "largest": max(last.values()),
        "left_out": 1 - len(night.decided.placed) / len(data.ids),
        "outage": outage,
    }
    print(json.dumps(figures))


def _outage(
    data: Embedded,
    moments: list[datetime],
    tonight: list[int],
    about: list[bool],
    night: GrownNight,
    as_of: datetime,
) -> dict[str, Any]:
    """What became of the night of the outage: the issue that took most of that day's tickets."""
    placed = night.decided.placed
    about_it = [row for row in tonight if about[row]]
    took = Counter(placed.get(TicketId(data.ids[row]), IssueId(-1)) for row in about_it)
    took.pop(IssueId(-1), None)
    issue, n_about = took.most_common(1)[0]
    created: dict[IssueId, list[datetime]] = {}
    for row, key in enumerate(data.ids):
        if TicketId(key) in placed:
            created.setdefault(placed[TicketId(key)], []).append(moments[row])
    spikes = {event.issue_id for event in spike_events(created, [], SpikePolicy(), as_of)}
    return {
        "n_tonight": len(tonight),
        "n_about_it": len(about_it),
        "n_about_it_in_issue": n_about,
        "n_tonight_in_issue": sum(placed.get(TicketId(data.ids[row])) == issue for row in tonight),
        "n_in_issue": len(created[issue]),
        "issue_spikes": issue in spikes,
        "n_spikes": len(spikes),
    }


def table() -> str:
    """The figures in words."""
    f = run_alone("benchmarks.sumo_nights")
    step = run_alone("benchmarks.sumo_group_step")
    step_flat = step["seconds_last_100"] / step["seconds_100_200"]
    o = f["outage"]
    flat = f["seconds_last_100"] / f["seconds_100_200"]
    share = o["n_about_it_in_issue"] / o["n_about_it"]
    rows = (
        ("nights", f"{f['n_nights']}"),
        ("engine: seconds a night, median of nights 100–200", f"{f['seconds_100_200']:.3f}"),
        ("of the last 100", f"{f['seconds_last_100']:.3f} ({flat:.2f} times as long)"),
        ("whole group step: median of nights 100–200", f"{step['seconds_100_200']:.2f}"),
        ("of the last 100", f"{step['seconds_last_100']:.2f} ({step_flat:.2f} times as long)"),
        ("engine: longest night", f"{f['seconds_max']:.1f} s"),
        ("nights of more than 3 s", f"{f['nights_over_3_s']}"),
        ("churn, median", f"{f['churn_median']:.2%}"),
        ("mean, highest", f"{f['churn_mean']:.2%}, {f['churn_max']:.1%}"),
        ("nights with more than 1 %", f"{f['nights_over_1_percent']}"),
        (
            "at the end",
            f"{f['n_issues']} issues (median {f['median_size']:.0f} tickets, largest "
            f"{f['largest']}), {f['left_out']:.1%} of the tickets in none",
        ),
        (
            "night of 2019-05-04",
            f"{o['n_tonight']} tickets, {o['n_about_it']} of them about add-ons; one issue holds "
            f"{o['n_about_it_in_issue']} of these ({share:.0%})"
            f" and {o['n_tonight_in_issue'] - o['n_about_it_in_issue']} others of that day, "
            f"{o['n_in_issue']} in all",
        ),
        (
            "is it a spike that night",
            f"{'yes' if o['issue_spikes'] else 'no'}; {o['n_spikes']} issues spike",
        ),
    )
    return "\n".join(("| | |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows))) + "\n"


if __name__ == "__main__":
    main()
