"""Every helpdesk there is a stand-in for; a new one is one line here."""

from collections.abc import Mapping

from tests.stand_ins.discourse import DiscourseDesk
from tests.stand_ins.freshdesk import FreshdeskDesk
from tests.stand_ins.intercom import IntercomDesk
from tests.stand_ins.jira_service import JiraDataCenterDesk, JiraServiceDesk
from tests.stand_ins.line import Desk
from tests.stand_ins.request_tracker import RequestTrackerDesk
from tests.stand_ins.zendesk import ZendeskDesk

DESKS: Mapping[str, type[Desk]] = {
    "discourse": DiscourseDesk,
    "freshdesk": FreshdeskDesk,
    "intercom": IntercomDesk,
    "jira_data_center": JiraDataCenterDesk,
    "jira_service_management": JiraServiceDesk,
    "request_tracker": RequestTrackerDesk,
    "zendesk": ZendeskDesk,
}
