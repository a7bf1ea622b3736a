"""The sheets of one list: titles, header, people, headings in between, totals and signatures, and the sheets that hold nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from payung.synthetic.cells import Cell, column
from payung.synthetic.layouts import GROUPS, Layout


@dataclass(frozen=True)
class Heading:
    """Whose list it is, in the words of its title."""

    place: str
    regency: str
    office: str
    signer: str
    town: str


@dataclass
class Sheet:
    """Cells row by row from the top left; `merges`: first row, first column, last row, last column, from 0, of cells drawn as one."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def build_sheets(
    block: pl.DataFrame, layout: Layout, heading: Heading, rng: np.random.Generator
) -> tuple[list[Sheet], list[str], list[int]]:
    """The sheets of a list, and for each row of `block` the sheet it stands in and its row number as a spreadsheet shows it."""
    people: list[Sheet] = []
    numbers: list[int] = []
    parts = block.partition_by("listed_village", maintain_order=True) if layout.sheet_per_village else [block]
    for part in parts:
        name = part["listed_village"][0] if layout.sheet_per_village else ("Sheet1" if layout.titles % 2 else "DATA")
        sheet, rows = _people_sheet(_free_name(name, people), part, layout, heading, rng)
        people.append(sheet)
        numbers += rows
    names = [sheet.name for sheet, part in zip(people, parts, strict=True) for _ in range(part.height)]
    before, after = ([_other_sheet(name, block) for name in others] for others in (layout.sheets_before, layout.sheets_after))
    return before + people + after, names, numbers


def _free_name(name: str, taken: list[Sheet]) -> str:
    """A sheet name of at most 31 characters, none of them forbidden, that no other sheet of the file has."""
    short = "".join(letter for letter in name if letter not in "[]:*?/\\'")[:28]
    same = sum(sheet.name.casefold().startswith(short.casefold()) for sheet in taken)
    return f"{short} {same + 1}" if same else short


def _people_sheet(name: str, block: pl.DataFrame, layout: Layout, heading: Heading, rng: np.random.Generator) -> tuple[Sheet, list[int]]:
    sheet = Sheet(name)
    indent: list[Cell] = [None] * layout.left
    _write_titles(sheet, layout, heading, block)
    _write_header(sheet, layout)
    columns = [column(which, block, layout, rng) for which in layout.fields]
    villages, numbers = block["listed_village"].to_list(), []
    for place, cells in enumerate(zip(*columns, strict=True)):
        if layout.village_headings and (place == 0 or villages[place] != villages[place - 1]):
            sheet.rows.append([*indent, f"DESA {villages[place].upper()}"])
        sheet.rows.append([*indent, *cells])
        numbers.append(len(sheet.rows))
    if layout.totals:
        where = layout.fields.index("name")
        sheet.rows.append(
            [*indent, *([None] * (where - 1)), "JUMLAH", f"{block.height} orang"] if where else [*indent, "JUMLAH", block.height]
        )
    if layout.signed:
        _write_signature(sheet, layout, heading)
    return sheet, numbers


def _write_titles(sheet: Sheet, layout: Layout, heading: Heading, block: pl.DataFrame) -> None:
    place = f"DESA {block['listed_village'][0]}, {heading.place}" if layout.sheet_per_village else heading.place
    lines = (
        "DAFTAR USULAN CALON PESERTA BPJS KETENAGAKERJAAN",
        "PEKERJA RENTAN (BUKAN PENERIMA UPAH)",
        place.upper(),
        heading.regency.upper(),
        "TAHUN ANGGARAN 2025",
    )
    last = layout.left + len(layout.fields) - 1
    for line in lines[: layout.titles]:
        if not layout.is_text:
            sheet.merges.append((len(sheet.rows), layout.left, len(sheet.rows), last))
        sheet.rows.append([*([None] * layout.left), line])
    if layout.titles:
        sheet.rows.append([])


def _write_header(sheet: Sheet, layout: Layout) -> None:
    indent: list[Cell] = [None] * layout.left
    spans = _spans(layout) if layout.two_rows else {}
    if spans:
        top = len(sheet.rows)
        upper: list[Cell] = list(layout.headers)
        lower: list[Cell] = [None] * len(layout.fields)
        grouped = {place for first, (_, last) in spans.items() for place in range(first, last + 1)}
        for first, (words, last) in spans.items():
            lower[first : last + 1] = layout.headers[first : last + 1]
            upper[first : last + 1] = [words] + [None] * (last - first)
            sheet.merges.append((top, layout.left + first, top, layout.left + last))
        sheet.merges += [(top, layout.left + place, top + 1, layout.left + place) for place in range(len(upper)) if place not in grouped]
        sheet.rows += [[*indent, *upper], [*indent, *lower]]
    else:
        sheet.rows.append([*indent, *layout.headers])
    if layout.numbered_columns:
        sheet.rows.append([*indent, *(f"({place})" for place in range(1, len(layout.fields) + 1))])


def _spans(layout: Layout) -> dict[int, tuple[str, int]]:
    """First column -> words and last column, for each group of which two fields or more stand side by side."""
    spans: dict[int, tuple[str, int]] = {}
    for words, members in GROUPS.items():
        places = [place for place, name in enumerate(layout.fields) if name in members]
        if len(places) > 1 and places[-1] - places[0] == len(places) - 1:
            spans[places[0]] = (words, places[-1])
    return spans


def _write_signature(sheet: Sheet, layout: Layout, heading: Heading) -> None:
    indent: list[Cell] = [None] * (layout.left + max(len(layout.fields) - 3, 1))
    lines = (
        "",
        f"{heading.town}, 12 Mei 2025",
        "Mengetahui,",
        heading.office,
        "",
        heading.signer,
        "NIP. 19700101 199503 1 001",
    )
    sheet.rows += [[*indent, line] if line else [] for line in lines]


def _other_sheet(name: str, block: pl.DataFrame) -> Sheet:
    if name == "Petunjuk":
        lines = (
            "PETUNJUK PENGISIAN",
            "1. NIK diisi 16 angka sesuai KTP",
            "2. Nama diisi sesuai KTP",
            "3. Tanggal lahir diisi tgl-bln-thn",
            "4. Satu orang satu baris",
        )
        return Sheet(name, [[line] for line in lines])
    if name == "Rekap":
        counts = block.group_by("listed_village", maintain_order=True).len()
        rows: list[list[Cell]] = [["REKAPITULASI"], ["Desa", "Jumlah"], *(list(row) for row in counts.iter_rows())]
        return Sheet(name, [*rows, ["JUMLAH", block.height]])
    return Sheet(name)
