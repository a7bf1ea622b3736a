"""What pages are made of, as plain values: a view fills them, `templatetags/payung_parts` draws them (README.md shows each).

Text arrives translated; figures, days and moments arrive as they are and are written in the language of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Tint = Literal["", "good", "warn", "bad", "info"]
CellKind = Literal["text", "code", "number", "share", "rupiah", "day", "moment", "status"]
RIGHT = frozenset({"number", "share", "rupiah"})
"""Kinds of cells that stand on the right."""


@dataclass(frozen=True, slots=True)
class Status:
    """A lozenge, a word and a tint. `state`: empty, half, full, dotted or barred (look, section 8)."""

    state: str
    words: str
    tint: Tint = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A value with a quiet line below it, or a status with one."""

    first: Any
    under: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `off_phone`: left out where there is no room for it; `sortable`: its head sorts by `key` (the address gets sort=key or -key)."""

    key: str
    label: str
    kind: CellKind = "text"
    sortable: bool = False
    off_phone: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `cells` by column key (a value of the column's kind, or a Status, Link, Lines or safe HTML); the first cell links to `url`."""

    id: int | str
    cells: Mapping[str, Any]
    url: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One button of a form: its verb, and the `act` it sends; `primary` at most once in view, `danger` outlined in red."""

    value: str
    label: str
    kind: Literal["", "primary", "danger"] = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What may be done with chosen rows: a form to `url` that sends `id` of each chosen row, or `all` with the filters, and `act`."""

    url: str
    acts: Sequence[Act]
    all_words: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What a page says when there is nothing: what is missing, what to do, and one button."""

    title: str
    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page of rows. `total`: rows in all; `sort`: the key in force, with a leading - when downwards; `foot`: totals by column key."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: int | None = None
    page: int = 1
    pages: int = 1
    sort: str = ""
    empty: Empty | None = None
    foot: Mapping[str, Any] = field(default_factory=dict)
    bulk: Bulk | None = None
    tight: bool = False
    show_caption: bool = False

    @property
    def first(self) -> int:
        """The number of the first row shown, when every page but the last is as long as this one."""
        if self.page < self.pages or self.total is None:
            return (self.page - 1) * len(self.rows) + 1
        return self.total - len(self.rows) + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing a list is narrowed by, kept in the address as `name`; with `choices` a list to choose from (value, words), else a field."""

    name: str
    label: str
    value: str = ""
    choices: Sequence[tuple[str, str]] = ()
    kind: Literal["text", "date", "month", "number", "search"] = "text"

    @property
    def said(self) -> str:
        """The value in words."""
        return next((words for value, words in self.choices if value == self.value), self.value)


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure, written as it is to stand there ("23,8 %", use the filters of payung_format), what it is of, and the list it opens."""

    value: str
    words: str
    url: str = ""
    under: str = ""
    large: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history: when, what, who, and from what to what."""

    at: datetime | date
    what: str
    by: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for the reader: `action` is the verb on its button, `due` says until when."""

    title: str
    detail: str
    url: str = ""
    action: str = ""
    command: str = ""
    due: Status | None = None


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks under one heading: late, today, this week."""

    title: str
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: `done`, `now` or `later`; what, by whom, and when or under which rule; `paper`: where the signed page is shown."""

    progress: Literal["done", "now", "later"]
    what: str
    by: str = ""
    note: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval panel. With `url` the reader may decide: `checks` to tick (name, words), `acts` to press; else `refused_because` says why not.

    `note_label`: a field for the reason when something is returned; `version`, where the object has one, travels with the form.
    """

    title: str
    steps: Sequence[Step]
    url: str = ""
    checks: Sequence[tuple[str, str]] = ()
    acts: Sequence[Act] = ()
    refused_because: str = ""
    digest: str = ""
    digest_words: str = ""
    due: str = ""
    note_label: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Work in the background. `url` answers with this part anew while it runs; `state`: queued, running, failed, done or cancelled."""

    title: str
    state: Status
    percent: int
    step: str = ""
    left: str = ""
    url: str = ""
    running: bool = False
    fault: str = ""
    cancel_url: str = ""
    resume_url: str = ""
    done_url: str = ""
    done_label: str = ""
