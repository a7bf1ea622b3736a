"""Saying what the columns of a file hold, on its own rows: confirmed as read, or read once more as it should have been."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.queries.files import read_content
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.handed import Handed
from payung.intake.actions.uploads import Received, Terms, receive_files
from payung.intake.models import SourceFile, Upload
from payung.intake.queries import locked_upload, stored_files, upload_report
from payung.intake.queries.pages import file_preview
from payung.intake.rules.envelopes import FILE_TABLE, PREVIEW
from payung.intake.rules.preview import PreviewSheet, confirmed, mapping_of, pack_preview
from payung.intake.rules.statuses import UPLOADS, Way


def set_columns(*, upload: int, file: int, sheet: str, chosen: Mapping[int, str], by: Actor, at: datetime) -> Received:
    """Say what each column of a sheet holds (column from 0 -> field, "" = leave out); it is remembered for the source.

    Where it was read so already, its guesses are confirmed. Else all files of the upload are read once more, as an upload that
    replaces this one; corrections that came by the row stay linked to their rows' first versions. Raises `Refusal` no-such-object,
    wrong-status, rows-pinned, column-unknown, field-unknown or field-twice.
    """
    check_may(by, "intake.add")
    with scope(by):
        held = locked_upload(upload)
        UPLOADS.check("replace", held.status)
        sheets = file_preview(upload, file)
        shown = next((each for each in sheets if each.name == sheet), None)
        if shown is None:
            raise Refusal("no-such-object", gettext_noop("There is no such sheet in the file."))
        mapping = dict(held.mapping) | mapping_of(shown, chosen)
        if all(chosen.get(column.index, column.field) == column.field for column in shown.columns):
            return _confirm(held, file, sheets, shown, mapping, by, at)
    return _read_again(held, mapping, by, at)


def _confirm(
    held: Upload, file: int, sheets: tuple[PreviewSheet, ...], shown: PreviewSheet, mapping: dict[str, str], by: Actor, at: datetime
) -> Received:
    held.mapping = mapping
    held.save(update_fields=["mapping"])
    sealed = keyring().seal(FILE_TABLE, file, {PREVIEW: pack_preview(confirmed(sheets, shown))})
    SourceFile.objects.filter(pk=file).update(preview=sealed)
    record(by=by, at=at, action="confirm_columns", kind="upload", subjects=[held.pk], change={"columns": mapping})
    return Received(held.pk, None, upload_report(held.pk))


def _read_again(held: Upload, mapping: dict[str, str], by: Actor, at: datetime) -> Received:
    with scope(by):
        files = [Handed(each.path, each.digest, each.size_bytes, partial(_content, each.digest)) for each in stored_files(held.pk)]
        terms = Terms(held.source, mapping, held.of_area, held.brought_by, Way(held.way), held.scan_id)
        received = receive_files(files=files, programme=held.programme.code, door=held.door, terms=terms, replaces=held.pk, by=by, at=at)
        record(by=by, at=at, action="set_columns", kind="upload", subjects=[held.pk, received.upload], change={"columns": mapping})
    return received


def _content(digest: str) -> tuple[bytes, ...]:
    return (read_content(digest),)
