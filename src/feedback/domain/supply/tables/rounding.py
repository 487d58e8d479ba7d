"""How figures are rounded in tables."""


def rounded(value: float | None, places: int = 4) -> float | None:
    """None for what is not known, NaN included."""
    return None if value is None or value != value else round(float(value), places)
