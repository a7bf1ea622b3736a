"""Checks and validation: rounds opened, handed out, answered by file or typed from paper, chased and closed."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from urllib.parse import quote, urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.exports import hand_out
from payung.governance.rules.access import may
from payung.places.queries import place_name
from payung.programmes.queries import programme
from payung.registry.actions import (
    Answered,
    RecordReport,
    SheetFile,
    close_round,
    hand_out_round,
    hand_out_template,
    open_round,
    record_answers,
    reopen_round,
    type_answers,
)
from payung.registry.queries import round_status
from payung.registry.queries.round_pages import AskedPerson, answer_files, asked_page, rounds_of
from payung.registry.queries.rounds import AreaStatus, RoundStatus, round_view
from payung.registry.rules.round_messages import chase_message
from payung.registry.rules.rounds import SILENT, Kind, kind_of
from payung.registry.rules.statuses import RoundState
from payung.registry.rules.typed_answers import NEW_FIELDS
from payung.web import intake_words as said
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Event, Figure, Filter, Lines, Row, Table
from payung.web.receiving import lent, received
from payung.web.templatetags.payung_format import whole
from payung.web.views.paging import page_number, pages_of
from payung.web.years import chosen_programme

AREAS, PEOPLE, NEW_LINES, MOST_TYPED = 50, 50, 5, 400


class OpenForm(forms.Form):
    """Of whom what is asked until when."""

    kind = forms.ChoiceField(label=gettext_lazy("Who answers"), choices=[(code, gettext_lazy(words)) for code, words in said.KINDS.items()])
    area = forms.CharField(label=gettext_lazy("About people of"), required=False, max_length=13, help_text=gettext_lazy("Code of a place; empty: the whole programme."))  # fmt: skip
    due = forms.DateField(
        label=gettext_lazy("Answers until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class FilesForm(forms.Form):
    """Who answered, for which day."""

    answerer = forms.CharField(
        label=gettext_lazy("Who answered"), max_length=200, help_text=gettext_lazy("Name and office, as on the paper.")
    )
    on = forms.DateField(label=gettext_lazy("For which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


@requires("registry.answers")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The rounds of the programme in hand that concern the reader."""
    today, code = timezone.localdate(), chosen_programme(request)
    rows = [
        Row(
            each.view.round,
            {
                "kind": Lines(said.kind_words(each.view.kind), each.place),
                "state": said.round_status(each.view.state, _left(each.view.due_on, today)),
                "people": each.people,
                "answered": each.answered,
                "opened": each.view.opened_on,
                "due": each.view.due_on,
                "ground": each.view.agreement,
            },
            reverse("rounds-show", args=[each.view.round]),
        )
        for each in rounds_of(request.actor.ranges, programme(code).id)
    ]
    columns = [
        Column("kind", _("Round")), Column("state", _("State"), "status"), Column("people", _("People"), "number"), Column("answered", _("Answered"), "number"),
        Column("opened", _("Opened"), "day", off_phone=True), Column("due", _("Until"), "day"), Column("ground", _("Rests on"), off_phone=True),
    ]  # fmt: skip
    opens = may(request.actor, "registry.rounds")
    empty = Empty(
        _("No round was opened yet"), _("A round asks those who know: the villages, the civil registry, the welfare register, BPJS.")
    )
    table = Table(_("Rounds"), columns, rows, empty=empty)
    return render(
        request, "web/rounds/index.html", {"table": table, "form": OpenForm(typed(request)) if opens else None, "programme": code}
    )


def _left(due: date | None, today: date) -> int | None:
    return None if due is None else (due - today).days


@requires("registry.rounds")
@acting(back=index)
def begin(request: SignedInRequest) -> HttpResponse:
    """Open a round."""
    held = checked(OpenForm(request.POST))
    opened = open_round(
        kind=held["kind"],
        programme=chosen_programme(request),
        area=held["area"] or None,
        due=held["due"],
        on=timezone.localdate(),
        by=request.actor,
        at=timezone.now(),
    )
    words = _("Round opened; it asks about %(people)s people.") % {"people": whole(opened.people)}
    return done(request, words, "rounds-show", opened.round)


# --- one round -------------------------------------------------------------------------------------------------------


@requires("registry.answers")
@require_GET
def show(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Where a round stands: in all, and place by place; who is silent, with a message to copy."""
    today = timezone.localdate()
    held = round_status(round_id)
    kind = kind_of(held.kind)
    query, number = request.GET, page_number(request)
    silent, search = query.get("silent", ""), query.get("q", "")
    areas = [each for each in held.areas if (not silent or each.answered < each.people) and search.lower() in each.name.lower()]
    left = _left(held.due_on, today)
    form = FilesForm(typed(request), initial={"on": today})
    context = {
        "round": held,
        "title": said.kind_words(held.kind),
        "place": place_name(held.area),
        "mark": said.round_status(held.state, left),
        "open": held.state is RoundState.OPEN,
        "figures": _figures(held, kind),
        "filters": [
            Filter("q", _("Place"), search, kind="search"),
            Filter("silent", _("Answers"), silent, [("1", _("not complete"))]),
        ],
        "areas": [_area(each, held, kind, today) for each in areas[(number - 1) * AREAS : number * AREAS]],
        "total": len(areas),
        "page": number,
        "earlier": number - 1,
        "later": number + 1,
        "pages": pages_of(len(areas), AREAS),
        "form": form,
        "manages": may(request.actor, "registry.rounds") and request.actor.covers(held.area),
        "files": [
            Event(
                each.recorded_at,
                each.name,
                each.recorded_by,
                _("%(who)s: %(landed)s of %(rows)s rows found their person, %(new)s new names")
                % {"who": each.answerer, "landed": each.landed, "rows": each.rows, "new": each.new_names},
                reverse("intake-show", args=[each.upload]) if each.upload else "",
            )
            for each in answer_files(round_id)
        ],
    }
    return render(request, "web/rounds/show.html", context)


def _figures(held: RoundStatus, kind: Kind) -> list[Figure]:
    here = reverse("rounds-people", args=[held.round])
    states = sorted(((held.states.get(code, 0), code) for code in kind.states), reverse=True)
    shown = [Figure(whole(count), said.state_words(code), f"{here}?state={code}") for count, code in states[:3] if count]
    return [
        Figure(whole(held.people), _("people asked about"), here),
        Figure(whole(held.silent), said.state_words(SILENT), f"{here}?state={SILENT}"),
        *shown,
    ]


def _area(each: AreaStatus, held: RoundStatus, kind: Kind, today: date) -> dict[str, object]:
    message = chase_message(kind, each.name, held.programme, each.people, each.answered, held.due_on, today)
    return {
        "area": each,
        "missing": each.people - each.answered,
        "people_url": f"{reverse('rounds-people', args=[held.round])}?{urlencode({'area': each.area})}",
        "type_url": reverse("rounds-type", args=[held.round, each.area]) if len(each.area) == Level.VILLAGE else "",
        "sheet_url": reverse("rounds-sheet", args=[held.round, each.area]),
        "message": message,
        "send_url": f"https://wa.me/?text={quote(message)}",
    }


@requires("registry.answers")
@require_GET
def people(request: SignedInRequest, round_id: int) -> HttpResponse:
    """People asked about: what was known, and what was answered by whom for which day."""
    view = round_view(round_id)
    kind = kind_of(view.kind)
    query, number = request.GET, page_number(request)
    area, state = query.get("area", ""), query.get("state", "")
    held = asked_page(round_id, area=area_code(area) if area else "", state=state, number=number, size=PEOPLE)
    columns = [
        Column("name", _("Name")), Column("birth", _("Birth date"), "day"), Column("village", _("Village"), off_phone=True),
        Column("known", _("Known before"), off_phone=True), Column("state", _("Answer"), "status"), Column("facts", _("What was said")), Column("by", _("Who, for which day"), off_phone=True),
    ]  # fmt: skip
    rows = [Row(each.person, _answered_cells(each, kind)) for each in held.rows]
    empty = Empty(_("Nobody is in this state"), _("Take the filter away to see everybody the round asks about."))
    table = Table(_("People asked about"), columns, rows, held.total, number, pages_of(held.total, PEOPLE), empty=empty)
    states = [*kind.states, SILENT]
    filters = [
        Filter("state", _("Answer"), state, [(code, said.state_words(code)) for code in states]),
        Filter("area", _("Code of a place"), area),
    ]
    return render(
        request, "web/rounds/people.html", {"round": view, "title": said.kind_words(view.kind), "table": table, "filters": filters}
    )


def _answered_cells(each: AskedPerson, kind: Kind) -> dict[str, object]:
    known = [each.occupation, _("decile %(decile)s") % {"decile": each.decile} if each.decile is not None else ""]
    return {
        "name": each.name or _("(no name)"),
        "birth": each.birth_date,
        "village": each.village,
        "known": ", ".join(filter(None, known)),
        "state": said.state_status(kind, each.state),
        "facts": "; ".join(said.fact_words(name, value) for name, value in each.facts.items()),
        "by": Lines(each.answerer, str(each.answered_on)) if each.answered_on else "",
    }


# --- handing out, answers, closing -----------------------------------------------------------------------------------


@requires("registry.answers")
@acting
def sheet(request: SignedInRequest, round_id: int, area: str) -> HttpResponse:
    """What the round asks about one place: the workbook, and for villages the form for paper beside it."""
    files = hand_out_round(round_id=round_id, area=area, on=timezone.localdate(), by=request.actor, at=timezone.now())
    return _leaving(request, files, f"putaran-{round_id}-{area_code(area)}.zip", round_view(round_id).agreement)


@requires("registry.answers")
@acting
def template(request: SignedInRequest) -> HttpResponse:
    """The workbook and the form for paper of one village, whether or not a round asks it."""
    village = request.POST.get("village", "")
    files = hand_out_template(
        programme=chosen_programme(request), village=village, on=timezone.localdate(), by=request.actor, at=timezone.now()
    )
    return _leaving(request, files, f"lembar-{area_code(village)}.zip", "")


def _leaving(request: SignedInRequest, files: list[SheetFile], archive: str, agreement: str) -> HttpResponse:
    name, content = (files[0].name, files[0].content) if len(files) == 1 else (archive, _packed(files))
    leaving = hand_out(name=name, content=content, purpose=_("verification"), agreement=agreement, act="registry.answers", by=request.actor, at=timezone.now())  # fmt: skip
    answer = HttpResponse(leaving.content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(leaving.name)}"
    return answer


def _packed(files: list[SheetFile]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name), file.content)
    return packed.getvalue()


@requires("registry.answers")
@acting(back=show)
def record(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Files of answers come in."""
    held = checked(FilesForm(request.POST))
    files = received(request, "files")
    if not files:
        raise Refusal("no-files", gettext_noop("No file was chosen. Choose the files, then upload them."))
    with lent(files) as paths:
        report = record_answers(
            round_id=round_id, files=paths, answerer=held["answerer"], on=held["on"], by=request.actor, at=timezone.now()
        )
    return done(request, _told(report), "rounds-show", round_id)


def _told(report: RecordReport) -> str:
    """What became of the files, one sentence each."""
    return " ".join(_told_file(each) for each in report.files)


def _told_file(file) -> str:  # type: ignore[no-untyped-def]
    if file.outcome != "recorded":
        return _("%(file)s: %(outcome)s.") % {"file": file.file, "outcome": _(said.ANSWER_OUTCOMES[file.outcome])}
    words = _("%(file)s: %(answers)s new answers; %(landed)s of %(rows)s rows found their person, %(new)s new names.") % {
        "file": file.file, "answers": file.answers, "landed": file.landed, "rows": file.rows, "new": file.new_names,
    }  # fmt: skip
    for row in file.unused[:10]:
        words += " " + _("Row %(row)s was not taken: %(why)s.") % {
            "row": row.row_number,
            "why": _(said.ANSWER_FAULTS.get(row.reason, row.reason)),
        }
    return words


@requires("registry.answers")
@require_GET
def type_village(request: SignedInRequest, round_id: int, area: str) -> HttpResponse:
    """The sheet of one village, person by person in the order of the printed one, to be typed from paper."""
    view = round_view(round_id)
    kind = kind_of(view.kind)
    held = asked_page(round_id, area=area_code(area), size=MOST_TYPED)
    again = typed(request)
    form = FilesForm(again, initial={"on": timezone.localdate()})
    context = {
        "round": view,
        "title": said.kind_words(view.kind),
        "place": place_name(area_code(area)),
        "village_code": area_code(area),
        "form": form,
        "people": [_typed_person(number, each, kind, again) for number, each in enumerate(held.rows, 1)],
        "new_lines": [_typed_new(number, kind, again) for number in range(1, NEW_LINES + 1)] if kind.new_names else [],
        "open": view.state is RoundState.OPEN,
        "more": max(0, held.total - MOST_TYPED),
    }
    return render(request, "web/rounds/type.html", context)


def _typed_person(number: int, each: AskedPerson, kind: Kind, again) -> dict[str, object]:  # type: ignore[no-untyped-def]
    standing = {question.code: _as_typed(each.facts.get(question.code)) for question in kind.questions}
    if each.state != SILENT:
        standing["state"] = kind.states[each.state].label
    return {
        "number": number,
        "person": each,
        "status": said.state_status(kind, each.state),
        "questions": _questions(f"p{each.person}", kind, standing, again),
    }


def _as_typed(value: object) -> str:
    return "" if value is None else ("ya" if value else "tidak") if isinstance(value, bool) else str(value)


def _typed_new(number: int, kind: Kind, again) -> dict[str, object]:  # type: ignore[no-untyped-def]
    names = [("name", _(said.FIELDS["name"])), *((field, _(said.FIELDS[field])) for field in NEW_FIELDS)]
    posted = again or {}
    return {
        "number": number,
        "fields": [{"name": f"n{number}-{field}", "label": words, "value": posted.get(f"n{number}-{field}", "")} for field, words in names],
        "questions": _questions(f"n{number}", kind, {}, again),
    }


def _questions(prefix: str, kind: Kind, standing: dict[str, str], again) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    """The questions of the sheet with what stands or was typed: boxes to tick for states and for yes or no, else a field."""
    asked = []
    for question in kind.questions:
        name = f"{prefix}-{question.code}"
        value = standing.get(question.code, "") if again is None else again.get(name, "")
        ticks = {"state": [state.label for state in kind.states.values()], "yes-no": ["ya", "tidak"]}.get(question.form, [])
        asked.append(
            {
                "name": name,
                "label": question.header.removesuffix(" (ya/tidak)"),
                "value": value,
                "ticks": ticks,
                "is_day": question.form == "day",
            }
        )
    return asked


@requires("registry.answers")
@acting(back=type_village)
def type_in(request: SignedInRequest, round_id: int, area: str) -> HttpResponse:
    """What was typed becomes a file of answers of its own."""
    held = checked(FilesForm(request.POST))
    answered = [*_posted_people(request), *_posted_new(request)]
    report = type_answers(
        round_id=round_id, area=area, answered=answered, answerer=held["answerer"], on=held["on"], by=request.actor, at=timezone.now()
    )
    return done(request, _told(report), "rounds-type", round_id, area)


def _posted_people(request: HttpRequest) -> list[Answered]:
    by_person: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        head, _dash, code = name.partition("-")
        if head[:1] == "p" and head[1:].isdigit() and code:
            by_person.setdefault(int(head[1:]), {})[code] = str(value)
    return [Answered(person, answers) for person, answers in by_person.items()]


def _posted_new(request: HttpRequest) -> list[Answered]:
    new = []
    for number in range(1, NEW_LINES + 1):
        posted = {name.partition("-")[2]: str(value) for name, value in request.POST.items() if name.startswith(f"n{number}-")}
        name = posted.pop("name", "")
        rest = {field: posted.pop(field, "") for field in NEW_FIELDS}
        if name.strip() or any(value.strip() for value in rest.values()):
            new.append(Answered(None, posted, name, rest))
    return new


@requires("registry.rounds")
@acting(back=show)
def close(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Take no more answers."""
    close_round(round_id=round_id, on=timezone.localdate(), by=request.actor, at=timezone.now())
    return done(request, _("Round closed; whoever is silent stays silent."), "rounds-show", round_id)


@requires("registry.rounds")
@acting(back=show)
def reopen(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Take answers again."""
    reopen_round(round_id=round_id, by=request.actor, at=timezone.now())
    return done(request, _("Round opened again."), "rounds-show", round_id)


urlpatterns = [
    path("rounds/", index, name="rounds"),
    path("rounds/open", begin, name="rounds-open"),
    path("rounds/template", template, name="rounds-template"),
    path("rounds/<int:round_id>/", show, name="rounds-show"),
    path("rounds/<int:round_id>/people", people, name="rounds-people"),
    path("rounds/<int:round_id>/sheet/<slug:area>", sheet, name="rounds-sheet"),
    path("rounds/<int:round_id>/record", record, name="rounds-record"),
    path("rounds/<int:round_id>/type/<slug:area>/", type_village, name="rounds-type"),
    path("rounds/<int:round_id>/type/<slug:area>/in", type_in, name="rounds-type-in"),
    path("rounds/<int:round_id>/close", close, name="rounds-close"),
    path("rounds/<int:round_id>/reopen", reopen, name="rounds-reopen"),
]
