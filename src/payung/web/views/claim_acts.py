"""What is done with one claim: each act one form, one call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from payung.claims.actions.claims import (
    add_evidence,
    appeal_claim,
    close_claim,
    complete_claim,
    confirm_cause,
    file_claim,
    judge_cause,
    reopen_claim,
    report_incident,
    set_situation,
)
from payung.claims.actions.hearing import Heard, hear
from payung.claims.actions.heirs import NewHeir, add_heir, open_scholarship, set_account
from payung.claims.actions.papers import prepare_claim_paper
from payung.claims.queries.claims import claim
from payung.core.refusals import Refusal, gettext_noop
from payung.web.acting import acting, checked, done
from payung.web.claim_forms import (
    AccountForm,
    AppealForm,
    EvidenceForm,
    FileForm,
    FirstReportForm,
    HearForm,
    HeirForm,
    JudgeForm,
    SituationForm,
    WordsForm,
    items_of,
)
from payung.web.doors import SignedInRequest, requires
from payung.web.receiving import received
from payung.web.views.claims import show


@requires("claims.work")
@acting(back=show)
def judge(request: SignedInRequest, number: int) -> HttpResponse:
    """Say what happened."""
    judge_cause(claim_id=number, version=_version(request), by=request.actor, at=timezone.now(), **checked(JudgeForm(request.POST)))
    return done(request, _("What happened is written down. Somebody else confirms it."), "claims-show", number)


@requires("claims.judge")
@acting(back=show)
def confirm(request: SignedInRequest, number: int) -> HttpResponse:
    """Confirm it."""
    confirm_cause(claim_id=number, version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("Confirmed."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def situation(request: SignedInRequest, number: int) -> HttpResponse:
    """What is true of the family."""
    set_situation(claim_id=number, version=_version(request), by=request.actor, at=timezone.now(), **checked(SituationForm(request.POST)))
    return done(request, _("The checklist follows the family's situation."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def report(request: SignedInRequest, number: int) -> HttpResponse:
    """The first report of an accident."""
    told = checked(FirstReportForm(request.POST))
    report_incident(claim_id=number, version=_version(request), by=request.actor, at=timezone.now(), **told)
    return done(request, _("The first report is recorded."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def evidence(request: SignedInRequest, number: int) -> HttpResponse:
    """A paper came in, or is not needed."""
    told = checked(EvidenceForm(request.POST, items=items_of(claim(number, on=timezone.localdate()))))
    name, content = _file(request)
    add_evidence(
        claim_id=number, item=told["item"], content=content, name=name, waived_because=told["waived_because"], by=request.actor, at=timezone.now()
    )  # fmt: skip
    return done(request, _("The paper is kept."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def heir(request: SignedInRequest, number: int) -> HttpResponse:
    """An heir."""
    add_heir(claim_id=number, given=NewHeir(**checked(HeirForm(request.POST))), by=request.actor, at=timezone.now())
    return done(request, _("The heir is written down."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def account(request: SignedInRequest, number: int) -> HttpResponse:
    """Who receives, and his own account."""
    heirs = [(each.id, each.name) for each in claim(number, on=timezone.localdate()).heirs]
    set_account(by=request.actor, at=timezone.now(), **checked(AccountForm(request.POST, heirs=heirs)))
    return done(request, _("The account is recorded."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def complete(request: SignedInRequest, number: int) -> HttpResponse:
    """Everything is there."""
    complete_claim(claim_id=number, version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("The claim is complete. File it at the agency now."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def filing(request: SignedInRequest, number: int) -> HttpResponse:
    """It went to the agency."""
    file_claim(claim_id=number, version=_version(request), by=request.actor, at=timezone.now(), **checked(FileForm(request.POST)))
    return done(request, _("Filed at the agency."), "claims-show", number)


@requires("claims.hear")
@acting(back=show)
def hearing(request: SignedInRequest, number: int) -> HttpResponse:
    """What the agency said."""
    told = checked(HearForm(request.POST, request.FILES))
    told.pop("file", None)
    name, content = _file(request)
    hear(claim_id=number, heard=Heard(**told), content=content, name=name, version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("What the agency said is recorded."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def appeal(request: SignedInRequest, number: int) -> HttpResponse:
    """Object to it."""
    appeal_claim(claim_id=number, version=_version(request), by=request.actor, at=timezone.now(), **checked(AppealForm(request.POST)))
    return done(request, _("The objection is recorded."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def close(request: SignedInRequest, number: int) -> HttpResponse:
    """End it."""
    close_claim(claim_id=number, version=_version(request), by=request.actor, at=timezone.now(), **checked(WordsForm(request.POST)))
    return done(request, _("The claim is closed."), "claims-show", number)


@requires("claims.work")
@acting(back=show)
def reopen(request: SignedInRequest, number: int) -> HttpResponse:
    """Take it up again."""
    reopen_claim(claim_id=number, version=_version(request), by=request.actor, at=timezone.now(), **checked(WordsForm(request.POST)))
    return done(request, _("The claim is taken up again."), "claims-show", number)


@requires("documents.prepare")
@acting(back=show)
def paper(request: SignedInRequest, number: int) -> HttpResponse:
    """Make one of its papers."""
    kind = request.POST.get("kind", "")
    made = prepare_claim_paper(claim_id=number, kind=kind, on=timezone.localdate(), by=request.actor, at=timezone.now())
    return done(request, _("The paper is made with what is known. Print it, and upload the signed copy here."), "documents-show", made)


@requires("claims.open")
@acting(back=show)
def scholarship(request: SignedInRequest, number: int) -> HttpResponse:
    """Open the claim for one school year of a child."""
    child, year = request.POST.get("heir", ""), request.POST.get("year", "")
    if not (child.isdigit() and year.isdigit() and len(year) == 4):
        raise Refusal("no-such-object", gettext_noop("There is no such heir, or he lies outside your area."))
    made = open_scholarship(heir_id=int(child), year=int(year), by=request.actor, at=timezone.now())
    return done(request, _("The claim for this school year is opened."), "claims-show", made)


def _file(request: HttpRequest) -> tuple[str, bytes | None]:
    """Name and content of the file that came with the form, if one did."""
    files = received(request, "file")
    return (files[0].name, b"".join(files[0].chunks())) if files else ("", None)


def _version(request: HttpRequest) -> int | None:
    told = request.POST.get("version", "")
    return int(told) if told.isdigit() else None


urlpatterns = [
    path("claims/<int:number>/judge", judge, name="claims-judge"),
    path("claims/<int:number>/confirm", confirm, name="claims-confirm"),
    path("claims/<int:number>/situation", situation, name="claims-situation"),
    path("claims/<int:number>/report", report, name="claims-report"),
    path("claims/<int:number>/evidence", evidence, name="claims-evidence"),
    path("claims/<int:number>/heir", heir, name="claims-heir"),
    path("claims/<int:number>/account", account, name="claims-account"),
    path("claims/<int:number>/complete", complete, name="claims-complete"),
    path("claims/<int:number>/file", filing, name="claims-filing"),
    path("claims/<int:number>/hear", hearing, name="claims-hear"),
    path("claims/<int:number>/appeal", appeal, name="claims-appeal"),
    path("claims/<int:number>/close", close, name="claims-close"),
    path("claims/<int:number>/reopen", reopen, name="claims-reopen"),
    path("claims/<int:number>/paper", paper, name="claims-paper"),
    path("claims/<int:number>/scholarship", scholarship, name="claims-scholarship"),
]
