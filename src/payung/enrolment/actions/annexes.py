"""The annexes of a whole province as one work in the background, and their files together when it is done."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.actions.papers import make_papers
from payung.enrolment.queries.annexes import ANNEX_JOB, annex_set
from payung.governance.actions.exports import OWN_USE, HandedOut, hand_out
from payung.governance.actions.files import store_content
from payung.governance.actions.jobs import ask
from payung.governance.queries.documents import rendered
from payung.governance.queries.files import read_content, stored_file
from payung.governance.rules.access import check_may, check_may_see
from payung.governance.rules.actors import Actor
from payung.governance.rules.papers import paper_kind
from payung.selection.queries.papers import regencies_of_list

_FIXED = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def begin_annexes(*, list_id: int, on: date, by: Actor, at: datetime) -> int:
    """Ask for the annexes of a list, each regency in every edition that the asker's role may see; the job.

    Raises `Refusal` not-allowed, no-such-list, not-submitted or annexes-under-way.
    """
    check_may(by, "documents.prepare")
    regencies_of_list(list_id)
    if annex_set(list_id).working:
        raise Refusal(
            "annexes-under-way", gettext_noop("The annexes of this list are being made already. Wait, or cancel that work first.")
        )
    return ask(kind=ANNEX_JOB, arguments={"list": list_id, "on": on.isoformat()}, by=by, at=at)


@transaction.atomic
def take_annexes(*, list_id: int, kind: str, purpose: str = OWN_USE, by: Actor, at: datetime) -> HandedOut:
    """All annexes of one edition as one archive, as they were set; who took it and for what stays on record.

    Raises `Refusal` not-allowed, field-not-allowed, unknown-paper or nothing-to-write (the work was not done yet).
    """
    check_may(by, "documents.read")
    for field in paper_kind(kind).identifiers:
        check_may_see(by, field)
    held = [each for each in annex_set(list_id).files if each.kind == kind]
    if not held:
        raise Refusal("nothing-to-write", gettext_noop("These annexes were not made yet. Make them first."))
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for each in held:
            archive.writestr(zipfile.ZipInfo(each.name, _FIXED), read_content(stored_file(each.file).digest))
    return hand_out(
        name=f"{kind}-{list_id}.zip",
        content=written.getvalue(),
        purpose=purpose,
        rows=sum(each.people for each in held),
        act="documents.read",
        by=by,
        at=at,
    )


def make_annex(*, list_id: int, kind: str, regency: str, on: date, by: Actor, at: datetime) -> list[int | str]:
    """Make the annex of one regency in one edition and set it: document, kind, regency, people, and the stored file of its PDF.

    Raises `Refusal` as `make_papers`.
    """
    (document,) = make_papers(kind=kind, about=str(list_id), area=regency, on=on, by=by, at=at).documents
    set_now = rendered(document, "pdf")
    stored = store_content(content=set_now.content, name=set_now.name, area=regency, file_class="annex", by=by, at=at)
    return [document, kind, regency, set_now.people, stored.pk]
