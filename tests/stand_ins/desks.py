"""Every helpdesk there is a stand-in for; a new one is one line here."""

from collections.abc import Mapping

from tests.stand_ins.line import Desk
from tests.stand_ins.zendesk import ZendeskDesk

DESKS: Mapping[str, type[Desk]] = {
    "zendesk": ZendeskDesk,
}
