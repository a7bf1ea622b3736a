"""Pages without sign-in: figures and facts, and a citizen's own answer that tells nothing of anybody else."""

from __future__ import annotations

import gzip
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from payung.governance.queries.scope import scope
from payung.registry.queries.people import sealed_value
from payung.registry.queries.receipts import receipt_codes
from payung.selection.models import Entry
from payung.web.views.public import A_MINUTE


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has asked before."""
    cache.clear()


@pytest.fixture
def citizen(stream, db) -> tuple[str, str, str]:  # type: ignore[no-untyped-def]
    """A chosen person's NIK, code and name."""
    entry = Entry.objects.filter(run_id=stream.run.run, state="chosen").order_by("pk").first()
    with scope(stream.officers["yustina"]):
        return sealed_value(entry.worker_id, "nik"), receipt_codes([entry.worker_id])[entry.worker_id], entry.name


@pytest.mark.parametrize("name", ["public-coverage", "public-programmes", "public-check"])
def test_a_visitor_reads_pages_that_name_nobody_and_ask_nothing_of_others(stream, db, name) -> None:  # type: ignore[no-untyped-def]
    page = Client().get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 60_000
    assert not re.search(r"\d{16}", text)
    assert not [entry for entry in Entry.objects.values_list("name", flat=True)[:60] if entry in text]
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", text)
    assert reverse("workers") not in text


def test_nik_and_code_open_ones_own_answer_without_a_name(citizen) -> None:  # type: ignore[no-untyped-def]
    nik, code, name = citizen
    page = Client().post(reverse("public-check"), {"nik": nik, "code": code.lower()})
    text = page.content.decode()
    assert page.context["letter"].verdict
    assert "NTT-2025" in text
    assert name not in text
    assert nik not in text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_wrong_nik_a_wrong_code_and_a_nik_of_nobody_have_the_same_answer(citizen) -> None:  # type: ignore[no-untyped-def]
    nik, code, _name = citizen
    other = nik[:-1] + str((int(nik[-1]) + 1) % 10)
    asked = [{"nik": nik, "code": "0000-0000"}, {"nik": other, "code": code}, {"nik": "123", "code": code}, {"nik": "", "code": ""}]
    pages = [re.sub(r'value="[^"]{40,}"', "", Client().post(reverse("public-check"), each).content.decode()) for each in asked]
    assert len(set(pages)) == 1
    assert Client().post(reverse("public-check"), asked[0]).context["letter"] is None


def test_one_address_may_not_guess_on(citizen) -> None:  # type: ignore[no-untyped-def]
    nik, code, _name = citizen
    for _time in range(A_MINUTE):
        Client().post(reverse("public-check"), {"nik": nik, "code": "0000-0000"}, REMOTE_ADDR="10.0.0.9")
    stopped = Client().post(reverse("public-check"), {"nik": nik, "code": code}, REMOTE_ADDR="10.0.0.9")
    assert stopped.status_code == 429
    assert stopped.context.get("letter") is None
