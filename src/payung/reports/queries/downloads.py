"""Files that a reader takes away, made inside his scope: nothing of another area is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from payung.core.areas import Level
from payung.core.figures import Language
from payung.core.refusals import Refusal, gettext_noop
from payung.places.queries import places
from payung.programmes.queries import programme
from payung.reports.queries.coverage import REGISTERED, coverage, coverage_frame, coverage_map
from payung.reports.queries.thread import as_at
from payung.reports.rules.pictures import svg_to_png
from payung.selection.queries import latest
from payung.selection.queries.entries import entries

LIST_COLUMNS = ("rank", "state", "name", "village_code", "village", "regency", "score", "reasons")


@dataclass(frozen=True)
class Made:
    """A file before it leaves: its name and content."""

    name: str
    content: bytes


def list_file(code: str) -> Made:
    """The chosen and the reserve of a programme's latest run, without identifiers. Raises `Refusal` nothing-selected."""
    report = latest(code)
    if report is None:
        raise Refusal("nothing-selected", gettext_noop("Nobody has been selected for this programme yet. Select first: payung select."))
    people = entries(report.run)
    for level, name in ((Level.VILLAGE, "village"), (Level.REGENCY, "regency")):
        names = places(level=level).select(pl.col("code").alias("_code"), pl.col("name").alias(name))
        people = people.with_columns(pl.col("village_code").str.head(int(level)).alias("_code")).join(
            names, on="_code", how="left", maintain_order="left"
        )
    people = people.with_columns(pl.col("reasons").list.join(";"))
    return Made(f"daftar-{code}.csv", _csv(people.select(LIST_COLUMNS)))


def coverage_file(code: str, on: date) -> Made:
    """Coverage by regency on the day that the page of the programme tells."""
    held = coverage(level="regency", denominator=REGISTERED, on=as_at(programme(code), on))
    return Made(f"cakupan-{held.on}.csv", _csv(coverage_frame(held)))


def map_file(code: str, on: date, kind: Literal["svg", "png"], language: Language) -> Made:
    """The map of the same. Raises `Refusal` map-missing."""
    held = coverage(level="regency", denominator=REGISTERED, on=as_at(programme(code), on))
    svg = coverage_map(held, language)
    return Made(f"peta-cakupan-{held.on}.{kind}", svg.encode() if kind == "svg" else svg_to_png(svg))


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv(line_terminator="\n").encode()
