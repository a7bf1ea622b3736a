"""Rounds: who was asked, what came back, in which state everybody ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Round(models.Model):
    """A set of people about whom others are asked before anything is decided: which kind of question, for which programme, until when."""

    area = AreaField()
    kind = CodeField(max_length=20)  # a kind of rules/round_kinds.yaml
    programme = models.ForeignKey("programmes.ProgrammeYear", on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    opened_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    agreement = CodeField(max_length=120, default="")  # number or code of the agreement that lets its sheets leave
    status = CodeField(max_length=20, default="open")  # rules.statuses.RoundState
    closed_on = models.DateField(null=True)  # answers are taken until then

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="closed", closed_on__isnull=False)
                | (~models.Q(status="closed") & models.Q(closed_on__isnull=True)),
                name="round_closed_whole",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="round_area")]


class RoundFile(models.Model):
    """A file of answers that came back: who answered, for which day, what became of its rows. The same file again adds nothing.

    `area` is that of the posting that recorded it: another one does not see the file, but finds its answers. `upload` holds its new names, which intake keeps as rows of the village door.
    """

    area = AreaField()
    round = models.ForeignKey("registry.Round", on_delete=models.PROTECT, related_name="+", db_index=False)  # roundfile_once leads with it
    digest = CodeField(max_length=64)
    stored = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    answerer = models.CharField(max_length=200)
    answered_on = models.DateField()
    rows = models.IntegerField()  # rows that hold a person
    landed = models.IntegerField()  # rows that found the person they are about, answered or not
    new_names = models.IntegerField()
    refused = models.JSONField(default=list)  # [sheet, row number, why (a stable code)]
    upload = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "round": "public", "digest": "public", "stored": "public", "name": "scoped", "answerer": "scoped",
        "answered_on": "public", "rows": "public", "landed": "public", "new_names": "public", "refused": "scoped", "upload": "public",
        "recorded_by": "public", "recorded_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear name, answerer and refused"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "digest", "area"], name="roundfile_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="roundfile_area")]


class RoundPerson(models.Model):
    """One person in a round, in exactly one state; silence is one. `answer` is the one that stands, the newest by its day.

    `record` is the record whose values and NIK were asked about; `nik_key` the keyed hash of that NIK, to find him again in a sheet.
    """

    area = AreaField()
    round = models.ForeignKey(
        "registry.Round", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # roundperson_once leads with it
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+", db_index=False)
    nik_key = models.BigIntegerField(null=True)
    state = CodeField(max_length=20)  # a state of the round's kind
    answered_on = models.DateField(null=True)
    answer = models.ForeignKey("registry.RoundAnswer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    privacy: ClassVar = {
        "id": "public", "area": "public", "round": "public", "worker": "public", "record": "public", "nik_key": "sealed", "state": "scoped",
        "answered_on": "public", "answer": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear nik_key and state"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "worker"], name="roundperson_once"),
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True, answer__isnull=True)
                | models.Q(answered_on__isnull=False, answer__isnull=False),
                name="roundperson_answered_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "round"], name="roundperson_area_round")]


class RoundAnswer(models.Model):
    """One answer about one person, kept for good: the state it puts him in and the facts it tells. The envelope holds the row as it came.

    `digest` is keyed, over state and facts: the same answer for the same day again is none.
    """

    area = AreaField()
    person = models.ForeignKey(
        "registry.RoundPerson", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # roundanswer_once leads with it
    file = models.ForeignKey("registry.RoundFile", on_delete=models.PROTECT, related_name="+")
    sheet = models.TextField()
    row_number = models.IntegerField()
    state = CodeField(max_length=20)
    answered_on = models.DateField()
    answerer = models.CharField(max_length=200)  # as of the file, which not everybody sees who sees the person
    facts = models.JSONField(default=dict)
    digest = models.BinaryField()
    envelope = models.BinaryField(null=True)

    privacy: ClassVar = {
        "id": "public", "area": "public", "person": "public", "file": "public", "sheet": "scoped", "row_number": "public", "state": "scoped",
        "answered_on": "public", "answerer": "scoped", "facts": "scoped", "digest": "public", "envelope": "sealed",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope, state, facts and answerer"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "answered_on", "digest"], name="roundanswer_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="roundanswer_area")]
