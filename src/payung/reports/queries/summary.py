"""The summary of a list as one file that needs nothing beside it: for the screen, for print, for a governor. In Bahasa Indonesia."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from payung.core.figures import clock, day, percent, rupiah_short, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.accounts import installation
from payung.governance.queries.scope import current_actor
from payung.governance.rules.practice import STAMP
from payung.intake.rules.findings import Severity
from payung.intake.rules.statuses import Outcome
from payung.places.queries import place_name
from payung.programmes.queries import programme as held_programme
from payung.reports.queries.thread import CoverageFacts, IntakeFacts, ListFacts, RegencyFact, RunFacts, ThreadFacts, thread
from payung.reports.rules import words as said
from payung.reports.rules.pictures import (
    Bar,
    Leaving,
    Stage,
    bar_chart,
    boundary_map,
    lozenge,
    quota_bar,
    thread_unit,
    threads,
    tile_map,
)
from payung.reports.rules.pictures.drawing import TOKENS, rules
from payung.reports.rules.pictures.raster import FONTS
from payung.selection.queries import quota_figures
from payung.selection.rules.statuses import ListStatus

_CAUSES = 8
_REASONS = 7
_REFUSED = 5


def write_summary(path: Path, *, programme: str, run: int, words: Sequence[tuple[str, str]]) -> None:
    """Write the summary of a run to `path` (HTML). `words`: what the command said of each stage, kept at its end.

    Call it inside a scope: the summary tells what the posting may see. Raises `Refusal` run-not-latest.
    """
    actor = current_actor()
    if actor is None:
        raise ValueError("a summary is written inside a scope")
    held = held_programme(programme)
    facts = thread(actor, programme, on=held.tranches[0].starts_on)
    if facts.run is None or facts.run.report.run != run:
        message = gettext_noop("Run %(run)s is not the latest of %(programme)s. A summary tells of the latest run.")
        raise Refusal("run-not-latest", message, run=run, programme=programme)
    with override("id"):
        text = get_template("reports/summary.html").render(_context(facts, facts.run, words))
    path.write_text(text, encoding="utf-8")


def _context(facts: ThreadFacts, run: RunFacts, words: Sequence[tuple[str, str]]) -> dict[str, Any]:
    listed, stages = facts.list, _stages(facts)
    status = _(said.LIST_STATUS[listed.view.status]) if listed else _(said.LIST_STATUS[ListStatus.DRAFT])
    title = f"{whole(run.chosen)} orang terpilih dari {whole(run.eligible)} yang layak"
    return {
        "style": _style(),
        "stamp": STAMP if installation().practice else "",
        "province": place_name(installation().province),
        "programme": facts.programme.code.upper(),
        "on": day(facts.as_at),
        "title": title,
        "lead": _lead(facts, status),
        "figures": _figures(facts, run),
        "across": _drawn(threads(stages, title="Perjalanan daftar")),
        "down": _drawn(threads(stages, title="Perjalanan daftar", narrow=True)),
        "unit": whole(thread_unit(stages)),
        "files": f"{whole(facts.intake.files)} berkas, {whole(facts.intake.rows.standing)} baris berisi orang. Tidak ada baris yang hilang.",
        "refused": list(_refused(facts.intake)),
        "causes": list(_causes(facts.intake)),
        "reasons": _reasons(run, facts),
        "reasons_note": f"{whole(run.assessed - run.eligible)} dari {whole(run.assessed)} orang yang dinilai pada {day(run.report.on)}; "
        "satu orang dapat punya beberapa alasan.",
        "map": _map(facts.coverage) if facts.coverage else "",
        "map_note": _map_note(facts.coverage) if facts.coverage else "",
        "quotas": list(_quotas(run.regencies)),
        "area": ", ".join(place_name(each.lo) for each in _ranges()),
        "total": {"quota": whole(sum(each.quota for each in run.regencies)), "chosen": whole(run.chosen), "reserve": whole(run.reserve)},
        "steps": list(_steps(run, listed)),
        "digest": run.report.digest,
        "list_digest": listed.view.digest if listed else "",
        "sealed": whole(facts.seal.sealed),
        "events": whole(facts.seal.events),
        "sources": _sources(run),
        "seed": run.report.seed,
        "words": words,
    }


def _ranges() -> tuple[Any, ...]:
    actor = current_actor()
    return actor.ranges if actor else ()


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # pictures escape every text they are given


def _style() -> SafeString:
    """The sheet with tokens, picture rules, fonts and band inside it."""
    faces = {
        name: base64.b64encode((FONTS / f"InstrumentSans-{file}.ttf").read_bytes()).decode()
        for name, file in (("regular", "Regular"), ("bold", "Bold"))
    }
    schemes = {
        name: "".join(f"--{token}:{values[place]};" for token, values in TOKENS.items()) for place, name in enumerate(("light", "dark"))
    }
    band = "data:image/svg+xml," + quote(get_template("reports/band.svg").render())
    safe = {name: mark_safe(text) for name, text in (faces | schemes | {"pictures": rules(), "band": band}).items()}
    return mark_safe(get_template("reports/summary.css").render(safe))


def _lead(facts: ThreadFacts, status: str) -> str:
    people = next(stage.people for stage in facts.stages if stage.code == "persons")
    tranche = facts.tranche
    return (
        f"Dari {whole(facts.intake.rows.came_in)} baris, {whole(people)} orang dicatat satu kali. {facts.programme.payer(tranche.payer).name} "
        f"membayar {whole(tranche.people)} tempat selama {tranche.months} bulan. Daftar: {status[:1].lower()}{status[1:]}."
    )


def _figures(facts: ThreadFacts, run: RunFacts) -> list[dict[str, str]]:
    cost = facts.list.view.cost_idr if facts.list else run.report.cost_idr
    figures = [
        (whole(facts.intake.rows.came_in), f"baris dalam {whole(facts.intake.files)} berkas"),
        (whole(run.eligible), f"layak dari {whole(run.assessed)} orang"),
        (whole(run.chosen), f"terpilih, {whole(run.reserve)} cadangan"),
        (rupiah_short(cost), f"dari pagu {rupiah_short(facts.line_idr)}"),
    ]
    if facts.coverage and facts.coverage.held.total.rate_pct is not None:
        rate = percent(facts.coverage.held.total.rate_pct)
        figures[1] = (
            rate,
            f"terlindungi pada {day(facts.as_at, short=True)}, dari {whole(facts.coverage.held.total.denominator or 0)} orang dalam register",
        )
    return [{"value": value, "words": text} for value, text in figures]


def _stages(facts: ThreadFacts) -> list[Stage]:
    return [
        Stage(_(said.STAGES[stage.code]), stage.people, tuple(Leaving(people, _(said.LEFT[code])) for code, people in stage.left))
        for stage in facts.stages
    ]


def _refused(intake: IntakeFacts) -> Iterator[dict[str, str]]:
    refused = [file for file in intake.shown if file.outcome == Outcome.REFUSED]
    for file in refused[:_REFUSED]:
        fault = _(said.FILE_FAULTS[file.code])
        yield {"fault": f"Berkas {fault}", "name": file.name, "source": file.source}


def _causes(intake: IntakeFacts) -> Iterator[dict[str, Any]]:
    for each in intake.findings[:_CAUSES]:
        cause, _stop, advice = each.finding.indonesian.partition(". ")
        yield {
            "cause": cause.removesuffix("."),
            "advice": advice,
            "rows": whole(each.rows),
            "wrong": each.finding.severity is Severity.ERROR,
        }


def _reasons(run: RunFacts, facts: ThreadFacts) -> SafeString:
    own = {each.reason: each.says for each in facts.programme.settings.criteria if each.says}
    texts = [(_(said.reason(code, own)), people) for code, people in run.reasons[:_REASONS]]
    return _drawn(bar_chart([Bar(text[:1].upper() + text[1:], people) for text, people in texts], title="Mengapa orang tidak layak"))


def _map(held: CoverageFacts) -> SafeString:
    values = {line.code: line.rate_pct for line in held.held.areas}
    title = f"Cakupan menurut kabupaten dan kota, {day(held.held.on)}"
    if held.shapes:
        names = {line.code: said.short_name(line.name) for line in held.held.areas}
        return _drawn(boundary_map(held.shapes, values, names=names, title=title))
    return _drawn(tile_map(held.cells, values, title=title)) if held.cells else mark_safe("")


def _map_note(held: CoverageFacts) -> str:
    total = held.held.total
    note = f"Persen terlindungi pada {day(held.held.on)}: {whole(total.covered)} dari {whole(total.denominator or 0)} orang dalam register ini, "
    note += "masing-masing dihitung satu kali."
    if held.rival and held.rival.rate_pct is not None:
        share = percent(held.rival.rate_pct, 1 if held.rival.rate_pct >= 1 else 2)
        note += f" Dari {whole(held.rival.value)} pekerja informal, angka rencana program ({_(held.rival.speaker)}, {day(held.rival.as_of)}): {share}."
    return note


def _quotas(regencies: Sequence[RegencyFact]) -> Iterator[dict[str, Any]]:
    most = max((max(each.quota, each.chosen) for each in regencies), default=0)
    for each in regencies:
        bar = quota_bar(each.quota, each.chosen, most, max(0, each.chosen - each.quota))
        cut_off = "–" if each.cut_off is None else whole(each.cut_off)
        row = {"quota": each.quota, "chosen": each.chosen, "reserve": each.reserve}
        yield {"name": each.name, "bar": _drawn(bar), "cut_off": cut_off} | {name: whole(value) for name, value in row.items()}


def _steps(run: RunFacts, listed: ListFacts | None) -> Iterator[dict[str, Any]]:
    done = _drawn(lozenge("full"))
    yield {"mark": done, "what": "Diseleksi", "by": "", "note": _moment(run.report.ran_at)}
    if listed is None:
        return
    for each in listed.history:
        if each.action in said.STEPS:
            note = _moment(each.at)
            if each.action == "decree_list" and listed.view.decree_on:
                note = f"{listed.view.decree_number}, {day(listed.view.decree_on)}"
            yield {"mark": done, "what": _(said.STEPS[each.action]), "by": f"oleh {each.by}", "note": note}
    if listed.batches:
        note = f"{whole(listed.batches)} kelompok, {whole(listed.exported)} orang"
        yield {"mark": done, "what": "Kelompok untuk BPJS dibuat", "by": "", "note": note}


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{day(local)}, {clock(local)}"


def _sources(run: RunFacts) -> str:
    told = [
        f"{_(said.FIGURES.get(each['code'], each['code']))} ({_(each['speaker'])}, {day(date.fromisoformat(each['as_of']))}; {_(each['source'])})"
        for each in quota_figures(run.report.run)
    ]
    return "Dasar pembagian tempat: " + ("; ".join(told) if told else "sama rata") + "."
