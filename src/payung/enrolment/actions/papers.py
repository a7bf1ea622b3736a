"""Making the papers of listing, verification, decision and enrolment: one act for every kind, whatever room knows its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.queries.papers import RECEIPTS, receipt_paper, villages_to_hand_over
from payung.governance.actions.audit import record
from payung.governance.actions.documents import prepare_document
from payung.governance.actions.exports import OWN_USE, hand_out
from payung.governance.queries.documents import Rendered, rendered, signed_file
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_area, check_may, check_may_see
from payung.governance.rules.actors import Actor
from payung.governance.rules.papers import Paper, PaperKind, paper_kind
from payung.places.queries import places
from payung.programmes.queries import programme
from payung.registry.queries.papers import HANDOVER_PAPERS, RECAP_PAPERS, VILLAGE_PAPERS, handover_paper, recap_paper, village_paper
from payung.registry.queries.rounds import newest_round, round_view
from payung.selection.queries.papers import (
    AMENDMENT_PAPERS,
    ANNEXES,
    LETTERS,
    LIST_PAPERS,
    PROVISIONAL,
    amendment_paper,
    annex_papers,
    decree_paper,
    provisional_paper,
    quota_letters,
    villages_of_run,
)

MADE_HERE = frozenset(
    (*LETTERS, *VILLAGE_PAPERS, *RECAP_PAPERS, *HANDOVER_PAPERS, *LIST_PAPERS, *ANNEXES, *AMENDMENT_PAPERS, *PROVISIONAL, *RECEIPTS)
)
"""The kinds of papers that `make_papers` makes; others are written where their act is done, as the answer to an objection."""

SIGNED = "signed"
"""The form under which the signed copy of a paper leaves."""

MOST_AT_ONCE = 400
"""Papers that one act makes at most: the villages of the largest regency fit."""


@dataclass(frozen=True)
class PapersMade:
    """The papers that stand now, in the order of their places."""

    kind: str
    documents: tuple[int, ...]


@dataclass(frozen=True)
class Written:
    """A paper as a file that was written: its document, and the file's name."""

    document: int
    name: str
    people: int


@transaction.atomic
def make_papers(*, kind: str, about: str, area: str = "", due: date | None = None, on: date, by: Actor, at: datetime) -> PapersMade:
    """Make the papers of a kind about a programme (its code) or about a round, run, list or amendment (its number), inside an area.

    Without an area all that there are: a letter or annex for each regency, a sheet for each village. `due`: by when a village answers,
    or until when objections are taken. The same paper again is the one that stands. Raises `Refusal` not-allowed, outside-area,
    field-not-allowed, unknown-paper, too-many, nothing-to-write, due-missing and those of the rooms that know the words.
    """
    check_may(by, "documents.prepare")
    held = paper_kind(kind)
    for field in held.identifiers:
        check_may_see(by, field)
    within = area_code(area) if area else ""
    if within:
        check_area(by, within)
    with scope(by):
        made = tuple(prepare_document(paper=paper, on=on, by=by, at=at) for paper in _papers(held, about, within, due, on, by))
    if not made:
        raise Refusal("nothing-to-write", gettext_noop("There is nothing to write: nobody is concerned in that area."))
    return PapersMade(kind, made)


def write_papers(*, documents: Iterable[int], form: str, out: Path, purpose: str = OWN_USE, by: Actor, at: datetime) -> list[Written]:
    """Write papers as files into `out`, one after another, each recorded as handed out. Raises `Refusal` as `leave_with`."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for document in documents:
        name, content, people = leave_with(document=document, form=form, purpose=purpose, by=by, at=at)
        (out / name).write_bytes(content)
        written.append(Written(document, name, people))
    return written


def leave_with(*, document: int, form: str, purpose: str = OWN_USE, by: Actor, at: datetime) -> tuple[str, bytes, int]:
    """A paper as a file that leaves: name, content, people in it; who took it and for what stays on record.

    `form` "": the one that the paper can be had as first; SIGNED: the signed copy as it came. Raises `Refusal` not-allowed,
    field-not-allowed, no-such-object, form-unknown or not-signed.
    """
    check_may(by, "documents.read")
    with scope(by):
        file = signed_file(document) if form == SIGNED else rendered(document, form)
        for field in paper_kind(file.kind).identifiers:
            check_may_see(by, field)
        handed = hand_out(
            name=file.name, content=file.content, purpose=purpose, rows=file.people or None, act="documents.read", by=by, at=at
        )
    return handed.name, handed.content, file.people


@transaction.atomic
def look_at_copy(*, document: int, by: Actor, at: datetime) -> Rendered:
    """The signed copy to be looked at on a page; the look stays in the trail. Raises `Refusal` as `leave_with`."""
    check_may(by, "documents.read")
    with scope(by):
        file = signed_file(document)
        for field in paper_kind(file.kind).identifiers:
            check_may_see(by, field)
        record(by=by, at=at, action="look_at_scan", kind="document", subjects=[document])
    return file


def _papers(kind: PaperKind, about: str, area: str, due: date | None, on: date, by: Actor) -> Iterable[Paper]:
    code = kind.code
    if kind.about == "programme":
        return _of_a_programme(code, about, area, due, on, by)
    number = _number(about)
    if code in HANDOVER_PAPERS:
        view = round_view(number)
        if f"handover-{view.kind}" != code:
            raise Refusal("wrong-paper", gettext_noop("This round is of another kind. Choose the paper of its kind."))
        return [handover_paper(number, programme(view.programme), on)]
    if code in LIST_PAPERS:
        return [decree_paper(number, on=on)]
    if code in ANNEXES:
        return annex_papers(number, kind=code, on=on, regency=area or None)
    if code in AMENDMENT_PAPERS:
        return [amendment_paper(number, kind=code, on=on)]
    if code in PROVISIONAL:
        if due is None:
            raise Refusal("due-missing", gettext_noop("Say until when objections are taken: the list tells the day."))
        villages = [area] if len(area) == Level.VILLAGE else villages_of_run(number, area)
        return (provisional_paper(number, village=each, until=due, on=on) for each in _not_too_many(villages))
    if code in RECEIPTS:
        villages = [area] if len(area) == Level.VILLAGE else villages_to_hand_over(number, area)
        return (receipt_paper(number, kind=code, village=each, on=on) for each in _not_too_many(villages))
    raise ValueError(f"nobody writes papers of the kind {code}")


def _of_a_programme(code: str, about: str, area: str, due: date | None, on: date, by: Actor) -> Iterable[Paper]:
    held = programme(about)
    if code in LETTERS:
        return quota_letters(about, on=on, regency=area or None)
    if code in RECAP_PAPERS:
        wanted = Level.DISTRICT if code == "recap-district" else Level.REGENCY
        around = area or by.home_area
        areas = [around] if len(around) >= wanted or code == "sptjm-office" else places(around, wanted)["code"].to_list()
        asked = [each for each in areas if len(areas) == 1 or newest_round(held.id, "village", each) is not None]
        return (recap_paper(code, held, each, on) for each in _not_too_many(asked))
    if code in VILLAGE_PAPERS:
        around = area or by.home_area
        villages = [around] if len(around) == Level.VILLAGE else _villages(code, around)
        return (village_paper(code, held, each, on, due) for each in _not_too_many(villages))
    raise ValueError(f"nobody writes papers of the kind {code}")


def _villages(code: str, around: str) -> list[str]:
    """The villages of an area for which a paper of the kind is made."""
    held = places(around, Level.VILLAGE)
    wards = {"minutes-ward": True, "minutes-village": False}
    return [each for each, kind in held.select("code", "kind").iter_rows() if code not in wards or (kind == "kelurahan") == wards[code]]


def _not_too_many(areas: list[str]) -> list[str]:
    if len(areas) > MOST_AT_ONCE:
        message = gettext_noop("These are %(papers)s papers; at most %(most)s are made at once. Choose a regency or a kecamatan.")
        raise Refusal("too-many", message, papers=len(areas), most=MOST_AT_ONCE)
    return areas


def _number(about: str) -> int:
    if not about.isdigit():
        raise Refusal("no-such-object", gettext_noop("Name the round, run, list or amendment by its number."))
    return int(about)
