"""What is looked at before a parser touches a file that somebody sent: type, size, encryption, macros, bombs.

Nothing is unpacked to disk and nothing is parsed as XML here. What slips through meets the limits of the reading
child (`payung.exchange.child`).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.workbooks import MOST_COLUMNS, MOST_ROWS, column_index

MOST_PACKED = 25 * 2**20
MOST_UNPACKED = 150 * 2**20
MOST_ENTRIES = 2_000
MOST_RATIO = 100
# Small parts squeeze better than any ratio allows (a sheet of empty formatted rows); they cannot fill the memory.
RATIO_COUNTS_FROM = 2**20
KINDS = {"xlsx": "xlsx", "xlsm": "xlsx", "xls": "xls", "ods": "ods", "docx": "docx", "csv": "text", "tsv": "text", "txt": "text"}

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK, _OVERLAP = 4 * 2**20, 512
# Cells without a value (formatted down to the last row by a careless hand) are none: parsers pass them over too.
_FAR_CELL = re.compile(rb' r="(?:([A-Z]{2,3})\d{1,7}|[A-Z]{1,3}(\d{6,7}))"(?![^>]*(?:/>|></c>))')


def check_file(path: Path) -> str:
    """The kind of the file (`xlsx`, `xls`, `ods`, `docx` or `text`), when it may be given to a parser.

    Raises `Refusal` too-large, bomb, encrypted, truncated, wrong-type, empty, too-wide, macro or unreadable.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refusal("empty", gettext_noop("The file holds nothing. Ask the sender to send it again."))
    kind = KINDS.get(path.suffix.lower().removeprefix("."))
    if kind is None:
        raise wrong_type()
    if size > (MOST_UNPACKED if kind == "text" else MOST_PACKED):
        raise too_large()
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(0)
        if head.startswith(_OLE):
            _check_ole(file, size, kind)
        elif head.startswith(_ZIP) and kind in {"xlsx", "ods", "docx"}:
            _check_archive(file, kind)
        elif kind != "text" or head.startswith((_ZIP, b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
            raise wrong_type()
    return kind


def too_large() -> Refusal:
    """The file, or one of its sheets, is beyond what one file may hold."""
    message = gettext_noop(
        "The file is too large (at most %(megabytes)s MB and %(rows)s rows in a sheet). Split it, for example by district."
    )
    return Refusal("too-large", message, megabytes=MOST_PACKED // 2**20, rows=MOST_ROWS)


def too_wide() -> Refusal:
    """A sheet has more columns than any list of people needs."""
    message = gettext_noop(
        "A sheet has more than %(columns)s columns. Delete what stands to the right of the table and send the file again."
    )
    return Refusal("too-wide", message, columns=MOST_COLUMNS)


def truncated() -> Refusal:
    """The end of the file is missing."""
    return Refusal("truncated", gettext_noop("The end of the file is missing, as after a broken copy. Ask the sender to send it again."))


def unreadable() -> Refusal:
    """The file has the right type and cannot be read all the same."""
    return Refusal("unreadable", gettext_noop("The file is damaged. Open it, save it as .xlsx under a new name and send that one."))


def encrypted() -> Refusal:
    """The file is locked by a password."""
    return Refusal("encrypted", gettext_noop("The file has a password. Save it without the password and send it again."))


def wrong_type() -> Refusal:
    """The content is of another kind than the name, or of a kind that holds no tables."""
    message = gettext_noop(
        "The content is not what the file name says, or no table. Open it, save it as .xlsx (or .csv) and send that one."
    )
    return Refusal("wrong-type", message)


def _macro() -> Refusal:
    return Refusal("macro", gettext_noop("The file holds macros. Save it as .xlsx without macros and send it again."))


def _bomb() -> Refusal:
    message = gettext_noop("The file unpacks to far more than a list of people holds, or carries instructions to do so. It was not opened.")
    return Refusal("bomb", message)


def _check_ole(file: BinaryIO, size: int, kind: str) -> None:
    """An old Excel file, or the locked box around a new one. Its directory names are UTF-16."""
    content = file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise encrypted()
    if kind != "xls":
        raise wrong_type()
    if _sectors_missing(content, size):
        raise truncated()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macro()


def _sectors_missing(content: bytes, size: int) -> bool:
    """Whether the allocation table of an OLE file names sectors beyond its end."""
    if size < 512:
        return True
    sector = 1 << struct.unpack_from("<H", content, 30)[0]
    tables = [number for number in struct.unpack_from("<109I", content, 76) if number < 0xFFFFFFFA]
    if sector not in {512, 4096} or not tables:
        return False
    if any((number + 2) * sector > size for number in tables):
        return True
    per_table = sector // 4
    entries = struct.unpack_from(f"<{per_table}I", content, (tables[-1] + 1) * sector)
    used = max((place for place, entry in enumerate(entries) if entry != 0xFFFFFFFF), default=-1)
    # Writers differ on whether the last sector is filled up: only a wholly missing one counts.
    return ((len(tables) - 1) * per_table + used + 1) * sector >= size


def _check_archive(file: BinaryIO, kind: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive, kind)
            for entry in archive.infolist():
                if entry.filename.endswith((".xml", ".rels")):
                    _check_part(_chunks(archive, entry), entry.filename.startswith("xl/worksheets/"))
    except zipfile.BadZipFile as failure:
        # The directory stands at the end of an archive: when it is not there, neither is the rest.
        raise (truncated() if "not a zip file" in str(failure) else unreadable()) from None
    except (EOFError, zlib.error, NotImplementedError, OSError, struct.error):
        raise unreadable() from None


def _check_directory(archive: zipfile.ZipFile, kind: str) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _bomb()
    if any(entry.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size) for entry in entries):
        raise _bomb()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _macro()
    if _archive_kind(archive, names) != kind:
        raise wrong_type()
    if kind == "ods" and b"encryption-data" in _small_part(archive, "META-INF/manifest.xml"):
        raise encrypted()


def _archive_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if _small_part(archive, "mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if any(name.startswith("xl/") and name.endswith(".xml") for name in names) else "other"


def _small_part(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(2**20)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece, each with the end of the one before it, so that nothing hides on a seam."""
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]
    yield tail + b" " * _OVERLAP


def _check_part(chunks: Iterator[bytes], is_sheet: bool) -> None:
    for place, chunk in enumerate(chunks):
        if place == 0 and chunk[:2] in {b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"}:
            raise unreadable()  # UTF-16 would hide what is searched for below; no spreadsheet program writes it
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise _bomb()
        if is_sheet:
            _check_cells(chunk)


def _check_cells(chunk: bytes) -> None:
    """A table of few cells that reaches to the end of the sheet asks a parser for all the cells between."""
    for found in _FAR_CELL.finditer(chunk, 0, len(chunk) - _OVERLAP // 2):
        letters, row = found.groups()
        if letters and column_index(letters.decode()) >= MOST_COLUMNS:
            raise too_wide()
        if row and int(row) > MOST_ROWS:
            raise too_large()
