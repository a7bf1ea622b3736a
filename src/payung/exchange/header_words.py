"""What a header means: the dictionary of headers.yaml, then near spelling ("Tmpt/Tgl Lhir", "Nama Lengkpa")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.exchange.values import fold
from payung.exchange.workbooks import MOST_COLUMNS, column_index

EXACT, SYNONYM, FUZZY, CONTENT, GIVEN = "exact", "synonym", "fuzzy", "content", "given"
UNUSED = "unused"

_NEAR_ENOUGH = 84.0
_LONGEST_HEADER = 90


class Meaning(NamedTuple):
    """What a header means: one field, or two that share a column; and how it was recognised."""

    fields: tuple[str, ...]
    how: str


def recognise(header: str) -> Meaning | None:
    """What a header means; None when nothing known is near. By dictionary first, then by near spelling."""
    return by_dictionary(header) or by_nearness(header)


def read_mapping(path: Path) -> dict[str, str]:
    """A mapping file: YAML, header or column letter -> field ("" leaves a column out).

    Raises `Refusal` mapping-unreadable or mapping-unknown-field.
    """
    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None
    if not isinstance(content, dict):
        raise Refusal("mapping-unreadable", gettext_noop("The mapping file is no YAML list of 'header: field' lines."))
    mapping = {str(header): str(name or "") for header, name in content.items()}
    known = {name for names in _words().fields.values() for name in names}
    for name in mapping.values():
        if name and name not in known:
            message = gettext_noop("The mapping file names the field %(field)s, which Payung does not know. Known: %(known)s.")
            raise Refusal("mapping-unknown-field", message, field=name, known=", ".join(sorted(known - {UNUSED})))
    return mapping


@dataclass(frozen=True)
class _Words:
    fields: dict[str, tuple[str, ...]]
    names: frozenset[str]
    by_compact: dict[str, tuple[str, ...]]
    near: list[str]
    short: dict[str, str]
    noise: frozenset[str]
    vocabulary: list[str]


@cache
def _words() -> _Words:
    data = read_yaml((Path(__file__).parent / "headers.yaml").read_text(encoding="utf-8"))
    short = {short: word for word, ways in data["words"].items() for short in ways}
    fields: dict[str, tuple[str, ...]] = {}
    names: set[str] = set()
    for name, ways in data["fields"].items():
        parts = tuple(name.split("+"))
        names.update(fold(part) for part in parts)
        for way in ways if len(parts) > 1 else [*ways, name]:
            fields.setdefault(_normal(fold(way), short), parts)
    for way in data["unused"]:
        fields.setdefault(_normal(fold(way), short), (UNUSED,))
    by_compact = {way.replace(" ", ""): parts for way, parts in fields.items()}
    first_short = {word: ways[0] for word, ways in data["words"].items()}
    for way, parts in fields.items():  # "nokk", "tgllahir": short words run together
        by_compact.setdefault("".join(first_short.get(word, word) for word in way.split()), parts)
    vocabulary = sorted({word for way in fields for word in way.split() if len(word) >= 4})
    return _Words(
        fields, frozenset(names), by_compact, [way for way in by_compact if len(way) >= 5], short, frozenset(data["noise"]), vocabulary
    )


_SINGLES = re.compile(r"\b(?:[a-z] )+[a-z]\b")


def _normal(folded: str, short: Mapping[str, str]) -> str:
    """Folded text with letters written apart joined ("n i k" -> "nik") and short words written out."""
    joined = _SINGLES.sub(lambda found: found.group().replace(" ", ""), folded)
    return " ".join(short.get(word, word) for word in joined.split())


_INNER = re.compile(r"\(([^)]*)\)?")
_PARTS = re.compile(r"\s*(?:[/,;&+\n]|\bdan\b|\batau\b)\s*", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def by_dictionary(header: str) -> Meaning | None:
    """What a header means when it is written in a way that the dictionary knows, short words and noise included."""
    if len(header) > _LONGEST_HEADER:
        return None
    words = _words()
    folded = fold(header)
    if not folded or folded.isdigit():
        return None
    if folded in words.names and header.strip().lower().replace("_", " ") == folded:
        return Meaning(words.fields[_normal(folded, words.short)], EXACT)
    outer = _INNER.sub(" ", header) if "(" in header else header
    for text in dict.fromkeys((header, outer, *_INNER.findall(header))):
        fields = _look_up(text)
        if fields:
            return Meaning(fields, SYNONYM)
    return _by_parts(outer) if _PARTS.search(outer) else None


def _look_up(text: str) -> tuple[str, ...] | None:
    words = _words()
    normal = _normal(fold(text), words.short)
    kept = " ".join(word for word in normal.split() if word not in words.noise)
    for way in (normal, normal.replace(" ", ""), kept):
        fields = words.fields.get(way) or words.by_compact.get(way)
        if fields:
            return fields
    return None


def _by_parts(text: str) -> Meaning | None:
    """A header of several words for one thing ("NIK/No. KTP"), or of a place and a date ("Tmpt/Tgl Lahir")."""
    parts = [part for part in _PARTS.split(text) if fold(part)]
    if len(parts) < 2:
        return None
    tail = parts[-1].split()[-1]
    found = [_look_up(part) or _look_up(f"{part} {tail}") for part in parts]
    fields = tuple(dict.fromkeys(name for names in found if names for name in names))
    if None in found or not (len(fields) == 1 or set(fields) == {"birth_place", "birth_date"}):
        return None
    return Meaning(fields if len(fields) == 1 else ("birth_place", "birth_date"), SYNONYM)


@lru_cache(maxsize=16_384)
def by_nearness(header: str) -> Meaning | None:
    """What a misspelt header means: word by word, then as a whole."""
    if len(header) > _LONGEST_HEADER:
        return None
    words = _words()
    bare = _INNER.sub(" ", header)
    corrected = " ".join(_corrected(word) for word in _normal(fold(bare), words.short).split())
    fields = _look_up(corrected)
    if fields is None and (parts := _by_parts(_PARTS.sub("/", correct_all(bare)))):
        fields = parts.fields
    if fields is None:
        near = process.extractOne(corrected.replace(" ", ""), words.near, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
        fields = words.by_compact[near[0]] if near and corrected[:1] == near[0][:1] else None
    return Meaning(fields, FUZZY) if fields else None


def correct_all(text: str) -> str:
    """The text with every misspelt or shortened header word written right."""
    words = _words()
    return re.sub(r"[A-Za-z]+", lambda found: _corrected(words.short.get(found.group().lower(), found.group().lower())), text)


@lru_cache(maxsize=16_384)
def _corrected(word: str) -> str:
    """A misspelt word of a header as the nearest word that headers use; other words stay."""
    words = _words()
    if len(word) < 4 or word in words.noise:
        return word
    allowed = 1 if len(word) < 7 else 2
    near = process.extractOne(word, words.vocabulary, scorer=OSA.distance, score_cutoff=allowed)
    return near[0] if near else word


class Hints:
    """A mapping that was given: by header (folded) or by column letter; "birth_place+birth_date" for two fields in one column."""

    def __init__(self, hints: Mapping[str, str]) -> None:
        self._by_header = {fold(header): name for header, name in hints.items()}
        self._by_letter = {
            column_index(header): name
            for header, name in hints.items()
            if header.isupper() and len(header) <= 2 and header.isalpha() and column_index(header) < MOST_COLUMNS
        }

    def __bool__(self) -> bool:
        return bool(self._by_header)

    def meaning(self, index: int, texts: Iterable[str]) -> Meaning | None:
        """The given meaning of a column, if any."""
        for text in texts:
            if text and (name := self._by_header.get(fold(text))) is not None:
                return Meaning(tuple((name or UNUSED).split("+")), GIVEN)
        if (name := self._by_letter.get(index)) is not None:
            return Meaning(tuple((name or UNUSED).split("+")), GIVEN)
        return None
