"""Who acts: one user in one posting (one role, at most eight ranges of areas)."""

from __future__ import annotations

from dataclasses import dataclass

from payung.core.areas import MOST_RANGES, AreaRange
from payung.core.refusals import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Actor:
    """The `by` of every action. `ranges` are the areas this posting may see and change."""

    user_id: int
    login: str
    full_name: str
    posting_id: int
    role: str
    ranges: tuple[AreaRange, ...]

    def covers(self, area: str) -> bool:
        """Whether `area` lies inside the posting."""
        return any(each.holds(area) for each in self.ranges)

    @property
    def home_area(self) -> str:
        """The area that facts without a known place carry: the first of the posting."""
        return self.ranges[0].lo


def check_ranges(ranges: tuple[AreaRange, ...]) -> None:
    """Raises `Refusal` posting-ranges unless there are 1 to 8 non-empty ranges."""
    if not 1 <= len(ranges) <= MOST_RANGES or any(each.lo >= each.hi for each in ranges):
        raise Refusal(
            "posting-ranges",
            gettext_noop("A posting has 1 to %(most)s areas. Give the person several postings for more."),
            most=MOST_RANGES,
        )
