"""What clerks make of true people: whole columns damaged at once, so that a million rows take seconds.

Each list has one clerk. A clerk is more or less careless, has habits, and some rows are done worse than others; that is
why errors come together. Every damage done is kept as a bit of `damage` (see `errors.DAMAGES`), so the truth is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from payung.synthetic.errors import DAMAGES, NIK_DAMAGES, Mix
from payung.synthetic.identifiers import date_parts, days_of, phones
from payung.synthetic.names import NONE, vocabulary
from payung.synthetic.people import Province
from payung.synthetic.streams import Bools, Ints

BIT = {code: np.uint64(1 << place) for place, code in enumerate(DAMAGES)}
_NIK_BITS = np.uint64(sum(int(BIT[code]) for code in NIK_DAMAGES))
_TENS: Ints = np.array([10**place for place in range(18)], dtype=np.int64)
_TITLES = ("Bpk. {}", "Ibu {}", "Sdr. {}", "{}, S.Pd", "H. {}", "{} (Alm)", "Bpk {}", "Mama {}")
_NEXT_KEY = {
    "a": "s",
    "e": "r",
    "i": "o",
    "o": "i",
    "u": "y",
    "n": "m",
    "m": "n",
    "s": "d",
    "r": "t",
    "t": "r",
    "l": "k",
    "k": "l",
    "h": "g",
}
_CASES = ("upper", "title", "lower")
_CASE_SHARES = (0.52, 0.42, 0.06)


@dataclass(frozen=True)
class Work:
    """What is to be typed, row by row in the order of the lists: who, in which village (position in the province's), in which list."""

    person: Ints
    village: Ints
    listed: Ints
    lists: int

    @property
    def above(self) -> Ints:
        """The row above each in its list; the first row of a list has only itself."""
        rows = np.arange(len(self.person))
        first = np.r_[True, self.listed[1:] != self.listed[:-1]]
        return np.where(first, rows, rows - 1)


def type_rows(rng: np.random.Generator, province: Province, work: Work, mix: Mix) -> pl.DataFrame:
    """The rows as typed: nik, name, sex (L/P), birth_date (ISO), village (code), mother, phone, all text or null, and damage (bits).

    The damages of `CELL_DAMAGES` are only noted: who lays out a sheet does them.
    """
    desk = _Desk(rng, work, mix)
    nik = _type_niks(desk, province)
    names = _type_names(desk, province)
    return pl.DataFrame({
        "nik": nik,
        "name": names,
        "sex": _type_sex(desk, province),
        "birth_date": _type_birth_dates(desk, province),
        "village": _type_villages(desk, province),
        "mother": _type_mothers(desk, province),
        "phone": _type_phones(desk, province),
        "damage": desk.damage,
    })  # fmt: skip


class _Desk:
    """The clerks of all lists at once: decides which rows a damage hits and keeps the record."""

    def __init__(self, rng: np.random.Generator, work: Work, mix: Mix) -> None:
        self.rng, self.work, self.mix = rng, work, mix
        self.rows = len(work.person)
        careless = np.exp(rng.normal(-(mix.clerk_spread**2) / 2, mix.clerk_spread, work.lists))
        row = rng.gamma(1 / mix.row_spread, mix.row_spread, self.rows) if mix.row_spread else np.ones(self.rows)
        self.strength = careless[work.listed] * row
        self.case = rng.choice(len(_CASES), work.lists, p=_CASE_SHARES)
        self.comma = rng.random(work.lists) < 0.6
        self.damage = np.zeros(self.rows, dtype=np.uint64)

    def hits(self, code: str) -> Bools:
        """The rows where the damage `code` is to be done."""
        mix, rng = self.mix, self.rng
        habit = np.where(rng.random(self.work.lists) < mix.habit_share, mix.habit_factor, mix.unhabitual_factor)
        # Spread evenly over the lists: a small province then has its share of such files, not many by chance or none.
        whole = (rng.permutation(self.work.lists) + rng.random()) / self.work.lists < mix.whole_files.get(code, 0.0)
        chance = np.minimum(mix.rates.get(code, 0.0) * self.strength * habit[self.work.listed], 0.9)
        return (rng.random(self.rows) < chance) | whole[self.work.listed]

    def note(self, code: str, rows: Bools) -> None:
        """Remember that `rows` carry the damage."""
        self.damage |= np.where(rows, BIT[code], np.uint64(0))

    def change(self, code: str, old: Ints, new: Ints) -> Ints:
        """`old` with the rows hit replaced by `new`; noted where that made a difference."""
        changed = self.hits(code) & (old != new)
        self.note(code, changed)
        return np.where(changed, new, old)

    def integers(self, high: int | Ints) -> Ints:
        """A whole number from 0 below `high` for each row."""
        return (self.rng.random(self.rows) * high).astype(np.int64)


def _type_niks(desk: _Desk, province: Province) -> pl.Series:
    work, all_niks = desk.work, province.people["nik"].cast(pl.Int64).to_numpy()
    true = all_niks[work.person]
    size, head = province.families.size[work.person], province.families.head[work.person]
    relative = head + (work.person - head + 1 + desk.integers(np.maximum(size - 1, 1))) % size
    nik = desk.change("nik-family", true, all_niks[relative])
    nik = desk.change("nik-neighbour", nik, nik[work.above])
    nik = _drag(desk, nik)
    present: Ints = province.villages.district[work.village] * _TENS[10] + nik % _TENS[10]
    nik = desk.change("nik-recoded", nik, present)
    # Where a digit is left out, written twice or changed, counted from the right; the serial is spared no more than the rest.
    place = desk.integers(16)
    unit: Ints = _TENS[place]
    digit: Ints = nik // unit % 10
    other: Ints = (digit + 1 + desk.integers(9)) % 10
    nik = desk.change("nik-typo", nik, nik + (other - digit) * unit)
    nik = desk.change("nik-transposed", nik, _transposed(nik, desk.integers(15)))
    nik = desk.change("nik-dropped", nik, nik // (unit * 10) * unit + nik % unit)
    nik = desk.change("nik-doubled", nik, (nik // unit * 10 + nik // unit % 10) * unit + nik % unit)
    number = desk.hits("nik-excel") & (nik >= 10**15) & (nik < 10**16)
    desk.note("nik-excel", number)
    nik = np.where(number, nik - nik % 10, nik)
    scientific, absent = desk.hits("nik-scientific") & (nik >= 10**15), desk.hits("nik-absent")
    desk.note("nik-scientific", scientific)
    desk.damage = np.where(absent, (desk.damage & ~_NIK_BITS) | BIT["nik-absent"], desk.damage)
    return _nik_text(nik, np.where(scientific, 1 + desk.comma[work.listed], 0), absent)


def _drag(desk: _Desk, nik: Ints) -> Ints:
    """Runs of two to six rows in which the number was dragged down and counted on."""
    start = desk.hits("nik-dragged") & (desk.rng.random(desk.rows) < 0.3)
    run = np.where(start, desk.integers(5) + 1, 0)
    source, rows = np.arange(desk.rows), np.arange(desk.rows)
    for step in range(1, 6):
        far = np.maximum(rows - step, 0)
        source = np.where((run[far] >= step) & (rows >= step) & (desk.work.listed[far] == desk.work.listed), far, source)
    dragged = np.where(source != rows, nik[source] + rows - source, nik)
    desk.note("nik-dragged", dragged != nik)
    return dragged


def _transposed(nik: Ints, place: Ints) -> Ints:
    unit = _TENS[place]
    low, high = nik // unit % 10, nik // (unit * 10) % 10
    return nik + (low - high) * unit * 9


def _nik_text(nik: Ints, scientific: Ints, absent: Bools) -> pl.Series:
    """As text. `scientific`: 1 and 2 keep five decimals of the number, after a point or, as Indonesian spreadsheets write it, a comma."""
    frame = pl.DataFrame({"nik": pl.Series(nik).cast(pl.String), "scientific": scientific, "absent": absent})
    digits, mark = pl.col("nik"), pl.when(pl.col("scientific") == 1).then(pl.lit(".")).otherwise(pl.lit(","))
    short = pl.concat_str(digits.str.head(1), mark, digits.str.slice(1, 5), pl.lit("E+"), (digits.str.len_chars() - 1).cast(pl.String))
    written = pl.when("absent").then(None).when(pl.col("scientific") > 0).then(short).otherwise(digits)
    return frame.select(written.alias("nik")).to_series()


def _type_names(desk: _Desk, province: Province) -> pl.Series:
    names, person, words = province.names, desk.work.person, vocabulary()
    given, second, clan = names.given[person], names.second[person], names.clan[person]
    given = desk.change("name-other", given, _given_of_another(desk, province))
    given, second, clan = (desk.change("name-variant", part, words.variant(desk.rng, part)) for part in (given, second, clan))
    second, clan = _shortened(desk, second, clan)
    given, second = _with_initial(desk, names.given[person], given, names.second[person], second)
    swapped = desk.hits("name-swapped") & (clan != NONE)
    desk.note("name-swapped", swapped)
    parts = pl.DataFrame({"g": words.text(given), "s": words.text(second), "c": words.text(clan), "swapped": swapped})
    usual, turned = (pl.concat_str(*order, separator=" ", ignore_nulls=True) for order in ("gsc", "cgs"))
    whole = parts.select(pl.when("swapped").then(turned).otherwise(usual)).to_series()
    whole = _rewritten(desk, "name-joined", whole, lambda name, _: name.replace(" ", "", 1))
    whole = _rewritten(desk, "name-typo", whole, _mistyped)
    whole = _rewritten(desk, "name-titled", whole, lambda name, draw: _TITLES[int(draw * len(_TITLES))].format(name))
    return _in_case(desk, whole)


def _given_of_another(desk: _Desk, province: Province) -> Ints:
    """The name used at home: that of somebody of the same sex nearby, or the person's own."""
    person, woman = desk.work.person, province.families.woman
    near = np.minimum(person + 1 + desk.integers(60), len(woman) - 1)
    return np.where(woman[near] == woman[person], province.names.given[near], province.names.given[person])


def _shortened(desk: _Desk, second: Ints, clan: Ints) -> tuple[Ints, Ints]:
    """The second name left out, or the clan where there is no second."""
    short = desk.hits("name-short") & ((second != NONE) | (clan != NONE) & (desk.rng.random(desk.rows) < 0.3))
    desk.note("name-short", short)
    has_second = second != NONE
    return np.where(short, NONE, second), np.where(short & ~has_second, NONE, clan)


def _with_initial(desk: _Desk, true_given: Ints, given: Ints, true_second: Ints, second: Ints) -> tuple[Ints, Ints]:
    """One name as its initial: the second, or the first where a second follows it."""
    hit = desk.hits("name-initial") & (second != NONE)
    first = hit & (desk.rng.random(desk.rows) < 0.4)
    desk.note("name-initial", hit)
    initial = vocabulary().initial
    return np.where(first, initial[true_given], given), np.where(hit & ~first, initial[np.maximum(true_second, 0)], second)


def _rewritten(desk: _Desk, code: str, names: pl.Series, rewrite: Callable[[str, float], str]) -> pl.Series:
    """`names` with the few rows hit rewritten one by one."""
    rows = np.flatnonzero(desk.hits(code))
    draws = desk.rng.random(len(rows))
    old = names.gather(rows).to_list()
    new = [rewrite(name, draw) for name, draw in zip(old, draws, strict=True)]
    changed = np.zeros(desk.rows, dtype=bool)
    changed[rows] = [a != b for a, b in zip(old, new, strict=True)]
    desk.note(code, changed)
    return names.scatter(rows, new) if len(rows) else names


def _mistyped(name: str, draw: float) -> str:
    """One slip of the finger: a letter left out, doubled, changed for its neighbour on the keys, or turned round with the next."""
    place, kind = divmod(int(draw * len(name) * 4), 4)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    if kind == 0:
        return before + after if len(name) > 3 else name
    if kind == 1:
        return before + letter + letter.lower() + after
    if kind == 2:
        return before + _NEXT_KEY.get(letter, letter) + after
    return before + after[:1] + letter + after[1:]


def _in_case(desk: _Desk, names: pl.Series) -> pl.Series:
    case = pl.Series(_CASES).gather(desk.case[desk.work.listed])
    name = pl.col("name")
    cased = (
        pl.when(pl.col("case") == "upper")
        .then(name.str.to_uppercase())
        .when(pl.col("case") == "lower")
        .then(name.str.to_lowercase())
        .otherwise(name)
    )
    return pl.DataFrame({"name": names, "case": case}).select(cased.alias("name")).to_series()


def _type_sex(desk: _Desk, province: Province) -> pl.Series:
    woman = province.families.woman[desk.work.person].astype(np.int64)
    woman = desk.change("sex-wrong", woman, 1 - woman)
    return _with_gaps(desk, "sex-absent", pl.Series(["L", "P"]).gather(woman))


def _type_birth_dates(desk: _Desk, province: Province) -> pl.Series:
    born = province.families.born[desk.work.person]
    day, month, year = date_parts(born)
    slip = desk.rng.choice(np.array([-10, -2, -1, 1, 2, 10]), desk.rows)
    in_day = desk.rng.random(desk.rows) < 0.5
    slipped = days_of(
        year,
        np.where(in_day, month, np.clip(month + np.sign(slip), 1, 12)),
        np.where(in_day, np.clip(day + slip, 1, 28), np.minimum(day, 28)),
    )
    other_year = year + desk.rng.choice(np.array([-10, -5, -2, -1, 1, 2, 5, 10]), desk.rows)
    written = desk.change("birthdate-typo", born, slipped)
    written = desk.change("birthdate-year", written, days_of(np.clip(other_year, 1930, 2010), month, np.minimum(day, 28)))
    day, month, year = date_parts(written)
    written = desk.change("birthdate-swapped", written, np.where(day <= 12, days_of(year, np.minimum(day, 12), month), written))
    first_of_january = np.ones(desk.rows, dtype=np.int64)
    written = desk.change("birthdate-january", written, days_of(year, first_of_january, first_of_january))
    dates = _with_gaps(desk, "birthdate-absent", pl.Series(written.astype(np.int32)).cast(pl.Date).cast(pl.String))
    desk.note("birthdate-incomplete", desk.hits("birthdate-incomplete") & dates.is_not_null().to_numpy())
    return dates


def _type_villages(desk: _Desk, province: Province) -> pl.Series:
    village, regency = desk.work.village, province.villages.regency
    near = np.clip(village + 1 - 2 * desk.integers(2), 0, len(regency) - 1)
    written = desk.change("village-wrong", village, np.where(regency[near] == regency[village], near, village))
    codes = _with_gaps(desk, "village-absent", province.villages.code.gather(written))
    desk.note("village-misspelt", desk.hits("village-misspelt") & codes.is_not_null().to_numpy())
    return codes


def _type_mothers(desk: _Desk, province: Province) -> pl.Series:
    names, person, words = province.names, desk.work.person, vocabulary()
    given, clan = (
        desk.change("mother-variant", part[person], words.variant(desk.rng, part[person]))
        for part in (names.mother_given, names.mother_clan)
    )
    clan = desk.change("mother-short", clan, np.full_like(clan, NONE))
    parts = pl.DataFrame({"given": words.text(given), "clan": words.text(clan)})
    whole = parts.select(pl.concat_str("given", "clan", separator=" ", ignore_nulls=True)).to_series()
    return _with_gaps(desk, "mother-absent", _in_case(desk, whole.alias("name")))


def _type_phones(desk: _Desk, province: Province) -> pl.Series:
    own = province.people["phone"].gather(desk.work.person)
    number = own.str.strip_chars_start("0").cast(pl.Int64).fill_null(0).to_numpy()
    has_one = number > 0
    number = desk.change("phone-changed", number, np.where(has_one, phones(desk.rng, desk.rows), number))
    digits = pl.col("number").cast(pl.String)
    dashed = pl.concat_str(pl.lit("0") + digits.str.head(3), digits.str.slice(3, 4), digits.str.slice(7), separator="-")
    ways = (pl.lit("0") + digits, pl.lit("+62") + digits, pl.lit("62") + digits, dashed, digits)
    way = pl.Series(np.searchsorted(np.array([0.62, 0.76, 0.84, 0.94]), desk.rng.random(desk.rows)))
    chosen = pl.coalesce(pl.when(pl.col("way") == place).then(form) for place, form in enumerate(ways))
    written = pl.DataFrame({"number": number, "way": way}).select(pl.when(pl.col("number") > 0).then(chosen).alias("phone")).to_series()
    return _with_gaps(desk, "phone-absent", written)


def _with_gaps(desk: _Desk, code: str, written: pl.Series) -> pl.Series:
    """`written` with the rows hit left empty."""
    gone = desk.hits(code) & written.is_not_null().to_numpy()
    desk.note(code, gone)
    return written.zip_with(pl.Series(~gone), pl.Series([None], dtype=written.dtype))


def damage_codes(damage: pl.Series) -> pl.Series:
    """The bits as lists of codes, in the order of `errors.DAMAGES`."""
    bits = pl.DataFrame({"damage": damage}).with_row_index("row")
    named = [pl.when(pl.col("damage") & int(BIT[code]) != 0).then(pl.lit(code)).alias(code) for code in DAMAGES]
    known = bits.select(pl.col("damage").unique(maintain_order=True))
    spelt = known.with_columns(pl.concat_list(named).list.drop_nulls().alias("codes"))
    return bits.join(spelt, on="damage", how="left", maintain_order="left")["codes"]
