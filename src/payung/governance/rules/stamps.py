"""The stamp of a file that leaves: who took it, when, for what, and the agreement it rests on, written into the file where its form has a place."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

_CORE = "docProps/core.xml"
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>{taken_by}</dc:creator><dc:description>{words}</dc:description>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created></cp:coreProperties>'
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who took a file, when, for what, and the agreement it rests on (its number; empty: our own use)."""

    taken_by: str
    at: datetime
    purpose: str
    agreement: str

    @property
    def words(self) -> str:
        """The stamp in one line."""
        moment = self.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        return " · ".join(part for part in (self.taken_by, moment, self.purpose, self.agreement) if part)


def stamped_content(name: str, content: bytes, stamp: Stamp) -> bytes:
    """The content with its stamp: in the properties of a workbook or document, in a comment at the end of a drawing. Tables stay as they are."""
    ending = name.rpartition(".")[2].lower()
    if ending == "svg":
        return content + f"\n<!-- {escape(stamp.words).replace('--', '- -')} -->\n".encode()
    if ending not in ("xlsx", "docx"):
        return content
    moment = stamp.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    properties = _PROPERTIES.format(taken_by=escape(stamp.taken_by), words=escape(stamp.words), at=moment)
    stamped = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(stamped, "w", zipfile.ZIP_DEFLATED) as out:
        for part in given.infolist():
            out.writestr(part, properties.encode() if part.filename == _CORE else given.read(part))
    return stamped.getvalue()
