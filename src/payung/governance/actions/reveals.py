"""Showing one sealed identifier. The room that keeps it opens the envelope after this, in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from payung.governance.actions.audit import record
from payung.governance.models import Reveal, User
from payung.governance.rules.actors import Actor
from payung.governance.rules.reveals import check_reveal, check_shown


@transaction.atomic
def reveal(*, kind: str, object_id: int, field: str, purpose: str, reference: str = "", by: Actor, at: datetime) -> None:
    """Let `by` see `field` of an object, for a `Purpose`, and leave who, what, when and why.

    Raises `Refusal` not-allowed, field-not-allowed, not-sealed, purpose-missing, reference-missing or too-many-reveals.
    """
    given = check_reveal(by, field, purpose, reference)
    User.objects.select_for_update().get(pk=by.user_id)  # two at once are counted one after the other
    shown = Reveal.objects.filter(shown_to=by.user_id)
    check_shown(shown.filter(shown_at__gt=at - timedelta(hours=1)).count(), shown.filter(shown_at__gt=at - timedelta(days=1)).count())
    Reveal.objects.create(
        kind=kind, object_id=object_id, field=field, purpose=given, reference=reference.strip()[:80], shown_to_id=by.user_id,
        posting_id=by.posting_id, shown_at=at,
    )  # fmt: skip
    record(
        by=by,
        at=at,
        action="reveal_identifier",
        kind=kind,
        subjects=[object_id],
        change={"field": field, "purpose": given, "reference": reference},
    )
