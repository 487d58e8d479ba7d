"""What people say about suppliers: a row that cannot be right is refused."""

from pathlib import Path

import pytest

from feedback.adapters.files.ratings import file_ratings
from feedback.errors import InvalidInput

HEAD = "supplier,criterion,side,function,rating,reason,quarter\n"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("costa,price,ours,support,6,dear,", 'rating "6" is not between 1'),
        ("costa,price,both,support,4,dear,", 'side "both" is neither ours nor theirs'),
        (
            "costa,price,ours,support,4,dear,Q1 2026",
            '"Q1 2026" is not a quarter. Write it as 2026-',
        ),
    ],
)
def test_a_rating_that_cannot_be_right_is_refused(tmp_path: Path, row: str, complaint: str) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=complaint):
        file_ratings(path)
