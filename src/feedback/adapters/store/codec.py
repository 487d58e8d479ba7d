"""Values of the domain as stored JSON, and back: what the columns of effects, step reports and
lineage events hold.

A stored value says what it is and by which version of the codec it was written:
`{"kind": "grew", "version": 1, "value": {"n_tickets": 3}}`. Dates and moments are stored in ISO
8601, money and other decimals as strings of digits.
"""

import json
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from feedback.errors import FinalFault

Value = TypeVar("Value")
Stored = dict[str, Any]
_NEXT = "Use the program that wrote the store, or start with a new store."


class Codec(Generic[Value]):
    """Stores the values of a closed set of frozen dataclasses; reading gives back what is equal.

    Read strictly: a date that is none, a field too many or too few is refused, never guessed.

    `kinds`: the name each class has in the store → the class. Names are kept for good: stored
    values carry them. `version` grows when a field changes its meaning or is taken away.
    """

    def __init__(self, kinds: Mapping[str, type[Value]], version: int) -> None:
        self._version = version
        self._kind_of = {of_class: kind for kind, of_class in kinds.items()}
        self._adapters = {kind: TypeAdapter(of_class) for kind, of_class in kinds.items()}

    def encode(self, value: Value) -> Stored:
        """The value as JSON can hold it. Raises `KeyError` for a class that is not in the set."""
        kind = self._kind_of[type(value)]
        fields = self._adapters[kind].dump_python(value, mode="json")
        return {"kind": kind, "version": self._version, "value": fields}

    def decode(self, stored: Mapping[str, Any]) -> Value:
        """The value that was stored. Raises `FinalFault` if another version of the program
        stored it."""
        kind, version = stored.get("kind"), stored.get("version")
        adapter = self._adapters.get(kind) if isinstance(kind, str) else None
        if adapter is None or version != self._version:
            raise FinalFault(
                f'The store holds a value of kind "{kind}", version {version}; this program reads '
                f"version {self._version} of {', '.join(sorted(self._adapters))}. {_NEXT}"
            )
        if "value" not in stored:
            raise FinalFault(f'A stored value of kind "{kind}" holds nothing. {_NEXT}')
        try:
            text = json.dumps(stored["value"])
            return adapter.validate_json(text, strict=True, extra="forbid")
        except ValidationError as error:
            # Named, not quoted: values may be personal.
            fields = sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})
            raise FinalFault(
                f'A stored value of kind "{kind}" cannot be read: {", ".join(fields)}. {_NEXT}'
            ) from None
