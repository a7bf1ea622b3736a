"""Which files a command was given: each under the name it has below the given path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from payung.core.refusals import Refusal, gettext_noop

_LOCK_FILE = "~$"  # a spreadsheet program leaves one beside a workbook that is open


def found_files(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """(file, name) of every file given, or lying in a folder given, at any depth: folders sorted by name, each file once.

    The name is the file's own, or its path below the folder with `/`. Hidden files and the lock files of spreadsheet
    programs are passed over. Raises `Refusal` no-such-file for a path that is not there, no-files when there is none.
    """
    found: dict[Path, tuple[Path, str]] = {}
    for given in paths:
        for path, name in _below(given):
            found.setdefault(path.resolve(), (path, os.fsencode(name).decode("utf-8", "replace")))
    if not found:
        raise Refusal("no-files", gettext_noop("There is no file in the folders given. Name the files, or the folder that holds them."))
    return list(found.values())


def _below(given: Path) -> Iterator[tuple[Path, str]]:
    if given.is_file():
        yield given, given.name
    elif given.is_dir():
        inside = ((path.relative_to(given), path) for path in given.rglob("*"))
        wanted = [(relative.as_posix(), path) for relative, path in inside if not _is_hidden(relative) and path.is_file()]
        for name, path in sorted(wanted):
            yield path, name
    else:
        raise Refusal("no-such-file", gettext_noop("There is no file or folder %(file)s."), file=given.name)


def _is_hidden(relative: Path) -> bool:
    return any(part.startswith((".", _LOCK_FILE)) for part in relative.parts)


def read_alike(digest: str, name: str) -> tuple[str, str]:
    """What two files share that are read alike: content and kind of name (an empty .csv is refused apart from an empty .xlsx)."""
    return digest, PurePosixPath(name).suffix.lower()
