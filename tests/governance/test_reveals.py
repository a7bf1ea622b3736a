"""Sealed identifiers are shown for a purpose, thirty an hour, and every showing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from payung.core.refusals import Refusal
from payung.governance.actions.reveals import reveal
from payung.governance.models import AuditEvent, Reveal
from payung.governance.queries.leaving import reveals
from payung.governance.rules.access import access
from payung.governance.rules.reveals import MOST_A_DAY, MOST_AN_HOUR

pytestmark = pytest.mark.django_db


def show(by, at, field="nik", purpose="verification", **more):  # type: ignore[no-untyped-def]
    reveal(kind="worker", object_id=7, field=field, purpose=purpose, by=by, at=at, **more)


def refusal(*args, **given) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        show(*args, **given)
    return refused.value.code


def test_the_thirty_first_in_an_hour_waits(hire, now):  # type: ignore[no-untyped-def]
    data, other = hire("data", "data_officer"), hire("other", "data_officer")
    for minute in range(MOST_AN_HOUR):
        show(data, now + timedelta(minutes=minute))
    assert refusal(data, now + timedelta(minutes=59)) == "too-many-reveals"
    show(other, now + timedelta(minutes=59))
    show(data, now + timedelta(minutes=60))
    assert Reveal.objects.count() == AuditEvent.objects.filter(action="reveal_identifier").count() == MOST_AN_HOUR + 2


def test_two_hundred_a_day_are_enough(hire, now):  # type: ignore[no-untyped-def]
    data = hire("data", "data_officer")
    Reveal.objects.bulk_create(
        Reveal(
            kind="worker", object_id=1, field="nik", purpose="counter", shown_to_id=data.user_id, posting_id=data.posting_id,
            shown_at=now + timedelta(minutes=7 * number),
        )
        for number in range(MOST_A_DAY)
    )  # fmt: skip
    assert refusal(data, now + timedelta(minutes=7 * MOST_A_DAY)) == "too-many-reveals"
    show(data, now + timedelta(hours=24, minutes=1))


def test_a_purpose_is_named_and_another_one_has_its_letter(hire, now):  # type: ignore[no-untyped-def]
    data = hire("data", "data_officer")
    assert refusal(data, now, purpose="") == "purpose-missing"
    assert refusal(data, now, purpose="curiosity") == "purpose-missing"
    assert refusal(data, now, purpose="other") == "reference-missing"
    show(data, now, purpose="other", reference="Surat 800/12")
    assert reveals(data)[0][0].reference == "Surat 800/12"


def test_over_all_roles_and_fields_the_access_table_decides(operator, now):  # type: ignore[no-untyped-def]
    table = access()
    for role in table.roles.values():
        actor = replace(operator, role=role.code)
        for field in table.fields.values():
            if "identifiers.reveal" not in role.acts:
                expected = "not-allowed"
            elif field.code not in role.sees:
                expected = "field-not-allowed"
            else:
                expected = "" if field.sealed else "not-sealed"
            with transaction.atomic():
                got = refusal(actor, now, field=field.code) if expected else show(actor, now, field=field.code) or ""
                assert got == expected, (role.code, field.code)
                transaction.set_rollback(True)


def test_nobody_changes_what_was_shown(hire, now):  # type: ignore[no-untyped-def]
    show(hire("data", "data_officer"), now)
    with pytest.raises(DatabaseError, match="inserts only"), transaction.atomic():
        Reveal.objects.update(purpose="counter")
    with pytest.raises(DatabaseError, match="inserts only"), transaction.atomic():
        Reveal.objects.all().delete()


def test_a_regency_sees_what_its_own_people_were_shown(hire, now):  # type: ignore[no-untyped-def]
    sikka, ende, data = hire("sikka", "regency_verifier", "5307"), hire("ende", "regency_verifier", "5308"), hire("data", "data_officer")
    show(sikka, now)
    show(ende, now)
    assert [row.shown_to for row in reveals(sikka)[0]] == ["Sikka"]
    assert len(reveals(data)[0]) == 2
