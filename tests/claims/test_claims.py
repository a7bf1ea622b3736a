"""A claim on its way: from what the village tells to what the agency paid or refused, with who told it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from payung.claims.actions.claims import (
    NewClaim,
    add_evidence,
    appeal_claim,
    close_claim,
    complete_claim,
    confirm_cause,
    file_claim,
    judge_cause,
    open_claim,
    reopen_claim,
    report_incident,
    set_situation,
)
from payung.claims.actions.hearing import Heard, hear
from payung.claims.actions.heirs import NewHeir, add_heir, end_schooling, open_scholarship, set_account
from payung.claims.models import ClaimEvent, Heir
from payung.claims.queries.claims import claim, claims_list, claims_of, claims_waiting
from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent
from payung.governance.queries.files import read_content, stored_file
from payung.registry.models import WorkerPin

pytestmark = pytest.mark.django_db
DIED = date(2025, 6, 2)
ON = date(2025, 6, 10)
SCAN = b"\xff\xd8\xff\xe0" + b"\0" * 40
CUSTOM = ["no-death-certificate", "custom-marriage", "spouse-claims", "several-heirs"]


def code_of(action: Any, **options: Any) -> str:
    with pytest.raises(Refusal) as refused:
        action(**options)
    return refused.value.code


def opened(covered, number: int = 1, **changes: Any) -> int:  # type: ignore[no-untyped-def]
    given = {
        "worker": covered.workers[number], "kind": "jkm", "event_on": DIED, "heard_on": date(2025, 6, 4), "heard_from": "village",
        "chronology": "Meninggal di rumah.", "informant": "Kepala dusun", "phone": "081230000001", "situation": CUSTOM,
    }  # fmt: skip
    return open_claim(given=NewClaim(**given | changes), by=covered.agent, at=covered.now)


def with_papers(covered, number: int) -> None:  # type: ignore[no-untyped-def]
    """All papers of the checklist, a spouse who receives with an account of her own, and a cause judged by two."""
    by = {"by": covered.officer, "at": covered.now}
    for line in claim(number, on=ON).papers:
        add_evidence(claim_id=number, item=line.item.code, content=SCAN, name="foto.png", **by)
    widow = add_heir(claim_id=number, given=NewHeir("Theresia Lamak", "spouse", nik="5307014101800002"), **by)
    add_heir(claim_id=number, given=NewHeir("Anton", "child", born_on=date(2015, 3, 1), level="sd"), **by)
    set_account(heir_id=widow, state="ready", bank="Bank NTT", account="001 234 5678", **by)
    judge_cause(claim_id=number, kind="jkm", cause="natural", words="Surat kematian desa.", **by)
    confirm_cause(claim_id=number, by=covered.head, at=covered.now)


def test_a_widow_married_by_custom_from_village_report_to_paid(covered) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered)
    shown = claim(number, on=ON)
    assert "marriage-statement" in [each.code for each in shown.missing]
    assert "death-letter" in [each.code for each in shown.missing]
    assert "marriage-certificate" not in [each.code for each in shown.missing]
    assert (shown.covered, shown.row.deadline.step, shown.row.deadline.waits) == (True, "evidence", "family")
    assert shown.owed is not None
    assert not shown.owed.settled
    assert "cause-unknown" in shown.owed.conditions
    assert WorkerPin.objects.filter(fact=f"claim:{number}").exists()
    assert code_of(complete_claim, claim_id=number, by=covered.officer, at=covered.now) == "papers-missing"
    with_papers(covered, number)
    complete_claim(claim_id=number, by=covered.officer, at=covered.now)
    file_claim(claim_id=number, on=ON, receipt="KUP/77", to="Loket cabang", by=covered.officer, at=covered.now)
    shown = claim(number, on=date(2025, 7, 1))
    assert (shown.row.status, shown.row.claim_no, shown.row.deadline.step) == ("filed", "KUP/77", "agency-pays-jkm")
    assert shown.row.late
    assert shown.escalate_to is not None
    paid = Heard("paid", ON, "Petugas cabang", "slip", amount_idr=10_000_001)
    hear(claim_id=number, heard=paid, content=SCAN, name="slip.jpg", by=covered.branch, at=covered.now)
    shown = claim(number, on=ON)
    assert (shown.row.status, shown.row.paid_idr, shown.row.paid_on, shown.row.deadline) == ("paid", 10_000_001, ON, None)
    assert [each.part_idr for each in shown.heirs if each.takes_part] == [5_000_001, 5_000_000]
    told = shown.events[0]
    assert (told.act, told.told_by, told.channel) == ("pay", "Petugas cabang", "slip")
    assert told.file is not None
    assert read_content(stored_file(told.file).digest) == SCAN


def test_a_refused_claim_goes_to_appeal_and_is_paid_after_all(covered) -> None:  # type: ignore[no-untyped-def]
    number, by = opened(covered), {"by": covered.officer, "at": covered.now}
    with_papers(covered, number)
    complete_claim(claim_id=number, **by)
    file_claim(claim_id=number, on=ON, receipt="KUP/78", to="Loket", **by)
    assert code_of(hear, claim_id=number, heard=Heard("refused", ON, "", "letter", reason="x"), **by) == "teller-missing"
    assert code_of(hear, claim_id=number, heard=Heard("refused", ON, "Cabang", "letter"), **by) == "reason-missing"
    hear(claim_id=number, heard=Heard("refused", ON, "Cabang", "letter", reason="Tidak bekerja"), **by)
    assert claim(number, on=ON).refused_because == "Tidak bekerja"
    assert code_of(appeal_claim, claim_id=number, on=ON, grounds=" ", **by) == "words-missing"
    appeal_claim(claim_id=number, on=ON, grounds="Surat keterangan bekerja terlampir.", **by)
    assert claim(number, on=ON).row.deadline.step == "appeal-answer"
    hear(claim_id=number, heard=Heard("paid", ON, "Cabang", "message", amount_idr=10_000_000), **by)
    assert claim(number, on=ON).row.status == "paid"
    assert ClaimEvent.objects.filter(claim=number, act="appeal", words__contains="terlampir").exists()


def test_nothing_is_complete_without_an_account_of_the_receiver_and_two_who_judged(covered) -> None:  # type: ignore[no-untyped-def]
    number, by = opened(covered), {"by": covered.officer, "at": covered.now}
    for line in claim(number, on=ON).papers:
        add_evidence(claim_id=number, item=line.item.code, waived_because="Sudah ada di cabang", **by)
    assert code_of(complete_claim, claim_id=number, **by) == "account-missing"
    heir = add_heir(claim_id=number, given=NewHeir("Theresia", "spouse"), **by)
    assert code_of(set_account, heir_id=heir, state="ready", **by) == "account-missing"
    set_account(heir_id=heir, state="ready", bank="Bank NTT", account="00123", **by)
    assert code_of(complete_claim, claim_id=number, **by) == "cause-unconfirmed"
    assert code_of(confirm_cause, claim_id=number, by=covered.head, at=covered.now) == "not-judged"
    judge_cause(claim_id=number, kind="jkk", cause="work-death", words="Tenggelam waktu melaut.", **by)
    assert code_of(confirm_cause, claim_id=number, **by) == "maker-is-checker"
    assert claim(number, on=ON).missing, "a death at work needs other papers"


def test_an_accident_is_reported_within_two_days_or_is_late(covered) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered, kind="jkk", cause="work-accident", situation=["at-sea"])
    shown = claim(number, on=date(2025, 6, 5))
    assert (shown.row.deadline.step, shown.row.deadline.due_on, shown.row.late) == ("report-accident", date(2025, 6, 4), True)
    report_incident(claim_id=number, on=date(2025, 6, 6), to="Cabang", channel="message", by=covered.agent, at=covered.now)
    assert claim(number, on=date(2025, 6, 6)).row.deadline.step == "evidence"


def test_a_scholarship_is_due_every_school_year(covered) -> None:  # type: ignore[no-untyped-def]
    number, by = opened(covered), {"by": covered.officer, "at": covered.now}
    child = add_heir(claim_id=number, given=NewHeir("Anton", "child", born_on=date(2015, 3, 1), level="sd"), **by)
    baby = add_heir(claim_id=number, given=NewHeir("Rosa", "child", born_on=date(2024, 3, 1)), **by)
    years = {each.heir: [(year.year, year.state) for year in each.years] for each in claim(number, on=date(2026, 8, 1)).children}
    assert years[child] == [(2024, "late"), (2025, "late"), (2026, "due")]
    assert years[baby] == [(2029, "too-young")]
    made = open_scholarship(heir_id=child, year=2025, **by)
    assert code_of(open_scholarship, heir_id=child, year=2025, **by) == "claimed-already"
    assert "school-letter" in [each.code for each in claim(made, on=ON).missing]
    end_schooling(heir_id=child, on=date(2026, 6, 1), reason="bekerja", **by)
    assert (2026, "due") not in [(each.year, each.state) for one in claim(number, on=date(2026, 8, 1)).children for each in one.years]


def test_one_event_is_claimed_once_and_a_closed_claim_can_be_taken_up_again(covered) -> None:  # type: ignore[no-untyped-def]
    number, by = opened(covered), {"by": covered.officer, "at": covered.now}
    with pytest.raises(Refusal) as refused:
        opened(covered)
    assert refused.value.code == "claimed-already"
    close_claim(claim_id=number, reason="Keluarga tidak mau.", **by)
    assert claims_waiting(ON) == (0, 0)
    reopen_claim(claim_id=number, reason="Keluarga datang lagi.", **by)
    assert [each.id for each in claims_of(covered.workers[1], on=ON)] == [number]
    assert claims_list(on=date(2025, 8, 1), late=True).total == 1
    assert claims_list(on=ON, waits="agency").total == 0
    set_situation(claim_id=number, situation=["no-heir"], version=claim(number, on=ON).version, **by)
    assert code_of(set_situation, claim_id=number, situation=["no-heir"], version=1, **by) == "stale"
    assert code_of(set_situation, claim_id=number, situation=["unheard-of"], **by) == "situation-unknown"


def test_only_papers_are_taken_as_evidence_and_only_within_the_area(covered, hire) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered)
    far = hire("far", "agent", "5301")
    assert (
        code_of(add_evidence, claim_id=number, item="kk", content=b"MZ\x90", name="a.exe", by=covered.agent, at=covered.now) == "wrong-type"
    )
    assert code_of(add_evidence, claim_id=number, item="kk", content=SCAN, name="a.jpg", by=far, at=covered.now) == "outside-area"
    assert code_of(add_evidence, claim_id=number, item="police-report", content=SCAN, by=covered.agent, at=covered.now) == "item-unknown"
    assert code_of(add_evidence, claim_id=number, item="kk", content=SCAN, by=covered.branch, at=covered.now) == "not-allowed"


def test_accounts_and_numbers_of_heirs_are_sealed_and_every_act_is_in_the_trail(covered) -> None:  # type: ignore[no-untyped-def]
    number = opened(covered)
    with_papers(covered, number)
    held = Heir.objects.get(claim=number, receives=True)
    assert b"0012345678" not in bytes(held.envelope)
    assert b"5307014101800002" not in bytes(held.envelope)
    acts = set(AuditEvent.objects.filter(kind="claim").values_list("action", flat=True))
    assert {"claim_open", "add_evidence", "add_heir", "set_account", "claim_judge", "claim_confirm"} <= acts
