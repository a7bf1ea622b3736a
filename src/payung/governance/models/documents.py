"""Papers: what leaves the office on paper or as a file, from draft to receipt, with its data frozen and its signed copy."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class DocumentTemplate(models.Model):
    """A Word template that the office put in place of the packaged one of a kind; `ended_at`: another one, or the packaged one, holds again."""

    kind = CodeField()
    file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    digest = CodeField(max_length=64)  # of its content: a village's paper is made by it too, where the file's facts are out of scope
    put_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(ended_at__isnull=True), name="documenttemplate_one_in_force")
        ]


class Document(models.Model):
    """One paper of one kind about one object. Its words come from `data` (frozen, encrypted in the data folder) and its template."""

    area = AreaField()
    kind = CodeField()  # rules.papers
    object_kind = CodeField()
    object_id = models.BigIntegerField()
    about = models.CharField(max_length=200)  # a place, a programme or an office: never a person
    status = CodeField(max_length=20)  # rules.statuses.DocumentStatus
    fingerprint = CodeField(max_length=16, unique=True)
    data = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    people = models.IntegerField(default=0)  # records in its longest list
    template = models.ForeignKey("governance.DocumentTemplate", on_delete=models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=200)
    signer = models.CharField(max_length=320)  # title and name of who signs, as the office of that day says
    made_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    number = models.CharField(max_length=120, default="")
    numbered_on = models.DateField(null=True)
    signed_file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    signed_form = CodeField(max_length=20, default="")  # scan or signed-pdf
    signed_on = models.DateField(null=True)
    signatures = models.JSONField(default=list)  # what was found in a signed PDF, on the day it came
    version = models.IntegerField(default=1)

    privacy: ClassVar = {
        "id": "public", "area": "public", "kind": "public", "object_kind": "public", "object_id": "public", "about": "public", "status": "public",
        "fingerprint": "public", "data": "scoped", "people": "public", "template": "public", "office": "public", "signer": "public",
        "made_by": "public", "made_at": "public", "due_on": "public", "number": "public", "numbered_on": "public", "signed_file": "scoped",
        "signed_form": "public", "signed_on": "public", "signatures": "scoped", "version": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the content of its data and of its signed copy from the data folder; keep kind, number, days and state"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["signed", "sent", "received"])
                | models.Q(signed_file__isnull=False, signed_on__isnull=False),
                name="document_signed_with_its_copy",
            ),
            models.CheckConstraint(
                condition=models.Q(number="", numbered_on__isnull=True) | (~models.Q(number="") & models.Q(numbered_on__isnull=False)),
                name="document_number_with_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "status"], name="document_area_status"),
            models.Index(fields=["object_kind", "object_id"], name="document_object"),
        ]


class DocumentStep(models.Model):
    """One step of a paper: who did what, when, and what he noted. Inserts only."""

    area = AreaField()
    document = models.ForeignKey("governance.Document", on_delete=models.PROTECT, related_name="+")
    act = CodeField(max_length=20)
    status = CodeField(max_length=20)  # after it
    note = models.CharField(max_length=400, default="")
    done_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "document": "public", "act": "public", "status": "public", "note": "scoped", "done_by": "public",
        "done_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing of a worker: kept"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "id"], name="documentstep_document")]
