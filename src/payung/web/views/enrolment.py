"""Membership: readiness, batches, what BPJS answered, freed places, cards and savings books."""

from __future__ import annotations

from typing import Any

import yaml
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from payung.core.areas import Level
from payung.core.calendar import Month
from payung.core.refusals import Refusal
from payung.core.strict_yaml import read_yaml
from payung.enrolment.actions import begin_export, begin_reply, make_replacement
from payung.enrolment.queries import (
    Backfill,
    ReplyStatus,
    backfill,
    batch_file,
    layout_preview,
    lists_to_enrol,
    missing_people,
    odd_rows,
    refused_people,
    reply_files,
    reply_status,
    work_under_way,
)
from payung.enrolment.rules.backfill import Unfilled
from payung.enrolment.rules.reasons import REASONS
from payung.exchange.layouts import layout_of, layout_text, read_layouts
from payung.governance.actions.exports import hand_out
from payung.governance.jobs import queue_job
from payung.governance.queries.jobs import job_view
from payung.governance.rules.access import may
from payung.places.queries import offices, places
from payung.programmes.queries import agreement_for, programme
from payung.selection.queries import amendments, list_view
from payung.selection.rules.statuses import ListStatus
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.job_words import progress_of
from payung.web.parts import Column, Empty, Figure, Filter, Lines, Row, Table
from payung.web.receiving import received
from payung.web.selection_words import UNFILLED, named, refusal_words, status_of
from payung.web.templatetags.payung_format import rupiah_short, short_day, whole
from payung.web.words import list_status
from payung.web.years import chosen_programme

_MOST_PLACES = 200


class _FilesInput(forms.FileInput):
    """A control for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each of them sound."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files; a fault when there is none."""
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class ReplyForm(forms.Form):
    """Files of answers and their day."""

    on = forms.DateField(label=gettext_lazy("Day of the answer"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    answers = FilesField(
        label=gettext_lazy("Files from the branch"),
        help_text=gettext_lazy("Any part of the batches, in any order. The same file again changes nothing."),
    )


# --- lists and one list ----------------------------------------------------------------------------------------------


@requires("enrolment.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The lists of the programme on their way to membership."""
    held = programme(chosen_programme(request))
    rows = [
        Row(
            each.list_id,
            {
                "list": _("List %(list)s") % {"list": each.list_id}, "status": list_status(each.status), "people": each.people, "batches": each.batches,
                "accepted": each.accepted, "refused": each.refused, "open": each.open,
            },
            reverse("enrolment-list", args=[each.list_id]),
        )
        for each in lists_to_enrol(held.code)
    ]  # fmt: skip
    columns = [
        Column("list", _("List")), Column("status", _("State"), "status"), Column("people", _("People"), "number"), Column("batches", _("Batches"), "number", off_phone=True),
        Column("accepted", _("Accepted"), "number"), Column("refused", _("Refused"), "number"), Column("open", _("Not answered"), "number", off_phone=True),
    ]  # fmt: skip
    empty = Empty(
        _("No list is on its way to BPJS"),
        _("A list comes here once it was handed in; its batches are made once it is decreed."),
        reverse("selection"),
        _("Choosing participants"),
    )
    return render(request, "web/enrolment/index.html", {"programme": held, "table": Table(_("Lists"), columns, rows, empty=empty)})


@requires("enrolment.read")
@require_GET
def show(request: SignedInRequest, list_id: int) -> HttpResponse:
    """One list: batches and what came back, who was refused and why, and what can be done next."""
    listed, status, actor = list_view(list_id), reply_status(list_id), request.actor
    decreed = listed.status == ListStatus.DECREED
    shown = {
        "list": listed, "status": list_status(listed.status), "held": status, "figures": _figures(list_id, status) if status.batches else [],
        "batches": _batches(status), "reasons": _reasons(list_id, status), "files": _files(list_id),
        "working": [progress_of(job_view(job), actor) for job in work_under_way(list_id)],
        "exports": decreed and may(actor, "enrolment.export"), "looks": may(actor, "enrolment.export"), "replies": bool(status.batches) and may(actor, "enrolment.reply"),
        "reply_form": ReplyForm(typed(request), initial={"on": timezone.localdate()}), "fills": decreed and status.refused > 0,
        "amendments": [(each, status_of(each.status)) for each in amendments(list_id)], "layouts": [(each.code, each.title) for each in read_layouts().values()],
    }  # fmt: skip
    return render(request, "web/enrolment/list.html", shown)


@requires("enrolment.export")
@acting(back=show)
def export(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Ask for the batches."""
    job = begin_export(
        list_id=list_id, layout_code=request.POST.get("layout", "bpu"), on=timezone.localdate(), by=request.actor, at=timezone.now()
    )
    queue_job(job)
    return done(request, _("The batches are being made."), "enrolment-list", list_id)


@requires("enrolment.reply")
@acting(back=show)
def reply(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Keep the files of answers and let the worker record them."""
    told = checked(ReplyForm(request.POST, request.FILES))
    job = begin_reply(list_id=list_id, files=received(request, "answers"), on=told["on"], by=request.actor, at=timezone.now())
    queue_job(job)
    return done(request, _("The answer is being recorded."), "enrolment-list", list_id)


@requires("enrolment.export")
@require_POST
def download(request: SignedInRequest, batch: int, part: str) -> HttpResponse:
    """A batch or its annex, as it was made."""
    held = batch_file(batch, part)
    ground = agreement_for("enrolment", "bpjs", held.regency, timezone.localdate())
    file = hand_out(
        name=held.name, content=held.content, purpose=_("enrolment at BPJS Ketenagakerjaan"), agreement=ground.instrument.number,
        rows=held.people, act="enrolment.export", by=request.actor, at=timezone.now(),
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", headers=headers)


@requires("enrolment.read")
@require_GET
def refused(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Who was refused, by reason, with what can be done."""
    query = request.GET
    held = refused_people(list_id, reason=query.get("reason", ""), open_only=query.get("open") == "1", page=_number(request))
    called = named(each.village_code for each in held.rows)
    rows = [
        Row(
            each.enrolment,
            {
                "name": Lines(each.name, called(each.village_code)), "why": Lines(refusal_words(each.reason), each.words),
                "do": _(REASONS[each.reason].remedy) if each.reason in REASONS else "", "status": status_of(each.status), "on": each.answered_on,
            },
        )
        for each in held.rows
    ]  # fmt: skip
    columns = [
        Column("name", _("Name and village")), Column("why", _("Why, in the words of the branch")), Column("do", _("What can be done"), off_phone=True),
        Column("status", _("State"), "status"), Column("on", _("Answered"), "day", off_phone=True),
    ]  # fmt: skip
    filters = [
        Filter("reason", _("Reason"), query.get("reason", ""), [(code, refusal_words(code)) for code in REASONS]),
        Filter("open", _("Place"), query.get("open", ""), [("1", _("nobody has it yet"))]),
    ]
    table = Table(
        _("Refused people"),
        columns,
        rows,
        held.total,
        held.page,
        held.pages,
        empty=Empty(_("Nobody was refused"), _("Or the filters leave nobody.")),
    )
    return render(request, "web/enrolment/refused.html", {"list": list_view(list_id), "table": table, "filters": filters})


@requires("enrolment.read")
@require_GET
def odd(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Rows that changed nothing, and people of whom an answered batch says nothing."""
    rows = [
        Row(
            f"{place}",
            {
                "file": Lines(each.file, _("%(sheet)s, row %(row)s") % {"sheet": each.sheet, "row": each.row_number}),
                "what": status_of(each.outcome),
                "name": each.name,
                "words": each.words,
            },
        )
        for place, each in enumerate(odd_rows(list_id))
    ]
    columns = [
        Column("file", _("File and row")),
        Column("what", _("What it did"), "status"),
        Column("name", _("Whom it is about")),
        Column("words", _("Words"), off_phone=True),
    ]
    people = missing_people(list_id)
    called = named(village for _name, village, _rank in people)
    silent = [Row(rank, {"name": name, "village": called(village), "rank": rank}) for name, village, rank in people]
    missing = [Column("name", _("Name")), Column("village", _("Village")), Column("rank", _("Rank"), "number")]
    shown = {
        "list": list_view(list_id),
        "odd": Table(_("Rows that changed nothing"), columns, rows, empty=Empty(_("Every row found its person"), _("Nothing waits here."))),
        "missing": Table(
            _("Not in the answer"),
            missing,
            silent,
            empty=Empty(_("Nobody is missing"), _("Everybody of the answered batches is in the answer.")),
        ),
    }
    return render(request, "web/enrolment/odd.html", shown)


# --- freed places ----------------------------------------------------------------------------------------------------


@requires("enrolment.read")
@require_GET
def fill(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Each freed place with the next of the reserve; one click hands the amended decree in."""
    waits, listed = request.GET.get("waits") == "1", list_view(list_id)
    months = _months(listed.programme, listed.tranche)
    first = _first_month(request.GET.get("first", ""))
    filters = [Filter("first", _("First paid month"), str(first or ""), [(each, each) for each in months])]
    try:
        held = backfill(list_id, on=timezone.localdate(), first_month=first, waits=waits)
    except Refusal as refusal:
        if refusal.code != "no-months-left":
            raise
        over = _(refusal.message) % refusal.data
        return render(request, "web/enrolment/fill.html", {"list": listed, "over": over, "filters": filters})
    called = named([*(each.area for each in held.places[:_MOST_PLACES]), *held.by_regency])
    rows = [
        Row(
            each.offer.leaves,
            {
                "leaving": Lines(each.leaving, refusal_words(each.offer.why)), "entering": each.entering or (_(UNFILLED[each.offer.unfilled]) if each.offer.unfilled else ""),
                "place": called(each.area), "rank": each.rank,
            },
        )
        for each in held.places[:_MOST_PLACES]
    ]  # fmt: skip
    columns = [
        Column("leaving", _("Leaves, and why")),
        Column("entering", _("Enters")),
        Column("place", _("Village")),
        Column("rank", _("Rank"), "number", off_phone=True),
    ]
    batches = [
        Row(area, {"area": called(area), "people": people, "money": people * held.person_idr}) for area, people in held.by_regency.items()
    ]
    shown = {
        "list": listed, "held": held, "figures": _fill_figures(held), "waits": waits, "filters": filters, "first": first,
        "table": Table(_("Freed places"), columns, rows, len(held.places), empty=Empty(_("No place is free"), _("Nobody was refused, or every freed place is given."))),
        "batches": Table(_("Replacement batches"), [Column("area", _("Regency or city")), Column("people", _("People"), "number"), Column("money", _("Money"), "rupiah")], batches, tight=True),
        "makes": may(request.actor, "enrolment.backfill") and held.filled > 0 and held.under_way is None, "most": _MOST_PLACES,
        "unfilled": [(_(UNFILLED[Unfilled(why)]), count) for why, count in held.unfilled.items()],
    }  # fmt: skip
    return render(request, "web/enrolment/fill.html", shown)


@requires("enrolment.backfill")
@acting(back=fill)
def make(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Hand the amended decree in, with the people of its replacement batches."""
    made = make_replacement(
        list_id=list_id,
        on=timezone.localdate(),
        first_month=_first_month(request.POST.get("first", "")),
        waits=request.POST.get("waits") == "1",
        by=request.actor,
        at=timezone.now(),
    )
    words = _("The amended decree is handed in: %(people)s people enter.") % {"people": whole(made.proposal.filled)}
    return done(request, words, "amendments-show", made.amendment)


# --- readiness, layouts ----------------------------------------------------------------------------------------------


@requires("enrolment.read")
@require_GET
def layouts(request: SignedInRequest) -> HttpResponse:
    """The layouts as YAML, and a changed text previewed on made-up people; nothing is kept."""
    code = request.GET.get("layout", "bpu")
    text = request.GET.get("text") or layout_text(code)
    fault, preview = "", None
    try:
        held = layout_of(read_yaml(text))
        lines = layout_preview(held)
        preview = Table(
            held.title,
            [Column(f"c{place}", each.header) for place, each in enumerate(held.columns)],
            [Row(place, {f"c{column}": cell for column, cell in enumerate(line)}) for place, line in enumerate(lines)],
            tight=True,
            show_caption=True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as wrong:
        fault = str(wrong).splitlines()[0]
    shown = {
        "code": code,
        "text": text,
        "fault": fault,
        "preview": preview,
        "known": [(each.code, each.title) for each in read_layouts().values()],
    }
    return render(request, "web/enrolment/layouts.html", shown)


# --- cards and books -------------------------------------------------------------------------------------------------


# --- what the pages are told -----------------------------------------------------------------------------------------


def _figures(list_id: int, held: ReplyStatus) -> list[Figure]:
    refused_url = reverse("enrolment-refused", args=[list_id])
    odd_url = reverse("enrolment-odd", args=[list_id])
    told = [
        Figure(
            whole(held.accepted), _("accepted of %(people)s") % {"people": whole(held.people)}, reverse("enrolment-cards", args=[list_id])
        ),
        Figure(whole(held.refused + held.replaced), _("refused; %(replaced)s replaced") % {"replaced": whole(held.replaced)}, refused_url),
        Figure(whole(held.missing), _("missing in answered batches"), odd_url),
        Figure(whole(held.waiting), _("in batches without an answer")),
    ]
    return [*told, Figure(whole(held.conflicts), _("rows that say something else"), odd_url)] if held.conflicts else told


def _batches(held: ReplyStatus) -> Table:
    called, branches = named(each.regency for each in held.batches), {each.code: each.name for each in offices()}
    rows = [
        Row(
            each.batch,
            {
                "regency": Lines(called(each.regency), branches.get(each.branch, each.branch) + (_(", amendment %(number)s") % {"number": each.number} if each.number else "")),
                "people": each.people, "money": each.amount_idr, "accepted": each.accepted, "refused": each.refused, "missing": each.missing,
                "on": each.answered_on,
            },
        )
        for each in held.batches
    ]  # fmt: skip
    columns = [
        Column("regency", _("Regency and branch")), Column("people", _("People"), "number"), Column("money", _("Money"), "rupiah", off_phone=True),
        Column("accepted", _("Accepted"), "number"), Column("refused", _("Refused"), "number"), Column("missing", _("Missing"), "number", off_phone=True), Column("on", _("Answered"), "day", off_phone=True),
    ]  # fmt: skip
    empty = Empty(_("No batch was made yet"), _("Batches are made for each branch of BPJS and each regency once the list is decreed."))
    foot = {
        "regency": _("Together"),
        "people": sum(each.people for each in held.batches),
        "money": sum(each.amount_idr for each in held.batches),
        "accepted": held.accepted,
    }
    return Table(_("Batches"), columns, rows, foot=foot if rows else {}, tight=True, empty=empty)


def _reasons(list_id: int, held: ReplyStatus) -> Table:
    listed = reverse("enrolment-refused", args=[list_id])
    rows = [
        Row(code, {"reason": refusal_words(code), "people": people}, f"{listed}?reason={code}") for code, people in held.refused_by.items()
    ]
    return Table(_("Why BPJS refused"), [Column("reason", _("Reason")), Column("people", _("People"), "number")], rows, tight=True)


def _files(list_id: int) -> Table:
    rows = [
        Row(
            each.id,
            {
                "file": Lines(each.name, _("%(day)s, recorded by %(name)s") % {"day": short_day(each.answered_on), "name": each.recorded_by}),
                "accepted": each.counted.get("accepted", 0), "refused": each.counted.get("refused", 0), "repeated": each.counted.get("repeated", 0),
                "differs": "; ".join(f"{what} {less:+d}" for what, less in each.differs.items()) or (_("as declared") if each.declared else ""),
                "unknown": ", ".join(each.unknown),
            },
        )
        for each in reply_files(list_id)
    ]  # fmt: skip
    columns = [
        Column("file", _("File")), Column("accepted", _("Accepted"), "number"), Column("refused", _("Refused"), "number"), Column("repeated", _("Said before"), "number", off_phone=True),
        Column("differs", _("Declared totals"), off_phone=True), Column("unknown", _("Columns kept as they came"), off_phone=True),
    ]  # fmt: skip
    return Table(
        _("Answers that came in"),
        columns,
        rows,
        tight=True,
        empty=Empty(_("No answer yet"), _("Upload the files that the branch sends back.")),
    )


def _fill_figures(held: Backfill) -> list[Figure]:
    return [
        Figure(whole(held.filled), _("of %(places)s freed places can be filled") % {"places": whole(len(held.places))}, large=True),
        Figure(
            str(held.months),
            _("months left, from %(first)s; %(days)s days") % {"first": held.first_month, "days": whole(max(0, held.days_left))},
        ),
        Figure(rupiah_short(held.cost_idr), _("of %(freed)s freed") % {"freed": rupiah_short(held.freed_idr)}),
        Figure(rupiah_short(held.unspent_idr), _("stays unspent")),
    ]


def _months(code: str, tranche: str) -> list[str]:
    """The months that a tranche pays."""
    held = programme(code).tranche(tranche)
    return [str(month) for month in held.first_month.through(held.last_month)]


def _first_month(told: str) -> Month | None:
    """A month that was chosen; one that is written late may lie behind."""
    try:
        return Month.parse(told)
    except ValueError:
        return None


def _regencies() -> list[tuple[str, str]]:
    return list(places(level=Level.REGENCY).select("code", "name").iter_rows())


def _number(request: HttpRequest) -> int:
    told = request.GET.get("page", "1")
    return int(told) if told.isdigit() else 1


urlpatterns = [
    path("enrolment/", index, name="enrolment"),
    path("enrolment/layouts/", layouts, name="enrolment-layouts"),
    path("enrolment/lists/<int:list_id>/", show, name="enrolment-list"),
    path("enrolment/lists/<int:list_id>/export", export, name="enrolment-export"),
    path("enrolment/lists/<int:list_id>/reply", reply, name="enrolment-reply"),
    path("enrolment/lists/<int:list_id>/refused/", refused, name="enrolment-refused"),
    path("enrolment/lists/<int:list_id>/rows/", odd, name="enrolment-odd"),
    path("enrolment/lists/<int:list_id>/fill/", fill, name="enrolment-fill"),
    path("enrolment/lists/<int:list_id>/fill/make", make, name="enrolment-make"),
    path("batches/<int:batch>/<str:part>", download, name="batches-download"),
]
