"""What an amended decree may change: each freed place goes to somebody of the reserve, inside quota area, household cap and money."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.selection.rules.statuses import EntryState


def standing_people(entries: pl.DataFrame) -> pl.Expr:
    """Whether an entry of the list holds a place today: chosen and not left, or entered by an amendment and not left.

    `entries` has state, left and entered (whether a standing amendment lets him leave, or enter).
    """
    chosen = pl.col("state") == EntryState.CHOSEN.value
    return (chosen | pl.col("entered")) & ~pl.col("left")


def check_places(places: pl.DataFrame, entries: pl.DataFrame, household_cap: int | None) -> None:
    """Whether these places (leaves, enters) may be amended.

    `entries` of the list: entry, state, left, entered, quota_area, household (null: unknown), gone (he may not enter: died, taken back,
    covered or on another list by now). Raises `Refusal` amendment-empty, place-not-free, not-in-reserve, people-gone,
    outside-quota-area or household-full.
    """
    if places.is_empty():
        raise Refusal(
            "amendment-empty", gettext_noop("No place is filled by this amendment. Record a reply first, or nobody is left in the reserve.")
        )
    leaves = places.select(pl.col("leaves").alias("entry")).join(
        entries.filter(standing_people(entries)), on="entry", how="left", maintain_order="left"
    )
    enters = places.select(pl.col("enters").alias("entry")).join(entries, on="entry", how="left", maintain_order="left")
    once = places["leaves"].n_unique() == places["enters"].n_unique() == places.height
    if not once or leaves["state"].null_count():
        raise Refusal("place-not-free", gettext_noop("One of these places was given away already. Reload the page and begin again."))
    in_reserve = (enters["state"] == EntryState.RESERVE.value) & ~enters["entered"].fill_null(True)
    if not bool(in_reserve.fill_null(False).all()):
        raise Refusal(
            "not-in-reserve", gettext_noop("Somebody who should enter is not in the reserve any more. Reload the page and begin again.")
        )
    gone = int(enters["gone"].sum())
    if gone:
        message = gettext_noop(
            "%(people)s people who should enter have died, are covered or are on another list by now. Reload and begin again."
        )
        raise Refusal("people-gone", message, people=gone)
    if not bool((leaves["quota_area"] == enters["quota_area"]).fill_null(False).all()):
        raise Refusal("outside-quota-area", gettext_noop("A place is filled from the reserve of its own quota area only."))
    _check_households(places, entries, household_cap)


def _check_households(places: pl.DataFrame, entries: pl.DataFrame, cap: int | None) -> None:
    if cap is None:
        return
    after = entries.filter(
        (entries.select(standing_people(entries)).to_series() | entries["entry"].is_in(places["enters"].implode()))
        & ~entries["entry"].is_in(places["leaves"].implode())
    )
    entering = entries.filter(pl.col("entry").is_in(places["enters"].implode()))["household"].drop_nulls()
    sizes = after.filter(pl.col("household").is_in(entering.implode())).group_by("household").len()
    if sizes.height and int(sizes["len"].max()) > cap:  # type: ignore[arg-type]
        raise Refusal("household-full", gettext_noop("A household would have more places than the programme gives one household."))


def check_money(freed_idr: Mapping[str, int], bound_idr: Mapping[str, int], freed_months: int, bound_months: int) -> None:
    """Whether what the new people cost stays inside what the freed places bound, in person-months too. Raises `Refusal` money-exceeded."""
    if bound_months > freed_months or any(amount > freed_idr.get(insurance, 0) for insurance, amount in bound_idr.items()):
        raise Refusal("money-exceeded", gettext_noop("The new people would cost more than the freed places held. Let fewer people enter."))
