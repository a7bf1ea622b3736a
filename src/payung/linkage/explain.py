"""Explain: why a pair weighs what it weighs, field by field, in words that hold no name, no date and no digit of a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.linkage.clean import NIK_LENGTH, Records
from payung.linkage.compare import Comparison, compare
from payung.linkage.levels import LEVELS, Twins, level_names
from payung.linkage.pipeline import Linked

# The words of every level. Those of "nik" are the frame for what the digits say.
WORDS: dict[str, dict[str, str]] = {
    "nik": {
        "silent": gettext_noop("neither has a NIK"),
        "one_silent": gettext_noop("one has no NIK"),
        "equal": gettext_noop("NIK equal"),
        "equal_lost": gettext_noop("NIK equal, but its last place is what a spreadsheet leaves"),
        "repaired": gettext_noop("NIK equal but for the last place, which a spreadsheet has lost on one side"),
        "serial_digit": gettext_noop(
            "NIK differs in one place of the serial (%(equal)s of 16 equal, not place %(places)s): a slip, or two people born on one day"
        ),
        "one_digit": gettext_noop("NIK: %(equal)s of 16 equal, not place %(places)s"),
        "swapped": gettext_noop("NIK: %(equal)s of 16 equal, places %(places)s swapped"),
        "dropped": gettext_noop("NIK with one place too few or too many"),
        "two_digits": gettext_noop("NIK differs in two places"),
        "serial": gettext_noop("NIK of one area and birthday with another serial"),
        "area_differs": gettext_noop("NIK with the same birthday and serial in another area"),
        "date_differs": gettext_noop("NIK with the same area and serial but another birthday"),
        "few_digits": gettext_noop("NIK: %(equal)s of 16 equal, not places %(places)s"),
        "date_only": gettext_noop("NIK shares only the birthday"),
        "area_only": gettext_noop("NIK shares only the area"),
        "different": gettext_noop("NIK different"),
        "head_agrees": gettext_noop("the first places of the NIK agree, the others are lost"),
        "head_differs": gettext_noop("the first places of the NIK differ, the others are lost"),
        "other_length": gettext_noop("NIK different, and one of the wrong length"),
    },
    "date": {
        "silent": gettext_noop("no birth date on one side"),
        "equal": gettext_noop("birth dates equal"),
        "equal_common": gettext_noop("birth dates equal, on a day that very many give"),
        "swapped": gettext_noop("birth dates with day and month swapped"),
        "default": gettext_noop("birth years equal, one date is the first of January"),
        "day": gettext_noop("birth dates differ in the day"),
        "month": gettext_noop("birth dates differ in the month"),
        "year_slip": gettext_noop("birth dates differ in the year by what a slip explains"),
        "year": gettext_noop("birth dates differ in the year"),
        "same_year": gettext_noop("only the birth year is equal"),
        "close": gettext_noop("birth years close"),
        "different": gettext_noop("birth dates different"),
        "nik_equal": gettext_noop("one has no birth date, but the one inside the NIK is equal"),
        "nik_different": gettext_noop("one has no birth date, and the one inside the NIK is different"),
        "nik_says_equal": gettext_noop("birth dates differ, but the one inside a NIK is that of the other"),
    },
    "proof": {
        "silent": gettext_noop("birth dates do not differ"),
        "both": gettext_noop("each of the different birth dates stands in its own NIK too"),
        "one": gettext_noop("one of the different birth dates stands in its own NIK too"),
        "one_other_contradicts": gettext_noop("one birth date stands in its own NIK, the other contradicts its NIK"),
        "none": gettext_noop("neither of the different birth dates has a NIK to confirm it"),
        "contradicts": gettext_noop("a birth date contradicts its own NIK"),
    },
    "given": {
        "silent": gettext_noop("no name on one side"),
        "equal": gettext_noop("first names equal"),
        "near": gettext_noop("first names nearly equal, or known variants"),
        "similar": gettext_noop("first names similar"),
        "short": gettext_noop("one first name shortens the other"),
        "initial": gettext_noop("one first name is an initial that fits"),
        "crossed": gettext_noop("both first names stand elsewhere in the other name"),
        "elsewhere": gettext_noop("one first name stands elsewhere in the other name"),
        "weak_elsewhere": gettext_noop("first names different, with a faint likeness elsewhere"),
        "different": gettext_noop("first names different"),
    },
    "family": {
        "silent": gettext_noop("one has a single name"),
        "equal": gettext_noop("last names equal"),
        "near": gettext_noop("last names nearly equal, or known variants"),
        "similar": gettext_noop("last names similar"),
        "short": gettext_noop("one last name shortens the other"),
        "initial": gettext_noop("one last name is an initial that fits"),
        "elsewhere": gettext_noop("a last name stands elsewhere in the other name"),
        "different": gettext_noop("last names different"),
    },
    "rest": {
        "silent": gettext_noop("no name on one side"),
        "none": gettext_noop("every word of the name has its partner"),
        "one_extra": gettext_noop("one word more on one side"),
        "more_extra": gettext_noop("several words more on one side"),
        "one_each": gettext_noop("one word on each side without a partner"),
        "more_each": gettext_noop("several words without a partner"),
    },
    "sex": {
        "silent": gettext_noop("no sex on one side"),
        "same": gettext_noop("same sex"),
        "different": gettext_noop("different sex"),
    },
    "village": {
        "silent": gettext_noop("no village on one side"),
        "village": gettext_noop("same village"),
        "district": gettext_noop("same district"),
        "regency": gettext_noop("same regency"),
        "elsewhere": gettext_noop("different regencies"),
    },
    "mother": {
        "silent": gettext_noop("no mother's name on one side"),
        "equal": gettext_noop("mothers' names equal"),
        "first_equal": gettext_noop("mothers' first names equal, one has no more"),
        "near": gettext_noop("mothers' names nearly equal"),
        "part": gettext_noop("mothers' names share a word"),
        "different": gettext_noop("mothers' names different"),
    },
    "phone": {
        "silent": gettext_noop("no phone on one side"),
        "equal": gettext_noop("phones equal"),
        "equal_shared": gettext_noop("phones equal, but many share the number"),
        "near": gettext_noop("phones differ in one place"),
        "different": gettext_noop("phones different"),
    },
    "source": {
        "silent": gettext_noop("no list is named on one side"),
        "same": gettext_noop("both stand in one list"),
        "different": gettext_noop("they stand in different lists"),
    },
}
TWIN_WORDS = {
    Twins.SERIALS: gettext_noop("born on one day, with NIKs that follow one another: perhaps twins"),
    Twins.PART: gettext_noop("born on one day, one name a part of the other, and no NIK that confirms it: perhaps twins"),
    Twins.NAMES: gettext_noop("born on one day, with first names that two people may bear, and no NIK that confirms it: perhaps twins"),
}
_CROWD_WORDS = (
    gettext_noop("the names that match are very rare here"),
    gettext_noop("the names that match are rare here"),
    gettext_noop("about one row here bears the names that match by chance"),
    gettext_noop("several rows here bear the names that match by chance"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its level, the bits it adds (below zero: against) and why. The bits of all lines add up to the weight.

    `message` is a sentence to translate, with places filled from `data`; `words` is the sentence in English.
    """

    field: str
    level: str
    bits: float
    message: str
    data: Mapping[str, str]

    @property
    def words(self) -> str:
        """The sentence in English."""
        return self.message % self.data


def explain(linked: Linked, left_id: str, right_id: str, kind: str = "registration") -> list[Line]:
    """Why this pair weighs what it weighs: what the fields say, heaviest first, then what every pair of its kind starts from and, where
    there are such, why they may be twins and what the rows say that surely belong to one of the two.

    The correction of a couple of fields is shared between both. Raises `Refusal` id-unknown.
    """
    left, right = _rows(linked.records, left_id, right_id, kind)
    at = linked.evidence.position(left, right)
    if at is None:
        return _lines(linked, left, right, kind, compare(linked.records, np.array([left]), np.array([right])), 0)
    return _lines(linked, left, right, kind, linked.evidence.comparison, at) + _companion_lines(linked, at)


def evidence_table(linked: Linked) -> pl.DataFrame:
    """The lines of all pairs that wait for a human: left_id, right_id, kind, field, level, bits, words."""
    rows = [
        (left, right, kind, line.field, line.level, line.bits, line.words)
        for left, right, kind in linked.pairs.filter(pl.col("decision") == "review").select("left_id", "right_id", "kind").iter_rows()
        for line in explain(linked, left, right, kind)
    ]
    text = dict.fromkeys(("left_id", "right_id", "kind", "field", "level"), pl.String)
    return pl.DataFrame(rows, schema=text | {"bits": pl.Float64, "words": pl.String}, orient="row")


def _lines(linked: Linked, left: int, right: int, kind: str, comparison: Comparison, at: int) -> list[Line]:
    model, records = linked.model, linked.records
    level = {name: int(comparison.levels[name][at]) for name in LEVELS}
    bits = {name: float(model.fields[name][level[name]]) for name in LEVELS}
    for (first, second), table in model.couples.items():
        half = float(table[level[first], level[second]]) / 2
        bits[first] += half
        bits[second] += half
    lines = [
        Line(name, level_names(name)[level[name]], round(bits[name], 3), *_words(records, left, right, name, level[name]))
        for name in LEVELS
    ]
    lines.sort(key=lambda line: (-abs(line.bits), line.field))
    start = Line("start", kind, round(model.constant(kind), 3), gettext_noop("what every pair starts from"), {})
    return [*lines, start, *_twin_lines(Twins(int(comparison.levels["twins"][at])))]


def _twin_lines(doubt: Twins) -> list[Line]:
    return [Line("twins", doubt.name.lower(), 0.0, TWIN_WORDS[doubt], {})] if doubt else []


def _companion_lines(linked: Linked, at: int) -> list[Line]:
    bits = round(float(linked.evidence.weight[at] - linked.evidence.own[at]), 3)
    words = gettext_noop("what the rows say that surely belong to one of the two")
    return [Line("companions", "for" if bits > 0 else "against", bits, words, {})] if bits else []


def _rows(records: Records, left_id: str, right_id: str, kind: str) -> tuple[int, int]:
    """The positions of a pair, the smaller first."""
    count = records.registrations
    left = _row(records, left_id, 0, count)
    right = _row(records, right_id, count, len(records)) if kind == "participant" else _row(records, right_id, 0, count)
    return min(left, right), max(left, right)


def _row(records: Records, id_: str, start: int, stop: int) -> int:
    found = records.ids.slice(start, stop - start).search_sorted(id_)
    row = start + int(found)
    if row >= stop or records.ids[row] != id_:
        raise Refusal("id-unknown", gettext_noop("There is no row with this id. Ask for a pair of the frames that were linked."))
    return row


def _words(records: Records, left: int, right: int, name: str, level: int) -> tuple[str, dict[str, str]]:
    if name == "crowd":
        return _CROWD_WORDS[min(level // 3, len(_CROWD_WORDS) - 1)], {}
    message = WORDS[name][level_names(name)[level]]
    return message, _places(records, left, right) if "%(places)s" in message else {}


def _places(records: Records, left: int, right: int) -> dict[str, str]:
    """Which places of two whole NIKs differ, and how many are equal."""
    a, b = records.nik[left], records.nik[right]
    lost = np.arange(NIK_LENGTH) == NIK_LENGTH - 1
    differ = (np.flatnonzero((a != b) & ~(lost & ((a == 0) | (b == 0)))) + 1).tolist()
    return {"places": ", ".join(map(str, differ)), "equal": str(NIK_LENGTH - len(differ))}
