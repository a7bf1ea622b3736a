"""Names as NTT has them: baptismal names by tradition, clans by regency, a few of each in one village.

A name is two or three tokens (given name, sometimes a second, family or clan name), each a number in one
vocabulary. Clerks' spellings of a token, its short forms and its initial are further tokens of the same vocabulary,
so that misspelling a million names is a look-up.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from payung.synthetic.streams import Floats, Ints, pick

DATA = Path(__file__).parent / "data"
TRADITIONS = ("katolik", "protestan", "islam", "lokal")
NONE = -1

# Names that every parish has many of; the tables themselves say nothing of frequency.
_VERY_COMMON = frozenset(
    [
        "Maria",
        "Yohanes",
        "Yosef",
        "Petrus",
        "Paulus",
        "Agustinus",
        "Fransiskus",
        "Antonius",
        "Yuliana",
        "Margareta",
        "Kristina",
        "Agnes",
        "Elisabeth",
        "Yakobus",
        "Markus",
        "Stefanus",
        "Martha",
        "Yuliana",
        "Theresia",
        "Katarina",
        "Muhamad",
        "Abdul",
        "Siti",
        "Nur",
        "Aminah",
        "Umbu",
        "Rambu",
        "Daniel",
        "Yunus",
    ]
)
_VERY_COMMON_WEIGHT = 5.0
# What clerks do to a spelling besides the pairs in name_variants.csv: (pattern, what is written instead).
_SPELLING_HABITS = (
    ("^Y", "J"), ("^J", "Y"), ("ph", "f"), ("f", "v"), ("v", "f"), ("th", "t"), ("oe", "u"), ("ks", "x"), ("us$", "s"), ("us$", "os"),
    ("k", "c"), ("c", "k"), ("i([aeou])", r"y\1"), ("h$", ""), ("([aeiou])$", r"\1h"), ("ll", "l"), ("nn", "n"), ("ss", "s"), ("dj", "j"),
    ("^Dj", "J"), ("ie", "i"), ("z", "s"), ("s$", "z"), ("ae", "e"), ("a$", "e"),
)  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """All tokens, and for each of the first `bases` of them where its variants stand.

    `variants[variant_start[t] : variant_start[t + 1]]` are the tokens written for `t`; `initial[t]` is its initial with a point.
    """

    tokens: pl.Series
    bases: int
    variant_start: Ints
    variants: Ints
    initial: Ints
    code: dict[str, int]

    def text(self, codes: Ints) -> pl.Series:
        """The tokens of `codes` as text, null where the code is `NONE`."""
        found = pl.Series(np.where(codes < 0, 0, codes))
        return self.tokens.gather(found).zip_with(pl.Series(codes >= 0), pl.Series([None], dtype=pl.String))

    def variant(self, rng: np.random.Generator, codes: Ints) -> Ints:
        """One of the other spellings of each token; the token itself where none is known."""
        safe = np.where(codes < 0, 0, codes)
        count = self.variant_start[safe + 1] - self.variant_start[safe]
        place = self.variant_start[safe] + (rng.random(len(codes)) * count).astype(np.int64)
        return np.where((count > 0) & (codes >= 0), self.variants[np.minimum(place, len(self.variants) - 1)], codes)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the packaged tables; the same in every process."""
    bases = sorted({row["name"] for table in ("given_male", "given_female") for row in _table(f"names_{table}")}
                   | {row["family_name"] for row in _table("names_family")} | {row["canonical"] for row in _table("name_variants")})  # fmt: skip
    listed: dict[str, list[str]] = {}
    for row in _table("name_variants"):
        listed.setdefault(row["canonical"], []).append(row["variant"])
    tokens = list(bases)
    code = {token: place for place, token in enumerate(tokens)}

    def add(token: str) -> int:
        if token not in code:
            code[token] = len(tokens)
            tokens.append(token)
        return code[token]

    starts, variants, initials = [0], [], []
    for base in bases:
        # The spellings people really use come up three times as often as the ones a habit makes.
        variants += [add(token) for token in (*listed.get(base, ()) * 3, *_habitual_spellings(base))]
        starts.append(len(variants))
        initials.append(add(f"{base[0].upper()}."))
    return Vocabulary(pl.Series(tokens), len(bases), np.array(starts), np.array(variants), np.array(initials), code)


def _habitual_spellings(base: str) -> Iterable[str]:
    made = (re.sub(pattern, instead, base, count=1) for pattern, instead in _SPELLING_HABITS)
    return sorted({token for token in made if token != base and len(token) > 2})


@dataclass(frozen=True)
class Pool:
    """Tokens to draw from and how common each is."""

    codes: Ints
    weights: Floats

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """`size` tokens."""
        return self.codes[pick(rng, self.weights, size)]


def given_pool(rng: np.random.Generator, sex: str, tradition: str) -> Pool:
    """The given names of a tradition (`lokal` and `umum` names belong to every one), in a frequency order of the caller's own."""
    rows = _table("names_given_male" if sex == "L" else "names_given_female")
    chosen = [
        row["name"] for row in rows if tradition in row["traditions"].split("|") or (row["traditions"] == "umum" and tradition != "lokal")
    ]
    order = rng.permutation(len(chosen))
    common = np.array([_VERY_COMMON_WEIGHT if name in _VERY_COMMON else 1.0 for name in chosen])
    return Pool(_codes(chosen), common / (3.0 + order) ** 0.9)


def clan_pool(rng: np.random.Generator, regency: str) -> Pool:
    """The family names of a regency, those at home there before the others; all names for a regency the table does not know."""
    rows = _table("names_family")
    homes = [[code.replace(".", "") for code in row["regency_codes_most_likely_first"].split("|")] for row in rows]
    likely = [(row["family_name"], 1 / (1 + home.index(regency))) for row, home in zip(rows, homes, strict=True) if regency in home]
    likely = likely or [(row["family_name"], 1.0) for row in rows]
    order = rng.permutation(len(likely))
    return Pool(_codes([name for name, _ in likely]), np.array([weight for _, weight in likely]) / (2.0 + order) ** 0.7)


def _codes(names: Sequence[str]) -> Ints:
    code = vocabulary().code
    return np.array([code[name] for name in names], dtype=np.int64)


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def full_names(given: Ints, second: Ints, clan: Ints) -> pl.Series:
    """Whole names in the usual order; a part that is `NONE` is left out."""
    words = vocabulary()
    parts = pl.DataFrame({"given": words.text(given), "second": words.text(second), "clan": words.text(clan)})
    return parts.select(pl.concat_str("given", "second", "clan", separator=" ", ignore_nulls=True)).to_series()
