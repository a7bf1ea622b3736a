"""Pictures of paper: which may be kept, told by their content and not by their name."""

from __future__ import annotations

from pathlib import PurePosixPath

from payung.core.refusals import Refusal, gettext_noop

MOST_BYTES = 25 * 2**20
_MARKS = {b"%PDF-": ".pdf", b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}


def scan_type(name: str) -> str:
    """The media type of a picture by the name under which it is kept."""
    return _TYPES[name[-4:]]


def scan_name(name: str, head: bytes, size: int) -> str:
    """The name under which a picture is kept: its own, ending as its content says. Raises `Refusal` scan-type or scan-too-large."""
    if size > MOST_BYTES:
        message = gettext_noop(
            "The picture is larger than %(megabytes)s MB. Photograph it with fewer pixels, or scan fewer pages at a time."
        )
        raise Refusal("scan-too-large", message, megabytes=MOST_BYTES // 2**20)
    for mark, ending in _MARKS.items():
        if head.startswith(mark):
            return PurePosixPath(name).stem[:80] + ending
    raise Refusal(
        "scan-type", gettext_noop("The picture of the paper must be a PDF, a JPEG or a PNG. Scan or photograph it again as one of these.")
    )
