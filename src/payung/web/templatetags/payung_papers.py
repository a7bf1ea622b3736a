"""The papers of a page: from the object on it straight to the paper that is made of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.http import urlencode

from payung.enrolment.actions.papers import MADE_HERE
from payung.governance.rules.access import may
from payung.governance.rules.papers import paper_kinds
from payung.web.parts import Link

register = template.Library()


@register.inclusion_tag("web/parts/papers.html", takes_context=True)
def papers(context: Context, about: str, number: int | str, only: str = "", due: date | None = None) -> dict[str, Any]:
    """Links to the papers that are made of an object (programme, round, run, list or amendment), for whoever may make any. `only`: how their codes
    end; `due`: the day that they name.
    """
    actor = context["request"].actor
    kinds = [each for each in paper_kinds().values() if each.about == about and each.code in MADE_HERE and each.code.endswith(only)]
    shown = kinds if may(actor, "documents.prepare") else []
    asked = {"about": number} | ({"due": due.isoformat()} if due else {})
    return {"papers": [Link(each.title, f"{reverse('documents-new')}?{urlencode({'kind': each.code, **asked})}") for each in shown]}
