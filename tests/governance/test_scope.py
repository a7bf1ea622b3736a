"""A posting sees its areas and nothing else; without a scope the database raises."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from payung.governance.models import StoredFile
from payung.governance.queries.scope import scope
from payung.governance.rules.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def files_of_two_regencies(operator: Actor, now: datetime) -> None:
    for place, area in enumerate(("5307", "5307012001", "5308", "5308022001")):
        StoredFile.objects.create(
            area=area,
            digest=f"{place:064}",
            name=f"{area}.csv",
            size_bytes=1,
            file_class="source",
            stored_at=now,
            stored_by_id=operator.user_id,
        )


def test_a_regency_sees_its_own_files_only(files_of_two_regencies, hire):  # type: ignore[no-untyped-def]
    sikka = hire("sikka", "regency_verifier", "5307")
    with scope(sikka):
        assert sorted(StoredFile.objects.values_list("area", flat=True)) == ["5307", "5307012001"]
        assert StoredFile.objects.count() == 2


def test_a_posting_of_two_areas_sees_both_and_a_village_is_a_range_of_one(files_of_two_regencies, hire):  # type: ignore[no-untyped-def]
    with scope(hire("two", "regency_verifier", "5307012001", "5308")):
        assert sorted(StoredFile.objects.values_list("area", flat=True)) == ["5307012001", "5308", "5308022001"]


def test_a_row_outside_the_area_cannot_be_written(operator, hire, now):  # type: ignore[no-untyped-def]
    sikka = hire("sikka", "regency_verifier", "5307")
    with pytest.raises(ProgrammingError, match="row-level security"), scope(sikka):
        StoredFile.objects.create(
            area="5308", digest="0" * 64, name="x", size_bytes=1, file_class="source", stored_at=now, stored_by_id=sikka.user_id
        )


def test_the_web_role_without_a_scope_raises_instead_of_answering_with_nothing(files_of_two_regencies):  # type: ignore[no-untyped-def]
    with pytest.raises(ProgrammingError, match="no area scope"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE payung_app")
        cursor.execute("SELECT count(*) FROM governance_storedfile")


def test_a_scope_ends_with_its_block(files_of_two_regencies, hire):  # type: ignore[no-untyped-def]
    with scope(hire("sikka", "regency_verifier", "5307")):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('payung.area_lo', true)")
        assert cursor.fetchone() == ("payung_owner", "")


def test_the_scope_of_another_posting_inside_a_scope_is_a_bug(operator, hire):  # type: ignore[no-untyped-def]
    sikka, ende = hire("sikka", "regency_verifier", "5307"), hire("ende", "regency_verifier", "5308")
    with scope(sikka), pytest.raises(ValueError, match="another posting"), scope(ende):
        pass
