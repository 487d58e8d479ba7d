"""Which issues people hear no more of, because they said so."""

from collections.abc import Collection, Iterable, Mapping

from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.responses.response import RecordedResponse, ResponseKind
from feedback.domain.publishing.messages.readers import (
    SUPPORT_AGENT,
    Readers,
    address_of,
    kind_of_target,
)

MUTING = (ResponseKind.MUTE, ResponseKind.UNMUTE)
"""The responses that `muted_by` needs."""


def muted_by(responses: Iterable[RecordedResponse]) -> dict[str, set[IssueId]]:
    """Person → the issues they hear no more of. `responses`: oldest first.

    An issue that absorbed a muted one is not muted: one message too many is the smaller fault.
    """
    muted: dict[str, set[IssueId]] = {}
    for recorded in responses:
        response = recorded.response
        of_person = muted.setdefault(response.by, set())
        if response.kind is ResponseKind.MUTE:
            of_person.add(response.issue_id)
        elif response.kind is ResponseKind.UNMUTE:
            of_person.discard(response.issue_id)
    return muted


def hears_nothing(
    target: str, issue_id: IssueId, readers: Readers, muted: Mapping[str, Collection[IssueId]]
) -> bool:
    """Whether this reader has muted the issue (`muted_by`). Channels hear of everything."""
    if kind_of_target(target) != SUPPORT_AGENT:
        return False
    agent = readers.agent(address_of(target))
    return agent is not None and issue_id in muted.get(agent.support_agent_id, ())
