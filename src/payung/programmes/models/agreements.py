"""What data may leave on the ground of which agreement, what did, and what the parties decided together. No data of workers."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class AgreementTerms(models.Model):
    """What an instrument allows to leave: to whom, for what, which facts of people, from which places, until when it is kept.

    State, number and days are the instrument's.
    """

    instrument = models.OneToOneField("programmes.Instrument", on_delete=models.PROTECT, related_name="+")
    counterpart = CodeField(max_length=20)  # rules.agreements.COUNTERPARTS
    parties = models.TextField()
    areas = ArrayField(CodeField(max_length=10))  # places it holds for, with all that lies below
    purposes = ArrayField(CodeField(max_length=20))  # rules.agreements.PURPOSES
    fields = ArrayField(CodeField(max_length=20), default=list)  # facts of people that may leave; empty: as its annex says
    officer = models.TextField()  # who answers for it: office and function
    delete_on = models.DateField(null=True)  # by when the other side deletes what it got
    deleted_on = models.DateField(null=True)  # when it confirmed that it did

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(areas__len__gte=1), name="agreementterms_somewhere"),
            models.CheckConstraint(condition=models.Q(purposes__len__gte=1), name="agreementterms_for_something"),
        ]


class AgreementUse(models.Model):
    """A round, batch or file with facts of people that left, and the agreement it rested on. Insert-only."""

    instrument = models.ForeignKey("programmes.Instrument", on_delete=models.PROTECT, related_name="+")
    purpose = CodeField(max_length=20)
    kind = CodeField(max_length=40)  # round | list | batch | export …
    object_id = models.BigIntegerField()
    area = AreaField()
    people = models.IntegerField(null=True)
    used_on = models.DateField()
    used_at = models.DateTimeField()
    used_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "object_id"], name="agreementuse_object")]


class Meeting(models.Model):
    """A meeting of the parties. `agreement`: about which one, if about one."""

    title = models.CharField(max_length=200)
    held_on = models.DateField()
    place = models.CharField(max_length=200, default="")
    present = models.TextField()
    notes = models.TextField(default="")
    agreement = models.ForeignKey("programmes.Instrument", on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()


class MeetingDecision(models.Model):
    """What a meeting decided: who does it, by when, and whether it was done."""

    meeting = models.ForeignKey("programmes.Meeting", on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=200)  # office and function
    due_on = models.DateField()
    status = CodeField(max_length=20)
    closed_on = models.DateField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "number"], name="meetingdecision_once")]
        indexes: ClassVar = [models.Index(fields=["status", "due_on"], name="meetingdecision_status_due")]
