"""The forms of a claim, and which of them its page offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payung.claims.queries.claims import ClaimView
from payung.claims.rules.checklists import checklists
from payung.claims.rules.heirs import Relation
from payung.claims.rules.statuses import CLAIMS, HEARD, AccountStep, Cause, Channel, ClaimKind, Source
from payung.governance.rules.access import may
from payung.web import claim_words as words
from payung.web.acting import typed
from payung.web.doors import SignedInRequest

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_AREA = forms.Textarea(attrs={"rows": 3})


def _chosen(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), _(text)) for code, text in labels.items()]


class _Choosing(forms.Form):
    """A form whose choices are put into the words of the page when it is made."""

    CHOICES: Mapping[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, make in self.CHOICES.items():
            self.fields[name].choices = make()  # type: ignore[attr-defined]


class NewClaimForm(_Choosing):
    """What is known when a claim begins."""

    kind = forms.ChoiceField(label=gettext_lazy("What is claimed"))
    cause = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy("Leave it at not judged when it is not sure: at sea or on the way to work it is not natural."),
    )
    event_on = forms.DateField(label=gettext_lazy("Day of the death or accident"), widget=_DAY)
    event_place = forms.CharField(label=gettext_lazy("Where"), max_length=300, required=False)
    chronology = forms.CharField(label=gettext_lazy("What is told"), widget=_AREA, required=False)
    heard_on = forms.DateField(label=gettext_lazy("Told on"), widget=_DAY)
    heard_from = forms.ChoiceField(label=gettext_lazy("Told by"))
    informant = forms.CharField(label=gettext_lazy("Name of who told it"), max_length=300, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone, or through whom"), max_length=60, required=False)
    situation = forms.MultipleChoiceField(
        label=gettext_lazy("What is true of the family"), required=False, widget=forms.CheckboxSelectMultiple
    )
    CHOICES: Mapping[str, Any] = {
        "kind": lambda: [(str(each), _(words.KINDS[each])) for each in ClaimKind if each is not ClaimKind.SCHOLARSHIP],
        "cause": lambda: [(str(each), _(text)) for each, text in words.CAUSES.items() if each is not Cause.SCHOOL],
        "heard_from": lambda: _chosen({each: words.SOURCES[each] for each in Source if each is not Source.AGENCY}),
        "situation": lambda: [(code, words.local(text)) for code, text in checklists().situations.items()],
    }


class ReportForm(_Choosing):
    """A death as it was told."""

    source = forms.ChoiceField(label=gettext_lazy("Told by"))
    where_told = forms.CharField(label=gettext_lazy("Which paper, parish or page"), max_length=200, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    died_on = forms.DateField(label=gettext_lazy("Died on"), widget=_DAY)
    village_code = forms.CharField(label=gettext_lazy("Village"), max_length=13, help_text=gettext_lazy("Its code, ten digits."))
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    birth_date = forms.DateField(label=gettext_lazy("Birth date"), widget=_DAY, required=False)
    nik = forms.CharField(label=gettext_lazy("NIK"), max_length=20, required=False)
    CHOICES: Mapping[str, Any] = {
        "source": lambda: _chosen(
            {each: words.SOURCES[each] for each in (Source.PARISH, Source.OBITUARY, Source.VILLAGE, Source.AGENT, Source.FAMILY)}
        ),
        "sex": lambda: [("", _("not known")), ("L", _("man")), ("P", _("woman"))],
    }


class DismissForm(forms.Form):
    """A finding that is none."""

    finding = forms.ChoiceField(label=gettext_lazy("Who"))
    reason = forms.CharField(label=gettext_lazy("Why it is none"), max_length=500)

    def __init__(self, *args: Any, rows: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].choices = [(str(number), name) for number, name in rows]  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """The branch's list."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, help_text=gettext_lazy("Excel or CSV, by person or counts only."))
    source = forms.CharField(label=gettext_lazy("Who gave it"), max_length=200)
    on = forms.DateField(label=gettext_lazy("Told on"), widget=_DAY)


class JudgeForm(_Choosing):
    """What happened, as one person judges it."""

    kind = forms.ChoiceField(label=gettext_lazy("What is claimed"))
    cause = forms.ChoiceField(label=gettext_lazy("What happened"))
    words = forms.CharField(label=gettext_lazy("On what this rests"), widget=_AREA)
    CHOICES: Mapping[str, Any] = {
        "kind": lambda: [(str(each), _(words.KINDS[each])) for each in ClaimKind if each is not ClaimKind.SCHOLARSHIP],
        "cause": lambda: [(str(each), _(text)) for each, text in words.CAUSES.items() if each not in (Cause.SCHOOL, Cause.UNKNOWN)],
    }


class SituationForm(_Choosing):
    """What is true of the family."""

    situation = forms.MultipleChoiceField(
        label=gettext_lazy("What is true of the family"), required=False, widget=forms.CheckboxSelectMultiple
    )
    CHOICES: Mapping[str, Any] = {"situation": lambda: [(code, words.local(text)) for code, text in checklists().situations.items()]}


class FirstReportForm(_Choosing):
    """The first report of an accident."""

    on = forms.DateField(label=gettext_lazy("Reported on"), widget=_DAY)
    to = forms.CharField(label=gettext_lazy("Who took it"), max_length=300)
    channel = forms.ChoiceField(label=gettext_lazy("How"))
    CHOICES: Mapping[str, Any] = {"channel": lambda: _chosen(words.CHANNELS)}


class EvidenceForm(_Choosing):
    """A paper that came in, or why it is not needed."""

    item = forms.ChoiceField(label=gettext_lazy("Paper"))
    file = forms.FileField(label=gettext_lazy("Scan or photo"), required=False, help_text=gettext_lazy("PDF, JPEG or PNG."))
    waived_because = forms.CharField(label=gettext_lazy("Or why it is not needed"), max_length=500, required=False)

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items  # type: ignore[attr-defined]


class HeirForm(_Choosing):
    """An heir as the family tells of him."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    relation = forms.ChoiceField(label=gettext_lazy("What he is to the worker"))
    nik = forms.CharField(label=gettext_lazy("NIK"), max_length=20, required=False)
    born_on = forms.DateField(label=gettext_lazy("Birth date"), widget=_DAY, required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    lives_at = forms.CharField(label=gettext_lazy("Lives at"), max_length=200, required=False)
    guardian = forms.CharField(label=gettext_lazy("Guardian, of a minor"), max_length=300, required=False)
    level = forms.ChoiceField(label=gettext_lazy("School, of a child"), required=False)
    CHOICES: Mapping[str, Any] = {
        "relation": lambda: [(str(each), words.relation_words(each)) for each in Relation],
        "sex": lambda: [("", _("not known")), ("L", _("man")), ("P", _("woman"))],
        "level": lambda: [("", _("none")), *((each, each.upper()) for each in ("tk", "sd", "smp", "sma", "pt"))],
    }


class AccountForm(_Choosing):
    """Who receives, and how far his own account is."""

    heir_id = forms.TypedChoiceField(label=gettext_lazy("Who receives"), coerce=int)
    state = forms.ChoiceField(label=gettext_lazy("His own account"))
    bank = forms.CharField(label=gettext_lazy("Bank"), max_length=120, required=False)
    account = forms.CharField(label=gettext_lazy("Number of the account"), max_length=40, required=False)
    CHOICES: Mapping[str, Any] = {"state": lambda: [(str(each), words.tag(words.ACCOUNTS, each).words) for each in AccountStep]}

    def __init__(self, *args: Any, heirs: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heir_id"].choices = heirs  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """The papers went to the agency."""

    on = forms.DateField(label=gettext_lazy("Filed on"), widget=_DAY)
    receipt = forms.CharField(label=gettext_lazy("Number of the receipt"), max_length=60)
    to = forms.CharField(label=gettext_lazy("Who took them"), max_length=300)


class HearForm(_Choosing):
    """What the agency said."""

    state = forms.ChoiceField(label=gettext_lazy("What the agency said"))
    on = forms.DateField(label=gettext_lazy("On which day"), widget=_DAY)
    told_by = forms.CharField(label=gettext_lazy("Who told it"), max_length=300)
    channel = forms.ChoiceField(label=gettext_lazy("On what"))
    amount_idr = forms.IntegerField(label=gettext_lazy("Amount in rupiah, of a decision or payment"), min_value=0, required=False)
    reason = forms.CharField(label=gettext_lazy("Its words: what is missing, why it refused"), widget=_AREA, required=False)
    claim_no = forms.CharField(label=gettext_lazy("Number of the claim"), max_length=60, required=False)
    file = forms.FileField(label=gettext_lazy("Slip, letter or screenshot"), required=False)
    CHOICES: Mapping[str, Any] = {"state": lambda: _chosen(words.HEARD), "channel": lambda: _chosen(words.CHANNELS)}


class WordsForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)


class AppealForm(forms.Form):
    """An objection against what the agency decided."""

    on = forms.DateField(label=gettext_lazy("Objected on"), widget=_DAY)
    grounds = forms.CharField(label=gettext_lazy("Why the decision is wrong"), widget=_AREA)


def items_of(held: ClaimView) -> list[tuple[str, str]]:
    """The papers of the checklist, those that are missing first."""
    ordered = sorted(held.papers, key=lambda each: each.there)
    return [(each.item.code, words.local(each.item.says)) for each in ordered]


def forms_of(request: SignedInRequest, held: ClaimView) -> dict[str, Any]:
    """The forms that the reader may use on this claim now; what was typed into the one that was refused is kept."""
    actor, status, today = request.actor, held.row.status, {"on": timezone.localdate()}
    works, told, act = may(actor, "claims.work"), typed(request), request.path.rsplit("/", 1)[-1]
    before = works and status in ("incident", "complete", "asked", "appealed")

    def made(name: str, form: Any, offered: bool, **options: Any) -> dict[str, Any]:
        return {f"{name}_form": form(told if act == name else None, **options) if offered else None}

    is_accident = held.row.kind is ClaimKind.JKK and held.reported_on is None
    return {
        **made("judge", JudgeForm, before and held.row.kind is not ClaimKind.SCHOLARSHIP, initial={"kind": held.row.kind, "cause": held.row.cause}),
        **made("situation", SituationForm, before, initial={"situation": list(held.situation)}),
        **made("report", FirstReportForm, works and is_accident and status not in ("paid", "refused", "closed"), initial=today),
        **made("evidence", EvidenceForm, before, items=items_of(held)),
        **made("heir", HeirForm, before and held.parent is None),
        **made("account", AccountForm, before and bool(held.heirs), heirs=[(each.id, each.name) for each in held.heirs]),
        **made("file", FileForm, works and status in ("complete", "asked"), initial=today),
        **made("hear", HearForm, may(actor, "claims.hear") and any(CLAIMS.may(each, status) for each in HEARD.values()), initial=today | {"channel": Channel.SLIP}),
        **made("appeal", AppealForm, works and CLAIMS.may("appeal", status), initial=today),
        **made("close", WordsForm, works and CLAIMS.may("close", status)),
        **made("reopen", WordsForm, works and CLAIMS.may("reopen", status)),
    }  # fmt: skip
