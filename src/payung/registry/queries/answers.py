"""What the answers of rounds say of people: states for selection, facts that stand in place of what lists say, all answers about one.

Of several answers about one person the newest by its day stands; the others are kept and told by `told_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from payung.governance.queries.frames import read_frame
from payung.intake.queries import rows_of_uploads
from payung.registry.models import RoundAnswer, RoundFile
from payung.registry.queries.persons import records_of, with_person
from payung.registry.rules.rounds import NEW_NAME, kind_of, kinds

PERSON_TABLE, ANSWER_TABLE = "registry_roundperson", "registry_roundanswer"
FACTS: dict[str, Any] = {
    "occupation": pl.String, "workplace": pl.String, "hours": pl.String, "village_order": pl.Int64, "decile": pl.Int64,
}  # fmt: skip
"""Facts of answers that stand in place of what lists say of a person (`population`)."""

_TOLD_STATE = {"worker": pl.Int64, "state": pl.String, "answered_on": pl.Date, "line": pl.Int64}


@dataclass(frozen=True)
class Told:
    """One answer about a person: which round, what it says, for which day, by whom, in which file (empty: not seen from here), and whether it is the one that stands in its round."""

    round: int
    kind: str
    state: str
    facts: dict[str, Any]
    answered_on: date
    answerer: str
    file: str
    stands: bool


def round_states(programme_id: int, kind: str, on: date) -> pl.DataFrame:
    """[worker, state, against (the answer speaks against him)] of everybody of whom a round of this kind for the programme has an answer by the day; the newest holds.

    Whom an answer brought in as a new name has the state `new-name`, unless a later round asked about him too.
    """
    sql = (
        f"SELECT p.worker_id, p.state, p.answered_on, p.id FROM {PERSON_TABLE} p JOIN registry_round r ON r.id = p.round_id"
        " WHERE r.programme_id = %s AND r.kind = %s AND p.answered_on <= %s"
    )
    answered = read_frame(sql, _TOLD_STATE, [programme_id, kind, on])
    told = with_person(pl.concat([answered, _brought_in(programme_id, kind, on)]))
    newest = told.sort("answered_on", "line").unique("person", keep="last", maintain_order=True)
    against = pl.col("state").is_in(kind_of(kind).states_with("against"))
    return newest.select(pl.col("person").alias("worker"), "state", against.alias("against")).sort("worker")


def _brought_in(programme_id: int, kind: str, on: date) -> pl.DataFrame:
    """Whom answers of these rounds named though nobody had asked about them."""
    files = RoundFile.objects.filter(round__programme_id=programme_id, round__kind=kind, answered_on__lte=on, upload__isnull=False)
    days = pl.DataFrame(
        list(files.values_list("upload_id", "answered_on")), schema={"upload": pl.Int64, "answered_on": pl.Date}, orient="row"
    )
    rows = rows_of_uploads(days["upload"].to_list()).join(days.unique("upload"), on="upload")
    held = read_frame(
        "SELECT worker_id, row_id FROM registry_workerrow WHERE row_id = ANY(%s)",
        {"worker": pl.Int64, "row": pl.Int64},
        [rows["row"].to_list()],
    )
    return held.join(rows, on="row").select("worker", pl.lit(NEW_NAME).alias("state"), "answered_on", pl.lit(0, pl.Int64).alias("line"))


def told_states(on: date) -> pl.DataFrame:
    """[person, kind, state, answered_on] of the newest standing answer of each kind of round about everybody, by the day."""
    sql = (
        f"SELECT p.worker_id, r.kind, p.state, p.answered_on, p.id FROM {PERSON_TABLE} p JOIN registry_round r ON r.id = p.round_id"
        " WHERE p.answered_on <= %s ORDER BY p.answered_on, p.id"
    )
    schema = {"worker": pl.Int64, "kind": pl.String, "state": pl.String, "answered_on": pl.Date, "line": pl.Int64}
    told = with_person(read_frame(sql, schema, [on])).unique(["person", "kind"], keep="last", maintain_order=True)
    return told.select("person", "kind", "state", "answered_on")


def told_facts(on: date) -> pl.DataFrame:
    """[person, and the columns of FACTS] of everybody of whom a standing answer told one by the day: for each fact the newest answer."""
    parts = ", ".join(f"a.facts->>'{name}'" for name in FACTS)
    sql = (
        f"SELECT p.worker_id, {parts} FROM {PERSON_TABLE} p JOIN {ANSWER_TABLE} a ON a.id = p.answer_id"
        " WHERE a.answered_on <= %s AND a.facts ?| %s ORDER BY a.answered_on, a.id"
    )
    told = with_person(read_frame(sql, {"worker": pl.Int64} | FACTS, [on, list(FACTS)]))
    return told.group_by("person", maintain_order=True).agg(pl.col(name).drop_nulls().last() for name in FACTS)


def told_free() -> pl.DataFrame:
    """[person, free_on] of those of whom the newest standing answer about cover says that there is none."""
    about = {code: (kind.states_with("covered"), kind.states_with("uncovered")) for code, kind in kinds().items()}
    sql = (
        f"SELECT p.worker_id, r.kind, p.state, p.answered_on FROM {PERSON_TABLE} p JOIN registry_round r ON r.id = p.round_id"
        " WHERE r.kind = ANY(%s) AND p.answered_on IS NOT NULL ORDER BY p.answered_on, p.id"
    )
    asked = [code for code, (covered, free) in about.items() if covered or free]
    answers = read_frame(sql, {"worker": pl.Int64, "kind": pl.String, "state": pl.String, "free_on": pl.Date}, [asked])
    if answers.is_empty():
        return pl.DataFrame(schema={"person": pl.Int64, "free_on": pl.Date})
    told = with_person(answers)
    speaks = [state for covered, free in about.values() for state in (*covered, *free)]
    newest = told.filter(pl.col("state").is_in(speaks)).unique("person", keep="last", maintain_order=True)
    free = [state for _, states in about.values() for state in states]
    return newest.filter(pl.col("state").is_in(free)).select("person", "free_on")


def told_lives(records: Sequence[int]) -> pl.DataFrame:
    """[person, dead, died_on, source] by the newest standing answer that says whether somebody lives; `records` are all his records."""
    sql = (
        "SELECT p.worker_id, r.kind, p.state, a.answered_on, a.facts->>'died_on', r.id, a.answerer"
        f" FROM {PERSON_TABLE} p JOIN registry_round r ON r.id = p.round_id JOIN {ANSWER_TABLE} a ON a.id = p.answer_id"
        " WHERE p.worker_id = ANY(%s) ORDER BY a.answered_on, a.id"
    )
    schema = {
        "worker": pl.Int64, "kind": pl.String, "state": pl.String, "answered_on": pl.Date, "died_on": pl.Date, "round": pl.Int64, "answerer": pl.String,
    }  # fmt: skip
    told = with_person(read_frame(sql, schema, [list(records)]))
    lives = [
        (code, state.code, state.life == "dead", kind.title)
        for code, kind in kinds().items()
        for state in kind.states.values()
        if state.life
    ]
    said = told.join(
        pl.DataFrame(lives, schema=["kind", "state", "dead", "title"], orient="row"), on=["kind", "state"], maintain_order="left"
    )
    newest = said.unique("person", keep="last", maintain_order=True)
    source = pl.format("{} {}: {}", "title", "round", "answerer").str.slice(0, 200)
    return newest.select("person", "dead", pl.coalesce("died_on", "answered_on").alias("died_on"), source.alias("source"))


def told_of(worker: int) -> list[Told]:
    """Every answer of every round about one person, whichever of his records was asked about: the newest first."""
    told = RoundAnswer.objects.filter(person__worker__in=list(records_of([worker]))).select_related("person__round")
    files = dict(RoundFile.objects.filter(pk__in=told.values("file")).values_list("pk", "name"))
    return [
        Told(
            round=each.person.round_id,
            kind=each.person.round.kind,
            state=each.state,
            facts=each.facts,
            answered_on=each.answered_on,
            answerer=each.answerer,
            file=files.get(each.file_id, ""),
            stands=each.person.answer_id == each.pk,
        )
        for each in told.order_by("-answered_on", "-pk")
    ]
