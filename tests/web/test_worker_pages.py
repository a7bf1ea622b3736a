"""Workers in the browser: the list, one person, what is put right, and nobody of another area."""

from __future__ import annotations

import pytest
from django.urls import reverse

from payung.governance.models import AuditEvent, Export, Reveal
from payung.registry.models import Correction, Worker
from payung.selection.models import Entry

KEY = {"key": "a-key-for-one-form"}


@pytest.fixture
def chosen(stream) -> Entry:  # type: ignore[no-untyped-def]
    """Somebody of regency 5307 who is on the list."""
    return Entry.objects.filter(run_id=stream.run.run, state="chosen", area__startswith="5307").order_by("pk").first()


def test_the_list_is_narrowed_by_its_address_and_pages_on(enter, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    client.get(reverse("workers"))
    with django_assert_max_num_queries(50):
        page = client.get(reverse("workers"), {"area": "5307", "sex": "P", "sort": "-name", "show": ["name", "nik"]})
    assert page.status_code == 200
    table = page.context["table"]
    names = [row.cells["name"] for row in table.rows]
    assert names
    assert names == sorted(names, reverse=True)
    assert [column.key for column in table.columns] == ["name", "nik"]
    assert page.context["found"] == table.total == Worker.objects.filter(tells=True, sex="P", area__startswith="5307").count()


def test_a_verifier_sees_nobody_of_another_regency_by_list_count_filter_or_address(enter) -> None:  # type: ignore[no-untyped-def]
    client, other = enter("dominikus"), Worker.objects.filter(tells=True, area__startswith="5302").first()
    page = client.get(reverse("workers"))
    assert page.context["found"] == Worker.objects.filter(tells=True, area__startswith="5307").count()
    assert client.get(reverse("workers"), {"area": "5302"}).context["found"] == 0
    assert "5302" not in dict(page.context["filters"][0].choices)
    for name in ("workers-show", "counter-answer", "workers-correcting"):
        assert client.get(reverse(name, args=[other.pk])).status_code == 404


def test_a_person_is_shown_with_his_story_and_without_any_identifier(enter, chosen, stream) -> None:  # type: ignore[no-untyped-def]
    page = enter("yustina").get(reverse("workers-show", args=[chosen.worker_id]))
    text = page.content.decode()
    assert page.status_code == 200
    told = " ".join(event.what for event in page.context["events"])
    assert chosen.name in text
    assert "Baris" in told or "Row" in told
    assert f"{stream.run.run}" in told
    revealed = enter("yustina").post(reverse("workers-identifier", args=[chosen.worker_id]), {"field": "nik", "purpose": "verification"})
    nik = revealed.context["revealed"]["value"]
    assert (len(nik), nik in text) == (16, False)
    assert revealed.headers["Cache-Control"] == "no-store"
    assert Reveal.objects.filter(object_id=chosen.worker_id, field="nik").count() == 1
    refused = enter("markus").post(reverse("workers-identifier", args=[chosen.worker_id]), {"field": "nik", "purpose": "verification"})
    assert refused.status_code == 403


def test_a_value_is_put_right_once_and_a_stale_form_is_shown_again(enter, chosen) -> None:  # type: ignore[no-untyped-def]
    client, form = enter("yustina"), {"name": "Nama Baru", "sex": "P", "birth_date": "1980-02-03", "reason": "KTP dilihat"}
    shown = client.get(reverse("workers-correcting", args=[chosen.worker_id]))
    version = shown.context["version"]
    url = reverse("workers-correct", args=[chosen.worker_id])
    assert client.post(url, form | {"version": version} | KEY).status_code == 303
    assert Correction.objects.filter(field="name", after="Nama Baru").count() == 1
    stale = client.post(url, form | {"name": "Nama Lain", "version": version, "key": "another-key-of-a-form"})
    assert stale.status_code == 422
    assert "Nama Lain" in stale.content.decode()
    assert enter("markus").get(reverse("workers-correcting", args=[chosen.worker_id])).status_code == 403


def test_chosen_people_leave_as_a_file_that_is_kept_in_the_register(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    rows = client.get(reverse("workers")).context["table"].rows
    made = client.post(reverse("workers-bulk"), {"id": [rows[0].id, rows[1].id], "act": "export"} | KEY)
    assert made.status_code == 200
    lines = [line for line in made.content.decode().splitlines() if line.startswith((f"{rows[0].id},", f"{rows[1].id},"))]
    assert len(lines) == 2
    assert Export.objects.order_by("-pk").first().rows == 2
    assert AuditEvent.objects.filter(action="export_file").exists()
    nobody = client.post(reverse("workers-bulk"), {"act": "export", "key": "another-key-of-a-form"})
    assert (nobody.status_code, b"nothing-chosen" in nobody.content) == (409, True)


def test_exclusions_say_what_is_missing_while_there_are_none(enter) -> None:  # type: ignore[no-untyped-def]
    page = enter("yustina").get(reverse("exclusions"))
    assert (page.status_code, page.context["found"]) == (200, 0)
    assert page.context["table"].empty.title in page.content.decode()
