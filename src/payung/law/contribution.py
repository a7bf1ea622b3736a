"""What a BPU member's contribution costs: by declared income, programmes, sector, month and, above all, payer.

Law: PP 44/2015 Art. 20 with Annex II (JKK, JKM), PP 46/2015 Art. 18 with its annex (JHT), and the relief of
PP 50/2025 Arts 3 and 4, which is not given where the state or regional budget pays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from payung.core.calendar import Month
from payung.core.refusals import Refusal, gettext_noop
from payung.law.dated import DatedValue, Parameters
from payung.law.units import is_whole

PAYERS = ("self", "apbd", "apbn", "employer")
SECTORS = ("transport", "other")
PROGRAMMES = ("jkk", "jkm", "jht")

BETWEEN_BANDS = "income-between-bands"
RELIEF_EXCLUDES_PAYER = "relief-excludes-payer"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a contribution: jkk, jkm, jht, or relief (negative), with the article it rests on."""

    code: str
    amount_idr: int
    article: str


@dataclass(frozen=True, slots=True)
class Band:
    """One row of the income table; `to_idr` None: no upper limit. `row` counts from 1 as printed."""

    row: int
    from_idr: int
    to_idr: int | None
    base_idr: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """The contribution of one person for one month. `notes` are stable codes (the constants of this module)."""

    month: Month
    band: Band
    items: tuple[Item, ...]
    notes: tuple[str, ...]

    @property
    def total_idr(self) -> int:
        """What is to be paid: the sum of the items, never negative."""
        return sum(item.amount_idr for item in self.items)


@dataclass(frozen=True, slots=True)
class Cost:
    """The contributions of `people` like each other over consecutive months."""

    people: int
    months: tuple[Contribution, ...]

    @property
    def per_person_idr(self) -> int:
        """All months of one person."""
        return sum(month.total_idr for month in self.months)

    @property
    def total_idr(self) -> int:
        """All months of all people."""
        return self.people * self.per_person_idr


def contribution(
    parameters: Parameters,
    *,
    month: Month,
    declared_income_idr: int,
    programmes: Sequence[str] = ("jkk", "jkm"),
    payer: str,
    sector: str = "other",
) -> Contribution:
    """One person's contribution for one month, in whole rupiah.

    Raises `Refusal`: income-wrong, payer-unknown, sector-unknown, programme-unknown (also for JP and JKP, which are
    closed to BPU), law-no-value for a month before the parameters begin.
    """
    on = month.first_day
    _check_choice("payer-unknown", payer, PAYERS)
    _check_choice("sector-unknown", sector, SECTORS)
    open_programmes = parameters.value("programmes-open", on)
    for programme in programmes or ("-",):
        _check_choice("programme-unknown", programme, open_programmes)
    band = band_of(parameters, on=on, declared_income_idr=declared_income_idr)
    items = [_item(parameters, programme, band, on) for programme in PROGRAMMES if programme in programmes]
    relief, notes = _relief(parameters, items, payer=payer, sector=sector, on=on)
    if band.to_idr is not None and declared_income_idr > band.to_idr:
        notes = [BETWEEN_BANDS, *notes]
    return Contribution(month, band, (*items, *relief), tuple(notes))


def cost(
    parameters: Parameters,
    first_month: Month,
    months: int,
    people: int,
    payer: str,
    programmes: Sequence[str] = ("jkk", "jkm"),
    *,
    declared_income_idr: int = 0,
    sector: str = "other",
) -> Cost:
    """What `people` cost over `months` months from `first_month`; without an income, in the lowest band.

    Raises `Refusal` as `contribution` does, and count-wrong for months below 1 or people below 0.
    """
    if not is_whole(months, lowest=1) or not is_whole(people):
        raise Refusal("count-wrong", gettext_noop("Give at least one month, and people as a whole number that is not negative."))
    return Cost(
        people,
        tuple(
            contribution(
                parameters,
                month=month,
                declared_income_idr=declared_income_idr,
                programmes=programmes,
                payer=payer,
                sector=sector,
            )
            for month in first_month.through(first_month.plus(months - 1))
        ),
    )


def band_of(parameters: Parameters, *, on: date, declared_income_idr: int) -> Band:
    """The row of the income table; an income between two printed limits takes the lower row.

    Raises `Refusal` income-wrong for anything but a whole number that is not negative.
    """
    if not is_whole(declared_income_idr):
        raise Refusal("income-wrong", gettext_noop("The declared income must be whole rupiah and not negative."))
    rows = parameters.value("bands", on)
    row = max(number for number, band in enumerate(rows, start=1) if band["from_idr"] <= declared_income_idr)
    return Band(row, **rows[row - 1])


def _item(parameters: Parameters, programme: str, band: Band, on: date) -> Item:
    if programme == "jkm":
        flat = parameters.describe("jkm-contribution", on)
        return Item(programme, flat.value, flat.article)
    rate = parameters.describe(f"{programme}-rate", on)
    return Item(programme, band.base_idr * rate.value // 10_000, rate.article)


def _relief(parameters: Parameters, items: Iterable[Item], *, payer: str, sector: str, on: date) -> tuple[list[Item], list[str]]:
    """The relief as at most one item, and the note where only the payer stands in its way."""
    share: DatedValue = parameters.describe(f"relief-{sector}", on)
    if share.value == 0:
        return [], []
    lowered = [item for item in items if item.code in parameters.value("relief-programmes", on)]
    if not lowered:
        return [], []
    if payer in parameters.value("relief-excluded-payers", on):
        return [], [RELIEF_EXCLUDES_PAYER]
    amount_idr = sum(item.amount_idr * share.value // 100 for item in lowered)
    return [Item("relief", -amount_idr, share.article)], []


def _check_choice(code: str, choice: str, known: Sequence[str]) -> None:
    if choice not in known:
        message = gettext_noop("%(choice)s is not possible here. Choose one of: %(known)s.")
        raise Refusal(code, message, choice=choice, known=", ".join(known))
