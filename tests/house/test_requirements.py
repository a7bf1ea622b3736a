"""What Payung stands on is pinned by hash, explained, free of binding licences, and names no host."""

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-build.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def declared(*groups: list[str]) -> dict[str, Requirement]:
    requirements = [Requirement(text) for group in groups for text in group]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


RUN = declared(PROJECT["project"]["dependencies"])
TEST = declared(*PROJECT["project"]["optional-dependencies"].values())
BUILD = declared(PROJECT["build-system"]["requires"], ["editables"])


def entries(lock: str) -> list[str]:
    """Each requirement of a lock file with the hashes on its continued lines."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def pins(lock: str) -> dict[str, set[str]]:
    """Versions that a lock file pins for each package: more than one where they differ by Python."""
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        name, version = re.split(r"==", entry.split()[0])
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_its_hashes_and_nothing_else_stands_there(lock: str) -> None:
    entry = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in entries(lock) if not entry.fullmatch(line)] == []


@pytest.mark.parametrize(("wanted", "locks"), [(RUN, LOCKS[:2]), (TEST, LOCKS[1:2]), (BUILD, LOCKS[2:])])
def test_every_declared_dependency_is_pinned_within_its_range(wanted: dict[str, Requirement], locks: tuple[str, ...]) -> None:
    for lock in locks:
        pinned = pins(lock)
        assert wanted.keys() - pinned.keys() == set()
        assert [name for name, requirement in wanted.items() if not all(v in requirement.specifier for v in pinned[name])] == []


def test_tests_run_on_the_versions_that_ship() -> None:
    shipped, tested = pins("requirements.txt"), pins("requirements-test.txt")
    assert {name for name in shipped if shipped[name] != tested.get(name)} == set()


def test_every_dependency_is_explained_and_none_that_is_gone() -> None:
    text = (ROOT / "docs/decisions/dependencies.md").read_text()
    rows = {name: rest for name, rest in re.findall(r"^\| ([a-z0-9-]+) \|(.*)\|$", text, flags=re.MULTILINE) if name != "package"}
    assert rows.keys() == RUN.keys() | TEST.keys() | BUILD.keys()
    assert [name for name, rest in rows.items() if not all(cell.strip() for cell in rest.split("|")[:2])] == []


def alternatives(name: str) -> list[str]:
    """The licences a package offers to choose from, as its own metadata tells."""
    about = importlib.metadata.metadata(name)
    if expression := about.get_all("License-Expression"):
        return re.split(r"\s+OR\s+", expression[0])
    classified = [line.rpartition("::")[2].strip() for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    return classified or [text.partition("\n")[0] for text in about.get_all("License", [])]


BINDING = re.compile(r"(?<!L)\bA?GPL|(?<!Lesser )(?<!Library or )\b(GNU )?(Affero )?General Public License", re.IGNORECASE)


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("MIT AND GPL-2.0-only", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_a_binding_licence_is_known_by_its_name(licence: str, binds: bool) -> None:
    assert bool(BINDING.search(licence)) is binds


def test_no_package_comes_with_a_licence_that_binds_ours() -> None:
    installed = {canonicalize_name(distribution.name) for distribution in importlib.metadata.distributions()}
    names = {name for lock in LOCKS for name in pins(lock)} & installed
    licences = {name: alternatives(name) for name in names}
    assert {name for name, offered in licences.items() if not any(offered)} == set(), "no licence told"
    assert {name: offered for name, offered in licences.items() if all(BINDING.search(one) for one in offered)} == {}


def test_no_lock_of_the_front_end_names_where_a_package_came_from() -> None:
    for lock in ROOT.glob("frontend/**/package-lock.json"):
        if "node_modules" not in lock.parts:
            packages = json.loads(lock.read_text())["packages"]
            assert [name for name, package in packages.items() if "resolved" in package] == []
