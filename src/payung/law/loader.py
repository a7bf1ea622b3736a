"""Reading law parameters from YAML, strictly: what is unclear is refused, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.law.dated import Confidence, DatedValue, Parameter, Parameters
from payung.law.units import Unit, freeze

PACKAGED = Path(__file__).parent / "parameters"

_PARAMETER_KEYS = frozenset({"meaning", "unit", "values"})
_VALUE_KEYS = frozenset({"value", "from", "to", "article", "source", "confidence", "note", "disputed"})
_REQUIRED_VALUE_KEYS = _VALUE_KEYS - {"to", "note", "disputed"}


@cache
def load_parameters() -> Parameters:
    """The packaged parameters of national law."""
    return read_parameters(PACKAGED)


def read_parameters(folder: Path) -> Parameters:
    """All parameters in the YAML files of a folder.

    Raises `Refusal`: law-file, law-missing-key, law-unknown-key, law-unknown-unit, law-confidence, law-dates,
    law-repeated, law-wrong-value, law-gap, law-overlap; each names the parameter and says what to mend.
    """
    by_name: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, raw in _mapping_in(path).items():
            if name in by_name:
                raise Refusal("law-repeated", gettext_noop("%(name)s is written twice. Keep all its values in one place."), name=name)
            by_name[name] = _parameter(name, raw)
    return Parameters(by_name)


def dated_value(name: str, raw: Mapping[str, Any]) -> DatedValue:
    """One value of a parameter from a mapping with the keys of the YAML files; also the form of a province's amendment.

    Raises `Refusal`: law-missing-key, law-unknown-key, law-confidence, law-dates.
    """
    _check_keys(name, raw, _REQUIRED_VALUE_KEYS, _VALUE_KEYS)
    if raw["confidence"] not in tuple(Confidence):
        message = gettext_noop("%(name)s: the confidence must be H, M or L.")
        raise Refusal("law-confidence", message, name=name)
    return DatedValue(
        name=name,
        value=freeze(raw["value"]),
        from_on=_day(name, raw["from"]),
        to_on=_day(name, raw["to"]) if raw.get("to") is not None else None,
        article=_text(name, "article", raw["article"]),
        source=_text(name, "source", raw["source"]),
        confidence=Confidence(raw["confidence"]),
        note=str(raw.get("note") or ""),
        disputed=str(raw.get("disputed") or ""),
    )


def _parameter(name: str, raw: Any) -> Parameter:
    _check_keys(name, raw, _PARAMETER_KEYS, _PARAMETER_KEYS)
    if raw["unit"] not in tuple(Unit):
        message = gettext_noop("%(name)s: %(unit)s is not a unit. Use one of: %(known)s.")
        raise Refusal("law-unknown-unit", message, name=name, unit=str(raw["unit"]), known=", ".join(Unit))
    if not isinstance(raw["values"], list) or not raw["values"]:
        raise _missing(name, "values")
    values = sorted((dated_value(name, value) for value in raw["values"]), key=lambda dated: dated.from_on)
    return Parameter(name, _text(name, "meaning", raw["meaning"]), Unit(raw["unit"]), tuple(values))


def _check_keys(name: str, raw: Any, required: frozenset[str], known: frozenset[str]) -> None:
    if not isinstance(raw, Mapping):
        raise _missing(name, ", ".join(sorted(required)))
    for key in sorted(required - set(raw)):
        raise _missing(name, key)
    for key in sorted(map(str, set(raw) - known)):
        message = gettext_noop("%(name)s: %(key)s is not a key that is known here. Use: %(known)s.")
        raise Refusal("law-unknown-key", message, name=name, key=key, known=", ".join(sorted(known)))


def _text(name: str, key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _missing(name, key)
    return value


def _missing(name: str, key: str) -> Refusal:
    return Refusal("law-missing-key", gettext_noop("%(name)s: %(key)s is missing. Write it down."), name=name, key=key)


def _day(name: str, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Refusal("law-dates", gettext_noop("%(name)s: %(value)s is not a day. Write YYYY-MM-DD."), name=name, value=str(value))
    return value


def _mapping_in(path: Path) -> Mapping[str, Any]:
    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = gettext_noop("%(file)s is not a readable YAML file: %(fault)s")
        raise Refusal("law-file", message, file=path.name, fault=str(error)) from error
    if not isinstance(content, Mapping) or not all(isinstance(name, str) for name in content):
        message = gettext_noop("%(file)s must hold parameters by name: %(fault)s")
        raise Refusal("law-file", message, file=path.name, fault=type(content).__name__)
    return content
