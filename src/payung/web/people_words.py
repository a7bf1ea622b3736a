"""Words for what is known of people: the codes of registry, enrolment and review in the language of the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from payung.core.figures import day, language_of, whole
from payung.core.nik import NikState
from payung.intake.rules.findings import Finding
from payung.registry.rules.rounds import kinds
from payung.reports.queries.story import StoryLine
from payung.reports.rules import words
from payung.web.parts import Event, Status
from payung.web.templatetags.payung_format import page_language

FIELDS = {
    "name": gettext_noop("Name"),
    "nik": gettext_noop("NIK"),
    "birth_date": gettext_noop("Birth date"),
    "birth_place": gettext_noop("Birth place"),
    "sex": gettext_noop("Sex"),
    "mother": gettext_noop("Mother's name"),
    "village": gettext_noop("Village"),
    "occupation": gettext_noop("Occupation"),
    "workplace": gettext_noop("Workplace"),
    "hours": gettext_noop("Hours"),
    "income_idr": gettext_noop("Income"),
    "disability": gettext_noop("Disability"),
    "decile": gettext_noop("Welfare decile"),
    "phone": gettext_noop("Telephone"),
    "kk": gettext_noop("Family card"),
    "account": gettext_noop("Bank account"),
}
SEXES = {"L": gettext_noop("Man"), "P": gettext_noop("Woman"), "": ""}
ORIGINS = {"listed": gettext_noop("On a list"), "participant": gettext_noop("On a member list only")}
NIK_STATES = {
    "sound": gettext_noop("Sound in form"),
    "suspect": gettext_noop("Doubtful"),
    "impossible": gettext_noop("Impossible"),
    "unreadable": gettext_noop("Unreadable"),
    "absent": gettext_noop("No NIK"),
}
_NIK_MARKS = {"sound": ("half", "info"), "suspect": ("dotted", "warn"), "absent": ("empty", "")}
EXCLUSIONS = {
    "asn": gettext_noop("civil servants"),
    "military": gettext_noop("army and police"),
    "pensioner": gettext_noop("pensioners"),
    "village-official": gettext_noop("village officials"),
    "migrant": gettext_noop("workers outside the province"),
    "other-scheme": gettext_noop("people whom another payer covers"),
}
SEGMENTS = {
    "bpu": gettext_noop("informal worker (BPU)"),
    "pu": gettext_noop("wage earner (PU)"),
    "jakon": gettext_noop("construction worker"),
    "pmi": gettext_noop("migrant worker"),
}
PAYERS = {
    "self": gettext_noop("himself"),
    "apbd": gettext_noop("a regional budget"),
    "apbn": gettext_noop("the state budget"),
    "employer": gettext_noop("an employer"),
    "unknown": gettext_noop("an unknown payer"),
}
BASES = {"linkage": gettext_noop("by linking"), "clerk": gettext_noop("by a reviewer"), "correction": gettext_noop("a corrected row")}
SAID = {
    "same": gettext_noop("one person"),
    "different": gettext_noop("two people"),
    "unsure": gettext_noop("a second opinion was asked for"),
}
ENROLMENTS = {
    "exported": gettext_noop("sent, no answer yet"),
    "accepted": gettext_noop("accepted with a member number"),
    "rejected": gettext_noop("refused"),
    "replaced": gettext_noop("refused, the place went on"),
    "duplicate": gettext_noop("the same person twice"),
    "ended": gettext_noop("ended"),
}


def nik_status(state: str, verified: bool = False) -> Status:
    """How far a NIK can be trusted: verified only when BPJS or the civil registry confirmed it."""
    if verified:
        return Status("full", _("Verified"), "good")
    mark, tint = _NIK_MARKS.get(state, ("barred", "bad"))
    return Status(mark, _(NIK_STATES[state]) if state in set(NikState) else state, tint)  # type: ignore[arg-type]


def life_status(died_on: date | None, covered: bool, exclusions: tuple[str, ...] = ()) -> Status:
    """What matters first of a person of a list."""
    if died_on:
        return Status("barred", _("Has died"))
    if exclusions:
        return Status("dotted", exclusion_words(exclusions[0]).capitalize(), "warn")
    return Status("full", _("Covered"), "good") if covered else Status("empty", _("Not covered"))


def exclusion_words(kind: str) -> str:
    """A kind of exclusion, as it stands after "a list of"."""
    return _(EXCLUSIONS.get(kind, kind))


def span_words(start: date, end: date | None) -> str:
    """Half-open days as people say them: the last day, or until further notice."""
    first = day(start, page_language(), short=True)
    last = day(date.fromordinal(end.toordinal() - 1), page_language(), short=True) if end else _("further notice")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def story_event(line: StoryLine) -> Event:
    """A line of a story in words."""
    told = {name: _written(name, value) for name, value in line.data.items()}
    note = " · ".join(part for part in (line.source,) if part)
    return Event(at=line.at, what=_(line.message) % told, by=line.by, note=note)


def _written(name: str, value: Any) -> str:
    tables = {
        "segment": SEGMENTS, "payer": PAYERS, "basis": BASES, "verdict": SAID | words.VERDICTS, "exclusion": EXCLUSIONS,
        "enrolment": ENROLMENTS, "field": FIELDS,
    }  # fmt: skip
    if name in ("from", "to", "until"):
        if value is None:
            return _("further notice")
        return day(date.fromordinal(value.toordinal() - (name == "to")), page_language(), short=True)
    if isinstance(value, Finding):
        said = value.english if language_of(get_language()) == "en" else value.indonesian
        return said.partition(". ")[0].removesuffix(".")
    if name == "reasons":
        return "; ".join(_(each.says).removesuffix(".") for each in value) or "–"
    if name == "kind" and value in kinds():
        return kinds()[value].title
    if name in ("findings",):
        return whole(value, page_language())
    return _(tables[name][value]) if name in tables and value in tables[name] else str(value)
