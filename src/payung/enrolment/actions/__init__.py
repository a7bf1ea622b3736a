"""What may be done here."""

from payung.enrolment.actions.backfill import Replacement, make_replacement
from payung.enrolment.actions.background import begin_export, begin_readiness, begin_reply
from payung.enrolment.actions.batches import BatchReport, export_batches
from payung.enrolment.actions.cards import check_readiness, record_handover
from payung.enrolment.actions.replies import FileOfReply, ReplyReport, record_reply

__all__ = [
    "BatchReport",
    "FileOfReply",
    "Replacement",
    "ReplyReport",
    "begin_export",
    "begin_readiness",
    "begin_reply",
    "check_readiness",
    "export_batches",
    "make_replacement",
    "record_handover",
    "record_reply",
]
