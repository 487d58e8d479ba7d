"""A benchmark alone: a process of its own with one thread, so that its figures are its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback.domain.grouping.agreement import Agreement

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One engine on one set. `agreement` is None where the set has no labels."""

    seconds: float
    cpu_seconds: float
    peak_gb: float
    agreement: Agreement | None


def run_alone(module: str, *arguments: str) -> Mapping[str, Any]:
    """What a module prints as JSON on its last line, run as a process with one thread."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **ONE_THREAD},
    )
    figures: Mapping[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures
