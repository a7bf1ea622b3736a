"""The register of agreements: who may get what for which purpose until when, what left on which ground, and what ends soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.accounts import installation
from payung.programmes.models import AgreementTerms, AgreementUse, Instrument
from payung.programmes.queries.years import InstrumentRow, instrument, instrument_row
from payung.programmes.rules.agreements import PERSONAL_FIELDS, WARNED_DAYS, Counterpart, Purpose, Terms, check_fields
from payung.programmes.rules.statuses import IN_FORCE, InstrumentStatus

PRACTICE = "latihan"
"""The agreement of practice mode: for invented people only, and nothing once real ones are inside."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An instrument with what it allows; `terms` is None until they are entered."""

    instrument: InstrumentRow
    terms: Terms | None
    deleted_on: date | None = None

    @property
    def code(self) -> str:
        """The code of the instrument."""
        return self.instrument.code

    @property
    def named(self) -> str:
        """How a file names the agreement it rests on: its number, else its code."""
        return self.instrument.number or self.instrument.code

    def days_left(self, on: date) -> int | None:
        """Days until it no longer holds; None for one without an end."""
        return None if self.instrument.ends_on is None else (self.instrument.ends_on - on).days

    def ends_soon(self, on: date) -> bool:
        """Whether it is in force and has at most 90 days left."""
        left = self.days_left(on)
        return self.instrument.in_force(on) and left is not None and left <= WARNED_DAYS

    def over(self, on: date) -> bool:
        """Whether it was in force and no longer is."""
        ended = self.instrument.status is InstrumentStatus.ENDED
        return ended or (self.instrument.ends_on is not None and self.instrument.ends_on <= on and self.instrument.status in IN_FORCE)

    def deletion_due(self, on: date) -> bool:
        """Whether the other side should have confirmed by now that it deleted what it got."""
        return self.terms is not None and self.terms.delete_on is not None and self.terms.delete_on <= on and self.deleted_on is None


@dataclass(frozen=True, slots=True)
class UseRow:
    """Facts of people that left on the ground of an agreement."""

    purpose: str
    kind: str
    object_id: int
    area: str
    people: int | None
    used_at: datetime
    used_by: str


def agreements() -> list[AgreementRow]:
    """Every agreement and data exchange, and every regulation that says what may leave; by title."""
    terms = {held.instrument_id: held for held in AgreementTerms.objects.all()}
    rows = [(held, terms.get(held.pk)) for held in Instrument.objects.order_by("title")]
    return [_row(held, said) for held, said in rows if said is not None or held.kind in ("agreement", "exchange")]


def agreement(code: str) -> AgreementRow:
    """One of them. Raises `Refusal` unknown-instrument."""
    row = instrument(code)
    said = AgreementTerms.objects.filter(instrument_id=row.id).first()
    return AgreementRow(row, _terms(said) if said else None, said.deleted_on if said else None)


def agreement_for(purpose: str, counterpart: str, area: str, on: date, fields: tuple[str, ...] = ()) -> AgreementRow:
    """The agreement on whose ground facts of people of `area` may leave to `counterpart` for `purpose` on the day.

    Of several the one that speaks of the area most closely, then the one that holds longest. In practice mode, where nobody is real,
    the agreement of practice serves when there is no other. `fields`: the facts that would leave. Raises `Refusal` agreement-missing
    or agreement-fields.
    """
    practice = installation().practice
    held = AgreementTerms.objects.filter(counterpart=counterpart, purposes__contains=[purpose]).select_related("instrument")
    fitting = [
        row
        for row in (_row(each.instrument, each) for each in held)
        if row.terms and row.code != PRACTICE and row.instrument.in_force(on) and row.terms.cover(purpose, counterpart, area)
    ]
    if not fitting and practice:
        return practice_agreement()
    if not fitting:
        message = gettext_noop(
            "No agreement in force on %(on)s allows facts of people of %(area)s to leave for %(purpose)s (other side: %(counterpart)s). "
            "Enter one under Agreements, or bring the one that is drafted into force."
        )
        raise Refusal("agreement-missing", message, on=on.isoformat(), area=area, purpose=purpose, counterpart=counterpart)
    best = max(fitting, key=lambda row: (row.terms.reach(area) if row.terms else 0, row.instrument.ends_on or date.max, row.code))
    if best.terms:
        check_fields(best.terms, fields)
    return best


def practice_agreement() -> AgreementRow:
    """The agreement of practice mode, as it would be recorded on its first use."""
    held = Instrument.objects.filter(code=PRACTICE).first()
    row = instrument_row(held) if held else InstrumentRow(0, PRACTICE, **practice_facts(), file_id=None, version=0)
    terms = Terms(
        counterpart=Counterpart.OTHER,
        parties=row.title,
        areas=(installation().province,),
        purposes=tuple(Purpose),
        fields=PERSONAL_FIELDS,
        officer="-",
        delete_on=None,
    )
    return AgreementRow(row, terms)


def practice_facts() -> dict[str, Any]:
    """What the agreement of practice mode says of itself."""
    return {
        "kind": "exchange",
        "title": "Perjanjian latihan: semua orang di dalamnya rekaan",
        "number": "LATIHAN",
        "status": InstrumentStatus.IN_FORCE,
        "in_force_on": date(2000, 1, 1),
        "ends_on": None,
        "source": "Payung",
        "confidence": "H",
    }


def uses(instrument_id: int, most: int = 50) -> tuple[int, list[UseRow]]:
    """How often something left on the ground of an instrument, and the newest `most` of these."""
    held = AgreementUse.objects.filter(instrument_id=instrument_id).select_related("used_by").order_by("-used_at", "-pk")
    rows = [
        UseRow(each.purpose, each.kind, each.object_id, each.area, each.people, each.used_at, each.used_by.full_name)
        for each in held[:most]
    ]
    return held.count(), rows


def resting_on(kind: str, object_id: int) -> list[AgreementRow]:
    """The agreements on which a round, batch or file rests."""
    ids = AgreementUse.objects.filter(kind=kind, object_id=object_id).values_list("instrument__code", flat=True)
    return [agreement(code) for code in sorted(set(ids))]


def ending_soon(on: date) -> list[AgreementRow]:
    """Agreements in force that end within 90 days, the nearest first."""
    held = Instrument.objects.filter(status__in=IN_FORCE, ends_on__gt=on, ends_on__lte=on + timedelta(days=WARNED_DAYS)).order_by("ends_on")
    terms = {said.instrument_id: said for said in AgreementTerms.objects.filter(instrument__in=held)}
    return [_row(each, terms.get(each.pk)) for each in held]


def _row(held: Instrument, said: AgreementTerms | None) -> AgreementRow:
    return AgreementRow(instrument_row(held), _terms(said) if said else None, said.deleted_on if said else None)


def _terms(said: AgreementTerms) -> Terms:
    return Terms(
        counterpart=Counterpart(said.counterpart),
        parties=said.parties,
        areas=tuple(said.areas),
        purposes=tuple(Purpose(each) for each in said.purposes),
        fields=tuple(said.fields),
        officer=said.officer,
        delete_on=said.delete_on,
    )
