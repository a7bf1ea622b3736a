"""What waits for the reader, in words: a title, what it concerns, until when, and the page where it is done.

`INBOX` maps every kind of approval to the page of the room that owns it: the room's action decides, governance only keeps the decision. Both tables are
literal; a test holds that no kind and no code is left out, and that every page they name exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from payung.core.figures import day, whole
from payung.reports.queries.thread import Waiting
from payung.web.parts import Status, Task, TaskGroup
from payung.web.templatetags.payung_format import page_language


@dataclass(frozen=True, slots=True)
class Words:
    """The messages of one kind of work, the verb on its button, the page where it is done and the room whose count it raises.

    `route` takes the object when `one`; `command` says how to do it from the command line where no page does it yet.
    """

    title: str
    detail: str
    verb: str
    route: str
    room: str
    one: bool = False
    command: str = ""


INBOX = {
    "list": Words(
        gettext_noop("List %(on)s waits for your approval"),
        gettext_noop("Who made the list may not approve it."),
        gettext_noop("Check"),
        "lists-show",
        "selection",
        one=True,
        command="payung list approve %(on)s",
    ),
    "amendment": Words(
        gettext_noop("Amendment %(on)s of a list waits for your approval"),
        gettext_noop("Handed in by %(names)s."),
        gettext_noop("Check"),
        "amendments-show",
        "selection",
        one=True,
    ),
    "law_amendment": Words(
        gettext_noop("Amendment %(on)s of a law parameter waits for your approval"),
        gettext_noop("Handed in by %(names)s."),
        gettext_noop("Check"),
        "law-amendment",
        "governance",
        one=True,
    ),
}
"""Kind of approval -> the page of its owning room, whose action decides."""

TASKS = {
    "list-to-decree": Words(
        gettext_noop("List %(on)s waits for its decree"),
        gettext_noop("%(count)s people are approved. Record number, day and signed copy. %(names)s"),
        gettext_noop("Record"),
        "lists-show",
        "selection",
        one=True,
        command="payung list decree %(on)s",
    ),
    "instruments-missing": Words(
        gettext_noop("A legal instrument is not in force yet"),
        gettext_noop("No decree can be recorded before: %(names)s"),
        gettext_noop("Open"),
        "agreements",
        "agreements",
    ),
    "list-returned": Words(
        gettext_noop("List %(on)s was returned to you"),
        gettext_noop("%(count)s people are chosen. Change what was asked for and hand it in again."),
        gettext_noop("Open"),
        "lists-show",
        "selection",
        one=True,
        command="payung list submit",
    ),
    "run-to-submit": Words(
        gettext_noop("Selection %(on)s is not handed in yet"),
        gettext_noop("%(count)s people are chosen."),
        gettext_noop("Hand in"),
        "runs-show",
        "selection",
        one=True,
        command="payung list submit %(on)s",
    ),
    "list-to-export": Words(
        gettext_noop("List %(on)s waits for its batches"),
        gettext_noop("%(count)s people are decreed and in no batch for BPJS yet."),
        gettext_noop("Make batches"),
        "enrolment",
        "enrolment",
        command="payung enrol export %(on)s",
    ),
    "people-to-select": Words(
        gettext_noop("Nobody has been selected yet"),
        gettext_noop("%(count)s people are in the registry."),
        gettext_noop("Select"),
        "selection",
        "selection",
        command="payung select",
    ),
    "rows-to-link": Words(
        gettext_noop("New rows are not linked yet"),
        gettext_noop("%(count)s rows came in after the last linkage."),
        gettext_noop("Match"),
        "matching",
        "intake",
        command="payung link",
    ),
    "pairs-to-review": Words(
        gettext_noop("The same person, or two?"),
        gettext_noop("%(count)s pairs of records that only a person can judge. Until then neither is chosen."),
        gettext_noop("Review"),
        "review",
        "workers",
        command="payung review list",
    ),
    "files-refused": Words(
        gettext_noop("Files that could not be read"),
        gettext_noop("%(count)s files. Tell the senders what is wrong with each."),
        gettext_noop("Look"),
        "intake",
        "intake",
    ),
    "rows-to-return": Words(
        gettext_noop("Rows to go back to their senders"),
        gettext_noop("%(count)s rows hold an error. The returned workbooks say at each cell what to do."),
        gettext_noop("Return"),
        "intake",
        "intake",
        command="payung intake returned",
    ),
    "objections-to-decide": Words(
        gettext_noop("Objections wait for a decision"),
        gettext_noop("%(count)s people wait for an answer by letter."),
        gettext_noop("Decide"),
        "grievances",
        "grievances",
    ),
    "papers-late": Words(
        gettext_noop("Papers are not signed and their day has passed"),
        gettext_noop("%(count)s papers wait for a signed copy."),
        gettext_noop("Open"),
        "documents",
        "documents",
    ),
    "finding-to-answer": Words(
        gettext_noop("A finding of the inspection waits for an answer"),
        gettext_noop("%(names)s, %(count)s people"),
        gettext_noop("Answer"),
        "inspection",
        "inspection",
    ),
    "round-village": Words(
        gettext_noop("Villages are still to answer"),
        "%(names)s",
        gettext_noop("Follow up"),
        "rounds-show",
        "rounds",
        one=True,
    ),
    "round-dukcapil": Words(
        gettext_noop("The civil registry is still to answer"),
        "%(names)s",
        gettext_noop("Follow up"),
        "rounds-show",
        "rounds",
        one=True,
    ),
    "round-bpjs": Words(
        gettext_noop("BPJS is still to answer"),
        "%(names)s",
        gettext_noop("Follow up"),
        "rounds-show",
        "rounds",
        one=True,
    ),
    "round-welfare": Words(
        gettext_noop("Social affairs is still to answer"),
        "%(names)s",
        gettext_noop("Follow up"),
        "rounds-show",
        "rounds",
        one=True,
    ),
    "agreement-ends": Words(
        gettext_noop("An agreement ends"),
        "%(names)s",
        gettext_noop("Open"),
        "agreements",
        "agreements",
    ),
    "decision-due": Words(
        gettext_noop("A decision of a meeting is due"),
        "%(names)s",
        gettext_noop("Open"),
        "agreements",
        "agreements",
    ),
    "objections-end": Words(
        gettext_noop("Last day for objections"),
        "%(names)s",
        gettext_noop("Open"),
        "grievances",
        "grievances",
    ),
}
"""Everything else that waits, by its code."""

_A_DECISION = "approve-"


def words_of(code: str) -> Words:
    """The words of a code of work; decisions are called after their kind."""
    return INBOX[code.removeprefix(_A_DECISION)] if code.startswith(_A_DECISION) else TASKS[code]


def task_groups(waiting: Iterable[Waiting], on: date) -> list[TaskGroup]:
    """Everything that waits: late, today (what has no day is for today), within a week, after that; groups without a task are left out."""
    held = sorted(waiting, key=lambda each: each.due_on or on)
    week = on + timedelta(days=7)
    groups = (
        (_("Late"), [each for each in held if each.due_on and each.due_on < on]),
        (_("Today"), [each for each in held if each.due_on in (None, on)]),
        (_("This week"), [each for each in held if each.due_on and on < each.due_on <= week]),
        (_("Later"), [each for each in held if each.due_on and each.due_on > week]),
    )
    return [TaskGroup(title, [_task(each, on) for each in group]) for title, group in groups if group]


def counts_by_room(waiting: Iterable[Waiting]) -> dict[str, int]:
    """How many things wait in each room."""
    counted: dict[str, int] = {}
    for each in waiting:
        room = words_of(each.code).room
        counted[room] = counted.get(room, 0) + 1
    return counted


def said_of(code: str, names: Sequence[str] = (), on: int | str = 0) -> str:
    """The title of a code of work, for a list of dates."""
    return _(words_of(code).title) % {"on": on, "count": "", "names": "; ".join(names)}


def address_of(code: str, on: int | str) -> str:
    """The page where it is done, else the first page of its room, empty while there is neither."""
    words = words_of(code)
    for route, arguments in ((words.route, [on] if words.one else []), (words.room, [])):
        try:
            return reverse(route, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def _task(each: Waiting, on: date) -> Task:
    words = words_of(each.code)
    told = {"count": whole(each.count, page_language()), "on": each.on, "names": "; ".join(each.names)}
    detail = (_(words.detail) % told).strip()
    url = address_of(each.code, each.on)
    return Task(_(words.title) % told, detail, url, _(words.verb), "" if url else words.command % told, _due(each.due_on, on))


def _due(due_on: date | None, on: date) -> Status | None:
    if due_on is None:
        return None
    if due_on < on:
        late = (on - due_on).days
        return Status("barred", ngettext("%(days)s day ago", "%(days)s days ago", late) % {"days": late}, "bad")
    if due_on == on:
        return Status("dotted", _("today"), "warn")
    return Status("empty", day(due_on, page_language(), short=True))
