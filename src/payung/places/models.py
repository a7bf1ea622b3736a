"""Places, their boundaries, offices and published figures. Public facts: no area policy."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Length

_BYTEWISE = "C"


class Place(models.Model):
    """A province, regency, kecamatan or village of the installation, by its Kemendagri code without dots."""

    code = models.CharField(max_length=10, primary_key=True, db_collation=_BYTEWISE)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    bps_code = models.CharField(max_length=4, default="")
    tile_col = models.SmallIntegerField(null=True)
    tile_row = models.SmallIntegerField(null=True)
    abbreviation = models.CharField(max_length=6, default="")


class Boundary(models.Model):
    """The shape of a place as its user's file tells it, for drawing: a GeoJSON Polygon or MultiPolygon in degrees (EPSG:4326)."""

    code = models.CharField(max_length=10, primary_key=True, db_collation=_BYTEWISE)
    level = models.SmallIntegerField()
    geometry = models.JSONField()
    source = models.CharField(max_length=255)  # name of the file
    imported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(level=Length("code")), name="boundary_level_is_length")]


class CodeChange(models.Model):
    """A village code that was replaced, and one that took its place; a split village stands once for each."""

    old_code = models.CharField(max_length=10, db_collation=_BYTEWISE)
    new_code = models.CharField(max_length=10, db_collation=_BYTEWISE)
    since = models.DateField(null=True)
    source = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old_code", "new_code"], name="code_change_once"),
            models.CheckConstraint(condition=~models.Q(old_code=models.F("new_code")), name="code_change_changes"),
        ]


class Emblem(models.Model):
    """The picture of a letterhead, under the SHA-256 of its content: papers name it so and keep it when the office takes another."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()


class Office(models.Model):
    """An office as it was named for a time: agency, BPJS branch, service point."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    seat = models.CharField(max_length=120, default="")
    address = models.TextField(default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source = models.TextField()
    status = models.CharField(max_length=200, default="")
    above = models.CharField(max_length=200, default="")  # the first line of its letterhead: the government it belongs to
    contact = models.CharField(max_length=200, default="")
    emblem = models.ForeignKey("places.Emblem", on_delete=models.PROTECT, null=True, related_name="+")
    head_title = models.CharField(max_length=120, default="")
    head_name = models.CharField(max_length=200, default="")
    head_rank = models.CharField(max_length=120, default="")
    head_number = models.CharField(max_length=40, default="")  # his number as a civil servant, as letters print it
    signer_title = models.CharField(max_length=120, default="")  # who signs in the name of the head; empty: the head
    signer_name = models.CharField(max_length=200, default="")
    signer_rank = models.CharField(max_length=120, default="")
    signer_number = models.CharField(max_length=40, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "starts_on"], name="office_once_a_start"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")), name="office_half_open"
            ),
        ]


class OfficeArea(models.Model):
    """A regency that an office serves."""

    office = models.ForeignKey("places.Office", on_delete=models.CASCADE, related_name="+")
    area = models.CharField(max_length=10, db_collation=_BYTEWISE)
    basis = models.CharField(max_length=40, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "area"], name="officearea_once")]


class Figure(models.Model):
    """A published figure: value, what it counts, of which place, said by whom and when. Rivals stand side by side."""

    code = models.CharField(max_length=60)
    area = models.CharField(max_length=10, db_collation=_BYTEWISE)
    kind = models.CharField(max_length=20)  # denominator | numerator | rate | population | promise | other
    value = models.DecimalField(max_digits=18, decimal_places=2)
    unit = models.CharField(max_length=20)
    definition = models.TextField()
    as_of = models.DateField()
    source = models.TextField()
    speaker = models.CharField(max_length=200, default="")
    estimate = models.BooleanField(default=False)
    method = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "area", "as_of"], name="figure_once"),
            models.CheckConstraint(condition=models.Q(estimate=False) | ~models.Q(method=""), name="figure_estimate_says_how"),
        ]
