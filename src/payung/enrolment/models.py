"""Out to BPJS: batches per branch and regency, and who is in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Batch(models.Model):
    """One file for one BPJS branch and one regency, with its declared totals. Exporting again gives the same batch."""

    area = AreaField()
    beneficiary_list = models.ForeignKey("selection.BeneficiaryList", on_delete=models.PROTECT, related_name="+")
    branch = CodeField()
    layout = CodeField()
    people = models.IntegerField()
    months = models.SmallIntegerField()
    amount_idr = models.BigIntegerField()
    digest = models.BinaryField()
    made_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "beneficiary_list": "public", "branch": "public", "layout": "public", "people": "public",
        "months": "public", "amount_idr": "public", "digest": "public", "made_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["beneficiary_list", "area", "layout"], name="batch_once"),
            models.CheckConstraint(condition=models.Q(people__gt=0, months__gt=0, amount_idr__gt=0), name="batch_not_empty"),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="batch_area")]


class Enrolment(models.Model):
    """One chosen person in one batch. The participant number (KPJ) comes with the reply."""

    area = AreaField()
    batch = models.ForeignKey("enrolment.Batch", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("selection.Entry", on_delete=models.PROTECT, related_name="+")
    line = models.IntegerField()
    status = CodeField(max_length=20)  # rules.statuses.EnrolmentStatus

    privacy: ClassVar = {"id": "public", "area": "public", "batch": "public", "entry": "public", "line": "public", "status": "scoped"}
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "line"], name="enrolment_line_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=~models.Q(status__in=["rejected", "replaced", "duplicate"]), name="enrolment_one_standing"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="enrolment_area")]
