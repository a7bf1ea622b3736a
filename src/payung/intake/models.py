"""What came in, unaltered."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Upload(models.Model):
    """One hand-over of files by one sender through one door (village, welfare, agency)."""

    area = AreaField()
    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    door = CodeField(max_length=20)
    status = CodeField(max_length=20)  # rules.statuses.UploadStatus
    job = models.ForeignKey("governance.Job", on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = {
        "id": "public", "area": "public", "programme": "public", "source": "public", "door": "public", "status": "public", "job": "public",
        "replaces": "public", "received_at": "public", "received_by": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], name="upload_area")]


class SourceFile(models.Model):
    """One file of an upload. Its rows are invisible downstream until `complete`."""

    area = AreaField()
    upload = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, related_name="+")
    stored = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=400)  # as found under the given path, with /
    place = models.IntegerField()  # order in the upload
    outcome = CodeField(max_length=20, default="")  # "" = not read yet; read | refused | no-people | already-here
    code = CodeField(max_length=20, default="")  # why refused
    rows = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    complete = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)  # how each column was recognised

    privacy: ClassVar = {
        "id": "public", "area": "public", "upload": "public", "stored": "public", "path": "scoped", "place": "public", "outcome": "public",
        "code": "public", "rows": "public", "people": "public", "complete": "public", "mapping": "scoped",
    }  # fmt: skip
    scrub: ClassVar = "clear path and mapping"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "place"], name="sourcefile_once_a_place")]
        indexes: ClassVar = [models.Index(fields=["area"], name="sourcefile_area")]


class IntakeRow(models.Model):
    """One row that holds a person, exactly as it came (sealed), with its typed values beside it.

    The envelope holds `cells` (the raw row), and the typed identifiers: nik, kk, mother, phone, account, address.
    `row_digest` is keyed and remains when retention deletes the envelope.
    """

    area = AreaField()  # its village where known, else its sender's area
    file = models.ForeignKey("intake.SourceFile", on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=120)
    row_number = models.IntegerField()
    envelope = models.BinaryField(null=True)
    row_digest = models.BinaryField()
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
    superseded_by = models.ForeignKey("intake.IntakeRow", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn = models.BooleanField(default=False)

    privacy: ClassVar = {
        "id": "public", "area": "public", "file": "public", "sheet": "scoped", "row_number": "public", "envelope": "sealed", "row_digest": "public",
        "nik_state": "public", "name": "scoped", "sex": "scoped", "birth_date": "scoped", "birth_place": "scoped", "village_code": "scoped",
        "occupation": "scoped", "workplace": "scoped", "hours": "scoped", "income_idr": "scoped", "disability": "scoped", "decile": "scoped",
        "village_order": "scoped", "findings": "scoped", "superseded_by": "public", "withdrawn": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope and the scoped values; keep digest, place in the file and findings"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "sheet", "row_number"], name="intakerow_once"),
            models.CheckConstraint(condition=models.Q(income_idr__isnull=True) | models.Q(income_idr__gte=0), name="intakerow_income_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="intakerow_area")]


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
