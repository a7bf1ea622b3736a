"""What intake does, as other rooms and doors call it."""

from payung.intake.actions.columns import set_columns
from payung.intake.actions.typing import begin_draft, drop_draft, hand_in_draft, save_draft
from payung.intake.actions.uploads import READ_JOB, Received, add_upload, pin, receive_files, return_workbooks, withdraw_upload

__all__ = [
    "READ_JOB",
    "Received",
    "add_upload",
    "begin_draft",
    "drop_draft",
    "hand_in_draft",
    "pin",
    "receive_files",
    "return_workbooks",
    "save_draft",
    "set_columns",
    "withdraw_upload",
]
