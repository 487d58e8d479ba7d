"""Priority: an issue's size in bands, with hysteresis so that a trembling figure does not flap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.impact.measure import Measure


@dataclass(frozen=True, slots=True)
class Band:
    """`name` is the tracker's own priority name; the band begins at `minimum`: USD of impact a
    year, or customers where the night ranks by those."""

    name: str
    minimum: Decimal


CUSTOMER_BANDS = (
    Band("Highest", Decimal(50)),
    Band("High", Decimal(20)),
    Band("Medium", Decimal(8)),
    Band("Low", Decimal(3)),
    Band("Lowest", Decimal(0)),
)


@dataclass(frozen=True, slots=True)
class PriorityPolicy:
    """Bands from the highest to the lowest (whose `minimum` is 0), and how firmly they hold.

    `hysteresis` 0.1 means: to leave its band an issue must pass the border by a tenth.
    """

    bands: Sequence[Band]
    """By USD a year."""
    hysteresis: float = 0.10
    customer_bands: Sequence[Band] = CUSTOMER_BANDS
    """By customers."""

    def bands_of(self, measure: Measure) -> Sequence[Band]:
        """Those that hold for a night that goes by this measure."""
        return self.bands if measure is Measure.MONEY else self.customer_bands


def prioritise(
    size: Decimal, current: str | None, policy: PriorityPolicy, measure: Measure = Measure.MONEY
) -> str:
    """The priority for a size in USD or customers, given the priority it has now (None when it
    has none).

    A current name that is no longer among the bands counts as none.
    """
    bands = policy.bands_of(measure)
    names = [band.name for band in bands]
    plain = next(i for i, band in enumerate(bands) if size >= band.minimum)
    if current not in names:
        return names[plain]
    now = names.index(current)
    margin = Decimal(str(policy.hysteresis))
    if plain < now:
        # Upwards: the highest band whose border the size passes clearly.
        return next(
            band.name
            for i, band in enumerate(bands)
            if i == now or size >= band.minimum * (1 + margin)
        )
    if plain > now and size < bands[now].minimum * (1 - margin):
        return names[plain]
    return names[now]
