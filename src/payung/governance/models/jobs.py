"""Jobs: an action in the background, fenced by its attempt number. Arguments are ids only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import CodeField


class Job(models.Model):
    """A piece of work that survives its worker. Only the newest attempt can write; `counter` is raised first in each chunk.

    `begun_at`, `begun_done`: when the present attempt began and how much was done by then, so that its end can be estimated.
    """

    kind = CodeField()
    arguments = models.JSONField()
    asked_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey("governance.Posting", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    status = CodeField(max_length=20)
    attempt = models.IntegerField(default=0)
    counter = models.BigIntegerField(default=0)
    state = models.JSONField(default=dict)
    step = models.CharField(max_length=200, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    begun_done = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = CodeField(max_length=60, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["status", "kind"], name="job_status_kind")]
