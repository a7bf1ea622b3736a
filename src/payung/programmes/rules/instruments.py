"""The facts of an instrument as typed: what it is, its number, its days, and who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from payung.core.refusals import Refusal, gettext_noop

KINDS = ("regulation", "decree", "agreement", "exchange")
CONFIDENCES = ("H", "M", "L")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """What an instrument is, apart from its state. `ends_on`: the first day on which it no longer holds."""

    kind: str
    title: str
    number: str = ""
    in_force_on: date | None = None
    ends_on: date | None = None
    source: str = ""
    confidence: str = ""


def check_code(code: str) -> None:
    """Raises `Refusal` instrument-code unless it is a short code in small letters."""
    if not _CODE.match(code):
        message = gettext_noop("Choose a code of at most 40 small letters, digits and hyphens, for example pks-dukcapil-2025.")
        raise Refusal("instrument-code", message, field="code")


def check_facts(facts: InstrumentFacts) -> None:
    """Raises `Refusal` instrument-facts, naming the field."""
    if not facts.title.strip():
        raise _wrong("title", gettext_noop("Write the full title of the instrument."))
    if facts.kind not in KINDS:
        raise _wrong("kind", gettext_noop("Choose what kind of instrument it is."))
    if facts.confidence and facts.confidence not in CONFIDENCES:
        raise _wrong("confidence", gettext_noop("Say how sure it is: H, M or L."))
    if facts.in_force_on and facts.ends_on and facts.ends_on <= facts.in_force_on:
        raise _wrong("ends_on", gettext_noop("The instrument would end before it is in force. Enter a later day."))


def _wrong(field: str, message: str) -> Refusal:
    return Refusal("instrument-facts", message, field=field)
