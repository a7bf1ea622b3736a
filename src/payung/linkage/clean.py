"""Clean: rows as people wrote them become columns of small integers that can be compared by the million.

Nothing is repaired. A name becomes folded tokens (one spelling for what is said alike), a NIK keeps the digits that can be
believed, a date the parts that can be read; everything absent is -1. All numbers depend on the values and never on the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payung.core.nik import FEMALE_DAY_OFFSET
from payung.core.refusals import Refusal, gettext_noop
from payung.linkage.spelling import fold, is_noise, known_variants, skeleton, without_degrees

COLUMNS = ("id", "nik", "name", "sex", "birth_date", "village", "mother", "phone", "source")
NAME_TOKENS = 4
MOTHER_TOKENS = 3
NO_DIGIT = 255
NIK_LENGTH = 16
DAYS_OF_BIRTH = 16_000  # between the oldest and the youngest who work
COMMON_DATE = 5
SHARED_PHONE = 3
LATEST_NIK_YEAR = 15  # two digits up to this are of this century: nobody born later works

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every distinct folded token once: its text, how many rows hold it in their own name, and what stands for its family of spellings."""

    text: list[str]
    count: Ints
    skeleton: Ints
    kin: Ints
    initial: NDArray[np.bool_]
    first_letter: Bytes
    length: Ints


@dataclass(frozen=True, slots=True)
class Records:
    """N cleaned rows, registrations first (sorted by id), then participants (sorted by id)."""

    ids: pl.Series
    registrations: int
    tokens: Tokens
    name: Ints  # N x 4 token numbers, -1 where there is none
    mother: Ints  # N x 3
    nik: Bytes  # N x 16 digits, 255 where unknown
    nik_length: Ints  # digits written; 16 is a whole NIK, 0 none
    nik_number: Ints  # the sixteen digits as a number, -1
    birth: Ints  # year * 10000 + month * 100 + day, -1; a year alone is its 1 January
    common_birth: NDArray[np.bool_]  # a date that far too many share
    nik_birth: Ints  # the date inside a whole NIK, century from the age of those who work, -1
    sex: Ints  # 0 man, 1 woman, -1
    nik_sex: Ints
    village: Ints  # ten digits as a number, -1
    phone: Ints  # digits as a number, -1
    shared_phone: NDArray[np.bool_]  # a number that several share
    source: Ints
    digits: list[str]  # of the NIK as written, "" where there are none

    def __len__(self) -> int:
        return len(self.ids)


def clean(registrations: pl.DataFrame, participants: pl.DataFrame | None = None) -> Records:
    """Clean both frames together. Raises `Refusal` ids-missing or ids-repeated when rows cannot be named."""
    both = [_sorted_text(registrations)]
    if participants is not None:
        both.append(_sorted_text(participants))
    frame = pl.concat(both)
    tokens, (name, mother) = _tokens(frame["name"], frame["mother"], registrations=len(frame))
    matrix, length, digits = _nik_digits(frame["nik"])
    number, nik_birth, nik_sex = _nik_parts(matrix, length)
    birth = _dates(frame["birth_date"])
    phone = _phones(frame["phone"])
    sex = frame["sex"].str.strip_chars().str.to_uppercase().replace_strict({"L": 0, "P": 1}, default=-1, return_dtype=pl.Int64)
    return Records(
        ids=frame["id"],
        registrations=len(registrations),
        tokens=tokens,
        name=name,
        mother=mother,
        nik=matrix,
        nik_length=length,
        nik_number=number,
        birth=birth,
        common_birth=_more_than(birth, max(COMMON_DATE * len(frame) / DAYS_OF_BIRTH, 3)),
        nik_birth=nik_birth,
        sex=sex.fill_null(-1).to_numpy(),
        nik_sex=nik_sex,
        village=_villages(frame["village"]),
        phone=phone,
        shared_phone=_more_than(phone, SHARED_PHONE),
        source=_codes(frame["source"]),
        digits=digits,
    )


def _sorted_text(frame: pl.DataFrame) -> pl.DataFrame:
    if "id" not in frame.columns or frame["id"].null_count():
        raise Refusal("ids-missing", gettext_noop("Every row needs an id. Add a column id without empty cells."))
    if frame["id"].n_unique() != len(frame):
        raise Refusal("ids-repeated", gettext_noop("Every id may occur once. Number the rows afresh."))
    columns = [pl.col(c).cast(pl.String) if c in frame.columns else pl.lit(None, pl.String).alias(c) for c in COLUMNS]
    return frame.select(columns).sort("id")


# -- names ---------------------------------------------------------------------------------------------------------


def _tokens(name: pl.Series, mother: pl.Series, *, registrations: int) -> tuple[Tokens, tuple[Ints, Ints]]:
    """The token table and, per text, the numbers of its tokens."""
    size = len(name)
    words = pl.concat([name, mother]).rename("text").to_frame()
    plain = without_degrees(pl.col("text").str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[\p{M}'’`‘´]", ""))
    long = (
        words.select(plain.str.replace_all(r"[^a-z]+", " ").str.strip_chars().str.split(" ").alias("word"))
        .with_row_index("row")
        .explode("word")
        .filter(pl.col("word").is_not_null() & (pl.col("word") != "") & ~is_noise(pl.col("word")))
    )
    written = long["word"].unique().sort()
    folded = fold(written)
    text = folded.unique().sort()
    number = _positions(text, folded)
    token = number[_positions(written, long["word"])]
    row = long["row"].to_numpy().astype(np.int64)
    mine = row < size
    matrix_name = _matrix(row[mine], token[mine], size, NAME_TOKENS)
    matrix_mother = _matrix(row[~mine] - size, token[~mine], size, MOTHER_TOKENS)
    return _token_table(text, matrix_name), (matrix_name, matrix_mother)


def _token_table(text: pl.Series, name: Ints) -> Tokens:
    skeletons = skeleton(text)
    letters = text.str.slice(0, 1).to_list()
    return Tokens(
        text=text.to_list(),
        count=np.bincount(name[name >= 0], minlength=len(text)).astype(np.int64),
        skeleton=_codes(skeletons),
        kin=_codes(known_variants(text)),
        initial=(text.str.len_bytes() == 1).to_numpy(),
        first_letter=np.array([ord(letter) for letter in letters], dtype=np.uint8),
        length=text.str.len_bytes().to_numpy().astype(np.int64),
    )


def _matrix(row: Ints, token: Ints, size: int, width: int) -> Ints:
    """Tokens side by side; of more than `width` the last takes the last place, since it is the family's name."""
    matrix = np.full((size, width), -1, dtype=np.int64)
    if not len(row):
        return matrix
    starts = np.r_[True, row[1:] != row[:-1]]
    position = np.arange(len(row)) - np.maximum.accumulate(np.where(starts, np.arange(len(row)), 0))
    matrix[row, np.minimum(position, width - 1)] = token
    return matrix


def _positions(sorted_values: pl.Series, values: pl.Series) -> Ints:
    """Where each of `values` stands in `sorted_values` (which holds them all)."""
    return values.cast(pl.Enum(sorted_values)).to_physical().to_numpy().astype(np.int64)


def _codes(values: pl.Series) -> Ints:
    """Each distinct value as its place in sorted order; -1 for null."""
    filled = values.drop_nulls().unique().sort()
    return values.cast(pl.Enum(filled)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()


# -- numbers -------------------------------------------------------------------------------------------------------

_SCIENTIFIC = r"^(\d)(?:[.,](\d+))?e\+?1[56]$"


def _nik_digits(cells: pl.Series) -> tuple[Bytes, Ints, list[str]]:
    """The digits as written, how many they are, and the text of those that are not sixteen.

    Scientific notation keeps the digits that it shows (their number is given as negative); one digit repeated is no NIK.
    """
    text = cells.fill_null("").str.to_lowercase().str.replace_all(r"[\s\-'`’‘\"/]+", "")
    shown = text.str.extract(_SCIENTIFIC, 1).fill_null("") + text.str.extract(_SCIENTIFIC, 2).fill_null("").str.strip_chars_end("0")
    text = text.str.replace_all(".", "", literal=True)
    text = pl.select(pl.when(text.str.contains(r"^\d{13,18}$")).then(text).otherwise(pl.lit(""))).to_series()
    scientific = (shown != "").to_numpy()
    digits = pl.select(pl.when(pl.lit(shown) != "").then(shown).otherwise(text)).to_series()
    length = digits.str.len_bytes().to_numpy().astype(np.int64)
    letters = np.array(digits.to_list(), dtype="S18").view(np.uint8).reshape(-1, 18)
    lazy = ((letters == letters[:, :1]) | (letters == 0)).all(axis=1) & ~scientific
    length = np.where(lazy, 0, np.where(scientific, -length, length))
    matrix = np.where(letters == 0, NO_DIGIT, letters - ord("0")).astype(np.uint8)[:, :NIK_LENGTH].copy()
    matrix[(length >= 0) & (length != NIK_LENGTH)] = NO_DIGIT
    return matrix, length, digits.to_list()


def _nik_parts(digits: Bytes, length: Ints) -> tuple[Ints, Ints, Ints]:
    """Of a whole NIK: the number, the date inside (as year, month, day in one number) and the sex; -1 elsewhere."""
    whole = length == NIK_LENGTH
    d = digits.astype(np.int64)
    number = np.where(whole, d @ (10 ** np.arange(15, -1, -1)), -1)
    day, month, year = (d[:, i] * 10 + d[:, i + 1] for i in (6, 8, 10))
    woman = day > FEMALE_DAY_OFFSET
    day = np.where(woman, day - FEMALE_DAY_OFFSET, day)
    possible = whole & (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)
    year = year + np.where(year <= LATEST_NIK_YEAR, 2000, 1900)
    return number, np.where(possible, year * 10000 + month * 100 + day, -1), np.where(possible, woman.astype(np.int64), -1)


def _dates(cells: pl.Series) -> Ints:
    """ISO dates as year * 10000 + month * 100 + day; a year alone as its first day, the common stand-in."""
    text = cells.str.strip_chars().str.slice(0, 10)
    text = pl.select(pl.when(text.str.contains(r"^\d{4}$")).then(text + "-01-01").otherwise(text)).to_series()
    day = text.str.to_date("%Y-%m-%d", strict=False)
    return (
        (day.dt.year().cast(pl.Int64) * 10000 + day.dt.month().cast(pl.Int64) * 100 + day.dt.day().cast(pl.Int64)).fill_null(-1).to_numpy()
    )


def _more_than(values: Ints, most: float) -> NDArray[np.bool_]:
    """Whether more than `most` rows hold the value of each row."""
    _, back, count = np.unique(values, return_inverse=True, return_counts=True)
    return (count[back] > most) & (values >= 0)


def _phones(cells: pl.Series) -> Ints:
    """The number less country code and leading noughts (+62, 62, 0); fewer than seven digits are no phone."""
    digits = cells.fill_null("").str.replace_all(r"\D", "").str.replace("^(00)?62", "").str.strip_chars_start("0").str.slice(0, 13)
    return pl.select(pl.when(digits.str.len_bytes() >= 7).then(digits).otherwise(None)).to_series().cast(pl.Int64).fill_null(-1).to_numpy()


def _villages(cells: pl.Series) -> Ints:
    digits = cells.str.replace_all(r"[.\s]", "").str.extract(r"^(\d{10})$")
    return digits.cast(pl.Int64).fill_null(-1).to_numpy()
