"""The loader and the reader of set work, in a scope and as the batch role; partitions of one run."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from payung.governance.actions.bulk import close_partition, drop_partition, load, load_partition, open_partition, take_ids, update
from payung.governance.queries.frames import read_frame
from payung.governance.queries.scope import scope

pytestmark = pytest.mark.django_db

TRICKY = ["plain", 'with "quotes"', "comma, and\nline", "\\N", "", "'=1+1", "Désirée ☂"]


def files_frame(operator, now, names):  # type: ignore[no-untyped-def]
    ids = take_ids("governance_storedfile", len(names))
    return pl.DataFrame(
        {
            "id": ids,
            "area": ["5307"] * len(names),
            "digest": [f"{each:064}" for each in ids],
            "name": names,
            "size_bytes": [1] * len(names),
            "file_class": ["source"] * len(names),
            "stored_at": [now] * len(names),
            "stored_by_id": [operator.user_id] * len(names),
            "retain_until": [date(2030, 1, 1), *[None] * (len(names) - 1)],
        }
    )


def test_what_is_loaded_is_read_back_to_the_character(operator, now):  # type: ignore[no-untyped-def]
    assert load("governance_storedfile", files_frame(operator, now, TRICKY)) == len(TRICKY)
    read = read_frame("SELECT name, retain_until FROM governance_storedfile ORDER BY id", {"name": pl.String, "retain_until": pl.Date})
    assert read["name"].to_list() == TRICKY
    assert read["retain_until"].to_list() == [date(2030, 1, 1), *[None] * (len(TRICKY) - 1)]


def test_bytes_booleans_and_lists_survive_the_way_out(operator):  # type: ignore[no-untyped-def]
    read = read_frame(
        "SELECT encode('\\x00ff'::bytea, 'hex'), true, array_to_string('{a,b}'::text[], ';'), NULL::boolean, array_to_string('{}'::text[], ';')",
        {"bytes": pl.Binary, "yes": pl.Boolean, "codes": pl.List(pl.String), "unknown": pl.Boolean, "none": pl.List(pl.String)},
    )
    assert read.row(0) == (b"\x00\xff", True, ["a", "b"], None, [])


def test_a_frame_of_no_rows_keeps_its_columns(operator):  # type: ignore[no-untyped-def]
    read = read_frame("SELECT id, name FROM governance_storedfile", {"id": pl.Int64, "name": pl.String})
    assert read.schema == {"id": pl.Int64, "name": pl.String}
    assert read.is_empty()


def test_loading_in_a_scope_refuses_a_row_of_another_area(operator, hire, now):  # type: ignore[no-untyped-def]
    sikka = hire("sikka", "regency_verifier", "5307")
    outside = files_frame(operator, now, ["a"]).with_columns(pl.lit("5308").alias("area"))
    with scope(sikka):
        assert load("governance_storedfile", files_frame(operator, now, ["a"])) == 1
    with pytest.raises(ProgrammingError, match="row-level security"), scope(sikka):
        load("governance_storedfile", outside)


def test_update_changes_only_the_rows_given(operator, now):  # type: ignore[no-untyped-def]
    frame = files_frame(operator, now, ["a", "b", "c"])
    load("governance_storedfile", frame)
    changed = pl.DataFrame({"id": frame["id"][:2], "name": ["x", "y"]})
    assert update("governance_storedfile", changed) == 2
    assert read_frame("SELECT name FROM governance_storedfile ORDER BY id", {"name": pl.String})["name"].to_list() == ["x", "y", "c"]


def assessments(run: int, area: str = "5307") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [1, 2],
            "run_id": [run, run],
            "worker_id": [1, 2],
            "area": [area, area],
            "verdict": ["chosen", "not-eligible"],
            "reasons": [[], ["over-age"]],
            "score": [7, None],
            "rank": [1, None],
            "cut_off": [1, 1],
            "facts": ["{}", "{}"],
        },
        schema_overrides={"reasons": pl.List(pl.String)},
    )


def test_a_partition_is_loaded_bare_by_the_batch_role_and_read_through_its_parent(operator, hire):  # type: ignore[no-untyped-def]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE payung_batch")
        for run, area in ((41, "5307"), (42, "5308")):
            part = open_partition("selection_assessment", run)
            assert load_partition(part, assessments(run, area)) == 2
            close_partition("selection_assessment", run)
        cursor.execute("SELECT count(*) FROM selection_assessment")
        assert cursor.fetchone() == (4,)
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL ROLE payung_owner")
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'selection_assessment_run_41'")
        assert cursor.fetchone()[0] >= 3
    with scope(hire("sikka", "regency_verifier", "5307")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM selection_assessment")
        assert cursor.fetchone() == (2,)


def test_nobody_reaches_into_a_partition_past_the_policy_of_its_parent(operator, hire):  # type: ignore[no-untyped-def]
    part = open_partition("selection_assessment", 41)
    load_partition(part, assessments(41))
    close_partition("selection_assessment", 41)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        scope(hire("sikka", "regency_verifier", "5307")),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT count(*) FROM {part}")


def test_an_attempt_after_a_kill_begins_its_partition_anew_and_purging_drops_it(operator):  # type: ignore[no-untyped-def]
    load_partition(open_partition("selection_assessment", 41), assessments(41))
    load_partition(open_partition("selection_assessment", 41), assessments(41))
    close_partition("selection_assessment", 41)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM selection_assessment")
        assert cursor.fetchone() == (2,)
        drop_partition("selection_assessment", 41)
        cursor.execute("SELECT count(*) FROM selection_assessment")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", ["registry_worker", "no_such_table", 'x"; DROP TABLE registry_worker; --'])
def test_partitions_are_made_of_nothing_but_tables_partitioned_by_run(operator, table: str):  # type: ignore[no-untyped-def]
    with pytest.raises(Exception, match="not partitioned by run"):
        open_partition(table, 1)


def test_a_frame_is_read_while_queries_are_logged(operator):  # type: ignore[no-untyped-def]
    with CaptureQueriesContext(connection):
        read = read_frame("SELECT login FROM governance_user WHERE id = %s", {"login": pl.String}, [operator.user_id])
    assert read["login"].to_list() == [operator.login]
