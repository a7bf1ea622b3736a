"""Binding money of a payer, and setting it free."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.rules.actors import Actor
from payung.programmes.actions._lines import check_line
from payung.programmes.models import BudgetLine, ProgrammeYear
from payung.programmes.queries import current_budget


@transaction.atomic
def commit_money(*, programme_id: int, payer_code: str, amounts: Mapping[str, int], by: Actor, at: datetime) -> None:
    """Bind money of a payer: `amounts` maps insurance -> rupiah. All of it or nothing.

    The lines are locked in the order of their ids, so that any number of approvers at once never spend one over. The
    calling action has checked that the actor may. Raises `Refusal` budget-exceeded naming account and missing rupiah,
    or budget-line-missing.
    """
    _move_money(programme_id, payer_code, amounts, 1)
    subjects = [line.id for line in current_budget(programme_id, payer_code)]
    record(by=by, at=at, action="commit_money", kind="budget_line", subjects=subjects, change=dict(amounts))


@transaction.atomic
def release_money(*, programme_id: int, payer_code: str, amounts: Mapping[str, int], by: Actor, at: datetime) -> None:
    """Set money free that `commit_money` bound. Raises `Refusal` money-not-committed when there is not so much bound."""
    _move_money(programme_id, payer_code, amounts, -1)
    subjects = [line.id for line in current_budget(programme_id, payer_code)]
    record(by=by, at=at, action="release_money", kind="budget_line", subjects=subjects, change=dict(amounts))


def _move_money(programme_id: int, payer_code: str, amounts: Mapping[str, int], sign: int) -> None:
    # The programme first: a newer version of the budget must not come in between.
    ProgrammeYear.objects.select_for_update(no_key=True).get(pk=programme_id)
    ids = sorted(line.id for line in current_budget(programme_id, payer_code) if line.insurance in amounts)
    lines = list(BudgetLine.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    missing = set(amounts) - {line.insurance for line in lines}
    if missing:
        message = gettext_noop("The payer %(payer)s has no account for %(insurance)s in this programme.")
        raise Refusal("budget-line-missing", message, payer=payer_code, insurance=", ".join(sorted(missing)))
    for line in lines:
        line.committed_idr += sign * amounts[line.insurance]
        check_line(line)
        line.save(update_fields=["committed_idr"])
