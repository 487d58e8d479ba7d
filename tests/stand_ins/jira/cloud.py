"""Jira Cloud, in memory: work items with properties, comments, links and a changelog, a search that
may lag behind, and faults at chosen requests. Held against Atlassian's own description in
tests/contracts/test_jira_description.py.

`JiraCloud.transport()` answers a `requests` session in-process; `jira_line.serve(site)` over HTTP.
"""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from requests.adapters import BaseAdapter

from tests.stand_ins.jira.line import EMAIL, TOKEN, URL, Answer, InProcess, played
from tests.stand_ins.jira.screens import ME, Refusal
from tests.stand_ins.jira.work_items import WorkItems, own_address

IMPACT_FIELD = "customfield_10050"
WORKAROUND_FIELD = "customfield_10051"


@dataclass
class JiraCloud(WorkItems):
    """One site. `faults`: what happens to the n-th request (from 1), one of `FAULTS`."""

    faults: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request."""
    lists_properties: bool = True
    """Whether a list of comments brings their properties. It does; no description says so."""
    unknown: tuple[str, ...] = ()
    """What a gateway before it does not let through, such as issue/bulkfetch."""
    limits: dict[str, str] = field(default_factory=dict)
    """Headers of every answer."""
    login_page: bool = False
    """Everything is answered with a page of HTML."""

    # --- What a test reads -------------------------------------------------------------------

    @property
    def n_requests(self) -> int:
        return len(self.asked)

    @property
    def n_writes(self) -> int:
        return sum(
            method in ("PUT", "DELETE") or (method == "POST" and not path.endswith("/bulkfetch"))
            for method, path in self.asked
        )

    # --- The line ----------------------------------------------------------------------------

    def transport(self) -> BaseAdapter:
        return InProcess(self)

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        """One request, with the fault that is planned for it.

        Raises `requests.ConnectionError` for a dropped connection, `Killed` for our own end.
        """
        self.asked.append((method, urlsplit(target).path))
        fault = self.faults.get(len(self.asked), "")
        return played(fault, lambda: self._answer(method, target, headers, body))

    def _answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        if self.login_page:
            return Answer(200, "<html><title>Log in</title></html>", {"Content-Type": "text/html"})
        login = base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
        if headers.get("Authorization") != f"Basic {login}":
            return Answer(401, {"errorMessages": ["Client must be authenticated."], "errors": {}})
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        found = re.fullmatch(r"/rest/api/([23])/(.*)", parts.path)
        if found is None:
            return Answer(404, "<html>Not here</html>", {"Content-Type": "text/html"})
        content = json.loads(body) if body else {}
        if found[2].startswith(self.unknown):
            return Answer(404, {"errorMessages": ["Unknown."]})
        try:
            for verb, pattern, do in self._routes():
                match = re.fullmatch(pattern, found[2])
                if verb == method and match:
                    said = [unquote(part) for part in match.groups()]
                    answer = do(*said, query=query, body=content, version=found[1])
                    answer.headers |= self.limits
                    return answer
        except Refusal as refusal:
            return Answer(refusal.status, refusal.content())
        if found[2].startswith("search"):
            return Answer(410, {"errorMessages": ["The requested API has been removed."]})
        return Answer(404, {"errorMessages": ["There is nothing here."], "errors": {}})

    def _routes(self) -> list[tuple[str, str, Callable[..., Answer]]]:
        item = r"issue/([^/]+)"
        return [
            ("POST", "issue", self._create),
            ("POST", "issue/bulkfetch", self._bulkfetch),
            ("GET", item, self._get),
            ("PUT", item, self._put),
            ("GET", f"{item}/comment", self._comments),
            ("POST", f"{item}/comment", self._comment),
            ("GET", f"{item}/changelog", self._changelog),
            ("GET", "comment/([^/]+)/properties/([^/]+)", self._comment_property),
            ("POST", "issueLink", self._link),
            ("GET", "search/jql", self._search),
            ("GET", "issue/createmeta/([^/]+)/issuetypes", self._issue_types),
            ("GET", "issue/createmeta/([^/]+)/issuetypes/([^/]+)", self._create_screen),
            *(
                ("GET", name, lambda _do=do, **_: Answer(200, _do()))
                for name, do in self.told.items()
            ),
            ("GET", "mypermissions", self._permissions),
            ("GET", "project/([^/]+)", self._project),
        ]

    # --- Work items --------------------------------------------------------------------------

    def _create(self, *, body: Any, version: str, **_: Any) -> Answer:
        fields = dict(body["fields"])
        self.check_create(fields, version)
        number = self._next("id")
        key = f"{fields['project']['key']}-{self._next(fields['project']['key'])}"
        made = {
            "id": str(10_000 + number),
            "key": key,
            "fields": {
                **self.empty_fields(self.now),
                "reporter": ME,
                **{name: self.full(name, value) for name, value in fields.items()},
            },
            "properties": {one["key"]: one["value"] for one in body.get("properties", ())},
            "comments": [],
            "links": [],
            "history": [],
        }
        self.work_items[made["id"]] = made
        self._ids[key] = made["id"]
        self._indexed(made)
        return Answer(
            201, {name: made[name] for name in ("id", "key")} | {"self": own_address(made)}
        )

    def _get(self, key: str, *, query: dict[str, str], **_: Any) -> Answer:
        found = self._find(key)
        if found is None:
            raise Refusal(404, "Issue does not exist or you do not have permission to see it.")
        return Answer(
            200,
            self._shown(
                found,
                query.get("fields", "").split(","),
                query.get("properties", "").split(","),
                query.get("expand", "").split(","),
            ),
        )

    def _put(self, key: str, *, body: Any, version: str, **_: Any) -> Answer:
        found = self._find(key)
        if found is None:
            raise Refusal(404, "Issue does not exist or you do not have permission to see it.")
        self.check_edit(found, body, version)
        fields = dict(body.get("fields", {}))
        for name, verbs in body.get("update", {}).items():
            present = list(found["fields"].get(name) or [])
            for verb in verbs:
                ((does, value),) = verb.items()
                if does == "add" and value not in present:
                    present.append(value)
                elif does == "remove" and value in present:
                    present.remove(value)
            fields[name] = present
        self._change(found, {n: self.full(n, v) for n, v in fields.items()}, ME)
        for item in body.get("properties", ()):
            found["properties"][item["key"]] = item["value"]
        self._indexed(found)
        return Answer(204)

    def _bulkfetch(self, *, body: Any, **_: Any) -> Answer:
        asked = body["issueIdsOrKeys"]
        if len(asked) > 100:
            raise Refusal(400, "Too many issues.")
        found = {item["id"]: item for key in asked if (item := self._find(key)) is not None}
        shown = [
            self._shown(
                found[number], body.get("fields", []), body.get("properties", []),
                body.get("expand", []),
            )
            for number in sorted(found)
            if not found[number].get("is_archived")
        ]  # fmt: skip
        lost = [key for key in asked if self._find(key) is None]
        errors = [{"id": key, "errorMessage": "Issue not found"} for key in lost]
        return Answer(200, {"issues": shown, "issueErrors": errors})

    def _comments(self, key: str, *, query: dict[str, str], **_: Any) -> Answer:
        found = self._find(key)
        if found is None:
            raise Refusal(404, "Issue does not exist or you do not have permission to see it.")
        start, size = int(query.get("startAt", 0)), int(query.get("maxResults", 50))
        every = found["comments"][:: -1 if query.get("orderBy") == "-created" else 1]
        with_properties = self.lists_properties and "properties" in query.get("expand", "")
        page = [self._comment_shown(one, with_properties) for one in every[start : start + size]]
        told = {"startAt": start, "maxResults": size, "total": len(every), "comments": page}
        return Answer(200, told)

    def _comment(self, key: str, *, body: Any, version: str, **_: Any) -> Answer:
        found = self._find(key)
        if found is None:
            raise Refusal(404, "Issue does not exist or you do not have permission to see it.")
        self.check_text("comment", body["body"], version)
        made = self._add_comment(found, body, ME)
        return Answer(201, self._comment_shown(made, False))

    def _comment_property(self, number: str, name: str, **_: Any) -> Answer:
        for item in self.work_items.values():
            for comment in item["comments"]:
                for held in comment["properties"]:
                    if comment["id"] == number and held["key"] == name:
                        return Answer(200, held)
        raise Refusal(404, "The comment property does not exist.")

    def _changelog(self, key: str, *, query: dict[str, str], **_: Any) -> Answer:
        history = self.item(key)["history"]
        start, size = int(query.get("startAt", 0)), int(query.get("maxResults", 100))
        page = history[start : start + size]
        is_last = start + size >= len(history)
        return Answer(
            200,
            {"startAt": start, "maxResults": size, "total": len(history), "isLast": is_last,
             "values": page},
        )  # fmt: skip

    def _link(self, *, body: Any, **_: Any) -> Answer:
        kind = body["type"]["name"]
        if kind not in self.link_types:
            raise Refusal(404, f"No issue link type with name '{kind}' found.")
        ends = [self._find(body[side]["key"]) for side in ("inwardIssue", "outwardIssue")]
        if ends[0] is None or ends[1] is None:
            raise Refusal(404, "Issue does not exist or you do not have permission to see it.")
        number = str(20_000 + self._next("link"))
        for (item, other), way in zip(
            ((ends[0], ends[1]), (ends[1], ends[0])), ("outwardIssue", "inwardIssue"), strict=True
        ):
            item["links"].append({"id": number, "type": kind, "way": way, "to": other["id"]})
        return Answer(201)

    def _search(self, *, query: dict[str, str], **_: Any) -> Answer:
        found = [one for _, one in sorted(self._index.items()) if self.answers(one, query["jql"])]
        start = int(query.get("nextPageToken", "at0").removeprefix("at"))
        size = min(int(query.get("maxResults", 50)), 100)
        fields, expand = (query.get(name, "").split(",") for name in ("fields", "expand"))
        page = [self._shown(one, fields, [], expand) for one in found[start : start + size]]
        is_last = start + size >= len(found)
        onward = {} if is_last else {"nextPageToken": f"at{start + size}"}
        return Answer(200, {"issues": page, "isLast": is_last, **onward})

    # --- About the site ----------------------------------------------------------------------

    def _issue_types(self, project: str, **_: Any) -> Answer:
        self.check_project(project)
        types = [
            {"self": f"{URL}/rest/api/3/issuetype/{n}", "id": str(n), "name": name,
             "subtask": False, "description": ""}
            for n, name in enumerate(self.issue_types, start=1)
        ]  # fmt: skip
        return Answer(
            200, {"issueTypes": types, "startAt": 0, "maxResults": 50, "total": len(types)}
        )

    def _create_screen(self, project: str, number: str, **_: Any) -> Answer:
        self.check_project(project)
        fields = [{**one, "fieldId": one["key"]} for one in self.create_screen().values()]
        return Answer(200, {"fields": fields, "startAt": 0, "maxResults": 50, "total": len(fields)})

    def _permissions(self, *, query: dict[str, str], **_: Any) -> Answer:
        if "projectKey" in query:
            self.check_project(query["projectKey"])
        told = {
            name: {"id": str(n), "key": name, "name": name.replace("_", " ").title(),
                   "type": "PROJECT", "description": "", "havePermission": name not in self.denied}
            for n, name in enumerate(query["permissions"].split(","))
        }  # fmt: skip
        return Answer(200, {"permissions": told})

    def _project(self, key: str, **_: Any) -> Answer:
        self.check_project(key)
        return Answer(200, {"id": "1", "key": key, "name": key.title(), "archived": False})
