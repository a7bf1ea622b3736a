"""Kinds of papers: their wording, what may be filled in, and how each goes its way. Read from data/papers/, one file a kind.

A file begins with a head (YAML) and goes on, after a line of three dots, with the wording (`exchange.papers.wording`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.exchange.papers.letters import known_places
from payung.exchange.papers.sheets import Look
from payung.exchange.papers.wording import PLACE, Wording, read_wording

COMMON: Mapping[str, str] = {
    "kop_1": "pemerintah yang menaungi kantor",
    "kop_2": "nama kantor, huruf besar",
    "kantor": "nama kantor",
    "kop_alamat": "alamat kantor",
    "kop_gambar": "lambang pada kop surat",
    "tempat": "tempat kantor",
    "nomor": "nomor surat keluar, setelah dicatat",
    "tanggal": "tanggal surat",
    "tanggal_dibuat": "tanggal data dibekukan",
    "jabatan": "jabatan penanda tangan",
    "pejabat": "nama penanda tangan",
    "pangkat": "pangkat dan NIP penanda tangan",
    "ttd": "nama, pangkat, dan NIP penanda tangan, di bawah tanda tangan",
    "jenis": "nama jenis dokumen",
    "sidik": "sidik dokumen, wajib ada pada setiap halaman",
    "alamat_periksa": "alamat untuk memeriksa sidik",
    "latihan": "tanda LATIHAN, kosong di luar mode latihan",
    "qr": "kode QR yang menuju alamat periksa",
}
"""Places that every paper has, with what each is."""

NEVER_IN_A_MESSAGE = frozenset({"nik", "kk", "nama", "lahir", "ibu", "telepon", "rekening", "santunan", "jumlah_rupiah", "sebab_meninggal"})
"""No message carries any of these."""

SEALED_FIELDS = frozenset({"nik", "kk"})

_END_OF_HEAD = "\n...\n"


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. `form`: docx (edited in Word by the office, set as a PDF too) or list (a PDF with a long list).

    `about`: the kind of object it is made of. `initials`: the office initials it before it is signed. `numbered`: it gets an outgoing
    number before it is sent. `fields` and `rows` say what each place is. `message`: the text to copy into WhatsApp, empty for none.
    """

    code: str
    title: str
    form: str
    about: str
    level: str
    initials: bool
    numbered: bool
    personal: bool
    letterhead: bool
    look: Look
    font: str
    fields: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]]
    message: str
    wording: Wording

    @property
    def places(self) -> frozenset[str]:
        """All places that its template may have."""
        return known_places({**COMMON, **self.fields}, self.rows)

    @property
    def identifiers(self) -> frozenset[str]:
        """The sealed personal fields that it shows."""
        return frozenset(name for names in self.rows.values() for name in names) & SEALED_FIELDS


@dataclass(frozen=True)
class Paper:
    """What a room hands in for a paper: about which object and place, its words and its records. `office`: the place whose office writes it."""

    kind: str
    object_id: int
    area: str
    about: str
    fields: Mapping[str, str]
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    office: str = ""
    due_on: date | None = None


@cache
def paper_kinds() -> Mapping[str, PaperKind]:
    """All kinds by code, in the order of the work."""
    folder = files("payung.governance").joinpath("data/papers")
    found = [
        _read(path.name.removesuffix(".txt"), path.read_text(encoding="utf-8")) for path in folder.iterdir() if path.name.endswith(".txt")
    ]
    return {kind.code: kind for _, kind in sorted(found, key=lambda each: each[0])}


def paper_kind(code: str) -> PaperKind:
    """A kind. Raises `Refusal` unknown-paper."""
    kind = paper_kinds().get(code)
    if kind is None:
        raise Refusal(
            "unknown-paper",
            gettext_noop("There is no kind of paper %(kind)s. Use one of: %(known)s."),
            kind=code,
            known=", ".join(paper_kinds()),
        )
    return kind


def _read(code: str, text: str) -> tuple[int, PaperKind]:
    head, _, body = text.partition(_END_OF_HEAD)
    held: dict[str, Any] = read_yaml(head)
    wording = read_wording(body)
    look = Look(
        **{
            "letterhead": held["letterhead"],
            **{name: tuple(value) if isinstance(value, list) else value for name, value in held.get("look", {}).items()},
        }
    )
    kind = PaperKind(
        code=code,
        title=held["title"],
        form=held["form"],
        about=held["about"],
        level=held["level"],
        initials=held["initials"],
        numbered=held["numbered"],
        personal=held["personal"],
        letterhead=held["letterhead"],
        look=look,
        font=held.get("font", "Arial"),
        fields=held["fields"],
        rows=held.get("rows", {}),
        message=" ".join((held.get("message") or "").split()),
        wording=wording,
    )
    unknown = wording.places - kind.places
    spoken = frozenset(PLACE.findall(kind.message))
    if unknown or spoken - frozenset(kind.fields) - frozenset(COMMON):
        raise ValueError(
            f"paper {code} has places that nobody fills: {sorted(unknown | (spoken - frozenset(kind.fields) - frozenset(COMMON)))}"
        )
    if spoken & NEVER_IN_A_MESSAGE:
        raise ValueError(f"the message of paper {code} carries personal data: {sorted(spoken & NEVER_IN_A_MESSAGE)}")
    return held["order"], kind


def check_signable(kind: PaperKind, *, initialled: bool) -> None:
    """Raises `Refusal` initials-missing for a paper that the office initials before it is signed."""
    if kind.initials and not initialled:
        raise Refusal(
            "initials-missing",
            gettext_noop("This paper is initialled before it is signed. Let somebody who did not make it do that first."),
        )


def check_sendable(kind: PaperKind, number: str) -> None:
    """Raises `Refusal` number-missing for a paper that leaves with a number."""
    if kind.numbered and not number:
        raise Refusal("number-missing", gettext_noop("This paper leaves with a number. Type in the one that the records unit gave."))
