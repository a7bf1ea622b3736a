"""What waits for the reader, in words: a title, what it concerns, and the command for it while there is no page to do it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.core.figures import whole
from payung.reports.queries.thread import Waiting
from payung.web.parts import Task, TaskGroup
from payung.web.templatetags.payung_format import page_language


@dataclass(frozen=True, slots=True)
class Words:
    """The messages of one kind of task; `room` is the part of the page whose count it raises, `decide` whether it is a decision."""

    title: str
    detail: str
    command: str
    room: str
    decide: bool = True


TASKS = {
    "list-to-approve": Words(
        gettext_noop("List %(on)s waits for your approval"),
        gettext_noop("%(count)s people are chosen. Who made the list may not approve it."),
        "payung list approve %(on)s",
        "places",
    ),
    "list-to-decree": Words(
        gettext_noop("List %(on)s waits for its decree"),
        gettext_noop("%(count)s people are approved. Record number, day and signed copy. %(names)s"),
        "payung list decree %(on)s",
        "places",
    ),
    "instruments-missing": Words(
        gettext_noop("A legal instrument is not in force yet"),
        gettext_noop("No decree can be recorded before: %(names)s"),
        "",
        "places",
    ),
    "list-returned": Words(
        gettext_noop("List %(on)s was returned to you"),
        gettext_noop("%(count)s people are chosen. Change what was asked for and hand it in again."),
        "payung list submit",
        "places",
    ),
    "run-to-submit": Words(
        gettext_noop("Selection %(on)s is not handed in yet"),
        gettext_noop("%(count)s people are chosen."),
        "payung list submit %(on)s",
        "places",
    ),
    "list-to-export": Words(
        gettext_noop("List %(on)s waits for its batches"),
        gettext_noop("%(count)s people are decreed and in no batch for BPJS yet."),
        "payung enrol export %(on)s",
        "trail",
    ),
    "people-to-select": Words(
        gettext_noop("Nobody has been selected yet"),
        gettext_noop("%(count)s people are in the registry."),
        "payung select",
        "places",
    ),
    "rows-to-link": Words(
        gettext_noop("New rows are not linked yet"),
        gettext_noop("%(count)s rows came in after the last linkage."),
        "payung link",
        "intake",
    ),
    "pairs-to-review": Words(
        gettext_noop("The same person, or two?"),
        gettext_noop("%(count)s pairs of records that only a person can judge. Until then neither is chosen."),
        "payung review list",
        "findings",
        decide=False,
    ),
    "files-refused": Words(
        gettext_noop("Files that could not be read"),
        gettext_noop("%(count)s files. Tell the senders what is wrong with each."),
        "",
        "intake",
        decide=False,
    ),
    "rows-to-return": Words(
        gettext_noop("Rows to go back to their senders"),
        gettext_noop("%(count)s rows hold an error. The returned workbooks say at each cell what to do."),
        "payung intake returned",
        "findings",
        decide=False,
    ),
}


def task_groups(waiting: Iterable[Waiting]) -> list[TaskGroup]:
    """Everything that waits, decisions first; groups without a task are left out."""
    held = list(waiting)
    groups = (
        TaskGroup(_("To decide"), [_task(each) for each in held if TASKS[each.code].decide]),
        TaskGroup(_("To check"), [_task(each) for each in held if not TASKS[each.code].decide]),
    )
    return [group for group in groups if group.tasks]


def counts_by_room(waiting: Iterable[Waiting]) -> dict[str, int]:
    """How much waits in each part of the page: people and rows that need a look count each, a decision counts once."""
    counted: dict[str, int] = {}
    for each in waiting:
        words = TASKS[each.code]
        counted[words.room] = counted.get(words.room, 0) + (1 if words.decide else each.count)
    return counted


def _task(each: Waiting) -> Task:
    words = TASKS[each.code]
    told = {"count": whole(each.count, page_language()), "on": each.on, "names": "; ".join(each.names)}
    return Task(_(words.title) % told, (_(words.detail) % told).strip(), command=words.command % told)
