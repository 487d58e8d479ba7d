"""Remember what a planning pack asked for, so that the next one can say what became of it.

One short transaction without the night's lock: a night never reads packs.
"""

from feedback.domain.supply.reports.pack import Pack, planned_wishes
from feedback.ports import Store


def keep_pack(store: Store, pack: Pack) -> None:
    """The pack of the same day is replaced."""
    wishes = planned_wishes(pack)
    with store.begin() as tx:
        tx.supply.keep_pack(wishes)
