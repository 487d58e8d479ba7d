"""How much of a supplier's work can be compared with anybody's."""

from collections.abc import Mapping

import pandas as pd

from feedback.domain.supply.agreements.terms import UNKNOWN_SUPPLIER
from feedback.domain.supply.metrics.mix import CELL


def comparable_shares(everything: pd.DataFrame, chosen: pd.DataFrame) -> Mapping[str, float]:
    """Supplier → share of its `chosen` tickets in cells that, in `everything`, another supplier
    answers too, 0..1. What nobody else answers can only be compared with itself."""
    by = [*CELL, "supplier"]
    known = (everything["supplier"] != UNKNOWN_SUPPLIER).to_numpy()
    cells = everything.loc[known, by].drop_duplicates()
    n_suppliers = cells.groupby(list(CELL), observed=True).size().to_frame("n")
    shared = {tuple(key) for key, n in n_suppliers.itertuples(name=None) if n > 1}
    found: dict[str, tuple[int, int]] = {}
    own = chosen.groupby(by, observed=True).size().to_frame("n")
    for (segment, contact_type, supplier), n in own.itertuples(name=None):
        n_shared, n_all = found.get(supplier, (0, 0))
        found[supplier] = (n_shared + n * ((segment, contact_type) in shared), n_all + n)
    return {name: n_shared / n_all for name, (n_shared, n_all) in found.items()}
