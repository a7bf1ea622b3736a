"""The synthetic officers of practice mode, and the paper they sign."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password

from payung.cli.office import Desk
from payung.core.refusals import Refusal
from payung.governance.actions.accounts import create_user
from payung.governance.rules.access import access
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import READY_PASSWORD

_READY = (
    ("yustina", "Yustina Leyn", "data_officer", ("53",)),
    ("markus", "Markus Radja", "head_of_office", ("53",)),
    ("theresia", "Theresia Bria", "legal_bureau", ("53",)),
    ("dominikus", "Dominikus Nong", "regency_verifier", ("5307",)),
    ("imelda", "Imelda Fernandez", "inspector", ("53",)),
    ("petrus", "Petrus Seran", "programme_officer", ("53",)),
    ("agnes", "Agnes Wadhu", "head_of_section", ("53",)),
    ("yohanes", "Yohanes Lado", "signer", ("53",)),
    ("maria", "Maria Tukan", "kecamatan_officer", ("530701",)),
    ("anselmus", "Anselmus Wara", "village_officer", ("5307012001",)),
    ("benediktus", "Benediktus Ora", "pptk", ("53",)),
    ("katarina", "Katarina Neno", "treasurer", ("53",)),
    ("stefanus", "Stefanus Bani", "bpjs_officer", ("5307", "5306", "5308")),
    ("lusia", "Lusia Kase", "civil_registry", ("53",)),
    ("gaspar", "Gaspar Lamak", "social_affairs", ("53",)),
    ("rosalia", "Rosalia Taek", "bank", ("53",)),
    ("fransiska", "Fransiska Dhae", "claims_officer", ("53",)),
    ("antonius", "Antonius Jehadu", "wadah_head", ("5307",)),
    ("veronika", "Veronika Sogen", "agent", ("5307012001",)),
    ("agustinus", "Agustinus Kolo", "administrator", ("53",)),
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
    hashed = make_password(READY_PASSWORD)  # one for all: making it takes long on purpose, and everybody may read the password
    for login, full_name, role, areas in _READY:
        try:
            actors[role] = desk.someone(login)
        except Refusal:
            actors[role] = create_user(
                login=login,
                full_name=full_name,
                password=None,
                hashed=hashed,
                role=role,
                areas=areas,
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
