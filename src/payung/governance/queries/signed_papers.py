"""Which places have a signed paper of a kind on file."""

from __future__ import annotations

from collections.abc import Collection

from payung.governance.models.documents import Document


def areas_with_signed(kinds: Collection[str], *, programme: int | None = None) -> set[str]:
    """Areas of the present scope with a paper of one of these kinds (about one programme, when named) whose signed copy is here."""
    held = Document.objects.filter(kind__in=list(kinds), signed_file__isnull=False)
    if programme is not None:
        held = held.filter(object_kind="programme", object_id=programme)
    return set(held.values_list("area", flat=True).distinct())
