"""Word lists as people read them: phrases with commas between, over many lines."""

import re


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a list such as "first name, e-mail", in lower case, each once."""
    found = (" ".join(phrase.casefold().split()) for phrase in re.split(r"[,、]", text))
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def any_phrase(text: str) -> str:
    """A pattern that matches one of the phrases of a list, the longest first.

    A blank matches any run of blanks; a star at the end of a word matches its endings.
    """
    longest = sorted(phrases(text), key=lambda phrase: (-len(phrase), phrase))
    escaped = (
        re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\*", r"\w*").replace("'", "['’]")
        for phrase in longest
    )
    return "(?:" + "|".join(escaped) + ")"
