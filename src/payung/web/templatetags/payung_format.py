"""Figures in the language of the page: `{{ 238264|whole }}`, `{{ rate|percent:1 }}`, `{{ amount|rupiah_short }}`, `{{ on|day }}`."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from payung.core import figures
from payung.core.figures import Language, Number

register = template.Library()
ABSENT = "–"


def page_language() -> Language:
    """The language of figures on the page being written."""
    return figures.language_of(get_language())


@register.filter
def whole(number: Number | None) -> str:
    """1.000.000"""
    return ABSENT if number is None else figures.whole(number, page_language())


@register.filter
def decimal(number: Number | None, digits: int = 1) -> str:
    """1.234,5"""
    return ABSENT if number is None else figures.decimal(number, digits, page_language())


@register.filter
def signed(number: Number | None, digits: int = 0) -> str:
    """+9,7"""
    return ABSENT if number is None else figures.signed(number, digits, page_language())


@register.filter
def percent(number: Number | None, digits: int = 1) -> str:
    """23,8 %"""
    return ABSENT if number is None else figures.percent(number, digits, page_language())


@register.filter
def rupiah(amount_idr: int | None) -> str:
    """Rp 10.080.000.000"""
    return ABSENT if amount_idr is None else figures.rupiah(amount_idr, page_language())


@register.filter
def rupiah_short(amount_idr: int | None) -> str:
    """Rp 10,08 miliar"""
    return ABSENT if amount_idr is None else figures.rupiah_short(amount_idr, page_language())


@register.filter
def day(on: date | None) -> str:
    """12 Agustus 2025"""
    return ABSENT if on is None else figures.day(_local(on), page_language())


@register.filter
def short_day(on: date | None) -> str:
    """12 Agu 2025, for tables"""
    return ABSENT if on is None else figures.day(_local(on), page_language(), short=True)


@register.filter
def moment(at: datetime | None) -> str:
    """12 Agustus 2025, 09.40, in the time of the province"""
    if at is None:
        return ABSENT
    local = timezone.localtime(at)
    return f"{figures.day(local, page_language())}, {figures.clock(local, page_language())}"


@register.filter
def moment_short(at: datetime | None) -> str:
    """12 Agu 2025, 09.40, for tables and histories"""
    if at is None:
        return ABSENT
    local = timezone.localtime(at)
    return f"{figures.day(local, page_language(), short=True)}, {figures.clock(local, page_language())}"


@register.filter
def fingerprint(digest: str) -> str:
    """The first sixteen characters of a digest in groups of four: 7F3A 91C4 D20B 5E88"""
    start = digest[:16].upper()
    return figures.NO_BREAK.join(start[place : place + 4] for place in range(0, len(start), 4))


def _local(on: date) -> date:
    return timezone.localtime(on) if isinstance(on, datetime) and timezone.is_aware(on) else on
