"""Preparing a programme year from its file or by hand: each change is a version of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.places.queries import figure_by_area
from payung.programmes.actions._lines import check_line
from payung.programmes.models import BudgetLine, Instrument, Payer, ProgrammeInstrument, ProgrammeVersion, ProgrammeYear, Tranche
from payung.programmes.queries import province_law
from payung.programmes.queries.versions import content_of
from payung.programmes.rules.document import VERSIONS, ProgrammeDocument, plain_content, read_content, read_document, scaled
from payung.programmes.rules.edits import stale
from payung.programmes.rules.settings import RESERVED_BASES

_SHIPPED = Path(__file__).parents[1] / "data"


def load_programme(*, source: str | Path, by: Actor, at: datetime, scale: Fraction | None = None) -> int:
    """Load a programme year from the code of a shipped one or the path of a YAML file; its id.

    The same content again changes nothing; changed content makes the next version. The state of instruments that are
    here already stays, and committed money moves to the newest version of its account. `scale` shrinks people and money
    together (the demo). Raises `Refusal` unknown-programme, programme-unreadable, programme-invalid, figure-unknown,
    budget-exceeded (less money than is committed) or programme-in-use (a part that a run or list rests on is gone).
    """
    check_may(by, "programmes.manage")
    path = _found(source)
    document = read_document(path.read_text(encoding="utf-8"), path.name)
    if scale is not None:
        document = scaled(document, scale, province_law())
    _check_figures(document)
    with transaction.atomic():
        return _write(document, path.name, by, at)


@transaction.atomic
def edit_programme(*, code: str, version: int, change: Mapping[str, Any], note: str = "", by: Actor, at: datetime) -> int:
    """Change parts of a programme year by hand; its version afterwards.

    `change` maps top-level keys of a programme file (criteria, budget, …) to their new plain content; a key with None is taken out.
    `version` is the one that was read. Earlier versions stay as they were. Raises `Refusal` unknown-programme, stale-edit,
    programme-invalid, figure-unknown, budget-exceeded or programme-in-use.
    """
    check_may(by, "programmes.manage")
    held = ProgrammeYear.objects.select_for_update().filter(code=code).first()
    content = content_of(code)
    if held is None or held.version != version:
        raise stale(version, held.version if held else 0)
    changed = {key: value for key, value in {**content, **change, "code": code}.items() if value is not None}
    if changed == content:
        return held.version
    document = read_content(changed)
    _check_figures(document)
    _write(document, note.strip(), by, at)
    return ProgrammeYear.objects.values_list("version", flat=True).get(pk=held.pk)


def _found(source: str | Path) -> Path:
    shipped = {path.stem: path for path in sorted(_SHIPPED.glob("*.yaml"))}
    path = shipped.get(str(source), Path(source))
    if not path.is_file():
        message = gettext_noop("There is no programme %(programme)s. Use one of %(known)s, or the path of a programme file.")
        raise Refusal("unknown-programme", message, programme=Path(source).name, known=", ".join(shipped))
    return path


def _check_figures(document: ProgrammeDocument) -> None:
    for step in document.settings.quota:
        for basis in step.basis:
            for figure in {basis.of, basis.times} - {"", *RESERVED_BASES}:
                figure_by_area(figure)


def _write(document: ProgrammeDocument, note: str, by: Actor, at: datetime) -> int:
    digest = _content_digest(document)
    held = ProgrammeYear.objects.select_for_update().filter(code=document.code).first()
    if held is not None and (bytes(held.settings_digest) == digest or _says_the_same(document, content_of(held.code))):
        return held.pk
    if held is not None:
        _keep_present(held)
    programme = held or ProgrammeYear(code=document.code, version=0)
    programme.year, programme.name, programme.area = document.year, document.name, document.area
    programme.settings = _plain(document.raw_settings)
    programme.settings_digest, programme.loaded_at = digest, at
    programme.version += 1
    programme.save()
    _write_instruments(programme, document)
    payers = {part.code: _payer(part.code, part.name, part.kind, part.area) for part in document.payers}
    _write_budget(programme, document, payers)
    _write_tranches(programme, document, payers)
    content = content_of(programme.code)
    ProgrammeVersion.objects.create(
        programme=programme, version=programme.version, document=content, digest=digest, made_at=at, made_by_id=by.user_id, note=note
    )
    record(by=by, at=at, action="load_programme", kind="programme", subjects=[programme.pk], change=digest)
    return programme.pk


def _says_the_same(document: ProgrammeDocument, present: dict[str, Any]) -> bool:
    """Whether a file says what the programme is already; the state of its instruments is recorded elsewhere."""
    parts = [_plain(plain_content(document)), dict(present)]
    codes = [[each["code"] for each in part.pop("instruments")] for part in parts]
    return parts[0] == parts[1] and sorted(codes[0]) == sorted(codes[1])


def _keep_present(held: ProgrammeYear) -> None:
    """The version that is about to be followed by another, if it was made before versions were kept."""
    if not ProgrammeVersion.objects.filter(programme=held, version=held.version).exists():
        content, digest = content_of(held.code), bytes(held.settings_digest)
        ProgrammeVersion.objects.create(programme=held, version=held.version, document=content, digest=digest, made_at=held.loaded_at)


def _content_digest(document: ProgrammeDocument) -> bytes:
    parts = [document.code, document.name, document.year, document.area, _plain(document.raw_settings)]
    parts += [[str(part) for part in group] for group in (document.instruments, document.payers, document.budget, document.tranches)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def _plain(settings: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps it: days as text, keys as text."""
    plain: dict[str, Any] = json.loads(json.dumps(settings, default=str))
    return plain


def _write_instruments(programme: ProgrammeYear, document: ProgrammeDocument) -> None:
    ProgrammeInstrument.objects.filter(programme=programme).exclude(
        instrument__code__in=[part.code for part in document.instruments]
    ).delete()
    for part in document.instruments:
        instrument, _ = Instrument.objects.get_or_create(
            code=part.code,
            defaults={
                "kind": part.kind,
                "title": part.title,
                "number": part.number,
                "status": part.status,
                "in_force_on": part.in_force_on,
                "ends_on": part.ends_on,
                "source": part.source,
                "confidence": part.confidence,
            },
        )
        ProgrammeInstrument.objects.get_or_create(programme=programme, instrument=instrument)


def _payer(code: str, name: str, kind: str, area: str) -> Payer:
    payer, _ = Payer.objects.update_or_create(code=code, defaults={"name": name, "kind": kind, "area": area})
    return payer


def _write_budget(programme: ProgrammeYear, document: ProgrammeDocument, payers: Mapping[str, Payer]) -> None:
    held = {
        (line.payer_id, line.account, line.version): line
        for line in BudgetLine.objects.select_for_update().filter(programme=programme).order_by("pk")
    }
    committed: dict[tuple[int, str], int] = {}
    for (payer_id, account, _), line in held.items():
        committed[payer_id, account] = committed.get((payer_id, account), 0) + line.committed_idr
    newest: dict[tuple[int, str], BudgetLine] = {}
    for part in sorted(document.budget, key=lambda part: VERSIONS.index(part.version)):
        payer = payers[part.payer]
        key = (payer.pk, part.account, part.version)
        line = held.pop(key) if key in held else BudgetLine(programme=programme, payer=payer, account=part.account, version=part.version)
        line.account_name, line.insurance, line.amount_idr, line.committed_idr = part.account_name, part.insurance, part.amount_idr, 0
        line.save()
        newest[line.payer_id, line.account] = line
    if any(key not in newest for key, amount_idr in committed.items() if amount_idr):
        raise _in_use()
    for line in held.values():
        line.delete()
    for (payer_id, account), line in newest.items():
        line.committed_idr = committed.get((payer_id, account), 0)
        check_line(line)
        line.save(update_fields=["committed_idr"])


def _write_tranches(programme: ProgrammeYear, document: ProgrammeDocument, payers: Mapping[str, Payer]) -> None:
    try:
        Tranche.objects.filter(programme=programme).exclude(code__in=[part.code for part in document.tranches]).delete()
    except ProtectedError:
        raise _in_use() from None
    spent = set(BudgetLine.objects.filter(programme=programme, committed_idr__gt=0).values_list("payer_id", flat=True))
    held = {each.code: each for each in Tranche.objects.filter(programme=programme)}
    for part in document.tranches:
        each = held.get(part.code)
        months = (payers[part.payer].pk, str(part.first_month), str(part.last_month))
        if each is not None and each.payer_id in spent and (each.payer_id, each.first_month, each.last_month) != months:
            raise _in_use()
    for part in document.tranches:
        Tranche.objects.update_or_create(
            programme=programme,
            code=part.code,
            defaults={
                "payer": payers[part.payer],
                "first_month": str(part.first_month),
                "last_month": str(part.last_month),
                "people": part.people,
                "deadline_on": part.deadline_on,
            },
        )


def _in_use() -> Refusal:
    return Refusal(
        "programme-in-use",
        gettext_noop("The new file changes a tranche or leaves out an account that a run or list rests on. Keep it as it was."),
    )
