"""Law parameters: what national law says, what the province amended, and amendments on their way through approval."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.refusals import Refusal
from payung.governance.queries.approvals import approval_panel
from payung.governance.queries.audit import history
from payung.governance.rules.access import may
from payung.law.dated import DatedValue, Parameter, Parameters
from payung.law.units import Unit, plain
from payung.programmes.actions import (
    approve_amendment,
    edit_amendment,
    prepare_amendment,
    return_amendment,
    submit_amendment,
    withdraw_amendment,
)
from payung.programmes.actions.law import KIND
from payung.programmes.queries import province_law
from payung.programmes.queries.law import AmendmentRow, amendment, amendments, standing_amendments
from payung.programmes.rules.statuses import AMENDMENTS, AmendmentStatus
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Act, Approval, Column, Event, Lines, Row, Step, Table
from payung.web.programme_words import CHOICES, EVENTS, UNITS, amendment_status, parameter_words, said, value_words
from payung.web.templatetags.payung_format import moment, short_day

_HINTS = {
    Unit.IDR: gettext_lazy("Whole rupiah, for example 16800."),
    Unit.PERCENT: gettext_lazy("A whole number from 0 to 100."),
    Unit.PER_TEN_THOUSAND: gettext_lazy("A whole number from 0 to 10000: 54 stands for 0.54 %."),
    Unit.YEARS: gettext_lazy("Whole years."),
    Unit.MONTHS: gettext_lazy("Whole months."),
    Unit.CODES: gettext_lazy("Codes with commas between them."),
    Unit.DUE_DAY: gettext_lazy("Day and months after, for example 15, 1."),
    Unit.BANDS: gettext_lazy("One row a line: from; to; base. The last row has no upper limit: 20200000; ; 20700000."),
}


class AmendmentForm(forms.Form):
    """An amendment as typed."""

    value = forms.CharField(label=gettext_lazy("Value"))
    from_on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    to_on = forms.DateField(
        label=gettext_lazy("Until (not included)"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: until further notice."),
    )
    article = forms.CharField(
        label=gettext_lazy("Article"), help_text=gettext_lazy("Regulation and article, for example PP 50/2025 Art. 3.")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Where it was read, and what was compared."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confidence = forms.ChoiceField(label=gettext_lazy("How sure"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False)
    replaces = forms.ChoiceField(label=gettext_lazy("Replaces"), required=False)

    def __init__(self, parameter: Parameter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = str(_HINTS[parameter.unit])
        if parameter.unit is Unit.BANDS:
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 8})
        self.fields["confidence"].choices = [(each, said(CHOICES, each)) for each in ("H", "M", "L")]  # type: ignore[attr-defined]
        standing = [each for each in standing_amendments() if each.parameter == parameter.name]
        nothing = [("", _("no other amendment"))]
        self.fields["replaces"].choices = nothing + [(str(each.id), _span(each.from_on, each.to_on)) for each in standing]  # type: ignore[attr-defined]
        if not standing:
            del self.fields["replaces"]


@requires("programmes.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Every parameter with its value of today, and the amendments that wait."""
    on = timezone.localdate()
    own = {(each.parameter, each.from_on) for each in standing_amendments()}
    rows = [_parameter_row(law, on, own) for _name, law in sorted(province_law().by_name.items())]
    columns = [
        Column("name", _("Parameter")),
        Column("value", _("Today")),
        Column("article", _("Article")),
        Column("source", _("Source"), off_phone=True),
        Column("confidence", _("How sure"), off_phone=True),
    ]
    waiting = [each for each in amendments() if each.status in (AmendmentStatus.SUBMITTED, AmendmentStatus.RETURNED, AmendmentStatus.DRAFT)]
    shown = {
        "table": Table(_("Law parameters"), columns, rows),
        "waiting": _amendments(waiting) if waiting else None,
        "digest": province_law().digest,
    }
    return render(request, "web/law/index.html", shown)


@requires("programmes.read")
@require_GET
def show(request: SignedInRequest, name: str) -> HttpResponse:
    """One parameter: its values in time, its amendments, and the form for another."""
    law = province_law().parameter(name)
    own = {each.from_on for each in standing_amendments() if each.parameter == name}
    on = timezone.localdate()
    rows = [
        Row(
            place,
            {
                "days": _span(each.from_on, each.to_on),
                "value": _value(law.unit, each.value),
                "article": each.article,
                "source": Lines(each.source, each.note or each.disputed),
                "confidence": said(CHOICES, each.confidence),
                "by": _("the province") if each.from_on in own else _("national law"),
            },
            selected=each.holds_on(on),
        )
        for place, each in enumerate(reversed(law.values))
    ]
    columns = [
        Column("days", _("Days")),
        Column("value", _("Value")),
        Column("by", _("Said by")),
        Column("article", _("Article")),
        Column("source", _("Source"), off_phone=True),
        Column("confidence", _("How sure"), off_phone=True),
    ]
    found = amendments(name)
    shown = {
        "law": law,
        "meaning": parameter_words(law),
        "unit": said(UNITS, law.unit),
        "table": Table(_("Values in time"), columns, rows),
        "amendments": _amendments(found) if found else None,
        "form": AmendmentForm(law, typed(request), initial={"confidence": "H"}) if may(request.actor, "law.amend") else None,
    }
    return render(request, "web/law/show.html", shown)


@requires("law.amend")
@acting(back=show)
def prepare(request: SignedInRequest, name: str) -> HttpResponse:
    """Keep a draft of an amendment."""
    content, replaces = _content(province_law(), name, request)
    made = prepare_amendment(parameter=name, content=content, replaces=replaces, by=request.actor, at=timezone.now())
    return done(request, _("Amendment prepared. Submit it for approval."), "law-amendment", made)


@requires("programmes.read")
@require_GET
def one(request: SignedInRequest, number: int) -> HttpResponse:
    """One amendment, and what may be done with it."""
    row = amendment(number)
    law = province_law().parameter(row.parameter)
    mine = may(request.actor, "law.amend")
    form = None
    if mine and AMENDMENTS.may("edit", row.status):
        form = AmendmentForm(law, typed(request), initial=_initial(law, row))
    shown = {
        "row": row,
        "law": law,
        "meaning": parameter_words(law),
        "unit": said(UNITS, law.unit),
        "state": amendment_status(row.status),
        "facts": _facts(law, row),
        "panel": _panel(request, row),
        "form": form,
        "submits": mine and AMENDMENTS.may("submit", row.status),
        "withdraws": mine and AMENDMENTS.may("withdraw", row.status),
        "history": [Event(each.at, said(EVENTS, each.action), each.by) for each in history(KIND, number)],
    }
    return render(request, "web/law/amendment.html", shown)


@requires("law.amend")
@acting(back=one)
def edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change a draft."""
    content, replaces = _content(province_law(), amendment(number).parameter, request)
    version = int(request.POST.get("version") or 0)
    edit_amendment(amendment_id=number, version=version, content=content, replaces=replaces, by=request.actor, at=timezone.now())
    return done(request, _("Amendment saved."), "law-amendment", number)


@requires("law.amend")
@acting(back=one)
def submit(request: SignedInRequest, number: int) -> HttpResponse:
    """Hand a draft in."""
    submit_amendment(amendment_id=number, by=request.actor, at=timezone.now())
    return done(request, _("Amendment submitted."), "law-amendment", number)


@requires("law.amend")
@acting(back=one)
def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    """Drop a draft."""
    withdraw_amendment(amendment_id=number, by=request.actor, at=timezone.now())
    return done(request, _("Amendment withdrawn."), "law-amendment", number)


@requires("law.approve")
@acting(back=one)
def decide(request: SignedInRequest, number: int) -> HttpResponse:
    """Approve or return an amendment."""
    if request.POST.get("act") == "return":
        return_amendment(amendment_id=number, reason=request.POST.get("note", ""), by=request.actor, at=timezone.now())
        return done(request, _("Amendment returned."), "law-amendment", number)
    approve_amendment(amendment_id=number, by=request.actor, at=timezone.now())
    return done(request, _("Amendment approved."), "law-amendment", number)


def _content(law: Parameters, name: str, request: SignedInRequest) -> tuple[dict[str, Any], int | None]:
    """What was typed, with the keys of the law's files."""
    parameter = law.parameter(name)
    given = checked(AmendmentForm(parameter, request.POST))
    content = {
        "value": _typed_value(parameter.unit, given["value"]),
        "from": given["from_on"],
        "to": given["to_on"],
        "article": given["article"],
        "source": given["source"],
        "confidence": given["confidence"],
        "note": given["note"],
    }
    replaces = given.get("replaces") or ""
    return content, int(replaces) if replaces else None


def _typed_value(unit: Unit, text: str) -> Any:
    """The value in the form of its unit; what has not the form is refused by the law's own check."""
    if unit is Unit.CODES:
        return [each.strip() for each in text.split(",") if each.strip()]
    if unit is Unit.DUE_DAY:
        day, _comma, after = text.partition(",")
        return {"day": _whole(day), "months_after": _whole(after)}
    if unit is Unit.BANDS:
        rows = [[part.strip() for part in line.split(";")] for line in text.splitlines() if line.strip()]
        if not all(len(row) == 3 for row in rows):
            return rows
        return [{"from_idr": _whole(low), "to_idr": _whole(high) if high else None, "base_idr": _whole(base)} for low, high, base in rows]
    return _whole(text)


def _whole(text: str) -> Any:
    bare = re.sub(r"(?<=\d)[. \u00a0](?=\d{3}(\D|\Z))", "", text.strip()).removeprefix("Rp").strip()
    return int(bare) if re.fullmatch(r"\d{1,15}", bare) else text.strip()


def _text(unit: Unit, value: Any) -> str:
    """A value as the form takes it."""
    held: Any = plain(value)
    if unit is Unit.CODES:
        return ", ".join(held)
    if unit is Unit.DUE_DAY:
        return f"{held['day']}, {held['months_after']}"
    if unit is Unit.BANDS:
        return "\n".join(f"{row['from_idr']}; {'' if row['to_idr'] is None else row['to_idr']}; {row['base_idr']}" for row in held)
    return str(held)


def _value(unit: Unit, value: Any) -> str:
    """A value as it is read."""
    held: Any = plain(value)
    if unit is Unit.BANDS:
        return _("%(rows)s bands of income") % {"rows": len(held)}
    if unit is Unit.DUE_DAY:
        when = _("the same month") if not held["months_after"] else _("%(months)s months after") % {"months": held["months_after"]}
        return _("day %(day)s, %(when)s") % {"day": held["day"], "when": when}
    if unit is Unit.PER_TEN_THOUSAND:
        return f"{held // 100},{held % 100:02d} %" if held % 100 else f"{held // 100} %"
    if unit is Unit.PERCENT:
        return f"{held} %"
    words = value_words(held, money=unit is Unit.IDR)
    return f"{words} {said(UNITS, unit)}" if unit in (Unit.YEARS, Unit.MONTHS) else words


def _span(first: date, last: date | None) -> str:
    if last is None:
        return _("from %(first)s") % {"first": short_day(first)}
    return _("from %(first)s until %(last)s") % {"first": short_day(first), "last": short_day(last)}


def _parameter_row(law: Parameter, on: date, own: set[tuple[str, date]]) -> Row:
    try:
        held: DatedValue | None = law.on(on)
    except Refusal:
        held = None
    mark = _("amended by the province") if held and (law.name, held.from_on) in own else ""
    cells = {
        "name": Lines(parameter_words(law), law.name),
        "value": Lines(_value(law.unit, held.value), mark) if held and mark else _value(law.unit, held.value) if held else "",
        "article": held.article if held else "",
        "source": held.source if held else "",
        "confidence": said(CHOICES, held.confidence) if held else "",
    }
    return Row(law.name, cells, reverse("law-show", args=[law.name]))


def _amendments(found: list[AmendmentRow]) -> Table:
    columns = [
        Column("parameter", _("Parameter")),
        Column("value", _("Value")),
        Column("days", _("Days")),
        Column("state", _("State"), "status"),
        Column("by", _("Prepared by"), off_phone=True),
    ]
    law = province_law()
    rows = [
        Row(
            each.id,
            {
                "parameter": parameter_words(law.parameter(each.parameter)),
                "value": _value(law.parameter(each.parameter).unit, each.value),
                "days": _span(each.from_on, each.to_on),
                "state": amendment_status(each.status),
                "by": each.prepared_by,
            },
            reverse("law-amendment", args=[each.id]),
        )
        for each in found
    ]
    return Table(_("Amendments"), columns, rows)


def _facts(law: Parameter, row: AmendmentRow) -> list[tuple[str, str]]:
    try:
        now = _value(law.unit, law.on(row.from_on).value)
    except Refusal:
        now = _("no value")
    return [
        (_("Value"), _value(law.unit, row.value) if law.unit is not Unit.BANDS else _text(law.unit, row.value)),
        (_("Days"), _span(row.from_on, row.to_on)),
        (_("The law as it stands on the first day"), now),
        (_("Article"), row.article),
        (_("Source"), row.source),
        (_("How sure"), said(CHOICES, row.confidence)),
        (_("Note"), row.note or "–"),
    ]


def _initial(law: Parameter, row: AmendmentRow) -> dict[str, Any]:
    return {
        "value": _text(law.unit, row.value),
        "from_on": row.from_on,
        "to_on": row.to_on,
        "article": row.article,
        "source": row.source,
        "confidence": row.confidence,
        "note": row.note,
        "replaces": str(row.replaces or ""),
    }


def _panel(request: SignedInRequest, row: AmendmentRow) -> Approval | None:
    """The approval as this reader sees it."""
    held = approval_panel(KIND, row.id, request.actor)
    if held is None:
        return None
    steps = [Step("done", _("Submitted"), _("by %(name)s") % {"name": held.maker}, moment(held.submitted_at))]
    for each in held.steps:
        if each.verdict is not None:
            what = _("Approved") if each.verdict == "approve" else _("Returned")
            steps.append(Step("done", what, _("by %(name)s") % {"name": each.decider}, each.reason))
        else:
            steps.append(
                Step("now" if each.stage == held.current else "later", _("Approval"), note=_("by somebody who did not prepare it"))
            )
    decides = held.current > 0 and held.refusal is None and may(request.actor, "law.approve")
    why = ""
    if held.current > 0 and not decides:
        why = _(held.refusal.message) if held.refusal else _("Your role does not put amendments in force.")
    return Approval(
        _("Approval"),
        steps,
        url=reverse("law-decide", args=[row.id]) if decides else "",
        acts=[Act("approve", _("Approve"), "primary"), Act("return", _("Return with a reason"))],
        refused_because=why,
        note_label=_("Reason, when it is returned"),
    )


urlpatterns = [
    path("law/", index, name="law"),
    path("law/amendments/<int:number>/", one, name="law-amendment"),
    path("law/amendments/<int:number>/edit", edit, name="law-edit"),
    path("law/amendments/<int:number>/submit", submit, name="law-submit"),
    path("law/amendments/<int:number>/withdraw", withdraw, name="law-withdraw"),
    path("law/amendments/<int:number>/decide", decide, name="law-decide"),
    path("law/<slug:name>/", show, name="law-show"),
    path("law/<slug:name>/prepare", prepare, name="law-prepare"),
]
