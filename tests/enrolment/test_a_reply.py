"""The reply of BPJS: every outcome, ten replays, shuffled and damaged files; what it sets in the registry."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from tests.enrolment.office import ANSWERED_ON, HEADERS, Handed, accepted, officer, refused

from payung.core.refusals import Refusal
from payung.enrolment.models import Enrolment, ReplyFile, ReplyLine
from payung.enrolment.queries import missing_people, odd_rows, refused_people, reply_files, reply_status
from payung.governance.models import AuditEvent
from payung.governance.queries.keys import keyring
from payung.registry.models import Participation, Worker
from payung.registry.queries import candidates_for

pytestmark = pytest.mark.django_db


def state() -> tuple[list[tuple[Any, ...]], int, int]:
    """Everything that a reply may change."""
    rows = Enrolment.objects.order_by("pk").values_list("pk", "status", "reason", "answered_on", "kpj_key")
    return list(rows), Worker.objects.filter(verified_nik_mac__isnull=False).count(), Participation.objects.count()


def test_accepted_people_get_their_number_and_their_nik_is_verified(handed_over: Handed) -> None:
    first, second, *_ = handed_over.people()
    report = handed_over.record(handed_over.answer([accepted(first, "25000000011"), accepted(second, "25000000029")]))
    assert report.files[0].counted["accepted"] == 2
    assert handed_over.statuses()[first["entry"]] == ("accepted", "")
    held = Enrolment.objects.get(entry_id=first["entry"])
    assert keyring().open("enrolment_enrolment", held.pk, bytes(held.envelope or b"")) == {"kpj": "25000000011"}
    assert held.answered_on == ANSWERED_ON
    verified = Worker.objects.filter(verified_nik_mac__isnull=False).values_list("pk", flat=True)
    assert set(verified) == {first["worker"], second["worker"]}
    assert [each.worker for each in candidates_for({"kpj": "25000000011"})] == [first["worker"]]


REFUSALS = {
    "NIK sudah terdaftar aktif": "already-active",
    "Usia lebih dari 65 tahun": "over-age",
    "NIK tidak ditemukan": "not-found",
    "Nama tidak sesuai Dukcapil": "data-differ",
    "Meninggal dunia": "died",
    "Data tidak lengkap: nama ibu": "field-missing",
    "sistem sedang sibuk": "other",
}


def test_a_refusal_keeps_its_reason_and_its_words(handed_over: Handed) -> None:
    people = handed_over.people()[: len(REFUSALS)]
    handed_over.record(handed_over.answer([refused(*each) for each in zip(people, REFUSALS, strict=True)]))
    statuses = handed_over.statuses()
    assert [statuses[each["entry"]] for each in people] == [("rejected", code) for code in REFUSALS.values()]
    shown = refused_people(handed_over.list_id).rows
    assert [(each.name, each.reason) for each in shown] == list(zip([each["name"] for each in people], REFUSALS.values(), strict=True))
    assert all(words in each.words for each, words in zip(shown, REFUSALS, strict=True))
    assert {each.name for each in refused_people(handed_over.list_id, reason="died").rows} == {people[4]["name"]}


def test_who_is_a_member_already_is_covered_from_now_on(handed_over: Handed) -> None:
    person = handed_over.people()[0]
    headers = ("NIK", "Nama", "Status", "Keterangan", "Segmen", "Aktif sejak", "Aktif sampai")
    row = (person["nik"], person["name"], "DITOLAK", "sudah aktif", "Penerima Upah", "01-01-2025", "31-12-2025")
    handed_over.record(handed_over.answer([row], headers=headers))
    (span,) = Participation.objects.filter(worker_id=person["worker"])
    assert (span.segment, span.payer_kind, span.starts_on, span.ends_on) == ("pu", "employer", date(2025, 1, 1), date(2026, 1, 1))


def test_people_of_an_answered_batch_of_whom_nothing_is_said_are_missing(handed_over: Handed) -> None:
    people = handed_over.people()
    one_regency = [each for each in people if each["area"][:4] == people[0]["area"][:4]]
    handed_over.record(handed_over.answer([accepted(people[0], 25000000011)]))
    status = reply_status(handed_over.list_id)
    assert (status.people, status.accepted, status.missing) == (40, 1, len(one_regency) - 1)
    assert status.waiting == 40 - len(one_regency)
    assert len(missing_people(handed_over.list_id)) == len(one_regency) - 1


def test_ten_replays_of_a_file_change_nothing(handed_over: Handed) -> None:
    people = handed_over.people()
    rows = [accepted(each, 25000000000 + place) for place, each in enumerate(people[:20])] + [
        refused(each, "sudah aktif") for each in people[20:30]
    ]
    path = handed_over.answer(rows)
    handed_over.record(path)
    after, events = state(), AuditEvent.objects.count()
    for _ in range(10):
        assert handed_over.record(path).files[0].outcome == "already-here"
    assert state() == after
    assert AuditEvent.objects.count() == events
    assert ReplyFile.objects.count() == 1


def test_the_same_answers_in_another_file_in_another_order_change_nothing(handed_over: Handed) -> None:
    people = handed_over.people()
    rows = [accepted(each, 25000000000 + place) for place, each in enumerate(people[:20])] + [
        refused(each, "sudah aktif") for each in people[20:30]
    ]
    handed_over.record(handed_over.answer(rows))
    after = state()
    for seed in range(3):
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        report = handed_over.record(handed_over.answer(shuffled, f"again-{seed}.xlsx"))
        assert report.files[0].counted["repeated"] == 30
    assert state() == after


def test_files_in_any_order_end_in_the_same_state(handed_over: Handed) -> None:
    """Refused in one file and accepted in another after correction: accepted, whichever is recorded first."""
    first, second, *_ = handed_over.people()
    refusal = handed_over.answer([refused(first, "NIK tidak ditemukan"), accepted(second, 25000000029)], "one.csv")
    corrected = handed_over.answer([accepted(first, 25000000011), refused(second, "NIK tidak ditemukan")], "two.csv")
    handed_over.record(refusal, corrected)
    assert {handed_over.statuses()[each["entry"]] for each in (first, second)} == {("accepted", "")}
    assert [row.outcome for row in odd_rows(handed_over.list_id)] == ["conflict"]


def test_a_file_that_says_two_things_of_one_person_changes_nothing_about_him(handed_over: Handed) -> None:
    first, second, third, *_ = handed_over.people()
    rows = [
        accepted(first, 25000000011),
        refused(first, "meninggal"),
        accepted(second, 25000000029),
        accepted(second, 25000000029),
        accepted(third, 1),
    ]
    report = handed_over.record(handed_over.answer(rows))
    assert {name: report.files[0].counted[name] for name in ("accepted", "repeated", "conflict")} == {
        "accepted": 2,
        "repeated": 1,
        "conflict": 2,
    }
    assert handed_over.statuses()[first["entry"]] == ("exported", "")


def test_one_number_is_never_given_to_two_people(handed_over: Handed) -> None:
    first, second, third, *_ = handed_over.people()
    handed_over.record(handed_over.answer([accepted(first, 25000000011)], "one.csv"))
    report = handed_over.record(handed_over.answer([accepted(second, 25000000011), accepted(third, "25000000029")], "two.csv"))
    assert (report.files[0].counted["conflict"], report.files[0].counted["accepted"]) == (1, 1)
    both = handed_over.answer([accepted(each, 25000000037) for each in handed_over.people()[4:6]], "three.csv")
    assert handed_over.record(both).files[0].counted["conflict"] == 2


def test_who_is_on_no_list_and_what_cannot_be_read_is_told_and_kept(handed_over: Handed) -> None:
    first, second, *_ = handed_over.people()
    stranger = first | {"nik": "5371010101900001", "name": "ORANG LAIN"}
    unclear = [*accepted(second, "")[:3], "dalam proses", "", "", ""]
    numberless = accepted(first, "")
    report = handed_over.record(handed_over.answer([accepted(stranger, 25000000045), unclear, numberless]))
    assert (report.files[0].counted["unknown"], report.files[0].counted["unreadable"]) == (1, 2)
    assert {row.outcome for row in odd_rows(handed_over.list_id)} == {"unknown", "unreadable"}
    assert ReplyLine.objects.filter(enrolment__isnull=True).count() == 1
    assert state()[1:] == (0, 0)


def test_columns_nobody_foresaw_are_kept_and_totals_compared(handed_over: Handed) -> None:
    people = handed_over.people()
    above = [("Balasan pendaftaran BPU",), ("Jumlah diterima: 3",), ("Jumlah ditolak", 1), ()]
    rows = [accepted(people[0], 25000000011), accepted(people[1], 25000000029), refused(people[2], "sudah aktif")]
    report = handed_over.record(handed_over.answer(rows, "totals.xlsx", above=above))
    file = report.files[0]
    assert (dict(file.declared), dict(file.differs), file.unknown) == ({"accepted": 3, "refused": 1}, {"accepted": -1}, (HEADERS[-1],))
    line = ReplyLine.objects.order_by("pk").first()
    assert line is not None
    cells = keyring().open("enrolment_replyline", line.pk, bytes(line.envelope))["cells"]
    assert cells["Kode Wadah"] == "W-01"
    assert reply_files(handed_over.list_id)[0].differs == {"accepted": -1}


def test_a_damaged_number_is_found_by_name_and_birth_and_verifies_nothing(handed_over: Handed) -> None:
    """Another digit than was sent: the row still finds its person by name and birth, but that NIK is nobody's proof."""
    person = handed_over.people()[7]
    damaged = person | {"nik": f"{person['nik'][:6]}999999{person['nik'][12:]}"}
    report = handed_over.record(handed_over.answer([accepted(damaged, 25000000011)], "damaged.xlsx"))
    assert report.files[0].counted["accepted"] == 1
    assert handed_over.statuses()[person["entry"]] == ("accepted", "")
    assert not Worker.objects.filter(verified_nik_mac__isnull=False).exists()


def test_a_bad_file_stops_no_other(handed_over: Handed) -> None:
    broken = handed_over.folder / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    empty = handed_over.answer([], "nothing.csv", headers=("Catatan",))
    good = handed_over.answer([accepted(handed_over.people()[0], 25000000011)])
    report = handed_over.record(broken, empty, good)
    assert [each.outcome for each in report.files] == ["refused", "no-people", "recorded"]
    assert report.status.accepted == 1


def test_a_branch_changes_only_people_of_its_own_areas(handed_over: Handed, operator, now) -> None:  # type: ignore[no-untyped-def]
    people = handed_over.people()
    inside = people[0]
    outside = next(each for each in people if each["area"][:4] != inside["area"][:4])
    small = officer(operator, "small-branch", "bpjs_officer", now, inside["area"][:4])
    report = handed_over.record(handed_over.answer([accepted(inside, 25000000011), accepted(outside, 25000000029)]), by=small)
    assert (report.files[0].counted["accepted"], report.files[0].counted["unknown"]) == (1, 1)


def test_who_may_not_record_and_a_list_that_was_not_handed_over_are_refused(handed_over: Handed) -> None:
    path = handed_over.answer([accepted(handed_over.people()[0], 25000000011)])
    with pytest.raises(Refusal) as refusal:
        handed_over.record(path, by=handed_over.office.head)
    assert refusal.value.code == "not-allowed"
    with pytest.raises(Refusal) as refusal:
        handed_over.record(handed_over.folder / "nothing.csv")
    assert refusal.value.code == "no-such-file"
