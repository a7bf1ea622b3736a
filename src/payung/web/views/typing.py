"""A list typed from paper, beside the picture of the paper: pasted, saved line by line, handed in."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.governance.jobs import queue_job
from payung.intake.actions import begin_draft, drop_draft, hand_in_draft, save_draft
from payung.intake.actions.typing import record_look, save_line
from payung.intake.queries.board import village_named, villages_to_choose
from payung.intake.queries.drafts import DraftView, draft_scan, draft_view, open_drafts, upload_scan
from payung.intake.rules.findings import FINDINGS, Severity
from payung.intake.rules.grid import BLANK_LINES, MOST_LINES, Verdict, columns_for, pasted
from payung.intake.rules.statuses import DraftStatus
from payung.web import intake_words as said
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Lines, Row, Status, Table
from payung.web.receiving import received
from payung.web.scans import shown_inside
from payung.web.words import finding_words
from payung.web.years import chosen_programme


class BeginForm(forms.Form):
    """Whose list it is, and who brought the paper."""

    village = forms.CharField(label=gettext_lazy("Village"), max_length=120, help_text=gettext_lazy("Name or code; with the kecamatan after a comma where several have the name."))  # fmt: skip
    brought_by = forms.CharField(label=gettext_lazy("Who brought the paper"), max_length=200, help_text=gettext_lazy("Name and office, as: Maria Lodan, sekretaris desa."))  # fmt: skip
    scan = forms.Field(label=gettext_lazy("Picture of the paper"), required=False, widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}), help_text=gettext_lazy("PDF, JPEG or PNG, up to 25 MB; kept encrypted as the source."))  # fmt: skip

    def __init__(self, *args, choices=(), **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["village"] = forms.ChoiceField(label=self.fields["village"].label, choices=choices)


@requires("intake.add")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Lists under way, and the form to begin another."""
    form = BeginForm(typed(request), initial={"village": request.GET.get("village", "")}, choices=villages_to_choose(request.actor.ranges))
    rows = [
        Row(each.id, {"place": Lines(each.place, each.source), "lines": each.lines, "brought": each.brought_by, "saved": Lines(each.saved_at, each.begun_by)}, reverse("intake-draft", args=[each.id]))
        for each in open_drafts()
    ]  # fmt: skip
    columns = [Column("place", _("Village")), Column("lines", _("People"), "number"), Column("brought", _("Brought by"), off_phone=True), Column("saved", _("Last saved"), "moment")]  # fmt: skip
    return render(request, "web/intake/typing.html", {"form": form, "table": Table(_("Lists being typed"), columns, rows)})


@requires("intake.add")
@acting(back=index)
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin a list."""
    held = checked(BeginForm(request.POST, choices=villages_to_choose(request.actor.ranges)))
    scans = received(request, "scan")
    draft = begin_draft(
        programme=chosen_programme(request),
        door="village",
        source="",
        area=village_named(held["village"], request.actor.ranges),
        brought_by=held["brought_by"],
        scan=scans[0] if scans else None,
        by=request.actor,
        at=timezone.now(),
    )
    return done(request, _("Type the list from the paper. Every line is saved as soon as you leave it."), "intake-draft", draft)


@requires("intake.add")
@require_GET
def show(request: SignedInRequest, draft: int) -> HttpResponse:
    """The grid beside the paper."""
    held = draft_view(draft, timezone.localdate())
    again = typed(request)
    lines = _posted(again, held.fields) if again is not None else [dict(line) for line in held.lines]
    wanted = min(MOST_LINES, max(len(lines) + BLANK_LINES // 2, BLANK_LINES))
    lines += [{} for _each in range(wanted - len(lines))]
    context = {
        "draft": held,
        "open": held.status is DraftStatus.OPEN,
        "fields": [(name, _(said.FIELDS[name])) for name in held.fields],
        "lines": [_line(number, line, held) for number, line in enumerate(lines, 1)],
        "people": sum(verdict.person for verdict in held.verdicts.values()),
        "faulty": sum(_faulty(verdict) for verdict in held.verdicts.values()),
        "is_pdf": held.scan_type == "application/pdf",
        "pasted": again.get("pasted", "") if again is not None else "",
    }
    return render(request, "web/intake/draft.html", context)


def _posted(posted, fields: tuple[str, ...]) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    """The lines of the form, in their order: fields are named `<line>-<field>`."""
    numbers = [int(name.split("-")[0]) for name in posted if name.split("-")[0].isdigit() and name.partition("-")[2] in fields]
    last = min(max(numbers, default=0), MOST_LINES + 1)
    return [{field: posted.get(f"{number}-{field}", "") for field in fields} for number in range(1, last + 1)]


def _line(number: int, line: dict[str, str], held: DraftView) -> dict[str, object]:
    cells = [{"name": f"{number}-{field}", "field": field, "value": line.get(field, "")} for field in held.fields]
    return {"number": number, "cells": cells, **_verdict(held.verdicts.get(number))}


def _verdict(verdict: Verdict | None) -> dict[str, object]:
    """What is said about a line: its mark, and each finding with what to do."""
    if verdict is None:
        return {"status": None, "findings": []}
    if not verdict.person:
        return {"status": Status("barred", _("No person"), "bad"), "findings": [(_("Type a name or a NIK, or clear the line."), "")]}
    found = [FINDINGS[code] for code in verdict.findings]
    mark = (
        Status("full", _("Good"), "good")
        if not found
        else Status("barred", _("Wrong"), "bad")
        if _faulty(verdict)
        else Status("dotted", _("Check"), "warn")
    )
    return {"status": mark, "findings": [finding_words(each) for each in found]}


def _faulty(verdict: Verdict) -> bool:
    return not verdict.person or any(FINDINGS[code].severity is Severity.ERROR for code in verdict.findings)


@requires("intake.add")
@acting(back=show)
def save(request: SignedInRequest, draft: int) -> HttpResponse:
    """Keep all lines, with what was pasted below them; then hand the list in when that was asked for."""
    held = draft_view(draft, timezone.localdate())
    lines = _posted(request.POST, held.fields)
    while lines and not any(lines[-1].values()):
        lines.pop()
    given = request.POST.get("version", "")
    lines += pasted(request.POST.get("pasted", ""), columns_for(held.area))
    save_draft(draft=draft, lines=lines, version=int(given) if given.isdigit() else 0, by=request.actor, at=timezone.now())
    if request.POST.get("act") != "hand-in":
        return done(request, _("Saved."), "intake-draft", draft)
    taken = hand_in_draft(draft=draft, by=request.actor, at=timezone.now())
    if taken.job is not None:
        queue_job(taken.job)
    return done(request, _("Handed in; its lines are read like those of any file."), "intake-show", taken.upload)


@requires("intake.add")
def line(request: SignedInRequest, draft: int, number: int) -> HttpResponse:
    """One line as soon as it is left: kept, and what is found about it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    held = draft_view(draft, timezone.localdate())
    typed_line = {field: request.POST.get(f"{number}-{field}", "") for field in held.fields}
    save_line(draft=draft, number=number, line=typed_line, by=request.actor, at=timezone.now())
    after = draft_view(draft, timezone.localdate())
    return render(request, "web/intake/line.html", {"line": _line(number, typed_line, after)})


@requires("intake.add")
@acting(back=show)
def drop(request: SignedInRequest, draft: int) -> HttpResponse:
    """Give a list up."""
    drop_draft(draft=draft, by=request.actor, at=timezone.now())
    return done(request, _("The list was given up; what was typed is deleted."), "intake-typing")


@requires("intake.add")
@require_GET
def scan(request: SignedInRequest, draft: int) -> HttpResponse:
    """The picture of the paper."""
    kind, content = draft_scan(draft)
    record_look(kind="draft", number=draft, by=request.actor, at=timezone.now())
    return shown_inside(kind, content)


@requires("intake.read")
@require_GET
def scan_of_upload(request: SignedInRequest, upload: int) -> HttpResponse:
    """The picture that a typed upload was typed from."""
    kind, content = upload_scan(upload)
    record_look(kind="upload", number=upload, by=request.actor, at=timezone.now())
    return shown_inside(kind, content)


urlpatterns = [
    path("intake/typing/", index, name="intake-typing"),
    path("intake/typing/begin", begin, name="intake-begin"),
    path("intake/typing/<int:draft>/", show, name="intake-draft"),
    path("intake/typing/<int:draft>/save", save, name="intake-save"),
    path("intake/typing/<int:draft>/line/<int:number>", line, name="intake-line"),
    path("intake/typing/<int:draft>/drop", drop, name="intake-drop"),
    path("intake/typing/<int:draft>/scan", scan, name="intake-scan"),
    path("intake/<int:upload>/scan", scan_of_upload, name="intake-upload-scan"),
]
