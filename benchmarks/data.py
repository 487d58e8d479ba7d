"""Where the real data lies. It is not part of this project; see docs/real-tickets.md."""

import os
import sys
from pathlib import Path

REAL_DATA = Path(os.environ.get("FEEDBACK_REAL_DATA", "../shared/data"))
SUMO = REAL_DATA / "sumo_firefox_2018_2020.parquet"
SPECS = REAL_DATA.parent / "specs"
"""The vendors' own interface descriptions (OpenAPI)."""
NLBSE = REAL_DATA / "nlbse2024.csv"


def require(path: Path) -> Path:
    """The path, or a clear end."""
    if not path.is_file():
        sys.exit(f"{path} is not there. Set FEEDBACK_REAL_DATA to the folder that holds it.")
    return path
