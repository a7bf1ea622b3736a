"""Lists typed from paper: begun beside a picture of the paper, saved line by line, handed in as an upload like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from payung.core.areas import area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_handed
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.handed import Handed, handed_content
from payung.intake.actions.uploads import Received, Terms, receive_files
from payung.intake.models import Draft
from payung.intake.queries.drafts import lines_of, locked_draft, verdicts_of
from payung.intake.rules.envelopes import DRAFT_TABLE, LINES
from payung.intake.rules.grid import Line, as_workbook, check_complete, cleaned, pack_lines
from payung.intake.rules.scans import scan_name
from payung.intake.rules.statuses import DRAFTS, Door, DraftStatus, Way
from payung.places.queries import place_name
from payung.programmes.queries import programme as programme_year


def begin_draft(
    *, programme: str, door: str, source: str, area: str, brought_by: str, scan: Handed | None = None, by: Actor, at: datetime
) -> int:
    """Begin a list that will be typed for a place inside the posting; its id.

    `brought_by`: who brought the paper. `scan`: a picture of it, kept encrypted as the source. Raises `Refusal` unknown-programme,
    unknown-door, outside-area, area-unknown, source-missing, brought-by-missing, scan-type or scan-too-large.
    """
    check_may(by, "intake.add")
    code = area_code(area)
    check_area(by, code)
    held = programme_year(programme)
    name = place_name(code)
    if door not in set(Door):
        raise Refusal("unknown-door", gettext_noop("There is no door %(door)s. Use village, welfare or agency."), door=door)
    if not brought_by.strip():
        raise Refusal("brought-by-missing", gettext_noop("Write who brought the paper: name and office."))
    if scan is not None:
        scan = replace(scan, name=scan_name(scan.name, next(iter(scan.chunks()), b""), scan.size))
    with scope(by):
        kept = None if scan is None else store_handed(handed=scan, area=code, file_class="scan", by=by, at=at).pk
        draft = Draft.objects.create(
            area=code, programme_id=held.id, door=door, source=source.strip() or name, brought_by=brought_by.strip()[:200], scan_id=kept,
            status=DraftStatus.OPEN, begun_at=at, begun_by_id=by.user_id, saved_at=at,
        )  # fmt: skip
        record(by=by, at=at, action="begin_draft", kind="draft", subjects=[draft.pk])
    return draft.pk


def save_draft(*, draft: int, lines: Sequence[Line], version: int, by: Actor, at: datetime) -> int:
    """Keep all lines of a list as they stand on the screen; the new version.

    `version`: the one that the screen began with. Raises `Refusal` no-such-object, wrong-status, stale or too-many-lines.
    """
    check_may(by, "intake.add")
    with scope(by):
        held = locked_draft(draft)
        if held.version != version:
            message = gettext_noop(
                "Somebody else saved this list meanwhile. What you typed still stands below; compare it, then save again."
            )
            raise Refusal("stale", message, version=held.version)
        held.version += 1
        _keep(held, cleaned(lines), at)
        record(by=by, at=at, action="save_draft", kind="draft", subjects=[held.pk])
    return held.version


def save_line(*, draft: int, number: int, line: Line, by: Actor, at: datetime) -> None:
    """Keep one line (counted from 1) as soon as it is typed. Raises `Refusal` no-such-object, wrong-status or too-many-lines."""
    check_may(by, "intake.add")
    with scope(by):
        held = locked_draft(draft)
        lines = lines_of(held)
        lines += [{} for _ in range(number - len(lines))]
        lines[number - 1] = dict(line)
        _keep(held, cleaned(lines), at)
        record(by=by, at=at, action="save_line", kind="draft", subjects=[held.pk])


def record_look(*, kind: str, number: int, by: Actor, at: datetime) -> None:
    """Leave a trace that somebody looked at the picture of a paper, on which identifiers stand. `kind`: draft or upload."""
    check_may(by, "intake.read")
    with scope(by):
        record(by=by, at=at, action="look_at_scan", kind=kind, subjects=[number])


def hand_in_draft(*, draft: int, by: Actor, at: datetime) -> Received:
    """Hand a typed list in: an upload of its own, its lines sealed like any other rows, the picture of the paper kept with it.

    Raises `Refusal` no-such-object, wrong-status, draft-empty or line-without-person.
    """
    check_may(by, "intake.add")
    with scope(by):
        held = locked_draft(draft)
        status = DRAFTS.check("hand_in", held.status)
        lines = lines_of(held)
        check_complete(verdicts_of(lines, held.area, timezone.localdate(at)))
        received = receive_files(
            files=[handed_content(as_workbook(lines, held.area), f"ketikan-{held.area}-{held.pk}.xlsx")],
            programme=held.programme.code,
            door=held.door,
            terms=Terms(held.source, {}, held.area, held.brought_by, Way.TYPED, held.scan_id),
            by=by,
            at=at,
        )
        held.status, held.upload_id, held.envelope = status, received.upload, None
        held.save(update_fields=["status", "upload", "envelope"])
        record(by=by, at=at, action="hand_in_draft", kind="draft", subjects=[held.pk])
    return received


def drop_draft(*, draft: int, by: Actor, at: datetime) -> None:
    """Give a list up: what was typed is deleted, that it was begun is not. Raises `Refusal` no-such-object or wrong-status."""
    check_may(by, "intake.add")
    with scope(by):
        held = locked_draft(draft)
        held.status, held.envelope = DRAFTS.check("drop", held.status), None
        held.save(update_fields=["status", "envelope"])
        record(by=by, at=at, action="drop_draft", kind="draft", subjects=[held.pk])


def _keep(held: Draft, lines: Sequence[Line], at: datetime) -> None:
    held.status = DRAFTS.check("save", held.status)
    held.envelope = keyring().seal(DRAFT_TABLE, held.pk, {LINES: pack_lines(lines)})
    held.lines = sum(map(bool, lines))
    held.saved_at = at
    held.save(update_fields=["envelope", "lines", "version", "saved_at"])
