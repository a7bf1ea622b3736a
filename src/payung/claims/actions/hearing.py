"""What the agency says: one fact typed from a slip, message, letter or visit, or the branch's list line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from payung.claims.actions._opening import NewClaim, opened
from payung.claims.actions._steps import LINES_TABLE, Told, check_not_ahead, check_said, locked, step
from payung.claims.actions.claims import EVIDENCE_CLASS
from payung.claims.models import AgencyCount, AgencyLine, AgencyList, Claim
from payung.claims.queries.linking import Linked, linked_lines
from payung.claims.rules.agency_lists import PEOPLE, Line, Read, read_agency_list
from payung.claims.rules.hearing import outcome_of
from payung.claims.rules.statuses import HEARD, Cause, Channel, ClaimKind, LineOutcome, Source
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.papers.signatures import read_signed_copy
from payung.exchange.readers import read_many
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import take_ids
from payung.governance.actions.files import file_digest, store_content, store_file
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor

LIST_CLASS = "claims-list"


@dataclass(frozen=True)
class Heard:
    """What the agency said: one of HEARD, on what day, who told it and on what; amount of a decision or payment, reason of a refusal, number of the claim."""

    state: str
    on: date
    told_by: str
    channel: str
    amount_idr: int | None = None
    reason: str = ""
    claim_no: str = ""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that could not be taken, by the number that the spreadsheet shows, and why (a stable code)."""

    row_number: int
    reason: str


@dataclass(frozen=True)
class ClaimsListReport:
    """What became of a list. A list that is here already takes nothing. `form`: people or counts."""

    list_id: int
    form: str
    already_here: bool
    rows: int
    recorded: int
    unchanged: int
    behind: int
    opened: int
    unlinked: tuple[RefusedLine, ...]
    refused: tuple[RefusedLine, ...]


@transaction.atomic
def hear(
    *, claim_id: int, heard: Heard, content: bytes | None = None, name: str = "", version: int | None = None, by: Actor, at: datetime
) -> None:
    """Record what the agency said of a claim, with the slip where there is one.

    Raises `Refusal` not-allowed, no-such-object, stale, wrong-status, state-unknown, day-ahead, teller-missing, amount-missing or reason-missing,
    and those of reading a scan.
    """
    check_may(by, "claims.hear")
    held = locked(claim_id, version, by)
    check_not_ahead(heard.on, at)
    check_said(heard.told_by, "teller-missing", gettext_noop("Write who told it: the name at the branch, or the family."))
    slip = None
    if content is not None:
        ending = read_signed_copy(content).ending
        stem = name.rpartition("/")[2].rpartition(".")[0] or "slip"
        slip = store_content(content=content, name=f"{stem[:120]}.{ending}", area=held.area, file_class=EVIDENCE_CLASS, by=by, at=at).pk
    _apply(held, heard, slip, None, by, at)


def _apply(held: Claim, heard: Heard, file: int | None, line: int | None, by: Actor, at: datetime) -> None:
    """Write one fact of the agency into the claim and its timeline."""
    if heard.state not in HEARD:
        raise Refusal("state-unknown", gettext_noop("Use one of: %(known)s."), known=", ".join(HEARD))
    if heard.state == "paid":
        if heard.amount_idr is None:
            raise Refusal("amount-missing", gettext_noop("Write the amount that was paid."))
        held.paid_on, held.paid_idr = heard.on, heard.amount_idr
    elif heard.state == "decided":
        held.decided_on, held.decided_idr = heard.on, heard.amount_idr
    elif heard.state == "refused":
        check_said(heard.reason, "reason-missing", gettext_noop("Write the reason that the agency gave."))
        held.refused_because = heard.reason.strip()
    elif heard.state == "filed":
        held.filed_on = held.filed_on or heard.on
    held.claim_no = heard.claim_no.strip() or held.claim_no
    told = Told(heard.on, heard.amount_idr, heard.reason, heard.told_by, Channel(heard.channel), file, line)
    step(held, HEARD[heard.state], told, by, at)


def add_claims_list(*, path: Path, source: str, on: date, by: Actor, at: datetime) -> ClaimsListReport:
    """Take in the branch's list of claims, told on the day. The file is kept; the same file, and a line that repeats what is known, change nothing.

    A line is linked by the number of the claim, else by KPJ, NIK or the one person of that name who has died or is covered; a person without a
    claim gets one. Rows that cannot be taken are returned with their reason. Raises `Refusal` not-allowed, list-without-claims and those of
    reading a file.
    """
    check_may(by, "claims.import")
    with scope(by):
        here = AgencyList.objects.filter(digest=file_digest(path)).first()
        if here is not None:
            return ClaimsListReport(here.pk, here.form, True, here.rows, 0, 0, 0, 0, (), ())
    ((_, book),) = read_many([path])
    if isinstance(book, Refusal):
        raise book
    read = read_agency_list(book, on)
    with scope(by):
        return _taken(read, path, source, on, by, at)


def _taken(read: Read, path: Path, source: str, on: date, by: Actor, at: datetime) -> ClaimsListReport:
    rows = read.lines or read.counts
    refused = tuple(RefusedLine(each.row_number, each.fault) for each in rows if each.fault)
    stored = store_file(source=path, name=path.name, area=by.home_area, file_class=LIST_CLASS, by=by, at=at)
    held = AgencyList.objects.create(
        area=by.home_area, form=read.form, digest=stored.digest, stored=stored, source=source, told_on=on, rows=len(rows), refused=len(refused),
        taken_by_id=by.user_id, taken_at=at,
    )  # fmt: skip
    record(by=by, at=at, action="add_claims_list", kind="claims-list", subjects=[held.pk], change=bytes.fromhex(stored.digest))
    if read.form != PEOPLE:
        return _counted(read, held, refused, by)
    sound = [each for each in read.lines if not each.fault]
    found = linked_lines(sound)
    outcomes = [(line, *_one(line, found[line.row_number], held, by, at)) for line in sound]
    tally = [outcome for _, outcome, _ in outcomes]
    unlinked = tuple(
        RefusedLine(line.row_number, f"person-{outcome}")
        for line, outcome, _ in outcomes
        if outcome in (LineOutcome.NOBODY, LineOutcome.UNCERTAIN)
    )
    return ClaimsListReport(
        held.pk, PEOPLE, False, len(rows), tally.count(LineOutcome.RECORDED), tally.count(LineOutcome.UNCHANGED), tally.count(LineOutcome.BEHIND),
        sum(new for *_, new in outcomes), unlinked, refused,
    )  # fmt: skip


def _counted(read: Read, held: AgencyList, refused: tuple[RefusedLine, ...], by: Actor) -> ClaimsListReport:
    outside = [each for each in read.counts if not each.fault and not by.covers(each.area)]
    sound = [each for each in read.counts if not each.fault and by.covers(each.area)]
    AgencyCount.objects.bulk_create(
        AgencyCount(
            area=each.area, list=held, row_number=each.row_number, kind=each.kind, state=each.state, month=each.month, cases=each.cases,
            amount_idr=each.amount_idr,
        )
        for each in sound
    )  # fmt: skip
    refused += tuple(RefusedLine(each.row_number, "outside-area") for each in outside)
    return ClaimsListReport(held.pk, held.form, False, len(read.counts), len(sound), 0, 0, 0, (), refused)


def _one(line: Line, found: Linked, held: AgencyList, by: Actor, at: datetime) -> tuple[LineOutcome, bool]:
    """Keep one line and what follows from it; whether a claim was opened for it."""
    claim = Claim.objects.select_for_update().filter(pk=found.claim).first() if found.claim else None
    new = False
    outcome = found.outcome
    if outcome is LineOutcome.RECORDED:
        if claim is None and found.worker is not None:
            claim, new = _open_from(line, found.worker, held, by, at), True
        if claim is not None:
            outcome = outcome_of(claim.status, claim.paid_idr, line)
    (number,) = take_ids(LINES_TABLE, 1)
    sealed = {name: value for name, value in (("kpj", line.kpj), ("nik", line.nik)) if value}
    AgencyLine.objects.create(
        pk=number, area=claim.area if claim else held.area, list=held, row_number=line.row_number, claim_no=line.claim_no, name=line.name,
        envelope=keyring().seal(LINES_TABLE, number, sealed) if sealed else None, kind=line.kind, event_on=line.event_on, state=line.state,
        amount_idr=line.amount_idr, paid_on=line.paid_on, reason=line.reason, outcome=outcome, worker_id=found.worker, claim=claim,
    )  # fmt: skip
    if claim is not None and outcome is LineOutcome.RECORDED:
        said = Heard(line.state, line.paid_on or held.told_on, held.source, Channel.LIST, line.amount_idr, line.reason, line.claim_no)
        _apply(claim, said, None, number, by, at)
    return outcome, new


def _open_from(line: Line, worker: int, held: AgencyList, by: Actor, at: datetime) -> Claim:
    """A claim that the family brought to the agency by itself."""
    event = line.event_on or line.paid_on or held.told_on
    cause = {ClaimKind.JHT: Cause.OLD_AGE, ClaimKind.SCHOLARSHIP: Cause.SCHOOL}.get(ClaimKind(line.kind), Cause.UNKNOWN)
    given = NewClaim(worker, line.kind, event, held.told_on, Source.AGENCY, cause)
    return opened(given, by, at)
