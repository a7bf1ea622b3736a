"""The code on a person's slip: with his NIK it opens his own answer, and nobody else's."""

from __future__ import annotations

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read over the telephone without doubt
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": "", " ": ""})
_LENGTH = 8


def code_of(digest: bytes) -> str:
    """The code of a keyed digest, in two groups of four."""
    number = int.from_bytes(digest[:5])
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def as_written(code: str) -> str:
    """A code as somebody wrote it down, made comparable; empty when it cannot be one."""
    read = code.upper().translate(_READ_AS)
    return f"{read[:4]}-{read[4:]}" if len(read) == _LENGTH and all(each in _LETTERS for each in read) else ""
