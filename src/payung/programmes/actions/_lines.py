"""What a budget line must never be."""

from __future__ import annotations

from payung.core.figures import rupiah
from payung.core.refusals import Refusal, gettext_noop
from payung.programmes.models import BudgetLine


def check_line(line: BudgetLine) -> None:
    """Raises `Refusal` money-not-committed or budget-exceeded, naming the account and the missing rupiah."""
    if line.committed_idr < 0:
        raise Refusal("money-not-committed", gettext_noop("Account %(account)s has not so much money bound."), account=line.account)
    missing_idr = line.committed_idr - line.amount_idr
    if missing_idr > 0:
        message = gettext_noop("Account %(account)s (%(name)s) lacks %(missing)s. Approve fewer people, or raise the budget first.")
        raise Refusal(
            "budget-exceeded", message, account=line.account, name=line.account_name, missing=rupiah(missing_idr), missing_idr=missing_idr
        )
