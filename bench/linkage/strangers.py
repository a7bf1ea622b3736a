"""Strangers: people of an invented country side, with clerks and errors of their own, kept apart to judge linkage by.

Nothing of it taught the scorer: other places, other names (put together from syllables), other ways to vary and to mistype them, other
rates. It shares with `payung.synthetic` only what Indonesia gives: the form of a NIK, few clans in a village, sons named after fathers,
twins, phones that families share, files with habits, rows that are careless all over. All rates are guesses.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

COLUMNS = ("nik", "name", "sex", "birth_date", "village", "mother", "phone", "source")
BORN = {"person": pl.String, "family": pl.Int64, "birth_date": pl.String}
MEMBER_SHARE, MEMBERS_LISTED, MEMBER_CARE = 0.141, 0.71, 0.35
ROWS_OF_A_DISTRICT = 300


class Frames(NamedTuple):
    """What linkage is fed and the truth of it: registrations, participants, truth, participants_truth (id, person), and of every
    person family and birth_date: those who share both are twins.
    """

    registrations: pl.DataFrame
    participants: pl.DataFrame
    truth: pl.DataFrame
    participants_truth: pl.DataFrame
    people: pl.DataFrame


@dataclass(frozen=True)
class Mix:
    """Chances in one row of a usual clerk; those that end in `_file` hit all rows of a file."""

    variant: float
    dropped: float
    typo: float
    initial: float
    swapped: float
    title: float
    nickname: float
    nik_absent: float
    nik_typo: float
    nik_other: float
    excel_file: float
    excel: float
    scientific_file: float
    no_nik_file: float
    date_absent: float
    january: float
    day_month: float
    date_typo: float
    no_date_file: float
    year_guess: float
    mother_absent: float
    phone_absent: float
    phone_changed: float
    village_other: float
    village_absent: float
    sex_wrong: float
    clerk_spread: float
    careless: float
    careless_times: float


MIXES = {
    "office": Mix(.08, .05, .02, .02, .01, .02, .005, .02, .015, .002, .06, .02, .00, .01, .01, .02, .01, .012, .00, .002, .15, .25, .12, .03, .01, .003, .5, .03, 3),
    "field": Mix(.16, .10, .05, .04, .03, .03, .03, .08, .05, .008, .15, .05, .02, .03, .04, .06, .03, .04, .02, .02, .30, .45, .18, .06, .03, .01, .8, .10, 3),
    "phone": Mix(.12, .12, .06, .03, .02, .00, .03, .10, .05, .004, .02, .01, .00, .02, .03, .04, .01, .03, .01, .01, .30, .08, .15, .05, .02, .006, .7, .08, 3),
    "excel": Mix(.12, .08, .03, .03, .02, .03, .01, .04, .03, .004, .60, .10, .06, .02, .02, .04, .08, .02, .02, .01, .25, .35, .15, .04, .02, .005, .6, .05, 3),
    "legacy": Mix(.18, .14, .07, .06, .04, .06, .03, .25, .06, .008, .20, .08, .04, .30, .12, .10, .05, .05, .15, .05, .55, .75, .30, .09, .06, .01, .8, .12, 3),
}  # fmt: skip

_ONSETS = ("b", "d", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "w", "y", "nd", "mb", "ng", "k", "t", "l", "s")
_VOWELS = ("a", "e", "i", "o", "u", "a", "i", "a")
_CODAS = ("", "", "", "n", "s", "k", "l", "r", "t", "m", "ng", "h", "")
_MALE_ENDS = ("us", "o", "us", "an", "os", "i", "ius", "", "as", "el")
_FEMALE_ENDS = ("a", "ia", "i", "ina", "a", "ita", "e", "", "ana", "is")
_TITLES = ("bpk", "ibu", "h.", "sdr", "hj.", "drs.")
_SPELLINGS = (
    ("y", "j"), ("j", "y"), ("k", "c"), ("c", "k"), ("t", "th"), ("th", "t"), ("u", "oe"), ("oe", "u"), ("f", "ph"), ("ph", "f"),
    ("f", "v"), ("v", "f"), ("s", "z"), ("z", "s"), ("i", "y"), ("y", "i"), ("ks", "x"), ("x", "ks"), ("us", "os"), ("ius", "us"),
    ("us", "ius"), ("h", ""), ("dj", "j"), ("j", "dj"), ("nd", "n"), ("e", "i"), ("o", "u"), ("s", "ss"), ("l", "ll"), ("ll", "l"),
    ("t", "tt"), ("n", "nn"), ("a", "ah"), ("w", "u"), ("b", "p"), ("d", "t"), ("ng", "n"), ("ei", "ey"), ("ai", "ay"), ("au", "aw"),
    ("a", "e"), ("kh", "k"), ("sy", "s"),
)  # fmt: skip
_LETTERS = "abdefghijklmnoprstuwy"


@dataclass
class Person:
    """One inhabitant."""

    sex: str
    name: list[str]
    birth: date
    mother: list[str]
    family: int = 0
    village: str = ""
    phone: str = ""
    nik: str = ""


@dataclass
class File:
    """A list and its clerk."""

    name: str
    care: float
    flags: dict[str, bool]
    previous: Person | None = None
    relatives: dict[int, Person] = field(default_factory=dict)


def strangers(rows: int, seed: int, mix: str, repeats: float = 0.08) -> Frames:
    """`rows` registrations, of which the share `repeats` are people listed before, and 14.1 % as many participants."""
    country = _Country(np.random.Generator(np.random.PCG64(seed)), rows)
    distinct = round(rows * (1 - repeats))
    members = round(rows * MEMBER_SHARE)
    country.settle(distinct + round(members * (1 - MEMBERS_LISTED)) + 50)
    return _Clerks(country, MIXES[mix]).frames(rows, distinct, members)


class _Country:
    """Places, names and families."""

    def __init__(self, rng: np.random.Generator, rows: int) -> None:
        self.rng = rng
        self.people: list[Person] = []
        self.male, self.female, self.clans = self._words(420, _MALE_ENDS), self._words(380, _FEMALE_ENDS), self._words(800, None)
        districts = max(8, min(315, rows // ROWS_OF_A_DISTRICT))
        in_regency = -(-districts // max(3, districts // 14))
        self.districts = [f"81{n // in_regency + 1:02d}{n % in_regency + 1:02d}" for n in range(districts)]
        self.villages = [f"{district}{2001 + n}" for district in self.districts for n in range(self.number(6, 16))]
        self.neighbours: dict[str, list[str]] = {}
        for village in self.villages:
            self.neighbours.setdefault(village[:6], []).append(village)
        self.village_clans = self._clans_of_villages()
        self.ranks = {size: np.cumsum(_shares(size, 6, 0.95)) for size in (len(self.male), len(self.female))}
        self.serials: dict[tuple[str, date, str], int] = {}

    def chance(self, rate: float) -> bool:
        return bool(self.rng.random() < rate)

    def number(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high))

    def one_of(self, values: Any) -> Any:
        return values[self.number(0, len(values))]

    def phone_number(self) -> str:
        return "08" + "".join(map(str, self.rng.integers(0, 10, 10)))

    def _words(self, count: int, ends: tuple[str, ...] | None) -> list[str]:
        words: set[str] = set()
        while len(words) < count:
            word = "".join(self._syllable() for _ in range(self.number(1, 4)))
            if ends is not None:
                word = word.rstrip("aeiou") + self.one_of(ends)
            if 2 < len(word) < 13:
                words.add(word)
        return [sorted(words)[n] for n in self.rng.permutation(count)]

    def _syllable(self) -> str:
        return str(self.one_of(_ONSETS) + self.one_of(_VOWELS) + (self.one_of(_CODAS) if self.chance(0.4) else ""))

    def _clans_of_villages(self) -> dict[str, tuple[list[str], list[float]]]:
        """Each regency has its own order of clans, each village few of them."""
        common: dict[str, NDArray[np.float64]] = {}
        found = {}
        for village in self.villages:
            if village[:4] not in common:
                shares = np.zeros(len(self.clans))
                shares[self.rng.permutation(len(self.clans))] = _shares(len(self.clans), 0, 1.1)
                common[village[:4]] = np.cumsum(shares)
            chosen = np.unique(np.searchsorted(common[village[:4]], self.rng.random(14)))
            weights = self.rng.gamma(0.7, size=len(chosen)) + 0.02
            found[village] = ([self.clans[n] for n in chosen], np.cumsum(weights / weights.sum()).tolist())
        return found

    def _clan(self, village: str) -> str:
        if self.chance(0.08):
            return str(self.one_of(self.clans))
        clans, shares = self.village_clans[village]
        return clans[min(bisect(shares, self.rng.random()), len(clans) - 1)]

    def _given(self, sex: str) -> str:
        pool = self.male if sex == "L" else self.female
        return pool[min(int(np.searchsorted(self.ranks[len(pool)], self.rng.random())), len(pool) - 1)]

    def _name(self, sex: str, clan: str, father: Person | None = None) -> list[str]:
        if father is not None and sex == "L" and self.chance(0.05):
            return list(father.name)
        given = [self._given(sex) for _ in range(1 if self.chance(0.45) else 2 if self.chance(0.85) else 3)]
        return given if len(given) == 1 and self.chance(0.03) else [*given, clan]

    def _birth(self, first: int, last: int) -> date:
        start = date(self.number(first, last), 1, 1)
        return start if self.chance(0.05) else start + timedelta(days=self.number(0, 365))

    def settle(self, people: int) -> None:
        """Families until there are so many people of working age."""
        weights = self.rng.gamma(2.0, size=len(self.villages))
        homes = self.rng.choice(len(self.villages), size=people, p=weights / weights.sum())
        family = 0
        while len(self.people) < people:
            self._family(family, self.villages[homes[family % people]])
            family += 1

    def _family(self, family: int, village: str) -> None:
        clan = self._clan(village)
        born = self._birth(1960, 2000)
        father = Person("L", self._name("L", clan), born, [self._given("P"), self._clan(village)])
        wife_born = self._birth(max(1960, born.year - 3), born.year + 6)
        wife = Person("P", self._name("P", self._clan(village)), wife_born, [self._given("P"), self._clan(village)])
        household = [father, wife, *self._children(father, wife, clan)]
        for _ in range(self.number(0, 3) if self.chance(0.5) else 0):
            sex = "L" if self.chance(0.6) else "P"
            birth = self._birth(max(1958, born.year - 9), born.year + 9)
            household.append(Person(sex, self._name(sex, clan), birth, father.mother))
        phone = self.phone_number()
        issued = village[:6] if self.chance(0.85) else self.one_of(self.districts)
        for person in household:
            if not self.chance(0.35):
                person.family, person.village = family, village
                person.phone = phone if self.chance(0.45) else self.phone_number()
                person.nik = self._nik(person, issued if self.chance(0.93) else self.one_of(self.districts))
                self.people.append(person)

    def _children(self, father: Person, wife: Person, clan: str) -> list[Person]:
        children: list[Person] = []
        for _ in range(self.number(0, 4) if father.birth.year < 1985 else 0):
            twin = children[-1] if children and self.chance(0.03) else None
            sex = twin.sex if twin is not None and self.chance(0.7) else "L" if self.chance(0.5) else "P"
            birth = twin.birth if twin is not None else self._birth(max(father.birth.year + 18, 1980), 2007)
            name = self._name(sex, clan, father)
            if twin is not None and self.chance(0.5):
                name[0] = twin.name[0][:3] + name[0][-4:]
            children.append(Person(sex, name, birth, list(wife.name)))
        return children

    def _nik(self, person: Person, district: str) -> str:
        birth = person.birth + timedelta(days=self.number(-400, 400)) if self.chance(0.01) else person.birth
        key = (district, birth, person.sex)
        self.serials[key] = self.serials.get(key, 0) + (1 if self.chance(0.75) else self.number(1, 4))
        day = birth.day + (40 if person.sex == "P" else 0)
        return f"{district}{day:02d}{birth.month:02d}{birth.year % 100:02d}{self.serials[key]:04d}"


class _Clerks:
    """Those who write the lists."""

    def __init__(self, country: _Country, mix: Mix) -> None:
        self.country, self.mix = country, mix

    def frames(self, rows: int, distinct: int, members: int) -> Frames:
        country, people = self.country, self.country.people
        order = country.rng.permutation(len(people))
        listed, others = order[:distinct], order[distinct:]
        copies = np.concatenate([listed, country.rng.choice(listed, rows - distinct)])
        files: dict[str, list[int]] = {}
        for n, person in enumerate(copies.tolist()):
            village = people[person].village
            again = country.number(0, 3) if n >= distinct else 0  # most repeats come from another list
            own = f"{village[:6]}-a" if country.chance(0.7) else village
            files.setdefault({0: own, 1: f"{village[:6]}-b", 2: f"{village[:4]}-agency"}[again], []).append(person)
        written, truth = [], []
        for name in sorted(files):
            file = self._file(name)
            for person in sorted(files[name], key=lambda n: (people[n].village, people[n].family, n)):
                written.append(self._row(people[person], file))
                truth.append(person)
        inside = round(members * MEMBERS_LISTED)
        chosen = np.concatenate(
            [country.rng.choice(listed, inside, replace=False), country.rng.choice(others, members - inside, replace=False)]
        )
        registrations, persons = self._numbered("R", written, truth)
        participants, member_persons = self._members(country.rng.permutation(chosen).tolist())
        born = pl.DataFrame([(str(n), p.family, p.birth.isoformat()) for n, p in enumerate(people)], schema=BORN, orient="row")
        return Frames(registrations, participants, persons, member_persons, born)

    def _members(self, chosen: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
        kept = ("mother_absent", "phone_absent", "clerk_spread", "careless", "careless_times")
        rates = {each.name: getattr(self.mix, each.name) * MEMBER_CARE for each in fields(Mix) if each.name not in kept}
        careful = _Clerks(self.country, replace(self.mix, **rates))
        files = [careful._file(f"member-{n}") for n in range(12)]
        for file in files:
            file.flags["no_nik"] = file.flags["no_date"] = False
        return self._numbered("M", [careful._row(self.country.people[p], files[n % 12]) for n, p in enumerate(chosen)], chosen)

    def _numbered(self, letter: str, rows: list[dict[str, str | None]], truth: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
        order = self.country.rng.permutation(len(rows))
        ids = pl.Series("id", [f"{letter}{n:07d}" for n in range(len(rows))])
        frame = pl.DataFrame([rows[n] for n in order], schema=dict.fromkeys(COLUMNS, pl.String)).insert_column(0, ids)
        return frame, pl.DataFrame({"id": ids, "person": [str(truth[n]) for n in order]})

    def _file(self, name: str) -> File:
        c, m = self.country, self.mix
        flags = {
            "excel": m.excel_file,
            "scientific": m.scientific_file,
            "no_nik": m.no_nik_file,
            "no_date": m.no_date_file,
            "day_month": m.day_month,
            "no_mother": m.mother_absent * 0.3,
            "no_phone": m.phone_absent * 0.3,
            "no_sex": 0.05,
            "upper": 0.6,
            "dots": 0.3,
        }
        care = float(np.exp(c.rng.normal(-0.5 * m.clerk_spread**2, m.clerk_spread)))
        return File(name, care, {flag: c.chance(rate) for flag, rate in flags.items()})

    def _row(self, person: Person, file: File) -> dict[str, str | None]:
        c, m = self.country, self.mix
        k = file.care * (m.careless_times if c.chance(m.careless) else 0.75)
        sex = person.sex if not c.chance(m.sex_wrong * k) else {"L": "P", "P": "L"}[person.sex]
        name = self._name(person.name, k)
        row = {
            "nik": self._nik(person, file, k),
            "name": name.upper() if file.flags["upper"] else name.title(),
            "sex": None if file.flags["no_sex"] else sex,
            "birth_date": self._date(person.birth, file, k),
            "village": self._village(person.village, file, k),
            "mother": self._mother(person.mother, file, k),
            "phone": self._phone(person.phone, file),
            "source": file.name,
        }
        file.previous, file.relatives[person.family] = person, person
        return row

    def _name(self, words: list[str], k: float) -> str:
        c, m = self.country, self.mix
        t = list(words)
        for n in range(len(t)):
            if c.chance(m.variant * k):
                t[n] = self._variant(t[n])
            if c.chance(m.typo * k):
                t[n] = self._typo(t[n])
        if len(t) > 2 and c.chance(m.dropped * k * 1.5):
            del t[c.number(1, len(t) - 1)]
        elif len(t) > 1 and c.chance(m.dropped * k * 0.35):
            t.pop(-1 if c.chance(0.6) else 0)
        if len(t) > 1 and c.chance(m.initial * k):
            n = c.number(0, len(t))
            t[n] = t[n][0] + ("." if c.chance(0.5) else "")
        if len(t[0]) > 4 and c.chance(m.nickname * k):
            t[0] = t[0][: c.number(3, 5)] if c.chance(0.7) else t[0][-4:]
        if len(t) > 1 and c.chance(m.swapped * k):
            t = t[1:] + t[:1]
        if len(t) > 2 and c.chance(0.02 * k):
            t[1:3] = [t[1] + t[2]]
        return " ".join([c.one_of(_TITLES), *t] if c.chance(m.title * k) else t)

    def _variant(self, word: str) -> str:
        for _ in range(4):
            old, new = self.country.one_of(_SPELLINGS)
            if old in word:
                at = word.find(old) if self.country.chance(0.5) else word.rfind(old)
                return word[:at] + new + word[at + len(old) :]
        return word

    def _typo(self, word: str) -> str:
        if len(word) < 3:
            return word
        n, kind, letter = self.country.number(0, len(word)), self.country.rng.random(), self.country.one_of(_LETTERS)
        if kind < 0.3:
            return word[:n] + letter + word[n + 1 :]
        if kind < 0.55:
            return word[:n] + word[n + 1 :]
        if kind < 0.8 and n + 1 < len(word):
            return word[:n] + word[n + 1] + word[n] + word[n + 2 :]
        return word[:n] + letter + word[n:]

    def _nik(self, person: Person, file: File, k: float) -> str | None:
        c, m = self.country, self.mix
        if file.flags["no_nik"] or c.chance(min(0.9, m.nik_absent * k)):
            return None
        nik = person.nik
        if c.chance(m.nik_other * k):
            other = file.relatives.get(person.family) if c.chance(0.6) else file.previous
            nik = other.nik if other is not None else nik
        if c.chance(m.nik_typo * k):
            nik = self._mistyped_nik(nik)
        if len(nik) == 16 and file.flags["scientific"]:
            return f"{nik[0]}.{nik[1:6]}E+15" if c.chance(0.7) else f"{nik[0]},{nik[1:3]}E+15"
        if len(nik) == 16 and (file.flags["excel"] or c.chance(m.excel)):
            nik = nik[:15] + "0"
        style = c.rng.random()
        return f"'{nik}" if style < 0.02 else f"{nik[:4]} {nik[4:8]} {nik[8:12]} {nik[12:]}" if style < 0.04 else nik

    def _mistyped_nik(self, nik: str) -> str:
        kind, n = self.country.rng.random(), self.country.number(0, 15)
        if kind < 0.55:
            return nik[:n] + str(self.country.number(0, 10)) + nik[n + 1 :]
        if kind < 0.75:
            return nik[:n] + nik[n + 1] + nik[n] + nik[n + 2 :]
        return nik[:n] + nik[n + 1 :] if kind < 0.9 else nik[:n] + nik[n] + nik[n:]

    def _date(self, born: date, file: File, k: float) -> str | None:
        c, m = self.country, self.mix
        if file.flags["no_date"] or c.chance(min(0.9, m.date_absent * k)):
            return None
        if c.chance(m.january * k * 0.3):
            return f"{born.year}-01-01"
        if c.chance(m.year_guess * k):
            return f"{born.year + c.number(-3, 4)}-01-01"
        if born.day <= 12 and (file.flags["day_month"] or c.chance(m.day_month * k * 0.3)):
            return f"{born.year}-{born.day:02d}-{born.month:02d}"
        if c.chance(m.date_typo * k):
            kind, safe = c.rng.random(), born.replace(day=min(born.day, 28))
            if kind < 0.3:
                return safe.replace(year=born.year + c.one_of((-10, -1, 1, 10, 2))).isoformat()
            return (safe.replace(month=c.number(1, 13)) if kind < 0.5 else safe.replace(day=c.number(1, 29))).isoformat()
        return born.isoformat()

    def _village(self, village: str, file: File, k: float) -> str | None:
        c, m = self.country, self.mix
        if c.chance(m.village_other * k):
            village = c.one_of(c.neighbours[village[:6]]) if c.chance(0.6) else c.one_of(c.villages)
        if c.chance(m.village_absent * k):
            return None
        return f"{village[:2]}.{village[2:4]}.{village[4:6]}.{village[6:]}" if file.flags["dots"] else village

    def _mother(self, mother: list[str], file: File, k: float) -> str | None:
        if file.flags["no_mother"] or self.country.chance(self.mix.mother_absent):
            return None
        return self._name(mother[:1] if self.country.chance(0.3) else mother, k).title()

    def _phone(self, phone: str, file: File) -> str | None:
        c, m = self.country, self.mix
        if file.flags["no_phone"] or c.chance(m.phone_absent):
            return None
        phone = c.phone_number() if c.chance(m.phone_changed) else phone
        style = c.rng.random()
        return f"+62{phone[1:]}" if style < 0.15 else f"{phone[:4]}-{phone[4:8]}-{phone[8:]}" if style < 0.25 else phone


def _shares(size: int, flat: int, steep: float) -> NDArray[np.float64]:
    """Shares that fall with the rank."""
    weights = 1.0 / (np.arange(1, size + 1) + flat) ** steep
    return np.asarray(weights / weights.sum())
