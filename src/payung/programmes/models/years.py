"""Programme years: legal instruments, payers, budget lines, tranches, criteria. No personal data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import CodeField


class Instrument(models.Model):
    """A legal instrument or agreement with its state; decree and enrolment refuse until those demanded are in force."""

    code = CodeField(unique=True)
    kind = CodeField(max_length=20)  # regulation | agreement
    title = models.TextField()
    number = models.CharField(max_length=100, default="")
    status = CodeField(max_length=20)
    in_force_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    source = models.TextField(default="")
    confidence = models.CharField(max_length=1, default="")
    file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)


class Payer(models.Model):
    """Who pays: `kind` is apbd | apbn | self | employer | donor, which decides what the law asks."""

    code = CodeField(unique=True)
    name = models.CharField(max_length=200)
    kind = CodeField(max_length=20)
    area = CodeField(max_length=10)


class ProgrammeYear(models.Model):
    """A programme for one budget year, as validated data. `settings` holds criteria, weights, quota rule, rounds demanded."""

    code = CodeField(unique=True)
    year = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    area = CodeField(max_length=10)
    version = models.IntegerField(default=1)
    settings = models.JSONField()
    settings_digest = models.BinaryField()
    loaded_at = models.DateTimeField()


class ProgrammeVersion(models.Model):
    """A programme year as it was from `made_at` until its next version: the whole document. Insert-only."""

    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    document = models.JSONField()
    digest = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")  # null: before versions were kept
    note = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "version"], name="programmeversion_once")]


class ProgrammeInstrument(models.Model):
    """An instrument that a programme year rests on."""

    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("programmes.Instrument", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "instrument"], name="programmeinstrument_once")]


class BudgetLine(models.Model):
    """Money of one payer for one account in one version of the budget. What is committed never exceeds what there is."""

    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey("programmes.Payer", on_delete=models.PROTECT, related_name="+")
    account = CodeField()
    account_name = models.CharField(max_length=200)
    insurance = CodeField(max_length=5)  # jkk | jkm | jht: one account each
    version = CodeField(max_length=20)  # original | shift | revised
    amount_idr = models.BigIntegerField()
    committed_idr = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "payer", "account", "version"], name="budgetline_once"),
            models.CheckConstraint(condition=models.Q(amount_idr__gte=0, committed_idr__gte=0), name="budgetline_not_negative"),
            models.CheckConstraint(condition=models.Q(committed_idr__lte=models.F("amount_idr")), name="budgetline_not_overspent"),
        ]


class Tranche(models.Model):
    """People of one payer for a first to a last month, both counted."""

    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey("programmes.Payer", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    first_month = CodeField(max_length=7)
    last_month = CodeField(max_length=7)
    people = models.IntegerField()
    deadline_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "code"], name="tranche_once"),
            models.CheckConstraint(condition=models.Q(last_month__gte=models.F("first_month")), name="tranche_months_in_order"),
            models.CheckConstraint(condition=models.Q(people__gt=0), name="tranche_has_people"),
        ]
