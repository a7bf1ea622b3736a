"""Leaving practice mode, and going back: what was declared and proven that day."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class LiveSwitch(models.Model):
    """One switch (`to_live`, or back to practice): who answers for the data, on what agreements, where they lie, and what was proven before."""

    to_live = models.BooleanField()
    controller = models.CharField(max_length=200, default="")
    protection_officer = models.CharField(max_length=200, default="")
    agreements = ArrayField(models.CharField(max_length=120), default=list)
    server_place = models.CharField(max_length=200, default="")
    backup_proven_on = models.DateField(null=True)
    keys_exported_on = models.DateField(null=True)
    switched_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    switched_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_live=False)
                | (
                    models.Q(backup_proven_on__isnull=False, keys_exported_on__isnull=False, agreements__len__gte=1)
                    & ~models.Q(controller="")
                    & ~models.Q(protection_officer="")
                    & ~models.Q(server_place="")
                ),
                name="live_switch_is_declared",
            )
        ]
