"""A submitted list of as many made-up people as asked for, written past selection: for measuring what is made of lists."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
from django.utils import timezone

from payung.governance.actions.bulk import load, take_ids
from payung.governance.queries.accounts import actor_for
from payung.governance.queries.keys import keyring
from payung.programmes.queries import programme
from payung.selection.models import BeneficiaryList, SelectionRun
from payung.synthetic import make_province

ON = date(2025, 7, 1)


def fill(names: int) -> int:
    """Write the list; its number."""
    people = make_province(names + names // 20, 1).people.filter(pl.col("died_on").is_null()).sample(names, seed=1)
    by, held, at = actor_for("operator", timezone.localdate()), programme("ntt-2025"), datetime(2025, 7, 1, tzinfo=UTC)
    run = SelectionRun.objects.create(
        programme_id=held.id, tranche_id=held.tranches[0].id, seed=1, on=ON, code_version="bench", assessed=names, chosen=people.height, months=6,
        price_idr=16_800, prices_idr={"jkk": 60_000, "jkm": 40_800}, cost_idr=people.height * 100_800, ran_at=at, complete=True,
    )  # fmt: skip
    _load_people(people, run.pk)
    listed = BeneficiaryList.objects.create(run=run, status="submitted", digest=b"bench", submitted_by_id=by.user_id, submitted_at=at)
    return listed.pk


def _load_people(people: pl.DataFrame, run: int) -> None:
    keys = keyring()
    workers, entries = take_ids("registry_worker", people.height), take_ids("selection_entry", people.height)
    sealed = [
        keys.seal("selection_entry", entry, {"nik": nik, "hamlet": hamlet})
        for entry, nik, hamlet in zip(entries, people["nik"], people["hamlet"], strict=True)
    ]
    empty = {name: pl.lit("") for name in ("workplace", "hours")}
    text = {name: people[name].fill_null("") for name in ("birth_place", "occupation", "sex")}
    told = people.select("name", "birth_date", "village_code", area="village_code").with_columns(**text, **empty)
    as_worker = {"origin": pl.lit("listed"), "nik_state": pl.lit("sound"), "died_source": pl.lit(""), "version": pl.lit(1)}
    load("registry_worker", told.with_columns(pl.Series("id", workers), **as_worker))
    as_entry = {"state": pl.lit("chosen"), "rank": pl.int_range(1, people.height + 1), "score": pl.lit(0), "reasons": pl.lit("{}")}
    keyed = (pl.Series("id", entries), pl.Series("worker_id", workers), pl.Series("envelope", sealed, pl.Binary))
    load("selection_entry", told.with_columns(*keyed, run_id=pl.lit(run), **as_entry))
