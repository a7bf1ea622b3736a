"""Inspections: who looks, which sample he drew, what he found, what the office answered, until each finding is closed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Inspection(models.Model):
    """One engagement of an inspecting body (inspectorate, BPKP, BPK) over an area."""

    area = AreaField()
    body = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    opened_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public",
        "area": "public",
        "body": "public",
        "title": "public",
        "opened_by": "public",
        "opened_at": "public",
    }
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], name="inspection_area")]


class InspectionSample(models.Model):
    """A sample drawn from a list: the seed by which anybody with these keys draws the same people, and which they were."""

    area = AreaField()
    inspection = models.ForeignKey("governance.Inspection", on_delete=models.PROTECT, related_name="+")
    object_kind = CodeField()
    object_id = models.BigIntegerField()
    seed = models.BigIntegerField()
    subjects = ArrayField(models.BigIntegerField())
    drawn_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "inspection": "public", "object_kind": "public", "object_id": "public", "seed": "public",
        "subjects": "public", "drawn_by": "public", "drawn_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "object_kind", "object_id", "seed"], name="inspectionsample_once"),
            models.CheckConstraint(condition=models.Q(subjects__len__gt=0), name="inspectionsample_not_empty"),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="inspectionsample_area")]


class InspectionFinding(models.Model):
    """One finding: condition, rule broken, recommendation, people, months and rupiah concerned; open until an inspector closes it."""

    area = AreaField()
    inspection = models.ForeignKey("governance.Inspection", on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    test = CodeField(default="")  # the standard test it came from, if one
    condition = models.TextField()
    rule = models.TextField()
    recommendation = models.TextField()
    people = models.IntegerField(default=0)
    months = models.IntegerField(default=0)
    amount_idr = models.BigIntegerField(default=0)
    due_on = models.DateField()
    status = CodeField(max_length=20)  # rules.statuses.FindingStatus
    recorded_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    privacy: ClassVar = {
        "id": "public", "area": "public", "inspection": "public", "number": "public", "test": "public", "condition": "scoped", "rule": "public",
        "recommendation": "scoped", "people": "public", "months": "public", "amount_idr": "public", "due_on": "public", "status": "public",
        "recorded_by": "public", "recorded_at": "public", "version": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear condition and recommendation once the finding is closed and its time of keeping is over"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "number"], name="inspectionfinding_number_once"),
            models.CheckConstraint(
                condition=models.Q(people__gte=0, months__gte=0, amount_idr__gte=0), name="inspectionfinding_not_negative"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "status"], name="inspectionfinding_area_status")]


class FindingStep(models.Model):
    """What became of a finding, step by step: answered with evidence, sent back, closed. Whoever recorded it never answers it."""

    area = AreaField()
    finding = models.ForeignKey("governance.InspectionFinding", on_delete=models.PROTECT, related_name="+")
    act = CodeField(max_length=20)  # an act of rules.statuses.FINDINGS
    words = models.TextField()
    evidence = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    recorder = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")  # of the finding
    done_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "finding": "public", "act": "public", "words": "scoped", "evidence": "public", "recorder": "public",
        "done_by": "public", "done_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear the words and delete the evidence with those of its finding"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(act="answer") | ~models.Q(done_by=models.F("recorder")), name="findingstep_finder_does_not_answer"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="findingstep_area")]


class StandardTestRun(models.Model):
    """The auditor's tests over one object on a day, with what was known then: `outcomes` is code -> people, months, amount_idr, subjects."""

    area = AreaField()
    object_kind = CodeField()
    object_id = models.BigIntegerField()
    on = models.DateField()
    people = models.IntegerField()
    months = models.IntegerField()
    amount_idr = models.BigIntegerField()
    outcomes = models.JSONField()
    ran_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    ran_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "object_kind": "public", "object_id": "public", "on": "public", "people": "public", "months": "public",
        "amount_idr": "public", "outcomes": "public", "ran_by": "public", "ran_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "object_kind", "object_id"], name="standardtestrun_area_object")]
