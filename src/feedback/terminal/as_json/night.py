"""A night as `feedback run --json` prints it."""

from feedback.domain.night import Night
from feedback.terminal.as_json.row import Row
from feedback.terminal.night import step_words


def night_as_json(night: Night) -> Row:
    """Each step's report as its values, and in words."""
    return {
        "as_of": night.as_of,
        "status": night.status,
        "steps": [
            {"step": step, "words": step_words(report), "report": report}
            for step, report in night.steps.items()
        ],
        "faults": night.faults,
    }
