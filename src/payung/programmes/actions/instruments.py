"""Legal instruments and agreements: made, corrected, brought from state to state, with their signed copy."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_file
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.programmes.models import Instrument
from payung.programmes.queries.years import unknown_instrument
from payung.programmes.rules.edits import stale
from payung.programmes.rules.instruments import InstrumentFacts, check_code, check_facts
from payung.programmes.rules.statuses import ACT_TO, IN_FORCE, INSTRUMENTS, InstrumentStatus

FILE_CLASS = "instrument"


@transaction.atomic
def register_instrument(*, code: str, facts: InstrumentFacts, by: Actor, at: datetime) -> int:
    """A new instrument, in drafting; its id. Raises `Refusal` instrument-code, instrument-known or instrument-facts."""
    check_may(by, "agreements.manage")
    check_code(code)
    check_facts(facts)
    if Instrument.objects.filter(code=code).exists():
        raise Refusal(
            "instrument-known",
            gettext_noop("There is an instrument %(instrument)s already. Choose another code."),
            field="code",
            instrument=code,
        )
    held = Instrument.objects.create(code=code, status=InstrumentStatus.DRAFTING, **asdict(facts))
    record(by=by, at=at, action="register_instrument", kind="instrument", subjects=[held.pk], change=asdict(facts))
    return held.pk


@transaction.atomic
def edit_instrument(*, code: str, version: int, facts: InstrumentFacts, by: Actor, at: datetime) -> None:
    """Correct the facts of an instrument. Raises `Refusal` unknown-instrument, stale-edit, instrument-facts or instrument-incomplete."""
    check_may(by, "agreements.manage")
    check_facts(facts)
    held = _locked(code, version)
    for name, value in asdict(facts).items():
        setattr(held, name, value)
    if InstrumentStatus(held.status) in IN_FORCE:
        _check_complete(held)
    _save(held)
    record(by=by, at=at, action="edit_instrument", kind="instrument", subjects=[held.pk], change=asdict(facts))


@transaction.atomic
def set_instrument_state(
    *, code: str, status: str, number: str, on: date | None, version: int | None = None, by: Actor, at: datetime
) -> None:
    """Record where an instrument stands. In force needs its number and the day from which it is; ended, the day from which not.

    `version`: the one that was read, when it was read. Raises `Refusal` unknown-instrument, stale-edit, wrong-status or
    instrument-incomplete.
    """
    check_may(by, "programmes.manage")
    held = _locked(code, version)
    if status not in tuple(ACT_TO):
        message = gettext_noop("%(status)s is not a state an instrument can be brought to. Use one of: %(known)s.")
        raise Refusal("wrong-status", message, status=status, known=", ".join(ACT_TO))
    held.status = INSTRUMENTS.check(ACT_TO[InstrumentStatus(status)], held.status)
    held.number = number.strip() or held.number
    if held.status == InstrumentStatus.IN_FORCE:
        held.in_force_on = on
        _check_complete(held)
    elif held.status == InstrumentStatus.ENDED:
        held.ends_on = on
    _save(held)
    change = {"status": held.status, "number": held.number, "on": str(on)}
    record(by=by, at=at, action="set_instrument_state", kind="instrument", subjects=[held.pk], change=change)


@transaction.atomic
def attach_signed_copy(*, code: str, source: Path, name: str, by: Actor, at: datetime) -> None:
    """Keep the signed copy of an instrument; an earlier one stays in the store. Raises `Refusal` unknown-instrument or file-empty."""
    check_may(by, "agreements.manage")
    held = _locked(code, None)
    if source.stat().st_size == 0:
        raise Refusal("file-empty", gettext_noop("This file is empty. Choose the scan or the signed PDF."), field="file")
    kept = store_file(source=source, name=name, area=installation().province, file_class=FILE_CLASS, by=by, at=at)
    held.file_id = kept.pk
    _save(held)
    record(by=by, at=at, action="attach_signed_copy", kind="instrument", subjects=[held.pk], change={"file": kept.digest})


def _locked(code: str, version: int | None) -> Instrument:
    held = Instrument.objects.select_for_update().filter(code=code).first()
    if held is None:
        raise unknown_instrument(code)
    if version is not None and held.version != version:
        raise stale(version, held.version)
    return held


def _check_complete(held: Instrument) -> None:
    if not held.number or held.in_force_on is None:
        message = gettext_noop("An instrument in force needs its number and the day from which it is in force.")
        raise Refusal("instrument-incomplete", message, field="in_force_on" if held.number else "number")


def _save(held: Instrument) -> None:
    held.version += 1
    held.save()
