"""The mark on every page: the fingerprint in groups of four, and a QR code that leads to where it can be checked."""

from __future__ import annotations

import struct
import zlib

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 2  # modules of white around the code: the paper around it is white as well


def qr_modules(text: str) -> list[list[bool]]:
    """The QR code of a text: rows of modules, true where it is dark, with a narrow white edge."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make()
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_png(text: str, scale: int = 6) -> bytes:
    """The QR code as a PNG of one bit a pixel."""
    rows = qr_modules(text)
    size = len(rows) * scale
    lines = b""
    for row in rows:
        bits = "".join(("0" if dark else "1") * scale for dark in row)
        padded = bits.ljust((size + 7) // 8 * 8, "0")
        lines += (b"\0" + int(padded, 2).to_bytes(len(padded) // 8, "big")) * scale
    head = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")


def grouped(fingerprint: str) -> str:
    """A fingerprint as people read it: `7F3A 91C4 D20B 5E88`."""
    return " ".join(fingerprint.upper()[place : place + 4] for place in range(0, len(fingerprint), 4))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
