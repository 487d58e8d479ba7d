"""What our section of a description is made of, before any markup."""

from collections.abc import Iterable
from dataclasses import dataclass

CONTROL = dict.fromkeys(range(32), " ") | {127: " "}


@dataclass(frozen=True, slots=True)
class Span:
    """Words on one line."""

    text: str
    is_strong: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Quote | Table


@dataclass(frozen=True, slots=True)
class Frame:
    """The two lines around our section: how it is found again, whoever writes above or below."""

    issue_id: str
    idempotency_key: str

    @property
    def begin(self) -> str:
        return f"{self.begin_mark} This part is rewritten; write above or below it. ▼"

    @property
    def begin_mark(self) -> str:
        return f"▼ Support feedback {self.issue_id}."

    @property
    def end(self) -> str:
        return f"{self.end_mark} Written as {self.idempotency_key} ▲"

    @property
    def end_mark(self) -> str:
        return f"▲ End of support feedback {self.issue_id}."


def one_line(text: str) -> str:
    """Without line breaks and control characters, blanks collapsed."""
    return " ".join(text.translate(CONTROL).split())


def cut(text: str, max_chars: int) -> str:
    """At most so many characters, ending between words where that loses little."""
    if len(text) <= max_chars:
        return text
    short = text[: max(max_chars - 1, 0)]
    words = short.rpartition(" ")[0]
    return f"{(words if len(words) > max_chars * 2 // 3 else short).rstrip()}…"


def pair_of(marks: Iterable[tuple[int, str]], frame: Frame) -> tuple[int, int] | None:
    """Where our section begins and ends among numbered lines: the first end, and the last begin
    before it. None where no such pair is left."""
    begin: int | None = None
    for place, line in marks:
        if line.startswith(frame.begin_mark):
            begin = place
        elif line.startswith(frame.end_mark) and begin is not None:
            return begin, place
    return None


def written_as(end_line: str, frame: Frame) -> str:
    """The idempotency key that the closing line names."""
    return end_line.removeprefix(frame.end_mark).strip(" ▲").removeprefix("Written as").strip()
