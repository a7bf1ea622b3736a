"""Agreements: the register with what ends soon, one agreement with what may leave and what did, meetings with their decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.exports import hand_out
from payung.governance.queries.accounts import installation
from payung.governance.queries.audit import history
from payung.governance.queries.files import read_content, stored_file
from payung.governance.rules.access import may
from payung.places.queries import place_name
from payung.programmes.actions import (
    attach_signed_copy,
    confirm_deletion,
    edit_instrument,
    register_instrument,
    set_instrument_state,
    set_terms,
)
from payung.programmes.queries.agreements import AgreementRow, agreement, agreements, ending_soon, uses
from payung.programmes.queries.meetings import DecisionRow, meetings, open_decisions
from payung.programmes.queries.years import programmes_resting_on
from payung.programmes.rules.agreements import PERSONAL_FIELDS, WARNED_DAYS, Counterpart, Purpose
from payung.programmes.rules.instruments import KINDS, InstrumentFacts
from payung.programmes.rules.statuses import ACT_TO, INSTRUMENTS, MEETING_DECISIONS
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Event, Filter, Link, Row, Table
from payung.web.programme_words import (
    ACTS_TO,
    CHOICES,
    COUNTERPARTS,
    EVENTS,
    PERSONAL,
    PURPOSES,
    agreement_status,
    decision_status,
    said,
)

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_LINES = 3


class FactsForm(forms.Form):
    """What an instrument is."""

    title = forms.CharField(label=gettext_lazy("Full title"), widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    number = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=100)
    in_force_on = forms.DateField(label=gettext_lazy("In force from"), required=False, widget=_DAY)
    ends_on = forms.DateField(label=gettext_lazy("Until (not included)"), required=False, widget=_DAY)
    source = forms.CharField(label=gettext_lazy("Source"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each, said(CHOICES, each)) for each in KINDS]  # type: ignore[attr-defined]


class NewForm(FactsForm):
    """The same with the code that it gets."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("For example pks-dukcapil-2025."))


class TermsForm(forms.Form):
    """What an instrument allows to leave."""

    counterpart = forms.ChoiceField(label=gettext_lazy("Other side"))
    parties = forms.CharField(label=gettext_lazy("Parties"), widget=forms.Textarea(attrs={"rows": 2}))
    areas = forms.CharField(
        label=gettext_lazy("Places it holds for"),
        help_text=gettext_lazy("Codes with commas between them: 53, or 5307, 5310 for two regencies."),
    )
    purposes = forms.MultipleChoiceField(label=gettext_lazy("Facts of people may leave for"), widget=forms.CheckboxSelectMultiple)
    fields_of_people = forms.MultipleChoiceField(
        label=gettext_lazy("Which facts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: as the annex of the agreement says."),
    )
    officer = forms.CharField(label=gettext_lazy("Who answers for it"), help_text=gettext_lazy("Office and function."))
    delete_on = forms.DateField(label=gettext_lazy("To be deleted by"), required=False, widget=_DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes, words in (
            ("counterpart", Counterpart, COUNTERPARTS),
            ("purposes", Purpose, PURPOSES),
            ("fields_of_people", PERSONAL_FIELDS, PERSONAL),
        ):
            self.fields[name].choices = [(str(each), said(words, str(each))) for each in codes]  # type: ignore[attr-defined]


class StateForm(forms.Form):
    """Where an instrument stands from now on."""

    status = forms.ChoiceField(label=gettext_lazy("State"))
    number = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=100)
    on = forms.DateField(label=gettext_lazy("From which day"), required=False, widget=_DAY)

    def __init__(self, status: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [each for each, act in ACT_TO.items() if INSTRUMENTS.may(act, status)]
        self.fields["status"].choices = [(each.value, said(ACTS_TO, each)) for each in possible]  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """The signed copy."""

    file = forms.FileField(label=gettext_lazy("Scan or signed PDF"))


@requires("agreements.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The register, what ends soon, and which decisions wait."""
    on = timezone.localdate()
    side, state = request.GET.get("side", ""), request.GET.get("state", "")
    found = [row for row in agreements() if _shown(row, side, state, on)]
    shown = {
        "table": _register(found, on),
        "filters": [
            Filter("side", _("Other side"), side, [(each.value, said(COUNTERPARTS, each)) for each in Counterpart]),
            Filter(
                "state",
                _("State"),
                state,
                [("force", _("in force")), ("soon", _("ends soon")), ("over", _("ended")), ("open", _("not in force yet"))],
            ),
        ],
        "soon": [_warning(row, on) for row in ending_soon(on)],
        "deletions": [row for row in agreements() if row.deletion_due(on)],
        "decisions": _decisions(open_decisions(), on) if open_decisions() else None,
        "days": WARNED_DAYS,
        "manage": may(request.actor, "agreements.manage"),
    }
    return render(request, "web/agreements/index.html", shown)


@requires("agreements.read")
@require_GET
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """One instrument: its state and file, what it allows, what left on its ground, meetings about it."""
    on = timezone.localdate()
    row = agreement(code)
    manage = may(request.actor, "agreements.manage")
    count, left = uses(row.instrument.id)
    events = [Event(each.at, said(EVENTS, each.action), each.by) for each in history("instrument", row.instrument.id)]
    shown = {
        "row": row,
        "state": agreement_status(row, on),
        "kind": said(CHOICES, row.instrument.kind),
        "facts": _facts(row),
        "terms": _terms(row),
        "deletion_due": row.deletion_due(on),
        "uses": _uses(left) if left else None,
        "count": count,
        "programmes": [Link(name, reverse("programmes-show", args=[held])) for held, name in programmes_resting_on(row.instrument.id)]
        if may(request.actor, "programmes.read")
        else [],
        "meetings": meetings(code),
        "history": events[:20],
        "manage": manage,
        "states": StateForm(row.instrument.status, _sent(request, "state"), initial={"number": row.instrument.number, "on": on})
        if manage and any(INSTRUMENTS.may(act, row.instrument.status) for act in ACT_TO.values())
        else None,
        "copy": CopyForm() if manage else None,
    }
    return render(request, "web/agreements/show.html", shown)


@requires("agreements.manage")
def new(request: SignedInRequest) -> HttpResponse:
    """The form of a new instrument."""
    return render(request, "web/agreements/new.html", {"form": NewForm(typed(request), initial={"kind": "agreement"})})


@requires("agreements.manage")
@acting(back=new)
def register(request: SignedInRequest) -> HttpResponse:
    """Enter a new instrument."""
    given = checked(NewForm(request.POST))
    register_instrument(code=given["code"], facts=_facts_from(given), by=request.actor, at=timezone.now())
    return done(request, _("Agreement entered. Say what may leave on its ground."), "agreements-terms", given["code"])


@requires("agreements.manage")
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """The facts of an instrument as a form."""
    held = agreement(code).instrument
    names = ("title", "kind", "number", "in_force_on", "ends_on", "source")
    form = FactsForm(typed(request), initial={name: getattr(held, name) for name in names})
    return render(request, "web/agreements/edit.html", {"row": agreement(code), "form": form})


@requires("agreements.manage")
@acting(back=edit)
def save(request: SignedInRequest, code: str) -> HttpResponse:
    """Correct the facts of an instrument."""
    given = checked(FactsForm(request.POST))
    facts = _facts_from(given, agreement(code).instrument.confidence)
    edit_instrument(code=code, version=_version(request), facts=facts, by=request.actor, at=timezone.now())
    return done(request, _("Agreement saved."), "agreements-show", code)


@requires("agreements.manage")
def terms(request: SignedInRequest, code: str) -> HttpResponse:
    """What may leave on the ground of an instrument, as a form."""
    row = agreement(code)
    held = row.terms
    initial: dict[str, Any] = {"areas": installation().province}
    if held:
        initial = {
            "counterpart": str(held.counterpart),
            "parties": held.parties,
            "areas": ", ".join(held.areas),
            "purposes": [str(each) for each in held.purposes],
            "fields_of_people": list(held.fields),
            "officer": held.officer,
            "delete_on": held.delete_on,
        }
    return render(request, "web/agreements/terms.html", {"row": row, "form": TermsForm(typed(request), initial=initial)})


@requires("agreements.manage")
@acting(back=terms)
def save_terms(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep what may leave."""
    given = checked(TermsForm(request.POST))
    set_terms(
        code=code,
        version=_version(request),
        counterpart=given["counterpart"],
        parties=given["parties"],
        areas=[each.strip() for each in given["areas"].split(",") if each.strip()],
        purposes=given["purposes"],
        fields=given["fields_of_people"],
        officer=given["officer"],
        delete_on=given["delete_on"],
        by=request.actor,
        at=timezone.now(),
    )
    return done(request, _("Saved what may leave."), "agreements-show", code)


@requires("agreements.manage")
@acting(back=show)
def state(request: SignedInRequest, code: str) -> HttpResponse:
    """Bring an instrument to its next state."""
    given = checked(StateForm(agreement(code).instrument.status, request.POST))
    set_instrument_state(
        code=code,
        status=given["status"],
        number=given["number"],
        on=given["on"],
        version=_version(request),
        by=request.actor,
        at=timezone.now(),
    )
    return done(request, _("State recorded."), "agreements-show", code)


@requires("agreements.manage")
@acting(back=show)
def keep_copy(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep the signed copy."""
    given = request.FILES.get("file")
    if given is None:
        raise Refusal("file-empty", gettext_noop("Choose the scan or the signed PDF first."))
    with TemporaryDirectory() as folder:
        attach_signed_copy(code=code, source=_received(given, Path(folder)), name=given.name or code, by=request.actor, at=timezone.now())
    return done(request, _("Signed copy kept."), "agreements-show", code)


@requires("agreements.manage")
@acting(back=show)
def deleted(request: SignedInRequest, code: str) -> HttpResponse:
    """Record that the other side deleted what it got."""
    confirm_deletion(code=code, on=timezone.localdate(), by=request.actor, at=timezone.now())
    return done(request, _("Deletion recorded."), "agreements-show", code)


@requires("agreements.read")
@require_GET
def copy(request: SignedInRequest, code: str) -> HttpResponse:
    """The signed copy of an instrument."""
    row = agreement(code)
    if row.instrument.file_id is None:
        raise Refusal("no-such-object", gettext_noop("No signed copy of this agreement is kept."))
    return _file(request, row.instrument.file_id)


def _shown(row: AgreementRow, side: str, state: str, on: date) -> bool:
    if side and (row.terms is None or row.terms.counterpart != side):
        return False
    states = {
        "force": row.instrument.in_force(on),
        "soon": row.ends_soon(on),
        "over": row.over(on),
        "open": not row.instrument.in_force(on) and not row.over(on),
    }
    return states.get(state, True)


def _register(found: Iterable[AgreementRow], on: date) -> Table:
    columns = [
        Column("title", _("Agreement")),
        Column("side", _("Other side")),
        Column("purposes", _("For what"), off_phone=True),
        Column("areas", _("Places it holds for"), off_phone=True),
        Column("until", _("Until"), "day"),
        Column("state", _("State"), "status"),
    ]
    rows = [
        Row(
            row.code,
            {
                "title": row.instrument.title,
                "side": said(COUNTERPARTS, row.terms.counterpart) if row.terms else _("not entered yet"),
                "purposes": ", ".join(said(PURPOSES, each) for each in row.terms.purposes) if row.terms else "",
                "areas": _areas(row.terms.areas) if row.terms else "",
                "until": row.instrument.ends_on,
                "state": agreement_status(row, on),
            },
            reverse("agreements-show", args=[row.code]),
        )
        for row in found
    ]
    none = Empty(_("No agreement like this is entered"), _("Enter an agreement: without one nothing with facts of people may leave."))
    return Table(_("Agreements and data exchanges"), columns, rows, empty=none)


def _areas(codes: Iterable[str]) -> str:
    return ", ".join(f"Provinsi {place_name(code)}" if len(code) == Level.PROVINCE else place_name(code) for code in codes)


def _warning(row: AgreementRow, on: date) -> dict[str, Any]:
    words = _("%(title)s ends in %(days)s days.") % {"title": row.instrument.title, "days": row.days_left(on)}
    return {"words": words, "url": reverse("agreements-show", args=[row.code])}


def _decisions(found: Iterable[DecisionRow], on: date) -> Table:
    columns = [
        Column("text", _("Decision")),
        Column("owner", _("By whom")),
        Column("due", _("Until"), "day"),
        Column("state", _("State"), "status"),
    ]
    rows = [
        Row(
            each.id,
            {"text": each.text, "owner": each.owner, "due": each.due_on, "state": decision_status(each.status, late=each.late(on))},
            reverse("agreements-meeting", args=[each.meeting]),
        )
        for each in found
    ]
    return Table(_("Decisions that wait"), columns, rows)


def _facts(row: AgreementRow) -> list[tuple[str, Any, str]]:
    held = row.instrument
    return [
        (_("Kind"), said(CHOICES, held.kind), "text"),
        (_("Number"), held.number, "code"),
        (_("In force from"), held.in_force_on, "day"),
        (_("Until (not included)"), held.ends_on, "day"),
        (_("Source"), held.source, "text"),
        (_("How sure"), said(CHOICES, held.confidence) if held.confidence else "", "text"),
    ]


def _terms(row: AgreementRow) -> list[tuple[str, Any, str]]:
    held = row.terms
    if held is None:
        return []
    fields = ", ".join(said(PERSONAL, each) for each in held.fields) or _("as the annex of the agreement says")
    return [
        (_("Other side"), said(COUNTERPARTS, held.counterpart), "text"),
        (_("Parties"), held.parties, "text"),
        (_("Places it holds for"), _areas(held.areas), "text"),
        (_("Facts of people may leave for"), ", ".join(said(PURPOSES, each) for each in held.purposes), "text"),
        (_("Which facts"), fields, "text"),
        (_("Who answers for it"), held.officer, "text"),
        (_("To be deleted by"), held.delete_on, "day"),
        (_("Deletion confirmed on"), row.deleted_on, "day"),
    ]


def _uses(left: Iterable[Any]) -> Table:
    columns = [
        Column("at", _("When"), "moment"),
        Column("purpose", _("For what")),
        Column("area", _("Place")),
        Column("people", _("People"), "number"),
        Column("by", _("By"), off_phone=True),
    ]
    rows = [
        Row(
            place,
            {
                "at": each.used_at,
                "purpose": said(PURPOSES, each.purpose),
                "area": _areas([each.area]),
                "people": each.people,
                "by": each.used_by,
            },
        )
        for place, each in enumerate(left)
    ]
    return Table(_("What left on its ground"), columns, rows)


def _acts(row: DecisionRow) -> list[tuple[str, str]]:
    words = {"finish": _("Done"), "drop": _("Drop"), "reopen": _("Open again")}
    return [(act, words[act]) for act in MEETING_DECISIONS.moves if MEETING_DECISIONS.may(act, row.status)]


def _facts_from(given: dict[str, Any], confidence: str = "") -> InstrumentFacts:
    return InstrumentFacts(
        kind=given["kind"],
        title=given["title"],
        number=given["number"],
        in_force_on=given["in_force_on"],
        ends_on=given["ends_on"],
        source=given["source"],
        confidence=confidence,
    )


def _version(request: SignedInRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() else 0


def _sent(request: SignedInRequest, last: str) -> Any:
    """What was typed, when it was this form of the page that was refused."""
    return typed(request) if request.path.endswith(f"/{last}") else None


def _received(given: UploadedFile, folder: Path) -> Path:
    """What was sent, as a file."""
    kept = folder / "received"
    with kept.open("wb") as out:
        for chunk in given.chunks():
            out.write(chunk)
    return kept


def _file(request: SignedInRequest, file_id: int) -> HttpResponse:
    """A stored file on its way out; the trail tells who took it."""
    held = stored_file(file_id)
    handed = hand_out(
        name=held.name,
        content=read_content(held.digest),
        purpose=_("reading an agreement"),
        act="agreements.read",
        by=request.actor,
        at=timezone.now(),
    )
    name = handed.name.replace('"', "").replace("\r", "").replace("\n", "")
    return HttpResponse(
        handed.content, content_type="application/octet-stream", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


urlpatterns = [
    path("agreements/", index, name="agreements"),
    path("agreements/new", new, name="agreements-new"),
    path("agreements/register", register, name="agreements-register"),
    path("agreements/<slug:code>/", show, name="agreements-show"),
    path("agreements/<slug:code>/edit", edit, name="agreements-edit"),
    path("agreements/<slug:code>/save", save, name="agreements-save"),
    path("agreements/<slug:code>/terms", terms, name="agreements-terms"),
    path("agreements/<slug:code>/terms/save", save_terms, name="agreements-terms-save"),
    path("agreements/<slug:code>/state", state, name="agreements-state"),
    path("agreements/<slug:code>/copy", copy, name="agreements-copy"),
    path("agreements/<slug:code>/copy/keep", keep_copy, name="agreements-copy-keep"),
    path("agreements/<slug:code>/deleted", deleted, name="agreements-deleted"),
]
