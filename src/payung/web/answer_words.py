"""The answer at the counter in plain words, for a page, a slip and a citizen's own check alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from payung.core.figures import day, rupiah, whole
from payung.reports.queries.counter import CounterAnswer
from payung.web.people_words import PAYERS, SEGMENTS, exclusion_words, nik_status, span_words
from payung.web.templatetags.payung_format import page_language


@dataclass(frozen=True)
class Section:
    """One heading of the letter and its sentences."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """The answer in one sentence, then what it rests on and what can be done."""

    verdict: str
    sections: tuple[Section, ...]


def letter(held: CounterAnswer) -> Letter:
    """The answer in the language of the page."""
    sections = (
        Section(_("What was checked"), tuple(_checked(held))),
        Section(_("Why"), tuple(_why(held))),
        Section(_("If you do not agree"), tuple(_objection(held))),
        Section(_("What else is possible"), tuple(_possible(held))),
    )
    return Letter(_verdict(held), tuple(each for each in sections if each.lines))


def _verdict(held: CounterAnswer) -> str:
    on = day(held.on, page_language())
    outcome = held.outcome
    listed = {
        "on": on,
        "programme": outcome.programme.upper() if outcome else "",
        "list": outcome.listed.list_id if outcome and outcome.listed else "",
    }
    if held.standing == "covered" and held.covered:
        told = {
            "segment": _(SEGMENTS.get(held.covered.segment, held.covered.segment)),
            "payer": _(PAYERS.get(held.covered.payer_kind, held.covered.payer_kind)),
            "span": span_words(held.covered.starts_on, held.covered.ends_on),
        }
        return _("You are covered as %(segment)s, paid by %(payer)s, from %(span)s.") % told
    said = {
        "enrolled": _("BPJS has accepted you as a member. Cover begins when the contribution is paid; it is not paid yet."),
        "decreed": _("You are on the decreed list %(list)s of %(programme)s. BPJS has not answered yet."),
        "chosen": _("You are chosen in %(programme)s. The list is not decreed yet, so nothing is certain."),
        "reserve": _("You are on the reserve list of %(programme)s: a place comes when somebody before you leaves it."),
        "outside-quota": _("You are not on the list of %(programme)s: you meet the conditions, but the places of your area are taken."),
        "not-eligible": _("You are not on the list of %(programme)s: a condition is not met."),
        "not-assessed": _("You are on no list as of %(on)s: nobody had proposed you when the last list was made."),
        "died": _("This person is recorded as having died. If that is wrong, bring a statement of the village."),
    }
    return said.get(held.standing, said["not-assessed"]) % listed


def _checked(held: CounterAnswer) -> list[str]:
    language = page_language()
    lines = [_("Your name stands in %(lists)s rows of lists that came in.") % {"lists": whole(held.lists, language)}]
    if held.outcome:
        told = {"programme": held.outcome.programme.upper(), "on": day(held.outcome.on, language), "run": held.outcome.run}
        lines.append(_("The conditions of %(programme)s were checked on %(on)s (run %(run)s).") % told)
    lines += [
        _("You stand on a list of %(kind)s (%(source)s).") % {"kind": exclusion_words(str(each.kind)), "source": each.source}
        for each in held.exclusions
    ]
    lines.append(_("Your NIK: %(state)s.") % {"state": nik_status(held.nik_state, held.verified).words})
    return lines


def _why(held: CounterAnswer) -> list[str]:
    outcome = held.outcome
    if outcome is None or held.standing in ("covered", "died"):
        return []
    lines = [_(outcome.reasons[0].says)] if outcome.reasons else []
    if outcome.place is not None and outcome.places is not None:
        language = page_language()
        told = {"place": whole(outcome.place, language), "places": whole(outcome.places, language)}
        lines.append(_("You are number %(place)s in order; your area has %(places)s places.") % told)
    if outcome.cut_off is not None and outcome.rank is not None:
        lines.append(_("The last rank that got a place is %(cut)s; yours is %(rank)s.") % {"cut": outcome.cut_off, "rank": outcome.rank})
    return lines


def _objection(held: CounterAnswer) -> list[str]:
    outcome = held.outcome
    if outcome is None or held.standing == "covered":
        return []
    where = _("At the village office or the manpower office of %(regency)s, on the slip of the notice board.") % {
        "regency": held.regency or "–"
    }
    if outcome.objections_until is None:
        return [_("No time for objections is open now. Ask at the village office when the next list is hung up."), where]
    until = day(outcome.objections_until, page_language())
    if held.on > outcome.objections_until:
        return [_("Objections could be made until %(until)s.") % {"until": until}, where]
    return [_("You may object until %(until)s.") % {"until": until}, where]


def _possible(held: CounterAnswer) -> list[str]:
    language = page_language()
    if held.standing in ("covered", "died"):
        return []
    insurances = ", ".join(each.upper() for each in held.insurances)
    lines = [
        _("You can pay yourself: %(price)s a month for %(insurances)s, at any bank or agent of BPJS.")
        % {"price": rupiah(held.self_pay_idr, language), "insurances": insurances}
    ]
    if held.next_round:
        told = {"programme": held.next_round.programme.upper(), "until": day(held.next_round.deadline_on, language)}
        lines.append(_("The next list takes proposals until %(until)s (%(programme)s); ask your village to propose you.") % told)
    if held.nik_state != "sound":
        lines.append(_("Have your NIK put right at the civil registry (Dukcapil) of your regency, with identity or family card."))
    remedies = [_(each.remedy) for each in (held.outcome.reasons if held.outcome else ()) if each.remedy]
    return lines + list(dict.fromkeys(remedies))[:2]
