"""The findings: what can be wrong with a row, how much it matters, which cell it is about, and what to do.

Codes are stable (other programs read them). An error keeps a person from being enrolled until somebody answers; a
warning asks to look. No finding ever removes a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of finding. `field` is the cell it points at; `indonesian` goes beside that cell in the returned workbook."""

    code: str
    field: str
    severity: Severity
    indonesian: str
    english: str


def _error(code: str, field: str, indonesian: str, english: str) -> Finding:
    return Finding(code, field, Severity.ERROR, indonesian, english)


def _warning(code: str, field: str, indonesian: str, english: str) -> Finding:
    return Finding(code, field, Severity.WARNING, indonesian, english)


FINDINGS = {
    finding.code: finding
    for finding in (
        _error(
            "nik-absent",
            "nik",
            "NIK belum diisi. Isi dari KTP atau KK; bila belum punya, biarkan kosong, orangnya tetap tercatat.",
            "No NIK. Fill it in from the identity or family card; a person who has none stays on the list without it.",
        ),
        _error(
            "nik-unreadable",
            "nik",
            "NIK tidak terbaca (angka Excel seperti 5,3E+15, atau berisi huruf). Ubah kolom menjadi Teks, lalu ketik ulang 16 angka dari KTP.",
            "The NIK cannot be read (5.3E+15, or letters in it). Make the column text and type the 16 digits from the card again.",
        ),
        _error(
            "nik-length",
            "nik",
            "NIK tidak 16 angka. Cocokkan dengan KTP dan lengkapi.",
            "The NIK does not have 16 digits. Compare it with the card.",
        ),
        _error(
            "nik-suspect",
            "nik",
            "NIK tersimpan sebagai angka di Excel sehingga angka terakhirnya dapat hilang. Ubah kolom menjadi Teks, lalu ketik ulang dari KTP.",
            "The NIK went through a number cell, which loses the last digit. Make the column text and type it from the card again.",
        ),
        _error(
            "nik-impossible",
            "nik",
            "NIK ini tidak mungkin ada (tanggal lahir di dalamnya, atau nomor urut 0000). Cocokkan dengan KTP.",
            "No such NIK can exist (the birth date in it, or serial 0000). Compare it with the card.",
        ),
        _error(
            "nik-birthdate",
            "nik",
            "Tanggal lahir di dalam NIK berbeda dengan kolom tanggal lahir. Periksa keduanya pada KTP.",
            "The birth date in the NIK differs from the birth date column. Check both on the card.",
        ),
        _warning(
            "nik-sex",
            "nik",
            "Jenis kelamin menurut NIK berbeda dengan kolom jenis kelamin. Periksa keduanya pada KTP.",
            "The sex in the NIK differs from the column. Check both on the card.",
        ),
        _warning(
            "nik-area",
            "nik",
            "Enam angka pertama NIK bukan wilayah di provinsi ini. Wajar bagi pendatang; bila bukan, cocokkan dengan KTP.",
            "The first six digits of the NIK are no area of this province. Normal for somebody who moved here; else compare with the card.",
        ),
        _error(
            "nik-is-kk",
            "nik",
            "Yang diisi adalah nomor KK, bukan NIK. Isi NIK orang ini dari KTP atau KK.",
            "This is the family card number, not the NIK. Fill in the person's own NIK.",
        ),
        _error(
            "nik-repeated",
            "nik",
            "NIK ini dipakai juga di baris lain. Periksa baris mana yang benar.",
            "The same NIK stands in another row too. Check whose it is.",
        ),
        _error("name-absent", "name", "Nama belum diisi.", "No name. Fill it in."),
        _warning(
            "name-suspicious",
            "name",
            "Nama tampak tidak wajar (angka, satu huruf, atau keterangan). Tulis nama lengkap sesuai KTP.",
            "This hardly looks like a name (figures, one letter, or a remark). Write the full name as on the card.",
        ),
        _error("birthdate-absent", "birth_date", "Tanggal lahir belum diisi.", "No birth date. Fill it in from the card."),
        _error(
            "birthdate-incomplete",
            "birth_date",
            "Tanggal lahir tidak lengkap. Isi tanggal, bulan dan tahun sesuai KTP.",
            "The birth date is incomplete. Give day, month and year as on the card.",
        ),
        _error(
            "birthdate-unreadable",
            "birth_date",
            "Tanggal lahir tidak terbaca. Tulis misalnya 31-12-1985.",
            "The birth date cannot be read. Write it like 31-12-1985.",
        ),
        _error(
            "birthdate-impossible",
            "birth_date",
            "Tanggal lahir ini tidak mungkin. Periksa pada KTP.",
            "This birth date is impossible. Check it on the card.",
        ),
        _warning(
            "birthdate-ambiguous",
            "birth_date",
            "Tanggal dan bulan dapat tertukar; dibaca hari-bulan-tahun. Periksa pada KTP.",
            "Day and month may be swapped; read as day-month-year. Check it on the card.",
        ),
        _error("sex-absent", "sex", "Jenis kelamin belum diisi (L atau P).", "No sex. Fill in L (man) or P (woman)."),
        _error(
            "sex-unreadable", "sex", "Jenis kelamin tidak terbaca. Isi L atau P.", "The sex cannot be read. Write L (man) or P (woman)."
        ),
        _error("area-absent", "village", "Desa/kelurahan belum diisi.", "No village. Fill it in."),
        _error(
            "area-unknown",
            "village",
            "Desa/kelurahan ini tidak ditemukan. Tulis nama resmi beserta kecamatannya.",
            "No such village is known there. Write its official name and its kecamatan.",
        ),
        _error(
            "area-ambiguous",
            "village",
            "Ada lebih dari satu desa/kelurahan yang cocok. Lengkapi kecamatan dan kabupatennya.",
            "More than one village fits. Add its kecamatan and regency.",
        ),
        _warning(
            "area-misspelt",
            "village",
            "Nama wilayah ditulis berbeda dari nama resmi; dibaca sebagai yang paling mirip. Periksa.",
            "The place is written differently from its official name; the nearest one was taken. Check it.",
        ),
        _warning(
            "area-outside",
            "village",
            "Desa/kelurahan ini di luar wilayah tugas pengirim. Periksa; bila benar, mintalah provinsi mendaftarkannya.",
            "This village lies outside the area of whoever took the list in. Check it; where it is right, let the province take it in.",
        ),
        _error(
            "value-missing",
            "",
            "Isian yang diwajibkan program ini belum diisi atau tidak terbaca.",
            "A value that the programme demands is missing or unreadable.",
        ),
        _warning("row-repeated", "name", "Orang yang sama tercatat juga di baris lain.", "The same person stands in another row too."),
    )
}
ORDER = {code: place for place, code in enumerate(FINDINGS)}


def in_order(codes: Iterable[str]) -> list[str]:
    """Codes without repetition in the fixed order of the table."""
    return sorted(set(codes), key=ORDER.__getitem__)
