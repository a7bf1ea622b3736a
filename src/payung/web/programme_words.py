"""Words for programmes, agreements and law parameters: parts and fields of a programme file, statuses, purposes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.core.figures import rupiah
from payung.core.refusals import Refusal
from payung.law.dated import Parameter
from payung.programmes.queries.agreements import AgreementRow
from payung.programmes.rules.edits import Difference
from payung.web.parts import Status
from payung.web.templatetags.payung_format import page_language

PARTS = {
    "basics": gettext_noop("Basic rules"),
    "criteria": gettext_noop("Criteria"),
    "ranking": gettext_noop("Ranking"),
    "quota": gettext_noop("Quotas"),
    "set_asides": gettext_noop("Set-asides"),
    "rounds": gettext_noop("Rounds demanded"),
    "instruments": gettext_noop("Instruments"),
    "payers": gettext_noop("Payers"),
    "budget": gettext_noop("Budget lines"),
    "tranches": gettext_noop("Tranches"),
}
FIELDS = {
    "account": gettext_noop("Account"),
    "account_name": gettext_noop("Name of the account"),
    "amount_idr": gettext_noop("Amount (Rp)"),
    "approval_stages": gettext_noop("Stages of approval"),
    "area": gettext_noop("Place code"),
    "basis": gettext_noop("Measure"),
    "ceiling": gettext_noop("At most (places)"),
    "code": gettext_noop("Code"),
    "confidence": gettext_noop("How sure"),
    "criteria": gettext_noop("Criteria"),
    "deadline_on": gettext_noop("Deadline"),
    "decisions_pct": gettext_noop("Share that officials may decide (%)"),
    "declared_income_idr": gettext_noop("Declared income (Rp)"),
    "ends_on": gettext_noop("Until"),
    "field": gettext_noop("Fact"),
    "first_month": gettext_noop("First month"),
    "floor": gettext_noop("At least (places)"),
    "household_cap": gettext_noop("At most from one family"),
    "in_force_on": gettext_noop("In force from"),
    "instruments": gettext_noop("Instruments"),
    "insurance": gettext_noop("Insurance"),
    "kind": gettext_noop("Kind"),
    "last_month": gettext_noop("Last month"),
    "law": gettext_noop("By law parameter"),
    "level": gettext_noop("Shared out to"),
    "method": gettext_noop("Rounding"),
    "name": gettext_noop("Name"),
    "net_of_covered": gettext_noop("Less who is covered already"),
    "number": gettext_noop("Number"),
    "of": gettext_noop("Measure"),
    "operator": gettext_noop("Comparison"),
    "order": gettext_noop("Order"),
    "payer": gettext_noop("Payer"),
    "pct": gettext_noop("Share (%)"),
    "people": gettext_noop("People"),
    "points": gettext_noop("Points"),
    "proposal_ceiling_pct": gettext_noop("Proposals at most, in percent of the quota"),
    "reason": gettext_noop("Code of the reason"),
    "reserve_pct": gettext_noop("Reserve, in percent of the places"),
    "says": gettext_noop("In the programme's own words"),
    "score": gettext_noop("Points"),
    "share": gettext_noop("Weight"),
    "source": gettext_noop("Source"),
    "status": gettext_noop("State"),
    "times": gettext_noop("times"),
    "title": gettext_noop("Title"),
    "unanswered": gettext_noop("Who has no answer"),
    "unknown": gettext_noop("When not known"),
    "value": gettext_noop("Value"),
    "version": gettext_noop("Budget version"),
    "year": gettext_noop("Year"),
}
FACTS = {
    "age": gettext_noop("age when cover starts"),
    "birth_date": gettext_noop("date of birth"),
    "continues": gettext_noop("cover goes on"),
    "covered_months": gettext_noop("months paid by others"),
    "decile": gettext_noop("welfare decile"),
    "died_on": gettext_noop("day of death"),
    "disability": gettext_noop("disability"),
    "exclusions": gettext_noop("lists of exclusions"),
    "income_idr": gettext_noop("income a month"),
    "nik_state": gettext_noop("state of the NIK"),
    "occupation": gettext_noop("occupation"),
    "sex": gettext_noop("sex"),
    "under_review": gettext_noop("waits for clerical review"),
    "village_code": gettext_noop("village"),
    "village_order": gettext_noop("the village's own order"),
}
OPERATORS = {
    "equals": gettext_noop("is"),
    "in": gettext_noop("is one of"),
    "not-in": gettext_noop("is none of"),
    "at-least": gettext_noop("at least"),
    "at-most": gettext_noop("at most"),
    "below": gettext_noop("below"),
    "above": gettext_noop("above"),
    "inside": gettext_noop("lies in"),
    "known": gettext_noop("is known"),
    "absent": gettext_noop("is not there"),
    "holds": gettext_noop("name him under"),
    "lacks": gettext_noop("do not name him under"),
}
CHOICES = {
    "original": gettext_noop("original budget"),
    "shift": gettext_noop("shifted budget"),
    "revised": gettext_noop("revised budget"),
    "regency": gettext_noop("regencies"),
    "district": gettext_noop("districts"),
    "village": gettext_noop("villages"),
    "largest-remainder": gettext_noop("largest remainder"),
    "sainte-lague": gettext_noop("Sainte-Laguë"),
    "score": gettext_noop("points"),
    "decile": gettext_noop("decile, the poorer first"),
    "age": gettext_noop("age, the older first"),
    "income": gettext_noop("income, the lower first"),
    "oldest": gettext_noop("age, the older first"),
    "village-order": gettext_noop("the village's own order"),
    "seed": gettext_noop("lot by the published seed"),
    "keep": gettext_noop("treated as everybody"),
    "exclude": gettext_noop("left out"),
    "reserve-last": gettext_noop("at the end of the reserve"),
    "eligible": gettext_noop("people who meet the criteria"),
    "equal": gettext_noop("the same for each"),
    "apbd": gettext_noop("regional budget (APBD)"),
    "apbn": gettext_noop("state budget (APBN)"),
    "self": gettext_noop("pays himself"),
    "employer": gettext_noop("employer"),
    "regulation": gettext_noop("regulation"),
    "decree": gettext_noop("decree"),
    "agreement": gettext_noop("agreement"),
    "exchange": gettext_noop("data exchange"),
    "dukcapil": gettext_noop("civil registry (Dukcapil)"),
    "welfare": gettext_noop("Social Affairs (DTSEN)"),
    "bpjs": gettext_noop("BPJS Ketenagakerjaan"),
    "asn": gettext_noop("civil servants"),
    "military": gettext_noop("army and police"),
    "pensioner": gettext_noop("pensioners"),
    "village-official": gettext_noop("village officials"),
    "migrant": gettext_noop("working elsewhere"),
    "other-scheme": gettext_noop("paid by others"),
    "sound": gettext_noop("sound"),
    "H": gettext_noop("official text or several sources (H)"),
    "M": gettext_noop("one good source (M)"),
    "L": gettext_noop("a hint (L)"),
}
COUNTERPARTS = {
    "bpjs": gettext_noop("BPJS Ketenagakerjaan"),
    "dukcapil": gettext_noop("Civil registry (Dukcapil)"),
    "welfare": gettext_noop("Social Affairs (DTSEN)"),
    "bank": gettext_noop("Bank"),
    "prosecutor": gettext_noop("Prosecutor's office"),
    "university": gettext_noop("University"),
    "church": gettext_noop("Church or congregation"),
    "government": gettext_noop("Regencies, districts and villages"),
    "other": gettext_noop("Others"),
}
PURPOSES = {
    "verification": gettext_noop("Checking by village and ward"),
    "identity": gettext_noop("Comparing with the civil registry"),
    "welfare": gettext_noop("Asking for the welfare decile"),
    "screening": gettext_noop("Asking BPJS who is covered"),
    "enrolment": gettext_noop("Handing over participants to BPJS"),
    "payment": gettext_noop("Paying contributions"),
    "cards": gettext_noop("Cards and savings books"),
    "claims": gettext_noop("Claims and benefits"),
    "outreach": gettext_noop("Reaching people"),
    "research": gettext_noop("Research"),
    "inspection": gettext_noop("Inspection"),
    "reporting": gettext_noop("Lists for the office's own work"),
}
PERSONAL = {
    "nik": gettext_noop("NIK"),
    "kk": gettext_noop("family card number"),
    "name": gettext_noop("name"),
    "sex": gettext_noop("sex"),
    "birth_date": gettext_noop("date of birth"),
    "birth_place": gettext_noop("place of birth"),
    "village_code": gettext_noop("village"),
    "address": gettext_noop("address"),
    "mother": gettext_noop("mother's name"),
    "phone": gettext_noop("telephone"),
    "occupation": gettext_noop("occupation"),
    "workplace": gettext_noop("place of work"),
    "income_idr": gettext_noop("income"),
    "disability": gettext_noop("disability"),
    "decile": gettext_noop("welfare decile"),
    "kpj": gettext_noop("participant number (KPJ)"),
    "died_on": gettext_noop("day of death"),
    "account": gettext_noop("bank account"),
}
_INSTRUMENTS = {
    "drafting": Status("empty", gettext_noop("In drafting")),
    "harmonising": Status("half", gettext_noop("Being harmonised"), "info"),
    "signed": Status("dotted", gettext_noop("Signed, not in force"), "warn"),
    "in-force": Status("full", gettext_noop("In force"), "good"),
    "amended": Status("full", gettext_noop("In force, amended"), "good"),
    "ended": Status("barred", gettext_noop("Ended")),
}
_AMENDMENTS = {
    "draft": Status("empty", gettext_noop("Draft")),
    "submitted": Status("half", gettext_noop("Waits for approval"), "info"),
    "returned": Status("dotted", gettext_noop("Returned"), "warn"),
    "approved": Status("full", gettext_noop("In force"), "good"),
    "replaced": Status("barred", gettext_noop("Replaced")),
    "withdrawn": Status("barred", gettext_noop("Withdrawn")),
}
_DECISIONS = {
    "open": Status("half", gettext_noop("Under way"), "info"),
    "done": Status("full", gettext_noop("Done"), "good"),
    "dropped": Status("barred", gettext_noop("Dropped")),
}
ACTS_TO = {
    "harmonising": gettext_noop("Record: being harmonised"),
    "signed": gettext_noop("Record: signed"),
    "in-force": gettext_noop("Record: in force"),
    "amended": gettext_noop("Record: amended"),
    "ended": gettext_noop("Record: ended"),
}
UNITS = {
    "idr": gettext_noop("rupiah"),
    "percent": gettext_noop("percent"),
    "per-ten-thousand": gettext_noop("parts of ten thousand"),
    "years": gettext_noop("years"),
    "months": gettext_noop("months"),
    "codes": gettext_noop("codes"),
    "due-day": gettext_noop("day and months after"),
    "bands": gettext_noop("bands of income"),
}
PARAMETERS = {
    "bands": gettext_noop("Declared monthly income and the base that stands for it"),
    "conditional-months": gettext_noop("Unpaid months in a row during which cover is conditional"),
    "due-jht": gettext_noop("Last day on which JHT of a month is paid in time"),
    "due-jkk-jkm": gettext_noop("Last day on which JKK and JKM of a month are paid in time"),
    "jht-rate": gettext_noop("Old-age savings contribution (JHT) as a share of the base"),
    "jkk-rate": gettext_noop("Work accident contribution (JKK) as a share of the base"),
    "jkm-contribution": gettext_noop("Death benefit contribution (JKM) a month"),
    "programmes-open": gettext_noop("Insurances that self-employed members may choose"),
    "relief-excluded-payers": gettext_noop("Payers to whom the relief is not given"),
    "relief-other": gettext_noop("Share of JKK and JKM that members outside transport do not pay"),
    "relief-programmes": gettext_noop("Insurances whose contribution the relief lowers"),
    "relief-transport": gettext_noop("Share of JKK and JKM that members in transport do not pay"),
    "upper-age": gettext_noop("Age that a new member has not yet reached when cover starts"),
}
EVENTS = {
    "register_instrument": gettext_noop("Entered"),
    "edit_instrument": gettext_noop("Corrected"),
    "set_instrument_state": gettext_noop("State recorded"),
    "attach_signed_copy": gettext_noop("Signed copy kept"),
    "set_terms": gettext_noop("What may leave was entered"),
    "confirm_deletion": gettext_noop("Deletion confirmed"),
    "rest_on": gettext_noop("Facts of people left on its ground"),
    "prepare_amendment": gettext_noop("Prepared"),
    "edit_amendment": gettext_noop("Changed"),
    "submit_law_amendment": gettext_noop("Submitted"),
    "approve_law_amendment": gettext_noop("Approved"),
    "approve_into_law": gettext_noop("Became law of the province"),
    "return_law_amendment": gettext_noop("Returned"),
    "return_to_maker": gettext_noop("Went back to who prepared it"),
    "withdraw_amendment": gettext_noop("Withdrawn"),
}
_PLACE = re.compile(r"(?P<part>[a-z_.]+?)(?:\[(?P<number>\d+)\])?(?:\.(?P<rest>.+))?\Z")


def said(table: Mapping[str, str], code: str) -> str:
    """The words of a code; a code without words says itself."""
    return _(table[code]) if code in table else code


def parameter_words(law: Parameter) -> str:
    """What a law parameter means."""
    return _(PARAMETERS[law.name]) if law.name in PARAMETERS else law.meaning


def instrument_status(code: str) -> Status:
    """Where an instrument stands."""
    return _status(_INSTRUMENTS[code])


def agreement_status(row: AgreementRow, on: Any) -> Status:
    """The same with what its end makes of it: the days that are left, or that it is over."""
    left = row.days_left(on)
    if row.over(on):
        return Status("barred", _("Ended"), "bad" if row.instrument.status != "ended" else "")
    if row.ends_soon(on):
        return Status("dotted", _("%(days)s days left") % {"days": left}, "warn")
    return instrument_status(row.instrument.status)


def amendment_status(code: str) -> Status:
    """Where an amendment stands."""
    return _status(_AMENDMENTS[code])


def decision_status(code: str, *, late: bool = False) -> Status:
    """Whether what a meeting decided was done."""
    return Status("dotted", _("Late"), "bad") if late else _status(_DECISIONS[code])


def place_words(path: str) -> str:
    """A place in a programme file in the words of the forms: `criteria[3].operator` -> "Criteria, line 3, comparison"."""
    found = _PLACE.match(path)
    if not found:
        return path
    named = ["ranking" if found["part"].startswith("ranking") else found["part"]]
    words = [said(PARTS, named[0]) if named[0] in PARTS else said(FIELDS, named[0])]
    if found["number"]:
        words.append(_("line %(number)s") % {"number": found["number"]})
    last = (found["rest"] or found["part"].partition(".")[2]).split(".")[0].split("[")[0]
    if last:
        words.append(said(FIELDS, last).lower())
    return ", ".join(words)


def in_words(refusal: Refusal) -> Refusal:
    """The refusal of a programme file with the place named as the form names it; `at` keeps the place itself."""
    path = str(refusal.data.get("path", ""))
    return Refusal(refusal.code, refusal.message, **{**refusal.data, "path": place_words(path), "at": path})


def value_words(value: Any, *, money: bool = False) -> str:
    """A value of a programme file or law parameter in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return rupiah(value, page_language()) if money else str(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{said(FIELDS, str(key))}: {value_words(part, money=str(key).endswith('_idr'))}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(value_words(each) for each in value)
    return said(CHOICES, str(value))


def difference_words(each: Difference) -> tuple[str, str, str]:
    """(where, before, after) of a difference between two versions."""
    part = "ranking" if each.where.startswith("ranking") else each.where
    words = [said(PARTS, part) if part in PARTS else said(FIELDS, part)]
    words += [each.who] if each.who else []
    words += [said(FIELDS, each.what).lower()] if each.what else []
    money = (each.what or each.where).endswith("_idr")
    absent = _("not there")
    return (
        ": ".join(words[:2]) + (f", {words[2]}" if len(words) > 2 else ""),
        absent if each.before is None else value_words(each.before, money=money),
        absent if each.after is None else value_words(each.after, money=money),
    )


def condition_words(line: Mapping[str, Any]) -> str:
    """A criterion, a line of points or a set-aside as a sentence: "age when cover starts below upper-age"."""
    words = [said(FACTS, str(line.get("field", "")))]
    if "operator" in line:
        words.append(said(OPERATORS, str(line["operator"])))
    if "law" in line:
        words.append(_("the law's %(name)s") % {"name": line["law"]})
    elif "value" in line:
        words.append(value_words(line["value"]))
    return " ".join(words)


def _status(held: Status) -> Status:
    return Status(held.state, _(held.words), held.tint)
