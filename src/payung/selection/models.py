"""Who is chosen, why, and why not."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class SelectionRun(models.Model):
    """One recorded run: digests of what went in and what came out. Same inputs, parameters and seed: same result digest."""

    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    programme_version = models.ForeignKey(
        "programmes.ProgrammeVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )  # by which it was worked out
    tranche = models.ForeignKey("programmes.Tranche", on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    on = models.DateField()
    inputs_digest = models.BinaryField(null=True)
    parameters_digest = models.BinaryField(null=True)
    result_digest = models.BinaryField(null=True)
    code_version = models.CharField(max_length=40)
    job = models.ForeignKey("governance.Job", on_delete=models.PROTECT, null=True, related_name="+")
    assessed = models.IntegerField(default=0)
    chosen = models.IntegerField(default=0)
    reserve = models.IntegerField(default=0)
    unfilled = models.IntegerField(default=0)
    months = models.SmallIntegerField()
    price_idr = models.BigIntegerField()  # one person, the first month
    prices_idr = models.JSONField()  # insurance -> one person, all months
    capacity = models.IntegerField(default=0)  # the places that the money buys
    cost_idr = models.BigIntegerField(default=0)
    quota = models.JSONField(default=dict)  # what places were apportioned by, and the places of every area
    decisions = models.JSONField(default=list)  # the decisions on people that it applied
    fairness = models.JSONField(default=dict)  # regency -> dimension -> group -> [assessed, eligible, chosen, reserve]
    ran_at = models.DateTimeField()
    complete = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True)  # its people were dropped; its digests and counts stay

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(cost_idr__gte=0, price_idr__gt=0, months__gt=0), name="selectionrun_money_not_negative"
            )
        ]


class Assessment(models.Model):
    """Everybody's verdict in a run, with reasons. One partition a run, dropped whole; nothing points here, no keys are enforced."""

    run = models.ForeignKey("selection.SelectionRun", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    worker = models.ForeignKey("registry.Worker", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    area = AreaField()
    verdict = CodeField(max_length=20)  # rules.statuses.Verdict
    reasons = ArrayField(CodeField(), default=list)
    score = models.IntegerField(null=True)
    rank = models.IntegerField(null=True)
    cut_off = models.IntegerField(null=True)
    quota_area = CodeField(max_length=10, null=True)  # where he competes for a place
    facts = models.JSONField(default=dict)  # what criteria and points asked of him, as it was read

    privacy: ClassVar = {
        "id": "public", "run": "public", "worker": "public", "area": "public", "verdict": "scoped", "reasons": "scoped", "score": "scoped",
        "rank": "scoped", "cut_off": "public", "quota_area": "scoped", "facts": "scoped",
    }  # fmt: skip
    scrub: ClassVar = "drop the run's partition"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "worker"], name="assessment_once")]
        indexes: ClassVar = [models.Index(fields=["area", "verdict"], name="assessment_area_verdict")]


class Entry(models.Model):
    """A chosen or reserve person of a run, frozen as he was that day. The envelope holds the sealed identifiers of then."""

    run = models.ForeignKey("selection.SelectionRun", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    area = AreaField()
    state = CodeField(max_length=20)  # rules.statuses.EntryState
    rank = models.IntegerField()
    score = models.IntegerField()
    reasons = ArrayField(CodeField(), default=list)
    name = models.CharField(max_length=300)
    sex = models.CharField(max_length=1, default="")
    birth_date = models.DateField(null=True)
    birth_place = models.CharField(max_length=120, default="")
    village_code = CodeField(max_length=10)
    occupation = models.CharField(max_length=120, default="")
    workplace = models.CharField(max_length=200, default="")
    hours = models.CharField(max_length=60, default="")
    income_idr = models.BigIntegerField(null=True)
    envelope = models.BinaryField(null=True)

    privacy: ClassVar = {
        "id": "public", "run": "public", "worker": "public", "area": "public", "state": "scoped", "rank": "scoped", "score": "scoped",
        "reasons": "scoped", "name": "scoped", "sex": "scoped", "birth_date": "scoped", "birth_place": "scoped", "village_code": "scoped",
        "occupation": "scoped", "workplace": "scoped", "hours": "scoped", "income_idr": "scoped", "envelope": "sealed",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope and the scoped values; keep state, rank and worker"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "worker"], name="entry_once"),
            models.UniqueConstraint(fields=["run", "rank"], name="entry_rank_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "run", "state"], name="entry_area_run_state")]


class PersonDecision(models.Model):
    """An official's word on one person for one tranche: add or remove, why, on what evidence. A fact that the next runs apply; the last word stands."""

    area = AreaField()
    run = models.ForeignKey("selection.SelectionRun", on_delete=models.PROTECT, related_name="+")  # in whose outcome he was seen
    tranche = models.ForeignKey("programmes.Tranche", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    act = CodeField(max_length=10)  # rules.statuses.PersonAct
    reason = models.TextField()
    evidence = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "run": "public", "tranche": "public", "worker": "public", "act": "scoped", "reason": "scoped",
        "evidence": "public", "decided_by": "public", "decided_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear the reason; keep that somebody was added or removed, by whom and when"

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(reason=""), name="persondecision_has_a_reason")]
        indexes: ClassVar = [models.Index(fields=["area", "tranche"], name="persondecision_area")]


class BeneficiaryList(models.Model):
    """A run handed in for decision: draft, submitted, returned, approved, decreed, ended. Only a decreed list is enrolled."""

    run = models.ForeignKey("selection.SelectionRun", on_delete=models.PROTECT, related_name="+")
    status = CodeField(max_length=20)  # rules.statuses.ListStatus
    digest = models.BinaryField()
    submitted_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    decree_number = models.CharField(max_length=120, default="")
    decree_on = models.DateField(null=True)
    decree_file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run"], condition=~models.Q(status__in=["returned", "ended"]), name="list_one_standing_per_run"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="decreed")
                | (~models.Q(decree_number="") & models.Q(decree_on__isnull=False, decree_file__isnull=False)),
                name="list_decreed_with_number_date_and_copy",
            ),
        ]


class ListAmendment(models.Model):
    """An amended decree: places that became free on a decreed list, given to people of its reserve. The list itself is never touched.

    submitted, returned, approved, decreed. `first_month` to the tranche's last month is what the new people are paid for; `prices_idr`
    (insurance -> one new person), `freed_idr` and `bound_idr` (insurance -> all together) are what approving moves.
    """

    beneficiary_list = models.ForeignKey("selection.BeneficiaryList", on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    status = CodeField(max_length=20)  # rules.statuses.AmendmentStatus
    first_month = CodeField(max_length=7)
    months = models.SmallIntegerField()
    month_idr = models.BigIntegerField()  # one new person, the first month
    prices_idr = models.JSONField()
    freed_idr = models.JSONField()
    bound_idr = models.JSONField()
    digest = models.BinaryField()
    submitted_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    decree_number = models.CharField(max_length=120, default="")
    decree_on = models.DateField(null=True)
    decree_file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["beneficiary_list", "number"], name="listamendment_number_once"),
            models.UniqueConstraint(
                fields=["beneficiary_list"], condition=models.Q(status__in=["submitted", "approved"]), name="listamendment_one_under_way"
            ),
            models.CheckConstraint(condition=models.Q(months__gt=0, month_idr__gt=0), name="listamendment_not_empty"),
            models.CheckConstraint(
                condition=~models.Q(status="decreed")
                | (~models.Q(decree_number="") & models.Q(decree_on__isnull=False, decree_file__isnull=False)),
                name="listamendment_decreed_whole",
            ),
        ]


class AmendedPlace(models.Model):
    """One place of an amendment: who leaves it, why, and who of the reserve enters. `standing` until the amendment is returned."""

    area = AreaField()
    amendment = models.ForeignKey("selection.ListAmendment", on_delete=models.PROTECT, related_name="+")
    leaves = models.ForeignKey("selection.Entry", on_delete=models.PROTECT, related_name="+")
    enters = models.ForeignKey("selection.Entry", on_delete=models.PROTECT, related_name="+")
    why = CodeField(max_length=40)
    standing = models.BooleanField(default=True)

    privacy: ClassVar = {
        "id": "public", "area": "public", "amendment": "public", "leaves": "public", "enters": "public", "why": "scoped", "standing": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear why; the rest names entries only"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["leaves"], condition=models.Q(standing=True), name="amendedplace_left_once"),
            models.UniqueConstraint(fields=["enters"], condition=models.Q(standing=True), name="amendedplace_entered_once"),
            models.CheckConstraint(condition=~models.Q(leaves=models.F("enters")), name="amendedplace_two_people"),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "amendment"], name="amendedplace_area")]


class ProvisionalList(models.Model):
    """A run whose outcome hangs on the notice boards before anything is decided: from which day, and until when anybody may object."""

    run = models.ForeignKey("selection.SelectionRun", on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField()
    objections_until = models.DateField()  # the last day
    published_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run"], name="provisionallist_once_a_run"),
            models.CheckConstraint(
                condition=models.Q(objections_until__gte=models.F("published_on")), name="provisionallist_days_in_order"
            ),
        ]
