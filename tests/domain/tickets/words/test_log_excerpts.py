"""Excerpts of logs among a customer's words."""

from feedback.domain.tickets.logs import without_most_logs


def kept(text: str) -> list[str]:
    return list(without_most_logs(text.splitlines()))


def test_a_line_in_words_within_a_program_s_log_goes_with_it() -> None:
    assert kept(
        "The scanners lose counts.\n"
        "08:41:10.114 add sku=V-04 qty=1 -> 201\n"
        "08:41:13.902 add sku=V-05 qty=1 -> 201\n"
        "08:41:19.377 the network was lost once more\n"
        "08:41:21.045 add sku=V-06 qty=1 -> queued\n"
        "\n"
        "Is there a fix date?"
    ) == [
        "The scanners lose counts.",
        "08:41:10.114 add sku=V-04 qty=1 -> 201",
        "08:41:13.902 add sku=V-05 qty=1 -> 201",
        "",
        "Is there a fix date?",
    ]


def test_levels_without_times_are_an_excerpt_too() -> None:
    assert kept(
        "WARN acme.client: 429 (limit=120)\n"
        "INFO  sleeping for one more minute\n"
        "WARN acme.client: 429 (limit=121)\n"
        "WARN acme.client: 429 (limit=122)"
    ) == ["WARN acme.client: 429 (limit=120)", "INFO  sleeping for one more minute"]


def test_a_timeline_with_one_line_of_a_program_keeps_its_words() -> None:
    assert kept(
        "08:01:10 we opened the export page\n"
        "08:03:20 it showed ERROR 500\n"
        "08:04:00 we tried again with another browser\n"
        "08:09:00 the label printer stopped as well"
    ) == [
        "we opened the export page",
        "08:03:20 it showed ERROR 500",
        "we tried again with another browser",
        "the label printer stopped as well",
    ]
