"""What people carry into the office in a journey: lists, programmes, signed pages, answers of a branch. Nobody in them exists."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import yaml

import payung

SHIPPED = Path(payung.__file__).parent / "programmes/data/ntt-2026.yaml"
VILLAGE, VILLAGE_NAME = "5307042001", "Nita"


def small_programme(path: Path, code: str, people: int) -> Path:
    """A programme of this year for a few people, whole as a province would load it; its agreement is still to be signed."""
    year = date.today().year
    held: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    held |= {"code": code, "name": f"Perlindungan {people} pekerja rentan (latihan) {year}", "year": year}
    held["instruments"][1] |= {"code": f"pks-{code}", "title": f"Perjanjian Kerja Sama latihan {code}"}
    held["tranches"] = [
        {
            "code": f"{year}",
            "payer": "ntt",
            "first_month": f"{year}-01",
            "last_month": f"{year}-12",
            "people": people,
            "deadline_on": f"{year}-12-31",
        }
    ]
    path.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def villagers(count: int, first: int = 1) -> list[tuple[str, str, str, str, str]]:
    """Invented people of Nita: name, NIK, L or P, birth day, work."""
    names = (
        "Adrianus Bhoki",
        "Bernadete Wula",
        "Cornelis Mbago",
        "Dorotea Nggai",
        "Emanuel Rado",
        "Florida Wonga",
        "Gervasius Moa",
        "Helena Lodan",
    )
    family = ("Wangge", "Lebu", "Parera", "da Silva", "Tiwu", "Goleng", "Keupung", "Bapa", "Sareng", "Mitan")
    works = ("petani", "nelayan", "penenun", "tukang ojek")
    people = []
    for place in range(first, first + count):
        woman = place % 8 in (1, 3, 5, 7)
        born = date(1970 + place % 30, 1 + place % 12, 1 + place * 7 % 28)
        day = born.day + 40 * woman
        nik = f"530704{day:02d}{born.month:02d}{born.year % 100:02d}{7000 + place:04d}"
        name = f"{names[place % 8]} {family[place * 3 % 10]}{chr(65 + place % 26) * (place > 80)}"
        people.append((name, nik, "P" if woman else "L", born.strftime("%d-%m-%Y"), works[place % 4]))
    return people


def village_list(path: Path, people: Sequence[tuple[str, ...]]) -> Path:
    """A workbook as a village makes it: a title, two empty rows, and the work under a heading that says nothing."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DATA"
    sheet.append(["DAFTAR USULAN PEKERJA RENTAN DESA NITA"])
    sheet.append([])
    sheet.append(["No", "Nama Lengkap", "No. KTP", "L/P", "Tgl Lahir", "Desa", "Ket"])
    for number, (name, nik, sex, born, work) in enumerate(people, 1):
        sheet.append([number, name, nik, sex, born, VILLAGE_NAME, work])
    book.save(path)
    return path


def paper(words: str) -> bytes:
    """A page as it comes from a scanner, here with its words on it."""
    text = f"BT /F1 14 Tf 72 760 Td ({words}) Tj ET".encode("latin-1")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    begins = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % begins)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The first sheet of a workbook: its rows under the first row that names a NIK."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    lines = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    place = next(number for number, line in enumerate(lines) if any("nik" in cell.lower() or "ktp" in cell.lower() for cell in line))
    return [dict(zip(lines[place], line, strict=False)) for line in lines[place + 1 :] if any(line)]


def reply(path: Path, people: Sequence[tuple[str, str]], refused: Sequence[str]) -> Path:
    """What a branch answers to a batch of (NIK, name): its own headers, a number for each, and some whose place is free again."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["NIK", "Nama Tenaga Kerja", "Status Pendaftaran", "Ket", "KPJ"])
    for number, (nik, name) in enumerate(people):
        no = nik in refused
        sheet.append([nik, name, "DITOLAK" if no else "Berhasil", "NIK sudah terdaftar" if no else "", "" if no else f"250{number:08d}"])
    book.save(path)
    return path


def parish_list(path: Path, people: Sequence[tuple[str, ...]]) -> Path:
    """The same people as a parish writes them down: no number, and of the first name its letter. Whether they are the same only a person can say."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Nama Umat", "Tanggal Lahir", "Jenis Kelamin", "Desa", "Pekerjaan"])
    for name, _nik, sex, born, work in people:
        given, _, family = name.partition(" ")
        sheet.append([f"{given[:1]}. {family}", born, sex, VILLAGE_NAME, work])
    book.save(path)
    return path


def answered(path: Path, content: bytes, answers: dict[str, str]) -> Path:
    """The sheet of a round as it comes back: for every person on it what stands under each heading of `answers`."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(str(cell.value) in answers for cell in row))
    columns = {str(cell.value): cell.column for cell in head}
    for number in range(head[0].row + 1, sheet.max_row + 1):
        if any(cell.value for cell in sheet[number]):
            for name, value in answers.items():
                sheet.cell(number, columns[name], value)
    book.save(path)
    return path
