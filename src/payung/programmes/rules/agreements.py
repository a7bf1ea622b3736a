"""Agreements: with whom, for what, which facts of people may leave; and on which one a hand-over rests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from payung.core.areas import area_code
from payung.core.refusals import Refusal, gettext_noop

WARNED_DAYS = 90
"""How many days before its end an agreement is told of."""


class Counterpart(StrEnum):
    """The other side."""

    BPJS = "bpjs"
    CIVIL_REGISTRY = "dukcapil"
    WELFARE = "welfare"
    BANK = "bank"
    PROSECUTOR = "prosecutor"
    UNIVERSITY = "university"
    CHURCH = "church"
    GOVERNMENT = "government"  # regencies, kecamatan, villages, other offices: for them a regulation may be the ground
    OTHER = "other"


class Purpose(StrEnum):
    """What facts of people leave for."""

    VERIFICATION = "verification"  # village and ward ask around
    IDENTITY = "identity"  # the civil registry compares
    WELFARE = "welfare"  # decile and its date
    SCREENING = "screening"  # BPJS says who is covered already
    ENROLMENT = "enrolment"  # batches of participants
    PAYMENT = "payment"
    CARDS = "cards"  # cards and savings books
    CLAIMS = "claims"
    OUTREACH = "outreach"
    RESEARCH = "research"
    INSPECTION = "inspection"
    REPORTING = "reporting"  # lists taken out for the office's own work


PERSONAL_FIELDS = (
    "nik", "kk", "name", "sex", "birth_date", "birth_place", "village_code", "address", "mother", "phone", "occupation", "workplace",
    "income_idr", "disability", "decile", "kpj", "died_on", "account",
)  # fmt: skip

# What a kind of round asks for, and of whom.
ROUND_BASES = {
    "village": (Purpose.VERIFICATION, Counterpart.GOVERNMENT),
    "dukcapil": (Purpose.IDENTITY, Counterpart.CIVIL_REGISTRY),
    "welfare": (Purpose.WELFARE, Counterpart.WELFARE),
    "bpjs": (Purpose.SCREENING, Counterpart.BPJS),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement allows."""

    counterpart: Counterpart
    parties: str
    areas: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    fields: tuple[str, ...]
    officer: str
    delete_on: date | None

    def cover(self, purpose: str, counterpart: str, area: str) -> bool:
        """Whether facts of people of `area` may leave for this purpose to this side."""
        return counterpart == self.counterpart and purpose in self.purposes and any(area.startswith(each) for each in self.areas)

    def reach(self, area: str) -> int:
        """How closely the terms speak of this area: the longest of their place codes that holds it."""
        return max((len(each) for each in self.areas if area.startswith(each)), default=0)


def round_basis(kind: str) -> tuple[Purpose, Counterpart]:
    """Purpose and counterpart of a kind of round; of a kind that the office made itself, verification by others."""
    return ROUND_BASES.get(kind, (Purpose.VERIFICATION, Counterpart.OTHER))


def read_terms(
    *,
    counterpart: str,
    parties: str,
    areas: Iterable[str],
    purposes: Iterable[str],
    fields: Iterable[str],
    officer: str,
    delete_on: date | None,
    ends_on: date | None,
) -> Terms:
    """The terms as typed. Raises `Refusal` terms-incomplete, terms-unknown-word, terms-deletion or area-unknown."""
    terms = Terms(
        counterpart=Counterpart(_known(counterpart, tuple(Counterpart), "counterpart")),
        parties=_said(parties, "parties"),
        areas=tuple(sorted({area_code(each) for each in areas})),
        purposes=tuple(sorted({Purpose(_known(each, tuple(Purpose), "purposes")) for each in purposes})),
        fields=tuple(each for each in PERSONAL_FIELDS if each in {_known(given, PERSONAL_FIELDS, "fields") for given in fields}),
        officer=_said(officer, "officer"),
        delete_on=delete_on,
    )
    for name, given in (("areas", terms.areas), ("purposes", terms.purposes)):
        if not given:
            raise _incomplete(name)
    if delete_on is not None and ends_on is not None and delete_on < ends_on:
        message = gettext_noop("The data would be deleted on %(delete)s, before the agreement ends on %(ends)s. Enter a later day.")
        raise Refusal("terms-deletion", message, field="delete_on", delete=delete_on.isoformat(), ends=ends_on.isoformat())
    return terms


def check_fields(terms: Terms, leaving: Collection[str]) -> None:
    """Raises `Refusal` agreement-fields when facts would leave that the agreement does not name; one that names none says so in its annex."""
    beyond = sorted(set(leaving) & set(PERSONAL_FIELDS) - set(terms.fields))
    if terms.fields and beyond:
        message = gettext_noop(
            "The agreement does not allow these facts to leave: %(fields)s. Leave them out, or amend the agreement first."
        )
        raise Refusal("agreement-fields", message, fields=", ".join(beyond))


def _said(text: str, name: str) -> str:
    if not text.strip():
        raise _incomplete(name)
    return text.strip()


def _incomplete(name: str) -> Refusal:
    messages = {
        "parties": gettext_noop("Say who the parties are."),
        "officer": gettext_noop("Say which office and function answers for the agreement."),
        "areas": gettext_noop("Say for which places the agreement holds, by their codes."),
        "purposes": gettext_noop("Say for what facts of people may leave."),
    }
    return Refusal("terms-incomplete", messages[name], field=name)


def _known(word: str, known: Collection[str], name: str) -> str:
    if word not in known:
        message = gettext_noop("%(word)s is not possible here. Choose one of: %(known)s.")
        raise Refusal("terms-unknown-word", message, field=name, word=word, known=", ".join(known))
    return word
