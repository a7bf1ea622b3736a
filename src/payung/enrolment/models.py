"""Out to BPJS: batches per branch and regency, and who is in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Batch(models.Model):
    """One file for one BPJS branch and one regency, with its declared totals. Exporting again gives the same batch.

    `number` 0 holds the list as it was decreed, each further one the people of its amended decree of that number.
    """

    area = AreaField()
    beneficiary_list = models.ForeignKey("selection.BeneficiaryList", on_delete=models.PROTECT, related_name="+")
    branch = CodeField()
    layout = CodeField()
    number = models.SmallIntegerField(default=0)
    amendment = models.ForeignKey("selection.ListAmendment", on_delete=models.PROTECT, null=True, related_name="+")
    first_month = CodeField(max_length=7, default="")
    file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    annex = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    people = models.IntegerField()
    months = models.SmallIntegerField()
    amount_idr = models.BigIntegerField()
    digest = models.BinaryField()
    made_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "beneficiary_list": "public", "branch": "public", "layout": "public", "number": "public",
        "amendment": "public", "first_month": "public", "file": "public", "annex": "public", "people": "public", "months": "public", "amount_idr": "public", "digest": "public", "made_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["beneficiary_list", "area", "layout", "number"], name="batch_once"),
            models.CheckConstraint(condition=models.Q(people__gt=0, months__gt=0, amount_idr__gt=0), name="batch_not_empty"),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="batch_area")]


class Enrolment(models.Model):
    """One person in one batch, and what BPJS answered of him. The participant number (KPJ) is in the envelope.

    `nik_key` and `kpj_key` are keyed hashes of the NIK that was sent and the number that came: an answer finds its person by them.
    """

    area = AreaField()
    batch = models.ForeignKey("enrolment.Batch", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("selection.Entry", on_delete=models.PROTECT, related_name="+")
    line = models.IntegerField()
    status = CodeField(max_length=20)  # rules.statuses.EnrolmentStatus
    reason = CodeField(max_length=40, default="")  # why he was refused: a code of rules.reasons
    answered_on = models.DateField(null=True)
    nik_key = models.BigIntegerField(null=True)
    kpj_key = models.BigIntegerField(null=True)
    envelope = models.BinaryField(null=True)
    card = CodeField(max_length=20, default="expected")  # where it is by the newest Handover: rules.statuses.HandoverStatus
    book = CodeField(max_length=20, default="expected")

    privacy: ClassVar = {
        "id": "public", "area": "public", "batch": "public", "entry": "public", "line": "public", "status": "scoped", "reason": "scoped",
        "answered_on": "public", "nik_key": "sealed", "kpj_key": "sealed", "envelope": "sealed", "card": "public", "book": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope, both keys and the reason"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "line"], name="enrolment_line_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=~models.Q(status__in=["rejected", "replaced", "duplicate"]), name="enrolment_one_standing"
            ),
            models.UniqueConstraint(
                fields=["kpj_key"], condition=models.Q(kpj_key__isnull=False, status="accepted"), name="enrolment_number_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="accepted") | models.Q(kpj_key__isnull=False, envelope__isnull=False, answered_on__isnull=False),
                name="enrolment_accepted_with_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="enrolment_area"),
            models.Index(fields=["batch", "status"], name="enrolment_batch_status"),
        ]


class ReplyFile(models.Model):
    """A file of answers that came back about a list: what it declares of itself, what was read, columns nobody foresaw. The same again adds nothing.

    `area` is that of the posting that recorded it.
    """

    area = AreaField()
    beneficiary_list = models.ForeignKey("selection.BeneficiaryList", on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = CodeField(max_length=64)
    stored = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    layout = CodeField()
    answered_on = models.DateField()
    declared = models.JSONField(default=dict)  # rows, accepted, refused: as far as the file says
    counted = models.JSONField(default=dict)  # rules.statuses.RowOutcome -> rows
    unknown = models.JSONField(default=list)  # headers that nobody foresaw: their cells are in the lines
    recorded_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "beneficiary_list": "public", "digest": "public", "stored": "public", "name": "scoped",
        "layout": "public", "answered_on": "public", "declared": "public", "counted": "public", "unknown": "scoped", "recorded_by": "public",
        "recorded_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear name and unknown"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["beneficiary_list", "digest"], name="replyfile_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="replyfile_area")]


class ReplyLine(models.Model):
    """One row of a reply, kept for good: whom it is about (null: nobody of the list), what it did, its words. The envelope holds the row as it came."""

    area = AreaField()
    file = models.ForeignKey("enrolment.ReplyFile", on_delete=models.PROTECT, related_name="+", db_index=False)
    sheet = models.TextField()
    row_number = models.IntegerField()
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = CodeField(max_length=20)  # rules.statuses.RowOutcome
    reason = CodeField(max_length=40, default="")
    words = models.TextField(default="")
    envelope = models.BinaryField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "file": "public", "sheet": "scoped", "row_number": "public", "enrolment": "public",
        "outcome": "scoped", "reason": "scoped", "words": "scoped", "envelope": "sealed",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope, reason and words"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "sheet", "row_number"], name="replyline_once")]
        indexes: ClassVar = [models.Index(fields=["area", "outcome"], name="replyline_area_outcome")]


class Handover(models.Model):
    """One fact about the card or savings book of an enrolled person; the newest says where it is. Facts are never changed."""

    area = AreaField()
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    item = CodeField(max_length=10)  # rules.statuses.Item
    status = CodeField(max_length=20)  # rules.statuses.HandoverStatus
    happened_on = models.DateField()
    receiver = models.CharField(max_length=200, default="")  # by whom it was taken
    mark = CodeField(max_length=20, default="")  # signature or thumbprint
    reason = models.CharField(max_length=300, default="")  # why it was not collected, or came back
    recorded_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "enrolment": "public", "item": "public", "status": "public", "happened_on": "public",
        "receiver": "scoped", "mark": "public", "reason": "scoped", "recorded_by": "public", "recorded_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear receiver and reason"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status="handed") | (~models.Q(receiver="") & ~models.Q(mark="")),
                name="handover_to_somebody_with_a_mark",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["not-collected", "returned"]) | ~models.Q(reason=""), name="handover_says_why"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="handover_area")]


class VillageReadiness(models.Model):
    """How many of a list's people of a village have every field that a layout requires, when it was last looked at."""

    area = AreaField()
    beneficiary_list = models.ForeignKey("selection.BeneficiaryList", on_delete=models.PROTECT, related_name="+", db_index=False)
    layout = CodeField()
    people = models.IntegerField()
    ready = models.IntegerField()
    missing = models.JSONField(default=dict)  # field -> people who lack it
    checked_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "beneficiary_list": "public", "layout": "public", "people": "public", "ready": "public",
        "missing": "public", "checked_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["beneficiary_list", "layout", "area"], name="villagereadiness_once"),
            models.CheckConstraint(
                condition=models.Q(ready__gte=0, ready__lte=models.F("people")), name="villagereadiness_not_more_than_all"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="villagereadiness_area")]
