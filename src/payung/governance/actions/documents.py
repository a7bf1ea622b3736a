"""Papers on their way: made with their data frozen, initialled, signed with the signed copy uploaded back, numbered, sent, received, void."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from payung.core.figures import day
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.papers.letters import check_template
from payung.exchange.papers.signatures import SignedCopy, read_signed_copy
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_content
from payung.governance.models import Document, DocumentStep, DocumentTemplate
from payung.governance.queries.documents import held_document, template_in_force
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.papers import Paper, PaperKind, check_sendable, check_signable, paper_kind
from payung.governance.rules.statuses import DOCUMENTS, DocumentStatus
from payung.places.queries import Letterhead, letterhead

DOCUMENT = "document"
ROOTS = "signature-roots"
"""Folder of the data folder with the certificates at which a trusted chain of signatures ends."""


@transaction.atomic
def prepare_document(*, paper: Paper, on: date, by: Actor, at: datetime) -> int:
    """Make a paper with its data frozen, under letterhead and signatory of the office as it is on the day; its id.

    The same paper asked for again is the one that stands already. Raises `Refusal` not-allowed, outside-area or unknown-paper,
    and ValueError when fields or records are not those of the kind.
    """
    check_may(by, "documents.prepare")
    check_area(by, paper.area)
    kind = paper_kind(paper.kind)
    _check_complete(kind, paper)
    head = letterhead(paper.office or paper.area, on)
    frozen = {"values": {**_head_values(head, on), **paper.fields}, "rows": {group: list(records) for group, records in paper.rows.items()}}
    content = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    held = Document.objects.filter(kind=kind.code, object_kind=kind.about, object_id=paper.object_id, area=paper.area)
    voided = held.filter(status=DocumentStatus.VOID).count()
    fingerprint = keyring().digest("document", f"{kind.code}\0{paper.object_id}\0{paper.area}\0{voided}\0".encode() + content)[:8].hex()
    standing = held.filter(fingerprint=fingerprint).first()
    if standing is not None:
        return standing.pk
    data = store_content(content=content, name=f"{kind.code}.json", area=paper.area, file_class="document-data", by=by, at=at)
    document = Document.objects.create(
        area=paper.area,
        kind=kind.code,
        object_kind=kind.about,
        object_id=paper.object_id,
        about=paper.about,
        status=DocumentStatus.DRAFT,
        fingerprint=fingerprint,
        data=data,
        people=max((sum(bool(each.get("nama", "?")) for each in records) for records in paper.rows.values()), default=0)
        if kind.personal
        else 0,
        template=template_in_force(kind.code) if kind.form == "docx" else None,
        office=head.name,
        signer=f"{head.head_title}, {head.head_name}",
        made_by_id=by.user_id,
        made_at=at,
        due_on=paper.due_on,
    )
    _step(document, "prepare", "", by, at)
    return document.pk


@transaction.atomic
def initial_document(*, document_id: int, version: int | None = None, by: Actor, at: datetime) -> None:
    """Initial a paper. Raises `Refusal` not-allowed, wrong-status, stale or maker-is-checker (who made it does not initial it)."""
    check_may(by, "documents.sign")
    held = _locked(document_id, version)
    status = DOCUMENTS.check("initial", held.status)
    if held.made_by_id == by.user_id:
        raise Refusal("maker-is-checker", gettext_noop("You made this paper. Somebody else initials it."))
    _move(held, status, "initial", "", by, at)


@transaction.atomic
def sign_document(
    *, document_id: int, content: bytes, name: str, signed_on: date, version: int | None = None, by: Actor, at: datetime
) -> SignedCopy:
    """Keep the signed copy that came back: a scan, or a PDF whose signatures are checked; what was found in it.

    Raises `Refusal` not-allowed, wrong-status, stale, initials-missing, signed-too-early, signature-broken (the PDF was changed after it
    was signed) and those of `exchange.papers.signatures.read_signed_copy`.
    """
    check_may(by, "documents.sign")
    held = _locked(document_id, version)
    status = DOCUMENTS.check("sign", held.status)
    check_signable(paper_kind(held.kind), initialled=held.status == DocumentStatus.INITIALLED)
    if signed_on > at.date():
        raise Refusal("signed-too-early", gettext_noop("The day of the signature lies ahead. Write the day that stands on the paper."))
    copy = read_signed_copy(content, Path(settings.PAYUNG_DATA) / ROOTS)
    if any(not each.holds for each in copy.signatures):
        raise Refusal("signature-broken", gettext_noop("This PDF was changed after it was signed. Ask for the file as it was signed."))
    stored = store_content(content=content, name=_copy_name(name, copy), area=held.area, file_class="signed-copy", by=by, at=at)
    held.signed_file, held.signed_form, held.signed_on = stored, copy.form, signed_on
    held.signatures = [_told(asdict(each)) for each in copy.signatures]
    _move(held, status, "sign", copy.form, by, at, file=stored.digest)
    return copy


@transaction.atomic
def set_number(*, document_id: int, number: str, on: date, version: int | None = None, by: Actor, at: datetime) -> None:
    """Type in the outgoing number and its day as the records unit gave them; a wrong one is corrected until the paper was sent.

    Raises `Refusal` not-allowed, wrong-status, stale or number-missing.
    """
    check_may(by, "documents.number")
    held = _locked(document_id, version)
    if held.status not in (DocumentStatus.DRAFT, DocumentStatus.INITIALLED, DocumentStatus.SIGNED):
        DOCUMENTS.check("send", DocumentStatus.DRAFT if held.status == DocumentStatus.VOID else held.status)
    if not number.strip():
        raise Refusal("number-missing", gettext_noop("Type in the number that the records unit gave."))
    held.number, held.numbered_on = number.strip(), on
    _move(held, DocumentStatus(held.status), "number", held.number, by, at)


@transaction.atomic
def send_document(*, document_id: int, to: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Record that the signed paper left, and to whom. Raises `Refusal` not-allowed, wrong-status, stale, number-missing or addressee-missing."""
    check_may(by, "documents.send")
    held = _locked(document_id, version)
    status = DOCUMENTS.check("send", held.status)
    check_sendable(paper_kind(held.kind), held.number)
    _check_told(to, "addressee-missing", gettext_noop("Say to whom the paper went."))
    _move(held, status, "send", to.strip(), by, at)


@transaction.atomic
def receive_document(*, document_id: int, received_by: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Record that the paper arrived, and who took it. Raises `Refusal` not-allowed, wrong-status, stale or receiver-missing."""
    check_may(by, "documents.send")
    held = _locked(document_id, version)
    status = DOCUMENTS.check("receive", held.status)
    _check_told(received_by, "receiver-missing", gettext_noop("Say who received the paper."))
    _move(held, status, "receive", received_by.strip(), by, at)


@transaction.atomic
def void_document(*, document_id: int, reason: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Make a paper void that has not been sent. Raises `Refusal` not-allowed, wrong-status, stale or reason-missing."""
    check_may(by, "documents.prepare")
    held = _locked(document_id, version)
    status = DOCUMENTS.check("void", held.status)
    _check_told(reason, "reason-missing", gettext_noop("Say why the paper is void."))
    _move(held, status, "void", reason.strip(), by, at)


@transaction.atomic
def put_template(*, kind: str, content: bytes, name: str, by: Actor, at: datetime) -> int:
    """Put a Word template of the office's own in place of the one in force; papers made before keep theirs.

    Raises `Refusal` not-allowed, unknown-paper, form-unknown and those of `exchange.papers.letters.check_template`.
    """
    check_may(by, "templates.manage")
    held = paper_kind(kind)
    if held.form != "docx":
        raise Refusal("form-unknown", gettext_noop("This paper is a long list; it is set as a PDF and has no Word template."))
    check_template(content, held.places)
    stored = store_content(content=content, name=name, area=by.home_area, file_class="template", by=by, at=at)
    DocumentTemplate.objects.filter(kind=kind, ended_at__isnull=True).update(ended_at=at)
    put = DocumentTemplate.objects.create(kind=kind, file=stored, digest=stored.digest, put_by_id=by.user_id, put_at=at)
    record(by=by, at=at, action="put_template", kind="template", subjects=[put.pk], change={"kind": kind, "digest": stored.digest})
    return put.pk


@transaction.atomic
def drop_template(*, kind: str, by: Actor, at: datetime) -> None:
    """Let the packaged template of a kind hold again. Raises `Refusal` not-allowed, unknown-paper or no-such-object."""
    check_may(by, "templates.manage")
    own = template_in_force(paper_kind(kind).code)
    if own is None:
        raise Refusal("no-such-object", gettext_noop("The packaged template of this paper is in force already."))
    own.ended_at = at
    own.save(update_fields=["ended_at"])
    record(by=by, at=at, action="drop_template", kind="template", subjects=[own.pk], change={"kind": kind})


def _locked(document_id: int, version: int | None) -> Document:
    held = held_document(document_id, locked=True)
    if version is not None and held.version != version:
        raise Refusal("stale", gettext_noop("Somebody else changed this paper meanwhile. Reload the page to see its present state."))
    return held


def _move(held: Document, status: Any, act: str, note: str, by: Actor, at: datetime, **change: str) -> None:
    check_area(by, held.area)
    held.status = status
    held.version += 1
    held.save()
    _step(held, act, note, by, at, **change)


def _step(held: Document, act: str, note: str, by: Actor, at: datetime, **change: str) -> None:
    DocumentStep.objects.create(
        area=held.area, document=held, act=act, status=held.status, note=note[:400], done_by_id=by.user_id, done_at=at
    )
    told = {"fingerprint": held.fingerprint, "note": note, **change}
    record(by=by, at=at, action=f"{act}_document", kind=DOCUMENT, subjects=[held.pk], change=told)


def _check_told(text: str, code: str, message: str) -> None:
    if not text.strip():
        raise Refusal(code, message)


def _check_complete(kind: PaperKind, paper: Paper) -> None:
    """A room hands in exactly the words of the kind: anything else is a bug."""
    if set(paper.fields) != set(kind.fields) or set(paper.rows) != set(kind.rows):
        wrong = (set(paper.fields) ^ set(kind.fields)) | (set(paper.rows) ^ set(kind.rows))
        raise ValueError(f"paper {kind.code} is handed in with other fields: {sorted(wrong)}")
    for group, records in paper.rows.items():
        if any(set(each) != set(kind.rows[group]) for each in records):
            raise ValueError(f"paper {kind.code} is handed in with other records of {group}")


def _head_values(head: Letterhead, on: date) -> dict[str, str]:
    """The letterhead and who signs, as the paper will say for ever."""
    rank = ", ".join(part for part in (head.head_rank, f"NIP {head.head_number}" if head.head_number else "") if part)
    return {
        "kop_1": head.above.upper(),
        "kop_2": head.name.upper(),
        "kantor": head.name,
        "kop_alamat": head.address,
        "kop_gambar": head.emblem,
        "tempat": head.seat,
        "jabatan": head.head_title,
        "pejabat": head.head_name,
        "pangkat": rank,
        "ttd": "\n".join(
            (head.head_name, *(part for part in (head.head_rank, f"NIP {head.head_number}" if head.head_number else "") if part))
        ),
        "tanggal_dibuat": day(on),
    }


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}


def _copy_name(name: str, copy: SignedCopy) -> str:
    """The sender's name of the file, with the ending that its content has."""
    stem = name.rpartition("/")[2].rpartition("\\")[2].rpartition(".")[0] or "signed"
    return f"{stem[:120]}.{copy.ending}"
