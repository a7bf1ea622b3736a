"""Coverage: the map of regencies, the villages of one of them, the table beside it, months, and files to take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from payung.core.areas import Level, deepest_common
from payung.core.figures import MONTHS, day, percent, signed, whole
from payung.core.refusals import Refusal
from payung.governance.actions.exports import hand_out
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.reports.queries.coverage import LEVELS, REGISTERED, coverage_bytes
from payung.reports.queries.coverage_page import PAYERS, CoverageLine, CoveragePage, coverage_page
from payung.reports.queries.kept import kept
from payung.reports.rules import words
from payung.reports.rules.pictures import breaks, share_bar
from payung.reports.rules.pictures.months import Month, Part, month_columns
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Figure, Link, Row, Table
from payung.web.people_words import PAYERS as PAYER_WORDS
from payung.web.templatetags.payung_format import page_language
from payung.web.thread_page import AreaCover, Coverage

_LEVEL_WORDS = {
    "regency": gettext_noop("Regencies"),
    "district": gettext_noop("Districts"),
    "village": gettext_noop("Villages"),
}
_PARTS = {"self": "p-c1", "apbd": "p-c2", "apbn": "p-c3", "employer": "p-fill", "unknown": "p-c5"}
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "geojson": "application/geo+json",
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for: day, area, level, denominator, payer."""

    on: date
    area: str
    level: str
    denominator: str
    payer: str

    def query(self, **changed: str) -> str:
        """The address of the same with something else."""
        told = {"on": self.on.isoformat(), "area": self.area, "level": self.level, "of": self.denominator, "payer": self.payer} | changed
        return "?" + "&".join(f"{name}={value}" for name, value in told.items() if value)


@requires("reports.read")
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """Coverage of the reader's area on a day."""
    asked = asked_of(request, request.actor)
    return render(request, "web/coverage/page.html", told(facts(asked), asked, request.actor))


@requires("reports.export")
@require_GET
def download(request: SignedInRequest, ending: str) -> HttpResponse:
    """The same as a file."""
    asked = asked_of(request, request.actor)
    if ending not in _KINDS:
        raise Refusal("format-unknown", gettext_noop("A file of this kind is not made. Take CSV, XLSX, SVG or GeoJSON."))
    held = facts(asked).held
    content = coverage_bytes(held, ending, page_language())
    made = hand_out(name=f"cakupan-{asked.area or 'provinsi'}-{asked.on}.{ending}", content=content, by=request.actor, at=timezone.now())
    return HttpResponse(made.content, content_type=_KINDS[ending], headers={"Content-Disposition": f'attachment; filename="{made.name}"'})


def asked_of(request: HttpRequest, actor: Actor) -> Asked:
    """What the address asks for, with what is usual in place of what is no answer; a posting inside one regency begins with its villages."""
    given = request.GET
    today = timezone.localdate()
    try:
        on = min(date.fromisoformat(given.get("on", "")), today + timedelta(days=366))
    except ValueError:
        on = today
    home = deepest_common([each.lo for each in actor.ranges])
    area = given.get("area", "")
    known = area.isascii() and area.isdigit() and len(area) in (int(Level.REGENCY), int(Level.DISTRICT)) and actor.covers(area)
    area = area if known else home if len(home) >= Level.REGENCY and home.isdigit() else ""
    usual = "village" if area else "regency"
    level = given.get("level", usual)
    level = level if level in LEVELS and (area or level != "village") and LEVELS[level] > len(area) else usual
    if len(area) == Level.VILLAGE:
        area, level = area[: int(Level.DISTRICT)], "village"
    payer = given.get("payer", "")
    return Asked(on, area, level, given.get("of", REGISTERED)[:40], payer if payer in PAYERS else "")


def facts(asked: Asked) -> CoveragePage:
    """The facts, counted once as long as nothing happens."""
    return kept(
        f"coverage:{asked.query()}",
        lambda: coverage_page(on=asked.on, area=asked.area, level=asked.level, denominator=asked.denominator, payer=asked.payer),
    )


def told(held: CoveragePage, asked: Asked, actor: Actor | None) -> dict[str, Any]:
    """The facts in words."""
    language, total = page_language(), held.held.total
    cover = Coverage(
        on=asked.on,
        covered=total.covered,
        denominator=total.denominator or 0,
        denominator_source=_(words.FIGURES.get(asked.denominator, asked.denominator)),
        rate_pct=total.rate_pct or Decimal(0),
        areas=[AreaCover(line.code, words.short_name(line.name), line.covered, line.denominator, line.rate_pct) for line in held.lines],
        cells=held.cells,
        note=note(held),
        shapes=held.shapes,
        limits=[Decimal(each) for each in breaks([line.rate_pct for line in held.lines])],
    )
    return {
        "asked": asked,
        "coverage": cover,
        "where": total.name,
        "figures": list(_figures(held, asked, actor)),
        "table": _table(held, asked),
        "columns": _months(held, language),
        "note": note(held),
        "denominators": [(REGISTERED, _(words.FIGURES[REGISTERED])), *((each.code, _denominator_words(each)) for each in held.rivals)],
        "payers": [(each, _(PAYER_WORDS[each])) for each in PAYERS],
        "levels": [
            (_(said), asked.query(level=code), code == asked.level)
            for code, said in _LEVEL_WORDS.items()
            if LEVELS[code] > len(asked.area) and (asked.area or code != "village")
        ],
        "up_url": asked.query(area="", level="") if asked.area and actor and actor.covers(asked.area[:2]) else "",
        "downloads": [
            (each.upper(), reverse("coverage-file", args=[each]) + asked.query()) for each in _KINDS if each != "geojson" or held.shapes
        ]
        if actor and may(actor, "reports.export")
        else [],
    }


def note(held: CoveragePage) -> str:
    """Of what the rates are a share, as of when; and what they would be of the rival figures of the whole province."""
    language, base, total = page_language(), held.held.base, held.held.total
    said = _("Denominator: %(what)s, %(source)s, %(on)s.") % {
        "what": _(words.FIGURES.get(base.code, base.definition)),
        "source": _(base.source),
        "on": day(base.as_of, language),
    }
    if held.area or len(held.held.areas) < len(held.cells):
        return said
    others = [
        _("of %(value)s (%(speaker)s) %(rate)s")
        % {
            "value": whole(each.value, language),
            "speaker": _(each.speaker),
            "rate": percent(rate, 1 if rate >= 1 else 2, language),
        }
        for each in held.rivals
        for rate in (Decimal(total.covered * 100) / each.value,)
        if each.code != base.code
    ]
    return " ".join([said, _("Beside it: %(others)s.") % {"others": "; ".join(others)}] if others else [said])


def _figures(held: CoveragePage, asked: Asked, actor: Actor | None) -> Any:
    language, total = page_language(), held.held.total
    listing = (
        reverse("workers") + f"?covered=yes{f'&area={asked.area}' if asked.area else ''}" if actor and may(actor, "registry.read") else ""
    )
    rate = percent(total.rate_pct, 1, language) if total.rate_pct is not None else _("no data")
    of = _("%(covered)s of %(denominator)s people") % {
        "covered": whole(total.covered, language),
        "denominator": whole(total.denominator, language) if total.denominator else "–",
    }
    change = (
        _("%(points)s points since %(since)s") % {"points": signed(held.points, 1, language), "since": day(held.since, language)}
        if held.points is not None
        else ""
    )
    yield Figure(rate, of, listing, change, large=True)
    accepted = reverse("enrolment") if actor and may(actor, "enrolment.read") else ""
    yield Figure(whole(held.accepted, language), _("members, contribution not paid yet"), accepted)
    without = sum(line.covered == 0 for line in held.lines)
    yield Figure(whole(without, language), _("areas without anybody covered, of %(areas)s") % {"areas": whole(len(held.lines), language)})


def _table(held: CoveragePage, asked: Asked) -> Table:
    rows = [_row(line, held, asked) for line in held.lines]
    columns = [
        Column("name", _("Name")),
        Column("people", _("People"), "number"),
        Column("bar", "", off_phone=True),
        Column("rate", _("Percent"), "share"),
        Column("accepted", _("Not paid yet"), "number", off_phone=True),
        Column("points", _("Points"), "number", off_phone=True),
    ]
    total = held.held.total
    foot = {
        "name": total.name,
        "people": total.covered,
        "rate": total.rate_pct,
        "accepted": held.accepted,
        "points": signed(held.points, 1, page_language()) if held.points is not None else None,
    }
    return Table(_("Coverage by area, lowest first"), columns, rows, foot=foot, tight=True)


def _row(line: CoverageLine, held: CoveragePage, asked: Asked) -> Row:
    deeper = asked.query(area=line.code, level="village") if len(line.code) < Level.VILLAGE else f"{reverse('workers')}?area={line.code}"
    cells = {
        "name": words.short_name(line.name),
        "people": Link(whole(line.covered, page_language()), f"{reverse('workers')}?area={line.code}&covered=yes"),
        "bar": bar(line.rate_pct),
        "rate": line.rate_pct,
        "accepted": line.accepted,
        "points": signed(line.points, 1, page_language()) if line.points is not None else None,
    }
    return Row(line.code, cells, deeper)


def bar(rate: Any) -> SafeString:
    """The small bar of a share; nothing where there is no data."""
    return mark_safe(f'<span class="bars">{share_bar(rate, 100)}</span>') if rate is not None else mark_safe("")


def _months(held: CoveragePage, language: Any) -> SafeString:
    if not held.months:
        return mark_safe("")
    used = [place for place in range(len(PAYERS)) if any(month.people[place] for month in held.months)] or [0]
    parts = [Part(_(PAYER_WORDS[PAYERS[place]]), _PARTS[PAYERS[place]]) for place in used]
    months = [
        Month(
            MONTHS[language][each.on.month - 1][:3],
            f"{MONTHS[language][each.on.month - 1]} {each.on.year}",
            tuple(each.people[place] for place in used),
        )
        for each in held.months
    ]
    return mark_safe(month_columns(months, parts, title=_("People covered in each month, by who pays"), language=language))


def _denominator_words(held: Any) -> str:
    return f"{whole(held.value, page_language())}, {_(words.FIGURES.get(held.code, held.definition))}"


urlpatterns = [
    path("coverage/", show, name="coverage"),
    path("coverage/file/<slug:ending>", download, name="coverage-file"),
]
