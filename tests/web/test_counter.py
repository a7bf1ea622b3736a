"""The counter: found in one's own area only, answered in plain words, printed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from payung.governance.queries.scope import scope
from payung.registry.queries.people import sealed_value
from payung.selection.models import Assessment, Entry


@pytest.fixture
def chosen(stream) -> Entry:  # type: ignore[no-untyped-def]
    """Somebody of regency 5307 who is on the list."""
    return Entry.objects.filter(run_id=stream.run.run, state="chosen", area__startswith="5307").order_by("pk").first()


@pytest.fixture
def nik(stream, chosen) -> str:  # type: ignore[no-untyped-def]
    """His NIK."""
    with scope(stream.officers["yustina"]):
        return sealed_value(chosen.worker_id, "nik")


def test_a_clerk_finds_by_words_of_the_name_and_by_the_whole_nik(enter, chosen, nik) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    for text in (" ".join(reversed(chosen.name.split())), nik, f"{nik[:6]} {nik[6:12]} {nik[12:]}"):
        page = client.post(reverse("counter-found"), {"q": text})
        assert chosen.worker_id in [row.id for row in page.context["table"].rows]
        assert nik not in page.content.decode()
    assert not client.post(reverse("counter-found"), {"q": nik[:-1]}).context["table"].rows
    assert not enter("dorkas").post(reverse("counter-found"), {"q": nik}).context["table"].rows


def test_nothing_that_was_typed_stands_in_an_address(enter) -> None:  # type: ignore[no-untyped-def]
    assert enter("dominikus").get(reverse("counter-found")).status_code == 405


def test_the_answer_says_on_which_list_what_was_checked_and_what_else_is_possible(enter, chosen) -> None:  # type: ignore[no-untyped-def]
    page = enter("dominikus").get(reverse("counter-answer", args=[chosen.worker_id]))
    text = page.content.decode()
    assert page.context["answer"].standing == "chosen"
    assert "NTT-2025" in text
    assert "Rp" in text
    assert page.context["code"] in text
    assert "data-print" in text


def test_who_is_not_eligible_hears_the_first_reason(enter, stream) -> None:  # type: ignore[no-untyped-def]
    told = Assessment.objects.filter(
        run_id=stream.run.run, verdict="not-eligible", area__startswith="5307", reasons__contains=["over-age"]
    ).first()
    page = enter("yustina").get(reverse("counter-answer", args=[told.worker_id]))
    answer = page.context["answer"]
    assert answer.standing in ("not-eligible", "covered")
    assert answer.outcome.reasons[0].code in told.reasons


def test_a_role_without_the_counter_and_another_regency_get_no_answer(enter, chosen) -> None:  # type: ignore[no-untyped-def]
    assert enter("markus").get(reverse("counter-answer", args=[chosen.worker_id])).status_code == 403
    assert enter("dorkas").get(reverse("counter-answer", args=[chosen.worker_id])).status_code == 404
