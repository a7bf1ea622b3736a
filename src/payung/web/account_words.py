"""Words of accounts, reveals, approvals and access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.core.areas import dotted
from payung.governance.queries.approvals import Panel, Step
from payung.governance.rules.accounts import AccountState
from payung.governance.rules.approval import Stage
from payung.governance.rules.reveals import Purpose
from payung.governance.rules.statuses import Verdict
from payung.places.queries import place_names
from payung.web import parts
from payung.web.templatetags.payung_format import moment, rupiah_short, short_day
from payung.web.words import refusal_words, role_words

STATES = {
    AccountState.ACTIVE: ("full", "good", gettext_noop("In use")),
    AccountState.FIRST_USE: ("empty", "", gettext_noop("Waits for first use")),
    AccountState.EXPIRED: ("barred", "warn", gettext_noop("Slip expired")),
    AccountState.ASLEEP: ("dotted", "warn", gettext_noop("Asleep")),
    AccountState.PAPER: ("half", "info", gettext_noop("Signs on paper")),
    AccountState.ENDED: ("barred", "", gettext_noop("Ended")),
}
PURPOSES = {
    Purpose.CORRECTION: gettext_noop("Correct a record"),
    Purpose.VERIFICATION: gettext_noop("Verify who somebody is"),
    Purpose.COUNTER: gettext_noop("Answer at the counter"),
    Purpose.BPJS: gettext_noop("Settle an answer of BPJS"),
    Purpose.CLAIM: gettext_noop("Prepare a claim"),
    Purpose.INSPECTION: gettext_noop("Inspection"),
    Purpose.OTHER: gettext_noop("Another purpose, named below"),
}
KINDS = {
    "list": gettext_noop("List of participants"),
    "amendment": gettext_noop("Amended list"),
    "law_amendment": gettext_noop("Amendment of a law parameter"),
}
LEVELS = {2: gettext_noop("province"), 4: gettext_noop("regency"), 6: gettext_noop("kecamatan"), 10: gettext_noop("village")}


def state_status(state: AccountState) -> parts.Status:
    """What an account is good for."""
    mark, tint, words = STATES[state]
    return parts.Status(mark, _(words), tint)  # type: ignore[arg-type]


def area_words(areas: Sequence[str], names: Mapping[str, str] | None = None) -> str:
    """Areas by name, each with its code below the regency; `names` where many are written."""
    known = place_names(areas) if names is None else names
    return ", ".join(_area(each, known.get(each, "")) for each in areas)


def purpose_choices() -> list[tuple[str, str]]:
    """What an identifier may be shown for."""
    return [(str(purpose), _(words)) for purpose, words in PURPOSES.items()]


def roles_words(roles: Sequence[str]) -> str:
    """Roles, one or the other."""
    return _(" or ").join(role_words(role) for role in roles) if roles else _("whoever may decide it")


def stage_words(stage: Stage) -> str:
    """What a stage asks for."""
    told = [roles_words(stage.roles)]
    if stage.office:
        told.append(stage.office)
    if stage.least_idr is not None:
        told.append(_("from %(amount)s on") % {"amount": rupiah_short(stage.least_idr)})
    if stage.days:
        told.append(_("within %(days)s days") % {"days": stage.days})
    return ", ".join(told)


def approval_shown(
    panel: Panel,
    *,
    title: str,
    url: str = "",
    checks: Sequence[tuple[str, str]] = (),
    digest_words: str = "",
    bulk_acts: Sequence[parts.Act] = (),
) -> parts.Approval:
    """The approval panel of an object: buttons to approve or return (sent to `url`) when the reader may decide now, else why not.

    The form sends `act` (approve or return) and `note`, the reason of a return.
    """
    acts = bulk_acts or (parts.Act(Verdict.APPROVE, _("Approve"), "primary"), parts.Act(Verdict.RETURN, _("Return"), ""))
    steps = [parts.Step("done", _("Submitted"), panel.maker, moment(panel.submitted_at)), *(_step(panel, step) for step in panel.steps)]
    may = bool(panel.current) and panel.refusal is None
    current = panel.steps[panel.current - 1] if panel.current else None
    return parts.Approval(
        title=title,
        steps=steps,
        url=url if may else "",
        checks=checks if may else (),
        acts=acts if may and url else (),
        refused_because=refusal_words(panel.refusal) if panel.refusal else "",
        digest=panel.digest,
        digest_words=digest_words,
        due=_("until %(day)s") % {"day": short_day(current.due_on)} if current and current.due_on else "",
        note_label=_("Reason, when you return it") if may else "",
    )


def _step(panel: Panel, step: Step) -> parts.Step:
    what = roles_words(step.roles) if step.roles else _("Stage %(number)s") % {"number": step.stage}
    if step.verdict is None:
        note = _("until %(day)s") % {"day": short_day(step.due_on)} if step.due_on else ""
        return parts.Step("now" if step.stage == panel.current else "later", what, step.office, note)
    done = _("approved") if step.verdict is Verdict.APPROVE else _("returned: %(reason)s") % {"reason": step.reason}
    note = f"{done}, {moment(step.decided_at)}"
    if step.recorder:
        note += " · " + _("signed on paper, recorded by %(name)s") % {"name": step.recorder}
    return parts.Step("done", what, step.decider, note)


def _area(code: str, name: str) -> str:
    if not name:
        return dotted(code)
    return f"{name} ({dotted(code)})" if len(code) > 4 else name
