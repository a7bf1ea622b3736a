"""Approval: what was submitted, by whom, and who decided it. The maker is never the checker; one person decides one stage."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from payung.governance.models.fields import CodeField


class ChainStage(models.Model):
    """One stage of the chain that a kind of approval passes from `set_at` on: who may decide it, within how many days.

    A chain is the rows of one kind with one `set_at`; the newest holds. A stage with `least_idr` is passed over when less money is bound.
    """

    kind = CodeField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    stage = models.SmallIntegerField()
    roles = ArrayField(CodeField())
    office = CodeField(default="")
    least_idr = models.BigIntegerField(null=True)
    days = models.SmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "set_at", "stage"], name="chain_stage_once"),
            models.CheckConstraint(condition=models.Q(stage__gte=1, stage__lte=8), name="chain_1_to_8_stages"),
            models.CheckConstraint(
                condition=models.Q(least_idr__isnull=True) | models.Q(least_idr__gte=0), name="chain_threshold_not_negative"
            ),
            models.CheckConstraint(condition=models.Q(days__isnull=True) | models.Q(days__gte=1), name="chain_days_positive"),
        ]


class Approval(models.Model):
    """An object handed in for decision, frozen as a digest."""

    kind = CodeField()
    object_id = models.BigIntegerField()
    digest = models.BinaryField()
    maker = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    stages = models.SmallIntegerField(default=1)
    status = CodeField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], condition=models.Q(status="waiting"), name="approval_one_waiting"),
            models.CheckConstraint(condition=models.Q(stages__gte=1, stages__lte=8), name="approval_1_to_8_stages"),
        ]


class ApprovalStage(models.Model):
    """A stage of one approval, as its chain was when it was submitted. No roles: anybody whom the owning room lets decide."""

    approval = models.ForeignKey("governance.Approval", on_delete=models.PROTECT, related_name="+")
    stage = models.SmallIntegerField()
    roles = ArrayField(CodeField(), default=list)
    office = CodeField(default="")
    days = models.SmallIntegerField(null=True)
    due_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["approval", "stage"], name="approval_stage_once")]


class ApprovalDecision(models.Model):
    """One stage decided. `recorded_by` is set when the decider signed on paper and somebody else recorded it."""

    approval = models.ForeignKey("governance.Approval", on_delete=models.PROTECT, related_name="+")
    stage = models.SmallIntegerField()
    verdict = CodeField(max_length=20)
    reason = models.TextField(default="")
    maker = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    page = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["approval", "stage"], name="decision_one_per_stage"),
            models.UniqueConstraint(fields=["approval", "decided_by"], name="decision_one_stage_per_person"),
            models.CheckConstraint(condition=~models.Q(decided_by=models.F("maker")), name="decision_maker_is_not_checker"),
            models.CheckConstraint(
                condition=models.Q(recorded_by__isnull=True)
                | (~models.Q(recorded_by=models.F("maker")) & ~models.Q(recorded_by=models.F("decided_by"))),
                name="decision_recorder_is_neither",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_by__isnull=True, recorded_at__isnull=True, page__isnull=True)
                | models.Q(recorded_by__isnull=False, recorded_at__isnull=False, page__isnull=False),
                name="decision_recorded_whole",
            ),
        ]
