"""What an agreement allows, that something left on its ground, and that the other side deleted what it got."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.programmes.models import AgreementTerms, AgreementUse, Instrument
from payung.programmes.queries.agreements import PRACTICE, AgreementRow, agreement, agreement_for, practice_facts
from payung.programmes.queries.years import instrument_row, unknown_instrument
from payung.programmes.rules.agreements import read_terms
from payung.programmes.rules.edits import stale


@transaction.atomic
def set_terms(
    *,
    code: str,
    version: int,
    counterpart: str,
    parties: str,
    areas: Iterable[str],
    purposes: Iterable[str],
    fields: Iterable[str],
    officer: str,
    delete_on: date | None,
    by: Actor,
    at: datetime,
) -> None:
    """Enter or change what an instrument allows to leave. `version`: that of the instrument which was read.

    Raises `Refusal` unknown-instrument, stale-edit, terms-incomplete, terms-unknown-word, terms-deletion or area-unknown.
    """
    check_may(by, "agreements.manage")
    held = Instrument.objects.select_for_update().filter(code=code).exclude(code=PRACTICE).first()
    if held is None:
        raise unknown_instrument(code)
    if held.version != version:
        raise stale(version, held.version)
    terms = read_terms(
        counterpart=counterpart,
        parties=parties,
        areas=areas,
        purposes=purposes,
        fields=fields,
        officer=officer,
        delete_on=delete_on,
        ends_on=held.ends_on,
    )
    values = {
        "counterpart": terms.counterpart,
        "parties": terms.parties,
        "areas": list(terms.areas),
        "purposes": list(terms.purposes),
        "fields": list(terms.fields),
        "officer": terms.officer,
        "delete_on": terms.delete_on,
    }
    AgreementTerms.objects.update_or_create(instrument=held, defaults=values)
    held.version += 1
    held.save(update_fields=["version"])
    record(by=by, at=at, action="set_terms", kind="instrument", subjects=[held.pk], change=values)


@transaction.atomic
def confirm_deletion(*, code: str, on: date, by: Actor, at: datetime) -> None:
    """Record that the other side confirmed having deleted what it got. Raises `Refusal` unknown-instrument or terms-missing."""
    check_may(by, "agreements.manage")
    row = agreement(code)
    if row.terms is None:
        message = gettext_noop("What this agreement allows is not entered yet. Enter it first.")
        raise Refusal("terms-missing", message)
    AgreementTerms.objects.filter(instrument_id=row.instrument.id).update(deleted_on=on)
    record(by=by, at=at, action="confirm_deletion", kind="instrument", subjects=[row.instrument.id], change={"on": str(on)})


@transaction.atomic
def rest_on(
    *,
    purpose: str,
    counterpart: str,
    area: str,
    on: date,
    kind: str,
    object_id: int,
    people: int | None = None,
    fields: tuple[str, ...] = (),
    by: Actor,
    at: datetime,
) -> AgreementRow:
    """Let facts of people leave as `kind` `object_id` on the ground of the agreement that allows it; which one.

    Called by the action that hands out, in its transaction: it has checked that the actor may. Raises `Refusal` agreement-missing or
    agreement-fields.
    """
    row = agreement_for(purpose, counterpart, area, on, fields)
    if row.code == PRACTICE:
        held, _ = Instrument.objects.get_or_create(code=PRACTICE, defaults=practice_facts())
        row = AgreementRow(instrument_row(held), row.terms)
    AgreementUse.objects.create(
        instrument_id=row.instrument.id,
        purpose=purpose,
        kind=kind,
        object_id=object_id,
        area=area,
        people=people,
        used_on=on,
        used_at=at,
        used_by_id=by.user_id,
    )
    change = {"purpose": purpose, "kind": kind, "object": object_id, "people": people}
    record(by=by, at=at, action="rest_on", kind="instrument", subjects=[row.instrument.id], change=change)
    return row
