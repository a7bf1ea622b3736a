"""Acts that were done once, so that a second press of the same button does nothing twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import CodeField


class DoneOnce(models.Model):
    """The key of one form that was acted on, at which address, and where its first answer led. Written in the transaction of the act itself."""

    user = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    key = CodeField(max_length=64)
    address = models.CharField(max_length=300)
    led_to = models.CharField(max_length=500, default="")
    done_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="done_once_a_key")]
        indexes: ClassVar = [models.Index(fields=["done_at"], name="done_once_done_at")]
