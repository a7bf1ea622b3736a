"""Runs of linkage, the pairs they leave to people, and what reviewers said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class LinkRun(models.Model):
    """One recorded run of linkage: what went in, with which code and seed, what came out. `ran_at` is set when it is whole."""

    job = models.ForeignKey("governance.Job", on_delete=models.PROTECT, null=True, related_name="+")
    seed = models.BigIntegerField()
    on = models.DateField()
    began_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    inputs_digest = models.BinaryField(null=True)  # keyed
    parameters_digest = models.BinaryField(null=True)
    code_version = models.CharField(max_length=40, default="")
    admitted = models.IntegerField(default=0)  # rows that became workers
    workers = models.IntegerField(default=0)  # records of lists that were linked
    participants = models.IntegerField(default=0)  # records of members that were linked
    accepted = models.IntegerField(default=0)  # pairs, whether or not they stood before
    review = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)  # merges this run made
    queued = models.IntegerField(default=0)  # pairs this run laid before the clerks
    died = models.IntegerField(default=0)  # death notices this run matched
    excluded = models.IntegerField(default=0)  # rows of exclusion lists this run matched
    model = models.JSONField(default=dict)


class CandidatePair(models.Model):
    """Two workers that may be one, with the evidence in words and what a clerk decided. `low` < `high`.

    evidence: [sentence, what stands in its places, field, bits], the heaviest first. `second_look`: whether a second reviewer
    sees the decision too, and whether he agreed (rules.statuses.SecondLook; empty: not among those chosen).
    """

    area = AreaField()  # the deepest area that holds both
    low = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    kind = CodeField(max_length=20)  # registration | participant
    weight_millibits = models.IntegerField()
    reason = models.CharField(max_length=60)
    evidence = models.JSONField(default=list)
    status = CodeField(max_length=20)  # rules.statuses.PairStatus
    run = models.ForeignKey("registry.LinkRun", on_delete=models.PROTECT, null=True, related_name="+")  # null: a human parted them
    decided_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    second_look = CodeField(max_length=20, db_default="")

    privacy: ClassVar = {
        "id": "public", "area": "public", "low": "public", "high": "public", "kind": "public", "weight_millibits": "public", "reason": "public",
        "evidence": "scoped", "status": "public", "run": "public", "decided_by": "public", "decided_at": "public", "second_look": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear the evidence"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["low", "high"], name="pair_once"),
            models.CheckConstraint(condition=models.Q(low__lt=models.F("high")), name="pair_in_order"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="pair_decided_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "status"], name="pair_area_status"),
            models.Index(
                fields=["-weight_millibits", "id"],
                condition=models.Q(status__in=["open", "unsure"]) | models.Q(second_look="waiting"),
                name="pair_queue",
            ),
        ]


class PairLook(models.Model):
    """What one reviewer said of a pair, kept for good: nobody looks twice, and only he who said it takes it back.

    `before`: the pair's status until then. `merge`: the merge that the word made; `closed`: the pairs [pair, status before] that became
    no question by it, so that taking it back opens them again.
    """

    area = AreaField()
    pair = models.ForeignKey("registry.CandidatePair", on_delete=models.PROTECT, related_name="+")
    verdict = CodeField(max_length=20)  # rules.statuses.PairVerdict
    before = CodeField(max_length=20)
    look_before = CodeField(max_length=20)  # second_look until then
    merge = models.ForeignKey("registry.Merge", on_delete=models.PROTECT, null=True, related_name="+")
    closed = models.JSONField(default=list)
    reason = models.TextField(default="")
    looked_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    privacy: ClassVar = {
        "id": "public", "area": "public", "pair": "public", "verdict": "public", "before": "public", "look_before": "public", "merge": "public",
        "closed": "public", "reason": "scoped", "looked_by": "public", "looked_at": "public", "undone_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear the reason"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pair", "looked_by"], condition=models.Q(undone_at__isnull=True), name="pairlook_nobody_looks_twice"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="pairlook_area")]
