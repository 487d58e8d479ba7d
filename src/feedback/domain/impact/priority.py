"""Priority: impact in money bands, with hysteresis so that a trembling figure does not flap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """`name` is the tracker's own priority name; the band begins at `min_usd` of impact a year."""

    name: str
    min_usd: Decimal


@dataclass(frozen=True, slots=True)
class PriorityPolicy:
    """Bands from the highest to the lowest (whose `min_usd` is 0), and how firmly they hold.

    `hysteresis` 0.1 means: to leave its band an issue must pass the border by a tenth.
    """

    bands: Sequence[Band]
    hysteresis: float = 0.10


def prioritise(impact_usd: Decimal, current: str | None, policy: PriorityPolicy) -> str:
    """The priority for an impact, given the priority it has now (None when it has none).

    A current name that is no longer among the bands counts as none.
    """
    names = [band.name for band in policy.bands]
    plain = next(i for i, band in enumerate(policy.bands) if impact_usd >= band.min_usd)
    if current not in names:
        return names[plain]
    now = names.index(current)
    margin = Decimal(str(policy.hysteresis))
    if plain < now:
        # Upwards: the highest band whose border the impact passes clearly.
        return next(
            band.name
            for i, band in enumerate(policy.bands)
            if i == now or impact_usd >= band.min_usd * (1 + margin)
        )
    if plain > now and impact_usd < policy.bands[now].min_usd * (1 - margin):
        return names[plain]
    return names[now]
