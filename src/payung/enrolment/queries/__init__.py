"""What the rooms above may ask."""

from payung.enrolment.queries.backfill import Backfill, OfferedPlace, backfill
from payung.enrolment.queries.batches import BatchView, Readiness, batches, layout_rows, readiness
from payung.enrolment.queries.replies import (
    BatchAnswer,
    OddRow,
    RefusedPage,
    RefusedPerson,
    ReplyFileView,
    ReplyStatus,
    missing_people,
    odd_rows,
    refused_people,
    reply_files,
    reply_status,
)

__all__ = [
    "Backfill",
    "BatchAnswer",
    "BatchView",
    "OddRow",
    "OfferedPlace",
    "Readiness",
    "RefusedPage",
    "RefusedPerson",
    "ReplyFileView",
    "ReplyStatus",
    "backfill",
    "batches",
    "layout_rows",
    "missing_people",
    "odd_rows",
    "readiness",
    "refused_people",
    "reply_files",
    "reply_status",
]
