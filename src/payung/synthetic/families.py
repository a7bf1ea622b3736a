"""Families: who lives with whom, how old they are and what they are called.

The people of a village share a few clans and a few favourite baptismal names, so that namesakes are common; sons are
named after fathers, a few later children are twins, and many birth dates were settled at a desk (1 January).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from payung.synthetic.identifiers import date_parts, days_of
from payung.synthetic.names import NONE, TRADITIONS, clan_pool, given_pool
from payung.synthetic.streams import Bools, Ints, pick, within_groups
from payung.synthetic.villages import Villages, regency_facts

COVER_STARTS_ON = date(2025, 7, 1)
_COVER_DAY = COVER_STARTS_ON.toordinal() - date(1970, 1, 1).toordinal()
_YEAR = 365.25

_SIZE_WEIGHTS = np.array([0.22, 0.27, 0.17, 0.14, 0.10, 0.06, 0.04])  # families of one to seven workers
_TWIN_SHARE = 0.02
_AFTER_FATHER_SHARE = 0.08
_SECOND_NAME_SHARE = np.array([0.45, 0.35, 0.30, 0.15])  # by tradition
_FAVOURITE_GIVEN = (8, 0.35)  # favourites in a village, and the share of people who bear one
_FAVOURITE_CLAN = (10, 0.85)
# (month, day, share of the younger, share of those born before 1965): dates written where nobody knew the day
_HEAPED_DATES = ((1, 1, 0.035, 0.10), (12, 31, 0.010, 0.03), (7, 1, 0.006, 0.02), (8, 17, 0.004, 0.006))


@dataclass(frozen=True)
class Families:
    """One entry a person; the people of a family stand side by side, the head first, and families stand in the order of villages."""

    family: Ints
    place: Ints
    size: Ints
    village: Ints
    child: Bools
    spouse: Bools
    woman: Bools
    born: Ints
    household: Ints

    @cached_property
    def head(self) -> Ints:
        """The position of the head of each person's family."""
        return np.arange(len(self.family)) - self.place


@dataclass(frozen=True)
class NameCodes:
    """Names of people and of their mothers as tokens of the vocabulary; `NONE` where a part is missing."""

    given: Ints
    second: Ints
    clan: Ints
    mother_given: Ints
    mother_clan: Ints


def found_families(rng: np.random.Generator, villages: Villages, people: int) -> Families:
    """`people` workers in families, in the villages by their weights."""
    sizes = 1 + pick(rng, _SIZE_WEIGHTS, people)
    count = int(np.searchsorted(np.cumsum(sizes), people)) + 1
    sizes = sizes[:count]
    sizes[-1] -= sizes.sum() - people
    family, place = within_groups(sizes)
    home = np.sort(pick(rng, villages.weight, count))
    couple = (sizes >= 2) & (rng.random(count) < 0.8)
    spouse = couple[family] & (place == 1)
    child = (place > 0) & ~spouse
    lone_woman = ~couple & (rng.random(count) < 0.35)
    woman = np.where(child, rng.random(people) < 0.5, spouse | lone_woman[family])
    shape = Families(
        family, place, sizes[family], home[family], child, spouse, woman, born=np.zeros(people, dtype=np.int64), household=family
    )
    born = _birth_days(rng, shape)
    settled = child & (_COVER_DAY - born > 23 * _YEAR) & (rng.random(people) < 0.5)
    household = np.where(settled, count + np.cumsum(settled), family)
    return replace(shape, born=born, household=household)


def _birth_days(rng: np.random.Generator, shape: Families) -> Ints:
    people, count = len(shape.family), int(shape.family[-1]) + 1
    first_child = shape.child & ~np.r_[False, shape.child[:-1]] | shape.child & (shape.place == 1)
    step = np.where(first_child, rng.uniform(19.5, 27, people), np.where(shape.child, rng.uniform(1.1, 4.2, people), 0.0))
    running = np.cumsum(step)
    gap = running - (running - step)[shape.head]
    oldest_gap = np.zeros(count)
    np.maximum.at(oldest_gap, shape.family, gap)
    alone, parent = 18 + 55 * rng.beta(1.2, 2.0, count), 38 + 48 * rng.beta(1.3, 2.6, count)
    age_of_head = np.where(oldest_gap > 0, np.maximum(parent, oldest_gap + rng.uniform(16.6, 24, count)), alone)
    age = age_of_head[shape.family] - np.where(shape.child, gap, np.where(shape.spouse, rng.normal(3, 3.5, people), 0))
    born = _COVER_DAY - (np.clip(age, 16.2, 92) * _YEAR).astype(np.int64)
    return _twins(rng, shape, first_child, _heaped(rng, born))


def _heaped(rng: np.random.Generator, born: Ints) -> Ints:
    _, _, year = date_parts(born)
    draw, taken = rng.random(len(born)), np.zeros(len(born))
    for month, day, young, old in _HEAPED_DATES:
        share = np.where(year < 1965, old, young)
        hit = (draw >= taken) & (draw < taken + share)
        born = np.where(hit, days_of(year, np.full_like(year, month), np.full_like(year, day)), born)
        taken = taken + share
    return born


def _twins(rng: np.random.Generator, shape: Families, first_child: Bools, born: Ints) -> Ints:
    twin = shape.child & ~first_child & (rng.random(len(born)) < _TWIN_SHARE)
    twin &= ~np.r_[False, twin[:-1]]
    return np.where(twin, np.r_[born[:1], born[:-1]], born)


def name_families(rng: np.random.Generator, villages: Villages, people: Families) -> NameCodes:
    """Names for everybody."""
    count = len(people.family)
    book = _NameBook(rng, villages)
    tradition = book.traditions(rng, people)
    draw_given, draw_clan = book.given, book.clan
    given = draw_given(rng, people.village, people.woman, tradition)
    second = np.where(rng.random(count) < _SECOND_NAME_SHARE[tradition], draw_given(rng, people.village, people.woman, tradition), NONE)
    own_clan, fathers_clan = draw_clan(rng, people.village), draw_clan(rng, people.village)[people.head]
    clan = np.where(people.child | ~people.woman, fathers_clan, own_clan)
    no_clan = rng.random(count) < np.where(_COVER_DAY - people.born > 60 * _YEAR, 0.05, 0.01)

    son_of_a_man = people.child & ~people.woman & ~people.woman[people.head]
    given = np.where(son_of_a_man & (rng.random(count) < _AFTER_FATHER_SHARE), given[people.head], given)
    given = _twins_apart(people, book.regency_of, tradition, given)
    second = np.where(second == given, NONE, second)

    mother = np.minimum(people.head + ~people.woman[people.head], count - 1)  # the head if a woman, else the spouse after him
    known = people.child & people.woman[mother] & ~people.child[mother]
    one_mother = np.where(people.child, people.head, np.arange(count))  # brothers and sisters have the same one
    late_given = draw_given(rng, people.village, np.ones(count, dtype=bool), tradition)[one_mother]
    late_clan = draw_clan(rng, people.village)[one_mother]
    mother_given, mother_clan = np.where(known, given[mother], late_given), np.where(known, clan[mother], late_clan)
    return NameCodes(given, second, np.where(no_clan, NONE, clan), mother_given, mother_clan)


def _twins_apart(people: Families, regency_of: Ints, tradition: Ints, given: Ints) -> Ints:
    """No twin is given the name of the other: he takes that of the next person of his sex, regency and tradition who has another one."""
    pool = regency_of[people.village] * 2 + people.woman
    same = (people.family[1:] == people.family[:-1]) & (people.born[1:] == people.born[:-1]) & (people.woman[1:] == people.woman[:-1])
    alike = np.flatnonzero(people.child[1:] & people.child[:-1] & same & (given[1:] == given[:-1])) + 1
    named = given.copy()
    for twin in alike:
        for other in range(int(twin) + 1, min(int(twin) + 2_000, len(given))):
            if pool[other] == pool[twin] and tradition[other] == tradition[twin] and given[other] != given[twin]:
                named[twin] = given[other]
                break
    return named


class _NameBook:
    """The pools of names of the regencies and the favourites of each village."""

    def __init__(self, rng: np.random.Generator, villages: Villages) -> None:
        self.regencies, self.regency_of = np.unique(villages.regency, return_inverse=True)
        self.pools = [
            given_pool(rng, sex, tradition) for _ in self.regencies for sex in ("L", "P") for tradition in TRADITIONS
        ]  # at (regency * 2 + woman) * len(TRADITIONS) + tradition
        self.clans = [clan_pool(rng, str(code)) for code in self.regencies]
        facts = {row["code"]: [row[name] for name in TRADITIONS] for row in regency_facts().to_dicts()}
        usual = np.mean(list(facts.values()), axis=0)
        self.shares = np.array([facts.get(str(code), usual) for code in self.regencies])
        self.main = self.shares.argmax(axis=1)
        count = len(villages.code)
        favourites, _ = _FAVOURITE_GIVEN
        self.favourite_given = np.empty((count, 2, favourites), dtype=np.int64)
        self.favourite_clan = np.empty((count, _FAVOURITE_CLAN[0]), dtype=np.int64)
        for place, clans in enumerate(self.clans):
            here = np.flatnonzero(self.regency_of == place)
            self.favourite_clan[here] = clans.draw(rng, len(here) * _FAVOURITE_CLAN[0]).reshape(len(here), -1)
            for woman in (0, 1):
                pool = self.pools[(place * 2 + woman) * len(TRADITIONS) + self.main[place]]
                self.favourite_given[here, woman] = pool.draw(rng, len(here) * favourites).reshape(len(here), -1)

    def traditions(self, rng: np.random.Generator, people: Families) -> Ints:
        """The tradition of each person: that of the family."""
        cumulative = np.cumsum(self.shares, axis=1)[self.regency_of[people.village]]
        draw = rng.random(len(people.family))[people.head]
        return np.minimum((draw[:, None] >= cumulative).sum(axis=1), len(TRADITIONS) - 1)

    def given(self, rng: np.random.Generator, village: Ints, woman: Bools, tradition: Ints) -> Ints:
        """A given name each."""
        regency = self.regency_of[village]
        key = (regency * 2 + woman) * len(TRADITIONS) + tradition
        order = np.argsort(key, kind="stable")
        used, sizes = np.unique(key, return_counts=True)
        drawn = np.empty(len(key), dtype=np.int64)
        drawn[order] = np.concatenate([self.pools[which].draw(rng, size) for which, size in zip(used, sizes, strict=True)])
        many, share = _FAVOURITE_GIVEN
        favourite = self.favourite_given[village, woman.astype(np.int64), pick(rng, 1 / np.arange(1.0, many + 1), len(key))]
        return np.where((tradition == self.main[regency]) & (rng.random(len(key)) < share), favourite, drawn)

    def clan(self, rng: np.random.Generator, village: Ints) -> Ints:
        """A clan each, most often one of the village's own."""
        regency = self.regency_of[village]
        order = np.argsort(regency, kind="stable")
        sizes = np.bincount(regency, minlength=len(self.clans))
        drawn = np.empty(len(village), dtype=np.int64)
        drawn[order] = np.concatenate([pool.draw(rng, size) for pool, size in zip(self.clans, sizes, strict=True)])
        many, share = _FAVOURITE_CLAN
        favourite = self.favourite_clan[village, pick(rng, 1 / np.arange(1.0, many + 1), len(village))]
        return np.where(rng.random(len(village)) < share, favourite, drawn)
