"""Every helpdesk there is a stand-in for; a new one is one line here."""

from collections.abc import Mapping

from tests.stand_ins.freshdesk import FreshdeskDesk
from tests.stand_ins.intercom import IntercomDesk
from tests.stand_ins.line import Desk
from tests.stand_ins.zendesk import ZendeskDesk

DESKS: Mapping[str, type[Desk]] = {
    "freshdesk": FreshdeskDesk,
    "intercom": IntercomDesk,
    "zendesk": ZendeskDesk,
}
