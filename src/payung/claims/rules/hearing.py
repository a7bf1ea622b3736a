"""What a line of the agency's list does to a claim: something new, nothing new, or less than is known."""

from __future__ import annotations

from payung.claims.rules.agency_lists import Line
from payung.claims.rules.statuses import CLAIMS, HEARD, ClaimStatus, LineOutcome


def outcome_of(status: ClaimStatus | str, paid_idr: int | None, line: Line) -> LineOutcome:
    """Recorded when the line leads on, unchanged when it says what is known, behind when the claim is farther or ended otherwise."""
    now = ClaimStatus(status)
    if now.value == line.state and (now is not ClaimStatus.PAID or paid_idr == line.amount_idr):
        return LineOutcome.UNCHANGED
    return LineOutcome.RECORDED if CLAIMS.may(HEARD[line.state], now) else LineOutcome.BEHIND
