"""Choosing, membership and objections in the browser: every page opens, every act is done once and refused beside its form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

NOW = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
KEYS = iter(f"key-{number:08d}" for number in range(10_000))


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator:  # type: ignore[no-untyped-def]
    """A decreed list that was handed over, partly answered, with a provisional list; what a test does is gone after it."""
    from tests.enrolment.office import accepted, handed_over_list, refused  # noqa: PLC0415 - tables exist only after set-up

    from payung.enrolment.actions import check_readiness  # noqa: PLC0415
    from payung.governance.actions.accounts import found_installation  # noqa: PLC0415
    from payung.governance.actions.keys import init_keys  # noqa: PLC0415
    from payung.governance.queries.keys import keyring_path  # noqa: PLC0415

    with django_db_blocker.unblock(), transaction.atomic():
        operator = found_installation(province="53", at=NOW, on=date(2025, 6, 10))
        if not keyring_path().exists():
            init_keys(by=operator, at=NOW)
        held = handed_over_list(operator, NOW, tmp_path_factory.mktemp("house"))
        people = held.people()
        rows = [accepted(each, 25000000000 + place) for place, each in enumerate(people[:30])] + [
            refused(each, "sudah aktif") for each in people[30:34]
        ]
        held.record(held.answer(rows))
        check_readiness(list_id=held.list_id, by=held.office.data, at=NOW)
        yield held
        transaction.set_rollback(True)


@pytest.fixture
def enter(house, db) -> Callable[..., Client]:  # type: ignore[no-untyped-def]
    """A client signed in as one of the officers, in English."""
    from payung.governance.models import User  # noqa: PLC0415

    def sign_in(login: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.cookies["django_language"] = "en"
        client.force_login(User.objects.get(login=login))
        return client

    return sign_in


def post(client: Client, route: str, *args: Any, **values: Any) -> Any:
    return client.post(reverse(route, args=args), {"key": next(KEYS), **values})


def pages(house) -> list[str]:  # type: ignore[no-untyped-def]
    worker = house.people()[0]["worker"]
    village = house.people()[0]["area"]
    listed, run = house.list_id, house.run
    return [
        reverse("selection"), reverse("runs-show", args=[run]), f"{reverse('runs-show', args=[run])}?q=nama", reverse("runs-people", args=[run]),
        f"{reverse('runs-people', args=[run])}?verdict=reserve&area=5307", reverse("runs-why", args=[run, worker]), reverse("runs-priorities", args=[run]), reverse("runs-reasons", args=[run]),
        reverse("lists-show", args=[listed]), reverse("enrolment"), reverse("enrolment-list", args=[listed]), reverse("enrolment-refused", args=[listed]),
        reverse("enrolment-odd", args=[listed]), reverse("enrolment-ready", args=[listed]), reverse("enrolment-ready-village", args=[listed, village]),
        reverse("enrolment-layouts"), f"{reverse('enrolment-layouts')}?text=nonsense", reverse("enrolment-cards", args=[listed]), reverse("grievances"),
    ]  # fmt: skip


def test_every_page_opens_without_a_question_too_many(house, enter, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = enter("data")
    for url in pages(house):
        with django_assert_max_num_queries(50):
            answer = client.get(url)
        assert answer.status_code == 200, url
        text = answer.content.decode()
        assert text.count("<h1") == 1, url
        assert "5307010101" not in text, url  # no NIK


def test_freed_places_are_filled_by_one_click_once(house, enter, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 8, 20))
    client = enter("data")
    page = client.get(reverse("enrolment-fill", args=[house.list_id]))
    assert b"Hand the amended decree in" in page.content
    values = {"key": next(KEYS)}
    url = reverse("enrolment-make", args=[house.list_id])
    first, again = client.post(url, values), client.post(url, values)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]
    assert client.get(first.headers["Location"]).status_code == 200
    refused = post(client, "enrolment-make", house.list_id)
    assert refused.status_code == 422
    assert b"under way" in refused.content
    head = enter("head")
    amendment = int(first.headers["Location"].rstrip("/").rpartition("/")[2])
    assert post(client, "amendments-decide", amendment, act="approve").status_code == 403
    assert post(head, "amendments-decide", amendment, act="return", note="").status_code == 422
    assert post(head, "amendments-decide", amendment, act="approve").status_code == 303
    legal = enter("legal")
    signed = SimpleUploadedFile("sk.pdf", b"%PDF-1.4 LATIHAN", content_type="application/pdf")
    done = post(legal, "amendments-decree", amendment, number="560/2", on="2025-08-25", file=signed)
    assert done.status_code == 303
    assert b"560/2" in legal.get(done.headers["Location"]).content


def test_a_list_is_handed_in_approved_with_its_checks_and_decreed(house, enter) -> None:  # type: ignore[no-untyped-def]
    from payung.programmes.models import BudgetLine  # noqa: PLC0415
    from payung.selection.actions import end_list  # noqa: PLC0415

    end_list(list_id=house.list_id, reason="Percobaan", by=house.office.head, at=NOW)
    BudgetLine.objects.update(committed_idr=0)
    run = house.office.select(seed=5).run
    data, head, legal = enter("data"), enter("head"), enter("legal")
    assert b"Hand the list in" in data.get(reverse("runs-show", args=[run])).content
    handed = post(data, "runs-submit", run)
    assert handed.status_code == 303
    listed = int(handed.headers["Location"].rstrip("/").rpartition("/")[2])
    page = head.get(reverse("lists-show", args=[listed])).content
    assert b"Approve and pass on" in page
    assert b"Approve and pass on" not in data.get(reverse("lists-show", args=[listed])).content
    assert post(head, "lists-decide", listed, act="approve", check="people").status_code == 422
    assert post(head, "lists-decide", listed, act="approve", check=["people", "money", "fairness"]).status_code == 303
    empty = post(legal, "lists-decree", listed, number="", on="2025-06-27")
    assert empty.status_code == 422
    signed = SimpleUploadedFile("sk.pdf", b"%PDF-1.4 LATIHAN", content_type="application/pdf")
    assert post(legal, "lists-decree", listed, number="100.3/5", on="2025-06-27", file=signed).status_code == 303
    compared = data.get(reverse("runs-compare", args=[run, house.run]))
    assert compared.status_code == 200


def test_the_answer_of_bpjs_is_uploaded_and_recorded_in_the_background(house, enter) -> None:  # type: ignore[no-untyped-def]
    from tests.enrolment.office import accepted  # noqa: PLC0415

    from payung.enrolment.queries import reply_status, work_under_way  # noqa: PLC0415
    from payung.governance.actions.jobs import run_job  # noqa: PLC0415

    path = house.answer([accepted(house.people()[35], 25999999999)], "web.csv")
    client = enter("branch")
    missing = post(client, "enrolment-reply", house.list_id, on="2025-07-10")
    assert missing.status_code == 422
    sent = post(client, "enrolment-reply", house.list_id, on="2025-07-10", answers=SimpleUploadedFile("web.csv", path.read_bytes()))
    assert sent.status_code == 303
    (job,) = work_under_way(house.list_id)
    assert b"Recording the answer" in client.get(sent.headers["Location"]).content
    before = reply_status(house.list_id).accepted
    run_job(job_id=job, at=NOW)
    assert reply_status(house.list_id).accepted == before + 1
    assert post(enter("head"), "enrolment-reply", house.list_id, on="2025-07-10").status_code == 403


def test_a_batch_leaves_stamped_and_only_for_those_who_may(house, enter) -> None:  # type: ignore[no-untyped-def]
    from payung.enrolment.models import Batch  # noqa: PLC0415

    batch = Batch.objects.order_by("pk").values_list("pk", flat=True)[0]
    got = post(enter("data"), "batches-download", batch, "batch")
    assert (got.status_code, got.content[:2], "LATIHAN" in got.headers["Content-Disposition"]) == (200, b"PK", True)
    assert post(enter("branch"), "batches-download", batch, "batch").status_code == 403


def test_cards_are_handed_over_from_a_list_of_chosen_people(house, enter) -> None:  # type: ignore[no-untyped-def]
    from payung.enrolment.models import Enrolment  # noqa: PLC0415

    chosen = [str(each) for each in Enrolment.objects.filter(status="accepted").values_list("pk", flat=True)[:2]]
    client = enter("data")
    asked = client.post(
        f"{reverse('enrolment-cards-say', args=[house.list_id])}?item=card", {"id": chosen, "act": "received", "key": next(KEYS)}
    )
    assert asked.status_code == 200
    url = f"{reverse('enrolment-handover', args=[house.list_id])}?item=card"
    assert client.post(url, {"key": next(KEYS), "id": chosen, "act": "received", "on": "2025-08-09"}).status_code == 303
    without = client.post(url, {"key": next(KEYS), "id": chosen, "act": "handed", "on": "2025-08-10", "receiver": "", "mark": "signature"})
    assert without.status_code == 422
    told = {"key": next(KEYS), "id": chosen, "act": "handed", "on": "2025-08-10", "receiver": "Maria", "mark": "thumbprint"}
    assert client.post(url, told).status_code == 303
    assert b"Maria" in client.get(reverse("enrolment-person", args=[chosen[0]])).content


def test_an_objection_goes_from_the_run_to_its_letter(house, enter) -> None:  # type: ignore[no-untyped-def]
    from payung.selection.actions import publish_provisional  # noqa: PLC0415

    run = house.office.select(seed=7).run
    publish_provisional(run=run, on=date(2025, 6, 20), objections_until=date(2025, 6, 27), by=house.office.data, at=NOW)
    worker = house.people("reserve")[0]["worker"]
    data, head = enter("data"), enter("head")
    assert data.get(f"{reverse('grievances-new')}?run={run}&worker={worker}").status_code == 200
    assert data.get(f"{reverse('grievances-new')}?run={run}").status_code == 200
    told = {
        "run": run,
        "worker": worker,
        "about": "not-chosen",
        "raised_by": "Maria",
        "words": "",
        "channel": "paper",
        "received_on": "2025-06-25",
    }
    empty = post(data, "grievances-receive", **told)
    assert empty.status_code == 422
    assert b"Maria" in empty.content
    taken = post(data, "grievances-receive", **{**told, "words": "Ia nelayan."})
    number = int(taken.headers["Location"].rstrip("/").rpartition("/")[2])
    assert post(head, "grievances-decide", number, outcome="correction", reason="").status_code == 422
    assert post(head, "grievances-decide", number, outcome="correction", reason="Data diperbaiki.").status_code == 303
    assert post(data, "grievances-letter", number).status_code == 303
    assert post(data, "grievances-answer", number, number="560/9", on="2025-07-02").status_code == 303
    assert b"560/9" in data.get(reverse("grievances-show", args=[number])).content
    assert data.get(f"{reverse('grievances')}?status=answered&run={run}").status_code == 200


def test_a_run_is_asked_for_once_and_people_are_decided_on_openly(house, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("data")
    values = {"tranche": client.get(reverse("selection")).context["form"].initial["tranche"], "on": "2025-06-20", "seed": "11"}
    assert post(client, "selection-begin", **values).status_code == 303
    assert post(client, "selection-begin", **values).status_code == 303
    assert post(client, "selection-begin", **{**values, "on": "gestern"}).status_code == 422
    assert client.get(reverse("selection")).content.count(b'<div class="job"') == 1
    worker = house.people("reserve")[0]["worker"]
    assert post(client, "runs-decide", house.run, worker, act="add", reason="x").status_code == 403
    refused = post(enter("head"), "runs-decide", house.run, worker, act="add", reason="Nelayan")
    assert refused.status_code == 422


def test_a_decision_on_paper_is_recorded_by_a_third_person_with_the_digest_of_the_page(house, enter) -> None:  # type: ignore[no-untyped-def]
    from tests.selection.office import officer  # noqa: PLC0415

    from payung.enrolment.actions import make_replacement  # noqa: PLC0415
    from payung.governance.queries.accounts import actor_for  # noqa: PLC0415
    from payung.selection.queries import amendment_view  # noqa: PLC0415

    amendment = make_replacement(list_id=house.list_id, on=date(2025, 8, 20), by=house.office.data, at=timezone.now()).amendment
    digest = amendment_view(amendment).digest
    officer(actor_for("operator", date(2025, 6, 10)), "recorder", "data_officer", NOW)
    told = {"decider": house.office.head.user_id, "signed_on": timezone.localdate().isoformat(), "verdict": "approve"}

    def record(login: str, digest: str) -> Any:
        page = SimpleUploadedFile("halaman.pdf", b"%PDF-1.4 LATIHAN tanda tangan")
        return post(enter(login), "amendments-paper", amendment, **told, digest=digest, page=page)

    assert record("data", digest[:16]).status_code == 422  # the maker records no decision
    assert record("recorder", "0" * 16).status_code == 422  # the page of another list
    assert amendment_view(amendment).status == "submitted"
    assert record("recorder", digest[:16]).status_code == 303
    assert amendment_view(amendment).status == "approved"
    shown = enter("data").get(reverse("amendments-show", args=[amendment])).content
    assert b"recorded by" in shown
