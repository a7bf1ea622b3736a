"""Layouts of files for BPJS, described by data, and the writer that fills them.

A layout names columns in order, each with its field, header, form and whether it must be there. Identifiers are always
text, days dd-mm-yyyy as text; no cell can become a formula. The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.books import put, safe_book, safe_text, styles

_WIDTHS = {"identifier": 20, "text": 24, "day": 12, "number": 12}


class Form(StrEnum):
    """How a value stands in its cell."""

    IDENTIFIER = "identifier"  # text, however much it looks like a number
    TEXT = "text"
    DAY = "day"  # text dd-mm-yyyy
    NUMBER = "number"


@dataclass(frozen=True)
class LayoutColumn:
    """One column: the field it takes, the header it carries."""

    field: str
    header: str
    form: Form
    required: bool


@dataclass(frozen=True)
class Layout:
    """A file layout. `source` and `confidence` say where it comes from."""

    code: str
    title: str
    source: str
    confidence: str
    columns: tuple[LayoutColumn, ...]


@cache
def layout(code: str) -> Layout:
    """A packaged layout by its code. Raises `Refusal` layout-unknown."""
    known = sorted(each.name.removesuffix(".yaml") for each in files(__package__).iterdir() if each.name.endswith(".yaml"))
    if code not in known:
        raise Refusal("layout-unknown", gettext_noop("There is no layout %(layout)s. Use one of: %(known)s."), layout=code, known=", ".join(known))
    held: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(f"{code}.yaml").read_text(encoding="utf-8"))
    columns = tuple(LayoutColumn(each["field"], each["header"], Form(each["form"]), each["required"]) for each in held["columns"])
    return Layout(held["code"], held["title"], held["source"], held["confidence"], columns)


def missing_fields(held: Layout, rows: pl.DataFrame) -> list[list[str]]:
    """For each row the required fields that are empty, in the order of the layout."""
    required = [column.field for column in held.columns if column.required]
    empty = [_is_empty(rows, field) for field in required]
    return [[field for field, lacks in zip(required, place, strict=True) if lacks] for place in zip(*empty, strict=True)] if rows.height else []


def write_batch(path: Path, held: Layout, rows: pl.DataFrame, *, heading: Sequence[str], stamp: str = "") -> None:
    """Write `rows` in a layout: `stamp` and the lines of `heading` above the headers, then one row a person, in order.

    Columns that `rows` lacks stay empty. Cells of data are never altered by the stamp.
    """
    above = [stamp, held.title, *heading] if stamp else [held.title, *heading]
    with safe_book(path) as book:
        sheet = book.add_worksheet("Data")
        style = styles(book, head={"bold": True, "bottom": 1}, stamp={"bold": True, "font_color": "#5E420A"}, text={"num_format": "@"}, number={"num_format": "0"})
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
    return value.strftime("%d-%m-%Y") if isinstance(value, date) else str(value)


def _is_empty(rows: pl.DataFrame, field: str) -> list[bool]:
    if field not in rows.columns:
        return [True] * rows.height
    held = rows[field]
    return (held.is_null() | (held.cast(pl.String).str.strip_chars() == "").fill_null(True)).to_list()
