"""What is counted over everybody is counted once, and anew as soon as something happens."""

from __future__ import annotations

from django.core.cache import cache
from tests.web.stream import AT

from payung.governance.actions.audit import record
from payung.governance.queries.scope import scope
from payung.reports.queries.kept import kept


def counted_for(actor, told: list[int]) -> int:  # type: ignore[no-untyped-def]
    def count() -> int:
        told.append(len(told))
        return told[-1]

    with scope(actor):
        return kept("a figure", count)


def test_a_figure_is_counted_anew_after_what_happens_but_not_after_a_file_or_a_draft(stream, db) -> None:  # type: ignore[no-untyped-def]
    cache.clear()
    actor, told = stream.officers["yustina"], list[int]()
    assert [counted_for(actor, told) for _each in range(2)] == [0, 0]
    record(by=actor, at=AT, action="save_line", kind="draft", subjects=[1])
    assert counted_for(actor, told) == 0
    record(by=actor, at=AT, action="merge_workers", kind="worker", subjects=[1])
    assert counted_for(actor, told) == 1


def test_each_area_has_its_own_figure(stream, db) -> None:  # type: ignore[no-untyped-def]
    cache.clear()
    told: list[int] = []
    assert [counted_for(stream.officers[login], told) for login in ("yustina", "dominikus", "yustina")] == [0, 1, 0]
