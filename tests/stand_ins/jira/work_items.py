"""The work items of a Jira site: what people do with them, what a search knows, what is shown."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.stand_ins.jira.line import URL
from tests.stand_ins.jira.screens import Screens, person


@dataclass
class WorkItems(Screens):
    """Everything that is kept, by id; nothing of how it is asked for."""

    now: datetime = datetime(2026, 3, 9, 3, tzinfo=UTC)
    """Of everything that is written; move it to let time pass."""
    is_lagging: bool = False
    """Search sees nothing of what is written while this holds; `catch_up()` ends it."""
    work_items: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id."""
    _index: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    """By key, old ones too."""
    _n: dict[str, int] = field(default_factory=dict)

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
        for item in self.work_items.values():
            self._indexed(item)

    def _find(self, key: str) -> dict[str, Any] | None:
        return self.work_items.get(self._ids.get(key, key))

    def _shown(
        self, item: dict[str, Any], fields: list[str], properties: list[str], expand: list[str]
    ) -> dict[str, Any]:
        known = {
            **item["fields"],
            "comment": {
                "comments": [self._comment_shown(c, False) for c in item["comments"]],
                "self": own_address(item), "startAt": 0,
                "maxResults": len(item["comments"]), "total": len(item["comments"]),
            },
            "issuelinks": [self._link_shown(link) for link in item["links"]],
        }  # fmt: skip
        shown: dict[str, Any] = {
            "id": item["id"],
            "key": item["key"],
            "self": own_address(item),
            "fields": {
                name: value for name, value in known.items() if name in fields or "*all" in fields
            },
        }
        if any(properties):
            shown["properties"] = {n: v for n, v in item["properties"].items() if n in properties}
        if "editmeta" in expand:
            shown["editmeta"] = {"fields": self.edit_screen(item)}
        if "changelog" in expand:
            history = item["history"][::-1]
            shown["changelog"] = {
                "startAt": 0, "maxResults": 40, "total": len(history), "histories": history[:40],
            }  # fmt: skip
        return shown

    def _comment_shown(self, item: dict[str, Any], with_properties: bool) -> dict[str, Any]:
        shown = {name: value for name, value in item.items() if name != "properties"}
        if with_properties:
            shown["properties"] = item["properties"]
        return shown

    def _link_shown(self, link: dict[str, Any]) -> dict[str, Any]:
        other = self.work_items.get(link["to"], {"id": link["to"], "key": "GONE-1"})
        kind = {"name": link["type"], **self.link_types[link["type"]]}
        return {"id": link["id"], "type": kind,
                link["way"]: {"id": other["id"], "key": other["key"]}}  # fmt: skip

    def _change(self, item: dict[str, Any], fields: dict[str, Any], by: dict[str, Any]) -> None:
        items = []
        for name, value in fields.items():
            before = item["fields"].get(name)
            if before != value:
                items.append({"field": name, "fieldtype": "jira", "fieldId": name,
                              "fromString": _words(before), "toString": _words(value)})  # fmt: skip
            item["fields"][name] = value
        if items:
            at = self._moment()
            item["fields"]["updated"] = at
            item["history"].append(
                {"id": str(30_000 + self._next("change")), "author": by, "created": at,
                 "items": items}
            )  # fmt: skip
        self._indexed(item)

    def _add_comment(self, item: dict[str, Any], body: Any, by: dict[str, Any]) -> dict[str, Any]:
        made = {
            "id": str(40_000 + self._next("comment")),
            "self": f"{own_address(item)}/comment/{self._n['comment']}",
            "author": by,
            "body": body["body"],
            "created": self._moment(),
            "updated": self._moment(),
            "properties": body.get("properties", []),
        }
        item["comments"].append(made)
        item["fields"]["updated"] = self._moment()
        return made

    def _indexed(self, item: dict[str, Any]) -> None:
        if not self.is_lagging:
            # Values are replaced, never changed in place.
            kept = {"fields": dict(item["fields"]), "properties": dict(item["properties"])}
            self._index[item["id"]] = {**item, **kept}

    def _moment(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    def _next(self, name: str) -> int:
        self._n[name] = self._n.get(name, 0) + 1
        return self._n[name]

    def pass_time(self, **given: float) -> None:
        self.now += timedelta(**given)


def own_address(item: dict[str, Any]) -> str:
    return f"{URL}/rest/api/3/issue/{item['id']}"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name", "…"))
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
