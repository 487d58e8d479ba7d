"""Who is who: support agents and others as Slack users, found by e-mail address."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.adapters.slack.api import About, SlackApi
from feedback.adapters.slack.faults import refused
from feedback.domain.customer import SupportAgent

_ROSTER = "support_agents.path"
_MAX_SINGLE_LOOK_UPS = 40
"""Slack allows fifty a minute. For a larger roster the list of all users is read instead."""


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user, as far as we care."""

    user_id: str
    email: str
    """Lower case; empty where the app may not see it."""
    team_ids: frozenset[str]
    """The workspaces of which the user is a member; several in an organization."""
    is_active: bool
    """Neither deactivated nor a bot."""


class People:
    """Looks people up once and remembers them for as long as it lives."""

    def __init__(self, api: SlackApi, support_agents: Sequence[SupportAgent]) -> None:
        self._api = api
        self._agents = {one.support_agent_id: one for one in support_agents}
        self._by_address: dict[str, str] = {}
        self._by_id: dict[str, Person] = {}
        self._has_read_list = False

    def support_agent(self, support_agent_id: str) -> str:
        """The Slack user's id: the one given in the roster, else by address."""
        agent = self._agents.get(support_agent_id)
        if agent is None:
            raise refused("users_not_found", f"support agent {support_agent_id}", _ROSTER)
        if agent.slack_user_id:
            return agent.slack_user_id
        return self.at(agent.email, f"support agent {support_agent_id}, {agent.email}", _ROSTER)

    def check(self, support_agent_id: str) -> str:
        """The same, having looked whether the user is there; returns words about it."""
        user_id = self.support_agent(support_agent_id)
        if self._agents[support_agent_id].slack_user_id:
            where = f"support agent {support_agent_id}, {user_id}"
            user = self._api.read("users.info", About(where, _ROSTER), user=user_id)["user"]
            if user.get("deleted"):
                raise refused("user_disabled", where, _ROSTER)
        return f"support agent {support_agent_id} is {user_id}"

    def at(self, address: str, where: str, setting: str) -> str:
        """The Slack user's id at an e-mail address."""
        address = address.strip().lower()
        self._read_list_of_large_roster()
        if address not in self._by_address:
            about = About(where, setting)
            user = self._api.read("users.lookupByEmail", about, email=address)["user"]
            if user.get("deleted"):
                raise refused("user_disabled", where, setting)
            self._by_address[address] = str(user["id"])
        return self._by_address[address]

    def _read_list_of_large_roster(self) -> None:
        unknown = [one for one in self._agents.values() if not one.slack_user_id]
        if self._has_read_list or len(unknown) <= _MAX_SINGLE_LOOK_UPS:
            return
        self._has_read_list = True
        about = About("the list of users", "the people's slack_user_id in support_agents.path")
        for user in self._api.pages("users.list", "members", about):
            address = str((user.get("profile") or {}).get("email") or "").strip().lower()
            if address and not user.get("deleted") and not user.get("is_bot"):
                self._by_address[address] = str(user["id"])

    def person(self, user_id: str) -> Person:
        """Who is behind a Slack user's id."""
        if user_id not in self._by_id:
            about = About(f"user {user_id}", "the button that was pressed")
            user = self._api.read("users.info", about, user=user_id)["user"]
            self._by_id[user_id] = Person(
                user_id=str(user["id"]),
                email=str((user.get("profile") or {}).get("email") or "").strip().lower(),
                team_ids=frozenset(
                    [user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())]
                ),
                is_active=not (user.get("deleted") or user.get("is_bot")),
            )
        return self._by_id[user_id]

    def name_of(self, user_id: str) -> str:
        """Who that is to us: a support agent's id, else the e-mail address; empty: nobody."""
        for agent in self._agents.values():
            if agent.slack_user_id == user_id:
                return agent.support_agent_id
        address = self.person(user_id).email
        for agent in self._agents.values():
            if address and not agent.slack_user_id and agent.email.strip().lower() == address:
                return agent.support_agent_id
        return address
