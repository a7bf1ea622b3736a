"""An official's word on one person: only openly, with a reason, and inside the share of places that the programme allows."""

from __future__ import annotations

from collections.abc import Collection

from payung.core.refusals import Refusal, gettext_noop
from payung.selection.rules.choice import HOUSEHOLD_FULL, NO_QUOTA_AREA
from payung.selection.rules.statuses import PersonAct, Verdict

_FROM = {PersonAct.ADD: (Verdict.RESERVE, Verdict.OUTSIDE_QUOTA), PersonAct.REMOVE: (Verdict.CHOSEN, Verdict.RESERVE)}
_NO_PLACE = {HOUSEHOLD_FULL, NO_QUOTA_AREA}


def most_decisions(places: int, pct: int) -> int:
    """On how many people an official may decide, of so many places: never more than the share."""
    return places * pct // 100


def check_share(decided: int, places: int, pct: int) -> None:
    """Whether a word on one person more stays inside the share. `decided`: people on whom one stands. Raises `Refusal` decisions-not-allowed or decisions-used-up."""
    if pct == 0:
        message = gettext_noop("This programme lets nobody add or remove a person by decision. Its file may allow a share (decisions_pct).")
        raise Refusal("decisions-not-allowed", message)
    most = most_decisions(places, pct)
    if decided + 1 > most:
        message = gettext_noop("The programme allows decisions on %(most)s people (%(pct)s %% of the places), and %(decided)s are taken.")
        raise Refusal("decisions-used-up", message, most=most, pct=pct, decided=decided)


def check_act(act: PersonAct, verdict: Verdict, reasons: Collection[str]) -> None:
    """Whether a run's outcome leaves something to decide: whom to add is eligible and not chosen, whom to remove is chosen or in reserve.

    Law and criteria are not set aside by anybody's word. Raises `Refusal` nothing-to-decide.
    """
    if verdict not in _FROM[act] or (act is PersonAct.ADD and not _NO_PLACE.isdisjoint(reasons)):
        message = gettext_noop(
            "This person is %(verdict)s (%(reasons)s). Add somebody who is eligible and not chosen, remove somebody who is chosen or in reserve."
        )
        raise Refusal("nothing-to-decide", message, verdict=verdict.value, reasons=", ".join(reasons))
