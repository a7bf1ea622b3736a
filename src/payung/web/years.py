"""The programme year that a reader works in: kept in his session, shown in the bar, changed there or by the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from payung.programmes.queries import programme, programme_years
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
    if named and named not in _years(request):
        return programme(named).code
    return named or _kept(request)


def programme_choices(request: HttpRequest) -> list[Choice]:
    """The programmes that may be chosen; none before the first is loaded."""
    years = _years(request)
    if not years:
        return []
    named = request.GET.get(CHOSEN)
    current = named if named in years else _kept(request)
    return [Choice(code, code.upper().replace("-", " "), year, code == current) for code, year in years.items()]


def _kept(request: HttpRequest) -> str:
    """What the session keeps, else the programme in hand; asked for once a request."""
    held: str | None = getattr(request, "programme_kept", None)
    if held is None:
        kept = request.session.get(CHOSEN)
        held = kept if kept in _years(request) else programme_in_hand(timezone.localdate())
        request.programme_kept = held  # type: ignore[attr-defined]
    return held


def _years(request: HttpRequest) -> dict[str, int]:
    held: dict[str, int] | None = getattr(request, "programme_years", None)
    if held is None:
        held = dict(programme_years())
        request.programme_years = held  # type: ignore[attr-defined]
    return held
