"""The lozenge is the state: five marks that are told apart without colour."""

from __future__ import annotations

from enum import StrEnum

_EDGE = '<path d="M6 .8 11.2 6 6 11.2.8 6z" fill="none" stroke="currentColor" stroke-width="1.5"/>'


class Lozenge(StrEnum):
    """What a status means to the one who reads it."""

    EMPTY = "empty"  # nothing has happened
    HALF = "half"  # under way, or part
    FULL = "full"  # done and true
    DOTTED = "dotted"  # needs you
    BARRED = "barred"  # stopped


_MARKS = {
    Lozenge.EMPTY: _EDGE,
    Lozenge.HALF: f'{_EDGE}<path d="M6 .8v10.4L.8 6z" fill="currentColor"/>',
    Lozenge.FULL: '<path d="M6 0l6 6-6 6-6-6z" fill="currentColor"/>',
    Lozenge.DOTTED: f'{_EDGE}<path d="M4.6 4.6h2.8v2.8H4.6z" fill="currentColor"/>',
    Lozenge.BARRED: '<path d="M6 0l6 6-6 6-6-6zM2.5 5.2v1.6h7V5.2z" fill="currentColor" fill-rule="evenodd"/>',
}


def lozenge(state: str) -> str:
    """The mark of a state as SVG in the colour of the text beside it, hidden from readers because the word is there.

    Raises ValueError for an unknown state.
    """
    return f'<svg class="lozenge" viewBox="0 0 12 12" aria-hidden="true">{_MARKS[Lozenge(state)]}</svg>'
