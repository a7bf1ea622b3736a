"""The approval panel of any object, in words of the language of the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from payung.governance.queries.approvals import Panel, approval_panel
from payung.governance.queries.approvals import Step as Stage
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.governance.rules.statuses import Verdict
from payung.web.parts import Act, Approval, Step
from payung.web.templatetags.payung_format import moment, short_day
from payung.web.words import role_words


def approval_of(
    actor: Actor, kind: str, object_id: int, *, url: str, act: str, checks: Sequence[tuple[str, str]] = (), digest_words: str = ""
) -> Approval | None:
    """Where the approval of an object stands for this reader; None when it was never handed in. `act`: what deciding asks of his role."""
    held = approval_panel(kind, object_id, actor)
    if held is None:
        return None
    decides = held.current > 0 and held.refusal is None and may(actor, act)
    due = next((each.due_on for each in held.steps if each.stage == held.current), None)
    return Approval(
        title=_("Approval"),
        steps=[
            Step("done", _("Submitted"), _("by %(name)s") % {"name": held.maker}, moment(held.submitted_at)),
            *map(_step(held), held.steps),
        ],
        url=url if decides else "",
        checks=checks if decides else (),
        acts=[Act("approve", _("Approve and pass on"), "primary"), Act("return", _("Return with a reason"))],
        refused_because=_why_not(held, decides),
        digest=held.digest[:16],
        digest_words=digest_words,
        due=_("due %(day)s") % {"day": short_day(due)} if due else "",
        note_label=_("Reason, when you return it"),
    )


def _step(held: Panel):  # type: ignore[no-untyped-def]
    def drawn(stage: Stage) -> Step:
        if stage.verdict is not None:
            what = _("Approved") if stage.verdict == Verdict.APPROVE else _("Returned")
            by = _("by %(name)s") % {"name": stage.decider}
            if stage.recorder:
                by = _("by %(name)s, on paper; recorded by %(recorder)s") % {"name": stage.decider, "recorder": stage.recorder}
            return Step("done", what, by, stage.reason or (moment(stage.decided_at) if stage.decided_at else ""))
        roles = ", ".join(role_words(role) for role in stage.roles)
        who = _("by %(roles)s") % {"roles": roles} if roles else ""
        return Step("now" if stage.stage == held.current else "later", _("To be decided"), who, _("Whoever made it does not decide it"))

    return drawn


def _why_not(held: Panel, decides: bool) -> str:
    if held.current == 0 or decides:
        return ""
    return str(_(held.refusal.message) % held.refusal.data) if held.refusal else _("Your role does not decide this.")
