"""What holds for the tests themselves."""

import ast
from collections import Counter
from pathlib import Path

FILES = sorted(Path(__file__).parent.rglob("*.py"))
CLOCKS = {"monotonic", "perf_counter", "process_time", "perf_counter_ns", "monotonic_ns"}


def test_no_test_imports_another_tests_module() -> None:
    wrong = [
        f"{path}:{node.lineno} imports {name}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.rpartition(".")[2].startswith("test_") or name.endswith(".conftest")
    ]
    assert wrong == [], "what two tests share is a module of its own"


def test_no_test_looks_at_a_clock() -> None:
    """A busy machine is no fault: count work, or measure it in benchmarks/."""
    wrong = [
        f"{path}:{node.lineno} {node.attr}"
        for path in FILES
        if "real" not in path.parts  # waits there until a server of somebody else's is up
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    ]
    assert wrong == []


def test_a_folder_of_tests_is_seen_at_a_glance() -> None:
    n_files = Counter(path.parent for path in FILES)
    assert {folder: n for folder, n in n_files.items() if n > 15} == {}


def test_nothing_is_called_one_outside_comprehensions() -> None:
    wrong = []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        in_comprehensions = {
            name
            for node in ast.walk(tree)
            if isinstance(node, ast.comprehension)
            for name in ast.walk(node.target)
        }
        wrong += [
            f"{path}:{node.lineno}"
            for node in ast.walk(tree)
            if (isinstance(node, ast.arg) and node.arg == "one")
            or (
                isinstance(node, ast.Name)
                and (node.id, type(node.ctx)) == ("one", ast.Store)
                and node not in in_comprehensions
            )
        ]
    assert wrong == [], "say what it is"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
