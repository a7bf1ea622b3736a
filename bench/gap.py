"""5,000 deaths told by civil registry, villages and parishes against 100,000 people under cover: time, recall and precision beside the truth.

    .venv/bin/python bench/gap.py [COVERED [DEATHS]]

The covered are people of a synthetic province as clerks typed them; the deaths are typed anew by others (mix `field` with 60 % of its errors, as a
death list is) in the columns of such a list, 15 % without a NIK as parish books
and obituaries are; three in ten are of people who are not covered. Only what `claims.rules.gaps` calls sure counts as found. Written to bench/results/gap.json.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np
import polars as pl
from machine import machine, write_result

from payung.claims.rules.gaps import match_deaths
from payung.synthetic.clerks import Work, type_rows
from payung.synthetic.errors import FIELD
from payung.synthetic.extracts import linkage_frames
from payung.synthetic.people import Province, make_province
from payung.synthetic.streams import stream

SEED = 1
_CARE = 0.6
_COVERED_DEATHS = 0.7
_WITHOUT_NIK = 0.15


def main(covered: int, deaths: int) -> None:
    """Measure, compare with the bar, keep the result."""
    known = machine()
    province = make_province(round(covered * 1.1), SEED)
    people, told, truth = _frames(province, covered, deaths)
    began, cpu = time.perf_counter(), time.process_time()
    matched = match_deaths(told, people)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    sure = matched.filter("sure").join(truth, left_on="death", right_on="id", how="left")
    right = sure.filter(pl.col("worker") == pl.col("person")).height
    findable = truth.filter(pl.col("covered")).height
    recall, precision = right / findable, right / max(1, sure.height)
    result = {
        **known,
        "covered": people.height,
        "deaths": told.height,
        "of_covered_people": findable,
        "found": sure.height,
        "right": right,
        "to_be_looked_at": matched.height - sure.height,
        "recall": round(recall, 4),
        "precision": round(precision, 4),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "bar": "<= 10 s, recall >= 0.98 at precision >= 0.95",
        "holds": seconds <= 10 and recall >= 0.98 and precision >= 0.95,
    }
    print(json.dumps(result, indent=1))
    write_result("gap", result)


def _frames(province: Province, covered: int, deaths: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """People under cover (worker = the person's number), deaths as told, and [id, person, covered]."""
    listed = linkage_frames(province, "office", SEED)
    rows = listed.registrations.join(listed.truth, on="id").unique("person", keep="first", maintain_order=True).head(covered)
    people = rows.with_columns(pl.col("person").cast(pl.Int64)).with_columns(worker="person")
    rng = stream(SEED, "deaths of the gap")
    inside = people["worker"].to_numpy()
    outside = np.setdiff1d(np.arange(province.people.height), inside)
    chosen = np.concatenate([
        rng.choice(inside, round(deaths * _COVERED_DEATHS), replace=False),
        rng.choice(outside, deaths - round(deaths * _COVERED_DEATHS), replace=False),
    ])  # fmt: skip
    work = Work(chosen, province.families.village[chosen], np.zeros(deaths, dtype=np.int64), 1)
    told = type_rows(stream(SEED, "gap.csv"), province, work, FIELD.scaled(_CARE)).with_columns(id=pl.int_range(deaths))
    truth = pl.DataFrame({"id": np.arange(deaths), "person": chosen, "covered": np.isin(chosen, inside)})
    without = pl.Series(rng.random(deaths) < _WITHOUT_NIK)
    told = told.with_columns(nik=pl.when(~without).then("nik"))
    return people, told.select("id", "nik", "name", "sex", "birth_date", "village"), truth


if __name__ == "__main__":
    main(*(int(each) for each in (*sys.argv[1:3], *("100000", "5000")[len(sys.argv[1:3]) :])))
