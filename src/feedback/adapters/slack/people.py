"""Who is who: support agents and others as Slack users, found by e-mail address."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.adapters.slack.api import About, SlackApi
from feedback.adapters.slack.faults import Refused, refused
from feedback.domain.customers.supplier import SupportAgent

_ROSTER = "support_agents.path"
_MAX_SINGLE_QUESTIONS = 40
"""Slack answers fifty a minute. Where there are more to ask the list of all users is read."""


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
        """The user's id; empty: nobody has this address."""
        self._is_deleted: dict[str, bool] = {}
        self._n_single_questions = 0
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
            with_ids = [one for one in self._agents.values() if one.slack_user_id]
            if len(with_ids) > _MAX_SINGLE_QUESTIONS:
                self._read_list()
            if user_id not in self._is_deleted:
                user = self._api.read("users.info", About(where, _ROSTER), user=user_id)["user"]
                self._is_deleted[user_id] = bool(user.get("deleted"))
            if self._is_deleted[user_id]:
                raise refused("user_disabled", where, _ROSTER)
        return f"support agent {support_agent_id} is {user_id}"

    def at(self, address: str, where: str, setting: str) -> str:
        """The Slack user's id at an e-mail address."""
        address = address.strip().lower()
        if address not in self._by_address:
            without_ids = [one for one in self._agents.values() if not one.slack_user_id]
            if len(without_ids) > _MAX_SINGLE_QUESTIONS:
                self._read_list()
        if address not in self._by_address:
            self._by_address[address] = self._asked(address, About(where, setting))
        user_id = self._by_address[address]
        if not user_id:
            raise refused("users_not_found", where, setting)
        if self._is_deleted.get(user_id):
            raise refused("user_disabled", where, setting)
        return user_id

    def _asked(self, address: str, about: About) -> str:
        """The id of the user with this address; empty if there is none. Each is asked about once,
        and no more of them than Slack answers: behind that the list of all users says it."""
        if self._n_single_questions >= _MAX_SINGLE_QUESTIONS:
            self._read_list()
            return self._by_address.get(address, "")
        self._n_single_questions += 1
        try:
            user = self._api.read("users.lookupByEmail", about, email=address)["user"]
        except Refused as refusal:
            if refusal.code != "users_not_found":
                raise
            return ""
        user_id = str(user["id"])
        self._is_deleted[user_id] = bool(user.get("deleted"))
        return user_id

    def _read_list(self) -> None:
        """All users, once."""
        if self._has_read_list:
            return
        about = About("the list of users", "the people's slack_user_id in support_agents.path")
        users = list(self._api.pages("users.list", "members", about))
        self._has_read_list = True
        # A person who came back has an address twice: whoever can be written to goes before.
        for user in sorted(users, key=lambda one: not one.get("deleted")):
            user_id = str(user["id"])
            self._is_deleted[user_id] = bool(user.get("deleted"))
            address = str((user.get("profile") or {}).get("email") or "").strip().lower()
            if address and not user.get("is_bot"):
                self._by_address[address] = user_id

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
