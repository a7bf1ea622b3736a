"""Every action: keyword-only, told who and when, and leaving an audit event."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from types import ModuleType

import pytest

ROOMS = ["places", "governance", "programmes", "intake", "registry", "selection", "enrolment", "claims", "grievances"]

# Machinery inside the actions drawer that is no action of a user, each with its reason.
MACHINERY = {
    "governance.audit.record": "is the audit event",
    "governance.audit.seal": "numbers events; its roots are its record",
    "governance.accounts.found_installation": "runs before there is anybody who could act",
    "governance.sessions.end_sessions_of": "part of ending, resetting and changing: the calling action records",
    "governance.keys.install_keys": "runs before there is a database; import_keys records it",
    "governance.backup.restore": "runs before there is anybody who could act; it records itself as the operator's",
    "governance.jobs.run_job": "the job's asker acts; its end is recorded",
    "governance.jobs.job_kind": "a declaration",
    "governance.files.file_digest": "reads only",
    "governance.once.first_answer": "belongs to the act of a form, which records",
    "governance.once.keep_answer": "belongs to the act of a form, which records",
    "governance.once.forget_answers": "drops keys of forms that nobody sends any more",
    "governance.bulk.load": "the loader: the calling action records",
    "governance.bulk.update": "the loader: the calling action records",
    "governance.bulk.refresh_statistics": "the loader: the calling action records",
    "governance.bulk.open_partition": "the loader: the calling action records",
    "governance.bulk.load_partition": "the loader: the calling action records",
    "governance.bulk.close_partition": "the loader: the calling action records",
    "governance.bulk.drop_partition": "the loader: the calling action records",
    "governance.bulk.take_ids": "the loader: the calling action records",
}


def modules() -> list[tuple[str, ModuleType]]:
    found = []
    for room in ROOMS:
        package = importlib.import_module(f"payung.{room}.actions")
        found.append((room, package))
        if hasattr(package, "__path__"):
            found += [
                (f"{room}.{each.name}", importlib.import_module(f"payung.{room}.actions.{each.name}"))
                for each in pkgutil.iter_modules(package.__path__)
                if not each.name.startswith("_")
            ]
    return found


def public_functions() -> list[tuple[str, Callable[..., object]]]:
    return [
        (f"{place}.{name}", function)
        for place, module in modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    ]


def breaches(function: Callable[..., object]) -> list[str]:
    """What an action lacks."""
    signature = inspect.signature(function)
    wrong = [name for name, each in signature.parameters.items() if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    lacks = [f"{name} is not keyword-only" for name in wrong]
    lacks += [f"is not told {name}" for name in ("by", "at") if name not in signature.parameters]
    if not _leaves_event(function):
        lacks.append("leaves no audit event")
    return lacks


def _leaves_event(function: Callable[..., object], seen: frozenset[str] = frozenset()) -> bool:
    """Whether the function, or one it calls in its own module or imports from an actions drawer, records an event."""
    module = inspect.getmodule(function)
    names = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(function))))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    if names & {"record", "ask"}:
        return True
    called = [getattr(module, name) for name in names - seen if inspect.isfunction(getattr(module, name, None))]
    return any(
        _leaves_event(each, seen | names)
        for each in called
        if "actions" in each.__module__ and each.__name__ not in {"load", "update", "take_ids", "run_job"}
    )


@pytest.mark.parametrize(("name", "function"), public_functions(), ids=lambda value: value if isinstance(value, str) else "")
def test_an_action_says_who_and_when_and_leaves_an_event(name: str, function: Callable[..., object]) -> None:
    if name in MACHINERY:
        return
    assert breaches(function) == []


def test_the_list_of_machinery_names_only_what_exists() -> None:
    assert set(MACHINERY) <= {name for name, _ in public_functions()} | {"governance.jobs.job_kind"}


def test_a_planted_action_without_who_when_and_event_is_refused() -> None:
    def planted(worker: int) -> None:
        print(worker)

    assert breaches(planted) == ["worker is not keyword-only", "is not told by", "is not told at", "leaves no audit event"]
