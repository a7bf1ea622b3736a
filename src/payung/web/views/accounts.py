"""Accounts and postings: listed, made one by one or from a sheet, reset, woken, ended; slips of first passwords."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.core.areas import Level, dotted
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.books import safe_book
from payung.governance.actions.accounts import (
    create_posting,
    create_user,
    end_account,
    end_posting,
    print_slips,
    reset_password,
    reset_second_factor,
    restore_account,
    take_account_sheet,
    wake_account,
)
from payung.governance.actions.exports import hand_out
from payung.governance.actions.sessions import end_session
from payung.governance.queries.accounts import account, accounts
from payung.governance.queries.sessions import sessions_of
from payung.governance.rules.access import access, may
from payung.governance.rules.account_sheet import COLUMNS
from payung.governance.rules.accounts import AccountState
from payung.governance.rules.actors import Actor
from payung.places.queries import place_name, place_names, places
from payung.web.account_words import area_words, state_status
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.histories import events_of
from payung.web.parts import Column, Empty, Filter, Lines, Row, Table
from payung.web.words import refusal_words, role_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST_SHEET = 5 << 20


class PostingForm(forms.Form):
    """A role over one to eight areas, in an office or none, until a day or without end."""

    role = forms.ChoiceField()
    areas = forms.CharField(max_length=200)
    office = forms.CharField(max_length=40, required=False)
    ends_on = forms.DateField(required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = sorted(access().roles[actor.role].administers, key=role_words)
        role, areas, office, ends_on = (self.fields[name] for name in ("role", "areas", "office", "ends_on"))
        role.label = _("Role")
        role.choices = [(code, role_words(code)) for code in below]  # type: ignore[attr-defined]
        areas.label = _("Areas")
        areas.help_text = _(
            "Place codes, for example 53.07 for a regency or 53.07.01.2001 for a village; several with commas, at most eight."
        )
        office.label = _("Office")
        office.help_text = _("Its code, where a stage of an approval is decided in one office only.")
        ends_on.label = _("Ends on")
        ends_on.help_text = _("The first day on which it no longer holds. An inspector's must end.")

    def clean_areas(self) -> list[str]:
        """The codes, one by one."""
        return [each for each in self.cleaned_data["areas"].replace(";", ",").replace(" ", ",").split(",") if each]


class AccountForm(PostingForm):
    """A new account with its first posting."""

    full_name = forms.CharField(max_length=200)
    login = forms.CharField(max_length=60)
    on_paper = forms.BooleanField(required=False)
    field_order = ("full_name", "login", "role", "areas", "office", "ends_on", "on_paper")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].label = _("Full name")
        self.fields["login"].label = _("Login name")
        self.fields["login"].help_text = _("Small letters, digits, dots and hyphens.")
        self.fields["on_paper"].label = _("Signs on paper only")
        self.fields["on_paper"].help_text = _("An official who never signs in. Colleagues record his decisions with the signed page.")


class SheetForm(forms.Form):
    """A filled sheet."""

    sheet = forms.FileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].label = _("Filled sheet")
        self.fields["sheet"].help_text = _("XLSX, ODS or CSV, up to 5 MB. One line a person.")

    def clean_sheet(self) -> UploadedFile:
        """Not larger than a sheet of a whole province."""
        given: UploadedFile = self.cleaned_data["sheet"]
        if (given.size or 0) > _LARGEST_SHEET:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        return given


@requires("governance.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The accounts of the reader's area."""
    actor, asked = request.actor, request.GET
    held = accounts(
        actor,
        timezone.now(),
        timezone.localdate(),
        text=asked.get("text", ""),
        role=asked.get("role", ""),
        area=asked.get("area", "").replace(".", ""),
        state=asked.get("state", ""),
        page=_number(asked.get("page", "")),
    )
    names = place_names(area for each in held.rows for area in each.areas)
    rows = [
        Row(
            each.user_id,
            {
                "name": Lines(each.full_name, each.login),
                "role": role_words(each.role),
                "areas": area_words(each.areas, names),
                "until": each.ends_on,
                "state": state_status(each.state),
                "seen": each.last_login,
            },
            reverse("account", args=[each.user_id]),
        )
        for each in held.rows
    ]
    columns = [
        Column("name", _("Name")),
        Column("role", _("Role")),
        Column("areas", _("Area")),
        Column("state", _("State"), "status"),
        Column("until", _("Ends on"), "day", off_phone=True),
        Column("seen", _("Last sign-in"), "moment", off_phone=True),
    ]
    none = Empty(_("No account fits"), _("Take a filter away, or make the account."))
    table = Table(_("Accounts"), columns, rows, held.total, held.page, held.pages, empty=none)
    roles = [(code, role_words(code)) for code in access().roles if code not in ("operator", "public")]
    filters = [
        Filter("text", _("Name or login"), asked.get("text", ""), kind="search"),
        Filter("role", _("Role"), asked.get("role", ""), roles),
        Filter("state", _("State"), asked.get("state", ""), [(str(each), state_status(each).words) for each in AccountState]),
        Filter("area", _("Area code"), asked.get("area", "")),
    ]
    told = {"table": table, "filters": filters, "found": held.total, "may_make": may(actor, "accounts.delegate")}
    return render(request, "web/accounts/index.html", told)


@requires("accounts.delegate")
def new(request: SignedInRequest) -> HttpResponse:
    """The form of a new account."""
    return render(request, "web/accounts/new.html", {"form": AccountForm(typed(request), actor=request.actor)})


@requires("accounts.delegate")
@acting(back=new)
def make(request: SignedInRequest) -> HttpResponse:
    """Make an account with its first posting; its password stands on a slip."""
    told = checked(AccountForm(request.POST, actor=request.actor))
    by, at = request.actor, timezone.now()
    made = create_user(
        login=told["login"],
        full_name=told["full_name"],
        password=None,
        role=told["role"],
        areas=told["areas"],
        office=told["office"],
        ends_on=told["ends_on"],
        slip=not told["on_paper"],
        by=by,
        at=at,
        on=timezone.localdate(at),
    )
    return done(request, _("Account made."), "account", made.user_id)


@requires("governance.read")
def show(request: SignedInRequest, user: int) -> HttpResponse:
    """One account."""
    actor, at, on = request.actor, timezone.now(), timezone.localdate()
    held = account(actor, user, at, on)
    change = held.administered and may(actor, "accounts.delegate")
    postings = Table(
        _("Postings"),
        [
            Column("role", _("Role")),
            Column("areas", _("Area")),
            Column("office", _("Office"), "code"),
            Column("from", _("From"), "day"),
            Column("until", _("Ends on"), "day"),
        ],
        [
            Row(
                each.id,
                {
                    "role": role_words(each.role),
                    "areas": area_words(each.areas),
                    "office": each.office,
                    "from": each.starts_on,
                    "until": each.ends_on,
                },
            )
            for each in held.postings
        ],
        show_caption=True,
    )
    told = {
        "account": held,
        "state": state_status(held.state),
        "postings": postings,
        "standing": [
            (each.id, role_words(each.role), area_words(each.areas)) for each in held.postings if each.holds and each.ends_on is None
        ],
        "form": PostingForm(typed(request), actor=actor, initial={"areas": ", ".join(dotted(area) for area in held.postings[0].areas)}),
        "change": change,
        "sessions": sessions_of(user, at) if change else [],
        "slip": held.state in (AccountState.FIRST_USE,),
        "events": events_of("user", user),
        "today": on,
    }
    return render(request, "web/accounts/show.html", told)


_ACTS = {
    "reset": (reset_password, gettext_noop("New first password made. Print its slip.")),
    "wake": (wake_account, gettext_noop("Account woken.")),
    "end": (end_account, gettext_noop("Account ended. None of its sessions opens anything any more.")),
    "restore": (restore_account, gettext_noop("Account opened again. Print its slip.")),
    "factor": (reset_second_factor, gettext_noop("Second factor forgotten. It is set up anew at the next sign-in.")),
}


@requires("accounts.delegate")
@acting(back=show)
def act(request: SignedInRequest, user: int) -> HttpResponse:
    """Reset, wake, end or restore an account, or forget its second factor."""
    chosen = _ACTS.get(request.POST.get("act", ""))
    if chosen is None:
        raise Refusal("unknown-act", gettext_noop("Choose what to do with the account."))
    account(request.actor, user, timezone.now(), timezone.localdate())
    action, words = chosen
    action(user_id=user, by=request.actor, at=timezone.now())
    return done(request, _(words), "account", user)


@requires("accounts.delegate")
@acting(back=show)
def add_posting(request: SignedInRequest, user: int) -> HttpResponse:
    """Give an account a further posting."""
    account(request.actor, user, timezone.now(), timezone.localdate())
    told = checked(PostingForm(request.POST, actor=request.actor))
    at = timezone.now()
    create_posting(
        user_id=user, role=told["role"], areas=told["areas"], office=told["office"], ends_on=told["ends_on"], by=request.actor, at=at,
        on=timezone.localdate(at),
    )  # fmt: skip
    return done(request, _("Posting given."), "account", user)


@requires("accounts.delegate")
@acting(back=show)
def end_a_posting(request: SignedInRequest, user: int) -> HttpResponse:
    """End a posting from a day on."""
    given, day = request.POST.get("posting", ""), _day(request.POST.get("on", ""))
    held = account(request.actor, user, timezone.now(), timezone.localdate())
    if not given.isdigit() or int(given) not in {each.id for each in held.postings}:
        raise Refusal("no-such-object", gettext_noop("There is no such posting."))
    end_posting(posting=int(given), on=day, by=request.actor, at=timezone.now())
    return done(request, _("Posting ended."), "account", user)


@requires("accounts.delegate")
@acting(back=show)
def end_a_session(request: SignedInRequest, user: int) -> HttpResponse:
    """End one session of an account."""
    given = request.POST.get("session", "")
    end_session(session=int(given) if given.isdigit() else 0, by=request.actor, at=timezone.now(), on=timezone.localdate())
    return done(request, _("Session ended."), "account", user)


@requires("accounts.delegate")
def sheet(request: SignedInRequest) -> HttpResponse:
    """Many accounts at once: the empty sheet, the filled one, and the slips that wait."""
    return render(request, "web/accounts/sheet.html", {"form": SheetForm(), "columns": COLUMNS})


@requires("accounts.delegate")
@acting(back=sheet)
def take_sheet(request: SignedInRequest) -> HttpResponse:
    """Do what a filled sheet asks for, and say what came of every line that was not done."""
    told = checked(SheetForm(request.POST, request.FILES))
    at = timezone.now()
    with _on_disk(told["sheet"]) as kept:
        outcome = take_account_sheet(path=kept, by=request.actor, at=at, on=timezone.localdate(at))
    faults = [(fault.row, refusal_words(fault.refusal)) for fault in outcome.faults]
    return render(request, "web/accounts/taken.html", {"outcome": outcome, "faults": faults})


@requires("accounts.delegate")
@require_GET
def empty_sheet(request: SignedInRequest) -> HttpResponse:
    """The sheet to fill, with a line for every village and kecamatan of the reader's area."""
    written = BytesIO()
    with safe_book(written) as book:
        page = book.add_worksheet("akun")
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, head in enumerate(COLUMNS):
            page.write_string(0, column, head, bold)
            page.set_column(column, column, 24)
        row = 1
        for area in request.actor.ranges:
            for place in places(area.lo).iter_rows(named=True):
                if len(place["code"]) in (Level.DISTRICT, Level.VILLAGE):
                    page.write_string(row, 0, dotted(place["code"]))
                    page.write_comment(row, 0, place["name"])
                    row += 1
        page.freeze_panes(1, 1)
    at = timezone.now()
    handed = hand_out(name="akun.xlsx", content=written.getvalue(), act="accounts.delegate", by=request.actor, at=at)
    return HttpResponse(handed.content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{handed.name}"'})


@requires("accounts.delegate")
@acting
def slips(request: SignedInRequest) -> HttpResponse:
    """The slips to print and hand over: those of the account named, else all that wait."""
    given = request.POST.get("user", "")
    held = print_slips(user_ids=[int(given)] if given.isdigit() else None, by=request.actor, at=timezone.now())
    names = place_names(area for each in held for area in each.areas)
    shown = [{"slip": each, "role": role_words(each.role), "area": area_words(each.areas, names)} for each in held]
    return render(
        request, "web/accounts/slips.html", {"slips": shown, "address": request.build_absolute_uri("/"), "office": _office(request.actor)}
    )


@contextmanager
def _on_disk(given: UploadedFile) -> Iterator[Path]:
    """The upload as a file for the reading child; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="payung-sheet-") as folder:
        kept = Path(folder) / f"sheet{Path(given.name or '').suffix.lower()}"
        with kept.open("wb") as out:
            for chunk in given.chunks():
                out.write(chunk)
        yield kept


def _office(actor: Actor) -> str:
    return place_name(actor.home_area)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("no-day", gettext_noop("Say on which day.")) from None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


urlpatterns = [
    path("accounts/", index, name="accounts"),
    path("accounts/new", new, name="account-new"),
    path("accounts/make", make, name="account-make"),
    path("accounts/sheet", sheet, name="accounts-sheet"),
    path("accounts/sheet/take", take_sheet, name="accounts-sheet-take"),
    path("accounts/sheet/akun.xlsx", empty_sheet, name="accounts-sheet-empty"),
    path("accounts/slips", slips, name="accounts-slips"),
    path("accounts/<int:user>/", show, name="account"),
    path("accounts/<int:user>/act", act, name="account-act"),
    path("accounts/<int:user>/postings", add_posting, name="account-posting"),
    path("accounts/<int:user>/postings/end", end_a_posting, name="account-posting-end"),
    path("accounts/<int:user>/sessions/end", end_a_session, name="account-session-end"),
]
