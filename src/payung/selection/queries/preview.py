"""What other settings would do with the people of today: counted, not written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from payung.core.areas import Level
from payung.governance.queries.scope import current_actor
from payung.governance.rules.access import check_area
from payung.programmes.queries import programme
from payung.programmes.rules.settings import SETTINGS_KEYS, read_settings
from payung.selection.queries.inputs import chosen_from, ground, people_of
from payung.selection.rules.statuses import Verdict

_SEED = 1  # the lot changes who, not how many


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would be assessed, meet every criterion, be chosen and stand in reserve.

    `reasons`: how many miss each criterion (somebody may miss several); `regencies`: regency -> chosen.
    """

    assessed: int
    eligible: int
    chosen: int
    reserve: int
    capacity: int
    reasons: Mapping[str, int]
    regencies: Mapping[str, int]


def preview(code: str, *, on: date, settings: Mapping[str, Any] | None = None, tranche: str | None = None) -> Preview:
    """The counts under `settings` (plain content; without them the programme's own) for a tranche, the first unless one is named.

    As many places as the money that is not bound buys; once all is bound, as many as the tranche has.

    Raises `Refusal` unknown-programme, unknown-tranche, programme-invalid, figure-unknown, quota-floors-exceed, or outside-area for a
    posting that sees a part of the programme's people only.
    """
    held = programme(code)
    actor = current_actor()
    if actor is not None:
        check_area(actor, held.area)
    if settings is not None:
        held = replace(held, settings=read_settings({key: settings[key] for key in SETTINGS_KEYS if settings.get(key) is not None}))
    asked = held.tranche(tranche) if tranche else held.tranches[0]
    under = ground(held, asked, on)
    capacity = under.money.capacity or asked.people
    result = chosen_from(people_of(under, on), under, _SEED, capacity).result
    counts: dict[str, int] = dict(result["verdict"].value_counts().iter_rows())
    chosen = result.filter(pl.col("verdict") == Verdict.CHOSEN.value)
    by_regency = chosen["village_code"].drop_nulls().str.head(int(Level.REGENCY)).value_counts()
    missed = result.filter(pl.col("verdict") == Verdict.NOT_ELIGIBLE.value).explode("reasons")["reasons"].drop_nulls()
    return Preview(
        assessed=result.height,
        eligible=result.height - counts.get(Verdict.NOT_ELIGIBLE.value, 0),
        chosen=counts.get(Verdict.CHOSEN.value, 0),
        reserve=counts.get(Verdict.RESERVE.value, 0),
        capacity=capacity,
        reasons=dict(missed.value_counts(sort=True).iter_rows()),
        regencies=dict(by_regency.iter_rows()),
    )
