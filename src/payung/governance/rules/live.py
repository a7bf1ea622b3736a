"""Leaving practice mode: what must be declared and proven first, and when there is a way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from payung.core.refusals import Refusal, gettext_noop

PEOPLE = frozenset(
    {
        "upload",
        "draft",
        "intake_row",
        "linkrun",
        "worker",
        "pair",
        "round",
        "selection_run",
        "list",
        "batch",
        "reply",
        "enrolment",
        "grievance",
    }
)
"""Kinds of objects in the audit trail that there are only when people are inside."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What the installation knows of itself: practice or live, the days of the first backup and of the newest export of the keys in use
    (None: never), and whether people came in since it took its present mode.
    """

    practice: bool
    first_backup_on: date | None
    keys_exported_on: date | None
    people_inside: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """What whoever answers for the data declares: who he is, who watches over its protection, the agreements by number, where the server stands,
    on which day a backup was restored elsewhere for a trial, and that a second person keeps the exported keys and has opened them.
    """

    controller: str
    protection_officer: str
    agreements: tuple[str, ...]
    server_place: str
    backup_proven_on: date | None
    export_confirmed: bool


def missing(proven: Proven, declared: Declared, on: date) -> list[str]:
    """The codes of what still stands against going live, in the order in which one would see to it."""
    restored = declared.backup_proven_on
    first = proven.first_backup_on
    cases = {
        "already-live": not proven.practice,
        "practice-people-inside": proven.people_inside,
        "controller-missing": not declared.controller.strip(),
        "protection-officer-missing": not declared.protection_officer.strip(),
        "agreements-missing": not any(each.strip() for each in declared.agreements),
        "server-place-missing": not declared.server_place.strip(),
        "backup-missing": first is None,
        "backup-not-proven": restored is None or restored > on or (first is not None and restored < first),
        "keys-not-exported": proven.keys_exported_on is None,
        "export-not-confirmed": not declared.export_confirmed,
    }
    return [code for code, stands in cases.items() if stands]


MESSAGES = {
    "already-live": gettext_noop("This installation is live already."),
    "practice-people-inside": gettext_noop(
        "Invented people are inside. Prepare an empty installation with a data folder of its own and go live there."
    ),
    "controller-missing": gettext_noop("Say which body answers for the data."),
    "protection-officer-missing": gettext_noop("Name the officer for data protection."),
    "agreements-missing": gettext_noop("Name at least one agreement by its number."),
    "server-place-missing": gettext_noop("Say where the server stands."),
    "backup-missing": gettext_noop("No backup was made yet. Run 'payung db backup'."),
    "backup-not-proven": gettext_noop("Restore a backup on another machine and give the day on which that went well."),
    "keys-not-exported": gettext_noop("The keys in use were not exported yet. Run 'payung keys export'."),
    "export-not-confirmed": gettext_noop("A second person must keep the exported keys and have opened them once."),
}
"""Why an installation does not go live."""


def check_go_live(proven: Proven, declared: Declared, on: date) -> None:
    """Raises `Refusal` with the code of the first thing that stands against it."""
    for code in missing(proven, declared, on):
        raise Refusal(code, MESSAGES[code])


def check_go_back(proven: Proven) -> None:
    """Raises `Refusal` already-practice, or real-people-inside: there is no way back while they are."""
    if proven.practice:
        raise Refusal("already-practice", gettext_noop("This installation is in practice mode."))
    if proven.people_inside:
        raise Refusal(
            "real-people-inside", gettext_noop("Real people are inside. Practise in another installation with a data folder of its own.")
        )


def may_go_back(proven: Proven) -> bool:
    """Whether the installation could return to practice mode."""
    return not proven.practice and not proven.people_inside
