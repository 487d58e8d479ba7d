"""How much a night asks of the store: `python -m benchmarks.store_calls`.

Runs the three nights of the demo on a store that counts, and prints for the second and the third
how many calls and transactions each step made, and what was asked again with the same arguments.
These are counts of work, not of time: they are the same on every machine. Aims, outside dispatch:
120 calls, 20 transactions, nothing asked twice.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from feedback.bootstrap import open_pipeline
from feedback.demo import CONFIG, NIGHTS
from feedback.ports import Store, Transaction
from feedback.settings import Settings, load_settings
from feedback.steps.night import run_night

DISPATCH = "dispatch"
"""It commits each write by itself, before and after, so it is counted apart."""
BETWEEN = "between steps"


@dataclass(frozen=True, slots=True)
class StoreCall:
    """One call of a method of a table, such as `fix_plans.of_all`."""

    step: str
    method: str
    arguments: str
    is_query: bool
    """It was answered."""


@dataclass
class CountingStore:
    """A store that keeps account of what it is asked."""

    store: Store
    step: str = BETWEEN
    calls: list[StoreCall] = field(default_factory=list)
    transactions: list[str] = field(default_factory=list)
    """The step of each."""

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        self.transactions.append(self.step)
        with self.store.begin() as tx:
            yield cast(Transaction, _Counted(tx, self))

    def lock(self) -> AbstractContextManager[None]:
        return self.store.lock()

    def compact(self) -> None:
        self.store.compact()

    def files(self) -> Sequence[Path]:
        return self.store.files()

    def call(self, name: str, step: Callable[[], Any]) -> Any:
        """How a night calls its steps: as it does plainly, with the step's name on every call."""
        self.step = name
        try:
            return step()
        finally:
            self.step = BETWEEN

    def forget(self) -> None:
        """Begin counting again."""
        self.calls.clear()
        self.transactions.clear()

    def outside_dispatch(self) -> Sequence[StoreCall]:
        return [call for call in self.calls if call.step != DISPATCH]

    def transactions_outside_dispatch(self) -> int:
        return sum(step != DISPATCH for step in self.transactions)

    def repeated(self) -> Mapping[tuple[str, str], int]:
        """(method, arguments) → how often, of what was asked twice or more outside dispatch."""
        asked = (call for call in self.outside_dispatch() if call.is_query)
        counts = Counter((call.method, call.arguments) for call in asked)
        return {what: n for what, n in counts.most_common() if n > 1}


class _Counted:
    """The tables of a transaction, or the methods of a table, whose calls are counted."""

    def __init__(self, counted: Any, by: CountingStore, table: str = "") -> None:
        self._counted, self._by, self._table = counted, by, table

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._counted, name)
        if not self._table:
            return _Counted(found, self._by, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            arguments = ", ".join([*map(repr, args), *(f"{k}={v!r}" for k, v in kwargs.items())])
            answer = found(*args, **kwargs)
            method, is_query = f"{self._table}.{name}", answer is not None
            self._by.calls.append(StoreCall(self._by.step, method, arguments, is_query))
            return answer

        return call


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pipeline = open_pipeline(_settings(Path(folder)))
        counting = CountingStore(pipeline.store)
        pipeline = replace(pipeline, store=counting)
        for as_of in NIGHTS:
            counting.forget()
            run_night(pipeline, as_of, call=counting.call)
            if as_of != NIGHTS[0]:
                print(f"\nNight of {as_of:%Y-%m-%d}\n\n{table(counting)}")


def _settings(folder: Path) -> Settings:
    """Those of the demo, with everything that is written in this folder."""
    settings = load_settings(CONFIG)
    store = settings.store.model_copy(update={"url": f"sqlite:///{folder}/store.db"})
    outbox = settings.outbox.model_copy(update={"path": folder / "outbox"})
    return settings.model_copy(update={"store": store, "outbox": outbox})


def table(counting: CountingStore) -> str:
    """Calls and transactions by step, and what was called again, as text."""
    calls = Counter(call.step for call in counting.calls)
    transactions = Counter(counting.transactions)
    lines = [f"{'':24}{'calls':>8}{'transactions':>14}"]
    for step in dict.fromkeys([*transactions, *calls]):
        lines.append(f"{step:24}{calls[step]:8}{transactions[step]:14}")
    n_outside = len(counting.outside_dispatch())
    n_transactions = counting.transactions_outside_dispatch()
    lines.append(f"{'outside dispatch':24}{n_outside:8}{n_transactions:14}")
    lines.append("")
    for (method, arguments), n in counting.repeated().items():
        lines.append(f"{n} times: {method}({arguments[:80]})")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
