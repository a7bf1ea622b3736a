"""What the page of the thread is told: plain values, in words of the language of the page, that its view fills from the rooms.

`web/thread.html` gets one `ThreadPage` as `page`. Numbers and days stay numbers and days (the template writes them in
Indonesian or English form); everything that is text is already translated, and shown escaped. No NIK, no mother's name,
no phone: the page has no place for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from payung.reports.rules.pictures import Bar, Cell, Stage
from payung.web.parts import Status, Step, TaskGroup


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme whose list is shown. `places` is what the money buys, `line_idr` the budget line, `used_idr` what the list binds of it."""

    name: str
    payer: str
    places: int
    months: int
    line_idr: int
    used_idr: int
    status: Status
    as_at: date


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that came in. `people` were taken; `rows` were read (0 when the file was refused)."""

    name: str
    sender: str
    received_on: date
    outcome: Status
    rows: int
    people: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, grouped over all files: what is wrong, what to do about it, one example that identifies nobody, how many rows."""

    status: Status
    cause: str
    advice: str
    rows: int
    example: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class AreaPlaces:
    """One regency in the selection. `received`: places taken over from other areas, counted in `chosen`; `cut_off`: the last rank chosen by order."""

    name: str
    quota: int
    chosen: int
    reserve: int
    received: int = 0
    cut_off: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of the list, as its readers may see it."""

    rank: int
    name: str
    village: str
    regency: str
    score: int
    reason: str
    status: Status


@dataclass(frozen=True, slots=True)
class People:
    """One page of the entries: those shown, their first and last number, how many there are, and the pages beside it."""

    shown: Sequence[Person]
    first: int
    last: int
    total: int
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Work under way, e.g. reading files: `step` says 'step 3 of 6: comparing'."""

    title: str
    percent: int
    step: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class AreaCover:
    """One row of the table beside the map; `rate_pct` is None where there is no denominator or no data."""

    code: str
    name: str
    covered: int
    denominator: int | None
    rate_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage as of a day, of a named denominator. `areas` in the order of the table; `shapes` GeoJSON geometries where loaded."""

    on: date
    covered: int
    denominator: int
    denominator_source: str
    rate_pct: Decimal
    areas: Sequence[AreaCover]
    cells: Sequence[Cell]
    note: str
    shapes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    limits: Sequence[Decimal] | None = None
    selected: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart: a title that says the finding, the names of the filled bar and of its base, the rows, and the line below."""

    title: str
    rows: Sequence[Bar]
    part: str
    base: str
    note: str


@dataclass(frozen=True, slots=True)
class Download:
    """One file to take away."""

    name: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Another programme whose page may be opened, or the present one."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """What the list rests on: digests (hexadecimal) of the run's result and of the list handed in, the steps of its approval, and the newest
    seal of the audit chain (`intact` is about its signature; `payung audit verify` checks every event).
    """

    digest: str
    steps: Sequence[Step]
    events: int
    sealed: int
    intact: bool
    sealed_at: datetime | None
    list_digest: str = ""


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """The whole page. Every sequence may be empty: the page then says what is missing and what to do."""

    programme: Programme
    stages: Sequence[Stage]
    journey: str
    choices: Sequence[Choice] = ()
    coverage: Coverage | None = None
    chosen: int = 0
    eligible: int = 0
    reserve: int = 0
    jobs: Sequence[Job] = ()
    waiting: Sequence[TaskGroup] = ()
    uploads: Sequence[Upload] = ()
    files: int = 0
    rows_read: int = 0
    rows_taken: int = 0
    findings: Sequence[Finding] = ()
    rarer: int = 0  # findings that are not shown
    places: Sequence[AreaPlaces] = ()
    people: People | None = None
    chart: Chart | None = None
    downloads: Sequence[Download] = ()
    trail: Trail | None = None

    @property
    def most_places(self) -> int:
        """The longest bar of the table of places."""
        return max((max(row.quota, row.chosen) for row in self.places), default=0)

    @property
    def quota(self) -> int:
        """Places of the areas that are shown."""
        return sum(row.quota for row in self.places)

    @property
    def rows_returned(self) -> int:
        """Rows that hold a person and go back to their sender."""
        return self.rows_read - self.rows_taken
