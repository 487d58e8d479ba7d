"""What people have answered, as other steps need to know it."""

from feedback.domain.issue import IssueId
from feedback.domain.response import ResponseKind
from feedback.ports import Transaction


def muted_by(tx: Transaction) -> dict[str, set[IssueId]]:
    """Person → the issues they hear no more of.

    An issue that absorbed a muted one is not muted: one message too many is the smaller fault.
    """
    muted: dict[str, set[IssueId]] = {}
    for recorded in tx.responses.of_kinds(ResponseKind.MUTE, ResponseKind.UNMUTE):
        response = recorded.response
        of_person = muted.setdefault(response.by, set())
        if response.kind is ResponseKind.MUTE:
            of_person.add(response.issue_id)
        else:
            of_person.discard(response.issue_id)
    return muted
