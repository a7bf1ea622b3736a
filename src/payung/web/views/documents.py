"""Papers: what stands where, one paper on its way, templates of the office, and the public check of a fingerprint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from payung.enrolment.actions.papers import MADE_HERE, leave_with, look_at_copy, make_papers
from payung.governance.actions.documents import (
    drop_template,
    initial_document,
    put_template,
    receive_document,
    send_document,
    set_number,
    sign_document,
    void_document,
)
from payung.governance.queries.documents import (
    DocumentPage,
    DocumentView,
    checked,
    document_view,
    documents,
    first_page,
    template_file,
    templates,
)
from payung.governance.rules.access import may, may_see
from payung.governance.rules.papers import paper_kind, paper_kinds
from payung.governance.rules.statuses import DOCUMENTS, DocumentStatus
from payung.places.queries import place_name
from payung.web.acting import acting, done, typed
from payung.web.acting import checked as sound
from payung.web.document_words import ABOUT, FORMS, STATUSES, STEPS, document_status
from payung.web.doors import SignedInRequest, open_to_all, requires
from payung.web.limits import within_limit
from payung.web.parts import Column, Empty, Event, Filter, Lines, Link, Row, Status, Table
from payung.web.scans import shown_inside
from payung.web.templatetags.payung_format import short_day
from payung.web.years import chosen_programme

CHECKS_A_MINUTE = 30
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MakeForm(forms.Form):
    """Which paper is made of what."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of paper"))
    about = forms.CharField(
        label=gettext_lazy("Made of"),
        max_length=40,
        help_text=gettext_lazy("The code of the programme, or the number of the round, run, list or amended decree."),
    )
    area = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=13,
        required=False,
        help_text=gettext_lazy("Code of a village, kecamatan or regency; empty: one paper for each place."),
    )
    due = forms.DateField(
        label=gettext_lazy("Answer until"),
        required=False,
        widget=_DAY,
        help_text=gettext_lazy("For objections: the last day they are taken."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, paper_kind(code).title) for code in paper_kinds() if code in MADE_HERE]  # type: ignore[attr-defined]


class NumberForm(forms.Form):
    """The outgoing number."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=120)
    on = forms.DateField(label=gettext_lazy("Of the day"), widget=_DAY)


class SignForm(forms.Form):
    """The signed copy that came back."""

    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=_DAY)
    copy = forms.FileField(
        label=gettext_lazy("Signed copy"),
        help_text=gettext_lazy("A PDF with an electronic signature, or a scan (PDF, JPEG, PNG). At most 25 MB."),
    )


class ToForm(forms.Form):
    """To whom it went."""

    to = forms.CharField(label=gettext_lazy("To whom, how"), max_length=200)


class ReceivedForm(forms.Form):
    """Who took it."""

    received_by = forms.CharField(label=gettext_lazy("Received by"), max_length=200)


class VoidForm(forms.Form):
    """Why it is void."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class TemplateForm(forms.Form):
    """A template of one's own."""

    template = forms.FileField(label=gettext_lazy("Word file (.docx)"))


@requires("documents.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Papers by kind, state and number; what is due."""
    asked = {name: request.GET.get(name, "").strip() for name in ("kind", "status", "area", "number", "late")}
    page = documents(
        on=timezone.localdate(),
        kind=asked["kind"],
        status=asked["status"] if asked["status"] in {str(each) for each in DocumentStatus} else "",
        area=asked["area"].replace(".", ""),
        number=asked["number"],
        late=asked["late"] == "yes",
        sort=request.GET.get("sort", "made"),
        page=_number(request.GET.get("page", "")),
    )
    shown = {
        "table": _table(page, request.GET.get("sort", "")),
        "filters": _filters(asked, page),
        "can_make": may(request.actor, "documents.prepare"),
        "can_template": may(request.actor, "templates.manage"),
    }
    return render(request, "web/documents/index.html", shown)


@requires("documents.prepare")
@require_GET
def new(request: SignedInRequest) -> HttpResponse:
    """The form that makes papers."""
    initial = {
        "kind": request.GET.get("kind", ""),
        "about": request.GET.get("about", "") or chosen_programme(request),
        "area": request.GET.get("area", ""),
        "due": request.GET.get("due", ""),
    }
    return render(request, "web/documents/new.html", {"form": MakeForm(typed(request), initial=initial), "kinds": _kinds()})


@requires("documents.prepare")
@acting(back=new)
def make(request: SignedInRequest) -> HttpResponse:
    """Make papers."""
    told = sound(MakeForm(request.POST))
    made = make_papers(
        kind=told["kind"],
        about=told["about"],
        area=told["area"],
        due=told["due"],
        on=timezone.localdate(),
        by=request.actor,
        at=timezone.now(),
    ).documents
    words = ngettext("%(papers)s paper made.", "%(papers)s papers made.", len(made)) % {"papers": len(made)}
    if len(made) == 1:
        return done(request, words, "documents-show", made[0])
    return done(request, words, f"{reverse('documents')}?kind={told['kind']}")


@requires("documents.read")
@require_GET
def show(request: SignedInRequest, document: int) -> HttpResponse:
    """One paper: where it stands, its first page, the message to copy, its history; and what may be done now."""
    view = document_view(document, timezone.localdate())
    shown = {
        "document": view,
        "state": document_status(view.row.status, late=view.row.late),
        "facts": list(_facts(view)),
        "signatures": [_signature(each) for each in view.signatures],
        "events": [Event(each.at, _(STEPS[each.act]), each.by, "" if each.act == "sign" else each.note) for each in view.steps],
        "forms": [(form, form.upper()) for form in view.forms],
        "copy_is_pdf": view.signed_name.lower().endswith(".pdf"),
        "may_take": all(may_see(request.actor, field) for field in paper_kind(view.row.kind).identifiers),
        **_acts(request, view, typed(request)),
    }
    return render(request, "web/documents/show.html", shown)


@requires("documents.read")
@require_GET
def picture(request: SignedInRequest, document: int) -> HttpResponse:
    """The first page of a paper as a picture, identity numbers hidden."""
    return HttpResponse(first_page(document), content_type="image/png")


@requires("documents.read")
@require_GET
def copy(request: SignedInRequest, document: int) -> HttpResponse:
    """The signed copy in a side frame, for whoever may see what stands on it; the look stays on record."""
    file = look_at_copy(document=document, by=request.actor, at=timezone.now())
    return shown_inside(file.media, file.content)


@requires("documents.read")
@require_POST
def take(request: SignedInRequest, document: int) -> HttpResponse:
    """The paper as a file; who took it and for what stays on record."""
    name, content, _people = leave_with(
        document=document, form=request.POST.get("form", ""), purpose=request.POST.get("purpose", ""), by=request.actor, at=timezone.now()
    )
    return _file(name, content, "application/octet-stream")


@requires("documents.sign")
@acting(back=show)
def initial(request: SignedInRequest, document: int) -> HttpResponse:
    """Initial it."""
    initial_document(document_id=document, version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("Initialled."), "documents-show", document)


@requires("documents.number")
@acting(back=show)
def number(request: SignedInRequest, document: int) -> HttpResponse:
    """Record its number."""
    told = sound(NumberForm(request.POST))
    set_number(document_id=document, number=told["number"], on=told["on"], version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("Number recorded."), "documents-show", document)


@requires("documents.sign")
@acting(back=show)
def sign(request: SignedInRequest, document: int) -> HttpResponse:
    """Keep the signed copy."""
    told = sound(SignForm(request.POST, request.FILES))
    copy = told["copy"]
    sign_document(
        document_id=document,
        content=copy.read(),
        name=copy.name,
        signed_on=told["signed_on"],
        version=_version(request),
        by=request.actor,
        at=timezone.now(),
    )
    return done(request, _("Signed copy uploaded."), "documents-show", document)


@requires("documents.send")
@acting(back=show)
def send(request: SignedInRequest, document: int) -> HttpResponse:
    """Record that it was sent."""
    told = sound(ToForm(request.POST))
    send_document(document_id=document, to=told["to"], version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("Dispatch recorded."), "documents-show", document)


@requires("documents.send")
@acting(back=show)
def receive(request: SignedInRequest, document: int) -> HttpResponse:
    """Record that it arrived."""
    told = sound(ReceivedForm(request.POST))
    receive_document(document_id=document, received_by=told["received_by"], version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("Receipt recorded."), "documents-show", document)


@requires("documents.prepare")
@acting(back=show)
def void(request: SignedInRequest, document: int) -> HttpResponse:
    """Make it void."""
    told = sound(VoidForm(request.POST))
    void_document(document_id=document, reason=told["reason"], version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("The paper is void."), "documents-show", document)


@requires("templates.manage")
@require_GET
def template_list(request: SignedInRequest) -> HttpResponse:
    """The template of every kind."""
    columns = (Column("title", _("Kind of paper")), Column("form", _("Form")), Column("own", _("In force")))
    rows = [
        Row(
            each.kind,
            {
                "title": each.title,
                "form": _("Word file") if each.form == "docx" else _("long list, PDF"),
                "own": Lines(Status("half", _("Template of the office"), "info"), f"{each.put_by}, {short_day(each.put_at)}")
                if each.own
                else Status("full", _("Packaged template"), ""),
            },
            reverse("documents-template", args=[each.kind]),
        )
        for each in templates()
    ]
    return render(request, "web/documents/templates.html", {"table": Table(_("Templates of papers"), columns, rows)})


@requires("templates.manage")
@require_GET
def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """One template: its places, to download, to replace."""
    paper_kind(kind)
    held = next(each for each in templates() if each.kind == kind)
    return render(request, "web/documents/template.html", {"held": held, "form": TemplateForm(), "message": paper_kind(kind).message})


@requires("templates.manage")
@require_GET
def template_download(request: SignedInRequest, kind: str) -> HttpResponse:
    """The Word template in force; it holds places, nobody's data."""
    held = template_file(kind)
    return _file(held.name, held.content, held.media)


@requires("templates.manage")
@acting(back=template)
def template_put(request: SignedInRequest, kind: str) -> HttpResponse:
    """Put a template of one's own."""
    handed = sound(TemplateForm(request.POST, request.FILES))["template"]
    put_template(kind=kind, content=handed.read(), name=handed.name, by=request.actor, at=timezone.now())
    return done(request, _("Template replaced. Papers made before keep theirs."), "documents-template", kind)


@requires("templates.manage")
@acting(back=template)
def template_drop(request: SignedInRequest, kind: str) -> HttpResponse:
    """Back to the packaged one."""
    drop_template(kind=kind, by=request.actor, at=timezone.now())
    return done(request, _("The packaged template is in force again."), "documents-template", kind)


@open_to_all("a fingerprint of sixteen characters shows what stands at the head of its paper, of nobody")
@require_GET
def check(request: HttpRequest, fingerprint: str = "") -> HttpResponse:
    """What a fingerprint belongs to, for whoever holds the paper."""
    asked = fingerprint or request.GET.get("fingerprint", "")
    shown: dict[str, Any] = {"asked": asked[:40]}
    if asked and not within_limit(request, "check", CHECKS_A_MINUTE):
        return render(request, "web/documents/check.html", shown | {"too_many": True}, status=429)
    found = checked(asked) if asked else None
    if found:
        shown |= {"found": found, "state": document_status(found.status)}
    return render(request, "web/documents/check.html", shown, status=404 if asked and not found else 200)


# --- inside ----------------------------------------------------------------------------------------------------------


def _table(page: DocumentPage, sort: str) -> Table:
    columns = (
        Column("title", _("Paper")),
        Column("about", _("About")),
        Column("status", _("State"), "status", sortable=True),
        Column("number", _("Number"), "code", sortable=True, off_phone=True),
        Column("due", _("Due"), "day", sortable=True),
        Column("made", _("Made"), "day", off_phone=True),
    )
    rows = [
        Row(
            each.id,
            {
                "title": each.title,
                "about": each.about,
                "status": document_status(each.status, late=each.late),
                "number": each.number,
                "due": each.due_on,
                "made": each.made_at,
            },
            reverse("documents-show", args=[each.id]),
        )
        for each in page.rows
    ]
    empty = Empty(_("No paper here yet"), _("Papers are made from a programme, a round or a list; their data are frozen that day."))
    return Table(_("Papers"), columns, rows, page.total, page.page, page.pages, sort, empty)


def _filters(asked: dict[str, str], page: DocumentPage) -> list[Filter]:
    states = [(str(each), f"{_(words)} ({page.counts.get(str(each), 0)})") for each, (_mark, words, _tint) in STATUSES.items()]
    return [
        Filter("kind", _("Kind"), asked["kind"], [(kind.code, kind.title) for kind in paper_kinds().values()]),
        Filter("status", _("State"), asked["status"], states),
        Filter("number", _("Number"), asked["number"]),
        Filter("area", _("Place (code)"), asked["area"]),
        Filter("late", _("Due"), asked["late"], [("yes", _("late"))]),
    ]


def _kinds() -> list[tuple[str, list[str]]]:
    """What papers are made of, and which of them."""
    held: dict[str, list[str]] = {}
    for kind in paper_kinds().values():
        if kind.code in MADE_HERE:
            held.setdefault(kind.about, []).append(kind.title)
    return [(_(ABOUT[about]), titles) for about, titles in held.items()]


def _facts(view: DocumentView) -> Any:
    yield _("About"), view.row.about, "text"
    yield _("Place"), place_name(view.area), "text"
    yield _("Office"), view.office, "text"
    yield _("Signed by"), view.signer, "text"
    if view.row.people:
        yield _("People in it"), view.row.people, "number"
    if view.needs_number or view.row.number:
        yield _("Number"), view.row.number or _("not recorded yet"), "text"
        if view.row.numbered_on:
            yield _("Of the day"), view.row.numbered_on, "day"
    if view.row.due_on:
        yield _("Due"), view.row.due_on, "day"
    if view.signed_on:
        yield _("Signed on"), view.signed_on, "day"
        yield _("Signed copy"), _(FORMS[view.signed_form]), "text"
    yield _("Fingerprint"), Link(view.fingerprint, reverse("documents-check-one", args=[view.fingerprint.replace(" ", "")])), "code"
    yield _("Made by"), view.maker, "text"


def _signature(found: Any) -> dict[str, Any]:
    """A signature in words: who, and how far it can be trusted."""
    if found["trusted"]:
        state = Status("full", _("unaltered, signer's certificate known here"), "good")
    else:
        state = Status("dotted", _("unaltered; the signer's certificate is not known here"), "warn")
    return {"signer": found["signer"], "organisation": found["organisation"], "issuer": found["issuer"], "state": state}


def _acts(request: SignedInRequest, view: DocumentView, held: Any) -> dict[str, Any]:
    """The forms of what the reader may do to the paper as it stands."""
    actor, status = request.actor, view.row.status
    here = request.path if held is not None else ""

    def bound(name: str, form: type[forms.Form], **initial: Any) -> forms.Form:
        return form(held if here.endswith(f"/{name}") else None, initial=initial)

    shown: dict[str, Any] = {}
    if may(actor, "documents.sign"):
        if DOCUMENTS.may("initial", status) and view.needs_initials:
            shown["own_paper"] = view.made_by == actor.user_id
            shown["initial"] = not shown["own_paper"]
        if DOCUMENTS.may("sign", status) and (not view.needs_initials or status is DocumentStatus.INITIALLED):
            shown["sign"] = bound("sign", SignForm)
    if may(actor, "documents.number") and status in (DocumentStatus.DRAFT, DocumentStatus.INITIALLED, DocumentStatus.SIGNED):
        shown["number"] = bound("number", NumberForm, number=view.row.number, on=view.row.numbered_on or timezone.localdate())
    if may(actor, "documents.send"):
        if DOCUMENTS.may("send", status):
            shown["send"] = bound("send", ToForm)
        if DOCUMENTS.may("receive", status):
            shown["receive"] = bound("receive", ReceivedForm)
    if may(actor, "documents.prepare") and DOCUMENTS.may("void", status):
        shown["void"] = bound("void", VoidForm)
    return shown


def _version(request: SignedInRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _file(name: str, content: bytes, media: str) -> HttpResponse:
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


urlpatterns = [
    path("documents/", index, name="documents"),
    path("documents/new/", new, name="documents-new"),
    path("documents/make", make, name="documents-make"),
    path("documents/templates/", template_list, name="documents-templates"),
    path("documents/templates/<slug:kind>/", template, name="documents-template"),
    path("documents/templates/<slug:kind>/file", template_download, name="documents-template-file"),
    path("documents/templates/<slug:kind>/put", template_put, name="documents-template-put"),
    path("documents/templates/<slug:kind>/drop", template_drop, name="documents-template-drop"),
    path("documents/<int:document>/", show, name="documents-show"),
    path("documents/<int:document>/page.png", picture, name="documents-picture"),
    path("documents/<int:document>/copy", copy, name="documents-copy"),
    path("documents/<int:document>/take", take, name="documents-take"),
    path("documents/<int:document>/initial", initial, name="documents-initial"),
    path("documents/<int:document>/number", number, name="documents-number"),
    path("documents/<int:document>/sign", sign, name="documents-sign"),
    path("documents/<int:document>/send", send, name="documents-send"),
    path("documents/<int:document>/receive", receive, name="documents-receive"),
    path("documents/<int:document>/void", void, name="documents-void"),
    path("check/", check, name="documents-check"),
    path("check/<slug:fingerprint>", check, name="documents-check-one"),
]
