"""What may be done here."""

from payung.selection.actions.amendments import approve_amendment, decree_amendment, return_amendment, submit_amendment
from payung.selection.actions.decisions import decide_person
from payung.selection.actions.letters import LetterReport, write_quota_letters
from payung.selection.actions.lists import approve_list, decree_list, end_list, return_list, submit_list
from payung.selection.actions.paper import record_paper_decision
from payung.selection.actions.provisional import publish_provisional
from payung.selection.actions.runs import begin_selection, purge_runs, select
from payung.selection.queries.runs import RunReport

__all__ = [
    "LetterReport",
    "RunReport",
    "approve_amendment",
    "approve_list",
    "begin_selection",
    "decide_person",
    "decree_amendment",
    "decree_list",
    "end_list",
    "publish_provisional",
    "purge_runs",
    "record_paper_decision",
    "return_amendment",
    "return_list",
    "select",
    "submit_amendment",
    "submit_list",
    "write_quota_letters",
]
