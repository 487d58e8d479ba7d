"""Logs and stack traces that customers paste: what names the error stays, the rest goes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

MAX_LOG_LINES = 2
"""The first lines of a pasted log name the error; the rest is addresses and repetition."""

_LOG_LINE = re.compile(
    r"""^\s*(?:
        \S{1,60}\s\S{1,60}\s\S{1,60}\s\[\d\d/[A-Z][a-z]{2}/\d{4}:    # of a web server
      | at\s+(?:async\s|new\s)?[\w$.<>/@`-]+(?:\s\[as\s\w+\])?\s?\(   # Java, JavaScript, .NET
      | at\s+\S+:\d+:\d+$                       # at /app/run.js:9:1
      | File\s+".+",\sline\s\d+                 # Python
      | \.\.\.\s\d+\s(?:more|common)\b          # ... 23 more
      | \#\d+\s+(?:0x[0-9a-f]|[/\\{<]|\S+\()      # PHP, gdb
      | \S+:\d+:in\s[`'\w]                      # Ruby
      | goroutine\s\d+\s\[ | \S+\.go:\d+        # Go
      | (?:Caused\ by|Suppressed):\s[\w.$]+$    # without a message
      | -+\sEnd\sof\s.{0,40}stack\strace | Stack\strace:
      | (?:[0-9a-fA-F]{2,16}[:\s]+){5}          # a dump of bytes
      | [{}\[\]"].*[{}\[\]",:]\s*$              # JSON
    )""",
    re.VERBOSE,
)
_STAMPED = re.compile(
    r"""^\s*(?:
        \[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d)?\S*   # 2026-03-09T08:14:00, 2026/03/09 08:14
      | \[?\d\d[./]\d\d[./]\d{4}[ ,]+\d\d:\d\d:\d\d\S*          # 09.03.2026 08:14:00
      | \[?\d\d/\d\d/\d\d[ ,]+\d\d:\d\d:\d\d\S*                # 26/03/09 08:14:00
      | \[?\d\d:\d\d:\d\d\S*                                   # [08:14:00]
      | [A-Z][a-z]{2}\s+\d{1,2}\s\d\d:\d\d:\d\d                  # Mar  9 08:14:00 of syslog
    )\W{0,3}(?P<rest>.*)$""",
    re.VERBOSE,
)
_LEVELLED = re.compile(
    r"^\s*\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL|NOTICE|SEVERE|CRITICAL)\b\]?(?P<rest>.*)$"
)
_PROGRAM_WROTE = re.compile(
    r"""\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL|NOTICE|SEVERE|CRITICAL|Exception|Traceback)\b
      | ^\W*[\w./-]+\[\d+\]:          # sshd[12]:
      | ^\W*\[[\w.:/ #-]{1,60}\]      # [main]
      | ^\W*(?:[\w-]+\.){2,}[\w-]+\b  # com.acme.Export
      | \b\w+=\S | \b0x[0-9a-fA-F]+\b | \w+\(\S*\) | (?:/[\w.-]+){2,} | \bHTTP/\d
      | \b[A-Z]\w*(?:Error|Exception)\b
    """,
    re.VERBOSE,
)
"""What programs put behind a time or a level, and people do not."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIN_WORDS = 3
"""Behind a time, words of a person: a chat, a timeline. Fewer tell nothing."""
_DIGITS = re.compile(r"\d+")
_PYTHON_FRAME = re.compile(r'^\s*File\s+".+",\sline\s\d+')
_PYTHON_ERROR = re.compile(r"^\s*[\w.]+(?:Error|Exception|Exit|Interrupt|Warning)\b")


def without_most_logs(lines: Sequence[str]) -> Iterator[str]:
    """`lines`, of those of logs the first two only; a timeline's lines without their times.

    A line that begins with a time or a level (`ERROR`) is a log's where a program wrote what
    follows, where the message says the same again and again, or where a program wrote most of the
    lines around it.
    """
    shapes = Counter(_DIGITS.sub("0", line.strip()) for line in lines)
    excerpts = _excerpts(lines)
    is_timeline = any(_is_told(line) for place, line in enumerate(lines) if place not in excerpts)
    n_log_lines = 0
    for place, line in enumerate(lines):
        is_repeated = shapes[_DIGITS.sub("0", line.strip())] > MAX_LOG_LINES
        is_log = (
            place in excerpts
            or _is_quoted_code(lines, place)
            or _is_log_line(line, is_repeated=is_repeated, is_timeline=is_timeline)
        )
        n_log_lines += is_log
        if not is_log:
            yield _without_time(line)
        elif n_log_lines <= MAX_LOG_LINES:
            yield line


def _excerpts(lines: Sequence[str]) -> set[int]:
    """The places of lines that begin with a time or a level and stand together, where a program
    wrote most of them."""
    found: set[int] = set()
    block: list[int] = []
    n_by_program = 0
    for place, line in enumerate([*lines, ""]):
        begun = _STAMPED.match(line) or _LEVELLED.match(line)
        if begun:
            block.append(place)
            n_by_program += _PROGRAM_WROTE.search(begun["rest"]) is not None
            continue
        if len(block) > MAX_LOG_LINES and 2 * n_by_program > len(block):
            found.update(block)
        block, n_by_program = [], 0
    return found


def _is_told(line: str) -> bool:
    """Whether a person wrote what follows a time."""
    found = _STAMPED.match(line)
    return found is not None and _has_words(found["rest"])


def _has_words(rest: str) -> bool:
    return len(_WORD.findall(rest)) >= _MIN_WORDS and not _PROGRAM_WROTE.search(rest)


def _is_log_line(line: str, *, is_repeated: bool, is_timeline: bool) -> bool:
    if _LOG_LINE.match(line):
        return True
    found = _STAMPED.match(line) or _LEVELLED.match(line)
    if found is None:
        return False
    rest = found["rest"]
    if is_repeated or _PROGRAM_WROTE.search(rest):
        return True
    return not is_timeline and not _has_words(rest)


def _without_time(line: str) -> str:
    """`line` without the time it begins with."""
    found = _STAMPED.match(line)
    return found["rest"] if found and found["rest"] else line


def _is_quoted_code(lines: Sequence[str], place: int) -> bool:
    """Python shows a line of code below each frame."""
    if not 0 < place < len(lines) - 1 or not _PYTHON_FRAME.match(lines[place - 1]):
        return False
    below = lines[place + 1]
    return bool(_PYTHON_FRAME.match(below) or _PYTHON_ERROR.match(below))
