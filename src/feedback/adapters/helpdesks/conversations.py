"""Reading conversations one by one: what stops one of them, and what stops the rest of a night."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from feedback.adapters.rows.ticket_rows import MAX_BODY_CHARS
from feedback.adapters.texts.plain_text import plain_text
from feedback.adapters.web_client.http import NotAllowed
from feedback.domain.tickets.ticket import Said, Unread
from feedback.errors import FeedbackError, TransientFault

PLACE = "conversations"
_MAX_FAULTS = 5
"""One after another. A single conversation that a helpdesk cannot give costs the others nothing."""
_BROKEN = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
"""What reading JSON of another shape than the vendor describes raises."""


def read_each(
    source: str, keys: Sequence[str], read: Callable[[str], Said]
) -> Iterator[Said | Unread]:
    """What the customers said in each; those that cannot be read now are left out, and told."""
    n_faults = n_left_out = 0
    last = ""
    for number, key in enumerate(keys):
        try:
            yield read(key)
        except NotAllowed as fault:
            n_left_out = len(keys) - number
            last = str(fault)
            break
        except TransientFault as fault:
            n_faults, n_left_out, last = n_faults + 1, n_left_out + 1, str(fault)
            if n_faults == _MAX_FAULTS:
                n_left_out += len(keys) - number - 1
                break
        except FeedbackError as fault:
            n_left_out += len(keys) - number
            last = str(fault)
            break
        except _BROKEN as error:
            yield Said(key, "")
            last = f'Source "{source}": an unreadable conversation ({type(error).__name__}).'
        else:
            n_faults = 0
    if last:
        what = f"{n_left_out} conversations are not read: " if n_left_out else ""
        yield Unread(source, PLACE, f"{what}{last}", is_fault=False)


def words_of(value: Any) -> str:
    """A message's text or HTML as plain text."""
    text, _ = plain_text(str(value or "")[: 4 * MAX_BODY_CHARS])
    return text[:MAX_BODY_CHARS].strip()


def mapping(value: Any) -> Mapping[str, Any]:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, Mapping) else {}
