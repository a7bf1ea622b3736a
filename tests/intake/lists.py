"""Small lists of invented people, as a village would send them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.exchange.books import write_xlsx

HEADER = ("No", "NIK", "Nama", "JK", "Tempat Lahir", "Tanggal Lahir", "Desa", "Kecamatan", "Nama Ibu Kandung", "No HP", "Pekerjaan")
NITA = ("Nita", "Nita")  # village and kecamatan of Kabupaten Sikka
_GIVEN = ("Maria", "Yosef", "Theresia", "Petrus", "Anastasia", "Markus", "Yuliana", "Blasius", "Kristina", "Gabriel")
_FAMILY = ("da Silva", "Lewar", "Parera", "Woda", "Tukan", "Nong", "Keraf", "Lamen", "Bria", "Mau")


def person(number: int, village: tuple[str, str] = NITA, **changes: Any) -> dict[str, Any]:
    """The person of this number, always the same; `changes` replace cells."""
    born_on = date(1970, 1, 1) + timedelta(days=number * 37 % 11_000)
    woman = number % 2 == 0
    nik = f"530710{born_on.day + 40 * woman:02}{born_on:%m%y}{number % 9999 + 1:04}"
    name = f"{_GIVEN[number % 10]} {_FAMILY[number // 10 % 10]} {chr(65 + number // 100 % 26)}{chr(97 + number // 2600 % 26)}"
    cells = (
        number + 1,
        nik,
        name,
        "P" if woman else "L",
        "Maumere",
        f"{born_on:%d-%m-%Y}",
        *village,
        "Yohana",
        f"0812{number:08}",
        "petani",
    )
    return dict(zip(HEADER, cells, strict=True)) | changes


def write_list(path: Path, people: list[dict[str, Any]], sheet: str = "Daftar") -> Path:
    """A workbook with a title, the header, the people, a total and a signature."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [["DAFTAR PEKERJA RENTAN"], [], HEADER, *[[each[name] for name in HEADER] for each in people]]
    rows += [["Jumlah", len(people)], [], [None] * 8 + ["Kepala Desa"]]
    return write_xlsx(path, {sheet: rows})
