"""Tables that leave as files: CSV by RFC 4180 (UTF-8 without BOM, LF, empty = absent), Parquet, XLSX.

In CSV a text that a spreadsheet program would run as a formula gets an apostrophe in front, which text cells show as text.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.books import put, safe_book, styles

_STARTS_A_FORMULA = r"^[=+\-@\t\r\x00]"


def write_csv(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame as CSV: header, comma, lists joined by ';', true and false in lower case, absent as empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_bytes(frame))


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """The same as bytes."""
    flat = frame.with_columns(pl.col(name).list.join(";") for name, kind in frame.schema.items() if isinstance(kind, pl.List))
    text = pl.col(pl.String).replace("", None)
    safe = flat.with_columns(pl.when(text.str.contains(_STARTS_A_FORMULA)).then(pl.lit("'") + text).otherwise(text).name.keep())
    return safe.write_csv(line_terminator="\n", quote_style="necessary").encode()


def write_xlsx(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame as one sheet with its header; text is text, the same frame gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with safe_book(path) as book:
        sheet = book.add_worksheet("Data")
        style = styles(book, head={"bold": True}, day={"num_format": "yyyy-mm-dd"}, moment={"num_format": "yyyy-mm-dd hh:mm"})
        for place, name in enumerate(frame.columns):
            sheet.write_string(0, place, name, style["head"])
            for row, value in enumerate(frame[name].to_list(), 1):
                put(sheet, row, place, ";".join(map(str, value)) if isinstance(value, list) else value, None, style["day"], style["moment"])
        sheet.freeze_panes(1, 0)


def write_table(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame as .csv, .xlsx or .parquet by the name of `path`. Raises `Refusal` format-unknown."""
    ending = path.suffix.lower()
    if ending == ".csv":
        write_csv(path, frame)
    elif ending == ".xlsx":
        write_xlsx(path, frame)
    elif ending == ".parquet":
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path)
    else:
        raise Refusal(
            "format-unknown", gettext_noop("A file ending in %(ending)s cannot be written. Use .csv, .xlsx or .parquet."), ending=ending
        )
