"""Logs and stack traces that customers paste: what names the error stays, the rest goes."""

import re
from collections.abc import Iterator, Sequence

MAX_LOG_LINES = 2
"""The first lines of a pasted log name the error; the rest is addresses and repetition."""

_LOG_LINE = re.compile(
    r"""^\s*(?:
        \[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d   # 2026-03-09T08:14:00 ERROR, 2026/03/09 08:14:00
      | \[?\d\d[./]\d\d[./]\d{4}[ ,]+\d\d:\d\d:\d\d     # 09.03.2026 08:14:00
      | \[?\d\d:\d\d:\d\d                       # [08:14:00] ...
      | [A-Z][a-z]{2}\s+\d{1,2}\s\d\d:\d\d:\d\d # Mar  9 08:14:00 host sshd[12]: of syslog
      | \S{1,60}\s\S{1,60}\s\S{1,60}\s\[\d\d/[A-Z][a-z]{2}/\d{4}:    # of a web server
      | at\s+(?:async\s|new\s)?[\w$.<>/@`-]+(?:\s\[as\s\w+\])?\s?\(   # Java, JavaScript, .NET
      | at\s+\S+:\d+:\d+$                       # at /app/run.js:9:1
      | File\s+".+",\sline\s\d+                 # Python
      | \.\.\.\s\d+\s(?:more|common)\b          # ... 23 more
      | \#\d+\s+(?:0x[0-9a-f]|[/\\{<]|\S+\()      # PHP, gdb
      | \S+:\d+:in\s[`'\w]                      # Ruby
      | goroutine\s\d+\s\[ | \S+\.go:\d+        # Go
      | (?:Caused\ by|Suppressed):\s[\w.$]+$    # without a message
      | -+\sEnd\sof\s.{0,40}stack\strace | Stack\strace:
      | (?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL|NOTICE)\b
      | (?:[0-9a-fA-F]{2,16}[:\s]+){5}          # a dump of bytes
      | [{}\[\]"].*[{}\[\]",:]\s*$              # JSON
    )""",
    re.VERBOSE,
)
_PYTHON_FRAME = re.compile(r'^\s*File\s+".+",\sline\s\d+')
_PYTHON_ERROR = re.compile(r"^\s*[\w.]+(?:Error|Exception|Exit|Interrupt|Warning)\b")


def without_most_logs(lines: Sequence[str]) -> Iterator[str]:
    """`lines`, of those of logs the first two only."""
    n_log_lines = 0
    for place, line in enumerate(lines):
        is_log = _LOG_LINE.match(line) is not None or _is_quoted_code(lines, place)
        n_log_lines += is_log
        if not is_log or n_log_lines <= MAX_LOG_LINES:
            yield line


def _is_quoted_code(lines: Sequence[str], place: int) -> bool:
    """Python shows a line of code below each frame."""
    if not 0 < place < len(lines) - 1 or not _PYTHON_FRAME.match(lines[place - 1]):
        return False
    below = lines[place + 1]
    return bool(_PYTHON_FRAME.match(below) or _PYTHON_ERROR.match(below))
