"""What single cells mean: text, sex, phone, money, yes and no. Each reader takes a raw cell and never repairs it.

A reader returns None for a cell that says nothing or nothing readable; whether that is a finding is intake's business.
Dates have a module of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from payung.exchange.workbooks import Cell

BLANKS = frozenset(
    {"", "-", "--", "---", "–", "—", ".", "..", "...", "0", "n/a", "na", "nihil", "null", "none", "tidak ada", "#n/a", "?", "x"}
)

_MOST_KNOWN = 100_000
K = TypeVar("K")
V = TypeVar("V")

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SCIENTIFIC = re.compile(r"^\d+([.,]\d+)?[eE]\+?\d+$")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class Memo(dict[K, V]):
    """What a reader said of each different value: asked once, then looked up. `map(memo.__getitem__, cells)` reads a column.

    It forgets everything when it knows 100,000 values, so that a million different ones do not fill the memory.
    """

    def __init__(self, read: Callable[[K], V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: K) -> V:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        value = self[key] = self._read(key)
        return value


def text_of(cell: Cell) -> str:
    """The cell as a person reads it, white space folded: a whole number without its point, a date as YYYY-MM-DD."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)


def tidy(text: str) -> str:
    """Text with white space (also the invisible kinds) folded to single spaces."""
    if text.isascii():
        return " ".join(text.split())
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def is_blank(cell: Cell) -> bool:
    """Whether the cell says nothing: empty, or one of the marks that people write for nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip().lower() in BLANKS)


def fold(text: str) -> str:
    """Text for comparison: lower case, no accents, no punctuation, single spaces. "Nuñez,  O'Da" -> "nunez o da"."""
    lowered = text.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub(" ", lowered).strip()


_MALE = {"l", "lk", "laki", "laki laki", "lakilaki", "laki2", "lelaki", "pria", "m", "male", "man", "1", "lki laki", "laki lki", "cowok"}
_FEMALE = {"p", "pr", "prp", "perempuan", "prempuan", "perempun", "peremp", "wanita", "wnt", "w", "f", "female", "woman", "2", "cewek"}
SEX_WORDS = _MALE | _FEMALE


def read_sex(cell: Cell) -> str | None:
    """`L` or `P`, from letters, words of either language or the codes 1 and 2."""
    word = fold(text_of(cell))
    if word in _MALE:
        return "L"
    if word in _FEMALE:
        return "P"
    if word.startswith(("laki", "lelak")):
        return "L"
    return "P" if word.startswith(("peremp", "perump", "wanit")) else None


def read_phone(cell: Cell) -> str | None:
    """A telephone number as 08…: +62, 62, dashes and a lost leading 0 are forms of the same; of several the first."""
    text = text_of(cell)
    if text.startswith("08") and 9 <= len(text) <= 14 and text.isascii() and text.isdigit():
        return text
    if _SCIENTIFIC.match(text):
        return None
    first = re.split(r"[/,;|]| atau ", text)[0]
    digits = re.sub(r"\D", "", first)
    if digits.startswith("62"):
        digits = digits[2:]
    digits = "0" + digits.lstrip("0")
    return digits if 9 <= len(digits) <= 14 else None


_MONEY = re.compile(r"^(?:rp|idr)?\s*([\d.,\s]+?)\s*(?:,-|,--)?\s*(juta|jt|ribu|rb|k|m)?$")
_MULTIPLES = {"juta": 1_000_000, "jt": 1_000_000, "m": 1_000_000, "ribu": 1_000, "rb": 1_000, "k": 1_000}


def read_rupiah(cell: Cell) -> int | None:
    """Whole rupiah: 1.500.000, Rp 1,500,000.00, 1,5 juta, 500 rb. A range ("1-2 juta") is no amount."""
    if cell is None or isinstance(cell, bool | date):
        return None
    if isinstance(cell, int | float):
        return round(cell) if cell >= 0 else None
    text = tidy(cell).lower().removesuffix("/bulan").removesuffix("per bulan").replace("rp.", "rp").strip(" <>±=~.-")
    found = _MONEY.match(text.removesuffix(",").strip())
    if found is None:
        return None
    number, unit = found.group(1).replace(" ", ""), found.group(2)
    if unit:
        try:
            return round(float(number.replace(",", ".")) * _MULTIPLES[unit])
        except ValueError:
            return None
    whole = re.sub(r"[.,]\d{1,2}$", "", number)  # cents: one or two digits after the last mark
    return int(digits) if (digits := re.sub(r"\D", "", whole)) else None


_YES = {"ya", "y", "yes", "ada", "true", "1", "v", "benar", "disabilitas", "difabel", "penyandang disabilitas", "cacat"}
_NO = {
    "tidak",
    "t",
    "tdk",
    "no",
    "n",
    "false",
    "0",
    "bukan",
    "non disabilitas",
    "tidak ada",
    "tidak disabilitas",
    "normal",
    "sehat",
    "none",
    "nihil",
}


def read_disability(cell: Cell) -> bool | None:
    """Whether a disability is stated: yes, no, or the kind of it ("netra", "daksa"); None when the cell is empty."""
    if cell is None:
        return None
    word = fold(text_of(cell))
    if not word:
        return False if isinstance(cell, str) and cell.strip() in {"-", "--"} else None
    if word in _NO or word.startswith(("tidak", "tdk", "non ", "bukan")):
        return False
    return word in _YES or len(word) > 2 or None


def is_ticked(cell: Cell) -> bool:
    """Whether a cell of a tick column is ticked: any mark but a blank, 0 or a dash."""
    return not (cell is None or cell is False or cell == 0 or text_of(cell) in {"", "-", "0"})


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def read_decile(cell: Cell) -> int | None:
    """A welfare decile, 1 to 10: 3, "Desil 3", "III"."""
    words = fold(text_of(cell)).split()
    if not words:
        return None
    value = _ROMAN.get(words[-1]) or (int(words[-1]) if words[-1].isdigit() and len(words[-1]) <= 2 else 0)
    return value if 1 <= value <= 10 else None


def read_number(cell: Cell) -> float | None:
    """A plain number such as hours of work a day ("8 jam")."""
    if cell is None or isinstance(cell, bool | date):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    found = re.match(r"^\s*(\d{1,4}(?:[.,]\d+)?)", cell)
    return float(found.group(1).replace(",", ".")) if found else None


def read_code(cell: Cell) -> str | None:
    """An identifier as text, without spaces (member number, account): leading zeros kept, letters in upper case."""
    if is_blank(cell):
        return None
    text = text_of(cell)
    if _SCIENTIFIC.match(text):
        return None
    return re.sub(r"[\s'`’]", "", text).upper() or None


def read_kk(cell: Cell) -> str | None:
    """A KK number: sixteen digits written as text, separators dropped. A number cell has lost its last digit: None."""
    if not isinstance(cell, str):
        return None
    digits = cell if cell.isdigit() else re.sub(r"[\s.\-'`’]", "", cell)
    return digits if len(digits) == 16 and digits.isascii() and digits.isdigit() and digits.strip("0") else None


def read_place_code(cell: Cell) -> str | None:
    """A place code of 4, 6 or 10 digits, dots dropped (a number cell holds all ten digits exactly)."""
    digits = re.sub(r"[\s.'`’]", "", text_of(cell))
    return digits if len(digits) in {4, 6, 10} and digits.isascii() and digits.isdigit() else None
