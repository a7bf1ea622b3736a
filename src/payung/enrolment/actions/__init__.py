"""What may be done here."""

from payung.enrolment.actions.backfill import Replacement, make_replacement
from payung.enrolment.actions.batches import BatchReport, export_batches
from payung.enrolment.actions.replies import FileOfReply, ReplyReport, record_reply

__all__ = [
    "BatchReport",
    "FileOfReply",
    "Replacement",
    "ReplyReport",
    "export_batches",
    "make_replacement",
    "record_reply",
]
