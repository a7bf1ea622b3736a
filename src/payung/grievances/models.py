"""Objections, and what became of them. Kinds of grievance are one table: the room begins with objections."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Grievance(models.Model):
    """One objection to a run or list: by whom, about whom, in what words, and how it ended.

    `worker` is empty for people whom nobody ever listed; they have `about_name`. The envelope holds nik and phone as they were given.
    """

    area = AreaField()
    kind = CodeField(max_length=20)  # objection
    run = models.ForeignKey("selection.SelectionRun", on_delete=models.PROTECT, related_name="+")
    about = CodeField(max_length=20)  # rules.statuses.About
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    about_name = models.CharField(max_length=300)
    village_code = CodeField(max_length=10)
    raised_by = models.CharField(max_length=300)
    channel = CodeField(max_length=20)
    words = models.TextField()
    envelope = models.BinaryField(null=True)
    evidence = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    upload = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, null=True, related_name="+")
    received_on = models.DateField()
    in_time = models.BooleanField()
    due_on = models.DateField()
    status = CodeField(max_length=20)  # rules.statuses.GrievanceStatus
    received_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    remedy = CodeField(max_length=20, default="")  # rules.statuses.Remedy
    reason = models.TextField(default="")
    decision = models.ForeignKey("selection.PersonDecision", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    letter = models.ForeignKey("governance.Document", on_delete=models.PROTECT, null=True, related_name="+")
    letter_number = models.CharField(max_length=120, default="")
    answered_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    privacy: ClassVar = {
        "id": "public", "area": "public", "kind": "public", "run": "public", "about": "public", "worker": "public", "about_name": "scoped",
        "village_code": "scoped", "raised_by": "scoped", "channel": "public", "words": "scoped", "envelope": "sealed", "evidence": "public",
        "upload": "public", "received_on": "public", "in_time": "public", "due_on": "public", "status": "public", "received_by": "public",
        "received_at": "public", "remedy": "public", "reason": "scoped", "decision": "public", "decided_by": "public", "decided_at": "public",
        "letter": "public", "letter_number": "public", "answered_on": "public", "version": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope; clear names, words and reason; keep kind, about, days and outcome"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="grievance_decided_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("received_by")),
                name="grievance_taker_is_no_decider",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["upheld", "dismissed", "answered"]) | ~models.Q(reason=""),
                name="grievance_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="answered") | models.Q(answered_on__isnull=False), name="grievance_answered_on_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(worker__isnull=False) | models.Q(about="never-listed"), name="grievance_about_somebody_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "status", "due_on"], name="grievance_area_status_due")]
