"""What other rooms ask of claims as a set."""

from __future__ import annotations

import polars as pl

from payung.claims.rules.statuses import Cause, ClaimKind, ClaimStatus
from payung.governance.queries.frames import read_frame
from payung.registry.queries.persons import with_person

_SCHEMA = {"claim": pl.Int64, "worker": pl.Int64, "kind": pl.String, "on": pl.Date, "status": pl.String, "paid_idr": pl.Int64}


def death_claims() -> pl.DataFrame:
    """[claim, person, kind, on (day of death), status, paid_idr] of every claim for a death that was not closed, of the present scope."""
    sql = (
        "SELECT id, worker_id, kind, event_on, status, paid_idr FROM claims_claim"
        " WHERE (kind = %s OR (kind = %s AND cause = %s)) AND status <> %s ORDER BY id"
    )
    wanted = [ClaimKind.JKM.value, ClaimKind.JKK.value, Cause.WORK_DEATH.value, ClaimStatus.CLOSED.value]
    return with_person(read_frame(sql, _SCHEMA, wanted)).drop("worker")


def claims_paid() -> pl.DataFrame:
    """[claim, area, kind, on (day of payment), amount_idr] of what was paid by person, as far as anybody told."""
    sql = "SELECT id, area, kind, paid_on, paid_idr FROM claims_claim WHERE paid_on IS NOT NULL ORDER BY id"
    return read_frame(sql, {"claim": pl.Int64, "area": pl.String, "kind": pl.String, "on": pl.Date, "amount_idr": pl.Int64})


def claims_counted() -> pl.DataFrame:
    """[area, kind, state, month, cases, amount_idr, told_on] of the newest counts of the agency for each area, kind, state and month."""
    sql = (
        "SELECT c.area, c.kind, c.state, c.month, c.cases, c.amount_idr, l.told_on FROM claims_agencycount c"
        " JOIN claims_agencylist l ON l.id = c.list_id ORDER BY l.told_on, c.id"
    )
    schema = {
        "area": pl.String,
        "kind": pl.String,
        "state": pl.String,
        "month": pl.Date,
        "cases": pl.Int64,
        "amount_idr": pl.Int64,
        "told_on": pl.Date,
    }
    return read_frame(sql, schema).unique(["area", "kind", "state", "month"], keep="last", maintain_order=True)
