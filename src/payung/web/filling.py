"""The facts of the thread in words of the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from payung.core.figures import day, percent, whole
from payung.governance.queries.audit import Happening
from payung.governance.queries.jobs import JobView
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.intake.queries import FileTaken, FindingCount
from payung.reports.queries.thread import (
    CoverageFacts,
    ListFacts,
    PeopleFact,
    RegencyFact,
    RunFacts,
    StageFact,
    ThreadFacts,
)
from payung.reports.rules import words
from payung.reports.rules.pictures import Bar, Leaving, Stage
from payung.selection.rules.statuses import BINDING, ListStatus
from payung.web import thread_page as page
from payung.web.parts import Event, Step
from payung.web.tasks import task_groups
from payung.web.templatetags.payung_format import moment, page_language
from payung.web.words import entry_status, finding_words, list_status, outcome_status, reason_words, severity_status

_LINKS = {
    "not-linked": "#waiting",
    "not-eligible": "#reasons",
    "in-reserve": "#chosen",
    "outside-quota": "#places",
    "not-decreed": "#trail",
    "not-exported": "#waiting",
}
_MOST_FINDINGS = 6
_MOST_REASONS = 8


_TO_COME = {
    "submit": (gettext_noop("Submit"), gettext_noop("freezes the list as a digest")),
    "approve": (gettext_noop("Approve"), gettext_noop("by somebody who did not work on it")),
    "decree": (gettext_noop("Decree"), gettext_noop("number, day and signed copy")),
    "export": (gettext_noop("Make batches"), gettext_noop("for each branch of BPJS and each regency")),
}
_STEPS_AFTER = {
    ListStatus.DRAFT: ("submit", "approve", "decree", "export"),
    ListStatus.RETURNED: ("submit", "approve", "decree", "export"),
    ListStatus.SUBMITTED: ("approve", "decree", "export"),
    ListStatus.APPROVED: ("decree", "export"),
    ListStatus.DECREED: ("export",),
    ListStatus.ENDED: (),
}


def filled(facts: ThreadFacts, actor: Actor, programmes: Sequence[str]) -> page.ThreadPage:
    """The facts in words of the language of the page; `programmes`: the codes of those that one may turn to."""
    run, listed, intake = facts.run, facts.list, facts.intake
    own = {each.reason: each.says for each in facts.programme.settings.criteria if each.says}
    return page.ThreadPage(
        programme=_head(facts),
        stages=[_stage(stage) for stage in facts.stages] if intake.rows.came_in else [],
        journey=journey(facts.stages),
        choices=[
            page.Choice(code.upper().replace("-", " "), _address("thread", code), code == facts.programme.code) for code in programmes
        ],
        coverage=_coverage(facts.coverage) if facts.coverage else None,
        chosen=run.chosen if run else 0,
        eligible=run.eligible if run else 0,
        reserve=run.reserve if run else 0,
        jobs=[_job(job) for job in facts.jobs],
        waiting=task_groups(facts.waiting, facts.today),
        uploads=[_upload(file) for file in intake.shown],
        files=intake.files,
        rows_read=intake.rows.standing,
        rows_taken=intake.rows.sound,
        findings=[_finding(each) for each in intake.findings[:_MOST_FINDINGS]],
        rarer=max(0, len(intake.findings) - _MOST_FINDINGS),
        places=[_places(each) for each in run.regencies] if run else [],
        people=_people(run.people, facts.programme.code, own) if run else None,
        chart=_reasons(run, own) if run and run.reasons else None,
        downloads=list(_downloads(facts, actor)),
        trail=_trail(facts, run, listed) if run else None,
    )


def _head(facts: ThreadFacts) -> page.Programme:
    tranche = facts.tranche
    status = facts.list.view.status if facts.list else ListStatus.DRAFT
    return page.Programme(
        name=_("List of %(year)s") % {"year": facts.programme.year},
        payer=facts.programme.payer(tranche.payer).name,
        places=tranche.people,
        months=tranche.months,
        line_idr=facts.line_idr,
        used_idr=facts.list.view.cost_idr if facts.list and status in BINDING else 0,
        status=list_status(status),
        as_at=facts.as_at,
    )


def stages(facts: Sequence[StageFact], page: str = "") -> list[Stage]:
    """The list on its way, in words; `page`: the address of the page of the whole list, where its parts are somewhere else."""
    return [_stage(fact, page) for fact in facts]


def _stage(fact: StageFact, page: str = "") -> Stage:
    left = tuple(Leaving(people, _(words.LEFT[code]), page + _LINKS[code] if code in _LINKS else "") for code, people in fact.left)
    return Stage(_(words.STAGES[fact.code]), fact.people, left)


def journey(stages: Sequence[StageFact]) -> str:
    """What the diagram of the way says."""
    people = {stage.code: whole(stage.people, page_language()) for stage in stages}
    if "chosen" in people:
        return _("Of %(rows)s rows, %(chosen)s people are chosen") % {"rows": people["listed"], "chosen": people["chosen"]}
    return _("%(rows)s rows are %(people)s people") % {"rows": people["listed"], "people": people["persons"]}


def _upload(file: FileTaken) -> page.Upload:
    return page.Upload(
        name=file.name,
        sender=file.source,
        received_on=timezone.localdate(file.received_at),
        outcome=outcome_status(file.outcome, file.code),
        rows=file.rows,
        people=file.people,
    )


def _finding(each: FindingCount) -> page.Finding:
    cause, advice = finding_words(each.finding)
    return page.Finding(severity_status(each.finding.severity), cause, advice, each.rows)


def _places(each: RegencyFact) -> page.AreaPlaces:
    return page.AreaPlaces(each.name, each.quota, each.chosen, each.reserve, max(0, each.chosen - each.quota), each.cut_off)


def _people(held: PeopleFact, code: str, own: dict[str, str]) -> page.People:
    shown = [
        page.Person(
            rank=each.rank,
            name=each.name,
            village=each.village,
            regency=each.regency,
            score=each.score,
            reason=", ".join(part for part in (each.occupation, reason_words(each.reasons, own)) if part),
            status=entry_status(each.state),
        )
        for each in held.shown
    ]
    return page.People(
        shown=shown,
        first=held.first,
        last=held.first + len(shown) - 1,
        total=held.total,
        previous_url=_address("thread", code, number=held.page - 1, part="chosen") if held.page > 1 else "",
        next_url=_address("thread", code, number=held.page + 1, part="chosen") if held.page < held.pages else "",
    )


def _reasons(run: RunFacts, own: dict[str, str]) -> page.Chart:
    told = [(reason_words([code], own), people) for code, people in run.reasons]
    rest = sum(people for _words, people in told[_MOST_REASONS:])
    bars = [Bar(said[:1].upper() + said[1:], people) for said, people in told[:_MOST_REASONS]]
    if rest:
        bars.append(Bar(_("Other reasons"), rest))
    title = _("Why people are not eligible")
    note = _("%(people)s of %(assessed)s people assessed on %(on)s are not eligible; one person may have several reasons.")
    figures = {"people": run.assessed - run.eligible, "assessed": run.assessed}
    told_figures = {name: whole(value, page_language()) for name, value in figures.items()}
    return page.Chart(title, bars, "", "", note % {**told_figures, "on": day(run.report.on, page_language())})


def _coverage(held: CoverageFacts) -> page.Coverage:
    total, on = held.held.total, held.held.on
    areas = [
        page.AreaCover(line.code, words.short_name(line.name), line.covered, line.denominator, line.rate_pct) for line in held.held.areas
    ]
    code = held.held.base.code
    return page.Coverage(
        on=on,
        covered=total.covered,
        denominator=total.denominator or 0,
        denominator_source=_(words.FIGURES.get(code, code)),
        rate_pct=total.rate_pct or Decimal(0),
        areas=sorted(areas, key=lambda area: (area.rate_pct is None, area.rate_pct or 0, area.code)),
        cells=held.cells,
        note=_coverage_note(held),
        shapes=held.shapes,
    )


def _coverage_note(held: CoverageFacts) -> str:
    language = page_language()
    note = _("Denominator: people in this registry, each counted once, on %(on)s.") % {"on": day(held.held.on, language)}
    rival = held.rival
    if rival is None or rival.rate_pct is None:
        return note
    told = {
        "rate": percent(rival.rate_pct, 1 if rival.rate_pct >= 1 else 2, language),
        "value": whole(rival.value, language),
        "speaker": _(rival.speaker),
        "on": day(rival.as_of, language),
    }
    return (
        f"{note} " + _("Of %(value)s informal workers, the number the programme plans with (%(speaker)s, %(on)s), it is %(rate)s.") % told
    )


def _downloads(facts: ThreadFacts, actor: Actor) -> Iterator[page.Download]:
    if not may(actor, "reports.export"):
        return
    code, on = facts.programme.code, day(facts.as_at, page_language(), short=True)
    if facts.run:
        people = whole(facts.run.people.total, page_language())
        detail = _("%(people)s people, without identity numbers") % {"people": people}
        yield page.Download(_("List and reserve, CSV"), detail, _address("list-csv", code))
    if facts.coverage:
        detail = _("%(areas)s areas, %(on)s") % {"areas": len(facts.coverage.held.areas), "on": on}
        yield page.Download(_("Coverage, CSV"), detail, _address("coverage-csv", code))
        yield page.Download(_("Map, SVG"), _("a drawing for the web and for print"), _address("map-svg", code))
        yield page.Download(_("Map, PNG"), _("a picture for a letter"), _address("map-png", code))


def _trail(facts: ThreadFacts, run: RunFacts, listed: ListFacts | None) -> page.Trail:
    return page.Trail(
        digest=run.report.digest,
        list_digest=listed.view.digest if listed else "",
        steps=list(_steps(run, listed)),
        events=facts.seal.events,
        sealed=facts.seal.sealed,
        intact=facts.seal.signature_holds is not False,
        sealed_at=facts.seal.sealed_at,
    )


def _steps(run: RunFacts, listed: ListFacts | None) -> Iterator[Step]:
    """What happened to the list, what is to be done now, what comes later."""
    yield Step("done", _("Selected"), "", moment(run.report.ran_at))
    status = listed.view.status if listed else ListStatus.DRAFT
    to_come = list(_STEPS_AFTER[status])
    if listed:
        for each in listed.history:
            if each.action in words.STEPS:
                note = moment(each.at)
                if each.action == "decree_list" and listed.view.decree_on:
                    note = _("%(number)s of %(on)s") % {
                        "number": listed.view.decree_number,
                        "on": day(listed.view.decree_on, page_language()),
                    }
                yield Step("done", _(words.STEPS[each.action]), _("by %(name)s") % {"name": each.by}, note)
        if listed.batches:
            figures = {"batches": whole(listed.batches, page_language()), "people": whole(listed.exported, page_language())}
            yield Step(
                "done",
                _("Batches made"),
                "",
                ngettext("%(batches)s batch, %(people)s people", "%(batches)s batches, %(people)s people", listed.batches) % figures,
            )
            to_come.remove("export")
    for place, act in enumerate(to_come):
        what, note = _TO_COME[act]
        yield Step("later" if place else "now", _(what), "", _(note))


def happening_events(happenings: Iterable[Happening]) -> list[Event]:
    """What happened to a list, newest first."""
    return [Event(each.at, _(words.STEPS[each.action]), each.by) for each in happenings if each.action in words.STEPS]


def _job(job: JobView) -> page.Job:
    percent_done = 100 * job.done // job.total if job.total else 0
    return page.Job(_(words.JOBS.get(job.kind, job.kind)), percent_done, job.step)


def _address(name: str, code: str, *, number: int = 1, part: str = "") -> str:
    """The address of a view for a programme; `number`: the page of people; `part`: where on it."""
    query = {"programme": code} | ({"page": str(number)} if number > 1 else {})
    return f"{reverse(name)}?{urlencode(query)}" + (f"#{part}" if part else "")
