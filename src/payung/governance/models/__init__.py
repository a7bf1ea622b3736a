"""Facts that governance keeps."""

from payung.governance.models.accounts import Installation, Posting, User
from payung.governance.models.approval import Approval, ApprovalDecision
from payung.governance.models.audit import AuditEntry, AuditEvent, AuditRoot
from payung.governance.models.files import StoredFile
from payung.governance.models.jobs import Job

__all__ = ["Approval", "ApprovalDecision", "AuditEntry", "AuditEvent", "AuditRoot", "Installation", "Job", "Posting", "StoredFile", "User"]
