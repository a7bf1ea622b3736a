"""Synthetic people for the tests of the registry: as rows of intake, of member lists and of death lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from payung.core.areas import deepest_common
from payung.core.nik import read_nik
from payung.governance.actions.bulk import take_ids
from payung.governance.models import StoredFile
from payung.governance.queries.keys import keyring
from payung.governance.rules.actors import Actor
from payung.intake.models import IntakeRow, SourceFile, Upload
from payung.intake.rules.envelopes import ROW_TABLE
from payung.programmes.models import ProgrammeYear
from payung.registry.models import CandidatePair, Worker

VILLAGE, NEXT_VILLAGE, OTHER_REGENCY = "5307012001", "5307012003", "5308012002"
SEALED = ("nik", "kk", "mother", "phone", "account", "address")


def hand_in(operator: Actor, now: datetime, *people: Mapping[str, Any], corrects: int | None = None) -> list[int]:
    """Rows of one upload that was read to its end, as intake leaves them; their ids."""
    programme, _ = ProgrammeYear.objects.get_or_create(
        code="test-2025", defaults={"year": 2025, "name": "Test", "area": "53", "settings": {}, "settings_digest": b"", "loaded_at": now}
    )
    upload = Upload.objects.create(
        area="53", programme=programme, source="Desa", door="village", status="read", received_at=now, received_by_id=operator.user_id
    )
    stored = StoredFile.objects.create(
        area="53", digest="0" * 64, name="a.xlsx", size_bytes=1, file_class="source", stored_at=now, stored_by_id=operator.user_id
    )
    file = SourceFile.objects.create(
        area="53", upload=upload, stored=stored, path="a.xlsx", digest="0" * 64, place=1, outcome="read", people=len(people), complete=True
    )
    ids = take_ids("intake_intakerow", len(people))
    IntakeRow.objects.bulk_create(
        _intake_row(row, number, told, file, corrects) for number, (row, told) in enumerate(zip(ids, people, strict=True), 2)
    )
    return list(ids)


def _intake_row(row: int, number: int, person: Mapping[str, Any], file: SourceFile, corrects: int | None) -> IntakeRow:
    typed = {"village_code": VILLAGE, **person}
    sealed = {name: typed.pop(name, None) for name in SEALED}
    return IntakeRow(
        id=row,
        area=typed["village_code"] or "53",
        file=file,
        sheet="Sheet1",
        row_number=number,
        envelope=keyring().seal(ROW_TABLE, row, {"cells": [], **sealed}),
        row_digest=b"\0" * 32,
        nik_state=read_nik(sealed["nik"])[0].value,
        corrects_id=corrects,
        **typed,
    )


def person(number: int = 0, **changed: Any) -> dict[str, Any]:
    """A farmer with a sound NIK; `number` makes another one of him, with another name, day and NIK."""
    names = ("Maria Yosefina Lamak", "Petrus Kopong Doni", "Agustinus Boli Tokan", "Kristina Peni Wato", "Yakobus Suban Hera")
    day, month, year = 1 + number % 28, 1 + number // 28 % 12, 1970 + number % 30
    woman = number % 5 in (0, 3)
    told = {
        "nik": f"530701{day + 40 * woman:02}{month:02}{year % 100:02}{1 + number // 336:04}",
        "name": names[number % 5] + (f" {_word(number // 5)}" if number >= 5 else ""),
        "sex": "P" if woman else "L",
        "birth_date": date(year, month, day),
        "mother": f"Theresia {_word(number + 7)}",
        "phone": f"08123{number:07}",
        "occupation": "Petani",
    }
    return told | changed


def _word(number: int) -> str:
    """A word of its own for every number."""
    first, second = (
        ("ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "wi", "gu"),
        ("dan", "ges", "kol", "lim", "mur", "nat", "pes", "ros", "tik", "wul"),
    )
    return (first[number % 10] + second[number // 10 % 10] + first[number // 100 % 10]).title()


def member(number: int, **changed: Any) -> dict[str, Any]:
    """A row of a member list about the person of that number."""
    told = {name: person(number)[name] for name in ("nik", "name", "sex", "birth_date")}
    return told | {"village": VILLAGE, "kpj": f"9{number:010}", "segment": "pu", "from": "2024-01-01", "to": ""} | changed


def dead(number: int, **changed: Any) -> dict[str, Any]:
    """A row of a death list about the person of that number."""
    told = {name: person(number)[name] for name in ("nik", "name", "sex", "birth_date")}
    return told | {"village": VILLAGE, "died_on": "2025-03-02", "source": "Desa"} | changed


def everything_in(table: str) -> str:
    """All columns of all rows of a table as one text, bytes in hex."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
        return cursor.fetchone()[0] or ""


def question(low: int, high: int, **facts: Any) -> int:
    """An open pair, as linking leaves it."""
    areas = Worker.objects.filter(pk__in=[low, high]).values_list("area", flat=True)
    told = {"kind": "registration", "weight_millibits": low, "reason": "unsure", "status": "open"} | facts
    return CandidatePair.objects.create(area=deepest_common(areas), low_id=low, high_id=high, **told).pk
