"""The fences over tables: keys point upstream, personal data has area, policy and class, constraints have names."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]
ORDER = [
    "places",
    "governance",
    "programmes",
    "agents",
    "intake",
    "registry",
    "selection",
    "enrolment",
    "contributions",
    "claims",
    "supervision",
    "grievances",
]
UNSCOPED = yaml.safe_load((ROOT / "src/payung/governance/data/unscoped_tables.yaml").read_text())
CLASSES = {"sealed", "scoped", "public"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("payung.")]


def breaches_of_keys(model: type[models.Model]) -> list[str]:
    """What is wrong with a model's foreign keys: pointing downstream, or opening a way back."""
    room = ORDER.index(model._meta.app_label)
    wrong = []
    for field in model._meta.get_fields(include_hidden=True):
        if not isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
            continue
        target = field.remote_field.model
        if isinstance(target, str):
            continue
        if ORDER.index(target._meta.app_label) > room:
            wrong.append(f"{model.__name__}.{field.name} points downstream to {target.__name__}")
        if field.remote_field.related_name != "+":
            wrong.append(f"{model.__name__}.{field.name} opens a reverse accessor")
        if model.__module__.startswith("payung.") and f"ForeignKey({target.__name__}" in inspect.getsource(model):
            wrong.append(f"{model.__name__}.{field.name} is not written as a string")
    return wrong


def breaches_of_privacy(model: type[models.Model]) -> list[str]:
    """What a table with personal data lacks; nothing for a table that the committed list names with its reason."""
    if model._meta.db_table in UNSCOPED:
        return []
    wrong = []
    fields = {field.name for field in model._meta.concrete_fields}
    classes = getattr(model, "privacy", None)
    if classes is None or not getattr(model, "scrub", ""):
        return [f"{model.__name__} has neither classes of its fields and a way to scrub it, nor a reason in unscoped_tables.yaml"]
    if set(classes) != fields:
        wrong.append(f"{model.__name__} classes {sorted(set(classes) ^ fields)} wrongly")
    if not set(classes.values()) <= CLASSES:
        wrong.append(f"{model.__name__} has unknown classes")
    if "area" not in fields or model._meta.get_field("area").null:
        wrong.append(f"{model.__name__} has no area")
    return wrong


def test_every_foreign_key_points_upstream_and_opens_no_way_back() -> None:
    assert [wrong for model in our_models() for wrong in breaches_of_keys(model)] == []


def test_every_table_with_personal_data_is_classed() -> None:
    assert [wrong for model in our_models() for wrong in breaches_of_privacy(model)] == []


def test_the_list_of_tables_outside_area_policy_names_only_tables_that_exist_each_with_a_reason() -> None:
    tables = {model._meta.db_table for model in our_models()}
    assert set(UNSCOPED) <= tables
    assert all(len(reason) > 10 for reason in UNSCOPED.values())


@pytest.mark.django_db
def test_every_table_with_personal_data_has_its_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname FROM pg_policies")
        policies = set(cursor.fetchall())
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
    scoped = {model._meta.db_table for model in our_models()} - set(UNSCOPED)
    assert scoped <= secured
    assert {(table, policy) for table in scoped for policy in ("by_area", "whole_province")} <= policies


@pytest.mark.django_db
def test_the_web_role_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname IN ('payung_app', 'payung_batch')"
        )
        assert {row[1:] for row in cursor.fetchall()} == {(False, False, False)}
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ('payung_app', 'payung_batch')"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_constraint_and_index_is_named_by_us() -> None:
    for model in our_models():
        for constraint in model._meta.constraints:
            assert constraint.name, model
        for index in model._meta.indexes:
            assert not index.name.endswith("_idx"), (model, index.name)


def test_every_room_has_one_line_of_migrations() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert loader.detect_conflicts() == {}


def test_a_planted_key_downstream_and_a_planted_personal_table_are_refused() -> None:
    class PlantedKey(models.Model):
        entry = models.ForeignKey("selection.Entry", on_delete=models.PROTECT)

        class Meta:
            app_label = "places"

    try:
        assert any("downstream" in wrong for wrong in breaches_of_keys(PlantedKey))
        assert any("reverse accessor" in wrong for wrong in breaches_of_keys(PlantedKey))
        assert breaches_of_privacy(PlantedKey)
    finally:
        del apps.all_models["places"]["plantedkey"]
        apps.clear_cache()
