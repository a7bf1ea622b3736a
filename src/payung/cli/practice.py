"""The synthetic officers of practice mode, and the paper they sign."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from payung.cli.office import Desk
from payung.core.refusals import Refusal
from payung.governance.actions.accounts import create_user
from payung.governance.rules.access import access
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import READY_PASSWORD

_READY = (
    ("yustina", "Yustina Leyn", "data_officer", "53"),
    ("markus", "Markus Radja", "head_of_office", "53"),
    ("theresia", "Theresia Bria", "legal_bureau", "53"),
    ("dominikus", "Dominikus Nong", "regency_verifier", "5307"),
    ("imelda", "Imelda Fernandez", "inspector", "53"),
)


@dataclass(frozen=True)
class Officers:
    """Who acts in the demo."""

    data: Actor
    head: Actor
    legal: Actor


def hire_officers(desk: Desk) -> Officers:
    """The ready accounts, one per role; made once. All of them are invented."""
    actors = {}
    for login, full_name, role, area in _READY:
        try:
            actors[role] = desk.someone(login)
        except Refusal:
            actors[role] = create_user(
                login=login,
                full_name=full_name,
                password=READY_PASSWORD,
                role=role,
                areas=[area],
                ends_on=date(desk.on.year + 2, 1, 1) if access().roles[role].ends else None,
                by=desk.by,
                at=desk.at,
                on=desk.on,
            )
    return Officers(actors["data_officer"], actors["head_of_office"], actors["legal_bureau"])


@contextmanager
def sign_decree(digest: str) -> Iterator[Path]:
    """A stand-in for the signed copy of a decree, marked LATIHAN."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "LATIHAN-keputusan.txt"
        path.write_text(f"LATIHAN\nKeputusan percobaan tentang peserta dengan sidik daftar {digest}\n", encoding="utf-8")
        yield path
