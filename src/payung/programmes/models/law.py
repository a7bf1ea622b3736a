"""The province's dated amendments of law parameters. No personal data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import CodeField


class LawAmendment(models.Model):
    """A value of a law parameter that the packaged law does not know yet: prepared by one person, approved by another.

    From `from_on` up to, not including, `to_on` (null: still in force) it stands in place of the packaged value.
    """

    parameter = CodeField(max_length=60)
    value = models.JSONField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    article = models.TextField()
    source = models.TextField()
    confidence = CodeField(max_length=1)
    note = models.TextField(default="")
    status = CodeField(max_length=20)
    replaces = models.ForeignKey("programmes.LawAmendment", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)
    prepared_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    returned_because = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gt=models.F("from_on")), name="lawamendment_half_open"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["status", "parameter"], name="lawamendment_status")]
