"""Programmes: what they rest on, what they may spend and on whom, what is missing before money moves, and every version they had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from payung.core.calendar import Month
from payung.core.refusals import Refusal
from payung.governance.rules.access import may
from payung.places.queries import figures as published
from payung.programmes.actions import edit_programme, load_programme
from payung.programmes.queries import (
    BudgetRow,
    Programme,
    TrancheMoney,
    agreement_for,
    all_programmes,
    programme,
    province_law,
    shipped_programmes,
    tranche_money,
)
from payung.programmes.queries.versions import content_of, instrument_contents, version_content, version_differences, versions
from payung.programmes.rules.agreements import Counterpart, Purpose, round_basis
from payung.programmes.rules.settings import SETTINGS_KEYS
from payung.registry.rules.rounds import kinds
from payung.selection.queries.preview import Preview, preview
from payung.web.acting import acting, done
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Event, Figure, Lines, Row, Status, Step, Table
from payung.web.programme_forms import PREVIEWED, Vocabulary, content_from, form_of
from payung.web.programme_words import (
    CHOICES,
    COUNTERPARTS,
    PARTS,
    PURPOSES,
    condition_words,
    difference_words,
    in_words,
    instrument_status,
    said,
    value_words,
)
from payung.web.templatetags.payung_format import rupiah_short, short_day, whole
from payung.web.templatetags.payung_parts import share_bar
from payung.web.words import reason_words


@requires("programmes.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Every programme year that is loaded, and those that come with Payung and are not."""
    on = timezone.localdate()
    held = list(reversed(all_programmes()))
    rows = [
        Row(
            each.code,
            {
                "name": each.name,
                "year": str(each.year),
                "people": sum(tranche.people for tranche in each.tranches),
                "money": sum(line.amount_idr for line in each.budget if line.current),
                "state": _gate(each, on),
                "version": each.version,
            },
            reverse("programmes-show", args=[each.code]),
        )
        for each in held
    ]
    columns = [
        Column("name", _("Programme")),
        Column("year", _("Year")),
        Column("people", _("People"), "number"),
        Column("money", _("Money"), "rupiah"),
        Column("state", _("Instruments")),
        Column("version", _("Version"), "number", off_phone=True),
    ]
    shown = {
        "table": Table(_("Programme years"), columns, rows),
        "shipped": shipped_programmes() if may(request.actor, "programmes.manage") else [],
    }
    return render(request, "web/programmes/index.html", shown)


@requires("programmes.manage")
@acting(back=index)
def load(request: SignedInRequest) -> HttpResponse:
    """Load one of the programmes that come with Payung."""
    code = request.POST.get("code", "")
    if code not in shipped_programmes():
        return done(request, "", "programmes")
    load_programme(source=code, by=request.actor, at=timezone.now())
    return done(request, _("Programme loaded."), "programmes-show", code)


@requires("programmes.read")
@require_GET
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """One programme year on one page."""
    on = timezone.localdate()
    held = programme(code)
    money = {each.code: tranche_money(held, each) for each in held.tranches}
    content = content_of(code)
    manage = may(request.actor, "programmes.manage")
    kept = versions(held.id)[:3]
    shown = {
        "programme": held,
        "state": _gate(held, on),
        "figures": _figures(held, money),
        "instruments": _instruments(held, on),
        "budget": _budget(held),
        "tranches": _tranches(held, money),
        "rules": _rules(content),
        "steps": _missing(held, money, on),
        "versions": [_version_event(code, each) for each in kept],
        "manage": manage,
        "parts": [(part, said(PARTS, part)) for part in PARTS],
    }
    return render(request, "web/programmes/show.html", shown)


@requires("programmes.manage")
def edit(request: SignedInRequest, code: str, part: str) -> HttpResponse:
    """One part of a programme as a form."""
    return _form_page(request, code, part)


@requires("programmes.manage")
@require_POST
def count(request: SignedInRequest, code: str, part: str) -> HttpResponse:
    """What the typed rules would do with the people of today; nothing is written."""
    content = content_of(_known(code, part))
    changed = {**content, **content_from(part, request.POST, _vocabulary(content), instrument_contents())}
    try:
        on = timezone.localdate()
        counted = _Counted(preview(code, on=on), preview(code, on=on, settings={key: changed.get(key) for key in SETTINGS_KEYS}))
    except Refusal as refusal:
        told = in_words(refusal)
        request.refusal = told
        return _form_page(request, code, part, changed, status=422)
    return _form_page(request, code, part, changed, counted)


@requires("programmes.manage")
@acting(back=edit)
def save(request: SignedInRequest, code: str, part: str) -> HttpResponse:
    """Keep what was typed as the next version."""
    content = content_of(_known(code, part))
    change = content_from(part, request.POST, _vocabulary(content), instrument_contents())
    read = request.POST.get("version", "")
    try:
        version = edit_programme(
            code=code,
            version=int(read) if read.isdigit() else 0,
            change=change,
            note=request.POST.get("note", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        raise in_words(refusal) if "path" in refusal.data else refusal from None
    return done(request, _("Saved as version %(version)s.") % {"version": version}, "programmes-show", code)


@requires("programmes.read")
@require_GET
def history(request: SignedInRequest, code: str) -> HttpResponse:
    """Every version of a programme, newest first."""
    held = programme(code)
    rows = [
        Row(
            each.version,
            {"version": str(each.version), "made": each.made_at, "by": each.made_by or _("before versions were kept"), "note": each.note},
            reverse("programmes-version", args=[code, each.version]),
        )
        for each in versions(held.id)
    ]
    columns = [Column("version", _("Version")), Column("made", _("Made on"), "moment"), Column("by", _("By")), Column("note", _("Why"))]
    return render(request, "web/programmes/history.html", {"programme": held, "table": Table(_("Versions"), columns, rows)})


@requires("programmes.read")
@require_GET
def version(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """What one version changed of the one before it, and what it says altogether."""
    held = programme(code)
    content = version_content(held.id, number)
    found = [difference_words(each) for each in version_differences(held.id, number)]
    rows = [Row(place, {"where": where, "before": before, "after": after}) for place, (where, before, after) in enumerate(found)]
    columns = [Column("where", _("Part")), Column("before", _("Before")), Column("after", _("In this version"))]
    about = next(each for each in versions(held.id) if each.version == number)
    shown = {
        "programme": held,
        "about": about,
        "digest": about.digest.hex(),
        "present": number == held.version,
        "table": Table(_("What this version changed"), columns, rows, tight=True),
        "rules": _rules(content),
    }
    return render(request, "web/programmes/version.html", shown)


@dataclass(frozen=True)
class _Counted:
    """The effect of a change on the people of today."""

    now: Preview
    then: Preview

    @property
    def rows(self) -> list[tuple[str, int, int, int]]:
        """(what, now, then, difference)."""
        told = [(_("Assessed"), "assessed"), (_("Meet every criterion"), "eligible"), (_("Chosen"), "chosen"), (_("In reserve"), "reserve")]
        pairs = [(words, getattr(self.now, name), getattr(self.then, name)) for words, name in told]
        return [(words, now, then, then - now) for words, now, then in pairs]

    @property
    def reasons(self) -> list[tuple[str, int, int, int]]:
        """How many miss each criterion, the ones that changed most first."""
        codes = {*self.now.reasons, *self.then.reasons}
        pairs = [(code, self.now.reasons.get(code, 0), self.then.reasons.get(code, 0)) for code in codes]
        ordered = sorted(pairs, key=lambda each: (-abs(each[2] - each[1]), each[0]))
        return [(reason_words([code], {}), now, then, then - now) for code, now, then in ordered]


def _form_page(
    request: SignedInRequest,
    code: str,
    part: str,
    changed: Mapping[str, Any] | None = None,
    counted: _Counted | None = None,
    status: int = 200,
) -> HttpResponse:
    held = programme(_known(code, part))
    content = content_of(code)
    words = _vocabulary(content)
    refusal = getattr(request, "refusal", None)
    if refusal is not None and changed is None:
        changed = {**content, **content_from(part, request.POST, words, instrument_contents())}
    wrong = str(refusal.data.get("at", "")) if refusal else ""
    shown = {
        "programme": held,
        "form": form_of(part, {key: value for key, value in (changed or content).items() if value is not None}, words, wrong),
        "counted": counted,
        "changed": changed is not None,
        "note": request.POST.get("note", ""),
        "previewed": part in PREVIEWED,
    }
    return render(request, "web/programmes/edit.html", shown, status=status)


def _known(code: str, part: str) -> str:
    if part not in PARTS:
        raise Refusal("no-such-object", _("There is no such part of a programme."))
    return code


def _vocabulary(content: Mapping[str, Any]) -> Vocabulary:
    figures = {row.code for row in published() if len(row.area) > len(content["area"])}
    return Vocabulary(
        payers=[(each["code"], each["name"]) for each in content["payers"]],
        laws=sorted(province_law().by_name),
        figures=sorted(figures),
        rounds=[(code, said(CHOICES, code)) for code in kinds()],
        instruments=[(each["code"], each["title"]) for each in instrument_contents()],
    )


def _gate(held: Programme, on: date) -> Status:
    """Whether every instrument is in force."""
    missing = sum(not each.in_force(on) for each in held.instruments)
    if not missing:
        return Status("full", _("All in force"), "good")
    return Status("dotted", _("%(missing)s of %(all)s not in force") % {"missing": missing, "all": len(held.instruments)}, "warn")


def _figures(held: Programme, money: Mapping[str, TrancheMoney]) -> list[Figure]:
    lines = [line for line in held.budget if line.current]
    there, bound = sum(line.amount_idr for line in lines), sum(line.committed_idr for line in lines)
    months = {each.months for each in held.tranches}
    prices = {each.month_idr for each in money.values()}
    price = whole(min(prices)) if len(prices) == 1 else f"{whole(min(prices))}–{whole(max(prices))}"
    return [
        Figure(whole(sum(each.people for each in held.tranches)), _("people in all tranches")),
        Figure(rupiah_short(there), _("in the newest budget version")),
        Figure(
            rupiah_short(there - bound), _("not bound yet"), under=_("%(bound)s bound by approved lists") % {"bound": rupiah_short(bound)}
        ),
        Figure(
            f"Rp {price}", _("a person and month, by law"), under=_("%(months)s months") % {"months": ", ".join(map(str, sorted(months)))}
        ),
    ]


def _instruments(held: Programme, on: date) -> Table:
    columns = [
        Column("title", _("Instrument")),
        Column("number", _("Number"), "code"),
        Column("state", _("State"), "status"),
        Column("from", _("From"), "day", off_phone=True),
        Column("until", _("Until"), "day", off_phone=True),
    ]
    rows = [
        Row(
            each.code,
            {
                "title": each.title,
                "number": each.number,
                "state": instrument_status(each.status)
                if each.in_force(on) or each.status not in ("in-force", "amended")
                else _later(each),
                "from": each.in_force_on,
                "until": each.ends_on,
            },
            reverse("agreements-show", args=[each.code]),
        )
        for each in held.instruments
    ]
    return Table(_("What the programme rests on"), columns, rows)


def _later(each: Any) -> Status:
    """In force by its state, but not today."""
    today = timezone.localdate()
    if each.in_force_on and each.in_force_on > today:
        return Status("half", _("In force from %(on)s") % {"on": short_day(each.in_force_on)}, "info")
    return Status("barred", _("Ended"), "bad")


def _budget(held: Programme) -> Table:
    several = len(held.payers) > 1
    columns = [
        Column("account", _("Account")),
        *([Column("payer", _("Payer"))] if several else []),
        Column("amount", _("Amount"), "rupiah"),
        Column("bound", _("Bound"), "rupiah", off_phone=True),
        Column("free", _("Free"), "rupiah"),
        Column("share", _("Share bound"), off_phone=True),
    ]
    names = {each.code: each.name for each in held.payers}
    rows = [
        Row(
            line.id,
            {
                "account": Lines(line.account_name, f"{line.account}, {line.insurance.upper()}, {_version_words(line)}"),
                "payer": names[line.payer],
                "amount": line.amount_idr,
                "bound": line.committed_idr,
                "free": line.available_idr,
                "share": share_bar(line.committed_idr, line.amount_idr or 1),
            },
        )
        for line in held.budget
    ]
    current = [line for line in held.budget if line.current]
    foot = {
        "account": _("Together, newest versions"),
        "amount": sum(line.amount_idr for line in current),
        "bound": sum(line.committed_idr for line in current),
        "free": sum(line.available_idr for line in current),
    }
    return Table(_("Budget lines"), columns, rows, foot=foot)


def _version_words(line: BudgetRow) -> str:
    words = said(CHOICES, line.version)
    return words if line.current else _("%(version)s, replaced") % {"version": words}


def _tranches(held: Programme, money: Mapping[str, TrancheMoney]) -> Table:
    several = len(held.payers) > 1
    columns = [
        Column("code", _("Tranche")),
        *([Column("payer", _("Payer"))] if several else []),
        Column("months", _("Months")),
        Column("people", _("People"), "number"),
        Column("cost", _("Cost by law"), "rupiah"),
        Column("enough", _("Free money buys"), "number", off_phone=True),
        Column("deadline", _("Deadline"), "day", off_phone=True),
    ]
    names = {each.code: each.name for each in held.payers}
    rows = [
        Row(
            each.code,
            {
                "code": each.code,
                "payer": names[each.payer],
                "months": Lines(_months(each.first_month, each.last_month), _("%(months)s months") % {"months": each.months}),
                "people": each.people,
                "cost": each.people * money[each.code].person_idr,
                "enough": money[each.code].capacity,
                "deadline": each.deadline_on,
            },
        )
        for each in held.tranches
    ]
    return Table(_("Tranches"), columns, rows)


def _months(first: Month, last: Month) -> str:
    return str(first) if first == last else f"{first} – {last}"


def _rules(content: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    """(part, title, sentences): what a version decides about people, in words."""
    ranking = content["ranking"]
    points = [f"{condition_words(line)}: {value_words(line['points'])}" for line in ranking["score"]]
    order = _("Order: %(order)s") % {"order": ", ".join(value_words(each) for each in ranking["order"])}
    basics = [
        _("Insurance: %(insurance)s") % {"insurance": ", ".join(each.upper() for each in content["insurance"])},
        _("Reserve: %(pct)s %% of the places") % {"pct": content["reserve_pct"]},
        _("Proposals at most %(pct)s %% of the quota") % {"pct": content.get("proposal_ceiling_pct", 100)},
        _("Officials may decide on at most %(pct)s %% of the places") % {"pct": content.get("decisions_pct", 0)},
        _("Stages of approval: %(stages)s") % {"stages": content.get("approval_stages", 1)},
    ]
    if content.get("household_cap"):
        basics.append(_("At most %(cap)s from one family") % {"cap": content["household_cap"]})
    told: list[tuple[str, list[str]]] = [
        ("criteria", [condition_words(line) + (f" ({line['says']})" if line.get("says") else "") for line in content["criteria"]]),
        ("ranking", [*points, order]),
        ("quota", [_quota_words(step) for step in content["quota"]]),
        ("set_asides", [f"{each['pct']} %: {condition_words(each)}" for each in content.get("set_asides") or []]),
        ("rounds", [f"{value_words(each['kind'])}: {value_words(each['unanswered'])}" for each in content.get("rounds") or []]),
        ("basics", basics),
    ]
    return [(part, said(PARTS, part), sentences) for part, sentences in told]


def _quota_words(step: Mapping[str, Any]) -> str:
    measures = [value_words(each["of"]) + (f" × {each['times']}" if "times" in each else "") for each in step["basis"]]
    words = _("to %(level)s by %(measures)s") % {"level": value_words(step["level"]), "measures": ", ".join(measures)}
    return words + (", " + _("less who is covered already") if step.get("net_of_covered") else "")


def _missing(held: Programme, money: Mapping[str, TrancheMoney], on: date) -> list[Step]:
    """What must be there before a decree, before enrolment and before payment, and what is."""
    told = [
        Step(
            "done" if each.in_force(on) else "now",
            each.title,
            note=_("decree, enrolment and payment: %(state)s") % {"state": instrument_status(each.status).words},
        )
        for each in held.instruments
    ]
    for tranche in held.tranches:
        short = tranche.people - money[tranche.code].capacity
        bound = any(line.committed_idr for line in held.budget if line.current and line.payer == tranche.payer)
        note = _("lists have bound money already") if bound else _("enough for all places")
        enough = short <= 0 or bound
        lacking = _("enough for %(people)s of %(all)s") % {"people": whole(money[tranche.code].capacity), "all": whole(tranche.people)}
        told.append(
            Step("done" if enough else "now", _("Money of tranche %(code)s") % {"code": tranche.code}, note=note if enough else lacking)
        )
    wanted = [(Purpose.ENROLMENT, Counterpart.BPJS), *(round_basis(each.kind) for each in held.settings.rounds)]
    return [*told, *(_agreement_step(held, purpose, side, on) for purpose, side in wanted)]


def _agreement_step(held: Programme, purpose: str, side: str, on: date) -> Step:
    words = f"{said(PURPOSES, purpose)} ({said(COUNTERPARTS, side)})"
    try:
        row = agreement_for(purpose, side, held.area, on)
    except Refusal:
        return Step("now", words, note=_("no agreement in force allows it"))
    return Step("done", words, note=_("rests on %(agreement)s") % {"agreement": row.named})


def _version_event(code: str, each: Any) -> Event:
    title = _("Version %(number)s") % {"number": each.version}
    return Event(each.made_at, title, each.made_by, each.note, reverse("programmes-version", args=[code, each.version]))


urlpatterns = [
    path("programmes/", index, name="programmes"),
    path("programmes/load", load, name="programmes-load"),
    path("programmes/<slug:code>/", show, name="programmes-show"),
    path("programmes/<slug:code>/edit/<slug:part>/", edit, name="programmes-edit"),
    path("programmes/<slug:code>/edit/<slug:part>/count", count, name="programmes-count"),
    path("programmes/<slug:code>/edit/<slug:part>/save", save, name="programmes-save"),
    path("programmes/<slug:code>/versions/", history, name="programmes-versions"),
    path("programmes/<slug:code>/versions/<int:number>/", version, name="programmes-version"),
]
