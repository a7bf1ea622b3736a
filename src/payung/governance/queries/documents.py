"""Papers: where each stands, its words as a file, what came back signed, and what a fingerprint belongs to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet

from payung.core.figures import day
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.papers.letters import compose, fill
from payung.exchange.papers.marks import grouped
from payung.exchange.papers.sheets import Marks, described, is_long, picture, typeset, typeset_apart
from payung.exchange.papers.wording import filled
from payung.governance.models import Document, DocumentStep, DocumentTemplate
from payung.governance.queries.accounts import installation
from payung.governance.queries.files import read_content
from payung.governance.rules.papers import COMMON, SEALED_FIELDS, PaperKind, paper_kind, paper_kinds
from payung.governance.rules.practice import STAMP
from payung.governance.rules.statuses import DocumentStatus
from payung.places.queries import emblem

PAGE = 50
DOCX, PDF = "docx", "pdf"
MEDIA = {DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", PDF: "application/pdf"}
_UNNUMBERED, _UNDATED = "................", "................"
_STANDING = (DocumentStatus.SIGNED, DocumentStatus.SENT, DocumentStatus.RECEIVED)
_SORTS = {"made": "-pk", "number": "number", "due": "due_on", "kind": "kind", "status": "status"}


@dataclass(frozen=True)
class DocumentRow:
    """A paper in a list."""

    id: int
    kind: str
    title: str
    about: str
    status: DocumentStatus
    number: str
    numbered_on: date | None
    due_on: date | None
    people: int
    made_at: datetime
    late: bool
    area: str = ""


@dataclass(frozen=True)
class DocumentPage:
    """One page of papers: `total` of them in all; `counts` by status over what the other filters leave."""

    rows: tuple[DocumentRow, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Step:
    """One step of a paper."""

    act: str
    status: DocumentStatus
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DocumentView:
    """One paper whole. `forms`: the files it can be had as. `signatures`: those found in its signed PDF. `own_template`: not the packaged one."""

    row: DocumentRow
    area: str
    object_kind: str
    object_id: int
    fingerprint: str
    check_url: str
    office: str
    signer: str
    made_by: int
    maker: str
    signed_on: date | None
    signed_form: str
    signed_name: str
    signatures: tuple[Mapping[str, Any], ...]
    message: str
    personal: bool
    needs_initials: bool
    needs_number: bool
    own_template: bool
    forms: tuple[str, ...]
    version: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Rendered:
    """A paper as a file. `people`: records of people in it."""

    kind: str
    name: str
    content: bytes
    media: str
    people: int


@dataclass(frozen=True)
class SignedFile:
    """The signed copy of a paper as it came: `form` scan or signed-pdf; `told`: the frozen words of the paper."""

    document: int
    number: str
    numbered_on: date | None
    signed_on: date
    file: int
    name: str
    digest: str
    form: str
    told: Mapping[str, str]


@dataclass(frozen=True)
class TemplateRow:
    """The template of one kind: the packaged one, or the office's own since `put_at`. `places`: what it may have, with what each is."""

    kind: str
    title: str
    form: str
    own: bool
    put_at: datetime | None
    put_by: str
    places: Mapping[str, str]


@dataclass(frozen=True)
class Checked:
    """What the public learns of a fingerprint: no more than stands at the head of the paper."""

    kind: str
    title: str
    number: str
    numbered_on: date | None
    status: DocumentStatus
    office: str


def documents(
    *,
    on: date,
    kind: str = "",
    status: str = "",
    area: str = "",
    number: str = "",
    object_kind: str = "",
    object_id: int | None = None,
    late: bool = False,
    sort: str = "made",
    page: int = 1,
) -> DocumentPage:
    """Papers of the present scope, newest first. `area`: inside it; `number`: exactly this outgoing number; `late`: due before `on` and not signed."""
    held = Document.objects.all()
    if kind:
        held = held.filter(kind=kind)
    if area:
        held = held.filter(area__gte=area, area__lt=f"{area}:")  # ':' follows '9' byte by byte
    if number:
        held = held.filter(number=number.strip())
    if object_kind:
        held = held.filter(object_kind=object_kind)
    if object_id is not None:
        held = held.filter(object_id=object_id)
    if late:
        held = held.filter(due_on__lt=on, status__in=[DocumentStatus.DRAFT, DocumentStatus.INITIALLED])
    counts = _counts(held)
    if status:
        held = held.filter(status=status)
    total = counts.get(status, 0) if status else sum(counts.values())
    pages = max(1, -(-total // PAGE))
    number_of_page = min(max(1, page), pages)
    first = (number_of_page - 1) * PAGE
    rows = tuple(_row(each, on) for each in held.order_by(_SORTS.get(sort, "-pk"), "-pk")[first : first + PAGE])
    return DocumentPage(rows, total, number_of_page, pages, counts)


def late_papers(on: date) -> list[DocumentRow]:
    """Every paper of the present scope that was due before the day and is not signed, longest overdue first."""
    held = Document.objects.filter(due_on__lt=on, status__in=[DocumentStatus.DRAFT, DocumentStatus.INITIALLED])
    return [_row(each, on) for each in held.order_by("due_on", "pk")]


def document_view(document_id: int, on: date) -> DocumentView:
    """One paper. Raises `Refusal` no-such-object."""
    held = held_document(document_id)
    kind = paper_kind(held.kind)
    steps = DocumentStep.objects.filter(document=held).select_related("done_by").order_by("-pk")
    return DocumentView(
        row=_row(held, on),
        area=held.area,
        object_kind=held.object_kind,
        object_id=held.object_id,
        fingerprint=grouped(held.fingerprint),
        check_url=check_url(held.fingerprint),
        office=held.office,
        signer=held.signer,
        made_by=held.made_by_id,
        maker=held.made_by.full_name,
        signed_on=held.signed_on,
        signed_form=held.signed_form,
        signed_name=held.signed_file.name if held.signed_file else "",
        signatures=tuple(held.signatures),
        message=filled(kind.message, _values(held, _data(held)["values"])) if kind.message else "",
        personal=kind.personal,
        needs_initials=kind.initials,
        needs_number=kind.numbered,
        own_template=held.template_id is not None,
        forms=_forms(held, kind),
        version=held.version,
        steps=tuple(Step(each.act, DocumentStatus(each.status), each.note, each.done_by.full_name, each.done_at) for each in steps),
    )


def held_document(document_id: int, *, locked: bool = False) -> Document:
    """A paper for this room's own acts. Raises `Refusal` no-such-object."""
    held = Document.objects.select_related("template", "made_by", "data", "signed_file")
    found = (Document.objects.select_for_update() if locked else held).filter(pk=document_id).first()
    if found is None:
        raise Refusal("no-such-object", gettext_noop("There is no such paper, or it lies outside your area."))
    return found


def rendered(document_id: int, form: str) -> Rendered:
    """A paper as it stands now, its number in it when it has one: as a Word file (`docx`) or set as a PDF; "": the first that it can be had as.

    Raises `Refusal` no-such-object, form-unknown or paper-not-set.
    """
    held = held_document(document_id)
    kind = paper_kind(held.kind)
    form = form or _forms(held, kind)[0]
    if form not in _forms(held, kind):
        message = gettext_noop("This paper can be had as %(forms)s only. A template of your own is set in Word.")
        raise Refusal("form-unknown", message, forms=", ".join(_forms(held, kind)))
    frozen = _data(held)
    values = _values(held, frozen["values"])
    if form == DOCX:
        template = read_content(held.template.digest) if held.template else packaged_template(kind)
        content = fill(template, values, frozen["rows"], check_url=check_url(held.fingerprint), emblem=emblem(values["kop_gambar"]))
    else:
        marks = Marks(kind.title, grouped(held.fingerprint), check_url(held.fingerprint), values["latihan"])
        paper = described(kind.wording, kind.look, marks, values, frozen["rows"], emblem=emblem(values["kop_gambar"]))
        content = typeset_apart(paper) if is_long(paper) else typeset(paper)
    return Rendered(held.kind, f"{held.kind}-{held.area}-{held.pk}.{form}", content, MEDIA[form], held.people)


def first_page(document_id: int) -> bytes:
    """The first page of a paper as a picture (PNG) for the page of the office: identity numbers hidden, the packaged wording. Raises `Refusal` no-such-object."""
    held = held_document(document_id)
    kind = paper_kind(held.kind)
    frozen = _data(held)
    values = _values(held, frozen["values"])
    marks = Marks(kind.title, grouped(held.fingerprint), check_url(held.fingerprint), values["latihan"])
    hidden = dict.fromkeys(SEALED_FIELDS, _HIDDEN)
    rows = {
        group: [{name: hidden.get(name, value) for name, value in each.items()} for each in records[:_SHOWN]]
        for group, records in frozen["rows"].items()
    }
    return picture(described(kind.wording, kind.look, marks, values, rows, emblem=emblem(values["kop_gambar"])))


_SHOWN = 60  # records: more than a page holds
_HIDDEN = "•" * 16


def signed_file(document_id: int) -> Rendered:
    """The signed copy as it came. Raises `Refusal` no-such-object or not-signed."""
    held = held_document(document_id)
    if held.signed_file is None:
        raise Refusal("not-signed", gettext_noop("The signed copy is not here yet."))
    name = held.signed_file.name
    ending = name.rpartition(".")[2].lower()
    media = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}.get(
        ending, "application/octet-stream"
    )
    return Rendered(held.kind, name, read_content(held.signed_file.digest), media, held.people)


def signed_copy(kind: str, object_id: int) -> SignedFile | None:
    """The newest standing signed copy of a paper of `kind` about an object (a decree of a list: `signed_copy("decree", list_id)`); None without one."""
    held = Document.objects.filter(kind=kind, object_kind=paper_kind(kind).about, object_id=object_id, status__in=_STANDING)
    found = held.select_related("signed_file", "data").order_by("-pk").first()
    if found is None or found.signed_file is None or found.signed_on is None:
        return None
    file = found.signed_file
    return SignedFile(
        found.pk,
        found.number,
        found.numbered_on,
        found.signed_on,
        file.pk,
        file.name,
        file.digest,
        found.signed_form,
        _data(found)["values"],
    )


def templates() -> list[TemplateRow]:
    """The template of every kind, in the order of the work."""
    own = {each.kind: each for each in DocumentTemplate.objects.filter(ended_at__isnull=True).select_related("put_by")}
    return [_template(kind, own.get(kind.code)) for kind in paper_kinds().values()]


def template_file(kind: str) -> Rendered:
    """The Word template of a kind as it holds now. Raises `Refusal` unknown-paper or form-unknown (a long list has none)."""
    held = paper_kind(kind)
    if held.form != DOCX:
        raise Refusal("form-unknown", gettext_noop("This paper is a long list; it is set as a PDF and has no Word template."))
    own = template_in_force(kind)
    content = read_content(own.digest) if own else packaged_template(held)
    return Rendered(kind, f"template-{kind}.docx", content, MEDIA[DOCX], 0)


def template_in_force(kind: str) -> DocumentTemplate | None:
    """The office's own template of a kind, None where the packaged one holds."""
    return DocumentTemplate.objects.filter(kind=kind, ended_at__isnull=True).first()


def packaged_template(kind: PaperKind) -> bytes:
    """The packaged Word template."""
    return compose(kind.wording, letterhead=kind.letterhead, landscape=kind.look.landscape, font=kind.font)


def checked(fingerprint: str) -> Checked | None:
    """What a fingerprint belongs to, asked by anybody, in whatever scope: kind, number, day, state and office; None when to nothing."""
    wanted = "".join(fingerprint.split()).lower()
    if len(wanted) != 16 or not wanted.isalnum():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, number, numbered_on, status, office FROM governance.checked_document(%s)", [wanted])
        row = cursor.fetchone()
    if row is None:
        return None
    return Checked(row[0], paper_kind(row[0]).title, row[1], row[2], DocumentStatus(row[3]), row[4])


def check_url(fingerprint: str) -> str:
    """Where a fingerprint can be checked; the path alone for an office whose public address is not set."""
    return f"{settings.PAYUNG_PUBLIC_URL.rstrip('/')}/check/{fingerprint.upper()}"


# --- inside ----------------------------------------------------------------------------------------------------------


def _counts(held: QuerySet[Document]) -> dict[str, int]:
    return dict(held.order_by().values_list("status").annotate(Count("pk")))


def _row(held: Document, on: date) -> DocumentRow:
    late = held.due_on is not None and held.due_on < on and held.status in (DocumentStatus.DRAFT, DocumentStatus.INITIALLED)
    status = DocumentStatus(held.status)
    title = paper_kind(held.kind).title
    return DocumentRow(
        held.pk,
        held.kind,
        title,
        held.about,
        status,
        held.number,
        held.numbered_on,
        held.due_on,
        held.people,
        held.made_at,
        late,
        held.area,
    )


def _data(held: Document) -> dict[str, Any]:
    """The frozen words of a paper. A place that its kind has got since is empty in it."""
    read: dict[str, Any] = json.loads(read_content(held.data.digest))
    kind = paper_kind(held.kind)
    read["values"] = {**dict.fromkeys((*COMMON, *kind.fields), ""), **read["values"]}
    for group, names in kind.rows.items():
        records = read["rows"].setdefault(group, [])
        if records and set(names) - set(records[0]):
            read["rows"][group] = [{**dict.fromkeys(names, ""), **record} for record in records]
    return read


def _values(held: Document, frozen: Mapping[str, str]) -> dict[str, str]:
    """The frozen words of a paper, and those that come later: number, day, fingerprint, stamp."""
    dated = held.numbered_on or held.signed_on
    return {
        **frozen,
        "ttd": frozen["ttd"] or frozen["pejabat"],
        "jenis": paper_kind(held.kind).title,
        "nomor": held.number or _UNNUMBERED,
        "tanggal": day(dated) if dated else _UNDATED,
        "sidik": grouped(held.fingerprint),
        "alamat_periksa": check_url(held.fingerprint),
        "latihan": STAMP if installation().practice else "",
        "qr": "",
    }


def _forms(held: Document, kind: PaperKind) -> tuple[str, ...]:
    if kind.form != DOCX:
        return (PDF,)
    return (DOCX,) if held.template_id else (DOCX, PDF)


def _template(kind: PaperKind, own: DocumentTemplate | None) -> TemplateRow:
    return TemplateRow(
        kind=kind.code,
        title=kind.title,
        form=kind.form,
        own=own is not None,
        put_at=own.put_at if own else None,
        put_by=own.put_by.full_name if own else "",
        places=_explained(kind),
    )


def _explained(kind: PaperKind) -> dict[str, str]:
    rows = {f"{group}.{name}": says for group, names in kind.rows.items() for name, says in names.items()}
    return {**kind.fields, **rows}
