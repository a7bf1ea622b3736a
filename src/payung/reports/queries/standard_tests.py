"""The auditor's standard tests over a list: facts gathered from the rooms, judged by `rules.audit_tests`. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from payung.claims.queries.audit import death_claims
from payung.core.calendar import Month
from payung.core.nik import NikState
from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.queries.replies import lines_of
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.governance.queries.signed_papers import areas_with_signed
from payung.law.age import admitted_births
from payung.programmes.queries import Programme, instruments, programme, province_law
from payung.programmes.rules.money import insurance_prices
from payung.registry.queries.answers import told_states
from payung.registry.queries.coverage import covered, deaths
from payung.registry.queries.exclusions import excluded
from payung.registry.queries.persons import with_person
from payung.reports.rules import audit_tests as tests
from payung.selection.queries.listed import decreed_lists, listed
from payung.selection.queries.lists import ListView, list_view, lists

OFFICIALS = frozenset({"asn", "military", "pensioner", "village-official"})
OTHERS = frozenset({"other-scheme"})
WAGE_PAYERS = frozenset({"employer"})
MOST_SHOWN = 500
_MINUTES, _STATEMENTS = ("minutes-village", "minutes-ward"), ("sptjm-village",)


@dataclass(frozen=True)
class ListTests:
    """Every standard test over one list on a day. `people` and `months` are all that the list pays for."""

    programme: str
    list: ListView
    on: date
    people: int
    months: int
    amount_idr: int
    outcomes: tuple[tests.Outcome, ...]


@dataclass(frozen=True)
class Hit:
    """One person whom a test found: months and rupiah concerned, and why in words without an identifier."""

    entry: int
    worker: int
    name: str
    village_code: str
    months: int
    amount_idr: int
    because: str


@dataclass(frozen=True)
class HitPage:
    """People whom one test found, the costliest first; at most `MOST_SHOWN` of `total`."""

    test: tests.StandardTest
    total: int
    hits: tuple[Hit, ...]


def list_in_hand(code: str) -> ListView:
    """The list that tests look at: the newest decreed one of a programme, else the newest of all. Raises `Refusal` no-list-yet."""
    held = lists(code)
    if not held:
        message = gettext_noop("Programme %(programme)s has no list yet. Tests run once a list has been submitted.")
        raise Refusal("no-list-yet", message, programme=code)
    return next((each for each in held if each.status == "decreed"), held[0])


def standard_tests(list_id: int, *, on: date) -> ListTests:
    """Run every test over a list with what is known on the day. In a posting's scope only its people. Raises `Refusal` no-such-list."""
    found = _tested(list_id, on)
    paid = found.paid.join(found.priced, on="month")
    return ListTests(
        programme=found.programme.code,
        list=found.list,
        on=on,
        people=found.paid["entry"].n_unique(),
        months=found.paid.height,
        amount_idr=int(paid["price_idr"].sum()),
        outcomes=tests.results(found.hits, found.prices),
    )


def hits_of(list_id: int, code: str, *, on: date) -> HitPage:
    """The people behind one test. Raises `Refusal` unknown-test or no-such-list."""
    test = next((each for each in tests.TESTS if each.code == code), None)
    if test is None:
        message = gettext_noop("There is no test %(test)s. Use one of: %(known)s.")
        raise Refusal("unknown-test", message, test=code, known=", ".join(each.code for each in tests.TESTS))
    found = _tested(list_id, on)
    told = found.hits[code].join(found.priced, on="month")
    people = told.group_by("entry").agg(
        pl.len().cast(pl.Int64).alias("months"), pl.col("price_idr").sum().alias("amount_idr"), pl.col("because").first()
    )
    named = people.join(found.people, on="entry").sort(["amount_idr", "entry"], descending=[True, False])
    columns = ("entry", "worker", "name", "village_code", "months", "amount_idr", "because")
    return HitPage(test, named.height, tuple(Hit(*each) for each in named.head(MOST_SHOWN).select(columns).iter_rows()))


@dataclass(frozen=True)
class ListedPerson:
    """A person of a list, as far as an inspector's page names him."""

    entry: int
    worker: int
    name: str
    village_code: str


def people_behind(list_id: int, entries: Sequence[int]) -> list[ListedPerson]:
    """People of a list by their entries, in that order; at most `MOST_SHOWN`, and in a posting's scope only its own. Raises `Refusal` no-such-list."""
    wanted = pl.DataFrame({"entry": list(entries)}, schema={"entry": pl.Int64})
    found = wanted.join(listed(list_id), on="entry", maintain_order="left").head(MOST_SHOWN)
    return [ListedPerson(*each) for each in found.select("entry", "worker", "name", "village_code").iter_rows()]


def drawn(list_id: int, *, seed: int, size: int) -> list[int]:
    """The entries of a sample of a list: the same seed gives the same people, on every machine with these keys. Raises `Refusal` no-such-list."""
    people = listed(list_id)
    hash64 = keyring().hash64
    order = pl.Series([hash64("inspection-sample", f"{list_id}:{seed}:{entry}") for entry in people["entry"]], dtype=pl.Int64)
    return tests.sample(people, size, order)


@dataclass(frozen=True)
class _Tested:
    """What the tests found and what they looked at."""

    list: ListView
    programme: Programme
    people: pl.DataFrame
    paid: pl.DataFrame
    prices: dict[Month, int]
    hits: dict[str, pl.DataFrame]

    @property
    def priced(self) -> pl.DataFrame:
        """[month (its first day), price_idr]."""
        return pl.DataFrame(
            {"month": [month.first_day for month in self.prices], "price_idr": list(self.prices.values())},
            schema={"month": pl.Date, "price_idr": pl.Int64},
        )


def _tested(list_id: int, on: date) -> _Tested:
    held = list_view(list_id)
    year = programme(held.programme)
    tranche = year.tranche(held.tranche)
    people = listed(list_id)
    paid = tests.person_months(people.select("entry", "person", "area", "village_code", "first", "last"))
    first, last = tranche.first_month, tranche.last_month
    months = list(first.through(last))
    law, payer = province_law(), year.payer(tranche.payer).kind
    prices = {month: sum(insurance_prices(law, year.settings, payer, month, month).values()) for month in months}
    states = told_states(on)
    spans = covered(first.first_day, last.plus(1).first_day)
    oldest, _ = admitted_births(law, first.first_day)
    hits = {
        "dead": tests.after(paid, deaths(on).select("person", pl.col("died_on").alias("on"), _told("died ", "died_on"))),
        "claimed": tests.after(paid, death_claims().select("person", "on", _told("claim for a death on ", "on"))),
        "moved": tests.after(paid, _answered(states, {("village", "moved"), ("village", "migrated"), ("dukcapil", "moved")})),
        "twice": _twice(paid, list_id),
        "covered": pl.concat([tests.during(paid, _elsewhere(spans, year)), tests.during(paid, _excluded(OTHERS, first, last))]),
        "nik": tests.whole(paid, _unmatched(people, states)),
        "employed": pl.concat(
            [tests.during(paid, _excluded(OFFICIALS, first, last)), tests.during(paid, _waged(spans)), _said_official(paid, states)]
        ),
        "over-age": tests.whole(
            paid, people.filter(pl.col("birth_date") < oldest).select("entry", _told("born ", "birth_date")), on="entry"
        ),
        "outside-decree": _outside(list_id, people, first, last),
        "without-minutes": _without_minutes(paid),
        "before-agreement": tests.before(paid, _in_force_on(year.id), "no instrument was in force yet"),
    }
    return _Tested(held, year, people, paid, prices, {code: _once(found) for code, found in hits.items()})


def _once(hits: pl.DataFrame) -> pl.DataFrame:
    return hits.unique(["entry", "month"], keep="first", maintain_order=True)


def _told(words: str, day: str) -> pl.Expr:
    return pl.concat_str(pl.lit(words), pl.col(day).dt.to_string("%Y-%m-%d")).alias("because")


def _answered(states: pl.DataFrame, wanted: set[tuple[str, str]]) -> pl.DataFrame:
    """[person, on, because] of whom a round of a kind says one of the states."""
    keys = pl.DataFrame(sorted(wanted), schema=["kind", "state"], orient="row")
    said = states.join(keys, on=["kind", "state"], how="semi")
    words = pl.concat_str("kind", pl.lit(": "), "state", pl.lit(" "), pl.col("answered_on").dt.to_string("%Y-%m-%d"))
    return said.select("person", pl.col("answered_on").alias("on"), words.alias("because"))


def _twice(paid: pl.DataFrame, list_id: int) -> pl.DataFrame:
    """Months of a person who stands in this and an earlier decreed list, or twice in this one."""
    others = [tests.person_months(listed(other).select("entry", "person", "first", "last")) for other in decreed_lists() if other < list_id]
    columns = ("entry", "person", "month")
    everybody = pl.concat([each.select(columns) for each in (*others, paid)])
    return tests.more_than_once(everybody).join(paid.select("entry").unique(), on="entry", how="semi")


def _elsewhere(spans: pl.DataFrame, year: Programme) -> pl.DataFrame:
    """Spans of cover that another kind of payer pays, wage earners' apart: cover by the programme's own kind may be its own."""
    own = {payer.kind for payer in year.payers}
    others = spans.filter(~pl.col("payer_kind").is_in([*own, *WAGE_PAYERS]))
    words = pl.concat_str(pl.lit("covered: "), "payer_kind", pl.lit(" "), pl.col("segment").fill_null(""))
    return others.select(pl.col("worker").alias("person"), "starts_on", "ends_on", words.alias("because"))


def _waged(spans: pl.DataFrame) -> pl.DataFrame:
    employed = spans.filter(pl.col("payer_kind").is_in(list(WAGE_PAYERS)))
    return employed.select(pl.col("worker").alias("person"), "starts_on", "ends_on", pl.lit("an employer pays").alias("because"))


def _excluded(kinds: frozenset[str], first: Month, last: Month) -> pl.DataFrame:
    listed_so = excluded(first.first_day, last.plus(1).first_day).filter(pl.col("kind").is_in(list(kinds)))
    words = pl.concat_str("kind", pl.lit(": "), "source")
    return listed_so.select(pl.col("worker").alias("person"), "starts_on", "ends_on", words.alias("because"))


def _said_official(paid: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    return tests.whole(paid, _answered(states, {("village", "official")}).select("person", "because"))


def _unmatched(people: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """[person, because]: whom the civil registry did not find, and who has no sound NIK and no match either."""
    registry_says = states.filter(pl.col("kind") == "dukcapil")
    matched = registry_says.filter(pl.col("state").is_in(["match", "name-differs"])).select("person")
    missing = _answered(states, {("dukcapil", "not-found")}).select("person", "because")
    held = with_person(
        read_frame("SELECT id, nik_state FROM registry_worker", {"worker": pl.Int64, "nik_state": pl.String}).filter(
            pl.col("nik_state") == NikState.SOUND
        )
    )
    unsound = people.select("person").unique().join(held, on="person", how="anti").join(matched, on="person", how="anti")
    return pl.concat([missing, unsound.with_columns(because=pl.lit("no sound NIK"))]).unique("person", keep="first", maintain_order=True)


def _outside(list_id: int, people: pl.DataFrame, first: Month, last: Month) -> pl.DataFrame:
    """Whoever is in a batch of the list and neither in its decree nor in an amended one."""
    handed = lines_of(list_id).select("entry").unique().join(people, on="entry", how="anti")
    dated = handed.with_columns(person=pl.lit(0, pl.Int64), first=pl.lit(first.first_day), last=pl.lit(last.first_day))
    return tests.whole(tests.person_months(dated), handed.with_columns(because=pl.lit("in a batch, not in the decree")), on="entry")


def _without_minutes(paid: pl.DataFrame) -> pl.DataFrame:
    """Months of people whose village lacks the signed minutes or the statement of its head."""
    whole = areas_with_signed(_MINUTES) & areas_with_signed(_STATEMENTS)
    lacking = paid.filter(~pl.col("village_code").is_in(list(whole))).select("entry").unique()
    return tests.whole(paid, lacking.with_columns(because=pl.lit("no signed minutes and statement of the village")), on="entry")


def _in_force_on(programme_id: int) -> date | None:
    """The day from which all instruments of a programme are in force; None while one is not."""
    days = [each.in_force_on for each in instruments(programme_id)]
    return max(day for day in days if day is not None) if days and all(days) else None
