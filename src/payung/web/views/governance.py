"""Governance: who may do what, the chains that decisions pass, what happened, what left, and the places and offices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import polars as pl
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from payung.core.areas import Level, dotted
from payung.core.refusals import Refusal
from payung.exchange.csvs import csv_bytes
from payung.governance.actions.approvals import set_chain
from payung.governance.actions.exports import hand_out
from payung.governance.actions.trail import ask_for_check
from payung.governance.jobs import queue_job
from payung.governance.queries.approvals import chains
from payung.governance.queries.audit import history, newest_seal, trail
from payung.governance.queries.jobs import last_trail_check
from payung.governance.queries.leaving import exports, reveals
from payung.governance.rules.access import access, may
from payung.governance.rules.approval import MOST_STAGES, Stage
from payung.governance.rules.reveals import Purpose
from payung.places.queries import place_names, places
from payung.web.access_words import OBJECTS
from payung.web.account_words import KINDS, LEVELS, PURPOSES, stage_words
from payung.web.acting import acting, checked, done, typed
from payung.web.context import address
from payung.web.doors import SignedInRequest, requires
from payung.web.histories import action_words, events_of, kind_words, told
from payung.web.parts import Column, Empty, Filter, Lines, Link, Row, Table
from payung.web.views.offices import office_table
from payung.web.words import role_words


@dataclass(frozen=True)
class Door:
    """One part of this room on its first page."""

    url: str
    icon: str
    title: str
    text: str


_DOORS = (
    ("accounts", "governance.read", "users", gettext_noop("Accounts"), gettext_noop("who may sign in, in which postings")),
    ("access", "governance.read", "shield-check", gettext_noop("Who may do what"), gettext_noop("every role, every act, every field")),
    ("chains", "governance.read", "checklist", gettext_noop("Chains of approval"), gettext_noop("who decides in which order")),
    (
        "audit",
        "governance.read",
        "zoom-check",
        gettext_noop("Audit trail"),
        gettext_noop("what was done, by whom, and whether the trail is whole"),
    ),
    ("left", "governance.read", "download", gettext_noop("What left"), gettext_noop("files taken out and identifiers shown")),
    ("jobs", "jobs.read", "clipboard-list", gettext_noop("Work in the background"), gettext_noop("what runs, what failed")),
    ("places", "governance.read", "map-pin", gettext_noop("Places and offices"), gettext_noop("as they are loaded")),
    (
        "law",
        "programmes.read",
        "book",
        gettext_noop("Law parameters"),
        gettext_noop("values with article and source, and the province's amendments"),
    ),
    ("documents-templates", "templates.manage", "file-text", gettext_noop("Templates"), gettext_noop("the wording of every paper")),
    ("state", "governance.read", "info-circle", gettext_noop("Is the office well"), gettext_noop("database, worker, backup, disk")),
    (
        "live",
        "live.switch",
        "alert-triangle",
        gettext_noop("Practice mode"),
        gettext_noop("what must be there before real people are loaded"),
    ),
)


@requires("governance.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """What this room holds for the reader."""
    shown = [
        Door(url, icon, _(title), _(text))
        for route, act, icon, title, text in _DOORS
        if may(request.actor, act) and (url := address(route))
    ]
    return render(request, "web/governance/index.html", {"doors": shown})


@requires("governance.read")
@require_GET
def access_table(request: SignedInRequest) -> HttpResponse:
    """The access table: all roles, or one role in full, or who may do one act."""
    table, asked, act = access(), request.GET.get("role", ""), request.GET.get("act", "")
    chosen = table.roles.get(asked)
    told: dict[str, Any] = {
        "filters": [
            Filter("role", _("Role"), asked, [(code, role_words(code)) for code in table.roles]),
            Filter("act", _("Act"), act, [(code, _(says)) for code, says in table.acts.items()]),
        ],
        "apart": [(_(each.because), _(table.acts[each.acts[0]]), _(table.acts[each.acts[1]])) for each in table.apart],
    }
    if chosen:
        groups: dict[str, list[str]] = defaultdict(list)
        for code, says in table.acts.items():
            if code in chosen.acts:
                groups[code.split(".")[0]].append(_(says))
        told |= {
            "role": role_words(chosen.code),
            "groups": [(_(OBJECTS[code]), says) for code, says in groups.items()],
            "fields": [_(table.fields[code].says) for code in table.fields if code in chosen.sees],
            "administers": [role_words(code) for code in table.roles if code in chosen.administers],
            "widest": _(LEVELS[chosen.widest]),
            "second_factor": chosen.second_factor,
            "ends": chosen.ends,
        }
        return render(request, "web/governance/role.html", told)
    columns = [
        Column("role", _("Role")), Column("widest", _("Widest area")), Column("acts", _("Acts"), "number"), Column("sees", _("Personal fields")),
        Column("factor", _("Second factor"), off_phone=True),
    ]  # fmt: skip
    rows = [
        Row(
            role.code,
            {
                "role": role_words(role.code),
                "widest": _(LEVELS[role.widest]),
                "acts": len(role.acts),
                "sees": ", ".join(_(table.fields[code].says) for code in table.fields if code in role.sees),
                "factor": _("needed") if role.second_factor else "",
            },
            f"?role={role.code}",
        )
        for role in table.roles.values()
        if not act or act in role.acts
    ]
    told["table"] = Table(
        _("Roles that may: %(act)s") % {"act": _(table.acts[act])} if act in table.acts else _("Roles"), columns, rows, len(rows)
    )
    return render(request, "web/governance/access.html", told)


class ChainForm(forms.Form):
    """Up to eight stages; a stage without a role is no stage."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [
            ("", _("no stage")),
            *((code, role_words(code)) for code in access().roles if code not in ("public", "operator", "inspector")),
        ]
        for number in range(1, MOST_STAGES + 1):
            self.fields[f"role_{number}"] = forms.ChoiceField(choices=roles, required=False, label=_("Role"))
            self.fields[f"office_{number}"] = forms.CharField(max_length=40, required=False, label=_("Office"))
            self.fields[f"least_{number}"] = forms.IntegerField(min_value=0, required=False, label=_("From rupiah"))
            self.fields[f"days_{number}"] = forms.IntegerField(min_value=1, max_value=365, required=False, label=_("Days"))

    def lines(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each stage, by its number."""
        return [
            (number, [self[f"{part}_{number}"] for part in ("role", "office", "least", "days")]) for number in range(1, MOST_STAGES + 1)
        ]

    def stages(self) -> list[Stage]:
        """The stages that were filled in, in their order."""
        held = self.cleaned_data
        return [
            Stage((held[f"role_{number}"],), held[f"office_{number}"].strip(), held[f"least_{number}"], held[f"days_{number}"])
            for number in range(1, MOST_STAGES + 1)
            if held[f"role_{number}"]
        ]


@requires("governance.read")
@require_GET
def chains_page(request: SignedInRequest) -> HttpResponse:
    """The chain of every kind of decision."""
    change = may(request.actor, "chains.manage")
    shown = [
        {
            "kind": each.kind,
            "title": _(KINDS.get(each.kind, each.kind)),
            "stages": [stage_words(stage) for stage in each.stages],
            "set_by": each.set_by,
            "set_at": each.set_at,
        }
        for each in chains()
    ]
    return render(request, "web/governance/chains.html", {"chains": shown, "change": change})


@requires("chains.manage")
def chain(request: SignedInRequest, kind: str) -> HttpResponse:
    """The form of one chain."""
    held = next((each for each in chains() if each.kind == kind), None)
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such kind of decision."))
    initial: dict[str, Any] = {}
    for number, stage in enumerate(held.stages, 1):
        initial |= {
            f"role_{number}": stage.roles[0] if stage.roles else "", f"office_{number}": stage.office, f"least_{number}": stage.least_idr,
            f"days_{number}": stage.days,
        }  # fmt: skip
    form = ChainForm(typed(request), initial=initial)
    return render(
        request, "web/governance/chain.html", {"form": form, "lines": form.lines(), "kind": kind, "title": _(KINDS.get(kind, kind))}
    )


@requires("chains.manage")
@acting(back=chain)
def keep_chain(request: SignedInRequest, kind: str) -> HttpResponse:
    """Set the chain of one kind, from now on."""
    if kind not in {each.kind for each in chains()}:
        raise Refusal("no-such-object", gettext_noop("There is no such kind of decision."))
    form = ChainForm(request.POST)
    checked(form)
    set_chain(kind=kind, stages=form.stages(), by=request.actor, at=timezone.now())
    return done(request, _("Chain set. What waits already keeps the chain it was submitted under."), "chains")


@requires("governance.read")
@require_GET
def audit(request: SignedInRequest) -> HttpResponse:
    """The trail: what was done, newest first, and whether it is whole."""
    asked = request.GET
    since, until = _moment(asked.get("since", "")), _moment(asked.get("until", ""), end=True)
    page = trail(
        request.actor,
        kind=asked.get("kind", ""),
        object_id=int(asked["id"]) if asked.get("id", "").isdigit() and len(asked["id"]) < 18 else None,
        login=asked.get("login", ""),
        since=since,
        until=until,
        page=_number(asked.get("page", "")),
    )
    rows = [
        Row(
            each.id,
            {
                "at": each.at,
                "what": action_words(each.action),
                "object": _object(each.kind, each.subjects, each.subject_count),
                "by": Lines(each.by, role_words(each.role)) if each.role else each.by,
            },
        )
        for each in page.rows
    ]
    columns = [Column("at", _("When"), "moment"), Column("what", _("What")), Column("object", _("Of what")), Column("by", _("Who"))]
    table = Table(
        _("What was done"),
        columns,
        rows,
        page=page.page,
        pages=page.page + page.older,
        empty=Empty(_("Nothing fits"), _("Take a filter away.")),
    )
    filters = [
        Filter("kind", _("Of what"), asked.get("kind", ""), [(code, kind_words(code)) for code in _KINDS]),
        Filter("id", _("Number"), asked.get("id", ""), kind="number"),
        Filter("login", _("Login name"), asked.get("login", "")),
        Filter("since", _("From"), asked.get("since", ""), kind="date"),
        Filter("until", _("Until"), asked.get("until", ""), kind="date"),
    ]
    told = {
        "table": table,
        "filters": filters,
        "seal": newest_seal(),
        "check": last_trail_check(),
        "may_check": may(request.actor, "audit.verify"),
    }
    return render(request, "web/governance/audit.html", told)


@requires("audit.verify")
@acting
def check_trail(request: SignedInRequest) -> HttpResponse:
    """Have the whole trail checked in the background."""
    queue_job(ask_for_check(by=request.actor, at=timezone.now()))
    return done(request, _("The whole trail is being checked. Reload this page in a minute."), "audit")


@requires("governance.read")
@require_GET
def object_history(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """The history of one object, readable and printable."""
    _check_wide(request)
    return render(
        request,
        "web/governance/history.html",
        {"events": events_of(kind, number), "kind": kind, "words": kind_words(kind), "number": number},
    )


@requires("reports.export")
@require_GET
def history_csv(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """The history of one object as a table."""
    _check_wide(request)
    lines = [
        {"at": each.at.isoformat(), "who": event.by, "what": event.what, "note": event.note}
        for each in history(kind, number)
        for event in [told(each)]
    ]
    content = csv_bytes(pl.DataFrame(lines, schema=dict.fromkeys(("at", "who", "what", "note"), pl.String)))
    handed = hand_out(name=f"riwayat-{kind}-{number}.csv", content=content, by=request.actor, at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{handed.name}"'}
    return HttpResponse(handed.content, content_type="text/csv; charset=utf-8", headers=headers)


@requires("governance.read")
@require_GET
def left(request: SignedInRequest) -> HttpResponse:
    """Files that were taken out, and identifiers that were shown."""
    page, shown = _number(request.GET.get("page", "")), request.GET.get("show", "")
    if shown == "identifiers":
        revealed, more = reveals(request.actor, page)
        columns = [Column("at", _("When"), "moment"), Column("who", _("To whom")), Column("what", _("What")), Column("why", _("What for"))]
        rows = [
            Row(
                number,
                {
                    "at": each.shown_at,
                    "who": each.shown_to,
                    "what": Lines(_(access().fields[each.field].says), _object(each.kind, (each.object_id,), 1, linked=False)),
                    "why": Lines(_(PURPOSES[Purpose(each.purpose)]), each.reference),
                },
            )
            for number, each in enumerate(revealed)
        ]
        table = Table(_("Identifiers shown"), columns, rows, page=page, pages=page + more, empty=Empty(_("No identifier was shown"), ""))
    else:
        taken, more = exports(request.actor, page)
        columns = [
            Column("at", _("When"), "moment"), Column("name", _("File")), Column("who", _("Who")), Column("rows", _("People"), "number"),
            Column("why", _("What for")), Column("agreement", _("Agreement")),
        ]  # fmt: skip
        rows = [
            Row(
                number,
                {
                    "at": each.taken_at, "name": Lines(each.name, each.digest[:16]), "who": each.taken_by, "rows": each.rows,
                    "why": _(each.purpose), "agreement": each.agreement,
                },
            )
            for number, each in enumerate(taken)
        ]  # fmt: skip
        table = Table(_("Files taken out"), columns, rows, page=page, pages=page + more, empty=Empty(_("No file was taken out"), ""))
    return render(request, "web/governance/left.html", {"table": table, "show": shown})


@requires("governance.read")
@require_GET
def places_page(request: SignedInRequest) -> HttpResponse:
    """The places of the reader's area one level at a time, and the offices."""
    inside = request.GET.get("in", "").replace(".", "")
    if not inside or not request.actor.covers(inside):
        inside = request.actor.home_area
    level = {2: Level.REGENCY, 4: Level.DISTRICT}.get(len(inside), Level.VILLAGE)
    held = places(inside, level)
    rows = [
        Row(
            each["code"],
            {"name": each["name"], "code": dotted(each["code"]), "kind": each["kind"], "bps": each["bps_code"]},
            f"?in={each['code']}" if level < Level.VILLAGE else "",
        )
        for each in held.iter_rows(named=True)
    ]
    columns = [
        Column("name", _("Name")),
        Column("code", _("Code"), "code"),
        Column("kind", _("Kind")),
        Column("bps", _("Code of BPS"), "code", off_phone=True),
    ]
    names = place_names([inside])
    table = Table(_("Places in %(name)s") % {"name": names.get(inside, dotted(inside))}, columns, rows, len(rows), show_caption=True)
    told = {
        "table": table,
        "offices": office_table(request),
        "may_enter": may(request.actor, "places.manage"),
        "above": _above(request, inside),
    }
    return render(request, "web/governance/places.html", told)


_KINDS = (
    "list", "selection_run", "upload", "worker", "pair", "round", "programme", "instrument", "budget_line", "batch", "document", "user", "chain",
    "job", "keys", "export", "file", "finding",
)  # fmt: skip


def _object(kind: str, subjects: tuple[int, ...], count: int, *, linked: bool = True) -> Any:
    words = kind_words(kind)
    if count == 1 and subjects:
        named = f"{words} {subjects[0]}"
        return Link(named, reverse("object-history", args=[kind, subjects[0]])) if linked else named
    return f"{words} ({count})" if count else words


def _above(request: SignedInRequest, inside: str) -> list[tuple[str, str]]:
    codes = [inside[:length] for length in (2, 4, 6) if length < len(inside) and request.actor.covers(inside[:length])]
    names = place_names(codes)
    return [(names.get(code, dotted(code)), f"?in={code}") for code in codes]


def _check_wide(request: SignedInRequest) -> None:
    """Who looks after a part of the province sees the history of an object on its own page, which lies in his area."""
    if not any(len(each.lo) == Level.PROVINCE for each in request.actor.ranges):
        raise Refusal("outside-area", gettext_noop("%(area)s lies outside the area of your posting."), area=_("The whole province"))


def _moment(text: str, *, end: bool = False) -> datetime | None:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.max if end else time.min))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


urlpatterns = [
    path("governance/", index, name="governance"),
    path("governance/access", access_table, name="access"),
    path("governance/chains", chains_page, name="chains"),
    path("governance/chains/<slug:kind>/", chain, name="chain"),
    path("governance/chains/<slug:kind>/keep", keep_chain, name="chain-keep"),
    path("governance/audit", audit, name="audit"),
    path("governance/audit/check", check_trail, name="audit-check"),
    path("governance/audit/<slug:kind>/<int:number>/", object_history, name="object-history"),
    path("governance/audit/<slug:kind>/<int:number>/riwayat.csv", history_csv, name="object-history-csv"),
    path("governance/left", left, name="left"),
    path("governance/places", places_page, name="places"),
]
