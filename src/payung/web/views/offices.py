"""Offices as they are named for a time: what their papers bear above and who signs below; entered and changed, every earlier name kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.areas import area_code, dotted
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_area, may
from payung.places.actions import OfficeEntry, enter_office
from payung.places.queries import OFFICE_TEXTS, OfficeRow, emblem, office, offices, place_names
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.histories import events_of
from payung.web.parts import Column, Empty, Lines, Row, Status, Table

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
KINDS = {
    "labour-office": gettext_lazy("Labour office of a province or regency"),
    "district-office": gettext_lazy("Office of a kecamatan"),
    "village-office": gettext_lazy("Office of a village or ward"),
    "bpjs-branch": gettext_lazy("Branch of BPJS"),
    "bpjs-region": gettext_lazy("Regional office of BPJS"),
    "service-point": gettext_lazy("Service point"),
}


class OfficeForm(forms.Form):
    """One office under the name it has from a day on."""

    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("The same for every name it had, as labour-5307.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()))
    areas = forms.CharField(
        label=gettext_lazy("Places it serves"), max_length=400, help_text=gettext_lazy("Codes with commas between them: 53, or 5307, 5310.")
    )
    starts_on = forms.DateField(
        label=gettext_lazy("Named so from"),
        widget=_DAY,
        help_text=gettext_lazy("Papers of this day and later bear what stands below. Another day keeps what was before."),
    )
    ends_on = forms.DateField(label=gettext_lazy("Until (not included)"), required=False, widget=_DAY)
    above = forms.CharField(
        label=gettext_lazy("First line of the letterhead"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The government it belongs to."),
    )
    name = forms.CharField(label=gettext_lazy("Name of the office"), max_length=200)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)
    contact = forms.CharField(label=gettext_lazy("Telephone, e-mail, web"), max_length=200, required=False)
    seat = forms.CharField(
        label=gettext_lazy("Seat"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("The place that stands before the date of a letter."),
    )
    emblem = forms.FileField(
        label=gettext_lazy("Emblem of the letterhead"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=gettext_lazy("PNG or JPEG, at most 200 KB; empty: the one it has stays."),
    )
    head_title = forms.CharField(
        label=gettext_lazy("Office of the head"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("As it stands above the signature: Kepala Dinas; Plt. Kepala Dinas."),
    )
    head_name = forms.CharField(label=gettext_lazy("Name of the head"), max_length=200, required=False)
    head_rank = forms.CharField(label=gettext_lazy("Rank of the head"), max_length=120, required=False)
    head_number = forms.CharField(label=gettext_lazy("NIP of the head"), max_length=40, required=False)
    signer_title = forms.CharField(
        label=gettext_lazy("Who signs in the name of the head"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("His office, as Sekretaris. Empty: the head signs."),
    )
    signer_name = forms.CharField(label=gettext_lazy("Name of who signs"), max_length=200, required=False)
    signer_rank = forms.CharField(label=gettext_lazy("Rank of who signs"), max_length=120, required=False)
    signer_number = forms.CharField(label=gettext_lazy("NIP of who signs"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """Who signs for the head has both an office and a name."""
        held = super().clean() or {}
        if bool(held.get("signer_title")) != bool(held.get("signer_name")):
            self.add_error("signer_name", _("Give both the office and the name of who signs, or neither."))
        return held


def office_table(request: SignedInRequest) -> Table:
    """The offices under all their names, newest name first within an office; those of today are marked."""
    today, held = timezone.localdate(), sorted(offices(), key=lambda each: (each.code, -each.starts_on.toordinal()))
    columns = [
        Column("name", _("Name")),
        Column("state", _("State"), "status"),
        Column("signs", _("Who signs")),
        Column("from", _("From"), "day"),
        Column("until", _("Until"), "day", off_phone=True),
        Column("areas", _("Serves"), "number", off_phone=True),
    ]
    rows = [
        Row(
            each.id,
            {
                "name": Lines(each.name, " · ".join(part for part in (each.code, each.seat) if part)),
                "state": _state(each, today),
                "signs": Lines(each.signer_name or each.head_name, each.signer_title or each.head_title),
                "from": each.starts_on,
                "until": each.ends_on,
                "areas": len(each.areas),
            },
            reverse("office", args=[each.id]),
        )
        for each in held
    ]
    empty = Empty(_("No office yet"), _("Enter the office whose letterhead papers bear."))
    return Table(_("Offices"), columns, rows, len(rows), show_caption=True, empty=empty)


@requires("governance.read")
@require_GET
def show(request: SignedInRequest, number: int) -> HttpResponse:
    """One office: its letterhead and signature block as papers bear them, every name it had, and who changed it."""
    held = office(number)
    names = place_names(held.areas)
    told = {
        "office": held,
        "state": _state(held, timezone.localdate()),
        "kind": KINDS.get(held.kind, held.kind),
        "areas": [(names.get(code, ""), dotted(code)) for code in held.areas],
        "until": held.ends_on - timedelta(days=1) if held.ends_on else None,
        "names": [each for each in offices() if each.code == held.code],
        "events": events_of("office", number),
        "may_change": _may_change(request, held),
        "letters": (held.above, held.name, " · ".join(part for part in (held.address, held.contact) if part)),
    }
    return render(request, "web/governance/office.html", told)


@requires("governance.read")
@require_GET
def office_emblem(request: SignedInRequest, number: int) -> HttpResponse:
    """The picture of its letterhead."""
    content = emblem(office(number).emblem)
    if not content:
        raise Refusal("no-such-object", gettext_noop("This office has no emblem yet."))
    return HttpResponse(content, content_type="image/png" if content.startswith(b"\x89PNG") else "image/jpeg")


@requires("places.manage")
@require_GET
def new(request: SignedInRequest) -> HttpResponse:
    """The form of an office that is not known here yet."""
    return _form(request, None)


@requires("places.manage")
@require_GET
def edit(request: SignedInRequest, number: int) -> HttpResponse:
    """The form of a known office: another first day keeps its earlier name."""
    return _form(request, office(number))


@requires("places.manage")
@acting(back=new)
def keep(request: SignedInRequest) -> HttpResponse:
    """Keep an office."""
    return _kept(request)


@requires("places.manage")
@acting(back=edit)
def change(request: SignedInRequest, number: int) -> HttpResponse:
    """Correct an office, or let it have another name from another day on."""
    return _kept(request, office(number))


def _form(request: SignedInRequest, held: OfficeRow | None) -> HttpResponse:
    initial: dict[str, Any] = {"areas": request.actor.home_area, "starts_on": timezone.localdate()}
    if held is not None:
        initial = {name: getattr(held, name) for name in ("code", "kind", "name", "starts_on", "ends_on", *OFFICE_TEXTS)} | {
            "areas": ", ".join(held.areas)
        }
    form = OfficeForm(typed(request), initial=initial)
    if held is not None:
        form.fields["code"].widget.attrs["readonly"] = True
    to = reverse("office-change", args=[held.id]) if held else reverse("office-keep")
    return render(request, "web/governance/office_form.html", {"form": form, "to": to, "office": held})


def _kept(request: SignedInRequest, before: OfficeRow | None = None) -> HttpResponse:
    told = checked(OfficeForm(request.POST, request.FILES))
    areas = tuple(area_code(each) for each in told.pop("areas").split(",") if each.strip())
    for each in (*areas, *(before.areas if before else ())):
        check_area(request.actor, each)
    picture = told.pop("emblem")
    entry = OfficeEntry(
        **told | {"code": before.code if before else told["code"]},
        areas=areas,
        emblem=picture.read() if picture else _carried(before, told),
    )
    number = enter_office(entry=entry, by=request.actor, at=timezone.now(), record=record)
    return done(request, _("Office kept. Papers made from now on bear it."), "office", number)


def _carried(before: OfficeRow | None, told: dict[str, Any]) -> bytes:
    """Another name of an office keeps its emblem."""
    return emblem(before.emblem) if before and before.starts_on != told["starts_on"] else b""


def _state(held: OfficeRow, today: Any) -> Status:
    if held.starts_on > today:
        return Status("empty", _("from later on"), "info")
    if held.ends_on is not None and held.ends_on <= today:
        return Status("empty", _("earlier name"), "")
    return Status("full", _("in force"), "good")


def _may_change(request: SignedInRequest, held: OfficeRow) -> bool:
    return may(request.actor, "places.manage") and all(request.actor.covers(each) for each in held.areas)


urlpatterns = [
    path("governance/offices/new", new, name="office-new"),
    path("governance/offices/keep", keep, name="office-keep"),
    path("governance/offices/<int:number>/", show, name="office"),
    path("governance/offices/<int:number>/emblem", office_emblem, name="office-emblem"),
    path("governance/offices/<int:number>/edit", edit, name="office-edit"),
    path("governance/offices/<int:number>/change", change, name="office-change"),
]
