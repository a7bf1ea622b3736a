"""Claims, who inherits, the evidence, what was done and heard, the agency's lists, deaths told by anybody, and what the gap finder found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class Claim(models.Model):
    """One claim on the agency: of whom, for what, and where it stands.

    `situation` holds the codes of rules.checklists that are true of the family. The envelope holds phone and address of the informant. The cause is
    judged by one person and confirmed by another before an amount is named. `area` is that of the worker when the claim was opened.
    """

    area = AreaField()
    kind = CodeField(max_length=20)  # rules.statuses.ClaimKind
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    status = CodeField(max_length=20)  # rules.statuses.ClaimStatus
    cause = CodeField(max_length=20)  # rules.statuses.Cause
    cause_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")
    cause_confirmed_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")
    event_on = models.DateField()
    event_place = models.CharField(max_length=300, default="")
    chronology = models.TextField(default="")
    situation = models.JSONField(default=list)
    checklist_version = CodeField(max_length=20)
    facts = models.JSONField(default=dict)  # what the calculator needs besides: rules.owed
    heard_on = models.DateField()
    heard_from = CodeField(max_length=20)  # rules.statuses.Source
    informant = models.CharField(max_length=300, default="")
    envelope = models.BinaryField(null=True)
    parent = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, null=True, related_name="+")
    child = models.ForeignKey("claims.Heir", on_delete=models.PROTECT, null=True, related_name="+")
    school_year = models.SmallIntegerField(null=True)
    claim_no = models.CharField(max_length=60, default="")
    reported_on = models.DateField(null=True)  # the first report to the agency
    completed_on = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    decided_idr = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)
    paid_idr = models.BigIntegerField(null=True)
    refused_because = models.TextField(default="")
    due_on = models.DateField(null=True)
    opened_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    privacy: ClassVar = {
        "id": "public", "area": "public", "kind": "public", "worker": "public", "status": "public", "cause": "scoped", "cause_by": "public",
        "cause_confirmed_by": "public", "event_on": "scoped", "event_place": "scoped", "chronology": "scoped", "situation": "scoped",
        "checklist_version": "public", "facts": "scoped", "heard_on": "public", "heard_from": "public", "informant": "scoped", "envelope": "sealed",
        "parent": "public", "child": "public", "school_year": "public", "claim_no": "scoped", "reported_on": "public", "completed_on": "public",
        "filed_on": "public", "decided_on": "public", "decided_idr": "scoped", "paid_on": "public", "paid_idr": "scoped", "refused_because": "scoped",
        "due_on": "public", "opened_by": "public", "opened_at": "public", "version": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope; clear place, chronology, situation, facts, informant and number; keep kind, state, days and amounts for the counts"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker", "kind", "event_on"],
                condition=models.Q(child__isnull=True) & ~models.Q(status="closed"),
                name="claim_once_an_event",
            ),
            models.UniqueConstraint(
                fields=["child", "school_year"],
                condition=models.Q(child__isnull=False) & ~models.Q(status="closed"),
                name="claim_once_a_school_year",
            ),
            models.CheckConstraint(
                condition=models.Q(child__isnull=True, school_year__isnull=True) | models.Q(child__isnull=False, school_year__isnull=False),
                name="claim_school_year_of_a_child",
            ),
            models.CheckConstraint(
                condition=models.Q(cause_confirmed_by__isnull=True)
                | (models.Q(cause_by__isnull=False) & ~models.Q(cause_by=models.F("cause_confirmed_by"))),
                name="claim_cause_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="paid") | models.Q(paid_on__isnull=False, paid_idr__isnull=False), name="claim_paid_whole"
            ),
            models.CheckConstraint(condition=~models.Q(status="refused") | ~models.Q(refused_because=""), name="claim_refused_with_reason"),
            models.CheckConstraint(
                condition=(models.Q(paid_idr__isnull=True) | models.Q(paid_idr__gte=0))
                & (models.Q(decided_idr__isnull=True) | models.Q(decided_idr__gte=0)),
                name="claim_no_negative_money",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "status", "due_on"], name="claim_area_status_due"),
            models.Index(fields=["worker"], name="claim_worker"),
            models.Index(fields=["claim_no"], condition=~models.Q(claim_no=""), name="claim_number"),
        ]


class Heir(models.Model):
    """Somebody who may inherit, or receive for others. The envelope holds nik, phone, address, bank and account; `account_mac` (keyed) lets accounts recur be seen."""

    area = AreaField()
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    relation = CodeField(max_length=20)  # rules.heirs.Relation
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, default="")
    lives_at = models.CharField(max_length=200, default="")
    guardian = models.CharField(max_length=300, default="")
    level = CodeField(max_length=4, default="")  # tk | sd | smp | sma | pt: of a child at school
    schooling_ended_on = models.DateField(null=True)
    receives = models.BooleanField(default=False)
    account = CodeField(max_length=10, default="none")  # rules.statuses.AccountStep
    account_on = models.DateField(null=True)
    nik_mac = models.BinaryField(null=True)
    account_mac = models.BinaryField(null=True)
    envelope = models.BinaryField(null=True)
    version = models.IntegerField(default=1)

    privacy: ClassVar = {
        "id": "public", "area": "public", "claim": "public", "name": "scoped", "relation": "scoped", "born_on": "scoped", "sex": "scoped",
        "lives_at": "scoped", "guardian": "scoped", "level": "scoped", "schooling_ended_on": "scoped", "receives": "scoped", "account": "scoped",
        "account_on": "public", "nik_mac": "sealed", "account_mac": "sealed", "envelope": "sealed", "version": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope and the macs; clear name, places, guardian and birth date"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim"], condition=models.Q(receives=True), name="heir_one_receives"),
            models.CheckConstraint(
                condition=~models.Q(account="ready") | models.Q(account_mac__isnull=False), name="heir_ready_account_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="heir_area"),
            models.Index(fields=["claim"], name="heir_claim"),
            models.Index(fields=["nik_mac"], condition=models.Q(nik_mac__isnull=False), name="heir_nik"),
            models.Index(fields=["account_mac"], condition=models.Q(account_mac__isnull=False), name="heir_account"),
        ]


class Evidence(models.Model):
    """One paper of the checklist that came in, or the reason why it is not needed."""

    area = AreaField()
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    item = CodeField(max_length=40)
    file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="")
    waived = models.BooleanField(default=False)
    recorded_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "claim": "public", "item": "scoped", "file": "public", "note": "scoped", "waived": "public",
        "recorded_by": "public", "recorded_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "purge the file; clear the note"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(waived=False, file__isnull=False) | ~models.Q(note=""), name="evidence_file_or_a_word"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="evidence_area"),
            models.Index(fields=["claim", "item"], name="evidence_claim"),
        ]


class ClaimEvent(models.Model):
    """What was done with a claim or heard of it. A fact of the agency says who told it and on what: slip, message, list, letter or visit. Insert only."""

    area = AreaField()
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    act = CodeField(max_length=20)
    status = CodeField(max_length=20)
    on = models.DateField()
    amount_idr = models.BigIntegerField(null=True)
    words = models.TextField(default="")
    told_by = models.CharField(max_length=300, default="")
    channel = CodeField(max_length=20, default="")  # rules.statuses.Channel
    file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey("claims.AgencyLine", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "claim": "public", "act": "public", "status": "public", "on": "public", "amount_idr": "scoped",
        "words": "scoped", "told_by": "scoped", "channel": "public", "file": "public", "line": "public", "recorded_by": "public",
        "recorded_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "kept for the counts: the claim that it points to is scrubbed"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(act__in=["ask", "decide", "pay", "refuse"]) | (~models.Q(told_by="") & ~models.Q(channel="")),
                name="claimevent_says_who_told",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="claimevent_area"),
            models.Index(fields=["claim", "id"], name="claimevent_claim"),
        ]


class AgencyList(models.Model):
    """A list of the branch as it came: by person, or counts only. The same file a second time adds nothing."""

    area = AreaField()
    form = CodeField(max_length=10)  # people | counts
    digest = CodeField(max_length=64)
    stored = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    told_on = models.DateField()
    rows = models.IntegerField()
    refused = models.IntegerField(default=0)
    taken_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "form": "public", "digest": "public", "stored": "public", "source": "public", "told_on": "public",
        "rows": "public", "refused": "public", "taken_by": "public", "taken_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "purge the file; nothing else is personal"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["digest"], name="agencylist_once")]
        indexes: ClassVar = [models.Index(fields=["area"], name="agencylist_area")]


class AgencyLine(models.Model):
    """One line of a list by person, and what became of it. The envelope holds kpj and nik."""

    area = AreaField()
    list = models.ForeignKey("claims.AgencyList", on_delete=models.PROTECT, related_name="+")
    row_number = models.IntegerField()
    claim_no = models.CharField(max_length=60, default="")
    name = models.CharField(max_length=300, default="")
    envelope = models.BinaryField(null=True)
    kind = CodeField(max_length=20)
    event_on = models.DateField(null=True)
    state = CodeField(max_length=20)
    amount_idr = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)
    reason = models.TextField(default="")
    outcome = CodeField(max_length=20)  # rules.statuses.LineOutcome
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar = {
        "id": "public", "area": "public", "list": "public", "row_number": "public", "claim_no": "scoped", "name": "scoped", "envelope": "sealed",
        "kind": "public", "event_on": "scoped", "state": "public", "amount_idr": "scoped", "paid_on": "public", "reason": "scoped",
        "outcome": "public", "worker": "public", "claim": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope; clear number, name and reason"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "row_number"], name="agencyline_once")]
        indexes: ClassVar = [
            models.Index(fields=["area"], name="agencyline_area"),
            models.Index(fields=["outcome"], name="agencyline_outcome"),
        ]


class AgencyCount(models.Model):
    """Claims of an area that the agency counts and does not name."""

    area = AreaField()
    list = models.ForeignKey("claims.AgencyList", on_delete=models.PROTECT, related_name="+")
    row_number = models.IntegerField()
    kind = CodeField(max_length=20)
    state = CodeField(max_length=20)
    month = models.DateField(null=True)  # its first day
    cases = models.IntegerField()
    amount_idr = models.BigIntegerField(null=True)

    privacy: ClassVar = {
        "id": "public", "area": "public", "list": "public", "row_number": "public", "kind": "public", "state": "public", "month": "public",
        "cases": "public", "amount_idr": "public",
    }  # fmt: skip
    scrub: ClassVar = "nothing personal: kept"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "row_number"], name="agencycount_once"),
            models.CheckConstraint(condition=models.Q(cases__gte=0), name="agencycount_no_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["area"], name="agencycount_area")]


class DeathReport(models.Model):
    """A death that somebody told and an officer typed: an obituary, a parish book, a neighbour. The envelope holds nik and mother."""

    area = AreaField()
    source = CodeField(max_length=20)  # rules.statuses.Source
    where_told = models.CharField(max_length=200, default="")  # which paper, which parish
    name = models.CharField(max_length=300)
    sex = models.CharField(max_length=1, default="")
    birth_date = models.DateField(null=True)
    village_code = CodeField(max_length=10, default="")
    died_on = models.DateField()
    envelope = models.BinaryField(null=True)
    file = models.ForeignKey("governance.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    reported_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": "public", "area": "public", "source": "public", "where_told": "scoped", "name": "scoped", "sex": "scoped", "birth_date": "scoped",
        "village_code": "scoped", "died_on": "scoped", "envelope": "sealed", "file": "public", "reported_by": "public", "reported_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the envelope; clear name, birth date and where it was told"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area"], name="deathreport_area"),
            models.Index(fields=["died_on"], name="deathreport_died"),
        ]


class GapFinding(models.Model):
    """Somebody who was covered on the day he died, with no claim: to be visited. `sure`: linkage is certain of who he is."""

    area = AreaField()
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    died_on = models.DateField()
    sources = models.JSONField(default=list)  # rules.statuses.Source
    sure = models.BooleanField()
    weight_millibits = models.IntegerField(default=0)
    covered_since = models.DateField()
    lowest_idr = models.BigIntegerField(null=True)
    highest_idr = models.BigIntegerField(null=True)
    notes = models.JSONField(default=list)
    status = CodeField(max_length=20)  # rules.statuses.FindingStatus
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(default="")
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    privacy: ClassVar = {
        "id": "public", "area": "public", "worker": "public", "died_on": "scoped", "sources": "public", "sure": "public", "weight_millibits": "public",
        "covered_since": "scoped", "lowest_idr": "scoped", "highest_idr": "scoped", "notes": "public", "status": "public", "claim": "public",
        "reason": "scoped", "found_at": "public", "decided_by": "public", "decided_at": "public",
    }  # fmt: skip
    scrub: ClassVar = "clear the reason; the worker it points to is scrubbed"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker"], name="gapfinding_once_a_person"),
            models.CheckConstraint(condition=~models.Q(status="dismissed") | ~models.Q(reason=""), name="gapfinding_dismissed_with_reason"),
            models.CheckConstraint(condition=~models.Q(status="claimed") | models.Q(claim__isnull=False), name="gapfinding_claimed_by"),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "status", "died_on"], name="gapfinding_area_status")]
