"""The approval panel of any object, in words of the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payung.governance.queries.approvals import Panel, approval_panel, officials
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
            page = reverse("decided-page", args=[held.kind, held.object_id, stage.stage]) if stage.page else ""
            return Step("done", what, by, stage.reason or (moment(stage.decided_at) if stage.decided_at else ""), page)
        roles = ", ".join(role_words(role) for role in stage.roles)
        who = _("by %(roles)s") % {"roles": roles} if roles else ""
        return Step("now" if stage.stage == held.current else "later", _("To be decided"), who, _("Whoever made it does not decide it"))

    return drawn


def _why_not(held: Panel, decides: bool) -> str:
    if held.current == 0 or decides:
        return ""
    return str(_(held.refusal.message) % held.refusal.data) if held.refusal else _("Your role does not decide this.")


class PaperForm(forms.Form):
    """A decision that an official took on paper, recorded by somebody else."""

    decider = forms.ChoiceField(label=gettext_lazy("Who signed"))
    signed_on = forms.DateField(
        label=gettext_lazy("Day of the signature"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    verdict = forms.ChoiceField(label=gettext_lazy("What was decided"), widget=forms.RadioSelect)
    digest = forms.CharField(
        label=gettext_lazy("Digest at the foot of the page"),
        max_length=80,
        help_text=gettext_lazy("At least the first sixteen characters."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason, when it was returned"), required=False)
    page = forms.FileField(label=gettext_lazy("Scan of the signed page"))

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decider"].choices = [(str(user), name) for user, name in officials(roles)]  # type: ignore[attr-defined]
        self.fields["verdict"].choices = [("approve", _("Approved")), ("return", _("Returned"))]  # type: ignore[attr-defined]

    def signed_at(self) -> datetime:
        """The noon of the day, in the province."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["signed_on"], time(12)))


def paper_form(actor: Actor, kind: str, object_id: int, *args: Any) -> PaperForm | None:
    """The form for a decision on paper, for those who may record one while it waits."""
    held = approval_panel(kind, object_id, actor)
    if held is None or held.current == 0 or not may(actor, "approvals.record"):
        return None
    roles = next(each.roles for each in held.steps if each.stage == held.current)
    return PaperForm(*args, roles=roles, initial={"signed_on": timezone.localdate()})
