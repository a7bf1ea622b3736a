"""Objections: taken in, decided, answered by letter. An upheld one calls the action of the room below."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from payung.core.figures import day
from payung.core.nik import NikState, read_nik
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.csvs import csv_bytes
from payung.exchange.lending import lend
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import take_ids
from payung.governance.actions.documents import Paper, prepare_document
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.grievances.models import Grievance
from payung.grievances.queries.objections import held_objection
from payung.grievances.rules.deadlines import answer_due
from payung.grievances.rules.statuses import GRIEVANCES, REMEDIES, About, Channel, GrievanceStatus, Remedy
from payung.intake.actions import add_upload
from payung.places.queries import place_name
from payung.selection.actions import decide_person
from payung.selection.queries import explanation, person_of_run, provisional_list, run_report
from payung.selection.rules.statuses import PersonAct

OBJECTION = "objection"
TABLE = "grievances_grievance"
_ACTS = {About.NOT_CHOSEN: PersonAct.ADD, About.WRONGLY_CHOSEN: PersonAct.REMOVE}
_OUTCOME = {GrievanceStatus.UPHELD: "diterima", GrievanceStatus.DISMISSED: "ditolak"}


@dataclass(frozen=True)
class Objection:
    """What came in. `worker`: whom it is about; for people whom nobody listed name, village and what else is known of them instead."""

    run: int
    about: str
    raised_by: str
    words: str
    channel: str
    received_on: date
    worker: int | None = None
    name: str = ""
    village_code: str = ""
    nik: str = ""
    phone: str = ""
    birth_date: date | None = None
    sex: str = ""


@transaction.atomic
def receive_objection(*, given: Objection, by: Actor, at: datetime) -> int:
    """Take an objection in; its id. Late ones too: they say that they are late. Whom nobody ever listed is proposed in intake at once.

    Raises `Refusal` not-allowed, no-such-run, words-missing, person-missing, not-assessed or outside-area.
    """
    check_may(by, "grievances.add")
    about, report = About(given.about), run_report(given.run)
    if not given.words.strip() or not given.raised_by.strip():
        raise Refusal("words-missing", gettext_noop("Write who objects and what he says, in his own words."))
    name, village = _person(given, about)
    check_area(by, village)
    hung = provisional_list(given.run)
    values = {"nik": "".join(given.nik.split()), "phone": given.phone.strip()}
    (number,) = take_ids(TABLE, 1)
    upload = _propose(given, number, report.programme, by, at) if about is About.NEVER_LISTED else None
    held = Grievance.objects.create(
        pk=number, area=village, kind=OBJECTION, run_id=given.run, about=about, worker_id=given.worker, about_name=name, village_code=village,
        raised_by=given.raised_by.strip(), channel=Channel(given.channel), words=given.words.strip(),
        envelope=keyring().seal(TABLE, number, {key: value for key, value in values.items() if value}), upload_id=upload,
        received_on=given.received_on, in_time=hung is not None and hung.published_on <= given.received_on <= hung.objections_until,
        due_on=answer_due(OBJECTION, given.received_on), status=GrievanceStatus.RECEIVED, received_by_id=by.user_id, received_at=at,
    )  # fmt: skip
    change = {"about": about, "run": given.run, "in_time": held.in_time}
    record(by=by, at=at, action="receive_objection", kind=OBJECTION, subjects=[held.pk], change=change)
    return held.pk


@transaction.atomic
def decide_objection(
    *, objection_id: int, upheld: bool, reason: str, remedy: str = "", version: int | None = None, by: Actor, at: datetime
) -> GrievanceStatus:
    """Uphold or dismiss an objection, with the reason that the letter will give. Upheld with `remedy` decision, the person is added or removed.

    Raises `Refusal` not-allowed, no-such-object, stale, wrong-status, taker-is-decider, reason-missing, wrong-remedy, and those of
    selection's `decide_person`.
    """
    check_may(by, "grievances.decide")
    held = _locked(objection_id, version, by)
    status = GrievanceStatus(GRIEVANCES.check("uphold" if upheld else "dismiss", held.status))
    if held.received_by_id == by.user_id:
        raise Refusal("taker-is-decider", gettext_noop("You took this objection in. Somebody else decides it."))
    if not reason.strip():
        raise Refusal("reason-missing", gettext_noop("Give the reason: the letter to the person repeats it."))
    if upheld and remedy not in REMEDIES[About(held.about)]:
        known = ", ".join(REMEDIES[About(held.about)])
        raise Refusal("wrong-remedy", gettext_noop("Say what follows. For this kind of objection: %(known)s."), known=known)
    if upheld and remedy == Remedy.DECISION and held.worker_id is not None:
        held.decision_id = decide_person(
            run=held.run_id, worker=held.worker_id, act=_ACTS[About(held.about)], reason=reason.strip(), by=by, at=at
        )
    held.remedy = remedy if upheld else ""
    held.reason, held.decided_by_id, held.decided_at = reason.strip(), by.user_id, at
    _move(held, status)
    change = {"status": status, "remedy": held.remedy, "reason": held.reason}
    record(by=by, at=at, action="decide_objection", kind=OBJECTION, subjects=[objection_id], change=change)
    return status


@transaction.atomic
def prepare_answer(*, objection_id: int, on: date, by: Actor, at: datetime) -> int:
    """Make the letter that answers a decided objection; its document. Raises `Refusal` not-allowed, no-such-object, wrong-status or outside-area."""
    check_may(by, "documents.prepare")
    held = _locked(objection_id, None, by)
    GRIEVANCES.check("answer", held.status)
    paper = Paper(
        kind="objection-answer",
        object_id=held.pk,
        area=held.area,
        about=place_name(held.area),
        office=by.home_area[:4] if len(by.home_area) > 2 else by.home_area,
        due_on=held.due_on,
        fields={
            "kepada": held.raised_by,
            "tentang": held.about_name,
            "desa": place_name(held.area),
            "tanggal_diterima": day(held.received_on),
            "program": held.run.programme.name,
            "hasil": _OUTCOME[GrievanceStatus(held.status)],
            "alasan": held.reason,
            "tindak_lanjut": _follow_up(held),
        },
        rows={},
    )
    held.letter_id = prepare_document(paper=paper, on=on, by=by, at=at)
    _move(held, GrievanceStatus(held.status))
    record(by=by, at=at, action="prepare_answer", kind=OBJECTION, subjects=[objection_id], change={"document": held.letter_id})
    return held.letter_id


@transaction.atomic
def answer_objection(*, objection_id: int, number: str, on: date, version: int | None = None, by: Actor, at: datetime) -> None:
    """Record that the letter went to whoever objected, with its number and day. Raises `Refusal` not-allowed, no-such-object, stale, wrong-status or number-missing."""
    check_may(by, "documents.send")
    held = _locked(objection_id, version, by)
    status = GrievanceStatus(GRIEVANCES.check("answer", held.status))
    if not number.strip():
        raise Refusal("number-missing", gettext_noop("Type in the number that the records unit gave."))
    held.letter_number, held.answered_on = number.strip(), on
    _move(held, status)
    record(
        by=by, at=at, action="answer_objection", kind=OBJECTION, subjects=[objection_id], change={"number": held.letter_number, "on": on}
    )


@transaction.atomic
def withdraw_objection(*, objection_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Whoever objected took it back. Raises `Refusal` not-allowed, no-such-object, wrong-status or reason-missing."""
    check_may(by, "grievances.add")
    held = _locked(objection_id, None, by)
    status = GrievanceStatus(GRIEVANCES.check("withdraw", held.status))
    if not reason.strip():
        raise Refusal("reason-missing", gettext_noop("Say how and why it was taken back."))
    held.reason = reason.strip()
    _move(held, status)
    record(by=by, at=at, action="withdraw_objection", kind=OBJECTION, subjects=[objection_id], change={"reason": held.reason})


def _person(given: Objection, about: About) -> tuple[str, str]:
    """Name and village of whom it is about."""
    if about is About.NEVER_LISTED:
        if not given.name.strip() or not given.village_code:
            raise Refusal("person-missing", gettext_noop("Write the name and the village of the person whom nobody listed."))
        return given.name.strip(), given.village_code
    if given.worker is None:
        raise Refusal("person-missing", gettext_noop("Find the person in the run first. If nobody ever listed him, say so."))
    explanation(given.run, given.worker)
    return person_of_run(given.run, given.worker)


def _propose(given: Objection, number: int, programme: str, by: Actor, at: datetime) -> int | None:
    """Hand the person to intake as a list of one, through the village door."""
    state, digits = read_nik(given.nik)
    row = {
        "nama": given.name.strip(), "nik": digits if state is NikState.SOUND else given.nik.strip(), "jk": given.sex,
        "tanggal_lahir": given.birth_date.isoformat() if given.birth_date else "", "kode_desa": given.village_code, "hp": given.phone.strip(),
    }  # fmt: skip
    content = csv_bytes(pl.DataFrame([row], schema=dict.fromkeys(row, pl.String)))
    with tempfile.TemporaryDirectory(prefix="payung-") as folder, ExitStack() as lent:
        path = lend(content, f"sanggahan-{number}.csv", Path(folder), lent)
        return add_upload(paths=[path], programme=programme, source=f"Sanggahan {number}", door="village", by=by, at=at).upload


def _follow_up(held: Grievance) -> str:
    if held.status == GrievanceStatus.DISMISSED:
        return "Keputusan tetap. Bila keadaan berubah, sampaikan usulan baru lewat desa atau kelurahan."
    return {
        Remedy.DECISION: "Daftar diubah dengan keputusan pejabat dan diperiksa kembali sebelum ditetapkan.",
        Remedy.CORRECTION: "Data diperbaiki dan dinilai kembali bersama semua usulan.",
        Remedy.INTAKE: "Nama dicatat sebagai usulan dan dinilai bersama semua usulan.",
    }[Remedy(held.remedy)]


def _locked(objection_id: int, version: int | None, by: Actor) -> Grievance:
    held_objection(objection_id)
    held = Grievance.objects.select_for_update(of=("self",)).select_related("run__programme").get(pk=objection_id)
    check_area(by, held.area)
    if version is not None and held.version != version:
        raise Refusal("stale", gettext_noop("Somebody else changed this objection meanwhile. Reload the page to see its present state."))
    return held


def _move(held: Grievance, status: GrievanceStatus) -> None:
    held.status = status
    held.version += 1
    held.save()
