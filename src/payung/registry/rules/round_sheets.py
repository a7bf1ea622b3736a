"""What goes out in a round: a workbook with the people, the questions, drop-downs and a hidden code in every line; and an A4 form for paper.

In Bahasa Indonesia, as everything that a village or an office fills in. Pure: frames in, files out.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from payung.exchange.books import put, safe_book, safe_text, styles
from payung.exchange.returned import ROW_HEADER
from payung.registry.rules.rounds import KNOWN_OCCUPATION, Kind

SHEET, CHOICES = "Isian", "Pilihan"
NEW_LINES = 20  # empty lines for new names
_HEADERS = {
    "nik": "NIK", "kk": "Nomor KK", "name": "Nama lengkap", "sex": "L/P", "birth_place": "Tempat lahir", "birth_date": "Tanggal lahir", "hamlet": "Dusun",
    "mother": "Nama ibu kandung", "phone": "Nomor HP", "village": "Desa/Kelurahan", "known_occupation": KNOWN_OCCUPATION,
}  # fmt: skip
_WIDTHS = {"nik": 18, "kk": 18, "name": 28, "sex": 5, "birth_date": 12, "village": 20, "mother": 22}
_OCCUPATIONS = (
    "Petani", "Nelayan", "Buruh tani", "Buruh bangunan", "Peternak", "Pedagang", "Penenun", "Tukang ojek", "Sopir", "Tukang kayu", "Asisten rumah tangga", "Lainnya",
)  # fmt: skip
_MOST_CHOICES = 60


@dataclass(frozen=True)
class Asked:
    """What one file asks: of which kind, the lines of its head, its people in order and a stamp (empty: none).

    people: code (hidden), nik, kk, name, sex, birth_place, birth_date, hamlet, mother, village, known_occupation. `new_codes`: the hidden
    codes of the empty lines for new names, where the kind has them.
    """

    kind: Kind
    heading: tuple[str, ...]
    people: pl.DataFrame
    new_codes: tuple[str, ...] = ()
    stamp: str = ""

    @property
    def shown(self) -> list[str]:
        """The columns of known values, those asked about new names behind the questions left out."""
        return list(self.kind.shown)


def write_workbook(path: Path | BytesIO, asked: Asked) -> None:
    """Write the workbook. Identifiers are text, also in the empty lines; nothing in it can become a formula."""
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with safe_book(path) as book:
        sheet = book.add_worksheet(SHEET)
        made = styles(
            book,
            stamp={"bold": True, "font_color": "#5E420A"},
            title={"bold": True, "font_size": 13},
            head={"bold": True, "border": 1, "text_wrap": True, "valign": "top", "bg_color": "#ECEFF1"},
            known={"num_format": "@", "border": 1},
            answer={"num_format": "@", "border": 1, "bg_color": "#FFFBE6"},
            sign={"align": "left"},
        )
        above = _above(sheet, asked, made)
        columns = _columns(asked)
        for place, (header, field, answered) in enumerate(columns, 1):
            sheet.write_string(above, place, header, made["head"])
            sheet.set_column(place, place, _WIDTHS.get(field, 16), made["answer" if answered else "known"])
        sheet.write_string(above, 0, "No", made["head"])
        sheet.write_string(above, len(columns) + 1, ROW_HEADER, made["head"])
        last = _lines(sheet, above, columns, asked, made)
        _drop_downs(book, sheet, columns, asked, above + 1, last)
        _for_paper(sheet, above, len(columns), last, asked, made)


def header_of(field: str) -> str:
    """The header above a known field, in Bahasa Indonesia."""
    return _HEADERS[field]


def _above(sheet: Worksheet, asked: Asked, made: dict[str, Any]) -> int:
    """The lines above the table; the row of its headers."""
    row = 0
    if asked.stamp:
        sheet.write_string(0, 0, asked.stamp, made["stamp"])
        row = 1
    for place, line in enumerate((asked.kind.title, *asked.heading, asked.kind.asked)):
        sheet.write_string(row + place, 0, safe_text(line), made["title"] if place == 0 else None)
    return row + len(asked.heading) + 3


def _columns(asked: Asked) -> list[tuple[str, str, bool]]:
    """(header, field, whether it is to be filled in) from the second column on."""
    known = [(_HEADERS[field], field, False) for field in asked.shown]
    questions = [(question.header, question.code, True) for question in asked.kind.questions]
    return known + questions + [(_HEADERS[field], f"new_{field}", True) for field in asked.kind.for_new_names]


def _lines(sheet: Worksheet, above: int, columns: Sequence[tuple[str, str, bool]], asked: Asked, made: dict[str, Any]) -> int:
    """One line a person, then the empty ones; the last row."""
    width = len(columns)
    known = {field: asked.people[field].to_list() for _, field, answered in columns if not answered and field in asked.people.columns}
    row = above
    for place, code in enumerate(asked.people["code"]):
        row += 1
        sheet.write_number(row, 0, place + 1)
        for column, (_, field, answered) in enumerate(columns, 1):
            cell = None if answered or field not in known else _text(known[field][place])
            put(sheet, row, column, cell, made["answer" if answered else "known"], made["known"], made["known"])
        sheet.write_string(row, width + 1, code)
    for code in asked.new_codes:
        row += 1
        for column in range(1, width + 1):
            sheet.write_blank(row, column, None, made["answer"])
        sheet.write_string(row, width + 1, code)
    return row


def _text(value: Any) -> str | None:
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return str(value) if value not in (None, "") else None


def _drop_downs(book: Workbook, sheet: Worksheet, columns: Sequence[tuple[str, str, bool]], asked: Asked, first: int, last: int) -> None:
    """Lists to choose from, kept on a hidden sheet; anything else may be written too."""
    if last < first:
        return
    offers = {question.code: question.offers for question in asked.kind.questions if question.offers} | {"hamlet": "hamlets"}
    lists = {name: choices for name in ("states", "occupations", "hamlets") if (choices := _choices(name, asked))}
    held = book.add_worksheet(CHOICES)
    held.hide()
    for place, (_, choices) in enumerate(lists.items()):
        for row, choice in enumerate(choices):
            held.write_string(row, place, safe_text(choice))
    for column, (_, field, _) in enumerate(columns, 1):
        name = offers.get(field)
        if name in lists:
            letter = "ABC"[list(lists).index(name)]
            source = f"={CHOICES}!${letter}$1:${letter}${len(lists[name])}"
            sheet.data_validation(first, column, last, column, {"validate": "list", "source": source, "error_type": "information"})
        elif any(question.code == field and question.form == "yes-no" for question in asked.kind.questions):
            sheet.data_validation(first, column, last, column, {"validate": "list", "source": ["ya", "tidak"], "error_type": "information"})


def _choices(name: str, asked: Asked) -> list[str]:
    if name == "states":
        return [state.label for state in asked.kind.states.values()]
    field = {"occupations": "known_occupation", "hamlets": "hamlet"}[name]
    if field not in asked.people.columns:
        return []
    told = (
        asked.people.filter(pl.col(field).fill_null("") != "")[field].value_counts(sort=True).sort("count", field, descending=[True, False])
    )
    often = told[field].head(_MOST_CHOICES).to_list()
    return list(dict.fromkeys([*often, *_OCCUPATIONS])) if name == "occupations" else sorted(often)


def _for_paper(sheet: Worksheet, above: int, width: int, last: int, asked: Asked, made: dict[str, Any]) -> None:
    """A4 across, one page wide, headers on every page, signature lines below, the code hidden."""
    sheet.freeze_panes(above + 1, 3)
    sheet.set_column(0, 0, 5)
    sheet.set_column(width + 1, width + 1, None, None, {"hidden": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(above)
    sheet.set_footer(f"&L{asked.stamp}&CHalaman &P dari &N&RParaf: ")
    for place, title in enumerate(asked.kind.signs):
        sheet.write_string(last + 2, 2 + 4 * place, f"{title},", made["sign"])
        sheet.write_string(last + 6, 2 + 4 * place, "( ................................ )", made["sign"])


_STYLE = """@page{size:A4 landscape;margin:12mm}body{font:10pt sans-serif}h1{font-size:14pt;margin:0}p{margin:2pt 0}
table{width:100%;border-collapse:collapse}thead{display:table-header-group}th,td{border:1px solid #333;padding:2pt 4pt;text-align:left;vertical-align:top}
tbody{break-inside:avoid}td.a{height:8mm}.stamp{font-weight:bold;border:2px solid;padding:2pt 8pt;float:right}
.signs{display:flex;justify-content:space-around;margin-top:10mm;break-inside:avoid}.signs div{height:28mm}"""


def paper_form(asked: Asked) -> str:
    """The form for paper as a page to be printed on A4 from a browser: two lines a person, boxes to tick, signature lines."""
    shown = [field for field in asked.shown if field != "known_occupation"]
    heads = "".join(f"<th>{html.escape(_HEADERS[field])}</th>" for field in shown)
    lines = [_form_line(place, asked.people.row(place - 1, named=True), shown, asked.kind) for place in range(1, asked.people.height + 1)]
    lines += [_form_line(asked.people.height + place, {}, shown, asked.kind) for place in range(1, len(asked.new_codes) + 1)]
    signs = "".join(f"<div>{html.escape(sign)},<br><br><br><br>( ................................ )</div>" for sign in asked.kind.signs)
    stamp = f'<span class="stamp">{html.escape(asked.stamp)}</span>' if asked.stamp else ""
    head = "".join(f"<p>{html.escape(line)}</p>" for line in (*asked.heading, asked.kind.asked))
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{html.escape(asked.kind.title)}</title><style>{_STYLE}</style></head><body>'
        f"{stamp}<h1>{html.escape(asked.kind.title)}</h1>{head}<table><thead><tr><th>No</th>{heads}</tr></thead>{''.join(lines)}</table>"
        f'<div class="signs">{signs}</div></body></html>\n'
    )


def _form_line(number: int, person: dict[str, Any], shown: Sequence[str], kind: Kind) -> str:
    cells = "".join(f"<td>{html.escape(_text(person.get(field)) or '')}</td>" for field in shown)
    boxes = []
    for question in kind.questions:
        ticks = {"state": [state.label for state in kind.states.values()], "yes-no": ["ya", "tidak"]}.get(question.form)
        blank = " ".join(f"☐ {html.escape(tick)}" for tick in ticks) if ticks else "........................"
        label = question.header.removesuffix(" (ya/tidak)")
        boxes.append(f"<b>{html.escape(label)}:</b> {blank}")
    return f'<tbody><tr><td>{number}</td>{cells}</tr><tr><td></td><td class="a" colspan="{len(shown)}">{" &nbsp; ".join(boxes)}</td></tr></tbody>'
