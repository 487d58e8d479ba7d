"""The local outbox: what Jira and Slack would receive, as files a person can read.

One Markdown file per work item (`work-items/LOCAL-1.md`), per comment on one
(`comments/LOCAL-1-1.md`), per link and per message (`messages/0001-….md`), each with its JSON
beside it. The JSON is written last and holds the idempotency key, so a write that was cut off
half-way is not found, and is made again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback.adapters.outbox.message_text import message_text
from feedback.adapters.outbox.text import comment_text, work_item_text
from feedback.adapters.store.publishing.content_codec import as_json, from_json
from feedback.domain.message import Message
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.content import Content, EffectKind
from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import LinkKind
from feedback.domain.publishing.work_item_state import OpenWorkItem, WorkItemState
from feedback.errors import TransientFault

_WORK_ITEM_KEY = r"LOCAL-(\d+)$"
_MESSAGE_KEY = r"(\d+)-"


class Outbox:
    """Stands in for the issue tracker and the support agents' channel, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._work_items = folder / "work-items"
        self._comments = folder / "comments"
        self._links = folder / "links"
        self._messages = folder / "messages"

    def find_work_item(self, idempotency_key: str) -> str | None:
        return _find(self._work_items, idempotency_key)

    def write_work_item(
        self, idempotency_key: str, remote_key: str | None, content: WorkItemContent
    ) -> str:
        key = remote_key or f"LOCAL-{_next_number(self._work_items, _WORK_ITEM_KEY)}"
        _write(
            self._work_items / key, work_item_text(key, content), _record(idempotency_key, content)
        )
        return key

    def find_comment(self, idempotency_key: str, remote_key: str) -> str | None:
        return _find(self._comments, idempotency_key)

    def add_comment(self, idempotency_key: str, remote_key: str, comment: Comment) -> str:
        number = _next_number(self._comments, rf"{remote_key}-(\d+)$")
        key = f"{remote_key}-{number}"
        text = comment_text(remote_key, comment)
        _write(self._comments / key, text, _record(idempotency_key, comment))
        return key

    def link_work_items(self, remote_key: str, to_key: str, kind: LinkKind) -> str:
        key = f"{remote_key}-to-{to_key}"
        _write(self._links / key, f"{remote_key} {kind} {to_key}\n", {"idempotency_key": key})
        return key

    def read_work_items(
        self, remote_keys: Sequence[str], since: datetime | None
    ) -> Sequence[WorkItemState]:
        return [self._state(key) for key in remote_keys]

    def open_work_items(self) -> Sequence[OpenWorkItem]:
        return ()

    def _state(self, key: str) -> WorkItemState:
        record = self._work_items / f"{key}.json"
        if not record.is_file():
            return WorkItemState(key, key, is_gone=True)
        content = from_json(json.loads(record.read_text(encoding="utf-8"))["content"])
        assert isinstance(content, WorkItemContent)
        return WorkItemState(
            key,
            key,
            summary=content.summary,
            priority=content.priority,
            labels=content.labels,
        )

    def find_message(
        self, idempotency_key: str, target: str, since: datetime, earlier: Mapping[str, str]
    ) -> str | None:
        return _find(self._messages, idempotency_key)

    def post_message(
        self,
        idempotency_key: str,
        target: str,
        message: Message,
        earlier: Mapping[str, str],
    ) -> str:
        number = _next_number(self._messages, _MESSAGE_KEY)
        slug = re.sub(r"[^a-z0-9]+", "-", target.lower()).strip("-")
        key = f"{number:04d}-{slug}"
        record = _record(idempotency_key, message)
        _write(self._messages / key, message_text(target, message), record)
        return key

    def rewrite(self, effect: Effect) -> bool:
        folder = self._messages if effect.kind is EffectKind.MESSAGE else self._work_items
        stem = folder / (effect.remote_key or "")
        record = stem.with_name(stem.name + ".json")
        if not effect.remote_key or not record.is_file():
            return False
        if json.loads(record.read_text(encoding="utf-8"))["idempotency_key"] != (
            effect.idempotency_key
        ):
            return False  # a later write stands there
        if isinstance(effect.content, WorkItemContent):
            text = work_item_text(effect.remote_key, effect.content)
        else:
            assert isinstance(effect.content, Message), "only these can be rewritten"
            text = message_text(effect.target, effect.content)
        _write(stem, text, _record(effect.idempotency_key, effect.content))
        return True

    def take_remarks(self) -> Sequence[str]:
        """As `IssueTracker`: it can write everything."""
        return ()

    def files(self) -> Sequence[Path]:
        folders = (self._work_items, self._comments, self._links, self._messages)
        return sorted(path for folder in folders for path in folder.glob("*"))


def _record(idempotency_key: str, content: Content) -> dict[str, Any]:
    return {"idempotency_key": idempotency_key, "content": as_json(content)}


def _write(stem: Path, text: str, record: Mapping[str, Any]) -> None:
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(stem.with_name(stem.name + ".md"), text)
        _write_atomically(
            stem.with_name(stem.name + ".json"),
            json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n",
        )
    except OSError as error:
        raise TransientFault(
            f"The outbox {stem.parent} cannot be written: {error.strerror}. "
            "Check outbox.path and the room left on its disk."
        ) from error


def _write_atomically(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _find(folder: Path, idempotency_key: str) -> str | None:
    for path in sorted(folder.glob("*.json")):
        if json.loads(path.read_text(encoding="utf-8"))["idempotency_key"] == idempotency_key:
            return path.stem
    return None


def _next_number(folder: Path, pattern: str) -> int:
    numbers = [
        int(match[1])
        for path in folder.glob("*.json")
        if (match := re.match(pattern, path.stem)) is not None
    ]
    return max(numbers, default=0) + 1
