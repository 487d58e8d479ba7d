"""What is installed: the wheel holds one package, and the locks agree with each other."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

from feedback import demo
from feedback.settings import load_settings

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==([^\s\\;]+)", re.M)
TORCH = Path("requirements-torch.lock")
RUNTIME = Path("requirements.lock")
DEV = Path("requirements-dev.lock")


def pins(lock: Path) -> dict[str, str]:
    return {_name(name): version for name, _, version in PIN.findall(lock.read_text("utf-8"))}


def wanted() -> set[str]:
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    return {_name(re.match(r"[A-Za-z0-9._-]+", it).group()) for it in project["dependencies"]}  # type: ignore[union-attr]


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_runtime_dependency_is_pinned_and_everywhere_alike() -> None:
    runtime = pins(RUNTIME) | pins(TORCH)
    dev = pins(DEV)
    assert wanted() - set(runtime) == set()
    assert {name: dev.get(name) for name in runtime} == runtime


def test_all_but_torch_is_held_to_its_hashes() -> None:
    assert "torch" not in pins(RUNTIME)
    assert set(pins(TORCH)) == {"torch"}
    pinned = RUNTIME.read_text("utf-8").replace("\\\n", " ").splitlines()
    without = [line for line in pinned if "==" in line and "--hash=sha256:" not in line]
    assert without == []


def test_the_runtime_lock_holds_all_that_its_own_packages_ask_for() -> None:
    """pip refuses `sqlalchemy[asyncio]` where only `sqlalchemy` has hashes, and before 23.3 the
    other way round."""
    held = [(_name(name), extras) for name, extras, _ in PIN.findall(RUNTIME.read_text("utf-8"))]
    plain = {name for name, extras in held if not extras}
    with_extras = {
        (name, it.strip()) for name, extras in held for it in extras.split(",") if extras
    }
    asked = {
        need for name in plain for need in _needs(name, {it for n, it in with_extras if n == name})
    }
    assert {name for name, _ in asked} - plain - {"torch"} == set()
    assert {(name, extra) for name, extras in asked for extra in extras} - with_extras == set()


def test_the_wheel_brings_one_package_and_the_sample_data(tmp_path: Path) -> None:
    (made,) = WheelBuilder(str(Path.cwd())).build(directory=str(tmp_path), versions=["standard"])
    names = ZipFile(made).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"feedback"}
    data = {f"feedback/sample/{path.relative_to('config')}" for path in _sample_files()}
    assert data - set(names) == set()
    assert "feedback/web/templates/report.html" in names


def test_the_demo_brings_its_data_to_an_empty_folder_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {path.relative_to("config"): path.read_bytes() for path in _sample_files()}
    monkeypatch.chdir(tmp_path)
    demo.bring_sample_data()
    assert {path: (tmp_path / "config" / path).read_bytes() for path in expected} == expected
    assert capsys.readouterr().out.startswith("Wrote config/demo.toml and the sample data")
    assert load_settings(demo.CONFIG).sources[0].name == "helpdesk"
    (tmp_path / "config/demo.toml").write_text("# mine", "utf-8")
    demo.bring_sample_data()
    assert (tmp_path / "config/demo.toml").read_text("utf-8") == "# mine"


def _needs(package: str, extras: set[str]) -> set[tuple[str, frozenset[str]]]:
    """What an installed package asks for on this machine: names, each with its extras."""
    try:
        lines = requires(package) or []
    except PackageNotFoundError:
        return set()  # needed on other machines only
    asked = [Requirement(line) for line in lines]
    return {
        (_name(it.name), frozenset(it.extras))
        for it in asked
        if it.marker is None or any(it.marker.evaluate({"extra": e}) for e in {"", *extras})
    }


def _sample_files() -> list[Path]:
    found = [Path("config/demo.toml"), *Path("config/demo").rglob("*")]
    return [path for path in found if path.is_file()]
