"""Practice mode: any file is taken, and everything that leaves says LATIHAN."""

from __future__ import annotations

STAMP = "LATIHAN"
"""In the name and head of every paper, list and batch that leaves in practice mode; cells of data excepted."""

READY_PASSWORD = "payung-latihan"
"""Of every ready account of practice mode; shown on its sign-in page."""


def stamped_name(name: str, *, practice: bool) -> str:
    """The name of a file that leaves: 'annex-5307.xlsx' becomes 'annex-5307-LATIHAN.xlsx' in practice mode."""
    if not practice:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{STAMP}{dot}{ending}" if dot else f"{name}-{STAMP}"
