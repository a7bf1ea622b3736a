"""What registry does, as other rooms and doors call it."""

from payung.registry.actions.admission import admit_rows
from payung.registry.actions.answers import FileOfAnswers, RecordReport, record_answers
from payung.registry.actions.hands import correct_worker, split_worker
from payung.registry.actions.linking import LINK_JOB, begin_link, link
from payung.registry.actions.members import confirm_members, record_members_told
from payung.registry.actions.outside import ListReport, add_deaths, add_exclusions, add_participants
from payung.registry.actions.participation import record_participation
from payung.registry.actions.pins import pin
from payung.registry.actions.review import Decided, decide_pair, merge_by_hand, undo_decision, unmerge
from payung.registry.actions.rounds import (
    RoundOpened,
    SheetFile,
    close_round,
    export_round,
    hand_out_round,
    hand_out_template,
    open_round,
    reopen_round,
    write_template,
)
from payung.registry.actions.typed import Answered, type_answers

__all__ = [
    "LINK_JOB",
    "Answered",
    "Decided",
    "FileOfAnswers",
    "ListReport",
    "RecordReport",
    "RoundOpened",
    "SheetFile",
    "add_deaths",
    "add_exclusions",
    "add_participants",
    "admit_rows",
    "begin_link",
    "close_round",
    "confirm_members",
    "correct_worker",
    "decide_pair",
    "export_round",
    "hand_out_round",
    "hand_out_template",
    "link",
    "merge_by_hand",
    "open_round",
    "pin",
    "record_answers",
    "record_members_told",
    "record_participation",
    "reopen_round",
    "split_worker",
    "type_answers",
    "undo_decision",
    "unmerge",
    "write_template",
]
