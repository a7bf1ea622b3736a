"""Questions for a human, never an accusation: claims of people reported alive, deaths soon after enrolment, heirs that recur. Frames; no Django."""

from __future__ import annotations

import polars as pl

SOON_DAYS = 90


def reported_alive(claims: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Claims for a death [claim, worker, event_on] of people whom somebody reported alive after that day: `told` [worker, on, by] -> + on, by."""
    return (
        claims.join(told, on="worker")
        .filter(pl.col("on") > pl.col("event_on"))
        .sort("claim", "on")
        .unique("claim", keep="last", maintain_order=True)
    )


def soon_after_enrolment(deaths: pl.DataFrame) -> pl.DataFrame:
    """[agent, village, deaths, soon, workers] of deaths [worker, died_on, covered_since, village, agent]: how many died within 90 days of the
    beginning, where at least one did, most first.
    """
    days = (pl.col("died_on") - pl.col("covered_since")).dt.total_days()
    soon = (days >= 0) & (days <= SOON_DAYS)
    counted = deaths.group_by("agent", "village").agg(
        pl.len().alias("deaths"), soon.sum().cast(pl.Int64).alias("soon"), pl.col("worker").filter(soon).sort().alias("workers")
    )
    return counted.filter(pl.col("soon") > 0).sort("soon", "deaths", "village", "agent", descending=[True, False, False, False])


def recurring(heirs: pl.DataFrame) -> pl.DataFrame:
    """[mac, claims, heirs] of heirs [heir, claim, worker, mac] whose number or account stands in claims of more than one worker."""
    grouped = (
        heirs.filter(pl.col("mac").is_not_null())
        .group_by("mac")
        .agg(
            pl.col("worker").n_unique().alias("people"),
            pl.col("claim").unique().sort().alias("claims"),
            pl.col("heir").unique().sort().alias("heirs"),
        )
    )
    return grouped.filter(pl.col("people") > 1).sort("claims").select("mac", "claims", "heirs")
