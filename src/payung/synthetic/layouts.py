"""How one clerk lays out one list: the format of the file, columns and their headers, what stands above and below, how dates are written.

Everything here is drawn once a file. The headers, correct and misspelt, are data: data/headers.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from payung.synthetic.names import DATA

# Formats and how common they are. Two kinds of csv: semicolons in Windows-1252, and UTF-8 with a byte order mark.
FORMS: Mapping[str, float] = {"xlsx": 0.68, "xls": 0.08, "ods": 0.06, "csv-1252": 0.09, "csv-utf8": 0.09}
# Fields that a list may do without, with the share of lists that have them; the others are always there.
_OPTIONAL: Mapping[str, float] = {
    "number": 0.88, "kk": 0.45, "birth_place": 0.75, "mother": 0.75, "address": 0.55, "hamlet": 0.35, "district": 0.45, "regency": 0.2,
    "phone": 0.7, "occupation": 0.92, "workplace": 0.4, "hours": 0.35, "income_idr": 0.65, "disability": 0.45, "decile": 0.6, "note": 0.4,
}  # fmt: skip
_USUAL_ORDER = (
    "number", "nik", "kk", "name", "sex", "birth_place", "birth_date", "mother", "address", "hamlet", "village", "district", "regency",
    "phone", "occupation", "workplace", "hours", "income_idr", "disability", "decile", "note",
)  # fmt: skip
_DATES: Mapping[str, float] = {
    "dd-mm-yyyy": 0.26, "dd/mm/yyyy": 0.16, "d MMMM yyyy": 0.14, "cell": 0.18, "dd-mm-yy": 0.07, "yyyy-mm-dd": 0.05, "d-m-yyyy": 0.04,
    "dd.mm.yyyy": 0.03, "d MMM yyyy": 0.03, "serial": 0.04,
}  # fmt: skip
_NIKS: Mapping[str, float] = {"text": 0.76, "apostrophe": 0.08, "spaced": 0.06, "trailing space": 0.06, "number": 0.04}
_SEXES = (
    ("L", "P"),
    ("L", "P"),
    ("L", "P"),
    ("Laki-laki", "Perempuan"),
    ("LAKI-LAKI", "PEREMPUAN"),
    ("Lk", "Pr"),
    ("Pria", "Wanita"),
    ("l", "p"),
)
_VILLAGES = ("{}", "{}", "Desa {}", "DESA {}", "Ds. {}")
_MONEY = ("number", "number", "dotted", "Rp")
_PHONES = ("text", "text", "text", "number")
_EXTRA_SHEETS = ("Petunjuk", "Rekap", "Sheet2")

# Two-row headers: the words over a span of fields that stand side by side.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Tempat/Tanggal Lahir": ("birth_place", "birth_date"),
    "Alamat": ("hamlet", "village", "district", "regency"),
    "Pekerjaan": ("occupation", "workplace", "hours", "income_idr"),
}


@dataclass(frozen=True)
class Layout:
    """One file. `fields` in the order of the columns ("birth": place and date in one cell) under `headers`; `left`: empty columns before them."""

    form: str
    fields: tuple[str, ...]
    headers: tuple[str, ...]
    left: int
    titles: int
    two_rows: bool
    numbered_columns: bool
    sheet_per_village: bool
    village_headings: bool
    totals: bool
    signed: bool
    sheets_before: tuple[str, ...]
    sheets_after: tuple[str, ...]
    date: str
    nik: str
    sexes: tuple[str, str]
    village: str
    money: str
    phone: str
    gap: str | None

    @property
    def is_text(self) -> bool:
        """Whether the format knows text only."""
        return self.form.startswith("csv")


def draw_layout(rng: np.random.Generator, agent: bool, villages: int, empty: frozenset[str], forms: Mapping[str, float] = FORMS) -> Layout:
    """The layout of a list of people from `villages` villages. `empty`: fields nobody filled in, which get no column."""
    form = _weighted(rng, forms)
    text = form.startswith("csv")
    sheet_per_village = not text and not agent and 1 < villages <= 12 and rng.random() < 0.3
    joined = rng.random() < 0.35
    fields = _fields(rng, agent, villages if not sheet_per_village else 1, joined, empty)
    dates = {style: share for style, share in _DATES.items() if not (joined and style in ("cell", "serial"))}
    extra = [] if text else [name for name in _EXTRA_SHEETS if rng.random() < 0.15]
    before = tuple(name for name in extra if name == "Petunjuk" or rng.random() < 0.3)
    loud = rng.random() < 0.4
    titles = int(rng.choice(np.arange(6), p=[0.15, 0.15, 0.2, 0.25, 0.15, 0.1]))
    return Layout(
        form=form,
        fields=fields,
        headers=tuple(_header(rng, field, loud) for field in fields),
        left=int(rng.random() < 0.15),
        titles=titles if "village" in fields else max(titles, 3),  # the third line names the place
        two_rows=not text and rng.random() < 0.3,
        numbered_columns=rng.random() < 0.15,
        sheet_per_village=sheet_per_village,
        village_headings=not sheet_per_village and villages > 1 and rng.random() < 0.25,
        totals=rng.random() < 0.55,
        signed=rng.random() < 0.6,
        sheets_before=before,
        sheets_after=tuple(name for name in extra if name not in before),
        date=_weighted(rng, dates),
        nik="text" if text else _weighted(rng, _NIKS),
        sexes=_SEXES[rng.integers(len(_SEXES))],
        village=_VILLAGES[rng.integers(len(_VILLAGES))],
        money=_MONEY[rng.integers(len(_MONEY))],
        phone=_PHONES[rng.integers(len(_PHONES))],
        gap="-" if rng.random() < 0.25 else None,
    )


def _fields(rng: np.random.Generator, agent: bool, villages: int, joined: bool, empty: frozenset[str]) -> tuple[str, ...]:
    wanted = {field for field in _USUAL_ORDER if rng.random() < _OPTIONAL.get(field, 1.0)}
    if agent:
        wanted |= {"district", "regency"}
    if villages == 1 and not agent and rng.random() < 0.2:
        wanted -= {"village", "district", "regency"}  # the title says it
    order = list(_USUAL_ORDER)
    if rng.random() < 0.4:
        order.remove("name")
        order.insert(order.index("nik"), "name")
    if rng.random() < 0.3:
        order.remove("sex")
        order.insert(order.index("birth_date") + 1, "sex")
    fields = [field for field in order if field in wanted - empty]
    if joined and "birth_date" in fields:
        fields = [field for field in fields if field != "birth_place"]
        fields[fields.index("birth_date")] = "birth"
    return tuple(fields)


def _weighted(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    names, weights = list(shares), np.array(list(shares.values()))
    return names[int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), side="right"))]


def _header(rng: np.random.Generator, field: str, loud: bool) -> str:
    known = _headers()[field]
    header = known[int(rng.integers(len(known)))]
    return header.upper() if loud else header


@cache
def _headers() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    with (DATA / "headers.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["field"], []).append(row["header"])
    return found
