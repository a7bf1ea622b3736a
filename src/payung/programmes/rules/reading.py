"""Reading a programme file value by value, so that a refusal names the place: `criteria[3].operator`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from payung.core.areas import area_code
from payung.core.calendar import Month
from payung.core.refusals import Refusal, gettext_noop

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z", re.IGNORECASE)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the path that leads to it. Every reader raises `Refusal` programme-invalid with the path and what is expected."""

    value: Any
    path: str

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        """The parts of a mapping that has all `required` keys and no others but `optional` ones."""
        if not isinstance(self.value, dict):
            raise self.wrong(gettext_noop("%(path)s must be a set of keys and values."))
        missing = sorted(set(required) - set(self.value))
        if missing:
            raise self.wrong(gettext_noop("%(path)s lacks %(key)s. Write it down."), key=missing[0])
        unknown = sorted(str(key) for key in self.value if key not in required and key not in optional)
        if unknown:
            known = ", ".join(sorted({*required, *optional}))
            raise self.wrong(
                gettext_noop("%(path)s has %(key)s, which is not known here. Known are: %(known)s."), key=unknown[0], known=known
            )
        return {key: Node(part, f"{self.path}.{key}" if self.path else key) for key, part in self.value.items()}

    def each(self, read: Callable[[Node], Read], *, least: int = 0) -> tuple[Read, ...]:
        """Every part of a list of at least `least` parts, read by `read`."""
        if not isinstance(self.value, list | tuple) or len(self.value) < least:
            raise self.wrong(gettext_noop("%(path)s must be a list of at least %(least)s."), least=least)
        return tuple(read(Node(part, f"{self.path}[{place}]")) for place, part in enumerate(self.value, 1))

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong(gettext_noop("%(path)s must be a text."))
        return self.value.strip()

    def code(self) -> str:
        """A short code of letters, digits, points and hyphens."""
        if not isinstance(self.value, str) or not _CODE.match(self.value):
            raise self.wrong(
                gettext_noop("%(path)s must be a code of at most 40 letters, digits, points and hyphens, in quotes if it is a number.")
            )
        return self.value

    def whole(self, *, lowest: int = 0, highest: int = 10**15) -> int:
        """A whole number between both limits."""
        if type(self.value) is not int or not lowest <= self.value <= highest:
            message = gettext_noop("%(path)s must be a whole number from %(lowest)s to %(highest)s.")
            raise self.wrong(message, lowest=lowest, highest=highest)
        return self.value

    def yes_no(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong(gettext_noop("%(path)s must be true or false."))
        return self.value

    def choice(self, known: Collection[str]) -> str:
        """One of the `known` words."""
        if not isinstance(self.value, str) or self.value not in known:
            raise self.wrong(gettext_noop("%(path)s must be one of: %(known)s."), known=", ".join(known))
        return self.value

    def month(self) -> Month:
        """A month written YYYY-MM."""
        try:
            return Month.parse(self.value)
        except (ValueError, AttributeError):
            raise self.wrong(gettext_noop("%(path)s must be a month, written YYYY-MM.")) from None

    def day(self) -> date:
        """A day written YYYY-MM-DD."""
        if isinstance(self.value, date) and not isinstance(self.value, datetime):
            return self.value
        try:
            return date.fromisoformat(self.value)
        except (TypeError, ValueError):
            raise self.wrong(gettext_noop("%(path)s must be a day, written YYYY-MM-DD.")) from None

    def area(self) -> str:
        """A place code, with or without dots."""
        if not isinstance(self.value, str):
            raise self.wrong(gettext_noop('%(path)s must be a place code in quotes, for example "5307".'))
        return area_code(self.value)

    def wrong(self, message: str, **data: Any) -> Refusal:
        """The refusal for this place."""
        return Refusal("programme-invalid", message, path=self.path or "the file", **data)
