"""The shape of the house: sizes and habits that a program can hold (CONTRIBUTING.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path for top in ("src", "flows", "benchmarks") for path in (ROOT / top).rglob("*.py")
)
MAX_MODULES = 15
MAX_UNTYPED_LINES = 15
CODECS = ("adapters/store/",)
"""Where stored JSON is read and written: nowhere else is a payload taken apart."""


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_folder_holds_more_modules_than_one_can_look_over() -> None:
    folders = {path.parent for path in SOURCES if "migrations" not in path.parts}
    crowded = {
        _name(folder): n
        for folder in sorted(folders)
        if "src" in folder.parts and (n := len(list(folder.glob("*.py")))) > MAX_MODULES
    }
    assert not crowded


def test_nobody_but_the_codec_takes_a_payload_apart() -> None:
    found = [
        f"{_name(path)}:{number}"
        for path in SOURCES
        if not any(codec in _name(path) for codec in CODECS)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if "payload[" in line or "payload.get(" in line
    ]
    assert not found


def _bound(tree: ast.AST) -> Iterator[ast.Name | ast.arg]:
    """Where the name `one` is bound outside a comprehension."""
    inside = {
        id(node)
        for comprehension in ast.walk(tree)
        if isinstance(comprehension, ast.comprehension)
        for node in ast.walk(comprehension.target)
    }
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        match node:
            case ast.Name(id="one", ctx=ast.Store()) | ast.arg(arg="one"):
                yield node


def test_a_variable_says_what_it_holds() -> None:
    """`one` says nothing; a lambda's argument is as good as a comprehension's."""
    found = []
    for path in (*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))):
        tree = ast.parse(path.read_text("utf-8"))
        lambdas = (node for node in ast.walk(tree) if isinstance(node, ast.Lambda))
        allowed = {id(arg) for node in lambdas for arg in node.args.args}
        found += [
            f"{_name(path)}:{node.lineno}" for node in _bound(tree) if id(node) not in allowed
        ]
    assert not found, "\n" + "\n".join(found)


def test_values_keep_their_types_outside_adapters() -> None:
    untyped = [
        f"{_name(path)}:{number}: {line.strip()}"
        for path in SOURCES
        if "src" in path.parts and "adapters" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"(?:dict|Mapping)\[str, (?:Any|object)\]", line)
    ]
    assert len(untyped) <= MAX_UNTYPED_LINES, "\n".join(untyped)
