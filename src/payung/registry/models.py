"""One worker once."""

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
