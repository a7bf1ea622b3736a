"""Where rows came from: the provenance of a person, as others show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from payung.intake.models import SourceFile
from payung.intake.rules.findings import FINDINGS, Finding


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """Who sent a row, in which file, sheet and line (empty where the file is not seen from here), when it was received, and what was found in it."""

    row: int
    upload: int
    source: str
    file: str
    sheet: str
    row_number: int
    received_at: datetime
    findings: tuple[Finding, ...]


def origins(rows: Sequence[int]) -> dict[int, RowOrigin]:
    """The origins of these rows, as far as the present scope sees them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, f.upload, f.id, r.sheet, r.row_number, f.received_at, r.findings FROM intake_intakerow r"
            " JOIN intake_files() f ON f.id = r.file_id WHERE r.id = ANY(%s)",
            [list(rows)],
        )
        found = cursor.fetchall()
    files = {each.pk: each for each in SourceFile.objects.filter(pk__in={row[2] for row in found}).select_related("upload")}
    return {
        row: RowOrigin(
            row,
            upload,
            files[file].upload.source if file in files else "",
            files[file].path if file in files else "",
            sheet,
            number,
            received_at,
            tuple(FINDINGS[code] for code in codes),
        )
        for row, upload, file, sheet, number, received_at, codes in found
    }
