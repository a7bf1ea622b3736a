"""What left and what was shown: files taken out, and identifiers revealed, each with its purpose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import CodeField


class Export(models.Model):
    """One file that left: who took it in which posting, when, for what, and the agreement it rests on (its number, or none for our own use)."""

    name = models.CharField(max_length=200)
    digest = models.BinaryField()
    size_bytes = models.BigIntegerField()
    rows = models.IntegerField(null=True)
    purpose = models.CharField(max_length=200)
    agreement = models.CharField(max_length=120, default="")
    taken_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey("governance.Posting", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["taken_at"], name="export_taken_at")]


class Reveal(models.Model):
    """One sealed field of one object shown to one reader, and for what. Never the field itself."""

    kind = CodeField()
    object_id = models.BigIntegerField()
    field = CodeField()
    purpose = CodeField()
    reference = models.CharField(max_length=80, default="")
    shown_to = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey("governance.Posting", on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["shown_to", "shown_at"], name="reveal_shown_to_at"),
            models.Index(fields=["kind", "object_id"], name="reveal_object"),
        ]
