"""Taking an upload back, pinning its rows, replacing it by a better one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from tests.intake.lists import person, write_list

from payung.core.refusals import Refusal
from payung.governance.rules.actors import Actor
from payung.intake.actions import add_upload, pin, withdraw_upload
from payung.intake.models import IntakeRow, RowPin, Upload
from payung.intake.queries import fallen_rows, rows_to_admit

pytestmark = pytest.mark.django_db

Add = Callable[..., int]


@pytest.fixture
def add(operator: Actor, programme: str, now: datetime, tmp_path: Path) -> Add:
    """Take in a list of the people of these numbers; the upload's id."""

    def call(*numbers: int, replaces: int | None = None, by: Actor = operator) -> int:
        path = tmp_path / f"{'-'.join(map(str, numbers))}.xlsx"
        if not path.exists():
            write_list(path, [person(n) for n in numbers])
        return add_upload(paths=[path], programme=programme, source="Nita", door="village", replaces=replaces, by=by, at=now).upload

    return call


def rows_of(upload: int) -> list[int]:
    return list(IntakeRow.objects.filter(file__upload=upload).order_by("pk").values_list("pk", flat=True))


def refusal(call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value


def test_a_withdrawn_upload_goes_downstream_no_more(add: Add, operator: Actor, now: datetime) -> None:
    first, second = add(1, 2), add(3)
    withdraw_upload(upload=first, by=operator, at=now)
    assert rows_to_admit()["id"].to_list() == rows_of(second)
    assert fallen_rows().to_list() == rows_of(first)
    assert refusal(lambda: withdraw_upload(upload=first, by=operator, at=now)).code == "wrong-status"


def test_a_withdrawn_file_can_come_again(add: Add, operator: Actor, now: datetime) -> None:
    withdraw_upload(upload=add(1, 2), by=operator, at=now)
    again = add(1, 2)
    assert rows_to_admit()["id"].to_list() == rows_of(again)


def test_withdrawal_is_refused_naming_the_fact_that_rests_on_a_row(add: Add, operator: Actor, now: datetime) -> None:
    upload = add(1, 2)
    assert pin(rows=rows_of(upload)[1:], fact="list:12", by=operator, at=now) == []
    refused = refusal(lambda: withdraw_upload(upload=upload, by=operator, at=now))
    assert (refused.code, refused.data) == ("rows-pinned", {"fact": "list:12"})
    assert rows_to_admit().height == 2


def test_pinning_again_changes_nothing_and_a_withdrawn_row_is_not_pinned(add: Add, operator: Actor, now: datetime) -> None:
    first, second = add(1), add(2)
    pin(rows=rows_of(first), fact="list:12", by=operator, at=now)
    withdraw_upload(upload=second, by=operator, at=now)
    assert pin(rows=[*rows_of(first), *rows_of(second)], fact="list:12", by=operator, at=now) == rows_of(second)
    assert RowPin.objects.count() == 1


def test_a_replacing_upload_takes_the_place_of_the_other(add: Add) -> None:
    old = add(1, 2, 3)
    new = add(1, 2, replaces=old)
    assert rows_to_admit()["id"].to_list() == rows_of(new)
    assert list(Upload.objects.order_by("pk").values_list("status", flat=True)) == ["replaced", "read"]
    assert add(1, 2, replaces=old) == new  # the same call again changes nothing


def test_a_file_of_the_replaced_upload_is_read_again(add: Add) -> None:
    old = add(1, 2)
    new = add(1, 2, replaces=old)
    assert new != old
    assert rows_to_admit()["id"].to_list() == rows_of(new)


def test_withdrawing_a_replacement_brings_the_other_back(add: Add, operator: Actor, now: datetime) -> None:
    old = add(1, 2, 3)
    withdraw_upload(upload=add(1, 2, replaces=old), by=operator, at=now)
    assert rows_to_admit()["id"].to_list() == rows_of(old)


def test_an_upload_with_a_fact_on_it_cannot_be_replaced(add: Add, operator: Actor, now: datetime) -> None:
    old = add(1)
    pin(rows=rows_of(old), fact="list:3", by=operator, at=now)
    assert refusal(lambda: add(1, 2, replaces=old)).code == "rows-pinned"
    assert rows_to_admit()["id"].to_list() == rows_of(old)


def test_nobody_takes_back_what_lies_outside_his_area(add: Add, hire: Callable[..., Actor], now: datetime) -> None:
    upload = add(1, by=hire("sikka", "data_officer", "5307"))
    other = hire("ende", "data_officer", "5308")
    assert refusal(lambda: withdraw_upload(upload=upload, by=other, at=now)).code == "no-such-object"
    village = hire("nita", "village_officer", "5307042001")
    assert refusal(lambda: withdraw_upload(upload=upload, by=village, at=now)).code == "not-allowed"


def test_a_posting_of_a_part_cannot_take_back_the_whole(add: Add, hire: Callable[..., Actor], now: datetime) -> None:
    both = hire("both", "data_officer", "530704", "5308")
    upload = add(1, 2, by=both)
    IntakeRow.objects.filter(pk=rows_of(upload)[1]).update(area="5308")
    part = hire("part", "data_officer", "530704")
    assert refusal(lambda: withdraw_upload(upload=upload, by=part, at=now)).code == "outside-area"
    withdraw_upload(upload=upload, by=both, at=now)
    assert rows_to_admit().is_empty()
