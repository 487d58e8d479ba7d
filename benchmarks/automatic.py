"""Real tickets taken for automatic messages: `python -m benchmarks.automatic`.

The real tickets (docs/real-tickets.md) come from a web form, where there are none.
"""

import time
from collections import Counter

import pandas as pd

from benchmarks.data import SUMO, require
from feedback.domain.tickets.automatic import automatic_kind


def main() -> None:
    rows = pd.read_parquet(require(SUMO), columns=["subject", "body"]).fillna("")
    started = time.perf_counter()
    kinds = [
        automatic_kind(str(subject), str(body))
        for subject, body in zip(rows["subject"], rows["body"], strict=True)
    ]
    seconds = time.perf_counter() - started
    found = Counter(kind for kind in kinds if kind)
    named = ", ".join(f"{n} {kind}" for kind, n in sorted(found.items())) or "none"
    print(f"{len(rows)} tickets, {named}; {1000 * seconds / len(rows):.2f} ms each")
    for place, kind in enumerate(kinds):
        if kind:
            print(f"  {kind}: {rows['subject'].iloc[place][:80]}")


if __name__ == "__main__":
    main()
