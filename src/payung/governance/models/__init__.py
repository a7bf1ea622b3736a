"""Facts that governance keeps."""

from payung.governance.models.accounts import FirstUse, Installation, Posting, SignIn, User
from payung.governance.models.approval import Approval, ApprovalDecision, ApprovalStage, ChainStage
from payung.governance.models.audit import AuditEntry, AuditEvent, AuditRoot
from payung.governance.models.documents import Document, DocumentStep, DocumentTemplate
from payung.governance.models.files import StoredFile
from payung.governance.models.inspections import FindingStep, Inspection, InspectionFinding, InspectionSample, StandardTestRun
from payung.governance.models.jobs import Job
from payung.governance.models.leaving import Export, Reveal
from payung.governance.models.live import LiveSwitch
from payung.governance.models.once import DoneOnce

__all__ = [
    "Approval",
    "ApprovalDecision",
    "ApprovalStage",
    "AuditEntry",
    "AuditEvent",
    "AuditRoot",
    "ChainStage",
    "Document",
    "DocumentStep",
    "DocumentTemplate",
    "DoneOnce",
    "Export",
    "FindingStep",
    "FirstUse",
    "Inspection",
    "InspectionFinding",
    "InspectionSample",
    "Installation",
    "Job",
    "LiveSwitch",
    "Posting",
    "Reveal",
    "SignIn",
    "StandardTestRun",
    "StoredFile",
    "User",
]
