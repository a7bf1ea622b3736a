"""Agreements: what may leave on which ground, what did, what ends; meetings and their decisions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent, Installation
from payung.programmes.actions import (
    Decided,
    add_decision,
    attach_signed_copy,
    close_decision,
    confirm_deletion,
    edit_instrument,
    record_meeting,
    register_instrument,
    rest_on,
    set_instrument_state,
    set_terms,
)
from payung.programmes.models import AgreementUse
from payung.programmes.queries import agreement_for
from payung.programmes.queries.agreements import PRACTICE, agreement, agreements, ending_soon, resting_on, uses
from payung.programmes.queries.meetings import meeting, meetings, open_decisions
from payung.programmes.rules.agreements import Purpose, round_basis
from payung.programmes.rules.instruments import InstrumentFacts
from payung.registry.rules.rounds import kinds

pytestmark = pytest.mark.django_db

ON = date(2025, 6, 10)


@pytest.fixture
def real(ntt):  # type: ignore[no-untyped-def]
    """The office with real people inside: the agreement of practice serves nobody."""
    Installation.objects.update(practice=False)
    return ntt


def enter(code: str, by, now, *, side: str, purposes: tuple[str, ...], areas=("53",), ends=None, fields=(), delete_on=None) -> None:  # type: ignore[no-untyped-def]
    """An agreement in force with its terms."""
    register_instrument(code=code, facts=InstrumentFacts("agreement", f"Perjanjian {code}", ends_on=ends), by=by, at=now)
    set_instrument_state(code=code, status="in-force", number=f"{code}/1", on=ON - timedelta(days=30), by=by, at=now)
    set_terms(
        code=code, version=agreement(code).instrument.version, counterpart=side, parties="A; B", areas=areas, purposes=purposes,
        fields=fields, officer="Kepala Bidang", delete_on=delete_on, by=by, at=now,
    )  # fmt: skip


def test_nothing_leaves_without_an_agreement_in_force(real, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        agreement_for("identity", "dukcapil", "53", ON)
    assert refused.value.code == "agreement-missing"
    enter("pks-dukcapil", real, now, side="dukcapil", purposes=("identity",), ends=date(2025, 12, 31))
    assert agreement_for("identity", "dukcapil", "5307102001", ON).named == "pks-dukcapil/1"
    for purpose, side, area, on in (
        ("research", "dukcapil", "53", ON),
        ("identity", "bpjs", "53", ON),
        ("identity", "dukcapil", "52", ON),
        ("identity", "dukcapil", "53", date(2025, 12, 31)),
    ):
        with pytest.raises(Refusal) as refused:
            agreement_for(purpose, side, area, on)
        assert refused.value.code == "agreement-missing"


def test_the_agreement_that_speaks_of_the_area_most_closely_is_taken(real, now):  # type: ignore[no-untyped-def]
    enter("pks-ntt", real, now, side="bpjs", purposes=("enrolment",))
    enter("pks-maumere", real, now, side="bpjs", purposes=("enrolment",), areas=("5307", "5310"))
    assert agreement_for("enrolment", "bpjs", "5307", ON).code == "pks-maumere"
    assert agreement_for("enrolment", "bpjs", "5301", ON).code == "pks-ntt"


def test_facts_that_an_agreement_does_not_name_stay(real, now):  # type: ignore[no-untyped-def]
    enter("pks-bank", real, now, side="bank", purposes=("cards",), fields=("name", "nik"))
    assert agreement_for("cards", "bank", "53", ON, ("nik", "name")).code == "pks-bank"
    with pytest.raises(Refusal) as refused:
        agreement_for("cards", "bank", "53", ON, ("nik", "mother"))
    assert (refused.value.code, refused.value.data["fields"]) == ("agreement-fields", "mother")


def test_in_practice_the_agreement_of_practice_serves_and_with_real_people_never(ntt, now):  # type: ignore[no-untyped-def]
    assert agreement_for("screening", "bpjs", "53", ON).code == PRACTICE
    row = rest_on(purpose="screening", counterpart="bpjs", area="53", on=ON, kind="round", object_id=7, people=3, by=ntt, at=now)
    assert row.named == "LATIHAN"
    assert [each.code for each in resting_on("round", 7)] == [PRACTICE]
    Installation.objects.update(practice=False)
    with pytest.raises(Refusal):
        agreement_for("screening", "bpjs", "53", ON)


def test_what_left_is_kept_with_the_agreement_and_cannot_be_changed(real, now):  # type: ignore[no-untyped-def]
    enter("pks-ntt", real, now, side="bpjs", purposes=("enrolment",))
    rest_on(purpose="enrolment", counterpart="bpjs", area="5307", on=ON, kind="list", object_id=4, people=12, by=real, at=now)
    count, rows = uses(agreement("pks-ntt").instrument.id)
    assert (count, rows[0].people, rows[0].area, rows[0].used_by) == (1, 12, "5307", "Operator")
    assert AuditEvent.objects.filter(action="rest_on", kind="instrument").exists()
    with pytest.raises(IntegrityError, match="takes inserts only"), transaction.atomic():
        AgreementUse.objects.update(people=1)


def test_an_end_is_told_ninety_days_before(real, now):  # type: ignore[no-untyped-def]
    enter("pks-ntt", real, now, side="bpjs", purposes=("enrolment",), ends=ON + timedelta(days=90))
    enter("pks-later", real, now, side="bank", purposes=("cards",), ends=ON + timedelta(days=91))
    assert [each.code for each in ending_soon(ON)] == ["pks-ntt"]
    row = agreement("pks-ntt")
    assert (row.ends_soon(ON), row.days_left(ON), row.over(ON)) == (True, 90, False)
    assert row.over(ON + timedelta(days=90))


def test_deletion_is_asked_for_until_it_is_confirmed(real, now):  # type: ignore[no-untyped-def]
    enter("pks-uni", real, now, side="university", purposes=("research",), delete_on=date(2025, 6, 9))
    assert agreement("pks-uni").deletion_due(ON)
    confirm_deletion(code="pks-uni", on=ON, by=real, at=now)
    assert not agreement("pks-uni").deletion_due(ON)


WRONG_TERMS = {
    "parties": {"parties": " "},
    "officer": {"officer": ""},
    "areas": {"areas": ()},
    "purposes": {"purposes": ()},
    "counterpart": {"counterpart": "neighbour"},
    "fields": {"fields": ("shoe_size",)},
    "delete_on": {"delete_on": date(2025, 1, 1)},
}


@pytest.mark.parametrize("field", WRONG_TERMS)
def test_terms_that_are_not_whole_are_refused_naming_the_field(ntt, now, field):  # type: ignore[no-untyped-def]
    register_instrument(code="pks", facts=InstrumentFacts("agreement", "Perjanjian", ends_on=date(2026, 1, 1)), by=ntt, at=now)
    terms = {
        "counterpart": "bpjs", "parties": "A; B", "areas": ("53",), "purposes": ("enrolment",), "fields": ("nik",), "officer": "Kepala",
        "delete_on": None,
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        set_terms(code="pks", version=1, **(terms | WRONG_TERMS[field]), by=ntt, at=now)
    assert refused.value.data["field"] == field


def test_an_instrument_is_entered_corrected_and_a_stale_correction_refused(ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    register_instrument(code="mou-gereja", facts=InstrumentFacts("exchange", "Nota kesepahaman"), by=ntt, at=now)
    edit_instrument(code="mou-gereja", version=1, facts=InstrumentFacts("exchange", "Nota kesepahaman Keuskupan"), by=ntt, at=now)
    assert agreement("mou-gereja").instrument.title.endswith("Keuskupan")
    with pytest.raises(Refusal) as refused:
        edit_instrument(code="mou-gereja", version=1, facts=InstrumentFacts("exchange", "Lain"), by=ntt, at=now)
    assert refused.value.code == "stale-edit"
    signed = tmp_path / "mou.pdf"
    signed.write_bytes(b"%PDF-1.7 signed")
    attach_signed_copy(code="mou-gereja", source=signed, name="mou.pdf", by=ntt, at=now)
    assert agreement("mou-gereja").instrument.file_id is not None
    assert "mou-gereja" in [each.code for each in agreements()]


@pytest.mark.parametrize(
    ("code", "facts", "refusal"),
    [
        ("Mit Leerzeichen", InstrumentFacts("agreement", "T"), "instrument-code"),
        ("known", InstrumentFacts("agreement", "T"), "instrument-known"),
        ("new", InstrumentFacts("agreement", " "), "instrument-facts"),
        ("new", InstrumentFacts("song", "T"), "instrument-facts"),
        ("new", InstrumentFacts("agreement", "T", in_force_on=ON, ends_on=ON), "instrument-facts"),
    ],
)
def test_an_instrument_that_cannot_be_is_refused(ntt, now, code, facts, refusal):  # type: ignore[no-untyped-def]
    register_instrument(code="known", facts=InstrumentFacts("agreement", "T"), by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        register_instrument(code=code, facts=facts, by=ntt, at=now)
    assert refused.value.code == refusal


def test_who_only_reads_may_not_enter_an_agreement(ntt, hire, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        register_instrument(code="x", facts=InstrumentFacts("agreement", "T"), by=hire("maria", "head_of_office"), at=now)
    assert refused.value.code == "not-allowed"


def test_every_kind_of_round_has_its_purpose_and_side() -> None:
    assert {code: round_basis(code)[0] for code in kinds()} == {
        "village": Purpose.VERIFICATION,
        "dukcapil": Purpose.IDENTITY,
        "welfare": Purpose.WELFARE,
        "bpjs": Purpose.SCREENING,
    }


def test_a_meeting_keeps_its_decisions_until_each_is_done(ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    minutes = tmp_path / "notulen.pdf"
    minutes.write_bytes(b"%PDF-1.7 minutes")
    decisions = [Decided("Kirim daftar", "Disnakertrans", date(2025, 6, 20)), Decided("Buka rekening", "Bank NTT", date(2025, 6, 5))]
    held = record_meeting(
        title="Rapat koordinasi", held_on=ON, present="Dinas; BPJS", decisions=decisions, minutes=minutes, minutes_name="notulen.pdf", by=ntt, at=now
    )  # fmt: skip
    assert [each.text for each in open_decisions()] == ["Buka rekening", "Kirim daftar"]
    assert [each.late(ON) for each in open_decisions()] == [True, False]
    assert [each.text for each in open_decisions(until=date(2025, 6, 6))] == ["Buka rekening"]
    first, second = (each.id for each in meeting(held).decisions)
    close_decision(decision_id=first, act="finish", outcome="Terkirim", on=ON, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        close_decision(decision_id=second, act="drop", outcome=" ", on=ON, by=ntt, at=now)
    assert refused.value.code == "outcome-missing"
    close_decision(decision_id=second, act="drop", outcome="Bank lain", on=ON, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        close_decision(decision_id=second, act="finish", outcome="", on=ON, by=ntt, at=now)
    assert refused.value.code == "wrong-status"
    add_decision(meeting_id=held, decided=Decided("Rapat lagi", "Dinas", date(2025, 7, 1)), by=ntt, at=now)
    assert [(each.title, len(each.decisions), each.open) for each in meetings()] == [("Rapat koordinasi", 3, 1)]


@pytest.mark.parametrize("lacking", [Decided("", "Dinas", ON), Decided("Kirim", "", ON), Decided("Kirim", "Dinas", None)])
def test_a_decision_says_what_who_and_until_when(ntt, now, lacking):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        record_meeting(title="Rapat", held_on=ON, present="Dinas", decisions=[lacking], by=ntt, at=now)
    assert refused.value.code == "decision-incomplete"
    assert meetings() == []
