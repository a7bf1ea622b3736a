"""Claims: what is late and waits for whom, one claim whole, deaths without a claim, and what the agency's list says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from payung.claims.actions.claims import NewClaim, open_claim
from payung.claims.actions.gaps import ToldDeath, dismiss_finding, find_gaps, report_death
from payung.claims.actions.hearing import ClaimsListReport, add_claims_list
from payung.claims.actions.papers import open_evidence
from payung.claims.queries.claims import WAITS, ClaimRow, ClaimView, claim, claims_list, held_claim
from payung.claims.queries.expected import expected_observed
from payung.claims.queries.gaps import FindingRow, Flags, finding, flags, gap
from payung.claims.queries.papers import papers_for
from payung.claims.rules.checklists import checklists
from payung.claims.rules.expected import rates
from payung.claims.rules.statuses import CLAIMS, ClaimKind, ClaimStatus, FindingStatus, Source
from payung.core.figures import decimal
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import may
from payung.registry.queries.finding import find_by_name, find_by_number
from payung.registry.queries.people import PersonLine, person
from payung.web import claim_words as words
from payung.web.acting import acting, checked, done, typed
from payung.web.claim_forms import DismissForm, ListForm, NewClaimForm, ReportForm, forms_of
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Figure, Filter, Lines, Link, Row, Status, Step, Table
from payung.web.receiving import lent, received
from payung.web.selection_words import named
from payung.web.templatetags.payung_format import rupiah, short_day, whole
from payung.web.views.paging import page_number

_NUMBER = re.compile(r"^[0-9A-Za-z]{8,16}$")


@requires("claims.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The work list: those due first on top."""
    query, on = request.GET, timezone.localdate()
    waits = query.get("waits", "") if query.get("waits") in WAITS else ""
    status = query.get("status", "open") if query.get("status", "open") in {"open", "", *ClaimStatus} else "open"
    kind = query.get("kind", "") if query.get("kind") in {*ClaimKind} else ""
    held = claims_list(on=on, status=status, kind=kind, late=query.get("late") == "1", waits=waits, page=page_number(request))
    found, actor = gap(), request.actor
    states = [("open", _("somebody waits")), *((each.value, words.tag(words.STATUSES, each).words) for each in ClaimStatus)]
    shown = {
        "table": _table(held.rows, held.total, held.page, held.pages), "opens": may(actor, "claims.open"), "imports": may(actor, "claims.import"),
        "figures": [
            Figure(whole(sum(held.counts.get(each, 0) for each in ClaimStatus if each in _OPEN)), _("claims are open"), large=True),
            Figure(whole(held.late), _("are late"), f"{reverse('claims')}?late=1"),
            Figure(whole(found.counts.get(FindingStatus.OPEN, 0)), _("deaths have no claim"), reverse("claims-gap")),
            Figure(rupiah(held.paid_idr), _("was paid, as we were told")),
        ],
        "filters": [
            Filter("status", _("State"), status, states),
            Filter("waits", _("Waits for"), waits, [(each, _(words.WAITS[each])) for each in WAITS]),
            Filter("kind", _("Kind"), kind, [(each.value, _(text)) for each, text in words.KINDS.items()]),
            Filter("late", _("Deadline"), query.get("late", ""), [("1", _("late"))]),
        ],
    }  # fmt: skip
    return render(request, "web/claims/index.html", shown)


_OPEN = {each for each in ClaimStatus if each not in (ClaimStatus.PAID, ClaimStatus.REFUSED, ClaimStatus.CLOSED)}


def _table(rows: Sequence[ClaimRow], total: int, page: int, pages: int) -> Table:
    called = named(each.area for each in rows)
    columns = [
        Column("who", _("Of whom")), Column("kind", _("Kind"), off_phone=True), Column("status", _("State"), "status"),
        Column("waits", _("Waits for"), off_phone=True), Column("due", _("Until"), "status"),
    ]  # fmt: skip
    lines = [
        Row(
            each.id,
            {
                "who": Lines(each.name, called(each.area)), "kind": Lines(_(words.KINDS[each.kind]), short_day(each.event_on)),
                "status": words.tag(words.STATUSES, each.status),
                "waits": Lines(_(words.WAITS[each.deadline.waits]), _(words.STEPS[each.deadline.step])) if each.deadline else "",
                "due": Status("barred" if each.late else "empty", short_day(each.deadline.due_on), "bad" if each.late else "") if each.deadline else Status("full", _("ended")),
            },
            reverse("claims-show", args=[each.id]),
        )
        for each in rows
    ]  # fmt: skip
    empty = Empty(
        _("No claim is like this"), _("A claim begins when somebody tells of a death or an accident, or the gap finder finds one.")
    )
    return Table(_("Claims"), columns, lines, total, page, pages, empty=empty)


@requires("claims.read")
@require_GET
def show(request: SignedInRequest, number: int) -> HttpResponse:
    """One claim: steps, checklist, heirs, money, timeline and papers, and what may be done next."""
    on, actor = timezone.localdate(), request.actor
    held = claim(number, on=on)
    works = may(actor, "claims.work")
    child_years = [
        (child, [(year, words.tag(words.YEARS, year.state)) for year in child.years], _short_years(child.years)) for child in held.children
    ]
    shown = {
        "held": held, "row": held.row, "status": words.tag(words.STATUSES, held.row.status), "kind": _(words.KINDS[held.row.kind]),
        "cause": _(words.CAUSES[held.row.cause]), "village": named([held.row.area])(held.row.area), "steps": _steps(held), "works": works,
        "deadline": _(words.STEPS[held.row.deadline.step]) if held.row.deadline else "",
        "waits": _(words.WAITS[held.row.deadline.waits]) if held.row.deadline else "",
        "escalate": words.local(held.escalate_to) if held.escalate_to else "", "source": _(words.SOURCES[Source(held.heard_from)]),
        "papers": _papers(held, works),
        "situation": [words.local(checklists().situations[code]) for code in held.situation],
        "heirs": [(each, words.relation_words(each.relation), words.tag(words.ACCOUNTS, each.account)) for each in held.heirs],
        "owed": words.range_words(held.owed.lowest_idr, held.owed.highest_idr) if held.owed else "",
        "conditions": words.conditions(held.owed) if held.owed else [], "items": held.owed.items if held.owed and held.owed.settled else (),
        "events": [words.event(each) for each in held.events], "files": [each for each in held.events if each.file] if works else [],
        "made": [(kind, words.paper_title(kind)) for kind in papers_for(held_claim(number))] if may(actor, "documents.prepare") else [],
        "children": child_years, "opens": may(actor, "claims.open"), "reads_workers": may(actor, "registry.read"), "reads_papers": may(actor, "documents.read"),
        "confirms": may(actor, "claims.judge") and held.cause_by_id not in (None, actor.user_id) and not held.cause_confirmed_by and held.row.cause != "unknown",
        **forms_of(request, held),
        "completes": works and CLAIMS.may("complete", held.row.status),
    }  # fmt: skip
    return render(request, "web/claims/show.html", shown)


def _papers(held: ClaimView, works: bool) -> Table:
    """The checklist: what is missing with how to get it, what is there with who kept it."""
    rows = []
    for each in held.papers:
        how = " ".join(each.item.how[words.page_language()])
        kept = (
            _("Not needed: %(why)s") % {"why": each.note}
            if each.waived
            else _("Came in on %(on)s, %(by)s.") % {"on": short_day(each.recorded_on), "by": each.recorded_by}
        )
        state = (
            Status("full", _("there"), "good")
            if each.file
            else Status("half", _("not needed"), "info")
            if each.there
            else Status("empty", _("missing"), "warn")
        )
        link = Link(_("Open the file"), reverse("claims-file", args=[held.row.id, each.file])) if works and each.file else ""
        rows.append(
            Row(each.item.code, {"paper": Lines(words.local(each.item.says), kept if each.there else how), "state": state, "file": link})
        )
    return Table(_("Papers"), [Column("paper", _("Paper")), Column("state", _("State"), "status"), Column("file", _("File"))], rows)


def _short_years(years: Sequence[Any]) -> list[int]:
    """The school years for which a claim may be opened now."""
    return [each.year for each in years if each.state in ("due", "late")]


def _steps(held: ClaimView) -> list[Step]:
    """The way of a claim in six steps, the receiver's account a step of its own."""
    status, row = held.row.status, held.row
    at_agency = status not in (ClaimStatus.INCIDENT, ClaimStatus.COMPLETE, ClaimStatus.CLOSED)
    ended = status in (ClaimStatus.PAID, ClaimStatus.REFUSED)
    marks = [
        (True, _("Told"), short_day(held.heard_on)),
        (bool(held.cause_confirmed_by) or at_agency, _("What happened, judged by two"), _(words.CAUSES[row.cause])),
        (
            not held.missing or at_agency,
            _("Papers"),
            _("%(count)s missing") % {"count": len(held.missing)} if held.missing else _("all there"),
        ),
        (held.account == "ready" or at_agency, _("The receiver's own account"), words.tag(words.ACCOUNTS, held.account).words),
        (at_agency, _("Filed at the agency"), row.claim_no),
        (ended, _("Heard from the agency"), words.tag(words.STATUSES, status).words if at_agency else ""),
    ]
    now = next((place for place, (is_done, *_rest) in enumerate(marks) if not is_done), -1)
    return [
        Step("done" if is_done else "now" if place == now else "later", what, note=note)
        for place, (is_done, what, note) in enumerate(marks)
    ]


@requires("claims.work")
@require_GET
def file(request: SignedInRequest, number: int, stored: int) -> HttpResponse:
    """A paper or slip of a claim; that it was opened is on record."""
    held = open_evidence(claim_id=number, file_id=stored, by=request.actor, at=timezone.now())
    answer = HttpResponse(held.content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{held.name.encode("ascii", "ignore").decode() or "berkas"}"'.replace(
        "\n", ""
    )
    return answer


# --- opening ---------------------------------------------------------------------------------------------------------


@requires("claims.open")
@require_GET
def new(request: SignedInRequest) -> HttpResponse:
    """Find the person, or the form of a claim for the person found."""
    told = request.POST or request.GET
    worker, found = told.get("worker", ""), _finding(told.get("finding", ""))
    if not worker.isdigit() and found is None:
        return render(request, "web/claims/find.html", {"table": None})
    about = person(int(worker) if worker.isdigit() else found.worker)  # type: ignore[union-attr]
    begins = {
        "heard_on": timezone.localdate(),
        "heard_from": found.sources[0] if found else "village",
        "event_on": found.died_on if found else None,
        "kind": "jkm",
    }
    form = NewClaimForm(typed(request), initial=begins)
    return render(
        request,
        "web/claims/new.html",
        {"form": form, "person": about, "finding": found, "village": named([about.told.area])(about.told.area)},
    )


@requires("claims.open")
@require_POST
def find(request: SignedInRequest) -> HttpResponse:
    """Who was found. A POST, so that no NIK stands in an address."""
    text, on = " ".join(request.POST.get("q", "").split())[:120], timezone.localdate()
    number = re.sub(r"[\s.\-]", "", text)
    if _NUMBER.match(number) and any(each.isdigit() for each in number):
        people = find_by_number("nik" if len(number) == 16 else "kpj", number, on)
        text = ""
    else:
        people = find_by_name(text, on) if sum(each.isalpha() for each in text) >= 3 else []
    return render(request, "web/claims/find.html", {"table": _people(people), "text": text})


def _people(people: Sequence[PersonLine]) -> Table:
    called = named(each.area for each in people)
    rows = [
        Row(
            each.worker,
            {"name": each.name, "born": each.birth_date, "place": called(each.area)},
            f"{reverse('claims-new')}?worker={each.worker}",
        )
        for each in people
    ]
    columns = [Column("name", _("Name")), Column("born", _("Birth date"), "day"), Column("place", _("Village"))]
    return Table(
        _("People found"), columns, rows, empty=Empty(_("Nobody is found in your area"), _("Try another spelling, or the whole NIK."))
    )


@requires("claims.open")
@acting(back=new)
def opening(request: SignedInRequest) -> HttpResponse:
    """Open the claim."""
    told = checked(NewClaimForm(request.POST))
    found = _finding(request.POST.get("finding", ""))
    worker = request.POST.get("worker", "")
    given = NewClaim(worker=int(worker) if worker.isdigit() else 0, finding=found.id if found else None, **told)
    number = open_claim(given=given, by=request.actor, at=timezone.now())
    return done(request, _("The claim is opened."), "claims-show", number)


def _finding(text: str) -> FindingRow | None:
    return finding(int(text)) if text.isdigit() else None


# --- deaths without a claim ------------------------------------------------------------------------------------------


@requires("claims.read")
@require_GET
def gaps(request: SignedInRequest) -> HttpResponse:
    """Who was covered when he died and has no claim, with what the family is owed; and questions for a human."""
    actor, status = request.actor, request.GET.get("status", FindingStatus.OPEN)
    held = gap(status=status if status in {"", *FindingStatus} else FindingStatus.OPEN, page=page_number(request))
    called = named(each.area for each in held.rows)
    opens = may(actor, "claims.open")
    rows = [
        Row(
            each.id,
            {
                "who": Lines(each.name, called(each.area)), "died": each.died_on, "told": ", ".join(_(words.SOURCES[Source(one)]) for one in each.sources),
                "sure": Status("full", _("sure"), "good") if each.sure else Status("dotted", _("look first"), "warn"),
                "owed": words.range_words(each.lowest_idr, each.highest_idr), "status": words.tag(words.FINDINGS, each.status),
            },
            reverse("claims-show", args=[each.claim]) if each.claim else f"{reverse('claims-new')}?finding={each.id}" if opens and each.status is FindingStatus.OPEN else "",
        )
        for each in held.rows
    ]  # fmt: skip
    columns = [
        Column("who", _("Who died")), Column("died", _("Died"), "day"), Column("told", _("Told by"), off_phone=True), Column("sure", _("Is it he"), "status"),
        Column("owed", _("Owed, estimate"), off_phone=True), Column("status", _("State"), "status"),
    ]  # fmt: skip
    shown = {
        "table": Table(_("Deaths without a claim"), columns, rows, held.total, held.page, held.pages, empty=Empty(_("No death without a claim is known"), _("Search again when a new list of deaths came in, or tell of a death."))),
        "filters": [Filter("status", _("State"), status, [(each.value, words.tag(words.FINDINGS, each).words) for each in FindingStatus])],
        "figures": [
            Figure(whole(held.counts.get(FindingStatus.OPEN, 0)), _("families to be visited"), large=True),
            Figure(words.range_words(held.lowest_idr, held.highest_idr), _("is owed to them, an estimate; BPJS decides")),
            Figure(whole(held.counts.get(FindingStatus.CLAIMED, 0)), _("became claims")),
        ],
        "finds": may(actor, "claims.find"), "report_form": ReportForm(typed(request) if "name" in request.POST else None) if opens else None,
        "dismiss_form": DismissForm(typed(request) if "finding" in request.POST else None, rows=[(each.id, each.name) for each in held.rows]) if may(actor, "claims.find") and held.rows and status == FindingStatus.OPEN else None,
        "flags": _flag_lines(flags(timezone.localdate())),
    }  # fmt: skip
    return render(request, "web/claims/gap.html", shown)


def _flag_lines(held: Flags) -> list[tuple[str, str]]:
    """Each flag as words and where to look."""
    places = named(each.village for each in held.soon)
    lines = [
        (
            _("%(name)s: a claim for his death, and reported alive on %(day)s.") % {"name": each.name, "day": short_day(each.told_on)},
            reverse("claims-show", args=[each.claim]),
        )
        for each in held.alive
    ]
    lines += [
        (
            _("%(village)s: %(soon)s of %(deaths)s deaths within 90 days of the beginning of cover.")
            % {"village": places(each.village), "soon": each.soon, "deaths": each.deaths},
            "",
        )
        for each in held.soon
    ]
    same = {"nik": _("the same NIK"), "account": _("the same account")}
    lines += [
        (
            _("%(names)s: %(what)s in %(count)s claims.")
            % {"names": ", ".join(each.names), "what": same[each.what], "count": len(each.claims)},
            reverse("claims-show", args=[each.claims[0]]),
        )
        for each in held.recurring
    ]
    return lines


@requires("claims.read")
@require_GET
def expectation(request: SignedInRequest) -> HttpResponse:
    """The last twelve months: what to expect of so much cover, beside what was claimed, by regency."""
    last = timezone.localdate()
    first = last - timedelta(days=364)
    held = expected_observed(first, last)
    called, language = named(each.expected.area for each in held), words.page_language()
    rows = [
        Row(
            each.expected.area,
            {
                "area": called(each.expected.area), "years": round(each.expected.person_years),
                "expected": f"{decimal(each.expected.deaths, 1, language)} ({each.expected.deaths_low}–{each.expected.deaths_high})",
                "claimed": each.deaths_claimed, "counted": each.deaths_counted if each.deaths_counted is not None else "",
                "accidents": f"{decimal(each.expected.accidents_low, 1, language)}–{decimal(each.expected.accidents_high, 1, language)}",
                "hurt": each.accidents_claimed,
                "state": Status("dotted", _("fewer than expected"), "warn") if each.under_claimed else Status("full", _("as expected"), "good"),
            },
        )
        for each in held
    ]  # fmt: skip
    columns = [
        Column("area", _("Regency")), Column("years", _("Person-years"), "number", off_phone=True), Column("expected", _("Deaths expected")),
        Column("claimed", _("Claimed"), "number"), Column("counted", _("Counted by BPJS"), off_phone=True), Column("accidents", _("Accidents expected"), off_phone=True),
        Column("hurt", _("Accidents claimed"), "number", off_phone=True), Column("state", _("State"), "status"),
    ]  # fmt: skip
    empty = Empty(_("Nobody was covered"), _("What to expect is worked out from people under cover."))
    shown = {
        "table": Table(_("Expected and claimed"), columns, rows, empty=empty), "first": first, "last": last,
        "sources": [rates()[name]["source"] for name in ("deaths_per_1000_a_year", "accidents_per_1000_a_year")],
    }  # fmt: skip
    return render(request, "web/claims/expected.html", shown)


@requires("claims.find")
@acting(back=gaps)
def search_gaps(request: SignedInRequest) -> HttpResponse:
    """Look again."""
    found = find_gaps(on=timezone.localdate(), by=request.actor, at=timezone.now())
    told = _("%(found)s people without a claim, %(new)s of them new.") % {"found": whole(found.found), "new": whole(found.new)}
    return done(request, told, "claims-gap")


@requires("claims.open")
@acting(back=gaps)
def tell_death(request: SignedInRequest) -> HttpResponse:
    """A death as it was told."""
    told = checked(ReportForm(request.POST))
    report_death(given=ToldDeath(**told), by=request.actor, at=timezone.now())
    return done(request, _("The death is written down; the next search compares it."), "claims-gap")


@requires("claims.find")
@acting(back=gaps)
def dismiss(request: SignedInRequest) -> HttpResponse:
    """A finding that is none."""
    number = request.POST.get("finding", "")
    if not number.isdigit():
        raise Refusal("no-such-object", gettext_noop("There is no such finding, or it lies outside your area."))
    dismiss_finding(finding_id=int(number), reason=request.POST.get("reason", ""), by=request.actor, at=timezone.now())
    return done(request, _("The finding is closed."), "claims-gap")


# --- the agency's list -----------------------------------------------------------------------------------------------


@requires("claims.import")
@require_GET
def listing(request: SignedInRequest) -> HttpResponse:
    """Where the branch's list is handed in."""
    return render(request, "web/claims/list.html", {"form": ListForm(typed(request), initial={"on": timezone.localdate()}), "report": None})


@requires("claims.import")
@require_POST
def take_list(request: SignedInRequest) -> HttpResponse:
    """Take it in, and say what became of each row. The same file again changes nothing, so this form needs no key."""
    form = ListForm(request.POST)
    files = received(request, "file")
    try:
        told = checked(form)
        if not files:
            raise Refusal("file-missing", gettext_noop("Choose the file of the list."))
        with lent(files[:1]) as (path_of,):
            report = add_claims_list(path=path_of, source=told["source"], on=told["on"], by=request.actor, at=timezone.now())
    except Refusal as refusal:
        request.refusal = refusal
        return render(request, "web/claims/list.html", {"form": form, "report": None}, status=422)
    return render(request, "web/claims/list.html", {"form": ListForm(initial=told), "report": report, "rows": _refused(report)})


def _refused(report: ClaimsListReport) -> Table:
    rows = [Row(each.row_number, {"row": each.row_number, "why": each.reason}) for each in (*report.refused, *report.unlinked)]
    return Table(_("Rows not taken"), [Column("row", _("Row")), Column("why", _("Why"), "code")], rows, show_caption=True)


urlpatterns = [
    path("claims/", index, name="claims"),
    path("claims/new", new, name="claims-new"),
    path("claims/find", find, name="claims-find"),
    path("claims/open", opening, name="claims-open"),
    path("claims/gap/", gaps, name="claims-gap"),
    path("claims/expected", expectation, name="claims-expected"),
    path("claims/gap/search", search_gaps, name="claims-gap-search"),
    path("claims/gap/tell", tell_death, name="claims-gap-tell"),
    path("claims/gap/dismiss", dismiss, name="claims-gap-dismiss"),
    path("claims/list", listing, name="claims-list"),
    path("claims/list/take", take_list, name="claims-list-take"),
    path("claims/<int:number>/", show, name="claims-show"),
    path("claims/<int:number>/files/<int:stored>", file, name="claims-file"),
]
