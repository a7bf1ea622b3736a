"""Clean: rows as people wrote them become columns of small integers that can be compared by the million.

Nothing is repaired. A name becomes folded words (one spelling for what is said alike), a NIK keeps the digits that can be believed, a
date the parts that can be read; everything absent is -1. All numbers depend on the values and never on the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payung.core.nik import FEMALE_DAY_OFFSET
from payung.core.refusals import Refusal, gettext_noop
from payung.linkage.spelling import fold, is_noise, known_variant, plain_words, skeleton

COLUMNS = ("id", "nik", "name", "sex", "birth_date", "village", "mother", "phone", "source")
NAME_WORDS = 4
MOTHER_WORDS = 3
NO_DIGIT = 255
NIK_LENGTH = 16
DISTRICT = 10_000  # a village code divided by this is its district's
# A date is common when more rows than this times an even spread over the working ages hold it; a phone is shared by more than so many rows.
COMMON_DATE = 5
DAYS_OF_BIRTH = 16_000
SHARED_PHONE = 3
LATEST_NIK_YEAR = 15  # two digits up to this are of this century: nobody born later works

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every distinct folded word once: its text, what it sounds like, the family of names it belongs to. The last is no word."""

    text: list[str]
    skeleton: Ints  # number in `skeletons`
    skeletons: list[str]
    kin: Ints  # number in `kins`
    kins: list[str]
    letters: Bytes  # W x 16, from the first on
    letters_back: Bytes  # W x 16, from the last backwards
    length: Ints


@dataclass(frozen=True, slots=True)
class Records:
    """N cleaned rows, registrations first (sorted by id), then participants (sorted by id)."""

    ids: pl.Series
    registrations: int
    tokens: Tokens
    name: Ints  # N x 4 word numbers, -1 where there is none
    word_rows: Ints  # how often each word stands in the names of the counted rows
    name_bits: Floats  # N x 4: how rare each word is among the rows of the district, in bits
    area_bits: Floats  # log2 of the rows of the district
    mother: Ints  # N x 3
    nik: Bytes  # N x 16 digits, 255 where unknown
    nik_length: Ints  # digits written; 16 is a whole NIK, 0 none, negative: only so many first digits are known
    nik_number: Ints  # the sixteen digits as a number, -1
    nik_birth: Ints  # the date inside a whole NIK, century from the age of those who work, -1
    nik_sex: Ints
    nik_serial: Ints  # its last four digits, also where one is missing or too many; -1 where a spreadsheet may have lost the last
    nik_text: list[str]  # the digits as written, "" where there are none
    birth: Ints  # year * 10000 + month * 100 + day, -1; a year alone is its 1 January
    common_birth: Flags  # a date that far too many share
    sex: Ints  # 0 man, 1 woman, -1
    village: Ints  # ten digits as a number, -1
    phone: Ints  # digits as a number, -1
    shared_phone: Flags  # a number that several share
    source: Ints  # number of the list, -1

    def __len__(self) -> int:
        return len(self.ids)


def clean(registrations: pl.DataFrame, participants: pl.DataFrame | None = None, context: pl.DataFrame | None = None) -> Records:
    """Clean both frames together. Raises `Refusal` ids-missing or ids-repeated when rows cannot be named.

    How rare a name, how common a date is, is counted in `context` (same columns, no id needed) where it is given: the whole registry
    when only a few of its rows are at hand; else in the rows themselves.
    """
    rows = [_text_columns(_named(frame)) for frame in (registrations, participants) if frame is not None]
    size = sum(map(len, rows))
    if context is not None:
        rows.append(_text_columns(context.with_columns(pl.lit("").alias("id"))))
    frame = pl.concat(rows).select(
        "id",
        "name",
        "mother",
        "source",
        _sex(pl.col("sex")).alias("sex"),
        _village(pl.col("village")).alias("village"),
        _date(pl.col("birth_date")).alias("birth"),
        _phone(pl.col("phone")).alias("phone"),
        *_nik_texts(pl.col("nik")),
    )
    counted = slice(size, None) if context is not None else slice(None)
    tokens, name, mother = _words(frame["name"], frame["mother"])
    village, birth, phone = (frame[column].to_numpy() for column in ("village", "birth", "phone"))
    name_bits, area_bits = _rarity(name, village, counted, len(tokens.text))
    mine = frame.head(size)
    nik, nik_length, nik_serial, nik_text = _nik_digits(mine["digits"].to_list(), mine["scientific"].to_numpy())
    nik_number, nik_birth, nik_sex = _nik_parts(nik, nik_length)
    return Records(
        ids=mine["id"],
        registrations=len(registrations),
        tokens=tokens,
        name=name[:size],
        word_rows=np.bincount(name[counted][name[counted] >= 0], minlength=len(tokens.text)),
        name_bits=name_bits[:size],
        area_bits=area_bits[:size],
        mother=mother[:size],
        nik=nik,
        nik_length=nik_length,
        nik_number=nik_number,
        nik_birth=nik_birth,
        nik_sex=nik_sex,
        nik_serial=nik_serial,
        nik_text=nik_text,
        birth=birth[:size],
        common_birth=_more_than(birth, counted, max(COMMON_DATE * len(birth[counted]) / DAYS_OF_BIRTH, 3))[:size],
        sex=mine["sex"].to_numpy(),
        village=village[:size],
        phone=phone[:size],
        shared_phone=_more_than(phone, counted, SHARED_PHONE)[:size],
        source=_codes(mine["source"]),
    )


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The distinct values, ascending. Several times as fast as numpy.unique, which hashes, where most values differ."""
    ordered = np.sort(values)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]]


def numbered(values: Ints) -> tuple[Ints, Ints]:
    """The distinct values, ascending, and of each value the place among them. Value and position are sorted as one number where they fit
    into one: twice as fast as numpy.unique.
    """
    bits, low = len(values).bit_length(), int(values.min(initial=0))
    if (int(values.max(initial=0)) - low).bit_length() + bits > 63:
        return np.unique(values, return_inverse=True)
    packed = np.sort(((values - low) << bits) | np.arange(len(values)))
    value = packed >> bits
    first = np.r_[True, value[1:] != value[:-1]][: len(value)]
    back = np.empty(len(values), dtype=np.int64)
    back[packed & ((1 << bits) - 1)] = np.cumsum(first) - 1
    return value[first] + low, back


def is_among(values: NDArray[Any], others: NDArray[Any]) -> Flags:
    """Which of `values` stand among `others`; by sorting, for the same reason."""
    ordered = distinct(others)
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    return np.asarray(ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values)


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    if "id" not in frame.columns or frame["id"].null_count():
        raise Refusal("ids-missing", gettext_noop("Every row needs an id. Add a column id without empty cells."))
    if frame["id"].n_unique() != len(frame):
        raise Refusal("ids-repeated", gettext_noop("Every id may occur once. Number the rows afresh."))
    return frame.sort(pl.col("id").cast(pl.String))


def _text_columns(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        pl.col(column).cast(pl.String) if column in frame.columns else pl.lit(None, pl.String).alias(column) for column in COLUMNS
    )


# -- names ---------------------------------------------------------------------------------------------------------


def _words(name: pl.Series, mother: pl.Series) -> tuple[Tokens, Ints, Ints]:
    """The table of words and, per name and mother's name, the numbers of its words."""
    size = len(name)
    texts, back = _distinct_texts(pl.concat([name, mother]))
    long = (
        texts.rename("text")
        .to_frame()
        .select(plain_words(pl.col("text")).alias("word"))
        .with_row_index("row")
        .explode("word")
        .filter(pl.col("word").is_not_null() & (pl.col("word") != "") & ~is_noise(pl.col("word")))
    )
    written = long.select(pl.col("word").unique().sort()).with_columns(fold(pl.col("word")).alias("text"))
    table = written.select(pl.col("text").unique().sort()).with_columns(
        skeleton(pl.col("text")).alias("skeleton"), known_variant(pl.col("text")).alias("kin")
    )
    word = _positions(table["text"], written["text"])[_positions(written["word"], long["word"])]
    row = long["row"].to_numpy().astype(np.int64)
    names, mothers = (_matrix(row, word, len(texts), width) for width in (NAME_WORDS, MOTHER_WORDS))
    return _token_table(table), names[back[:size]], mothers[back[size:]]


def _distinct_texts(texts: pl.Series) -> tuple[pl.Series, Ints]:
    """Every text once (the last is null), and which of them each is: most work is done once for each."""
    known = texts.drop_nulls().unique()
    number = texts.cast(pl.Enum(known)).to_physical().cast(pl.Int64).fill_null(len(known)).to_numpy()
    return pl.concat([known, pl.Series([None], dtype=pl.String)]), number


def _token_table(table: pl.DataFrame) -> Tokens:
    """The table; its last entry is no word, so that word number -1 reads as silence."""
    words = [*table["text"].to_list(), ""]
    skeletons, kins = (table[column].unique().sort() for column in ("skeleton", "kin"))
    return Tokens(
        text=words,
        skeleton=np.append(_positions(skeletons, table["skeleton"]), -1),
        skeletons=skeletons.to_list(),
        kin=np.append(_positions(kins, table["kin"]), -1),
        kins=kins.to_list(),
        letters=_letters(words),
        letters_back=_letters([word[::-1] for word in words]),
        length=np.array([len(word) for word in words], dtype=np.int64),
    )


def _letters(words: list[str]) -> Bytes:
    return np.array(words, dtype="S16").view(np.uint8).reshape(-1, 16)


def _matrix(row: Ints, word: Ints, size: int, width: int) -> Ints:
    """Words side by side; of more than `width` the last takes the last place, since it is the family's name."""
    matrix = np.full((size, width), -1, dtype=np.int64)
    if len(row):
        every = np.arange(len(row))
        position = every - np.maximum.accumulate(np.where(np.r_[True, row[1:] != row[:-1]], every, 0))
        matrix[row, np.minimum(position, width - 1)] = word
    return matrix


def _rarity(name: Ints, village: Ints, counted: slice, words: int) -> tuple[Floats, Floats]:
    """How rare each word of a name is among the rows of its district, and how many rows that district has, both in bits."""
    areas, area = numbered(np.where(village >= 0, village // DISTRICT, 0))
    rows = np.bincount(area[counted], minlength=len(areas))
    present = name >= 0
    held, back = numbered((area[:, None] * words + name)[present])
    among = np.zeros(name.shape, dtype=bool)
    among[counted] = True
    count = np.zeros(name.shape)
    count[present] = np.bincount(back[among[present]], minlength=len(held))[back]
    bits = np.where(present, np.log2((rows[area][:, None] + 2) / (count + 0.5)), 0.0)
    return bits, np.log2(rows[area] + 1.0)


def _positions(sorted_values: pl.Series, values: pl.Series) -> Ints:
    """Where each of `values` stands in `sorted_values` (which holds them all)."""
    return values.cast(pl.Enum(sorted_values)).to_physical().to_numpy().astype(np.int64)


def _codes(values: pl.Series) -> Ints:
    """Each distinct value as its place in sorted order; -1 for null."""
    known = values.drop_nulls().unique().sort()
    return values.cast(pl.Enum(known)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()


# -- numbers -------------------------------------------------------------------------------------------------------

_SCIENTIFIC = r"^(\d)(?:[.,](\d+))?e\+?1[56]$"


def _nik_texts(cell: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The digits that a cell shows, and whether it shows only the first of them (scientific notation)."""
    text = cell.fill_null("").str.to_lowercase().str.replace_all(r"[\s\-'`’‘\"/]+", "")
    shown = text.str.extract(_SCIENTIFIC, 1).fill_null("") + text.str.extract(_SCIENTIFIC, 2).fill_null("").str.strip_chars_end("0")
    bare = text.str.replace_all(".", "", literal=True)
    whole = pl.when(bare.str.contains(r"^\d{13,18}$")).then(bare).otherwise(pl.lit(""))
    return pl.when(shown != "").then(shown).otherwise(whole).alias("digits"), (shown != "").alias("scientific")


def _nik_digits(digits: list[str], scientific: Flags) -> tuple[Bytes, Ints, Ints, list[str]]:
    """The digits as a matrix, how many they are (negative where only the first are known), the serial, and their text.

    One digit repeated is no NIK.
    """
    letters = np.array(digits, dtype="S18").view(np.uint8).reshape(-1, 18)
    length = (letters > 0).sum(axis=1)
    lazy = ((letters == letters[:, :1]) | (letters == 0)).all(axis=1) & ~scientific
    length = np.where(lazy, 0, np.where(scientific, -length, length))
    matrix = np.where(letters == 0, NO_DIGIT, letters - ord("0")).astype(np.uint8)[:, :NIK_LENGTH].copy()
    matrix[(length >= 0) & (length != NIK_LENGTH)] = NO_DIGIT
    return matrix, length, _serials(letters, length), digits


def _serials(letters: Bytes, length: Ints) -> Ints:
    """The last four digits of a NIK that has one more or less than sixteen at most; -1 where the last is 0, the mark of a spreadsheet."""
    near = np.abs(length - NIK_LENGTH) <= 1
    ends = np.where(near, length, NIK_LENGTH)[:, None] - np.arange(4, 0, -1)
    digits = np.take_along_axis(letters, ends, axis=1).astype(np.int64) - ord("0")
    serial = digits @ np.array([1000, 100, 10, 1])
    serial = np.where((length < NIK_LENGTH) & (serial >= 1000), serial % 1000, serial)  # it lost one of its own noughts
    return np.where(near & (digits[:, 3] > 0), serial, -1)


def _nik_parts(digits: Bytes, length: Ints) -> tuple[Ints, Ints, Ints]:
    """Of a whole NIK: the number, the date inside (as year, month, day in one number) and the sex; -1 elsewhere."""
    whole = length == NIK_LENGTH
    d = digits.astype(np.int64)
    number = np.where(whole, d @ (10 ** np.arange(NIK_LENGTH - 1, -1, -1)), -1)
    day, month, year = (d[:, i] * 10 + d[:, i + 1] for i in (6, 8, 10))
    woman = day > FEMALE_DAY_OFFSET
    day = np.where(woman, day - FEMALE_DAY_OFFSET, day)
    possible = whole & (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)
    year = year + np.where(year <= LATEST_NIK_YEAR, 2000, 1900)
    return number, np.where(possible, year * 10000 + month * 100 + day, -1), np.where(possible, woman.astype(np.int64), -1)


def _date(cell: pl.Expr) -> pl.Expr:
    """An ISO date as year * 10000 + month * 100 + day, -1; a year alone as its first day, the common stand-in."""
    text = cell.str.strip_chars().str.slice(0, 10)
    text = pl.when(text.str.contains(r"^\d{4}$")).then(text + "-01-01").otherwise(text)
    day = text.str.to_date("%Y-%m-%d", strict=False)
    number = day.dt.year().cast(pl.Int64) * 10000 + day.dt.month().cast(pl.Int64) * 100 + day.dt.day().cast(pl.Int64)
    return number.fill_null(-1)


def _phone(cell: pl.Expr) -> pl.Expr:
    """The number less country code and leading noughts (+62, 62, 0), -1; fewer than seven digits are no phone."""
    digits = cell.fill_null("").str.replace_all(r"\D", "").str.replace("^0*62", "").str.strip_chars_start("0").str.slice(0, 13)
    return pl.when(digits.str.len_bytes() >= 7).then(digits).otherwise(pl.lit("-1")).cast(pl.Int64)


def _village(cell: pl.Expr) -> pl.Expr:
    """Ten digits, with or without dots, as a number, -1."""
    return cell.str.replace_all(r"[.\s]", "").str.extract(r"^(\d{10})$").cast(pl.Int64).fill_null(-1)


def _sex(cell: pl.Expr) -> pl.Expr:
    """0 for L, 1 for P, -1."""
    letter = cell.str.strip_chars().str.to_uppercase()
    return pl.when(letter == "L").then(0).when(letter == "P").then(1).otherwise(-1).cast(pl.Int64)


def _more_than(values: Ints, counted: slice, most: float) -> Flags:
    """Whether more than `most` of the counted rows hold the value of each row."""
    held, back = numbered(values)
    return (np.bincount(back[counted], minlength=len(held))[back] > most) & (values >= 0)
