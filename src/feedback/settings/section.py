"""What all settings are made of: a table of the settings file, addresses, zones, and units."""

import re
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict


class Section(BaseModel):
    """A table of the settings file. It refuses a key that does not exist.

    The docstring under each setting is its line in `docs/settings.md`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class In:
    """The unit of a number whose name does not end in it; `docs/settings.md` shows it."""

    unit: str


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("unknown time zone. Use a name like Europe/Berlin") from None
    return name


def _web_address(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    if not mark or scheme not in ("http", "https") or not rest.strip("/"):
        raise ValueError("the address must begin with http:// or https:// and name a server")
    if "@" in rest.split("/")[0]:
        raise ValueError("leave the name and password out of the address")
    return url.rstrip("/")


def _can_be_written_to(address: str) -> str:
    if any(character.isspace() for character in address):
        raise ValueError(
            "messages cannot be sent there. Give an e-mail address, a #channel or a support "
            "agent's id"
        )
    return address


def written_as(pattern: str, words: str) -> AfterValidator:
    """A check that a text has a form; `words` say which, behind its value."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(words)
        return text

    return AfterValidator(check)


Address = Annotated[str, AfterValidator(_can_be_written_to)]
"""A person's or a channel's; empty is nobody."""
TimeZone = Annotated[str, AfterValidator(_known_time_zone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]

Count = Annotated[int, In("tickets")]
Share = Annotated[float, In("share, 0 to 1")]
Factor = Annotated[float, In("factor")]
