"""How a night begins: whether it may, and which of its steps are done again."""

from datetime import datetime

from feedback.domain.night import Night, NightStatus
from feedback.domain.publishing.step_reports import DispatchReport
from feedback.errors import InvalidInput
from feedback.ports import Store

_BEHIND_RANK = ("rank", "watch releases", "adopt", "publish", "advise")


def begin_night(store: Store, as_of: datetime, model: str, *, sends: bool) -> bool:
    """Open the night; False if it is done already.

    `sends`: whether it will send what waits; what it could not send before is then told again.
    `model`: the embedding model of the settings. Raises `InvalidInput` where the issues are grouped
    with another one, and for a night that lies before the latest.
    """
    with store.begin() as tx:
        present = tx.memories.model()
        if present is not None and present != model:
            raise InvalidInput(
                f'The issues are grouped with the embedding model "{present}", the settings '
                f'name "{model}". `feedback regroup --preview` shows what the change would do to '
                "the issues that exist; `feedback regroup` does it. Nothing was changed."
            )
        latest = tx.nights.latest()
        if latest is not None and as_of < latest.as_of:
            raise InvalidInput(
                f"The night of {as_of.isoformat()} lies before the latest one in the store "
                f"({latest.as_of.isoformat()}). Nights only go forward; nothing was changed."
            )
        if latest is not None and latest.as_of == as_of:  # it was begun before
            if sends and DispatchReport.step in latest.steps:
                tx.nights.forget_steps(as_of, [DispatchReport.step])
            if latest.status is NightStatus.DONE:
                return False
            if again := _to_be_done_again(latest):
                tx.nights.forget_steps(as_of, again)
        tx.nights.begin(as_of)
        return True


def _to_be_done_again(night: Night) -> list[str]:
    """Steps that are done and would say something else now. (Tickets that were missing and come
    now make the pull forget the steps behind it.)"""
    faulty = {fault.step for fault in night.faults}
    again: list[str] = []
    if faulty & {"read back", "adopt", "publish"} or any(
        step.startswith("dispatch ") for step in faulty
    ):
        again += ["adopt", "publish", "advise"]  # what was refused or stopped is planned again
    if "customers" in faulty:
        again += _BEHIND_RANK  # their directory may answer now, and say what they are worth
    return again
