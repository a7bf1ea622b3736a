"""Layouts of files for BPJS, described by data, and the writer that fills them.

A layout names columns in order, each with its field, header, form and whether it must be there. Identifiers are always
text, days dd-mm-yyyy as text; no cell can become a formula. The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.exchange.books import put, safe_book, safe_text, styles

IDENTIFIERS = frozenset({"nik", "kk", "kpj", "phone", "account", "member_no", "village_code"})

_WIDTHS = {"identifier": 20, "text": 24, "day": 12, "number": 12}


class Form(StrEnum):
    """How a value stands in its cell."""

    IDENTIFIER = "identifier"  # text, however much it looks like a number
    TEXT = "text"
    DAY = "day"  # text dd-mm-yyyy
    NUMBER = "number"


@dataclass(frozen=True)
class LayoutColumn:
    """One column: the field it takes, the header it carries, its form; what a value must be where `digits` or `choices` are given."""

    field: str
    header: str
    form: Form
    required: bool
    digits: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A file layout. `source` and `confidence` say where it comes from."""

    code: str
    title: str
    source: str
    confidence: str
    columns: tuple[LayoutColumn, ...]


@cache
def read_layouts() -> dict[str, Layout]:
    """The packaged layouts by code. Raises ValueError when one is written wrongly: a fault of the package."""
    described = sorted((each for each in files(__package__).iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    layouts = [layout_of(read_yaml(each.read_text(encoding="utf-8"))) for each in described]
    return {each.code: each for each in layouts}


def layout(code: str) -> Layout:
    """A packaged layout by its code. Raises `Refusal` layout-unknown."""
    known = read_layouts()
    if code not in known:
        message = gettext_noop("There is no layout %(layout)s. Use one of: %(known)s.")
        raise Refusal("layout-unknown", message, layout=code, known=", ".join(known))
    return known[code]


def layout_text(code: str) -> str:
    """A packaged layout as it is written, YAML. Raises `Refusal` layout-unknown."""
    return files(__package__).joinpath(f"{layout(code).code}.yaml").read_text(encoding="utf-8")


def shown_values(held: Layout, values: Mapping[str, Any]) -> list[str]:
    """One person in a layout as text, cell by cell."""
    return ["" if values.get(column.field) is None else safe_text(_text(values[column.field])) for column in held.columns]


def layout_of(held: dict[str, Any]) -> Layout:
    """A layout from its description. Raises ValueError for one that shows an identifier as anything else, or a field twice."""
    columns = tuple(
        LayoutColumn(
            each["field"], each["header"], Form(each["form"]), each["required"], each.get("digits", 0), tuple(each.get("choices", ()))
        )
        for each in held["columns"]
    )
    if len({column.field for column in columns}) < len(columns):
        raise ValueError(f"layout {held['code']}: a field stands twice")
    if any(column.field in IDENTIFIERS and column.form is not Form.IDENTIFIER for column in columns):
        raise ValueError(f"layout {held['code']}: an identifier is text")
    return Layout(held["code"], held["title"], held["source"], held["confidence"], columns)


def missing_fields(held: Layout, rows: pl.DataFrame) -> list[list[str]]:
    """For each row the required fields that are empty or not of the required form, in the order of the layout."""
    lacks = [pl.when(_lacks(column, rows)).then(pl.lit(column.field)) for column in held.columns if column.required]
    return rows.select(pl.concat_list(lacks).list.drop_nulls().alias("missing"))["missing"].to_list() if rows.height else []


def write_batch(path: Path, held: Layout, rows: pl.DataFrame, *, heading: Sequence[str], stamp: str = "") -> None:
    """Write `rows` in a layout: `stamp` and the lines of `heading` above the headers, then one row a person, in order.

    Columns that `rows` lacks stay empty. Cells of data are never altered by the stamp.
    """
    above = [stamp, held.title, *heading] if stamp else [held.title, *heading]
    with safe_book(path) as book:
        sheet = book.add_worksheet("Data")
        style = styles(
            book,
            head={"bold": True, "bottom": 1},
            stamp={"bold": True, "font_color": "#5E420A"},
            text={"num_format": "@"},
            number={"num_format": "0"},
        )
        for row, line in enumerate(above):
            sheet.write_string(row, 0, safe_text(line), style["stamp"] if row == 0 else None)
        head = len(above) + 1
        for place, column in enumerate(held.columns):
            sheet.write_string(head, place, column.header, style["head"])
            sheet.set_column(place, place, _WIDTHS[column.form], style["number"] if column.form is Form.NUMBER else style["text"])
            values = rows[column.field].to_list() if column.field in rows.columns else [None] * rows.height
            for row, value in enumerate(values, head + 1):
                if column.form is Form.NUMBER:
                    put(sheet, row, place, value, style["number"], style["number"], style["number"])
                elif value is not None:
                    sheet.write_string(row, place, safe_text(_text(value)), style["text"])
        sheet.freeze_panes(head + 1, 0)


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _lacks(column: LayoutColumn, rows: pl.DataFrame) -> pl.Expr:
    if column.field not in rows.columns:
        return pl.lit(True)
    text = pl.col(column.field).cast(pl.String).str.strip_chars().fill_null("")
    lacks = text == ""
    if column.digits:
        lacks = lacks | ~text.str.contains(rf"^\d{{{column.digits}}}$")
    if column.choices:
        lacks = lacks | ~text.is_in(column.choices)
    return lacks
