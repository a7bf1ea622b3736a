"""Cases as programs hand them in (`payung law calculate`) to answers with items and articles.

A bad case is answered by its error in its place; the cases around it are not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from payung.core.calendar import Month
from payung.core.refusals import Refusal, gettext_noop
from payung.law.contribution import Cost, cost
from payung.law.dated import Parameters
from payung.law.loader import load_parameters
from payung.law.units import is_whole

BENEFITS = ("contribution", "jkm", "jkk", "scholarship", "jht")
MOST_MONTHS = 600


def calculate_cases(cases: Iterable[Any], *, parameters: Parameters | None = None) -> dict[str, list[dict[str, Any]]]:
    """`{"answers": […]}` with one answer or error for each case, in order."""
    return {"answers": [calculate_case(case, parameters=parameters) for case in cases]}


def calculate_case(case: Any, *, parameters: Parameters | None = None) -> dict[str, Any]:
    """The answer `{"total_idr", "items": [{"code", "amount_idr", "article"}], "notes"}`, or `{"error": {"code", "message"}}`.

    Every case has `benefit` and `on`. Without `parameters` the packaged ones are used.
    """
    try:
        if not isinstance(case, Mapping):
            raise Refusal("case-wrong", gettext_noop("A case is an object with benefit and on."))
        return _calculator(_required(case, "benefit"))(case, parameters or load_parameters())
    except Refusal as refusal:
        return {"error": {"code": refusal.code, "message": str(refusal)}}


def _calculator(benefit: Any) -> Callable[[Mapping[str, Any], Parameters], dict[str, Any]]:
    if benefit == "contribution":
        return _contribution
    if benefit in BENEFITS:
        message = gettext_noop("Payung does not calculate %(benefit)s yet. It calculates: contribution.")
        raise Refusal("benefit-not-yet", message, benefit=benefit)
    message = gettext_noop("%(benefit)s is not a benefit. Use one of: %(known)s.")
    raise Refusal("benefit-unknown", message, benefit=str(benefit), known=", ".join(BENEFITS))


def _contribution(case: Mapping[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Keys: on, declared_income_idr, payer; programmes (JKK and JKM), sector (other), months (1)."""
    _check_keys(case, {"benefit", "on", "programmes", "declared_income_idr", "payer", "sector", "months"})
    months = case.get("months", 1)
    if not is_whole(months, lowest=1, highest=MOST_MONTHS):
        raise Refusal("case-wrong", gettext_noop("months must be a whole number from 1 to %(most)s."), most=MOST_MONTHS)
    programmes = case.get("programmes", ["jkk", "jkm"])
    if not isinstance(programmes, list):
        raise Refusal("case-wrong", gettext_noop("programmes must be a list, for example jkk and jkm."))
    return _answer(
        cost(
            parameters,
            Month.of(_day(_required(case, "on"))),
            months,
            1,
            _required(case, "payer"),
            programmes,
            declared_income_idr=_required(case, "declared_income_idr"),
            sector=case.get("sector", "other"),
        )
    )


def _answer(one_person: Cost) -> dict[str, Any]:
    """Items of the same code and article added up over the months; notes once, in the order they appear."""
    amounts: dict[tuple[str, str], int] = {}
    for item in (item for month in one_person.months for item in month.items):
        amounts[item.code, item.article] = amounts.get((item.code, item.article), 0) + item.amount_idr
    notes = dict.fromkeys(note for month in one_person.months for note in month.notes)
    items = [{"code": code, "amount_idr": amount_idr, "article": article} for (code, article), amount_idr in amounts.items()]
    return {"total_idr": one_person.total_idr, "items": items, "notes": list(notes)}


def _required(case: Mapping[str, Any], key: str) -> Any:
    if case.get(key) is None:
        raise Refusal("case-missing-key", gettext_noop("The case lacks %(key)s."), key=key)
    return case[key]


def _check_keys(case: Mapping[str, Any], known: set[str]) -> None:
    """An unknown key is refused: a misspelt one would silently take the default and change the money."""
    for key in sorted(map(str, set(case) - known)):
        message = gettext_noop("%(key)s is not a key of this benefit. Use: %(known)s.")
        raise Refusal("case-unknown-key", message, key=key, known=", ".join(sorted(known)))


def _day(text: Any) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != text:
        raise Refusal("case-wrong", gettext_noop("%(on)s is not a day. Write YYYY-MM-DD."), on=str(text))
    return day
