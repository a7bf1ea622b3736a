"""The law as it stands for this province, and the amendments that were laid over the packaged one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.law.dated import Confidence, DatedValue, Parameter, Parameters
from payung.law.loader import load_parameters
from payung.law.units import freeze
from payung.programmes.models import LawAmendment
from payung.programmes.rules.amendments import amendment_digest
from payung.programmes.rules.statuses import AmendmentStatus


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """An amendment of a law parameter and where it stands. `replaces`: the amendment in whose place it is to stand."""

    id: int
    parameter: str
    value: Any
    from_on: date
    to_on: date | None
    article: str
    source: str
    confidence: str
    note: str
    status: AmendmentStatus
    replaces: int | None
    version: int
    prepared_by: str
    prepared_at: datetime
    approved_at: datetime | None
    returned_because: str

    @property
    def digest(self) -> bytes:
        """What is submitted and approved."""
        return amendment_digest(self.dated(), self.replaces)

    def dated(self) -> DatedValue:
        """The value as the law engine reads it."""
        return DatedValue(
            self.parameter,
            freeze(self.value),
            self.from_on,
            self.to_on,
            self.article,
            self.source,
            Confidence(self.confidence),
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A law parameter as it stands: every value that holds some day, and which of these are the province's own."""

    parameter: Parameter
    amended: tuple[DatedValue, ...]


def province_law() -> Parameters:
    """The law parameters as they stand for this province: the packaged ones with its approved amendments laid over them.

    Every run and bill stores their digest.
    """
    standing = standing_amendments()
    return load_parameters().overlay(each.dated() for each in standing) if standing else load_parameters()


def standing_amendments() -> list[AmendmentRow]:
    """The approved amendments, oldest approval first."""
    return _rows(status=AmendmentStatus.APPROVED)


def amendments(parameter: str = "") -> list[AmendmentRow]:
    """All amendments (of one parameter), newest first."""
    found = _rows(parameter=parameter) if parameter else _rows()
    return sorted(found, key=lambda each: each.id, reverse=True)


def amendment(amendment_id: int) -> AmendmentRow:
    """One amendment. Raises `Refusal` no-such-object."""
    found = _rows(pk=amendment_id)
    if not found:
        raise Refusal("no-such-object", gettext_noop("There is no such amendment."))
    return found[0]


def law_as_it_stands() -> list[ParameterView]:
    """Every parameter of the province's law, by name."""
    own = {(each.parameter, each.from_on) for each in standing_amendments()}
    return [
        ParameterView(parameter, tuple(value for value in parameter.values if (name, value.from_on) in own))
        for name, parameter in sorted(province_law().by_name.items())
    ]


def _rows(**which: Any) -> list[AmendmentRow]:
    held = LawAmendment.objects.filter(**which).select_related("prepared_by").order_by("approved_at", "pk")
    return [
        AmendmentRow(
            id=each.pk,
            parameter=each.parameter,
            value=each.value,
            from_on=each.from_on,
            to_on=each.to_on,
            article=each.article,
            source=each.source,
            confidence=each.confidence,
            note=each.note,
            status=AmendmentStatus(each.status),
            replaces=each.replaces_id,
            version=each.version,
            prepared_by=each.prepared_by.full_name,
            prepared_at=each.prepared_at,
            approved_at=each.approved_at,
            returned_because=each.returned_because,
        )
        for each in held
    ]
