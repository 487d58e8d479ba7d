"""Where a segment does not get what it is owed, in money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.metrics.figures import Figure, figures
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.metrics.mix import CELL
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.supply.metrics.routing import mostly_because
from feedback.domain.supply.metrics.ticket_frame import NOT_GROUPED
from feedback.domain.wording import count

PROMISES = ("first_response_within", "resolution_within", "csat", "reopen_rate", "misrouted")
POOR_CSAT_GAP = 1.0
"""A rating this far below the segment's target is a target missed: one of 4 where 4.2 is owed on
average is not."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing owed to a cell's customers against what they got."""

    metric: str
    owed: float | None
    delivered: Figure
    n_missed: int
    """Tickets on which it was not kept."""

    @property
    def is_kept(self) -> bool | None:
        """None: nothing promised, or too few tickets to say."""
        if self.owed is None or self.delivered.value is None:
            return None
        lower = BY_NAME[self.metric].lower_is_better
        return self.delivered.value <= self.owed if lower else self.delivered.value >= self.owed


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One segment × contact type."""

    segment: str
    contact_type: str
    n_tickets: int
    n_customers: int
    value_usd: float
    """Of all its customers, weighted, a year; each counts once."""
    exposed_usd: float
    """Of those on whose tickets something owed was missed."""
    estimated_usd: float
    """Part of `exposed_usd` that rests on estimated values."""
    n_missed: int
    """Tickets with something missed."""
    promises: tuple[Promise, ...]
    suppliers: tuple[tuple[str, int], ...]
    """Who answers, and how many of the tickets; most first."""
    n_late_plans: int
    """Tickets of issues that had no fix plan by when the segment is owed one."""
    wrong_because: str
    """Why most of its misrouted tickets are, in words; empty where none is."""

    def promise(self, metric: str) -> Promise:
        """The one about this metric, of `PROMISES`."""
        return next(promise for promise in self.promises if promise.metric == metric)


def missed_tickets(frame: pd.DataFrame, policy: SupplyPolicy, late: frozenset[str]) -> pd.DataFrame:
    """One column per promise and `plan`, whether each ticket missed it; `any` of them.

    `late` names the issues (`FB-3 enterprise`: issue and segment) without a fix plan in time.
    """
    csat_owed = (
        frame["segment"]
        .astype(object)
        .map(
            {
                name: profile.csat
                for name, profile in policy.profiles.items()
                if profile.csat is not None
            }
        )
    )
    csat = frame["csat"].to_numpy(dtype=float)
    missed = pd.DataFrame(
        {
            "first_response_within": (frame["first_response_met"] == 0).to_numpy(),
            "resolution_within": (frame["resolution_met"] == 0).to_numpy(),
            "csat": csat <= csat_owed.to_numpy(dtype=float) - POOR_CSAT_GAP,
            "reopen_rate": (frame["n_reopens"] > 0).to_numpy() & _reopens_too_often(frame, policy),
            "misrouted": frame["is_misrouted"].to_numpy(dtype=bool),
            "plan": _without_plan(frame, late),
        },
        index=frame.index,
    )
    missed["any"] = missed.any(axis=1)
    return missed


def _without_plan(frame: pd.DataFrame, late: frozenset[str]) -> np.ndarray:
    found = np.zeros(len(frame), dtype=bool)
    issues, segments = frame["issue"], frame["segment"]
    label_of = {name: str(name).split(" ", 1)[0] for name in issues.unique()}
    for segment in segments.unique():
        there = [name for name, label in label_of.items() if f"{label} {segment}" in late]
        if there:
            found |= (segments == segment).to_numpy() & issues.isin(there).to_numpy()
    return found


def mismatches(
    frame: pd.DataFrame, policy: SupplyPolicy, late: frozenset[str] = frozenset()
) -> list[Mismatch]:
    """Every cell with tickets, most value exposed first. `frame` is what `derive` returns."""
    if frame.empty:
        return []
    missed = missed_tickets(frame, policy, late)
    cells = frame[[*CELL, "customer_id", "value_usd", "is_estimated", "supplier"]].assign(
        **{f"missed_{name}": missed[name] for name in missed}
    )
    delivered = {name: figures(frame, BY_NAME[name], CELL, policy.min_tickets) for name in PROMISES}
    counts = _by_cell(
        cells.groupby(list(CELL), observed=True)[[f"missed_{n}" for n in missed]].sum()
    )
    sizes = _cell_sizes(cells)
    values = _distinct_value(cells)
    exposed_cells = cells[cells["missed_any"].to_numpy()]
    exposed = _distinct_value(exposed_cells)
    estimated = _distinct_value(exposed_cells[exposed_cells["is_estimated"].to_numpy()])
    n_customers = _cell_sizes(cells.drop_duplicates([*CELL, "customer_id"]))
    shares: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for (segment, contact_type, supplier), n in _sizes(cells, (*CELL, "supplier")).items():
        shares.setdefault((segment, contact_type), []).append((supplier, n))
    found = []
    for key, n in sizes.items():
        profile = policy.profiles.get(key[0]) or SupportProfile(key[0])
        n_missed = counts[key]
        found.append(
            Mismatch(
                segment=key[0],
                contact_type=key[1],
                n_tickets=int(n),
                n_customers=int(n_customers[key]),
                value_usd=values.get(key, 0.0),
                exposed_usd=exposed.get(key, 0.0),
                estimated_usd=estimated.get(key, 0.0),
                n_missed=int(n_missed["missed_any"]),
                promises=tuple(
                    Promise(name, owed_to(profile, name), delivered[name][key],
                            int(n_missed[f"missed_{name}"]))
                    for name in PROMISES
                ),
                suppliers=tuple(
                    sorted(shares[key], key=lambda share: (-share[1], share[0]))
                ),
                n_late_plans=int(n_missed["missed_plan"]),
                wrong_because=_why(frame, key, policy) if n_missed["missed_misrouted"] else "",
            )
        )  # fmt: skip
    return sorted(
        found, key=lambda mismatch: (-mismatch.exposed_usd, mismatch.segment, mismatch.contact_type)
    )


def mismatch_words(found: list[Mismatch]) -> list[str]:
    """What stands at the top, in words a manager understands. Never empty."""
    open_ones = [mismatch for mismatch in found if mismatch.exposed_usd > 0]
    if not open_ones:
        return ["Every segment got what it is owed, as far as the tickets tell."]
    told = [_told(open_ones[0])]
    wrong = next(
        (mismatch for mismatch in open_ones if mismatch.promise("misrouted").n_missed), None
    )
    if wrong is not None and wrong is not open_ones[0]:
        told.append(_told(wrong))
    return told


def _told(mismatch: Mismatch) -> str:
    about = (
        "tickets that are in no issue"
        if mismatch.contact_type == NOT_GROUPED
        else f"“{mismatch.contact_type}”"
    )
    words = (
        f"{mismatch.segment.capitalize()} customers worth ${mismatch.exposed_usd:,.0f} a year "
        f"(value × segment weight) did not get what they are owed on {about}"
    )
    wrong = mismatch.promise("misrouted").n_missed
    if wrong:
        words += (
            f": {wrong} of {count(mismatch.n_tickets, 'ticket')} "
            f"{'is' if wrong == 1 else 'are'} in the wrong queue ({mismatch.wrong_because})"
        )
    first = mismatch.promise("first_response_within")
    if first.n_missed:
        were = "was" if first.n_missed == 1 else "were"
        words += f"; {first.n_missed} {were} first answered too late"
    elif not wrong:
        missed = f"{mismatch.n_missed} of {count(mismatch.n_tickets, 'ticket')}"
        words += f": something was missed on {missed}"
    return words + "."


def owed_to(profile: SupportProfile, metric: str) -> float | None:
    """What a segment is owed of a metric of `PROMISES`, in its unit; None: nothing."""
    owed: Mapping[str, float | None] = {
        "first_response_within": profile.share_within if profile.first_response_hours else None,
        "resolution_within": profile.share_within if profile.resolution_hours else None,
        "csat": profile.csat,
        "reopen_rate": profile.reopen_rate,
        "misrouted": 0.0,
    }
    return owed[metric]


def _reopens_too_often(frame: pd.DataFrame, policy: SupplyPolicy) -> np.ndarray:
    rates = figures(frame, BY_NAME["reopen_rate"], CELL)
    too_often = set()
    for (segment, contact_type), rate in rates.items():
        profile = policy.profiles.get(segment)
        owed = profile.reopen_rate if profile else None
        if owed is not None and rate.value is not None and rate.value > owed:
            too_often.add((segment, contact_type))
    keys = pd.MultiIndex.from_frame(frame[list(CELL)].astype(object))
    return np.asarray(keys.isin(list(too_often))) if too_often else np.zeros(len(frame), bool)


def _distinct_value(cells: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Every customer of a cell once."""
    distinct = cells.drop_duplicates([*CELL, "customer_id"])
    sums = distinct.groupby(list(CELL), observed=True)[["value_usd"]].sum()
    return {key: float(row["value_usd"]) for key, row in _by_cell(sums).items()}


def _cell_sizes(cells: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(key[0], key[1]): n for key, n in _sizes(cells, CELL).items()}


def _sizes(cells: pd.DataFrame, by: Sequence[str]) -> dict[tuple[str, ...], int]:
    counted = cells.groupby(list(by), observed=True).size().to_frame("n")
    return {tuple(map(str, key)): int(n) for key, n in counted.itertuples(name=None)}


def _by_cell(sums: pd.DataFrame) -> dict[tuple[str, str], dict[str, float]]:
    names = list(sums.columns)
    return {
        (str(key[0]), str(key[1])): dict(zip(names, values, strict=True))
        for key, *values in sums.itertuples(name=None)
    }


def _why(frame: pd.DataFrame, key: tuple[str, str], policy: SupplyPolicy) -> str:
    there = frame[
        (frame["segment"] == key[0]).to_numpy()
        & (frame["contact_type"] == key[1]).to_numpy()
        & frame["is_misrouted"].to_numpy()
    ]
    return mostly_because(there, policy)
