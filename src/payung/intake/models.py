"""What came in, unaltered."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Upload(models.Model):
    """One hand-over of files by one sender through one door. Its rows go downstream while its status is `read`."""

    area = AreaField()
    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    source = models.TextField()  # who sent it, in the words of who took it in
    door = CodeField(max_length=20)  # rules.statuses.Door
    status = CodeField(max_length=20)  # rules.statuses.UploadStatus
    mapping = models.JSONField(default=dict)  # header or column letter -> field, as the sender's office gave it
    job = models.ForeignKey("governance.Job", on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    way = CodeField(max_length=10, default="file")  # rules.statuses.Way
    of_area = CodeField(max_length=10, default="")  # the place whose list it is, where whoever took it in said so ("" = not said)
    brought_by = models.CharField(max_length=200, default="")  # who brought the paper or the file, where that is somebody else
    scan = models.ForeignKey(
        "governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )  # of the paper it was typed from
    returned_at = models.DateTimeField(null=True)  # when its workbooks last went back to the sender
    withdrawn_because = models.TextField(default="")

    privacy: ClassVar = {
        "id": "public", "area": "public", "programme": "public", "source": "public", "door": "public", "status": "public",
        "mapping": "public", "job": "public", "replaces": "public", "received_at": "public", "received_by": "public",
        "way": "public", "of_area": "public", "brought_by": "scoped", "scan": "public", "returned_at": "public",
        "withdrawn_because": "scoped",
    }  # fmt: skip
    scrub: ClassVar = "clear brought_by and withdrawn_because"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area"], name="upload_area"),
            models.Index(fields=["of_area"], condition=~models.Q(of_area=""), name="upload_of_area"),
        ]


class SourceFile(models.Model):
    """One file of an upload. Its rows are invisible downstream until `complete`."""

    area = AreaField()
    upload = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, related_name="+")
    stored = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    path = models.TextField()  # as found under the given path, with /
    digest = CodeField(max_length=64)
    place = models.IntegerField()  # order in the upload
    outcome = CodeField(max_length=20, default="")  # rules.statuses.Outcome
    code = CodeField(max_length=20, default="")  # why refused
    rows = models.IntegerField(default=0)  # rows with anything in them
    people = models.IntegerField(default=0)  # rows that hold a person
    complete = models.BooleanField(default=False)
    preview = models.BinaryField(null=True)  # sealed: how its columns were read, with a few rows (rules.preview)

    privacy: ClassVar = {
        "id": "public", "area": "public", "upload": "public", "stored": "public", "path": "scoped", "digest": "public", "place": "public",
        "outcome": "public", "code": "public", "rows": "public", "people": "public", "complete": "public", "preview": "sealed",
    }  # fmt: skip
    scrub: ClassVar = "clear the path, delete the preview"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "place"], name="sourcefile_once_a_place")]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="sourcefile_area"),
            models.Index(fields=["digest"], name="sourcefile_digest"),
        ]


class IntakeRow(models.Model):
    """One row that holds a person, exactly as it came (sealed), with its typed values beside it.

    The envelope holds `cells` (the raw row) and the typed identifiers (rules.envelope). `row_digest` is keyed, over the raw
    row, and remains when retention deletes the envelope; `nik_key` is the keyed hash of a NIK whose digits are all
    known, to find repeats.
    `corrects` is the first version of this row, when it came back in a corrected workbook: the latest version stands.
    """

    area = AreaField()  # its village where known, else its sender's area
    file = models.ForeignKey(
        "intake.SourceFile", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # intakerow_once leads with it
    sheet = models.TextField()
    row_number = models.IntegerField()
    envelope = models.BinaryField(null=True)
    row_digest = models.BinaryField()
    nik_key = models.BigIntegerField(null=True)
    nik_state = CodeField(max_length=12)
    name = models.CharField(max_length=300, default="")
    sex = models.CharField(max_length=1, default="")
    birth_date = models.DateField(null=True)
    birth_place = models.CharField(max_length=120, default="")
    village_code = CodeField(max_length=10, default="")
    occupation = models.CharField(max_length=120, default="")
    workplace = models.CharField(max_length=200, default="")
    hours = models.CharField(max_length=60, default="")
    income_idr = models.BigIntegerField(null=True)
    disability = models.BooleanField(null=True)
    decile = models.SmallIntegerField(null=True)
    village_order = models.IntegerField(null=True)
    findings = ArrayField(CodeField(), default=list)
    corrects = models.ForeignKey("intake.IntakeRow", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    privacy: ClassVar = {
        "id": "public", "area": "public", "file": "public", "sheet": "scoped", "row_number": "public", "envelope": "sealed",
        "row_digest": "public", "nik_key": "sealed", "nik_state": "public", "name": "scoped", "sex": "scoped", "birth_date": "scoped",
        "birth_place": "scoped", "village_code": "scoped", "occupation": "scoped", "workplace": "scoped", "hours": "scoped",
        "income_idr": "scoped", "disability": "scoped", "decile": "scoped", "village_order": "scoped", "findings": "scoped", "corrects": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope, the nik_key and the scoped values; keep digest, place in the file and findings"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "sheet", "row_number"], name="intakerow_once"),
            models.CheckConstraint(
                condition=models.Q(income_idr__isnull=True) | models.Q(income_idr__gte=0), name="intakerow_income_not_negative"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="intakerow_area"),
            models.Index(fields=["corrects"], condition=models.Q(corrects__isnull=False), name="intakerow_corrects"),
        ]


class RowPin(models.Model):
    """Why a row may not be withdrawn any more: a fact downstream rests on it."""

    area = AreaField()
    row = models.ForeignKey("intake.IntakeRow", on_delete=models.PROTECT, related_name="+")
    fact = CodeField(max_length=60)  # "list:12"

    privacy: ClassVar = {"id": "public", "area": "public", "row": "public", "fact": "public"}
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["row", "fact"], name="rowpin_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="rowpin_area")]


class Draft(models.Model):
    """A list being typed from paper, before it is handed in as an upload of its own. Its lines are in the envelope (rules.grid)."""

    area = AreaField()  # of the place whose list it is
    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    door = CodeField(max_length=20)  # rules.statuses.Door
    source = models.TextField()
    brought_by = models.CharField(max_length=200)
    scan = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    envelope = models.BinaryField(null=True)
    lines = models.IntegerField(default=0)  # lines with anything in them
    version = models.IntegerField(default=1)
    status = CodeField(max_length=20)  # rules.statuses.DraftStatus
    upload = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "programme": "public", "door": "public", "source": "public", "brought_by": "scoped", "scan": "public",
        "envelope": "sealed", "lines": "public", "version": "public", "status": "public", "upload": "public", "begun_at": "public",
        "begun_by": "public", "saved_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope, clear brought_by"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="handed-in", upload__isnull=False)
                | (~models.Q(status="handed-in") & models.Q(upload__isnull=True)),
                name="draft_handed_in_whole",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["area", "status"], name="draft_area_status")]
