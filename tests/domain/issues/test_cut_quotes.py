"""Text that is cut keeps its characters whole."""

import pytest

from feedback.domain.issues.exemplars import cut
from feedback.domain.wording import beginning_of


@pytest.mark.parametrize(
    ("text", "max_chars", "expected"),
    [
        ("The export fails", 20, "The export fails"),
        ("The export fails", 3, "The"),
        ("ab👨‍👩‍👧cd", 4, "ab"),  # a family of five code points
        ("ab👨‍👩‍👧cd", 7, "ab👨‍👩‍👧"),
        ("ab🇩🇪", 3, "ab"),  # a flag of two
        ("cafe\u0301s", 4, "caf"),  # an accent of its own
    ],
)
def test_a_beginning_holds_no_part_of_a_character(text: str, max_chars: int, expected: str) -> None:
    assert beginning_of(text, max_chars) == expected


def test_a_quote_ends_with_a_word_or_where_there_are_no_blanks_with_a_character() -> None:
    assert cut("The export fails every day", 12) == "The export …"
    assert cut("印刷できません🇯🇵🇯🇵", 8) == "印刷できません …"
