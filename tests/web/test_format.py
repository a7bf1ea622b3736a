"""Figures on pages follow the language of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import translation

from payung.web.templatetags import payung_format as figures


def test_figures_turn_with_the_language_of_the_page() -> None:
    said = {}
    for language in ("id", "en"):
        with translation.override(language):
            said[language] = [
                figures.whole(238_264),
                figures.decimal(61.44, 1),
                figures.percent(23.8264),
                figures.rupiah_short(10_080_000_000),
                figures.rupiah(16_800),
                figures.signed(-612),
                figures.day(date(2025, 8, 12)),
                figures.short_day(date(2025, 8, 12)),
            ]
    assert [words.replace("\u00a0", " ") for words in said["id"]] == [
        "238.264", "61,4", "23,8 %", "Rp 10,08 miliar", "Rp 16.800", "−612", "12 Agustus 2025", "12 Agu 2025",
    ]  # fmt: skip
    assert [words.replace("\u00a0", " ") for words in said["en"]] == [
        "238,264", "61.4", "23.8%", "Rp 10.08 billion", "Rp 16,800", "−612", "12 August 2025", "12 Aug 2025",
    ]  # fmt: skip


def test_a_moment_is_told_in_the_time_of_the_province() -> None:
    at = datetime(2025, 8, 11, 22, 40, tzinfo=UTC)
    assert figures.moment(at).replace("\u00a0", " ") == "12 Agustus 2025, 06.40"
    assert figures.short_day(at).replace("\u00a0", " ") == "12 Agu 2025"


def test_what_is_absent_is_a_dash() -> None:
    filters = (
        figures.whole,
        figures.decimal,
        figures.percent,
        figures.rupiah,
        figures.rupiah_short,
        figures.day,
        figures.moment,
    )
    assert {absent(None) for absent in filters} == {"–"}


def test_a_digest_is_read_in_groups_of_four() -> None:
    assert figures.fingerprint("7f3a91c4d20b5e88ffff").replace("\u00a0", " ") == "7F3A 91C4 D20B 5E88"
