"""A claim on its way: opened, judged by two, its papers gathered, filed; closed or opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from payung.claims.actions._opening import NewClaim, check_cause, opened
from payung.claims.actions._steps import CLAIM, Told, check_not_ahead, check_said, locked, step
from payung.claims.models import Claim, Evidence, Heir
from payung.claims.queries.claims import papers_of
from payung.claims.rules.checklists import ACCOUNT_ITEM, check_situation, checklist, checklists
from payung.claims.rules.statuses import AccountStep, Cause, ClaimKind, ClaimStatus
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.papers.signatures import read_signed_copy
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_content
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor

EVIDENCE_CLASS = "claim-evidence"


@transaction.atomic
def open_claim(*, given: NewClaim, by: Actor, at: datetime) -> int:
    """Open a claim for somebody; its number. The worker is pinned.

    Raises `Refusal` not-allowed, outside-area, no-such-object, day-ahead, cause-of-another-kind, situation-unknown or claimed-already.
    """
    check_may(by, "claims.open")
    return opened(given, by, at).pk


@transaction.atomic
def judge_cause(*, claim_id: int, kind: str, cause: str, words: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Say what happened and so what is claimed, with the grounds; a second person then confirms it (`confirm_cause`).

    Raises `Refusal` not-allowed, no-such-object, stale, wrong-status, words-missing or cause-of-another-kind.
    """
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    _check_before_filing(held)
    check_said(words, "words-missing", gettext_noop("Say on what this rests: what the witnesses, the doctor or the village say."))
    check_cause(ClaimKind(kind), Cause(cause))
    held.kind, held.cause, held.cause_by_id, held.cause_confirmed_by_id = ClaimKind(kind), Cause(cause), by.user_id, None
    step(held, "judge", Told(at.date(), words=words), by, at)


@transaction.atomic
def confirm_cause(*, claim_id: int, version: int | None = None, by: Actor, at: datetime) -> None:
    """Confirm what another person judged: from now on one amount is named. Raises `Refusal` not-allowed, no-such-object, stale, not-judged or maker-is-checker."""
    check_may(by, "claims.judge")
    held = locked(claim_id, version, by)
    if held.cause_by_id is None or held.cause == Cause.UNKNOWN:
        raise Refusal("not-judged", gettext_noop("Nobody has judged yet what happened. Judge it first; somebody else confirms it."))
    if held.cause_by_id == by.user_id:
        raise Refusal("maker-is-checker", gettext_noop("You judged what happened. Somebody else confirms it."))
    held.cause_confirmed_by_id = by.user_id
    step(held, "confirm", Told(at.date()), by, at)


@transaction.atomic
def set_situation(*, claim_id: int, situation: Sequence[str], version: int | None = None, by: Actor, at: datetime) -> None:
    """Say what is true of the family: the checklist follows. Raises `Refusal` not-allowed, no-such-object, stale, wrong-status or situation-unknown."""
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    _check_before_filing(held)
    held.situation, held.checklist_version = check_situation(situation), checklists().version
    step(held, "situation", Told(at.date(), words=", ".join(held.situation)), by, at)


@transaction.atomic
def report_incident(*, claim_id: int, on: date, to: str, channel: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Record the first report of an accident to the agency: on what day, to whom, how. Raises `Refusal` not-allowed, no-such-object, stale, day-ahead or words-missing."""
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    check_not_ahead(on, at)
    check_said(to, "words-missing", gettext_noop("Say who at the agency took the report."))
    held.reported_on = on
    step(held, "report", Told(on, told_by=to, channel=channel), by, at)


@transaction.atomic
def add_evidence(
    *, claim_id: int, item: str, content: bytes | None = None, name: str = "", waived_because: str = "", by: Actor, at: datetime
) -> int:
    """Keep a paper of the checklist (PDF, JPEG or PNG), or say why it is not needed; its id. A second one of an item follows the first.

    Raises `Refusal` not-allowed, no-such-object, item-unknown, words-missing, and those of reading a scan (empty, too-large, wrong-type, …).
    """
    check_may(by, "claims.work")
    held = locked(claim_id, None, by)
    known = [each.code for each in checklist(held.kind, held.cause, held.situation)]
    if item not in known:
        raise Refusal(
            "item-unknown", gettext_noop("This paper is not on the list of this claim. Use one of: %(known)s."), known=", ".join(known)
        )
    file = None
    if content is not None:
        copy = read_signed_copy(content)
        stem = name.rpartition("/")[2].rpartition("\\")[2].rpartition(".")[0] or item
        file = store_content(content=content, name=f"{stem[:120]}.{copy.ending}", area=held.area, file_class=EVIDENCE_CLASS, by=by, at=at)
    else:
        check_said(waived_because, "words-missing", gettext_noop("Choose the file, or say why the paper is not needed."))
    kept = Evidence.objects.create(
        area=held.area, claim=held, item=item, file=file, note=waived_because.strip(), waived=file is None, recorded_by_id=by.user_id, recorded_at=at
    )  # fmt: skip
    record(by=by, at=at, action="add_evidence", kind=CLAIM, subjects=[claim_id], change={"item": item, "file": file.digest if file else ""})
    return kept.pk


@transaction.atomic
def complete_claim(*, claim_id: int, version: int | None = None, by: Actor, at: datetime) -> None:
    """Say that everything is there. Raises `Refusal` not-allowed, no-such-object, stale, wrong-status, papers-missing, account-missing or cause-unconfirmed."""
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    lacking = [each.item.code for each in papers_of(held) if not each.there and each.item.code != ACCOUNT_ITEM]
    if lacking:
        raise Refusal(
            "papers-missing",
            gettext_noop("These papers are missing: %(items)s. Add them, or say why they are not needed."),
            items=", ".join(lacking),
        )
    needs_account = ACCOUNT_ITEM in [each.item.code for each in papers_of(held)]
    if needs_account and not Heir.objects.filter(claim=held.parent_id or held.pk, receives=True, account=AccountStep.READY).exists():
        raise Refusal("account-missing", gettext_noop("Whoever receives has no account of his own yet. Record it at the heirs first."))
    if held.cause_confirmed_by_id is None and held.cause != Cause.SCHOOL:
        raise Refusal(
            "cause-unconfirmed", gettext_noop("Two people judge what happened before the claim is complete. Let a second one confirm.")
        )
    held.completed_on = at.date()
    step(held, "complete", Told(at.date()), by, at)


@transaction.atomic
def file_claim(*, claim_id: int, on: date, receipt: str, to: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Record that the papers went to the agency: day, number of the receipt, who took them; also what it had asked for more.

    Raises `Refusal` not-allowed, no-such-object, stale, wrong-status, not-complete, day-ahead or receipt-missing.
    """
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    if held.status == ClaimStatus.INCIDENT:
        raise Refusal("not-complete", gettext_noop("The papers are not complete yet. Say first that everything is there."))
    check_not_ahead(on, at)
    check_said(receipt, "receipt-missing", gettext_noop("Write the number of the agency's receipt."))
    held.filed_on, held.claim_no = on, held.claim_no or receipt.strip()
    step(held, "file", Told(on, words=receipt, told_by=to, channel="slip"), by, at)


@transaction.atomic
def appeal_claim(*, claim_id: int, on: date, grounds: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Object to what the agency decided, with the grounds. Raises `Refusal` not-allowed, no-such-object, stale, wrong-status, day-ahead or words-missing."""
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    check_not_ahead(on, at)
    check_said(grounds, "words-missing", gettext_noop("Write why the decision is wrong: the letter repeats it."))
    step(held, "appeal", Told(on, words=grounds), by, at)


@transaction.atomic
def close_claim(*, claim_id: int, reason: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """End a claim that nobody pursues. Raises `Refusal` not-allowed, no-such-object, stale, wrong-status or words-missing."""
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    check_said(reason, "words-missing", gettext_noop("Say why the claim is closed."))
    step(held, "close", Told(at.date(), words=reason), by, at)


@transaction.atomic
def reopen_claim(*, claim_id: int, reason: str, version: int | None = None, by: Actor, at: datetime) -> None:
    """Take a claim up again, also for an upheld grievance. Raises `Refusal` not-allowed, no-such-object, stale, wrong-status or words-missing."""
    check_may(by, "claims.work")
    held = locked(claim_id, version, by)
    check_said(reason, "words-missing", gettext_noop("Say why it is taken up again."))
    step(held, "reopen", Told(at.date(), words=reason), by, at)


def _check_before_filing(held: Claim) -> None:
    if held.status not in (ClaimStatus.INCIDENT, ClaimStatus.COMPLETE, ClaimStatus.ASKED, ClaimStatus.APPEALED):
        raise Refusal("wrong-status", gettext_noop("This can no longer be changed: the agency has it, or it is ended. Reload the page."))
