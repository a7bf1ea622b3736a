"""Migration operations that every room uses: many models at once, area policies, insert-only tables, partitioned tables."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from payung.core.areas import MOST_RANGES

# Each bound in a sub-select of its own: so it is asked for once a statement, not once a row (a count of 100,000 rows: 26 ms, not 300).
_INSIDE = " OR ".join(
    f"(area >= (SELECT governance.area_lo({i})) AND area < (SELECT governance.area_hi({i})))" for i in range(1, MOST_RANGES + 1)
)


def sql_of(migration: str, name: str) -> str:
    """The SQL file `name` beside the migration whose `__file__` is given."""
    return (Path(migration).parent / name).read_text()


def area_policy(table: str) -> migrations.RunSQL:
    """Put a table with an `area` column under area policy: by range for payung_app, everything for payung_batch."""
    return migrations.RunSQL(
        sql=f"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        CREATE POLICY by_area ON "{table}" TO payung_app USING ({_INSIDE}) WITH CHECK ({_INSIDE});
        CREATE POLICY whole_province ON "{table}" TO payung_batch USING (true) WITH CHECK (true);
        """,
        reverse_sql=f"""
        DROP POLICY whole_province ON "{table}";
        DROP POLICY by_area ON "{table}";
        ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;
        """,
    )


def insert_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE and DELETE on a table, for its owner too (who could only drop or empty it whole)."""
    return migrations.RunSQL(
        sql=f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM payung_app, payung_batch;
        CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_change();
        """,
        reverse_sql=f'DROP TRIGGER insert_only ON "{table}"; GRANT UPDATE, DELETE ON "{table}" TO payung_app;',
    )


def partitioned_by_run(table: str, column: str = "run_id") -> migrations.RunSQL:
    """Turn the freshly made table `table` into one partitioned by list over `column`, with the same columns.

    Keys and indexes of the plain table become those that `governance.close_partition` gives each partition. The parent
    has none of its own: uniqueness holds within a run.
    """
    return migrations.RunSQL(
        sql=f"""
        ALTER TABLE "{table}" RENAME TO "{table}_shape";
        CREATE TABLE "{table}" (LIKE "{table}_shape" INCLUDING DEFAULTS) PARTITION BY LIST ("{column}");
        REVOKE ALL ON "{table}_shape" FROM payung_app, payung_batch;
        REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM payung_app, payung_batch;
        """,
        reverse_sql=f'DROP TABLE "{table}"; ALTER TABLE "{table}_shape" RENAME TO "{table}";',
    )


class CreateModels(Operation):
    """Make the tables of many new models at once.

    As single `CreateModel` operations each would have Django build anew every model that is tied to it, which on an empty
    database took most of the time of the first start.
    """

    reversible = True

    def __init__(self, models: list[migrations.CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The state with the models; its classes are made when they are next asked for."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The tables, with their indexes and constraints."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop them, those that point to others first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What a person reads of it."""
        return f"Create {len(self.models)} models"
