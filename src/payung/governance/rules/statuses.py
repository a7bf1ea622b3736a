"""Statuses of approvals, jobs and documents."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class ApprovalStatus(StrEnum):
    """Where an approval stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


class Verdict(StrEnum):
    """What a decider says at one stage."""

    APPROVE = "approve"
    RETURN = "return"


APPROVALS = StatusTable(
    "approval",
    ApprovalStatus,
    {
        Verdict.APPROVE: {ApprovalStatus.WAITING: ApprovalStatus.APPROVED},
        Verdict.RETURN: {ApprovalStatus.WAITING: ApprovalStatus.RETURNED},
    },
)


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


JOBS = StatusTable(
    "job",
    JobStatus,
    {
        # A running job may be begun again: its worker died, and a later attempt fences the earlier one out.
        "begin": {JobStatus.QUEUED: JobStatus.RUNNING, JobStatus.RUNNING: JobStatus.RUNNING, JobStatus.FAILED: JobStatus.RUNNING},
        # A job that was cancelled during its last chunk is done all the same.
        "finish": {JobStatus.RUNNING: JobStatus.DONE, JobStatus.CANCELLED: JobStatus.DONE},
        "fail": {JobStatus.RUNNING: JobStatus.FAILED, JobStatus.CANCELLED: JobStatus.FAILED},
        "cancel": {JobStatus.QUEUED: JobStatus.CANCELLED, JobStatus.RUNNING: JobStatus.CANCELLED, JobStatus.FAILED: JobStatus.CANCELLED},
        "resume": {JobStatus.FAILED: JobStatus.QUEUED, JobStatus.CANCELLED: JobStatus.QUEUED},
    },
)


class DocumentStatus(StrEnum):
    """Where a paper stands. It is signed once its signed copy is here."""

    DRAFT = "draft"
    INITIALLED = "initialled"
    SIGNED = "signed"
    SENT = "sent"
    RECEIVED = "received"
    VOID = "void"


DOCUMENTS = StatusTable(
    "document",
    DocumentStatus,
    {
        "initial": {DocumentStatus.DRAFT: DocumentStatus.INITIALLED},
        # Papers that others sign in the field (minutes, statements) need no initials of the office: their kind says so.
        "sign": {DocumentStatus.DRAFT: DocumentStatus.SIGNED, DocumentStatus.INITIALLED: DocumentStatus.SIGNED},
        "send": {DocumentStatus.SIGNED: DocumentStatus.SENT},
        "receive": {DocumentStatus.SENT: DocumentStatus.RECEIVED},
        "void": {
            DocumentStatus.DRAFT: DocumentStatus.VOID,
            DocumentStatus.INITIALLED: DocumentStatus.VOID,
            DocumentStatus.SIGNED: DocumentStatus.VOID,
        },
    },
)


class FindingStatus(StrEnum):
    """Where a finding of an inspection stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


FINDINGS = StatusTable(
    "finding",
    FindingStatus,
    {
        "answer": {FindingStatus.OPEN: FindingStatus.ANSWERED},
        "send-back": {FindingStatus.ANSWERED: FindingStatus.OPEN},
        "close": {FindingStatus.ANSWERED: FindingStatus.CLOSED},
    },
)
