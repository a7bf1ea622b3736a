"""Whether a file can stand on a letterhead: a PNG or JPEG of a modest size, judged by its first bytes and not by its name."""

from __future__ import annotations

import struct

from payung.core.refusals import Refusal, gettext_noop

MOST_BYTES = 200_000
MOST_PIXELS = 2_000  # of one side
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # markers of a JPEG after which its size stands


def check_emblem(content: bytes) -> None:
    """Raises `Refusal` emblem-too-large or emblem-unreadable."""
    if len(content) > MOST_BYTES:
        message = gettext_noop("The picture is too large (at most %(kilobytes)s KB). Save it smaller: 400 dots across are enough.")
        raise Refusal("emblem-too-large", message, kilobytes=MOST_BYTES // 1000)
    size = _png_size(content) if content.startswith(_PNG) else _jpeg_size(content)
    if size is None or not all(1 <= side <= MOST_PIXELS for side in size):
        message = gettext_noop("This is no picture for a letterhead. Hand in a PNG or JPEG of at most %(pixels)s dots a side.")
        raise Refusal("emblem-unreadable", message, pixels=MOST_PIXELS)


def _png_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < 33 or content[12:16] != b"IHDR" or b"IEND" not in content[-12:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(_JPEG):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None
