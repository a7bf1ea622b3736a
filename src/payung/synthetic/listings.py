"""Who stands in which list: villages list their workers, agents list whom they meet, and some people are listed twice or more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from payung.synthetic.streams import Bools, Ints, pick
from payung.synthetic.villages import Villages

USUAL_REPEATS = 0.08
_AGENT_SHARE = 0.03  # of those listed once only
_ROWS_OF_AN_AGENT = 120
_REPEATED_IN = np.array([0.20, 0.50, 0.30])  # the same list, an agent's, that of another village or kecamatan nearby
_KEEPS_HOUSEHOLDS = 0.6  # share of lists written house by house


@dataclass(frozen=True)
class Lists:
    """The lists of a province. `of_village`: the list in which a village's people stand."""

    source: pl.Series
    agent: Bools
    regency: Ints
    of_village: Ints


def list_people(
    rng: np.random.Generator, villages: Villages, workers: int, repeats: float, order: Ints, village: Ints, moved_from: Ints
) -> tuple[pl.DataFrame, Lists]:
    """`workers` rows, of which the share `repeats` are people listed before.

    `order`: a permutation of the people, the first of whom get listed; `village` and `moved_from`: positions in `villages`,
    `moved_from` -1 for those who stayed. Returns the rows list by list (row, person, list, village, again) and the lists.
    """
    again = np.arange(workers) >= workers - round(workers * repeats)
    once = np.argsort(order)[: int((~again).sum())]
    person = np.concatenate([once, rng.choice(once, int(again.sum()))])
    regency = villages.regency[village[person]]
    areas, of_village = _area_lists(villages)

    kind = np.where(again, pick(rng, _REPEATED_IN, workers), np.where(rng.random(workers) < _AGENT_SHARE, 1, 0))
    old_home = moved_from[person]
    nearby = np.where(old_home >= 0, old_home, _neighbour(rng, villages, village[person]))
    stale = (old_home >= 0) & ~again & (rng.random(workers) < 0.4)
    where = np.where((kind == 2) | stale, nearby, village[person])
    agent_list, agents = _agent_lists(rng, regency, kind == 1)
    listed = np.where(kind == 1, len(areas) + agent_list, of_village[where])

    lists = Lists(
        pl.concat([areas, pl.Series([f"agen-{number:04d}" for number in range(1, len(agents) + 1)], dtype=pl.String)]),
        np.arange(len(areas) + len(agents)) >= len(areas),
        np.concatenate([areas.str.head(4).cast(pl.Int64).to_numpy(), agents]),
        of_village,
    )
    houses = rng.random(len(lists.source)) < _KEEPS_HOUSEHOLDS
    inside = np.where(houses[listed] & ~again, person, rng.permutation(workers) * (len(order) / workers))
    sequence = np.lexsort((inside, where, listed))
    rows = pl.DataFrame({"person": person[sequence], "list": listed[sequence], "village": where[sequence], "again": again[sequence]})
    return rows.with_row_index("row"), lists


def _area_lists(villages: Villages) -> tuple[pl.Series, Ints]:
    areas = villages.area.unique(maintain_order=True)
    place = pl.DataFrame({"area": areas}).with_row_index("place")
    return areas, pl.DataFrame({"area": villages.area}).join(place, on="area", maintain_order="left")["place"].cast(pl.Int64).to_numpy()


def _neighbour(rng: np.random.Generator, villages: Villages, village: Ints) -> Ints:
    """Another village among those next in the order of codes, which is mostly the same kecamatan and always the same regency where it can be."""
    step = rng.integers(1, 12, len(village)) * rng.choice(np.array([-1, 1]), len(village))
    near = np.clip(village + step, 0, len(villages.code) - 1)
    other_way = np.clip(village - step, 0, len(villages.code) - 1)
    return np.where(villages.regency[near] == villages.regency[village], near, other_way)


def _agent_lists(rng: np.random.Generator, regency: Ints, chosen: Bools) -> tuple[Ints, Ints]:
    """For each row the agent (meaningful where `chosen`), and the regency of each agent: agents divide the chosen rows, regency by regency."""
    rows = np.flatnonzero(chosen)
    agents = max(1, len(rows) // _ROWS_OF_AN_AGENT) if len(rows) else 0
    agent = np.zeros(len(regency), dtype=np.int64)
    ranked = rows[np.lexsort((rng.random(len(rows)), regency[rows]))]
    agent[ranked] = np.arange(len(rows)) * agents // max(len(rows), 1)
    homes = np.zeros(agents, dtype=np.int64)
    homes[agent[ranked]] = regency[ranked]
    return agent, homes
