"""Review in the browser: side by side, decided by a form or a key, taken back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from payung.registry.models import CandidatePair, PairLook, Worker


@pytest.fixture
def pair(stream, db) -> CandidatePair:  # type: ignore[no-untyped-def]
    """Two people of one regency that somebody has to look at."""
    low, high = Worker.objects.filter(tells=True, person=None, area__startswith="5307").order_by("pk")[:2]
    evidence = [["NIK: %(equal)s of 16 equal, places %(places)s swapped", {"equal": "14", "places": "9, 10"}, "nik", 9.4]]
    return CandidatePair.objects.create(
        area="5307", low=low, high=high, kind="registration", weight_millibits=90_000, reason="unsure", status="open", evidence=evidence
    )


def test_both_records_are_side_by_side_with_nothing_chosen_and_no_whole_identifier(enter, pair, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    client.get(reverse("review"))
    with django_assert_max_num_queries(50):
        page = client.get(reverse("review"))
    text = page.content.decode()
    assert page.context["pair"] == pair.pk
    assert re.findall(r'aria-keyshortcuts="(.)"', text) == ["/", "1", "2", "3", "0"]
    assert "checked" not in text
    assert not re.search(r"\d{16}", text)
    assert "9, 10" in text


def test_a_decision_leads_to_the_next_pair_and_can_be_taken_back(enter, pair) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    answer = client.post(reverse("review-decide", args=[pair.pk]), {"verdict": "same", "key": "a-key-for-one-form"})
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("review"))
    assert Worker.objects.get(pk=pair.high_id).person_id == pair.low_id
    again = client.post(reverse("review-decide", args=[pair.pk]), {"verdict": "same", "key": "a-key-for-one-form"})
    assert (again.status_code, PairLook.objects.filter(pair=pair).count()) == (303, 1)  # a double click
    undone = client.post(reverse("review-undo"), {"key": "another-key-of-a-form"})
    assert undone.headers["Location"] == reverse("review-pair", args=[pair.pk])
    assert Worker.objects.get(pk=pair.high_id).person_id is None


def test_a_skipped_pair_is_not_shown_until_the_others_were(enter, pair) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    CandidatePair.objects.exclude(pk=pair.pk).filter(status="open").update(status="unsure")
    skipped = client.get(client.get(reverse("review")).context["skip_url"])
    assert skipped.context.get("pair") != pair.pk


def test_a_decision_made_by_somebody_else_meanwhile_is_told_beside_the_form(enter, pair) -> None:  # type: ignore[no-untyped-def]
    CandidatePair.objects.filter(pk=pair.pk).update(status="joined")
    answer = enter("yustina").post(reverse("review-decide", args=[pair.pk]), {"verdict": "same", "key": "a-key-for-one-form"})
    assert answer.status_code == 422
    assert answer.context["refusal"]["code"] == "wrong-status"


def test_a_verifier_of_another_regency_neither_sees_nor_counts_the_pair(enter, pair) -> None:  # type: ignore[no-untyped-def]
    client = enter("dorkas")
    assert client.get(reverse("review-pair", args=[pair.pk])).status_code == 404
    assert client.post(reverse("review-decide", args=[pair.pk]), {"verdict": "same", "key": "a-key-for-one-form"}).status_code in (404, 422)
    page = client.get(reverse("review"))
    assert (page.context.get("total") or 0) <= CandidatePair.objects.filter(area__startswith="5302").count()
    assert CandidatePair.objects.get(pk=pair.pk).status == "open"
    assert enter("markus").get(reverse("review")).status_code == 403
