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
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from requests.adapters import BaseAdapter

from tests.stand_ins.jira_line import EMAIL, TOKEN, URL, Answer, InProcess, played
from tests.stand_ins.jira_screens import ME, Refusal, Screens, person

IMPACT_FIELD = "customfield_10050"
WORKAROUND_FIELD = "customfield_10051"


@dataclass
class JiraCloud(Screens):
    """One site. `faults`: what happens to the n-th request (from 1), one of `FAULTS`."""

    faults: dict[int, str] = field(default_factory=dict)
    now: datetime = datetime(2026, 3, 9, 3, tzinfo=UTC)
    """Of everything that is written; move it to let time pass."""
    is_lagging: bool = False
    """Search sees nothing of what is written while this holds; `catch_up()` ends it."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request."""
    lists_properties: bool = True
    """Whether a list of comments brings their properties. It does; no description says so."""
    login_page: bool = False
    """Everything is answered with a page of HTML."""
    work_items: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id."""
    _index: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    """By key, old ones too."""
    _n: dict[str, int] = field(default_factory=dict)

    # --- What a test reads -------------------------------------------------------------------

    @property
    def n_requests(self) -> int:
        return len(self.asked)

    @property
    def n_writes(self) -> int:
        return sum(
            method in ("PUT", "DELETE")
            or (method == "POST" and not path.endswith(("/bulkfetch", "/search/jql")))
            for method, path in self.asked
        )

    def end_state(self) -> list[dict[str, Any]]:
        """Everything that stands there and does not depend on how often it was tried."""
        return [
            {
                "key": one["key"],
                "fields": {
                    name: value
                    for name, value in one["fields"].items()
                    if name not in ("created", "updated", "status")
                },
                "status": one["fields"]["status"]["name"],
                "properties": one["properties"],
                "comments": [(c["body"], c["properties"]) for c in one["comments"]],
                "links": sorted((link["type"], link["way"], link["to"]) for link in one["links"]),
            }
            for one in self.work_items.values()
        ]

    def item(self, key: str) -> dict[str, Any]:
        found = self._find(key)
        assert found is not None, key
        return found

    # --- What people do ----------------------------------------------------------------------

    def edit(self, key: str, by: str = "Ada", **fields: Any) -> None:
        """A person changes fields, named as Jira names them; `priority` and `status` by name."""
        for name, value in fields.items():
            if name == "priority":
                fields[name] = {"name": value}
        self._change(self.item(key), fields, person(by))

    def transition(self, key: str, status: str, by: str = "Ada", resolution: str = "") -> None:
        fields: dict[str, Any] = {"status": self.statuses[status]}
        if resolution:
            fields["resolution"] = {"name": resolution}
        self._change(self.item(key), fields, person(by))

    def say(self, key: str, body: Any, by: str = "Ada") -> None:
        self._add_comment(self.item(key), {"body": body}, person(by))

    def delete(self, key: str) -> None:
        found = self.item(key)
        del self.work_items[found["id"]]
        self._index.pop(found["id"], None)

    def move(self, key: str, project: str) -> str:
        """Returns the new key; the old one goes on leading to it."""
        found = self.item(key)
        found["key"] = f"{project}-{self._next(project)}"
        self._ids[found["key"]] = found["id"]
        found["fields"]["project"] = {"key": project}
        self._indexed(found)
        return str(found["key"])

    def archive(self, key: str) -> None:
        self.item(key)["is_archived"] = True

    def lock(self, key: str) -> None:
        """Its workflow refuses every edit."""
        self.item(key)["is_locked"] = True

    def catch_up(self) -> None:
        """Search sees everything from now on."""
        self.is_lagging = False
        for one in self.work_items.values():
            self._indexed(one)

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
        try:
            for verb, pattern, do in self._routes():
                match = re.fullmatch(pattern, found[2])
                if verb == method and match:
                    said = [unquote(part) for part in match.groups()]
                    return do(*said, query=query, body=content, version=found[1])
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
            ("POST", "search/jql", self._search),
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
        return Answer(201, {name: made[name] for name in ("id", "key")} | {"self": _self(made)})

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
        for one in body.get("properties", ()):
            found["properties"][one["key"]] = one["value"]
        self._indexed(found)
        return Answer(204)

    def _bulkfetch(self, *, body: Any, **_: Any) -> Answer:
        asked = body["issueIdsOrKeys"]
        if len(asked) > 100:
            raise Refusal(400, "Too many issues.")
        found = {one["id"]: one for key in asked if (one := self._find(key)) is not None}
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
        for one in self.work_items.values():
            for comment in one["comments"]:
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
        for (one, other), way in zip(
            ((ends[0], ends[1]), (ends[1], ends[0])), ("outwardIssue", "inwardIssue"), strict=True
        ):
            one["links"].append({"id": number, "type": kind, "way": way, "to": other["id"]})
        return Answer(201)

    def _search(self, *, body: Any, **_: Any) -> Answer:
        if not body.get("fields"):
            body["fields"] = ["id"]
        seen = dict(self._index)
        for number in body.get("reconcileIssues", ()):
            if str(number) in self.work_items:
                seen[str(number)] = self.work_items[str(number)]
        found = [one for _, one in sorted(seen.items()) if self.answers(one, body["jql"])]
        start = int(body.get("nextPageToken", "at0").removeprefix("at"))
        size = min(int(body.get("maxResults", 50)), 100)
        page = [
            self._shown(one, body["fields"], body.get("properties", []), [])
            for one in found[start : start + size]
        ]
        is_last = start + size >= len(found)
        onward = {} if is_last else {"nextPageToken": f"at{start + size}"}
        return Answer(200, {"issues": page, "isLast": is_last, **onward})

    def _find(self, key: str) -> dict[str, Any] | None:
        return self.work_items.get(self._ids.get(key, key))

    def _shown(
        self, one: dict[str, Any], fields: list[str], properties: list[str], expand: list[str]
    ) -> dict[str, Any]:
        known = {
            **one["fields"],
            "comment": {
                "comments": [self._comment_shown(c, False) for c in one["comments"]],
                "self": _self(one), "startAt": 0,
                "maxResults": len(one["comments"]), "total": len(one["comments"]),
            },
            "issuelinks": [self._link_shown(link) for link in one["links"]],
        }  # fmt: skip
        shown: dict[str, Any] = {
            "id": one["id"],
            "key": one["key"],
            "self": _self(one),
            "fields": {
                name: value for name, value in known.items() if name in fields or "*all" in fields
            },
        }
        if any(properties):
            shown["properties"] = {n: v for n, v in one["properties"].items() if n in properties}
        if "editmeta" in expand:
            shown["editmeta"] = {"fields": self.edit_screen(one)}
        if "changelog" in expand:
            history = one["history"][::-1]
            shown["changelog"] = {
                "startAt": 0, "maxResults": 40, "total": len(history), "histories": history[:40],
            }  # fmt: skip
        return shown

    def _comment_shown(self, one: dict[str, Any], with_properties: bool) -> dict[str, Any]:
        shown = {name: value for name, value in one.items() if name != "properties"}
        if with_properties:
            shown["properties"] = one["properties"]
        return shown

    def _link_shown(self, link: dict[str, Any]) -> dict[str, Any]:
        other = self.work_items.get(link["to"], {"id": link["to"], "key": "GONE-1"})
        kind = {"name": link["type"], **self.link_types[link["type"]]}
        return {"id": link["id"], "type": kind,
                link["way"]: {"id": other["id"], "key": other["key"]}}  # fmt: skip

    def _change(self, one: dict[str, Any], fields: dict[str, Any], by: dict[str, Any]) -> None:
        items = []
        for name, value in fields.items():
            before = one["fields"].get(name)
            if before != value:
                items.append({"field": name, "fieldtype": "jira", "fieldId": name,
                              "fromString": _words(before), "toString": _words(value)})  # fmt: skip
            one["fields"][name] = value
        if items:
            at = self._moment()
            one["fields"]["updated"] = at
            one["history"].append(
                {"id": str(30_000 + self._next("change")), "author": by, "created": at,
                 "items": items}
            )  # fmt: skip
        self._indexed(one)

    def _add_comment(self, one: dict[str, Any], body: Any, by: dict[str, Any]) -> dict[str, Any]:
        made = {
            "id": str(40_000 + self._next("comment")),
            "self": f"{_self(one)}/comment/{self._n['comment']}",
            "author": by,
            "body": body["body"],
            "created": self._moment(),
            "updated": self._moment(),
            "properties": body.get("properties", []),
        }
        one["comments"].append(made)
        one["fields"]["updated"] = self._moment()
        return made

    def _indexed(self, one: dict[str, Any]) -> None:
        if not self.is_lagging:
            # Values are replaced, never changed in place.
            kept = {"fields": dict(one["fields"]), "properties": dict(one["properties"])}
            self._index[one["id"]] = {**one, **kept}

    def _moment(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    def _next(self, name: str) -> int:
        self._n[name] = self._n.get(name, 0) + 1
        return self._n[name]

    def pass_time(self, **given: float) -> None:
        self.now += timedelta(**given)

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


def _self(one: dict[str, Any]) -> str:
    return f"{URL}/rest/api/3/issue/{one['id']}"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name", "…"))
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
