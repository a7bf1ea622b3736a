"""Who inherits: written down, with the account of whoever receives as a step of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from payung.claims.actions._steps import CLAIM, CLAIMS_TABLE, HEIRS_TABLE, Told, check_said, locked, step
from payung.claims.models import Claim, Heir
from payung.claims.rules.checklists import checklists
from payung.claims.rules.heirs import Relation
from payung.claims.rules.statuses import AccountStep, Cause, ClaimKind, ClaimStatus, Source
from payung.core.nik import parse_nik
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import take_ids
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor

LEVELS = ("tk", "sd", "smp", "sma", "pt")


@dataclass(frozen=True)
class NewHeir:
    """An heir as the family tells of him. `level`: of a child at school; `guardian`: who acts for a minor."""

    name: str
    relation: str
    born_on: date | None = None
    sex: str = ""
    nik: str = ""
    phone: str = ""
    address: str = ""
    lives_at: str = ""
    guardian: str = ""
    level: str = ""


@transaction.atomic
def add_heir(*, claim_id: int, given: NewHeir, by: Actor, at: datetime) -> int:
    """Write an heir down; his number. Raises `Refusal` not-allowed, no-such-object, words-missing or nik-impossible."""
    check_may(by, "claims.work")
    held = locked(claim_id, None, by)
    check_said(given.name, "words-missing", gettext_noop("Write the name of the heir."))
    nik = "".join(given.nik.split())
    if nik and parse_nik(nik) is None:
        raise Refusal("nik-impossible", gettext_noop("This is no possible NIK. Read it again from the identity card, or leave it empty."))
    (number,) = take_ids(HEIRS_TABLE, 1)
    told = {"nik": nik, "phone": given.phone.strip(), "address": given.address.strip()}
    sealed = {name: value for name, value in told.items() if value}
    Heir.objects.create(
        pk=number, area=held.area, claim=held, name=given.name.strip(), relation=Relation(given.relation), born_on=given.born_on, sex=given.sex,
        lives_at=given.lives_at.strip(), guardian=given.guardian.strip(), level=given.level if given.level in LEVELS else "",
        nik_mac=keyring().digest("heir-nik", nik.encode()) if nik else None, envelope=keyring().seal(HEIRS_TABLE, number, sealed) if sealed else None,
    )  # fmt: skip
    record(by=by, at=at, action="add_heir", kind=CLAIM, subjects=[claim_id], change={"heir": number, "relation": given.relation})
    return number


@transaction.atomic
def set_account(*, heir_id: int, state: str, bank: str = "", account: str = "", on: date | None = None, by: Actor, at: datetime) -> None:
    """Say that this heir receives, and how far his own account is; when ready with bank and number, which are sealed.

    Raises `Refusal` not-allowed, no-such-object or account-missing.
    """
    check_may(by, "claims.work")
    heir = _locked(heir_id)
    held = locked(heir.claim_id, None, by)
    number = "".join(account.split())
    if state == AccountStep.READY and not (number and bank.strip()):
        raise Refusal("account-missing", gettext_noop("Write the bank and the number of the account, as the book of the heir shows them."))
    Heir.objects.filter(claim=held, receives=True).exclude(pk=heir_id).update(receives=False)
    heir.receives, heir.account, heir.account_on = True, AccountStep(state), on or at.date()
    if number:
        sealed = keyring().open(HEIRS_TABLE, heir.pk, bytes(heir.envelope)) if heir.envelope else {}
        heir.envelope = keyring().seal(HEIRS_TABLE, heir.pk, {**sealed, "bank": bank.strip(), "account": number})
        heir.account_mac = keyring().digest("heir-account", f"{bank.strip().lower()}\0{number}".encode())
    heir.version += 1
    heir.save()
    record(by=by, at=at, action="set_account", kind=CLAIM, subjects=[held.pk], change={"heir": heir_id, "state": state})


@transaction.atomic
def end_schooling(*, heir_id: int, on: date, reason: str, by: Actor, at: datetime) -> None:
    """A child needs no scholarship any more: married, at work, or left school. Raises `Refusal` not-allowed, no-such-object or words-missing."""
    check_may(by, "claims.work")
    heir = _locked(heir_id)
    locked(heir.claim_id, None, by)
    check_said(reason, "words-missing", gettext_noop("Say why: married, at work, or left school."))
    heir.schooling_ended_on = on
    heir.version += 1
    heir.save()
    record(by=by, at=at, action="end_schooling", kind=CLAIM, subjects=[heir.claim_id], change={"heir": heir_id, "on": on, "reason": reason})


@transaction.atomic
def open_scholarship(*, heir_id: int, year: int, by: Actor, at: datetime) -> int:
    """Open the claim for one school year of a child; its number. Raises `Refusal` not-allowed, no-such-object, not-a-child or claimed-already."""
    check_may(by, "claims.open")
    heir = _locked(heir_id)
    parent = locked(heir.claim_id, None, by)
    if heir.relation != Relation.CHILD or heir.born_on is None:
        raise Refusal("not-a-child", gettext_noop("A scholarship is for a child whose birth date is known. Write it down first."))
    if Claim.objects.filter(child=heir, school_year=year).exclude(status=ClaimStatus.CLOSED).exists():
        raise Refusal("claimed-already", gettext_noop("There is a claim for this already. Open it from the page of the person."))
    (number,) = take_ids(CLAIMS_TABLE, 1)
    held = Claim(
        pk=number, area=parent.area, kind=ClaimKind.SCHOLARSHIP, worker_id=parent.worker_id, status=ClaimStatus.INCIDENT, cause=Cause.SCHOOL,
        event_on=parent.event_on, checklist_version=checklists().version, heard_on=at.date(), heard_from=Source.FAMILY, parent=parent, child=heir,
        school_year=year, facts={"cause": "jkk" if parent.cause == Cause.WORK_DEATH else "jkm"}, opened_by_id=by.user_id, opened_at=at,
    )  # fmt: skip
    held.save(force_insert=True)
    step(held, "open", Told(at.date(), words=str(year)), by, at)
    return number


def _locked(heir_id: int) -> Heir:
    heir = Heir.objects.select_for_update().filter(pk=heir_id).first()
    if heir is None:
        raise Refusal("no-such-object", gettext_noop("There is no such heir, or he lies outside your area."))
    return heir
