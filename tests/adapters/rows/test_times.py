"""Times as people's files write them: read, empty, or refused; never guessed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from feedback.adapters.rows.times import AmbiguousDates, DayOrder, TimeReader, day_order_of

BERLIN = TimeReader("Europe/Berlin", DayOrder.DAY_FIRST)
AT_NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01 10:00", "2026-03-01T10:00:00+01:00", "2026-03-01T09:00:00.000000000Z",
        "20260301T090000Z", "2026/3/1 10:00", "01.03.2026 10:00", "1.3.26, 10:00 Uhr",
        "01/03/2026 10:00:00", "01-03-2026 10:00", "01/Mar/26 10:00 AM", "1-Mar-2026 10:00",
        "Sun, 1 Mar 2026 10:00:00 +0100", "Sunday, March 1st, 2026 10:00 am", "1. März 2026 10:00",
        "1er mars 2026 à 10:00", "1 de marzo de 2026 10:00", "1 marca 2026 10:00",
        "2026年3月1日 10:00", "2026-03-01 09:00:00 UTC", "2026-03-01 10:00 Europe/Berlin",
        "2026-03-01 10:00 CET", "2026-03-01 01:00 PST", "Mar 1, 2026, 10:00:00 AM",
        "Sun Mar 01 2026 10:00:00 GMT+0100 (CET)", "1772355600", "1772355600000",
        1_772_355_600, 1_772_355_600_000, 1_772_355_600.0, 46082.416666666664, "46082,4166666667",
        datetime(2026, 3, 1, 10),  # noqa: DTZ001 - as a spreadsheet holds it
    ],
)  # fmt: skip
def test_one_moment_in_many_writings(written: Any) -> None:
    assert BERLIN.read(written) == AT_NINE


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "–", "n/a", "N/A", "NULL", "None", "NaN", "#N/A", "?", None, float("nan"), 0,
     "0", "1900-01-01", "01.01.1900", "1970-01-01T00:00:00Z", "(blank)"],
)  # fmt: skip
def test_what_stands_for_no_time_is_none(written: Any) -> None:
    assert BERLIN.read(written) is None


@pytest.mark.parametrize(
    "written",
    ["yesterday", "2026-02-30", "32.01.2026", "2026-03-01 25:00", "10:00", "March 2026", "7", 7,
     True, "2026-03-01 10:00 Mars/Olympus", "13:30 pm", "1" * 400, 10**400, "=NOW()", float("inf")],
)  # fmt: skip
def test_what_is_no_time_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        BERLIN.read(written)


def test_numbers_alone_have_two_readings_without_an_order() -> None:
    with pytest.raises(ValueError, match="two readings"):
        TimeReader().read("03/04/2026")
    assert TimeReader().read("25/04/2026") == datetime(2026, 4, 25, tzinfo=UTC)
    assert TimeReader().read("04/25/2026") == datetime(2026, 4, 25, tzinfo=UTC)
    assert TimeReader().read("03.04.2026") == datetime(2026, 4, 3, tzinfo=UTC)
    assert TimeReader().read("05/05/2026") == datetime(2026, 5, 5, tzinfo=UTC)


def test_a_format_of_the_settings_goes_first() -> None:
    american = TimeReader("UTC", DayOrder.DAY_FIRST, "%m/%d/%Y %H.%M")
    assert american.read("03/04/2026 09.30") == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert american.read("03/04/2026") == datetime(2026, 4, 3, tzinfo=UTC)


def test_a_day_is_the_day_that_is_written_in_whatever_zone() -> None:
    assert BERLIN.day("2026-03-01T00:30:00+09:00") == date(2026, 3, 1)
    assert BERLIN.day("31.12.2026") == date(2026, 12, 31)
    assert BERLIN.day(date(2026, 3, 1)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/2026", "25/04/2026", "05/06/2026"], DayOrder.DAY_FIRST),
        (["03/04/2026", "04/25/2026"], DayOrder.MONTH_FIRST),
        (["2026-03-01", "", None, 46082], None),
        (["05/05/2026", "6/6/26 10:00"], None),
        (["25/04/2026", "04/25/2026"], DayOrder.DAY_FIRST),
    ],
)
def test_the_whole_column_decides_the_order(column: list[Any], order: DayOrder | None) -> None:
    assert day_order_of(column) == order


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (
            ["03/04/2026", "2026-01-01", "05/06/2026"],
            '"03/04/2026" may be 3 April 2026 or 4 March 2026, and no other date in the column '
            "tells which",
        ),
        (
            ["25/04/2026", "04/25/2026", "03/04/2026"],
            '"25/04/2026" has the day first and "04/25/2026" the month, so "03/04/2026" can be '
            "read both ways",
        ),
    ],
)
def test_a_column_with_two_readings_is_refused_with_both(column: list[str], message: str) -> None:
    with pytest.raises(AmbiguousDates) as refused:
        day_order_of(column)
    assert str(refused.value) == message
