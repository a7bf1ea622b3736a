"""Workers, where they came from, under which keys they are found, where they are covered; merges, corrections and pins."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Worker(models.Model):
    """A person. `survivor` is set when he turned out to be another worker; downstream rows are never rewritten.

    The envelope holds nik, kk, mother, phone, account, address, kpj. `verified_nik_mac` (keyed, 32 bytes) is set only
    when BPJS or the civil registry confirmed the NIK: no two living workers share one. `origin` says how he came in:
    listed (a proposal or register row) or participant (a member list only).

    `person` and `tells` are derived (`actions._merging.settle_persons`): who a merged record is known as today (null: himself), and
    whether this is the one record that tells of its person. Lists of people read them and follow no pointers.
    """

    area = AreaField()
    origin = CodeField(max_length=20)
    name = models.CharField(max_length=300, default="")
    sex = models.CharField(max_length=1, default="")
    birth_date = models.DateField(null=True)
    birth_place = models.CharField(max_length=120, default="")
    village_code = CodeField(max_length=10, default="")
    nik_state = CodeField(max_length=12)
    envelope = models.BinaryField(null=True)
    verified_nik_mac = models.BinaryField(null=True)
    occupation = models.CharField(max_length=120, default="")
    workplace = models.CharField(max_length=200, default="")
    hours = models.CharField(max_length=60, default="")
    income_idr = models.BigIntegerField(null=True)
    disability = models.BooleanField(null=True)
    decile = models.SmallIntegerField(null=True)
    village_order = models.IntegerField(null=True)
    died_on = models.DateField(null=True)
    died_source = models.CharField(max_length=200, default="")
    survivor = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    split_from = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    tells = models.BooleanField(db_default=True)
    version = models.IntegerField(default=1)

    privacy: ClassVar = {
        "id": "public", "area": "public", "origin": "public", "name": "scoped", "sex": "scoped", "birth_date": "scoped", "birth_place": "scoped",
        "village_code": "scoped", "nik_state": "public", "envelope": "sealed", "verified_nik_mac": "sealed", "occupation": "scoped",
        "workplace": "scoped", "hours": "scoped", "income_idr": "scoped", "disability": "scoped", "decile": "scoped", "village_order": "scoped",
        "died_on": "scoped", "died_source": "scoped", "survivor": "public", "split_from": "public", "person": "public", "tells": "public",
        "version": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope, the mac and the scoped values; keep the id, so that provenance still reads"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["verified_nik_mac"],
                condition=models.Q(verified_nik_mac__isnull=False, died_on__isnull=True, survivor__isnull=True),
                name="worker_one_living_per_verified_nik",
            ),
            models.CheckConstraint(
                condition=models.Q(survivor__isnull=True) | ~models.Q(survivor=models.F("id")), name="worker_not_own_survivor"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="worker_area"),
            models.Index(fields=["survivor"], name="worker_survivor"),
            models.Index(fields=["name", "id"], condition=models.Q(tells=True), name="worker_by_name"),
            models.Index(fields=["area", "name", "id"], condition=models.Q(tells=True), name="worker_by_area"),
            models.Index(fields=["birth_date", "id"], condition=models.Q(tells=True), name="worker_by_birth"),
            models.Index(fields=["died_on"], condition=models.Q(died_on__isnull=False), name="worker_died"),
            models.Index(fields=["person"], condition=models.Q(person__isnull=False), name="worker_person"),
        ]


class WorkerRow(models.Model):
    """An intake row that told of a worker: provenance. A listed worker whose rows were all withdrawn or corrected is out of every answer."""

    area = AreaField()
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(
        "intake.IntakeRow", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # workerrow_row_once leads with it
    first = models.ForeignKey(
        "intake.IntakeRow", on_delete=models.PROTECT, related_name="+"
    )  # its first version; itself, if never corrected

    privacy: ClassVar = {"id": "public", "area": "public", "worker": "public", "row": "public", "first": "public"}
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["row"], name="workerrow_row_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="workerrow_area")]


class RegistryKey(models.Model):
    """A keyed hash under which a worker can be looked up (folded name tokens, NIK, NIK-15, phone, KPJ, compounds).

    Derived from the envelopes and rebuilt when the hash key is renewed: about ten rows a worker, hence one index and no
    enforced key (300,000 rows: 1.9 s instead of 6.7 s).
    """

    pk = models.CompositePrimaryKey("key", "worker_id")
    area = AreaField()
    key = models.BigIntegerField()
    worker = models.ForeignKey("registry.Worker", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")

    privacy: ClassVar = {"area": "public", "key": "sealed", "worker": "public"}
    scrub: ClassVar = "delete the rows of the worker"


class Participation(models.Model):
    """Who is covered where: half-open days, when it was told beside when it holds. Coverage as of a day reads only this."""

    area = AreaField()
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    segment = CodeField(max_length=20)  # bpu | pu | jakon | pmi
    payer_kind = CodeField(max_length=20)  # self | apbd | apbn | employer | unknown
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    source_on = models.DateField()
    recorded_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "worker": "public", "segment": "scoped", "payer_kind": "scoped", "starts_on": "scoped", "ends_on": "scoped",
        "source": "public", "source_on": "public", "recorded_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "kept for the counts; the worker it points to is scrubbed"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker", "segment", "payer_kind", "starts_on", "source"], name="participation_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")), name="participation_half_open"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "starts_on", "ends_on"], name="participation_area_span"),
            models.Index(fields=["worker"], name="participation_worker"),
        ]


class Merge(models.Model):
    """A worker pointed to a survivor: on what basis, and whether that was undone."""

    area = AreaField()
    merged = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    basis = CodeField(max_length=20)  # rules.statuses.Basis
    pair = models.ForeignKey("registry.CandidatePair", on_delete=models.PROTECT, null=True, related_name="+")
    merged_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    privacy: ClassVar = {
        "id": "public", "area": "public", "merged": "public", "survivor": "public", "basis": "public", "pair": "public", "merged_by": "public",
        "merged_at": "public", "undone_by": "public", "undone_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merged"], condition=models.Q(undone_at__isnull=True), name="merge_one_standing"),
            models.CheckConstraint(
                condition=models.Q(undone_by__isnull=True, undone_at__isnull=True)
                | models.Q(undone_by__isnull=False, undone_at__isnull=False),
                name="merge_undone_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="merge_area")]


class WorkerPin(models.Model):
    """Why a merge may not be undone any more: a fact downstream rests on the worker."""

    area = AreaField()
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    fact = CodeField(max_length=60)

    privacy: ClassVar = {"id": "public", "area": "public", "worker": "public", "fact": "public"}
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["worker", "fact"], name="workerpin_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="workerpin_area")]


class Correction(models.Model):
    """One typed value of a record that somebody put right: from what, to what, why, by whom. The record carries the newest."""

    area = AreaField()
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    field = CodeField(max_length=20)
    before = models.TextField()
    after = models.TextField()
    reason = models.TextField()
    corrected_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "worker": "public", "field": "public", "before": "scoped", "after": "scoped", "reason": "scoped",
        "corrected_by": "public", "corrected_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear before, after and reason"

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_a_reason")]
        indexes: ClassVar = [models.Index(fields=["area"], name="correction_area")]
