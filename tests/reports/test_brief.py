"""The Governor's brief: sentences that follow from their figures, every figure with its source, the same facts the same bytes."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from payung.exchange.papers.signatures import page_count
from payung.governance.rules.actors import Actor
from payung.reports.rules.brief import correction, field_marks, share_words, title


@pytest.mark.parametrize(
    ("part", "of", "words"),
    [
        (141_000, 1_000_000, "satu dari tujuh"),
        (241_000, 1_000_000, "hampir satu dari empat"),
        (1, 3, "satu dari tiga"),
        (260, 1000, "lebih dari satu dari empat"),
        (700, 1000, "lebih dari separuh"),
    ],
)
def test_a_share_is_said_as_one_sees_it(part: int, of: int, words: str) -> None:
    assert share_words(part, of) == words


def test_the_title_is_the_finding_in_one_sentence() -> None:
    assert title(141_000, 100_000, 1_000_000) == "Satu dari tujuh pekerja informal terlindungi; dengan 100.000 lagi, hampir satu dari empat"


def test_the_field_has_a_mark_for_each_thousandth() -> None:
    assert field_marks(141_000, 100_000, 1_000_000) == (141, 100)
    assert field_marks(0, 500, 1_000_000) == (0, 0)


def test_a_public_percentage_that_does_not_fit_its_parts_is_put_right_and_one_that_fits_is_left() -> None:
    assert "141.000 dari 1.000.000 adalah 14,1" in correction(Decimal(13), 141_000, 1_000_000)
    assert correction(Decimal("14.12"), 141_000, 1_000_000) == ""


@pytest.mark.django_db
def test_the_brief_says_nothing_that_is_not_in_its_figures_with_a_source(operator: Actor, now: datetime, tmp_path: Path) -> None:
    from payung.governance.actions.audit import record  # noqa: PLC0415 - tables exist only after set-up
    from payung.places.actions import load_places  # noqa: PLC0415
    from payung.programmes.actions import load_programme  # noqa: PLC0415
    from payung.reports.queries.brief import brief, write_brief  # noqa: PLC0415

    load_places(province="53", by=operator, at=now, record=record)
    load_programme(source="ntt-2025", by=operator, at=now)
    on = date(2025, 5, 23)
    pdf, told = write_brief(tmp_path / "one", code="ntt-2025", on=on, published=True)
    again, _ = write_brief(tmp_path / "two", code="ntt-2025", on=on, published=True)
    assert pdf.read_bytes() == again.read_bytes()
    assert page_count(pdf.read_bytes()) >= 2
    held = {each["key"]: each for each in json.loads(told.read_text())["figures"]}
    assert (held["informal-workers"]["value"], held["informal-workers"]["flag"]) == (1_000_000, "rival")
    assert held["rate-informal"]["flag"] == "estimate"
    assert held["rate-informal-stated"]["flag"] == "corrected"
    assert sum(each["value"] for key, each in held.items() if key.startswith("proposal-")) == 100_000
    assert all(each["source"] and each["on"] for each in held.values())
    page = brief("ntt-2025", on=on, published=True).page
    assert [box["value"].replace("\u00a0", " ") for box in page["boxes"]] == ["14,1 %", "Rp 13 miliar", "Rp 13,4 miliar", "Rp 101 miliar"]
