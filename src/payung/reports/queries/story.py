"""The whole story of one person, in order: where he came from, what was said of him, what was decided, what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from payung.core.refusals import gettext_noop
from payung.enrolment.queries.of_person import enrolments_of_entries
from payung.intake.queries.origins import origins
from payung.registry.queries.answers import told_of
from payung.registry.queries.exclusions import exclusions_of
from payung.registry.queries.people import PersonView, person
from payung.registry.queries.review import looks_of
from payung.selection.queries.of_person import RunOutcome, outcomes_of_person


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened: when, in a sentence to translate with what stands in its places, by whom, and on what it rests.

    `data` may hold days and codes: the door writes them in the language of the page.
    """

    at: date | datetime
    message: str
    data: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    source: str = ""


@dataclass(frozen=True)
class Story:
    """One person and everything known of him, the newest first; `outcomes`: what the newest runs say of him."""

    person: PersonView
    lines: tuple[StoryLine, ...]
    outcomes: tuple[RunOutcome, ...]


def story(worker: int) -> Story:
    """The story of whoever a worker is known as today, as far as the present scope sees it. Raises `Refusal` no-such-object."""
    held = person(worker)
    records = [each.record for each in held.records]
    outcomes = outcomes_of_person(records)
    lines = [*_came_in(held), *_put_right(held, records), *_told(held), *_decided(outcomes)]
    return Story(held, tuple(sorted(lines, key=lambda line: _moment(line.at), reverse=True)), tuple(outcomes))


def _moment(at: date | datetime) -> tuple[date, float]:
    """Days stand before the moments of the same day."""
    return (at.date(), at.timestamp()) if isinstance(at, datetime) else (at, 0.0)


def _came_in(held: PersonView) -> Iterator[StoryLine]:
    found = origins([each.row for each in held.records if each.row is not None])
    for row in found.values():
        source = f"{row.file}, {row.sheet}" if row.file else row.sheet
        yield StoryLine(
            row.received_at,
            gettext_noop("Row %(row)s of a list came in, with %(findings)s findings."),
            {"row": row.row_number, "findings": len(row.findings)},
            row.source,
            source,
        )
        for finding in row.findings:
            yield StoryLine(row.received_at, gettext_noop("Found in it: %(finding)s"), {"finding": finding}, "Payung", source)
    for span in held.spans:
        yield StoryLine(
            span.source_on,
            gettext_noop("Covered as %(segment)s, paid by %(payer)s, from %(from)s to %(to)s."),
            {"segment": span.segment, "payer": span.payer_kind, "from": span.starts_on, "to": span.ends_on},
            span.source,
        )


def _put_right(held: PersonView, records: list[int]) -> Iterator[StoryLine]:
    for merge in held.merges:
        made = {"merged": merge.merged, "survivor": merge.survivor, "basis": merge.basis}
        yield StoryLine(
            merge.merged_at, gettext_noop("Record %(merged)s is the same person as record %(survivor)s (%(basis)s)."), made, merge.merged_by
        )
        if merge.undone_at:
            yield StoryLine(
                merge.undone_at,
                gettext_noop("Records %(merged)s and %(survivor)s were parted again."),
                {"merged": merge.merged, "survivor": merge.survivor},
                merge.undone_by,
            )
    for look in looks_of(records):
        yield StoryLine(
            look.looked_at,
            gettext_noop("Pair %(pair)s: %(verdict)s."),
            {"pair": look.pair, "verdict": look.verdict},
            look.looked_by,
            look.reason,
        )
        if look.undone_at:
            yield StoryLine(
                look.undone_at, gettext_noop("The decision on pair %(pair)s was taken back."), {"pair": look.pair}, look.looked_by
            )
    for each in held.corrections:
        changed = {"field": each.field, "before": each.before, "after": each.after}
        yield StoryLine(
            each.corrected_at,
            gettext_noop("%(field)s put right: from “%(before)s” to “%(after)s”."),
            changed,
            each.corrected_by,
            each.reason,
        )


def _told(held: PersonView) -> Iterator[StoryLine]:
    for told in told_of(held.worker):
        yield StoryLine(
            told.answered_on,
            gettext_noop("Round %(round)s (%(kind)s) answers: %(state)s."),
            {"round": told.round, "kind": told.kind, "state": told.state},
            told.answerer,
            told.file,
        )
    for hit in exclusions_of(held.worker):
        yield StoryLine(
            hit.told_on,
            gettext_noop("Stands on a list of %(exclusion)s, from %(from)s to %(to)s."),
            {"exclusion": str(hit.kind), "from": hit.starts_on, "to": hit.ends_on},
            hit.source,
        )
    dead = min((each for each in held.records if each.died_on), key=lambda each: each.died_on or date.max, default=None)
    if dead is not None and dead.died_on is not None:
        yield StoryLine(dead.died_on, gettext_noop("Has died."), {}, dead.died_source)


def _decided(outcomes: list[RunOutcome]) -> Iterator[StoryLine]:
    for each in outcomes:
        about = {"run": each.run, "programme": each.programme, "verdict": each.verdict, "reasons": each.reasons}
        yield StoryLine(each.ran_at, gettext_noop("Run %(run)s of %(programme)s: %(verdict)s (%(reasons)s)."), about)
        if each.published_on and each.objections_until:
            yield StoryLine(
                each.published_on,
                gettext_noop("The provisional list was published; objections until %(until)s."),
                {"until": each.objections_until},
            )
        if each.listed and each.entry:
            yield StoryLine(
                each.listed.submitted_at, gettext_noop("List %(list)s was handed in with him on it."), {"list": each.listed.list_id}
            )
            if each.listed.decree_on:
                yield StoryLine(
                    each.listed.decree_on,
                    gettext_noop("List %(list)s was decreed."),
                    {"list": each.listed.list_id},
                    "",
                    each.listed.decree_number,
                )
    for step in enrolments_of_entries([each.entry for each in outcomes if each.entry]):
        yield StoryLine(step.made_at, gettext_noop("Line %(line)s of batch %(batch)s for BPJS."), {"line": step.line, "batch": step.name})
        if step.answered_on:
            yield StoryLine(
                step.answered_on,
                gettext_noop("BPJS answered: %(enrolment)s."),
                {"enrolment": step.status, "why": step.reason},
                "BPJS",
                step.reason,
            )
