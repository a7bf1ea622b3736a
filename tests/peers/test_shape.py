"""How comparable systems are built that are hard to change or to trust, and how ours is not."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import DO_NOTHING, ForeignKey, JSONField

import payung

SOURCE = Path(payung.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
RUNS_TEXT = {"exec", "eval", "compile", "__import__"}
LONGEST_FUNCTION, LONGEST_MODULE = 60, 500
# What our JSON columns hold: plain values of one thing, never a list of people.
JSON_COLUMNS = {
    "claims.Claim.facts",
    "claims.Claim.situation",
    "claims.GapFinding.notes",
    "claims.GapFinding.sources",
    "enrolment.ReplyFile.counted",
    "enrolment.ReplyFile.declared",
    "enrolment.ReplyFile.unknown",
    "enrolment.VillageReadiness.missing",
    "governance.Document.signatures",
    "governance.Job.arguments",
    "governance.Job.state",
    "governance.StandardTestRun.outcomes",
    "intake.Upload.mapping",
    "places.Boundary.geometry",
    "programmes.LawAmendment.value",
    "programmes.ProgrammeVersion.document",
    "programmes.ProgrammeYear.settings",
    "registry.CandidatePair.evidence",
    "registry.LinkRun.model",
    "registry.PairLook.closed",
    "registry.RoundAnswer.facts",
    "registry.RoundFile.refused",
    "selection.Assessment.facts",
    "selection.ListAmendment.bound_idr",
    "selection.ListAmendment.freed_idr",
    "selection.ListAmendment.prices_idr",
    "selection.SelectionRun.decisions",
    "selection.SelectionRun.fairness",
    "selection.SelectionRun.prices_idr",
    "selection.SelectionRun.quota",
}
# Loaded whole and dropped or rebuilt whole; nothing points there.
WITHOUT_ENFORCED_KEYS = {"registry.RegistryKey.worker", "selection.Assessment.run", "selection.Assessment.worker"}


@pytest.fixture(scope="module")
def nodes() -> list[tuple[str, ast.AST]]:
    """Every node of every module of ours, under the module's name."""
    trees = {str(path.relative_to(SOURCE)): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
    return [(name, node) for name, tree in trees.items() for node in ast.walk(tree)]


def own_models() -> list[type]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("payung.")]


def test_no_text_is_ever_run_as_a_program(nodes: list[tuple[str, ast.AST]]) -> None:
    """Rules were texts given to the interpreter behind a list of forbidden words."""
    calls = [(name, node.func.id, node.lineno) for name, node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert calls
    assert [(name, line) for name, called, line in calls if called in RUNS_TEXT] == []


def test_people_are_rows_and_no_column_of_json_is_there_without_a_known_content() -> None:
    """The people of a list lay in JSON; a whole registry kept all but the name in one JSON column."""
    found = {
        f"{model._meta.label}.{field.name}" for model in own_models() for field in model._meta.get_fields() if isinstance(field, JSONField)
    }
    assert found == JSON_COLUMNS


def test_the_database_itself_holds_the_keys_together() -> None:
    """Nearly every foreign key was left to hand-written code when its target went."""
    loose = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.remote_field.on_delete is DO_NOTHING
    }
    assert loose == WITHOUT_ENFORCED_KEYS


def test_no_file_and_no_function_has_grown_past_reading(nodes: list[tuple[str, ast.AST]]) -> None:
    """Single files of 2,750 lines, functions beyond 60 by the dozen, logic as text inside other code."""
    long_files = [str(path.relative_to(SOURCE)) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE]
    long_functions = [
        (name, node.name)
        for name, node in nodes
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert (long_files, long_functions) == ([], [])


def test_one_database_is_all_that_has_to_run_beside_us() -> None:
    """Five to ten services had to stand before the first list could come in: search cluster, broker, cache, dashboards."""
    declared = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    services = ("elasticsearch", "opensearch", "redis", "celery", "kombu", "pika", "kafka", "pymongo", "keycloak")
    assert [each for each in declared if each.lower().startswith(services)] == []
    assert len(declared) < 30
