"""What happened, in sentences that a layman reads: for any object's page, and for the trail of the whole office."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from payung.governance.queries.audit import Happening, history
from payung.web.parts import Event
from payung.web.words import role_words

WHOLE = {
    "sign_in": gettext_noop("Signed in"),
    "keep_accounts": gettext_noop("Accounts made, reset or ended from a sheet"),
    "print_slips": gettext_noop("Slips of first passwords printed"),
    "wake_account": gettext_noop("Account woken"),
    "reveal_identifier": gettext_noop("A sealed identifier was shown"),
    "export_file": gettext_noop("A file was taken out"),
    "export_people": gettext_noop("A file with people was taken out"),
    "ask_job": gettext_noop("Work in the background asked for"),
    "read_upload": gettext_noop("Upload read"),
    "link_workers": gettext_noop("Workers linked"),
    "admit_rows": gettext_noop("Rows admitted as workers"),
    "run_selection": gettext_noop("Selection run"),
    "back_up": gettext_noop("Backup made"),
    "rest_on": gettext_noop("Facts of people left on its ground"),
    "unmerge": gettext_noop("Merge undone"),
    "approve_into_law": gettext_noop("Became law of the province"),
    "return_to_maker": gettext_noop("Went back to who prepared it"),
    "confirm_deletion": gettext_noop("Deletion confirmed"),
    "hand_in_draft": gettext_noop("Typed list handed in"),
    "set_columns": gettext_noop("Columns named by hand"),
    "enter_office": gettext_noop("Office entered"),
    "go_live": gettext_noop("Practice mode left"),
    "go_back": gettext_noop("Went back to practice mode"),
    "look_at_scan": gettext_noop("Scan looked at"),
    "prepare_answer": gettext_noop("Answer prepared at the counter"),
    "publish_provisional": gettext_noop("Provisional list published"),
    "run_tests": gettext_noop("Standard tests run"),
    "add_claims_list": gettext_noop("List of claims from BPJS taken in"),
    "add_evidence": gettext_noop("Paper of a claim added"),
    "add_heir": gettext_noop("Heir named"),
    "end_schooling": gettext_noop("Schooling of a child ended"),
    "find_gaps": gettext_noop("Deaths compared with claims"),
    "open_evidence": gettext_noop("Paper of a claim looked at"),
    "prepare_claim_paper": gettext_noop("Paper for a claim prepared"),
    "report_death": gettext_noop("Death reported"),
}
VERBS = {
    "add": gettext_noop("added"),
    "answer": gettext_noop("answered"),
    "approve": gettext_noop("approved"),
    "attach": gettext_noop("attached"),
    "begin": gettext_noop("begun"),
    "cancel": gettext_noop("cancelled"),
    "change": gettext_noop("changed"),
    "check": gettext_noop("checked"),
    "close": gettext_noop("closed"),
    "commit": gettext_noop("bound"),
    "confirm": gettext_noop("confirmed"),
    "correct": gettext_noop("corrected"),
    "create": gettext_noop("made"),
    "decide": gettext_noop("decided"),
    "decree": gettext_noop("decreed"),
    "draw": gettext_noop("drawn"),
    "drop": gettext_noop("dropped"),
    "edit": gettext_noop("changed"),
    "end": gettext_noop("ended"),
    "enter": gettext_noop("entered"),
    "export": gettext_noop("taken out"),
    "fail": gettext_noop("failed"),
    "finish": gettext_noop("finished"),
    "import": gettext_noop("taken in"),
    "init": gettext_noop("made"),
    "initial": gettext_noop("initialled"),
    "load": gettext_noop("loaded"),
    "make": gettext_noop("made"),
    "merge": gettext_noop("merged"),
    "number": gettext_noop("numbered"),
    "open": gettext_noop("opened"),
    "pin": gettext_noop("pinned: nothing of it can be undone any more"),
    "prepare": gettext_noop("prepared"),
    "publish": gettext_noop("published"),
    "purge": gettext_noop("purged"),
    "put": gettext_noop("put in place"),
    "receive": gettext_noop("received"),
    "record": gettext_noop("recorded"),
    "register": gettext_noop("entered"),
    "release": gettext_noop("set free"),
    "reset": gettext_noop("reset"),
    "restore": gettext_noop("restored"),
    "resume": gettext_noop("resumed"),
    "return": gettext_noop("returned"),
    "rotate": gettext_noop("renewed"),
    "run": gettext_noop("run"),
    "save": gettext_noop("saved"),
    "send": gettext_noop("sent"),
    "set": gettext_noop("set"),
    "sign": gettext_noop("signed"),
    "split": gettext_noop("split"),
    "store": gettext_noop("kept"),
    "submit": gettext_noop("submitted"),
    "take": gettext_noop("taken in"),
    "type": gettext_noop("typed"),
    "undo": gettext_noop("undone"),
    "upload": gettext_noop("uploaded"),
    "verify": gettext_noop("verified"),
    "withdraw": gettext_noop("withdrawn"),
    "write": gettext_noop("written"),
}
OBJECTS = {
    "account": gettext_noop("Account"),
    "agreement": gettext_noop("Agreement"),
    "amendment": gettext_noop("Amendment"),
    "answers": gettext_noop("Answers"),
    "backup": gettext_noop("Backup"),
    "batch": gettext_noop("Batch"),
    "batches": gettext_noop("Batches"),
    "boundaries": gettext_noop("Boundaries"),
    "boundary": gettext_noop("Boundary"),
    "budget_line": gettext_noop("Budget line"),
    "chain": gettext_noop("Chain of approval"),
    "code_history": gettext_noop("Replaced place codes"),
    "columns": gettext_noop("Columns"),
    "deaths": gettext_noop("List of deaths"),
    "decision": gettext_noop("Decision"),
    "denominator": gettext_noop("Denominator"),
    "document": gettext_noop("Paper"),
    "draft": gettext_noop("Typed list"),
    "enrolment": gettext_noop("Enrolment"),
    "exclusions": gettext_noop("List of exclusions"),
    "export": gettext_noop("File taken out"),
    "file": gettext_noop("File"),
    "finding": gettext_noop("Finding"),
    "handover": gettext_noop("Hand-over"),
    "inspection": gettext_noop("Inspection"),
    "installation": gettext_noop("Installation"),
    "instrument": gettext_noop("Instrument"),
    "instrument_state": gettext_noop("State of the instrument"),
    "intake_row": gettext_noop("Row of an upload"),
    "job": gettext_noop("Work in the background"),
    "keys": gettext_noop("Keys"),
    "law_amendment": gettext_noop("Amendment of the law"),
    "line": gettext_noop("Line"),
    "linkrun": gettext_noop("Run of linkage"),
    "list": gettext_noop("List"),
    "meeting": gettext_noop("Meeting"),
    "members": gettext_noop("Members"),
    "money": gettext_noop("Money"),
    "objection": gettext_noop("Objection"),
    "office": gettext_noop("Office"),
    "pair": gettext_noop("Pair"),
    "participants": gettext_noop("List of members"),
    "participation": gettext_noop("Participation"),
    "password": gettext_noop("Password"),
    "person": gettext_noop("Person"),
    "places": gettext_noop("Places"),
    "posting": gettext_noop("Posting"),
    "programme": gettext_noop("Programme year"),
    "quota_letters": gettext_noop("Quota letters"),
    "readiness": gettext_noop("Readiness"),
    "replacement": gettext_noop("Replacement"),
    "reply": gettext_noop("Reply of BPJS"),
    "round": gettext_noop("Round"),
    "rows": gettext_noop("Rows of uploads"),
    "runs": gettext_noop("Runs"),
    "sample": gettext_noop("Sample"),
    "second_factor": gettext_noop("Second factor"),
    "selection_run": gettext_noop("Selection"),
    "session": gettext_noop("Session"),
    "signed_copy": gettext_noop("Signed copy"),
    "template": gettext_noop("Template"),
    "terms": gettext_noop("Terms of the agreement"),
    "trail": gettext_noop("Audit trail"),
    "upload": gettext_noop("Upload"),
    "user": gettext_noop("Account"),
    "workbooks": gettext_noop("Workbooks"),
    "worker": gettext_noop("Worker"),
    "workers": gettext_noop("Records of workers"),
}
_ON_PAPER = "record_decision_"


def action_words(action: str) -> str:
    """An action in words: 'submit_list' is 'List submitted'. A code without words says itself."""
    if action in WHOLE:
        return _(WHOLE[action])
    if action.startswith(_ON_PAPER):
        verb, _underscore, object_ = action.removeprefix(_ON_PAPER).partition("_")
        return _("%(what)s on paper, recorded here") % {"what": _composed(verb, object_) or action}
    verb, _underscore, object_ = action.partition("_")
    return _composed(verb, object_) or action.replace("_", " ")


def kind_words(kind: str) -> str:
    """What an event is about."""
    return _(OBJECTS[kind]) if kind in OBJECTS else kind.replace("_", " ")


def events_of(kind: str, object_id: int) -> list[Event]:
    """The history of an object, newest first, for `{% history %}`."""
    return [told(each) for each in history(kind, object_id)]


def told(each: Happening) -> Event:
    """One event as a line of a history."""
    return Event(each.at, action_words(each.action), f"{each.by} ({role_words(each.role)})" if each.role else each.by, subject_words(each))


def subject_words(each: Happening) -> str:
    """What an event was about, when it was about several things."""
    if each.subject_count <= 1:
        return ""
    return ngettext("%(count)s object", "%(count)s objects", each.subject_count) % {"count": each.subject_count}


def _composed(verb: str, object_: str) -> str:
    if verb not in VERBS or object_ not in OBJECTS:
        return ""
    return _("%(object)s %(verb)s") % {"object": _(OBJECTS[object_]), "verb": _(VERBS[verb])}
