"""Workers: the list with its filters, one person with his whole story, what is put right by hand, and exclusions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from payung.core.areas import Level
from payung.core.calendar import age_on
from payung.core.exclusions import ExclusionKind
from payung.core.figures import day, rupiah, whole
from payung.core.nik import NikState
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.csvs import csv_bytes
from payung.governance.actions.exports import hand_out
from payung.governance.actions.reveals import reveal
from payung.governance.rules.access import access, may, may_see
from payung.governance.rules.actors import Actor
from payung.governance.rules.reveals import Purpose
from payung.places.queries import place_names, places
from payung.registry.actions import correct_worker, merge_by_hand, split_worker, unmerge
from payung.registry.queries.exclusion_pages import exclusion_page
from payung.registry.queries.people import (
    MOST_COUNTED,
    PeopleFilter,
    PeoplePage,
    PersonLine,
    PersonView,
    masked_values,
    occupations,
    people,
    people_frame,
    sealed_value,
)
from payung.registry.queries.review import waiting_count
from payung.registry.rules.corrections import FIELDS as CORRECTED
from payung.registry.rules.corrections import shown_value
from payung.reports.queries.story import story
from payung.web.acting import acting, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Act, Bulk, Column, Empty, Filter, Lines, Row, Status, Table
from payung.web.people_words import (
    EXCLUSIONS,
    FIELDS,
    NIK_STATES,
    ORIGINS,
    SEXES,
    exclusion_words,
    life_status,
    nik_status,
    span_words,
    story_event,
)
from payung.web.templatetags.payung_format import page_language

_COLUMNS = {
    "name": Column("name", gettext_noop("Name"), sortable=True),
    "born": Column("born", gettext_noop("Birth date"), "day", sortable=True),
    "sex": Column("sex", gettext_noop("Sex"), off_phone=True),
    "place": Column("place", gettext_noop("Village"), off_phone=True),
    "occupation": Column("occupation", gettext_noop("Occupation"), off_phone=True),
    "nik": Column("nik", gettext_noop("NIK"), "status", off_phone=True),
    "origin": Column("origin", gettext_noop("Came by"), off_phone=True),
    "state": Column("state", gettext_noop("State"), "status"),
}
_SHOWN_FIRST = ("name", "born", "place", "occupation", "nik", "state")
_STATES = {
    "living": gettext_noop("Not known to have died"),
    "died": gettext_noop("Has died"),
    "review": gettext_noop("A pair waits for review"),
}
_NOTICES = {
    "waiting": Status("half", gettext_noop("Waits for linking"), "info"),
    "matched": Status("full", gettext_noop("Found"), "good"),
    "uncertain": Status("dotted", gettext_noop("Somebody alike"), "warn"),
    "nobody": Status("empty", gettext_noop("Nobody here")),
}
PURPOSES = {
    Purpose.CORRECTION: gettext_lazy("To correct a value"),
    Purpose.VERIFICATION: gettext_lazy("To check who he is"),
    Purpose.COUNTER: gettext_lazy("He stands at the counter"),
    Purpose.BPJS: gettext_lazy("For BPJS"),
    Purpose.CLAIM: gettext_lazy("For a claim"),
    Purpose.INSPECTION: gettext_lazy("For an inspection"),
    Purpose.OTHER: gettext_lazy("Another purpose, named beside"),
}


class ReasonForm(forms.Form):
    """Why something is done by hand."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, help_text=gettext_lazy("Others read it beside the change."))


class MergeForm(ReasonForm):
    """Which other worker is the same person."""

    other = forms.IntegerField(label=gettext_lazy("Number of the other worker"), min_value=1)


class RevealForm(forms.Form):
    """Which identifier, and what for."""

    field = forms.ChoiceField(label=gettext_lazy("Identifier"))
    purpose = forms.ChoiceField(label=gettext_lazy("What for"), choices=list(PURPOSES.items()))
    reference = forms.CharField(label=gettext_lazy("Letter or case"), max_length=80, required=False)

    def __init__(self, fields: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, _(FIELDS[name])) for name in fields]  # type: ignore[attr-defined]


class CorrectForm(ReasonForm):
    """The typed values of a record, as they are written by hand."""

    field_order = (*CORRECTED, "reason")
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), required=False, choices=[("", "–"), ("L", gettext_lazy("Man")), ("P", gettext_lazy("Woman"))]
    )
    birth_date = forms.CharField(
        label=gettext_lazy("Birth date"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    birth_place = forms.CharField(label=gettext_lazy("Birth place"), max_length=120, required=False)
    occupation = forms.CharField(label=gettext_lazy("Occupation"), max_length=120, required=False)
    workplace = forms.CharField(label=gettext_lazy("Workplace"), max_length=200, required=False)
    hours = forms.CharField(label=gettext_lazy("Hours"), max_length=60, required=False)
    income_idr = forms.CharField(
        label=gettext_lazy("Income"), required=False, help_text=gettext_lazy("Whole rupiah a month, figures only."), max_length=12
    )
    disability = forms.ChoiceField(
        label=gettext_lazy("Disability"), required=False, choices=[("", "–"), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
    )


@requires("registry.read")
@require_GET
def listing(request: SignedInRequest) -> HttpResponse:
    """The people of the reader's area."""
    on, chosen = timezone.localdate(), _filter(request.GET)
    sort = request.GET.get("sort", "name")
    held = people(chosen, on=on, sort=sort, page=_number(request.GET.get("page"), 1))
    shown = [key for key in request.GET.getlist("show") if key in _COLUMNS] or list(_SHOWN_FIRST)
    told = {
        "table": _table(held, shown, sort, may(request.actor, "reports.export")),
        "filters": _filters(request.actor, request.GET),
        "found": min(held.total, MOST_COUNTED),
        "more": held.total > MOST_COUNTED,
        "columns": [(key, _(column.label), key in shown) for key, column in _COLUMNS.items() if key != "name"],
        "kept": [(name, value) for name, value in request.GET.items() if name not in ("show", "page")],
        "on": on,
        "may_export": may(request.actor, "reports.export"),
        "may_match": may(request.actor, "registry.link"),
        "waiting": waiting_count(request.actor) if may(request.actor, "review.second") else 0,
    }
    return render(request, "web/workers/list.html", told)


@requires("registry.read")
@require_GET
def show(request: SignedInRequest, worker: int) -> HttpResponse:
    """One person and his story."""
    return render(request, "web/workers/person.html", _person(request, worker))


@requires("identifiers.reveal")
@require_POST
def show_identifier(request: SignedInRequest, worker: int) -> HttpResponse:
    """One sealed identifier, on this page only: it is in no address and no history."""
    field, at = request.POST.get("field", ""), timezone.now()
    told = _person(request, worker)
    reveal(
        kind="worker", object_id=told["worker"].worker, field=field, purpose=request.POST.get("purpose", ""),
        reference=request.POST.get("reference", ""), by=request.actor, at=at,
    )  # fmt: skip
    told["revealed"] = {"label": _(FIELDS[field]), "value": sealed_value(worker, field) or _("not told")}
    answer = render(request, "web/workers/person.html", told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@requires("workers.correct")
@require_GET
def correcting(request: SignedInRequest, worker: int) -> HttpResponse:
    """The form with which values of a record are put right."""
    held = story(worker).person
    told = held.told
    initial = {name: shown_value(getattr(told, name)) for name in CORRECTED}
    context = {"worker": held, "form": CorrectForm(typed(request), initial=initial), "version": told.version}
    return render(request, "web/workers/correct.html", context)


@requires("workers.correct")
@acting(back=correcting)
def correct(request: SignedInRequest, worker: int) -> HttpResponse:
    """Put values right."""
    held = story(worker).person
    values = {name: request.POST.get(name, "") for name in CORRECTED if name in request.POST}
    changed = correct_worker(
        worker=held.told.record, version=_number(request.POST.get("version"), 0), values=values, reason=request.POST.get("reason", ""),
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    names = ", ".join(_(FIELDS[name]) for name in changed)
    words = _("Put right: %(fields)s.") % {"fields": names} if changed else _("Nothing was changed.")
    return done(request, words, "workers-show", worker)


@requires("workers.merge")
@acting(back=show)
def merge(request: SignedInRequest, worker: int) -> HttpResponse:
    """Join two workers by hand."""
    other = _number(request.POST.get("other"), 0)
    decided = merge_by_hand(one=worker, other=other, reason=request.POST.get("reason", ""), by=request.actor, at=timezone.now())
    return done(request, _("Joined: one person."), "workers-show", decided.survivor or worker)


@requires("registry.review")
@acting(back=show)
def part(request: SignedInRequest, worker: int) -> HttpResponse:
    """Undo the merge of a record of this person."""
    unmerge(worker=_number(request.POST.get("record"), 0), by=request.actor, at=timezone.now())
    return done(request, _("Parted: two people."), "workers-show", worker)


@requires("workers.split")
@acting(back=show)
def split(request: SignedInRequest, worker: int) -> HttpResponse:
    """Make a worker of his own of a record on whose merge a fact rests."""
    record = _number(request.POST.get("record"), 0)
    new = split_worker(worker=record, reason=request.POST.get("reason", ""), by=request.actor, at=timezone.now())
    return done(request, _("Split: a worker of his own."), "workers-show", new)


@requires("reports.export")
@acting
def bulk(request: SignedInRequest) -> HttpResponse:
    """What was chosen of the list, as a file; or the whole filtered list."""
    filters = QueryDict(request.POST.get("filters", ""))
    frame = people_frame(_filter(filters), on=timezone.localdate())
    if not request.POST.get("all"):
        chosen = [int(each) for each in request.POST.getlist("id") if each.isdigit()]
        if not chosen:
            raise Refusal("nothing-chosen", gettext_noop("Nobody is chosen. Tick people in the list, or all of them."))
        frame = frame.filter(frame["worker"].is_in(chosen))
    made = hand_out(name="pekerja.csv", content=csv_bytes(frame), rows=frame.height, by=request.actor, at=timezone.now())
    return HttpResponse(
        made.content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{made.name}"'}
    )


@requires("registry.read")
@require_GET
def exclusions(request: SignedInRequest) -> HttpResponse:
    """Who must not or need not be chosen, told by whom."""
    kind, status = request.GET.get("kind", ""), request.GET.get("status", "")
    held = exclusion_page(
        kind=kind if kind in EXCLUSIONS else "", status=status if status in _NOTICES else "", page=_number(request.GET.get("page"), 1)
    )
    names = place_names({each.village_code for each in held.rows if each.village_code})
    rows = [
        Row(
            each.id,
            {
                "name": each.name,
                "kind": exclusion_words(each.kind).capitalize(),
                "place": names.get(each.village_code, ""),
                "holds": span_words(each.starts_on, each.ends_on),
                "source": Lines(each.source, _("told for %(on)s") % {"on": day(each.told_on, page_language(), short=True)}),
                "status": Status(_NOTICES[each.status].state, _(_NOTICES[each.status].words), _NOTICES[each.status].tint),
            },
            reverse("workers-show", args=[each.worker]) if each.worker else "",
        )
        for each in held.rows
    ]
    columns = [
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("place", _("Village"), off_phone=True),
        Column("holds", _("Holds")),
        Column("source", _("Source"), off_phone=True),
        Column("status", _("Who it is"), "status"),
    ]
    empty = Empty(
        _("No list of exclusions is here"),
        _("Lists of civil servants, pensioners, village officials and of other payers keep places from those who need none."),
    )
    table = Table(_("People on lists of exclusions"), columns, rows, held.total, held.page, held.pages, empty=empty)
    filters = [
        Filter("kind", _("Kind"), kind, [(each.value, exclusion_words(each.value).capitalize()) for each in ExclusionKind]),
        Filter("status", _("Who it is"), status, [(code, _(told.words)) for code, told in _NOTICES.items()]),
    ]
    return render(request, "web/workers/exclusions.html", {"table": table, "filters": filters, "found": held.total})


def _person(request: SignedInRequest, worker: int) -> dict[str, Any]:
    actor = request.actor
    held = story(worker)
    masked = masked_values(held.person)
    sealed = [name for name, field in access().fields.items() if field.sealed and may_see(actor, name)]
    names = place_names({each.village_code for each in held.person.records if each.village_code})
    return {
        "worker": held.person,
        "facts": _facts(held.person, masked, names, actor),
        "nik": nik_status(held.person.told.nik_state, held.person.verified),
        "state": life_status(held.person.told.died_on, bool(_covered_now(held.person))),
        "spans": [(span_words(each.starts_on, each.ends_on), each) for each in held.person.spans],
        "records": _records(held.person, names),
        "events": [story_event(line) for line in held.lines],
        "reveal_form": RevealForm(sealed) if sealed and may(actor, "identifiers.reveal") else None,
        "merge_form": MergeForm(typed(request)) if may(actor, "workers.merge") else None,
        "reason_form": ReasonForm(),
        "may_correct": may(actor, "workers.correct"),
        "may_part": may(actor, "registry.review"),
        "may_split": may(actor, "workers.split"),
        "may_answer": may(actor, "counter.answer"),
        "parts": [each for each in held.person.merges if each.undone_at is None],
    }


def _covered_now(held: PersonView) -> list[Any]:
    on = timezone.localdate()
    return [each for each in held.spans if each.starts_on <= on and (each.ends_on is None or each.ends_on > on)]


def _facts(held: PersonView, masked: dict[str, str], names: dict[str, str], actor: Actor) -> list[tuple[str, Any]]:
    told, language = held.told, page_language()
    facts = [
        ("sex", _(SEXES[told.sex]) if told.sex else ""),
        ("birth_place", told.birth_place),
        ("village", names.get(told.village_code, "")),
        ("occupation", told.occupation),
        ("workplace", told.workplace),
        ("hours", told.hours),
        ("income_idr", rupiah(told.income_idr, language) if told.income_idr is not None else ""),
        ("mother", masked["mother"]),
        ("phone", masked["phone"]),
    ]
    if may_see(actor, "disability") and told.disability is not None:
        facts.append(("disability", _("yes") if told.disability else _("no")))
    if may_see(actor, "decile") and told.decile is not None:
        facts.append(("decile", whole(told.decile, language)))
    shown = [(_(FIELDS[name]), value) for name, value in facts if value]
    return [(_(FIELDS["nik"]), masked["nik"] or _("not told")), *shown]


def _records(held: PersonView, names: dict[str, str]) -> Table:
    rows = [
        Row(
            each.record,
            {
                "record": each.record,
                "name": Lines(each.name, names.get(each.village_code, "")),
                "origin": _(ORIGINS[each.origin]),
                "nik": nik_status(each.nik_state),
                "state": Status("full", _("Tells of him"), "good")
                if each.tells
                else Status("half", _("Stands"), "info")
                if each.stands
                else Status("barred", _("Stands no more")),
            },
        )
        for each in held.records
    ]
    columns = [
        Column("record", _("Record number"), "code"),
        Column("name", _("Name")),
        Column("origin", _("Came by"), off_phone=True),
        Column("nik", _("NIK"), "status", off_phone=True),
        Column("state", _("State"), "status"),
    ]
    return Table(_("The records of this person"), columns, rows, tight=True)


def _table(held: PeoplePage, shown: list[str], sort: str, may_export: bool) -> Table:
    names = place_names({code for each in held.rows for code in (each.village_code, each.village_code[: int(Level.REGENCY)]) if code})
    columns = [_translated(_COLUMNS[key]) for key in _COLUMNS if key == "name" or key in shown]
    empty = Empty(_("Nobody is found"), _("Remove a filter, or take lists in under Intake and link them."))
    acts = [Act("export", _("Take out as CSV"))]
    return Table(
        caption=_("Workers"),
        columns=columns,
        rows=[_row(each, names) for each in held.rows],
        total=min(held.total, MOST_COUNTED),
        page=held.page,
        pages=held.pages,
        sort=sort,
        empty=empty,
        bulk=Bulk(reverse("workers-bulk"), acts, _("all that were found")) if may_export else None,
    )


def _translated(column: Column) -> Column:
    return Column(column.key, _(column.label), column.kind, column.sortable, column.off_phone)


def _row(each: PersonLine, names: dict[str, str]) -> Row:
    on = timezone.localdate()
    village = names.get(each.village_code, "")
    regency = names.get(each.village_code[: int(Level.REGENCY)], "") if village else ""
    years = _("%(age)s years") % {"age": age_on(each.birth_date, on)} if each.birth_date else ""
    cells = {
        "name": each.name,
        "born": Lines(each.birth_date, years) if each.birth_date else None,
        "sex": _(SEXES[each.sex]) if each.sex else "",
        "place": Lines(village, regency) if village else "",
        "occupation": each.occupation,
        "nik": nik_status(each.nik_state),
        "origin": _(ORIGINS[each.origin]),
        "state": life_status(each.died_on, each.covered, each.exclusions),
    }
    return Row(each.worker, cells, reverse("workers-show", args=[each.worker]))


def _filter(given: QueryDict) -> PeopleFilter:
    """The filters of an address; what is no filter is left out."""
    area = given.get("area", "")
    covered = given.get("covered", "")
    return PeopleFilter(
        area=area if area.isascii() and area.isdigit() and len(area) in {int(level) for level in Level} else "",
        sex=_one_of(given, "sex", ("L", "P")),
        age_from=_number(given.get("age_from"), None),
        age_to=_number(given.get("age_to"), None),
        occupation=given.get("occupation", "")[:120],
        nik_state=_one_of(given, "nik", tuple(NikState)),
        origin=_one_of(given, "origin", tuple(ORIGINS)),
        covered={"yes": True, "no": False}.get(covered),
        exclusion=_one_of(given, "exclusion", (*EXCLUSIONS, "any")),
        state=_one_of(given, "state", tuple(_STATES)),
    )


def _filters(actor: Actor, given: QueryDict) -> list[Filter]:
    chosen = given.get
    return [
        Filter("area", _("Area"), chosen("area", ""), _areas(actor, chosen("area", ""))),
        Filter("state", _("State"), chosen("state", ""), [(code, _(said)) for code, said in _STATES.items()]),
        Filter("covered", _("Cover"), chosen("covered", ""), [("yes", _("Covered")), ("no", _("Not covered"))]),
        Filter("exclusion", _("Exclusion"), chosen("exclusion", ""), [("any", _("any")), *((k, _(w)) for k, w in EXCLUSIONS.items())]),
        Filter("nik", _("NIK"), chosen("nik", ""), [(code, _(said)) for code, said in NIK_STATES.items()]),
        Filter("sex", _("Sex"), chosen("sex", ""), [("L", _("Man")), ("P", _("Woman"))]),
        Filter("age_from", _("Age from"), chosen("age_from", ""), kind="number"),
        Filter("age_to", _("to"), chosen("age_to", ""), kind="number"),
        Filter("occupation", _("Occupation"), chosen("occupation", ""), [(each, each) for each in occupations()]),
        Filter("origin", _("Came by"), chosen("origin", ""), [(code, _(said)) for code, said in ORIGINS.items()]),
    ]


def _areas(actor: Actor, chosen: str) -> list[tuple[str, str]]:
    """The areas one level below the reader's posting, and below the one he chose."""
    offered: dict[str, str] = {}
    for each in actor.ranges:
        around = chosen if chosen and each.holds(chosen) else each.lo
        for start in dict.fromkeys((each.lo, around[: int(Level.REGENCY)], around)):
            below = next((level for level in sorted(Level) if level > len(start)), None)
            if below is not None and start.startswith(each.lo[: len(start)]):
                offered |= dict(places(start, below).select("code", "name").iter_rows())
        if len(each.lo) == Level.VILLAGE:
            offered |= place_names([each.lo])
    return sorted(offered.items())


def _one_of(given: QueryDict, name: str, known: tuple[str, ...]) -> str:
    value = given.get(name, "")
    return value if value in known else ""


def _number(text: str | None, otherwise: Any) -> Any:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else otherwise


urlpatterns = [
    path("workers/", listing, name="workers"),
    path("workers/bulk", bulk, name="workers-bulk"),
    path("workers/exclusions/", exclusions, name="exclusions"),
    path("workers/<int:worker>/", show, name="workers-show"),
    path("workers/<int:worker>/identifier", show_identifier, name="workers-identifier"),
    path("workers/<int:worker>/correct/", correcting, name="workers-correcting"),
    path("workers/<int:worker>/correct", correct, name="workers-correct"),
    path("workers/<int:worker>/merge", merge, name="workers-merge"),
    path("workers/<int:worker>/part", part, name="workers-part"),
    path("workers/<int:worker>/split", split, name="workers-split"),
]
