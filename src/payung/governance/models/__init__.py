"""Facts that governance keeps."""

from payung.governance.models.accounts import FirstUse, Installation, Posting, User
from payung.governance.models.approval import Approval, ApprovalDecision, ApprovalStage, ChainStage
from payung.governance.models.audit import AuditEntry, AuditEvent, AuditRoot
from payung.governance.models.files import StoredFile
from payung.governance.models.jobs import Job
from payung.governance.models.leaving import Export, Reveal

__all__ = [
    "Approval",
    "ApprovalDecision",
    "ApprovalStage",
    "AuditEntry",
    "AuditEvent",
    "AuditRoot",
    "ChainStage",
    "Export",
    "FirstUse",
    "Installation",
    "Job",
    "Posting",
    "Reveal",
    "StoredFile",
    "User",
]
