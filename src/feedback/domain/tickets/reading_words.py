"""What a night says of a source that was read badly, and what to do about it."""

from collections.abc import Mapping

from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reading import Gap, Shortfall

_N_EXAMPLES = 5


def shortfall_words(shortfall: Shortfall, source: str) -> str:
    """A sentence that says what is missing, and one that says how to map or accept it."""
    listed = ", ".join(
        f'"{word}" {n:,}' for word, n in list(shortfall.examples.items())[:_N_EXAMPLES]
    )
    examples = f" ({listed})" if listed else ""
    of = f"{shortfall.n_rows:,} of {shortfall.n_of:,}"
    accept = f'or accept it in the settings: accepted.{shortfall.what} of source "{source}"'
    match shortfall.what:
        case Gap.SET_ASIDE:
            return f"{of} rows are not tickets{examples}. Correct the export, {accept}."
        case Gap.SAME_ID:
            return (
                f"{of} rows share an id with another ticket of their file; one of each is kept. "
                f"Export ids as text, {accept}."
            )
        case Gap.WORDLESS:
            return (
                f"{of} tickets have no words of their customer, so they are in no issue. Check "
                f"which field holds the message, {accept}."
            )
        case Gap.UNRESOLVED:
            return (
                f"{of} tickets have no known customer{examples}. Add the customers or their "
                f"requesters, {accept}."
            )
        case name:
            words = "word" if len(shortfall.examples) == 1 else "words"
            return (
                f"{name} of {of} tickets is not understood{examples}. Map the {words} in "
                f"values.{name}, {accept}."
            )


def unread_words(unread: Mapping[str, str]) -> list[str]:
    """One sentence for each part of a source that could not be read."""
    return [reason for _, reason in sorted(unread.items())]


def gap_counts(report: PullReport) -> Mapping[str, int]:
    """What a pull took in and did not wholly understand: in a few words → tickets or rows.

    Rows set aside and unknown customers are counted elsewhere, with their reasons.
    """
    counts = {"ticket without words": report.n_wordless, "id given before": report.n_same_id}
    for name, words in report.not_understood.items():
        counts |= {f'{name} "{word}" not understood': n for word, n in words.items()}
    counts |= dict.fromkeys(report.left_out.values(), 1)
    return {what: n for what, n in counts.items() if n}
