"""Intake: lists handed in, how their columns were read, what is wrong with which rows, what changed, and what went back."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.exports import hand_out
from payung.governance.jobs import queue_job
from payung.governance.rules.access import may
from payung.governance.rules.statuses import JobStatus
from payung.intake.actions import receive_files, set_columns, withdraw_upload
from payung.intake.actions.uploads import Terms, return_files
from payung.intake.queries.board import village_named, villages_to_choose
from payung.intake.queries.comparison import Comparison, compare_with_before
from payung.intake.queries.pages import Cause, FileRow, Reading, UploadDetail, causes, file_preview, upload_detail, upload_page, upload_rows
from payung.intake.rules.findings import FINDINGS
from payung.intake.rules.preview import FIELDS, PreviewSheet
from payung.intake.rules.statuses import UploadStatus
from payung.web import intake_words as said
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Figure, Filter, Lines, Progress, Row, Status, Table
from payung.web.receiving import received
from payung.web.templatetags.payung_format import whole
from payung.web.views import typing, villages
from payung.web.views.paging import page_number, pages_of
from payung.web.words import finding_words, outcome_status, severity_status
from payung.web.years import chosen_programme

SIZE, ROWS = 25, 50


class ManyFiles(forms.FileInput):
    """Several files at once. They come in beside the form; the action says when there are none."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):  # type: ignore[no-untyped-def]
        """That the field is there."""
        return name


class UploadForm(forms.Form):
    """Who sent the files, what they are, and whose list it is."""

    lists = forms.Field(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(".xlsx, .xls, .ods, .docx or .csv, up to 25 MB each; several at once."),
    )
    source = forms.CharField(
        label=gettext_lazy("Who sent them"),
        max_length=200,
        help_text=gettext_lazy("As you would say it: Desa Nita, Dinas Perhubungan, Paroki Lela."),
    )
    door = forms.ChoiceField(
        label=gettext_lazy("What they are"), choices=[(code, gettext_lazy(words)) for code, words in said.DOORS.items()]
    )
    village = forms.CharField(
        label=gettext_lazy("Village whose list it is"), required=False, max_length=120,
        help_text=gettext_lazy("Only when it is the list of one village that you hand in on its behalf: name or code."),
    )  # fmt: skip
    brought_by = forms.CharField(label=gettext_lazy("Who brought it"), required=False, max_length=200)
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, choices=(), **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.fields["lists"].widget = ManyFiles(attrs={"multiple": True})
        if choices:
            self.fields["village"] = forms.ChoiceField(
                label=self.fields["village"].label, required=False, choices=[("", _("Not of one village")), *choices]
            )


# --- uploads ---------------------------------------------------------------------------------------------------------


@requires("intake.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """What came in, newest first."""
    query = request.GET
    number = page_number(request)
    held = upload_page(search=query.get("q", ""), status=query.get("status", ""), way=query.get("way", ""), number=number, size=SIZE)
    rows = [
        Row(
            each.id,
            {
                "source": Lines(each.source, each.place),
                "door": Lines(_(said.DOORS[each.door]), _(said.WAYS[each.way])),
                "files": each.files,
                "people": each.people,
                "status": said.upload_status(each.status, each.reading),
                "received": Lines(each.received_at, each.received_by),
            },
            reverse("intake-show", args=[each.id]),
        )
        for each in held.rows
    ]
    columns = [
        Column("source", _("Sender")), Column("door", _("What it is"), off_phone=True), Column("files", _("Files"), "number", off_phone=True),
        Column("people", _("Rows"), "number"), Column("status", _("State"), "status"), Column("received", _("Came in"), "moment", off_phone=True),
    ]  # fmt: skip
    adds = may(request.actor, "intake.add")
    empty = Empty(
        _("No list came in here yet"), _("Upload the workbooks of the villages, or type a list from paper."),
        reverse("intake-new") if adds else "", _("Upload lists"),
    )  # fmt: skip
    table = Table(_("Lists that came in"), columns, rows, held.total, number, pages_of(held.total, SIZE), empty=empty)
    filters = [
        Filter("q", _("Sender or village"), query.get("q", ""), kind="search"),
        Filter("status", _("State"), query.get("status", ""), [(code.value, _(words)) for code, (_mark, words, _tint) in said.UPLOADS.items()]),
        Filter("way", _("How"), query.get("way", ""), [(code, _(words)) for code, words in said.WAYS.items()]),
    ]  # fmt: skip
    return render(request, "web/intake/index.html", {"table": table, "filters": filters, "adds": adds})


@requires("intake.add")
@require_GET
def new(request: SignedInRequest) -> HttpResponse:
    """The form for files; for a village, or in place of an upload that it corrects."""
    begun = {"village": request.GET.get("village", ""), "replaces": request.GET.get("replaces", "")}
    replaced = upload_detail(int(begun["replaces"])) if begun["replaces"].isdigit() else None
    if replaced:
        begun |= {"source": replaced.source, "door": replaced.door, "village": replaced.of_area, "brought_by": replaced.brought_by}
    form = UploadForm(typed(request), initial=begun, choices=villages_to_choose(request.actor.ranges))
    return render(request, "web/intake/new.html", {"form": form, "replaced": replaced})


@requires("intake.add")
@acting(back=new)
def receive(request: SignedInRequest) -> HttpResponse:
    """Files come in: kept at once, read by the worker."""
    form = UploadForm(request.POST, choices=villages_to_choose(request.actor.ranges))
    held = checked(form)
    village = village_named(held["village"], request.actor.ranges) if held["village"] else ""
    taken = receive_files(
        files=received(request, "lists"),
        programme=chosen_programme(request),
        door=held["door"],
        terms=Terms(held["source"], of_area=village, brought_by=held["brought_by"]),
        replaces=held["replaces"],
        by=request.actor,
        at=timezone.now(),
    )
    if taken.job is None:
        return done(
            request, _("These files were here already; nothing was added. This is where they came in."), "intake-show", taken.upload
        )
    queue_job(taken.job)
    here = sum(file.outcome == "already-here" for file in taken.report.files)
    words = _("%(count)s files taken in.") % {"count": whole(len(taken.report.files) - here)}
    if here:
        words += " " + _("%(count)s were here already and add nothing.") % {"count": whole(here)}
    return done(request, words, "intake-show", taken.upload)


@requires("intake.read")
@require_GET
def show(request: SignedInRequest, upload: int) -> HttpResponse:
    """One upload: its files, the columns of the one in hand, and what is wrong with the rows."""
    held = upload_detail(upload)
    chosen = _chosen_file(request, held)
    sheets = file_preview(upload, chosen.id) if chosen else ()
    found = causes(upload)
    context = {
        "upload": held,
        "mark": said.upload_status(held.status, held.reading),
        "progress": _progress(held),
        "way": _way(held, sheets),
        "files": [_file(each, held, chosen) for each in held.files],
        "chosen": chosen,
        "sheets": [_sheet(each) for each in sheets],
        "fields": [("", _(said.LEFT_OUT)), *((name, _(said.FIELDS[name])) for name in FIELDS)],
        "causes": [_cause(each, held) for each in found],
        "to_return": any(cause.rows for cause in found),
        "door": _(said.DOORS[held.door]),
        "of": _(said.WAYS[held.way]),
        "reads": held.status is UploadStatus.READING,
        "is_read": held.status is UploadStatus.READ,
        "withdraws": may(request.actor, "intake.withdraw") and held.undo_refusal is None,
        "stays_because": said.refusal_words(held.undo_refusal) if held.undo_refusal and held.status is UploadStatus.READ else "",
        "adds": may(request.actor, "intake.add"),
        "matches": may(request.actor, "registry.link"),
        "errors": held.people - held.safe,
    }
    return render(request, "web/intake/show.html", context)


def _chosen_file(request: HttpRequest, held: UploadDetail) -> FileRow | None:
    named = request.GET.get("file", "")
    for each in held.files:
        if str(each.id) == named:
            return each
    read = [each for each in held.files if each.outcome in ("read", "no-people")]
    return read[0] if read else held.files[0] if held.files else None


def _file(each: FileRow, held: UploadDetail, chosen: FileRow | None) -> dict[str, object]:
    query = urlencode({"file": each.id})
    return {
        "name": PurePosixPath(each.path).name,
        "title": each.path,
        "url": f"{reverse('intake-show', args=[held.id])}?{query}#columns",
        "current": chosen is not None and each.id == chosen.id,
        "status": outcome_status(each.outcome, each.code),
        "rows": each.rows,
        "people": each.people,
    }


def _sheet(sheet: PreviewSheet) -> dict[str, object]:
    return {
        "name": sheet.name,
        "header": ", ".join(map(str, sheet.header_rows)),
        "guesses": sheet.guesses,
        "columns": sheet.columns,
        "rows": sheet.rows,
        "headers": any(column.header for column in sheet.columns),
    }


def _cause(each: Cause, held: UploadDetail) -> dict[str, object]:
    cause, advice = finding_words(each.finding)
    url = f"{reverse('intake-rows', args=[held.id])}?{urlencode({'finding': each.finding.code})}"
    return {
        "severity": severity_status(each.finding.severity),
        "cause": cause,
        "advice": advice,
        "example": each.example,
        "rows": each.rows,
        "url": url,
    }


def _way(held: UploadDetail, sheets: tuple[PreviewSheet, ...]) -> list[dict[str, str]]:
    """Files, columns, findings, taken over: how far this upload has come."""
    read = held.status is not UploadStatus.READING
    guessed = sum(sheet.guesses for sheet in sheets)
    told = [
        (_("Files"), "full"),
        (_("Columns"), "empty" if not read else "dotted" if guessed else "full"),
        (_("Findings"), "empty" if not read else "half" if held.people > held.safe else "full"),
        (_("Taken over"), "full" if held.status is UploadStatus.READ else "empty"),
    ]
    return [{"words": words, "state": state} for words, state in told]


def _progress(held: UploadDetail) -> Progress | None:
    reading: Reading = held.reading
    if held.status is not UploadStatus.READING:
        return None
    failed = reading.status == JobStatus.FAILED
    queued = reading.status == JobStatus.QUEUED
    fault = (
        _("Reading stopped (%(code)s). Nothing is lost: the files are kept, and whoever looks after the office can let it go on.")
        if failed
        else ""
    )
    return Progress(
        title=_("Reading the files"),
        state=said.upload_status(held.status, reading),
        percent=reading.percent,
        step=said.queue_words(reading.ahead) if queued else _("You may leave this page; reading goes on."),
        url=reverse("intake-reading", args=[held.id]),
        running=not failed,
        fault=fault % {"code": reading.error} if failed else "",
    )


@requires("intake.read")
@require_GET
def reading(request: SignedInRequest, upload: int) -> HttpResponse:
    """How far the reading has come, for the part of the page that asks again and again; the page anew once it is done."""
    held = upload_detail(upload)
    shown = _progress(held)
    if shown is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/parts/progress.html", {"job": shown})


# --- columns, rows, comparison ---------------------------------------------------------------------------------------


@requires("intake.add")
@acting(back=show)
def columns(request: SignedInRequest, upload: int) -> HttpResponse:
    """What each column of a sheet holds: confirmed, or read once more."""
    chosen = {
        int(name.removeprefix("column-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("column-") and name.removeprefix("column-").isdigit()
    }
    given = request.POST.get("file", "")
    taken = set_columns(
        upload=upload,
        file=int(given) if given.isdigit() else 0,
        sheet=request.POST.get("sheet", ""),
        chosen=chosen,
        by=request.actor,
        at=timezone.now(),
    )
    if taken.job is None:
        return done(request, _("Columns confirmed; the next file of this sender is read like this."), "intake-show", taken.upload)
    queue_job(taken.job)
    return done(request, _("The files are read once more with these columns."), "intake-show", taken.upload)


@requires("intake.read")
@require_GET
def rows(request: SignedInRequest, upload: int) -> HttpResponse:
    """The rows of an upload, of one cause or all."""
    held = upload_detail(upload)
    code = request.GET.get("finding", "")
    finding = code if code in FINDINGS else ""
    file = request.GET.get("file", "")
    number = page_number(request)
    found = upload_rows(upload, finding=finding, file=int(file) if file.isdigit() else None, number=number, size=ROWS)
    shown = [
        Row(
            each.id,
            {
                "name": each.name or _("(no name)"),
                "birth": each.birth_date,
                "village": each.village,
                "work": each.occupation,
                "where": Lines(PurePosixPath(each.file).name, _place(each.sheet, each.row_number)),
                "findings": "; ".join(finding_words(one)[0] for one in each.findings) or _("nothing found"),
            },
        )
        for each in found.rows
    ]
    columns_shown = [
        Column("name", _("Name")), Column("birth", _("Birth date"), "day"), Column("village", _("Village")),
        Column("work", _("Occupation"), off_phone=True), Column("where", _("Stands in")), Column("findings", _("Found")),
    ]  # fmt: skip
    empty = Empty(_("No row of this kind"), _("Take the filter away to see all rows."))
    table = Table(_("Rows"), columns_shown, shown, found.total, number, pages_of(found.total, ROWS), empty=empty)
    filters = [
        Filter("finding", _("Cause"), finding, [(each.finding.code, finding_words(each.finding)[0]) for each in causes(upload)]),
        Filter("file", _("File"), file, [(str(each.id), PurePosixPath(each.path).name) for each in held.files if each.people]),
    ]
    advice = finding_words(FINDINGS[finding])[1] if finding else ""
    return render(request, "web/intake/rows.html", {"upload": held, "table": table, "filters": filters, "advice": advice})


def _place(sheet: str, row_number: int) -> str:
    told = _("row %(row)s") % {"row": row_number}
    return f"{sheet}, {told}" if sheet else told


@requires("intake.read")
@require_GET
def compare(request: SignedInRequest, upload: int) -> HttpResponse:
    """An upload against the one before it of the same village or sender."""
    held = upload_detail(upload)
    kind = request.GET.get("kind", "")
    number = page_number(request)
    told = compare_with_before(upload, kind=kind, number=number, size=ROWS)
    return render(request, "web/intake/compare.html", {"upload": held, "told": told, **_compared(told, kind, number, upload)})


_KINDS = {"new": gettext_noop("New"), "gone": gettext_noop("Gone"), "changed": gettext_noop("Changed")}
_MARKS = {"new": ("full", "good"), "gone": ("barred", "warn"), "changed": ("half", "info")}


def _compared(told: Comparison, kind: str, number: int, upload: int) -> dict[str, object]:
    here = reverse("intake-compare", args=[upload])
    figures = [
        Figure(whole(told.new), _("people are new"), f"{here}?kind=new"),
        Figure(whole(told.gone), _("people are gone"), f"{here}?kind=gone"),
        Figure(whole(told.changed), _("are written differently"), f"{here}?kind=changed"),
        Figure(whole(told.same), _("stand as before")),
    ]
    shown = [
        Row(
            place,
            {
                "name": Lines(each.name or _("(no name)"), _("before: %(name)s") % {"name": each.before})
                if each.before not in ("", each.name)
                else each.name,
                "kind": Status(_MARKS[each.kind][0], _(_KINDS[each.kind]), _MARKS[each.kind][1]),  # type: ignore[arg-type]
                "birth": each.birth_date,
                "fields": ", ".join(_(said.FIELDS[name]) for name in each.fields),
            },
        )
        for place, each in enumerate(told.rows)
    ]
    columns_shown = [Column("name", _("Name")), Column("kind", _("What happened"), "status"), Column("birth", _("Birth date"), "day"), Column("fields", _("Differs in"))]  # fmt: skip
    empty = Empty(_("Nobody differs"), _("Both lists hold the same people, written alike."))
    table = Table(_("Differences"), columns_shown, shown, told.total, number, pages_of(told.total, ROWS), empty=empty)
    return {
        "figures": figures,
        "table": table,
        "filters": [Filter("kind", _("What happened"), kind, [(code, _(words)) for code, words in _KINDS.items()])],
    }


# --- back to the sender, and taken back ------------------------------------------------------------------------------


@requires("intake.read")
@acting(back=show)
def give_back(request: SignedInRequest, upload: int) -> HttpResponse:
    """The senders' workbooks with what is wrong beside each row: one, or all in one archive."""
    file = request.POST.get("file", "")
    made = return_files(upload=upload, file=int(file) if file.isdigit() else None, by=request.actor, at=timezone.now())
    if not made:
        raise Refusal("nothing-to-return", gettext_noop("Nobody was found in these files, so there is nothing to give back row by row."))
    name, content = made[0] if len(made) == 1 else (f"dikembalikan-{upload}.zip", _archive(made))
    leaving = hand_out(name=PurePosixPath(name).name, content=content, purpose=_("correction by the sender"), act="intake.read", by=request.actor, at=timezone.now())  # fmt: skip
    return _download(leaving.name, leaving.content)


def _archive(made: list[tuple[str, bytes]]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made:
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _download(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{urlencode({'': name})[1:].replace('+', '%20')}"
    return answer


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=gettext_lazy("Why it is taken back"), max_length=300)


@requires("intake.withdraw")
@acting(back=show)
def withdraw(request: SignedInRequest, upload: int) -> HttpResponse:
    """Take an upload back."""
    held = checked(ReasonForm(request.POST))
    withdraw_upload(upload=upload, reason=held["reason"], by=request.actor, at=timezone.now())
    return done(request, _("Withdrawn; its rows go nowhere from now on."), "intake-show", upload)


urlpatterns = [
    path("intake/", index, name="intake"),
    path("intake/new", new, name="intake-new"),
    path("intake/receive", receive, name="intake-receive"),
    *villages.urlpatterns,
    *typing.urlpatterns,
    path("intake/<int:upload>/", show, name="intake-show"),
    path("intake/<int:upload>/reading", reading, name="intake-reading"),
    path("intake/<int:upload>/columns", columns, name="intake-columns"),
    path("intake/<int:upload>/rows", rows, name="intake-rows"),
    path("intake/<int:upload>/compare", compare, name="intake-compare"),
    path("intake/<int:upload>/returned", give_back, name="intake-return"),
    path("intake/<int:upload>/withdraw", withdraw, name="intake-withdraw"),
]
