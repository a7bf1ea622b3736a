"""The audit trail: events by the actions, numbers and roots by the sealer. All three tables take inserts only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from payung.governance.models.fields import CodeField, TransactionField


class AuditEvent(models.Model):
    """One action by one actor. Holds ids and digests, never personal data; no foreign keys, so it never blocks live data."""

    by_user = models.BigIntegerField()
    by_posting = models.BigIntegerField()
    at = models.DateTimeField()
    action = CodeField(max_length=60)
    kind = CodeField(max_length=40)
    subjects = ArrayField(models.BigIntegerField(), default=list)
    subject_count = models.BigIntegerField()
    subjects_digest = models.BinaryField(null=True)
    change_digest = models.BinaryField(null=True)
    run = models.BigIntegerField(null=True)
    xid = TransactionField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "action"], name="auditevent_kind_action"),
            models.Index(fields=["by_user", "id"], name="auditevent_by_user"),
            GinIndex(fields=["subjects"], name="auditevent_subjects"),
        ]


class AuditEntry(models.Model):
    """An event's number in the sealed trail, without gaps, and the digest it had when it was sealed."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event"], name="auditentry_event_once")]


class AuditRoot(models.Model):
    """The chained and signed root over the entries `first_seq` to `last_seq`."""

    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    previous_root = models.BinaryField()
    root = models.BinaryField()
    signature = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first_seq"], name="auditroot_first_once"),
            models.CheckConstraint(condition=models.Q(last_seq__gte=models.F("first_seq")), name="auditroot_not_empty"),
        ]
