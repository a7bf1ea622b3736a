"""A province's amendment of a law parameter: read as strictly as the packaged law, and laid over it without gap or overlap."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.law.dated import DatedValue, Parameters
from payung.law.loader import dated_value
from payung.law.units import plain


def read_amendment(law: Parameters, parameter: str, content: dict[str, Any]) -> DatedValue:
    """An amendment from a mapping with the keys of the law's files (value, from, to, article, source, confidence, note).

    Raises `Refusal` law-unknown-parameter, law-wrong-value, law-dates, law-missing-key, law-unknown-key or law-confidence.
    """
    law.parameter(parameter)
    amended = dated_value(parameter, content)
    law.overlay([amended])
    return amended


def check_amendment(law: Parameters, amended: DatedValue, others: Iterable[DatedValue]) -> None:
    """Raises `Refusal` amendment-overlap when another amendment of the parameter holds on one of its days, amendment-changes-nothing
    when the law says the same already, law-gap when days would be left without a value."""
    for other in others:
        if other.name == amended.name and _share_a_day(amended, other):
            message = gettext_noop(
                "Another amendment of %(parameter)s holds from %(from)s. Say that this one replaces it, or choose days on which it does not hold."
            )
            raise Refusal("amendment-overlap", message, parameter=amended.name, **{"from": other.from_on.isoformat()})
    if _says_the_same(law, amended):
        message = gettext_noop("The law says this of %(parameter)s already from %(from)s on. Enter what changes.")
        raise Refusal("amendment-changes-nothing", message, parameter=amended.name, **{"from": amended.from_on.isoformat()})
    law.overlay([amended])


def amendment_digest(amended: DatedValue, replaces: int | None) -> bytes:
    """SHA-256 of everything that is submitted and approved."""
    facts = [amended.name, plain(amended.value), str(amended.from_on), str(amended.to_on), amended.article, amended.source]
    content = [*facts, str(amended.confidence), amended.note, replaces]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).digest()


def _share_a_day(one: DatedValue, other: DatedValue) -> bool:
    return one.from_on < (other.to_on or date.max) and other.from_on < (one.to_on or date.max)


def _says_the_same(law: Parameters, amended: DatedValue) -> bool:
    """Whether the law has this very value on all days of the amendment."""
    held = [each for each in law.parameter(amended.name).values if _share_a_day(each, amended)]
    reaches = bool(held) and held[0].from_on <= amended.from_on and (held[-1].to_on or date.max) >= (amended.to_on or date.max)
    return reaches and all(each.value == amended.value for each in held)
