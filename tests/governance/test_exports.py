"""Who takes people out with their NIKs leaves an event before the file is there."""

from __future__ import annotations

import pytest

from payung.core.refusals import Refusal
from payung.governance.actions.exports import record_export
from payung.governance.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_an_export_leaves_who_took_what_from_where_and_no_name_of_a_file(operator, now):  # type: ignore[no-untyped-def]
    record_export(name="petrus.csv", kind="upload", subjects=[7], rows=3, by=operator, at=now)
    event = AuditEvent.objects.get(action="export_people")
    assert (event.by_user, event.kind, event.subjects) == (operator.user_id, "upload", [7])
    record_export(name="petrus.csv", kind="upload", subjects=[7], rows=4, by=operator, at=now)
    digests = {bytes(digest) for digest in AuditEvent.objects.filter(action="export_people").values_list("change_digest", flat=True)}
    assert len(digests) == 2


def test_a_role_that_may_not_take_lists_out_is_refused(hire, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        record_export(name="all.csv", kind="selection_run", subjects=[1], rows=1, by=hire("nita", "village_officer", "5307012001"), at=now)
    assert refusal.value.code == "not-allowed"
    assert not AuditEvent.objects.filter(action="export_people").exists()
