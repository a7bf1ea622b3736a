"""Every file of the project: nothing of the machine it was written on, links that lead somewhere, a README in every room."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted(path.parent for path in (ROOT / "src/payung").glob("*/__init__.py"))


def project_files() -> list[Path]:
    """What is or would be committed."""
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


FILES = project_files()

# Letters in brackets keep this file from finding itself.
FOREIGN = re.compile(
    rb"py[p]i\.(org|python)|python[h]osted|npm[j]s\.(org|com)|deb\.[d]ebian|archive\.[u]buntu|registry\.[y]arnpkg"
    rb"|(?<![\w.-])/(wor[k]|far[m]|roo[t]|Use[r]s)/|(?<![\w.-])/hom[e]/\w|[A-Z]:\\Use[r]s"
)


@pytest.mark.parametrize(
    "line",
    [b"https://py" + b"pi.org/simple", b"cd /wor" + b"k/main", b"/hom" + b"e/sari/payung", b"registry.npm" + b"js.org"],
)
def test_a_foreign_name_is_known_when_it_stands_there(line: bytes) -> None:
    assert FOREIGN.search(line)


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    assert [str(path.relative_to(ROOT)) for path in FILES if FOREIGN.search(path.read_bytes())] == []


def test_no_file_is_there_that_must_not_be_committed() -> None:
    forbidden = {"uv.lock", "poetry.lock", ".env", "yarn.lock", "pnpm-lock.yaml"}
    assert [str(path.relative_to(ROOT)) for path in FILES if path.name in forbidden or path.suffix in {".pyc", ".mo"}] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_says_what_enters_what_is_kept_and_what_leaves(room: Path) -> None:
    assert (room / "README.md").is_file()
    assert len((room / "README.md").read_text().split()) > 30


@pytest.mark.parametrize("page", [path for path in FILES if path.suffix == ".md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    targets = [target for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", prose) if not re.match(r"[a-z]+:", target)]
    assert [target for target in targets if not leads_somewhere(page, target)] == []


def leads_somewhere(page: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    return file.exists() and (not anchor or anchor in anchors(file))


def anchors(page: Path) -> set[str]:
    """The fragments that a page's headings get: lower case, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
