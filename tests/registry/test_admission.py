"""Every standing row of intake becomes a worker, once; identifiers are in envelopes and nowhere else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from tests.registry.people import OTHER_REGENCY, VILLAGE, everything_in, person

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent
from payung.intake.models import Upload
from payung.registry.actions import admit_rows
from payung.registry.models import RegistryKey, Worker, WorkerRow
from payung.registry.queries import identifiers, open_one_nik, population

pytestmark = pytest.mark.django_db


def test_every_row_becomes_one_worker_with_where_it_came_from(send, operator, now):  # type: ignore[no-untyped-def]
    rows = send(person(1), person(2), person(3, village_code="", nik=None))
    assert admit_rows(by=operator, at=now) == 3
    workers = list(Worker.objects.order_by("id"))
    assert [worker.name for worker in workers] == [person(number)["name"] for number in (1, 2, 3)]
    assert [worker.area for worker in workers] == [VILLAGE, VILLAGE, "53"]
    assert [worker.nik_state for worker in workers] == ["sound", "sound", "absent"]
    assert list(WorkerRow.objects.order_by("row").values_list("row_id", "worker_id")) == list(
        zip(rows, [w.pk for w in workers], strict=True)
    )
    event = AuditEvent.objects.get(action="admit_rows")
    assert (event.subjects, event.by_user) == ([worker.pk for worker in workers], operator.user_id)


def test_admitting_again_adds_nothing_and_later_rows_are_added(send, operator, now):  # type: ignore[no-untyped-def]
    send(person(1))
    assert [admit_rows(by=operator, at=now) for _ in range(2)] == [1, 0]
    send(person(2))
    assert admit_rows(by=operator, at=now) == 1
    assert Worker.objects.count() == 2


def test_identifiers_stand_in_the_envelope_and_in_no_column(send, operator, now, today):  # type: ignore[no-untyped-def]
    told = person(1, kk="5307010101900001", address="RT 001", account="0123456789012")
    send(told)
    admit_rows(by=operator, at=now)
    opened = identifiers(population(today)).row(0, named=True)
    sealed = ("nik", "kk", "mother", "phone", "account", "address")
    assert {name: opened[name] for name in sealed} == {name: told[name] for name in sealed}
    text = "".join(
        everything_in(table) for table in ("registry_worker", "registry_workerrow", "registry_registrykey", "governance_auditevent")
    )
    for name in sealed:
        assert told[name] not in text
        assert told[name].encode().hex() not in text
    assert told["name"] in text  # a person's own name is scoped, not sealed


def test_an_envelope_opens_for_its_own_worker_only(send, operator, now, today):  # type: ignore[no-untyped-def]
    send(person(1), person(2))
    admit_rows(by=operator, at=now)
    one, other = population(today).iter_rows(named=True)
    swapped = population(today).with_columns(record=other["record"]).head(1)
    with pytest.raises(Refusal) as refusal:
        identifiers(swapped)
    assert refusal.value.code == "envelope-broken"
    assert one["record"] != other["record"]


def test_keys_are_keyed_hashes_that_carry_the_area(send, operator, now):  # type: ignore[no-untyped-def]
    send(person(1), person(1, village_code=OTHER_REGENCY))
    admit_rows(by=operator, at=now)
    one, other = (set(RegistryKey.objects.filter(worker=worker).values_list("key", flat=True)) for worker in Worker.objects.order_by("id"))
    assert len(one & other) > 5
    assert set(RegistryKey.objects.values_list("area", flat=True)) == {VILLAGE, OTHER_REGENCY}


def test_a_withdrawn_upload_takes_its_people_out_and_giving_it_back_brings_them_back(send, operator, now, today):  # type: ignore[no-untyped-def]
    send(person(1))
    send(person(2))
    admit_rows(by=operator, at=now)
    upload = Upload.objects.order_by("id").last()
    Upload.objects.filter(pk=upload.pk).update(status="withdrawn")
    assert population(today)["name"].to_list() == [person(1)["name"]]
    Upload.objects.filter(pk=upload.pk).update(status="read")
    assert population(today).height == 2


def test_a_corrected_row_speaks_for_the_same_person(send, operator, now, today):  # type: ignore[no-untyped-def]
    (first,) = send(person(1, birth_date=None))
    admit_rows(by=operator, at=now)
    before = population(today).row(0, named=True)
    send(person(1), corrects=first)
    assert admit_rows(by=operator, at=now) == 1
    after = population(today).row(0, named=True)
    assert after["worker"] == before["worker"]
    assert after["record"] != before["record"]
    assert (before["birth_date"], after["birth_date"]) == (None, person(1)["birth_date"])


def test_two_corrections_of_one_row_still_speak_for_the_same_person(send, operator, now, today):  # type: ignore[no-untyped-def]
    (first,) = send(person(1, birth_date=None))
    admit_rows(by=operator, at=now)
    worker = population(today)["worker"][0]
    for name in ("Maria Lamak", "Maria Y. Lamak"):
        send(person(1, name=name), corrects=first)
        admit_rows(by=operator, at=now)
    assert population(today).select("worker", "name").rows() == [(worker, "Maria Y. Lamak")]


def test_the_database_refuses_two_living_workers_with_one_verified_nik(send, operator, now):  # type: ignore[no-untyped-def]
    send(person(1), person(2), person(3))
    admit_rows(by=operator, at=now)
    one, other, third = Worker.objects.order_by("id")
    mac = b"m" * 32
    Worker.objects.filter(pk=one.pk).update(verified_nik_mac=mac)
    Worker.objects.filter(pk=third.pk).update(verified_nik_mac=mac, survivor=one)  # merged: the same person
    with pytest.raises(IntegrityError, match="worker_one_living_per_verified_nik"), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_worker SET verified_nik_mac = %s WHERE id = %s", [mac, other.pk])


def test_only_a_role_that_may_link_admits(send, hire, now):  # type: ignore[no-untyped-def]
    send(person(1))
    with pytest.raises(Refusal) as refusal:
        admit_rows(by=hire("sikka", "regency_verifier", "5307"), at=now)
    assert refusal.value.code == "not-allowed"


def test_one_nik_opens_and_without_any_it_says_so(send, operator, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        open_one_nik()
    assert refusal.value.code == "nothing-sealed"
    send(person(1))
    admit_rows(by=operator, at=now)
    open_one_nik()
