"""Versions of a programme year: the whole document as it is, as it was, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.programmes.models import ProgrammeVersion, ProgrammeYear
from payung.programmes.queries.years import InstrumentRow, all_instruments, programme
from payung.programmes.rules.document import (
    BudgetPart,
    InstrumentPart,
    PayerPart,
    ProgrammeDocument,
    TranchePart,
    plain_content,
    plain_part,
)
from payung.programmes.rules.edits import Difference, differences
from payung.programmes.rules.settings import SETTINGS_KEYS, Settings, read_settings


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a programme year: who made it when, and why. `made_by` is empty for one made before versions were kept."""

    version: int
    made_at: datetime
    made_by: str
    note: str
    digest: bytes


def content_of(code: str) -> dict[str, Any]:
    """The present content of a programme year, in the form of its file. Raises `Refusal` unknown-programme."""
    held = programme(code)
    raw_settings = ProgrammeYear.objects.values_list("settings", flat=True).get(pk=held.id)
    instruments = tuple(_instrument_part(each) for each in held.instruments)
    budget = tuple(
        BudgetPart(each.payer, each.account, each.account_name, each.insurance, each.version, each.amount_idr) for each in held.budget
    )
    tranches = tuple(
        TranchePart(each.code, each.payer, each.first_month, each.last_month, each.people, each.deadline_on) for each in held.tranches
    )
    payers = tuple(PayerPart(each.code, each.name, each.kind, each.area) for each in held.payers)
    return plain_content(
        ProgrammeDocument(held.code, held.name, held.year, held.area, instruments, payers, budget, tranches, held.settings, raw_settings)
    )


def instrument_contents() -> list[dict[str, Any]]:
    """Every instrument that a programme may rest on, in the form of a programme file, by title."""
    rows = sorted(all_instruments(), key=lambda each: each.title)
    return [plain_part(_instrument_part(each)) for each in rows]


def versions(programme_id: int) -> list[VersionRow]:
    """The versions of a programme year, newest first."""
    held = ProgrammeVersion.objects.filter(programme_id=programme_id).select_related("made_by").order_by("-version")
    return [
        VersionRow(each.version, each.made_at, each.made_by.full_name if each.made_by else "", each.note, bytes(each.digest))
        for each in held
    ]


def version_id(programme_id: int, version: int) -> int | None:
    """The row of a version, to be pointed at; None for one made before versions were kept."""
    return ProgrammeVersion.objects.filter(programme_id=programme_id, version=version).values_list("pk", flat=True).first()


def version_settings(version: int) -> Settings:
    """What the version with this id (`version_id`) decides about people."""
    content = ProgrammeVersion.objects.values_list("document", flat=True).get(pk=version)
    return read_settings({key: content[key] for key in SETTINGS_KEYS if content.get(key) is not None})


def version_content(programme_id: int, version: int) -> dict[str, Any]:
    """The whole content of a version. Raises `Refusal` no-such-version."""
    held = ProgrammeVersion.objects.filter(programme_id=programme_id, version=version).values_list("document", flat=True).first()
    if held is None:
        raise Refusal("no-such-version", gettext_noop("There is no version %(version)s of this programme."), version=version)
    content: dict[str, Any] = held
    return content


def version_differences(programme_id: int, version: int) -> list[Difference]:
    """What a version changed of the one before it; nothing for the first. Raises `Refusal` no-such-version."""
    after = version_content(programme_id, version)
    earlier = ProgrammeVersion.objects.filter(programme_id=programme_id, version__lt=version).order_by("-version").first()
    return differences(earlier.document, after) if earlier else []


def _instrument_part(row: InstrumentRow) -> InstrumentPart:
    source, confidence = row.source or "-", row.confidence or "L"
    return InstrumentPart(row.code, row.kind, row.title, row.number, row.status, row.in_force_on, row.ends_on, source, confidence)
