"""Which village a row means: its code cell, its names of village, kecamatan and regency, and what the file says of itself.

Names are compared after folding and looked for inside the smallest area that is known; only inside a kecamatan or a
regency is a name that is nearly right taken, and then the row is told so. Where two places fit, none is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from payung.core import gazetteer
from payung.core.areas import Level
from payung.exchange.values import Memo, fold

_NEAR_IN_DISTRICT, _NEAR_IN_REGENCY, _NEAR_PARENT = 72.0, 88.0, 80.0
_CLEARLY_NEARER = 4.0
_KEYWORDS = {
    "desa": "village",
    "kelurahan": "village",
    "kel": "village",
    "ds": "village",
    "kecamatan": "district",
    "kec": "district",
    "kabupaten": "regency",
    "kab": "regency",
    "kota": "regency",
    "provinsi": "province",
    "propinsi": "province",
}
_KEYWORD = re.compile(r"\b(" + "|".join(_KEYWORDS) + r")\b")
# "Kec. Kota Lama" is a kecamatan; a kota is one only where no other word for a kind stands before it.
_AFTER_KEYWORD = re.compile(r"\b(?:" + "|".join(_KEYWORDS) + r")\s+$")
_APART = re.compile(r"\s[-–—]\s|[,;()|/\n]")
_KIND_WORDS = re.compile(r"^(?:(?:desa adat|desa|kelurahan|kel|ds|kecamatan|kec|distrik|kabupaten|kab)\s+)+")
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v", "6": "vi", "7": "vii", "8": "viii", "9": "ix"}
_STOP_WORDS = re.compile(r"\b(?:tahun|thn|provinsi|propinsi|periode|bulan|nusa tenggara timur|ntt|per|tanggal|tgl|rt|rw|dusun)\b|\d{4}")


class Named(NamedTuple):
    """Names of places as written; None where nothing is written."""

    village: str | None = None
    district: str | None = None
    regency: str | None = None


class Placed(NamedTuple):
    """Where a row belongs: its village (None when unknown), the deepest known area, and a finding if there is one."""

    village_code: str | None
    area: str
    finding: str | None = None


@lru_cache(maxsize=131_072)
def key_of(name: str) -> str:
    """A place name for comparison: folded, without the word for its kind, figures as Roman numerals, no spaces."""
    folded = fold(name)
    bare = _KIND_WORDS.sub("", folded) or folded
    return "".join(_ROMAN.get(word, word) for word in bare.split())


_DOUBLED = re.compile(r"(.)\1")
_OLD_SPELLING = (
    ("oe", "u"),
    ("tj", "c"),
    ("dj", "j"),
    ("nj", "n"),
    ("ny", "n"),
    ("sj", "s"),
    ("y", "i"),
    ("ph", "f"),
    ("v", "f"),
    ("z", "s"),
    ("h", ""),
)


@lru_cache(maxsize=131_072)
def _sound_of(key: str) -> str:
    """A key without what old spelling and slips of the ear change: oe and u, y and i, doubled letters, a silent h."""
    for old, new in _OLD_SPELLING:
        key = key.replace(old, new)
    return _DOUBLED.sub(r"\1", key)


class _Level:
    """The places of one level, by parent and by name."""

    def __init__(self, codes: Iterable[str], names: Iterable[str], parent_length: int) -> None:
        self.by_parent: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for code, name in zip(codes, names, strict=True):
            self.by_parent[code[:parent_length]][key_of(name)].append(code)

    def named(self, parents: Iterable[str], key: str) -> list[str]:
        """The places of exactly this name inside `parents`."""
        return [code for parent in parents for code in self.by_parent[parent].get(key, ())]

    def near(self, parents: Sequence[str], key: str, cutoff: float) -> str | None:
        """The one place whose name is nearest and clearly nearer than every other; None when there is no such one."""
        names = [(name, codes) for parent in parents for name, codes in self.by_parent[parent].items()]
        alike = [codes for name, codes in names if _sound_of(name) == _sound_of(key)]
        if len(alike) == 1:
            return alike[0][0] if len(alike[0]) == 1 else None
        found = process.extract(key, [name for name, _ in names], scorer=fuzz.ratio, score_cutoff=cutoff, limit=2)
        if not found or (len(found) > 1 and found[0][1] - found[1][1] < _CLEARLY_NEARER):
            return None
        codes = names[found[0][2]][1]
        return codes[0] if len(codes) == 1 else None


class _Country:
    """The gazetteer of one province, or of all: regencies, kecamatan and villages by parent and name."""

    def __init__(self, prefix: str) -> None:
        regencies = gazetteer.regencies(prefix)
        districts = gazetteer.districts(prefix)
        villages = gazetteer.villages(prefix)
        self.regencies = list(regencies["code"])
        keys: dict[str, set[str]] = defaultdict(set)
        for code, name, kind in regencies.select("code", "name", "kind").iter_rows():
            key = key_of(name)
            keys[key].add(code)
            if kind == "kota":
                keys[key.removeprefix("kota")].add(code)
        for alias, code in gazetteer.aliases().items():
            if len(code) == Level.REGENCY and code.startswith(prefix):
                keys[key_of(alias)].add(code)
        self.regency_keys = {key: sorted(codes) for key, codes in keys.items()}
        self.districts = _Level(districts["code"], districts["name"], Level.REGENCY)
        self.districts_of: dict[str, list[str]] = defaultdict(list)
        for code in districts["code"]:
            self.districts_of[code[: Level.REGENCY]].append(code)
        self.villages = _Level(villages["code"], villages["name"], Level.DISTRICT)


@cache
def _country(prefix: str) -> _Country:
    return _Country(prefix)


class Places:
    """Reads places inside an area that is known beforehand (a code of any level, or "" for all of Indonesia).

    `history`: replaced village codes with those that took their place; a code that was split says nothing without a name.
    """

    def __init__(self, known: str = "", history: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._known = known
        self._history = history or {}
        self._country = _country(known[: Level.PROVINCE])
        self._memo = Memo(self._read_row)

    def read(self, code: str | None, named: Named, context: str = "") -> Placed:
        """The village of a row; `context` is the area that the file names for all of its rows ("" when it names none)."""
        return self._memo[(code, *named, context)]

    def read_rows(self, rows: Iterable[tuple[str | None, str | None, str | None, str | None, str]]) -> list[Placed]:
        """`read` of many rows: (code, village, district, regency, context)."""
        return list(map(self._memo.__getitem__, rows))

    def _read_row(self, row: tuple[str | None, str | None, str | None, str | None, str]) -> Placed:
        code, village, district, regency, context = row
        return self._read(code, Named(village, district, regency), context)

    def of_titles(self, texts: Iterable[str]) -> str:
        """The area that titles, sheet and file names state ("DAFTAR PEKERJA DESA NITA KECAMATAN NITA"); "" when none."""
        said: dict[str, str] = {}
        for text in texts:
            said.update(_said(text))
        if not said:
            return ""
        regencies = self._stated(said.get("regency"), lambda name: self._regencies(name, self._known))
        inside = regencies or [code for code in self._country.regencies if code.startswith(self._known[:4])]
        districts = self._stated(said.get("district"), lambda name: self._districts(name, inside))
        area = districts[0] if len(districts) == 1 else regencies[0] if len(regencies) == 1 else ""
        named = Named(said.get("village"))
        return (self.read(None, named, area).village_code if named.village else None) or area

    @staticmethod
    def _stated(name: str | None, find: Callable[[str], tuple[list[str], bool]]) -> list[str]:
        """The places of a name in a title, if need be without the words behind it ("Kec Nita fix")."""
        words = (name or "").split()
        for length in range(len(words), 0, -1):
            found, near = find(" ".join(words[:length]))
            if not near or len(found) == 1:
                return found
        return []

    def of_name(self, name: str, inside: str) -> str:
        """The one village or kecamatan inside `inside` with exactly this name (of a sheet or file); "" when none."""
        key = key_of(name)
        districts = self._inside(inside or self._known)
        if not key or len(districts) > 400:
            return ""
        for found in (self._country.villages.named(districts, key), self._country.districts.named({d[:4] for d in districts}, key)):
            if len(found) == 1:
                return found[0]
        return ""

    def _read(self, code: str | None, named: Named, context: str) -> Placed:
        if code is not None and code in self._history and not gazetteer.is_known(code):
            heirs = self._history[code]
            if len(heirs) == 1:
                return Placed(heirs[0], heirs[0])
            named_heirs = [each for each in heirs if key_of(gazetteer.name_of(each)) == key_of(named.village or "")]
            return Placed(named_heirs[0], named_heirs[0]) if len(named_heirs) == 1 else Placed(None, heirs[0][:6], "area-ambiguous")
        if code is not None and len(code) == Level.VILLAGE and gazetteer.is_known(code):
            agrees = not named.village or fuzz.ratio(key_of(named.village), key_of(gazetteer.name_of(code))) >= _NEAR_IN_DISTRICT
            return Placed(code, code, None if agrees else "area-misspelt")
        if not named.village:
            return self._without_village(code, named, context)
        best: Placed | None = None
        for scope in self._scopes(named, context):
            placed = self._by_names(named, scope)
            if placed.village_code:
                return placed if code is None or placed.finding else Placed(placed.village_code, placed.area, "area-misspelt")
            best = best if best is not None and best.finding == "area-ambiguous" else placed
        if len(context) == Level.VILLAGE and fuzz.ratio(key_of(named.village), key_of(gazetteer.name_of(context))) >= _NEAR_IN_DISTRICT:
            return Placed(context, context, "area-misspelt")
        return best or Placed(None, context or self._known, "area-unknown")

    def _scopes(self, named: Named, context: str) -> list[str]:
        """Where to look, one after the other: what the file says of itself first, as far as the row does not say otherwise."""
        scopes = [context[:4] or self._known, self._known]
        if len(context) >= Level.DISTRICT and not named.district:
            regencies, _ = self._regencies(named.regency, self._known)
            if context[:4] in regencies:
                scopes.insert(0, context[:6])
        return list(dict.fromkeys(scopes))

    def _without_village(self, code: str | None, named: Named, context: str) -> Placed:
        if code is not None and len(code) == Level.VILLAGE:
            return Placed(None, context or self._known, "area-unknown")
        regencies, _ = self._regencies(named.regency, context[:4] or self._known)
        districts, _ = self._districts(named.district, regencies)
        said = districts[0] if named.district and len(districts) == 1 else regencies[0] if named.regency and len(regencies) == 1 else ""
        if len(context) == Level.VILLAGE and context.startswith(said):
            return Placed(context, context)
        return Placed(None, said or context or self._known, "area-absent")

    def _by_names(self, named: Named, scope: str) -> Placed:
        key = key_of(named.village or "")
        regencies, regency_near = self._regencies(named.regency, scope)
        districts, district_near = self._districts(named.district, regencies)
        if len(scope) >= Level.DISTRICT:
            districts = [scope[:6]] if not named.district else districts
        area = _deepest(districts, regencies, scope or self._known)
        near = "area-misspelt" if regency_near or district_near else None
        if not key:
            return Placed(None, area, "area-unknown")
        if len(districts) > 400 and not named.district:
            return Placed(None, area, "area-unknown" if len(scope) >= Level.PROVINCE else "area-ambiguous")
        found = self._country.villages.named(districts, key)
        if len(found) == 1:
            return Placed(found[0], found[0], near)
        if len(found) > 1:
            return Placed(None, area, "area-ambiguous")
        cutoff = _NEAR_IN_DISTRICT if len(districts) == 1 else _NEAR_IN_REGENCY
        if len({district[:4] for district in districts}) == 1 and (nearest := self._country.villages.near(districts, key, cutoff)):
            return Placed(nearest, nearest, "area-misspelt")
        # The kecamatan may be an old or a wrong one: a name that is there only once in the regency is still that village.
        everywhere = self._country.villages.named([d for regency in regencies for d in self._country.districts_of[regency]], key)
        if named.district and len(everywhere) == 1:
            return Placed(everywhere[0], everywhere[0], "area-misspelt")
        if named.district and len(regencies) == 1 and not everywhere:
            nearest = self._country.villages.near(self._country.districts_of[regencies[0]], key, _NEAR_IN_REGENCY)
            if nearest:
                return Placed(nearest, nearest, "area-misspelt")
        return Placed(None, area, "area-ambiguous" if len(everywhere) > 1 else "area-unknown")

    def _inside(self, scope: str) -> list[str]:
        if len(scope) >= Level.DISTRICT:
            return [scope[:6]]
        regencies = [scope] if len(scope) == Level.REGENCY else self._country.regencies
        return [district for regency in regencies for district in self._country.districts_of[regency]]

    def _regencies(self, name: str | None, scope: str) -> tuple[list[str], bool]:
        """The regencies that may be meant, and whether the name was only nearly right (or nobody's)."""
        inside = [scope[:4]] if len(scope) >= Level.REGENCY else [code for code in self._country.regencies if code.startswith(scope)]
        if not name:
            return inside, False
        key = key_of(name)
        keys = self._country.regency_keys
        found = [code for code in keys.get(key, ()) if code in inside]
        if found:
            return found, False
        near = process.extractOne(key, list(keys), scorer=fuzz.ratio, score_cutoff=_NEAR_PARENT)
        found = [code for code in keys[near[0]] if code in inside] if near else []
        return (found, True) if len(found) == 1 else (inside, True)

    def _districts(self, name: str | None, regencies: Sequence[str]) -> tuple[list[str], bool]:
        inside = [district for regency in regencies for district in self._country.districts_of[regency]]
        if not name:
            return inside, False
        key = key_of(name)
        found = self._country.districts.named(regencies, key)
        if found:
            return found, False
        near = self._country.districts.near(regencies, key, _NEAR_PARENT)
        return ([near], True) if near else (inside, True)


def _deepest(districts: Sequence[str], regencies: Sequence[str], otherwise: str) -> str:
    if len(districts) == 1:
        return districts[0]
    return regencies[0] if len(regencies) == 1 else otherwise


def _said(text: str) -> dict[str, str]:
    """The names behind the words for village, kecamatan and regency in a line of text."""
    said: dict[str, str] = {}
    for part in _APART.split(text):
        folded = fold(part)
        marks = [
            mark for mark in _KEYWORD.finditer(folded) if not (mark.group() == "kota" and _AFTER_KEYWORD.search(folded[: mark.start()]))
        ]
        for place, mark in enumerate(marks):
            end = marks[place + 1].start() if place + 1 < len(marks) else len(folded)
            name = _STOP_WORDS.split(folded[mark.end() : end])[0].strip()
            level = _KEYWORDS[mark.group()]
            if name and level != "province":
                said[level] = f"kota {name}" if mark.group() == "kota" else name
    return said
