"""The programme year that a reader works in: kept in his session, shown in the bar, changed there or by the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from payung.programmes.queries import programme, programme_codes, programme_years
from payung.reports.queries.thread import programme_in_hand

CHOSEN = "programme"
"""Session key, name in the address and field of the form."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One programme of the bar."""

    code: str
    name: str
    year: int
    current: bool


def chosen_programme(request: HttpRequest) -> str:
    """The code of the programme that the address names, else the one chosen in the bar, else the one in hand.

    Raises `Refusal` unknown-programme when none is loaded or the one named is not.
    """
    named = request.GET.get(CHOSEN)
    if named:
        return programme(named).code
    kept = request.session.get(CHOSEN)
    return kept if kept in programme_codes() else programme_in_hand(timezone.localdate())


def programme_choices(request: HttpRequest) -> list[Choice]:
    """The programmes that may be chosen; none before the first is loaded."""
    years = dict(programme_years())
    if not years:
        return []
    kept = request.GET.get(CHOSEN) or request.session.get(CHOSEN)
    current = kept if kept in years else programme_in_hand(timezone.localdate())
    return [Choice(code, code.upper().replace("-", " "), year, code == current) for code, year in years.items()]
