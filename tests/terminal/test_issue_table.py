"""The table of issues, where it decides something."""

from feedback.terminal.ranking import spark


def test_a_sparkline_tells_nothing_from_little_and_little_from_much() -> None:
    assert spark([0, 1, 4, 8]) == "▁▂▅█"


def test_one_ticket_a_week_is_no_peak() -> None:
    assert spark([0, 0, 1]) == "▁▁▃"
