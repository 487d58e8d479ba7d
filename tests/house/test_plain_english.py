"""What people read is plain English: CONTRIBUTING.md, "How we write".

A pattern here is one that a program can see; everything else needs a reader.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BANNED = (
    (
        r"(?<!there )\b(?:is|are|was|were) no "
        r"(?!longer\b|more\b|less\b|one\b|later\b|earlier\b|slower\b|larger\b|worse\b|better\b)\w+",
        'say what it is: "Unknown supplier `x`", "not a number"',
    ),
    (
        r"\bthat nobody (?:answered|hears|holds|knows?n?|made|wrote)\b",
        "automatic, unassigned, unknown",
    ),
    (r"\bthat no (?:person|customer|one) \w+", "say it positively: automatic, unassigned"),
    (r"\bfor good, and\b", "permanently"),
    (r"\bstands? (?:beside|behind)\b", "is next to, follows, is the reason for"),
    (r"\b[Uu]se one of these\b", "Available: …"),
    (r"\b(?:is|are) to be\b", "must be, will be"),
    (r"\b(?:thereof|wherein|whereof|thereby|therein|hitherto|henceforth)\b", "plain words"),
    (r"\b(?:anew|afresh|bereft)\b(?!`)", "again, from scratch, without"),
    (r"\bheld against\b", "compared with"),
    (r"\bnot (?:yet )?begun\b", "not started"),
    (r"\bowes? .{1,40} a plan\b", "no fix plan yet for …"),
    (r"\bit is yours\b", "we won't overwrite it"),
    (r"\bleft for (?:its|their) night\b", "deferred"),
    (r"\bhears? the\b", "listens for, receives"),
    (r"\bgoes round in circles\b", "repeats"),
    (r"\bit has come to\b", "reached"),
    (r"\w\(s\)", "write singular and plural out (`domain.wording.count`)"),
)
"""(pattern, what to write instead). Case does not matter."""

_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in BANNED)


def _texts_of_python(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module (messages and docstrings alike) and every comment, by line."""
    source = path.read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
    for number, line in enumerate(source.splitlines(), start=1):
        _, mark, comment = line.partition("# ")
        if mark:
            yield number, comment


def _texts_of_prose(path: Path) -> Iterator[tuple[int, str]]:
    """A page, as one text: a sentence may break anywhere."""
    text = path.read_text("utf-8")
    text = re.sub(r"```.*?```", " ", text, flags=re.DOTALL)
    yield 1, re.sub(r"\| not \| but \|.*?\n\n", " ", text, flags=re.DOTALL)  # bad examples


def _files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


PYTHON = _files("src/**/*.py", "flows/*.py", "benchmarks/**/*.py")
PROSE = _files(
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**/*.md", "config/*.toml",
    "config/demo/README.md", "src/**/*.html", "benchmarks/*.md",
)  # fmt: skip


def test_no_phrase_that_a_colleague_would_have_to_ask_about() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: “{match.group(0)}” → {instead}"
        for path in (*PYTHON, *PROSE)
        for line, text in (_texts_of_python if path.suffix == ".py" else _texts_of_prose)(path)
        for pattern, instead in _PATTERNS
        for match in pattern.finditer(" ".join(text.split()))
    ]
    assert not found, "\n" + "\n".join(found)


def test_a_banned_phrase_is_seen_in_strings_comments_and_pages(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""It is no supplier."""\nx = 1  # planned, not begun\n')
    page = tmp_path / "page.md"
    page.write_text("A ticket\nthat nobody\nholds.\n")
    texts = [*_texts_of_python(module), *_texts_of_prose(page)]
    seen = [
        pattern.pattern
        for _, text in texts
        for pattern, _ in _PATTERNS
        if pattern.search(" ".join(text.split()))
    ]
    assert len(seen) == 3
