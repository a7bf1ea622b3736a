"""Lists from outside: members, deaths, and people who must not or need not be chosen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class OutsideList(models.Model):
    """A list taken in from outside: members, deaths or exclusions. The same file a second time adds nothing."""

    area = AreaField()
    kind = CodeField(max_length=20)  # participants | deaths | one of core.exclusions.ExclusionKind
    digest = CodeField(max_length=64)
    stored = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    source_on = models.DateField()
    rows = models.IntegerField()
    refused = models.IntegerField(default=0)
    taken_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "kind": "public", "digest": "public", "stored": "public", "source": "public", "source_on": "public",
        "rows": "public", "refused": "public", "taken_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "digest"], name="outsidelist_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="outsidelist_area")]


class DeathNotice(models.Model):
    """One row of a death list: told by whom, and which worker it turned out to be. The envelope holds the NIK."""

    area = AreaField()
    outside_list = models.ForeignKey("registry.OutsideList", on_delete=models.PROTECT, related_name="+")
    sheet = models.TextField(default="")
    row_number = models.IntegerField()
    envelope = models.BinaryField(null=True)
    nik_state = CodeField(max_length=12)
    name = models.CharField(max_length=300, default="")
    sex = models.CharField(max_length=1, default="")
    birth_date = models.DateField(null=True)
    village_code = CodeField(max_length=10, default="")
    died_on = models.DateField()
    source = models.CharField(max_length=200, default="")
    status = CodeField(max_length=20)  # rules.statuses.NoticeStatus
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar = {
        "id": "public", "area": "public", "outside_list": "public", "sheet": "scoped", "row_number": "public", "envelope": "sealed", "nik_state": "public",
        "name": "scoped", "sex": "scoped", "birth_date": "scoped", "village_code": "scoped", "died_on": "scoped", "source": "public", "status": "public",
        "worker": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope and the scoped values"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["outside_list", "sheet", "row_number"], name="deathnotice_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="deathnotice_area")]


class Exclusion(models.Model):
    """One row of a list of people who must not or need not be chosen: told by whom, for which days, and which worker it turned out to be.

    A fact for selection; it never deletes anybody. Half-open days. The envelope holds the NIK.
    """

    area = AreaField()
    outside_list = models.ForeignKey("registry.OutsideList", on_delete=models.PROTECT, related_name="+")
    kind = CodeField(max_length=20)  # core.exclusions.ExclusionKind
    sheet = models.TextField(default="")
    row_number = models.IntegerField()
    envelope = models.BinaryField(null=True)
    nik_state = CodeField(max_length=12)
    name = models.CharField(max_length=300, default="")
    sex = models.CharField(max_length=1, default="")
    birth_date = models.DateField(null=True)
    village_code = CodeField(max_length=10, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source = models.CharField(max_length=200, default="")
    status = CodeField(max_length=20)  # rules.statuses.NoticeStatus
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar = {
        "id": "public", "area": "public", "outside_list": "public", "kind": "public", "sheet": "scoped", "row_number": "public", "envelope": "sealed",
        "nik_state": "public", "name": "scoped", "sex": "scoped", "birth_date": "scoped", "village_code": "scoped", "starts_on": "scoped",
        "ends_on": "scoped", "source": "public", "status": "public", "worker": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope and the scoped values but the days; keep kind and worker"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outside_list", "sheet", "row_number"], name="exclusion_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")), name="exclusion_half_open"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="exclusion_area"),
            models.Index(fields=["worker"], name="exclusion_worker"),
        ]
