"""A claim begins: by an officer, or by a line of the agency's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from payung.claims.actions._steps import CLAIMS_TABLE, Told, check_not_ahead, step
from payung.claims.models import Claim, GapFinding
from payung.claims.rules.checklists import check_situation, checklists
from payung.claims.rules.statuses import FINDINGS, Cause, ClaimKind, ClaimStatus, Source
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.bulk import take_ids
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area
from payung.governance.rules.actors import Actor
from payung.registry.actions.pins import pin
from payung.registry.queries.people import person
from payung.registry.queries.persons import records_of

_CAUSES = {
    ClaimKind.JKM: (Cause.UNKNOWN, Cause.NATURAL),
    ClaimKind.JKK: (Cause.UNKNOWN, Cause.WORK_DEATH, Cause.WORK_ACCIDENT),
    ClaimKind.JHT: (Cause.OLD_AGE, Cause.STOPPED, Cause.NATURAL),
    ClaimKind.SCHOLARSHIP: (Cause.SCHOOL,),
}
"""What may be behind a claim of a kind."""


@dataclass(frozen=True)
class NewClaim:
    """What is known when a claim is opened. `situation`: codes of rules.checklists; `finding`: the finding of the gap finder that it answers."""

    worker: int
    kind: str
    event_on: date
    heard_on: date
    heard_from: str
    cause: str = Cause.UNKNOWN
    event_place: str = ""
    chronology: str = ""
    situation: Sequence[str] = ()
    informant: str = ""
    phone: str = ""
    finding: int | None = None


def opened(given: NewClaim, by: Actor, at: datetime) -> Claim:
    """Open a claim; for whoever was allowed to already: an officer, or the agency's list."""
    about = person(given.worker)
    area = about.told.area
    check_area(by, area)
    kind, cause = ClaimKind(given.kind), Cause(given.cause)
    check_not_ahead(max(given.event_on, given.heard_on), at)
    check_cause(kind, cause)
    standing = Claim.objects.filter(worker__in=list(records_of([given.worker])), kind=kind, event_on=given.event_on, child__isnull=True)
    if standing.exclude(status=ClaimStatus.CLOSED).exists():
        raise Refusal("claimed-already", gettext_noop("There is a claim for this already. Open it from the page of the person."))
    (number,) = take_ids(CLAIMS_TABLE, 1)
    held = Claim(
        pk=number, area=area, kind=kind, worker_id=about.told.record, status=ClaimStatus.INCIDENT, cause=cause, event_on=given.event_on,
        event_place=given.event_place.strip(), chronology=given.chronology.strip(), situation=check_situation(given.situation),
        checklist_version=checklists().version, heard_on=given.heard_on, heard_from=Source(given.heard_from), informant=given.informant.strip(),
        envelope=keyring().seal(CLAIMS_TABLE, number, {"phone": given.phone.strip()}) if given.phone.strip() else None,
        cause_by_id=by.user_id if cause is not Cause.UNKNOWN else None, opened_by_id=by.user_id, opened_at=at,
    )  # fmt: skip
    held.save(force_insert=True)
    step(held, "open", Told(given.heard_on, words=given.chronology, told_by=given.informant), by, at)
    pin(workers=[held.worker_id], fact=f"claim:{number}", by=by, at=at)
    if given.finding is not None:
        _answer(given.finding, held, by, at)
    return held


def _answer(finding_id: int, held: Claim, by: Actor, at: datetime) -> None:
    finding = GapFinding.objects.select_for_update().filter(pk=finding_id).first()
    if finding is None or finding.worker_id not in records_of([held.worker_id]):
        raise Refusal("no-such-object", gettext_noop("There is no such finding of this person. Look at the list again."))
    finding.status, finding.claim = FINDINGS.check("claim", finding.status), held
    finding.decided_by_id, finding.decided_at = by.user_id, at
    finding.save()


def check_cause(kind: ClaimKind, cause: Cause) -> None:
    """Raises `Refusal` cause-of-another-kind."""
    if cause not in _CAUSES[kind]:
        known = ", ".join(_CAUSES[kind])
        raise Refusal("cause-of-another-kind", gettext_noop("This kind of claim has other causes. Use one of: %(known)s."), known=known)
