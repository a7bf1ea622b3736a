"""Programme years, their instruments, money and tranches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from payung.core.calendar import Month, months_between
from payung.core.refusals import Refusal, gettext_noop
from payung.law.dated import Parameters
from payung.programmes.models import BudgetLine, Instrument, ProgrammeInstrument, ProgrammeYear, Tranche
from payung.programmes.queries.law import province_law
from payung.programmes.rules.document import VERSIONS
from payung.programmes.rules.money import insurance_prices, people_for
from payung.programmes.rules.settings import Settings, read_settings
from payung.programmes.rules.statuses import IN_FORCE, InstrumentStatus


@dataclass(frozen=True, slots=True)
class PayerRow:
    """Who pays."""

    id: int
    code: str
    name: str
    kind: str
    area: str


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One account of one payer in one version. Only the newest version of an account (`current`) is spent from."""

    id: int
    payer: str
    account: str
    account_name: str
    insurance: str
    version: str
    amount_idr: int
    committed_idr: int
    current: bool

    @property
    def available_idr(self) -> int:
        """What may still be bound; nothing in a version that was replaced."""
        return self.amount_idr - self.committed_idr if self.current else 0


@dataclass(frozen=True, slots=True)
class TrancheRow:
    """People of one payer from a first to a last month, both counted."""

    id: int
    code: str
    payer: str
    first_month: Month
    last_month: Month
    people: int
    deadline_on: date

    @property
    def months(self) -> int:
        """How many months."""
        return months_between(self.first_month, self.last_month)

    @property
    def starts_on(self) -> date:
        """The day cover starts."""
        return self.first_month.first_day

    @property
    def ends_on(self) -> date:
        """The first day after cover."""
        return self.last_month.plus(1).first_day


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """A legal instrument or agreement and where it stands. `version`: how often it was changed."""

    id: int
    code: str
    kind: str
    title: str
    number: str
    status: InstrumentStatus
    in_force_on: date | None
    ends_on: date | None
    source: str
    confidence: str
    file_id: int | None
    version: int

    def in_force(self, on: date) -> bool:
        """Whether it is in force on the day."""
        begun = self.status in IN_FORCE and self.in_force_on is not None and self.in_force_on <= on
        return begun and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True)
class Programme:
    """A programme year with everything that was prepared for it."""

    id: int
    code: str
    year: int
    name: str
    area: str
    version: int
    settings: Settings
    settings_digest: bytes
    payers: tuple[PayerRow, ...]
    budget: tuple[BudgetRow, ...]
    tranches: tuple[TrancheRow, ...]
    instruments: tuple[InstrumentRow, ...]

    def tranche(self, code: str) -> TrancheRow:
        """One tranche. Raises `Refusal` unknown-tranche."""
        for each in self.tranches:
            if each.code == code:
                return each
        message = gettext_noop("The programme has no tranche %(tranche)s. Use one of: %(known)s.")
        raise Refusal("unknown-tranche", message, tranche=code, known=", ".join(each.code for each in self.tranches))

    def payer(self, code: str) -> PayerRow:
        """One payer of the programme."""
        return next(each for each in self.payers if each.code == code)


@dataclass(frozen=True)
class TrancheMoney:
    """What a tranche costs and what its payer still has. `capacity`: the people whom tranche and every account allow."""

    prices_idr: dict[str, int]  # insurance -> one person, all months
    available_idr: dict[str, int]  # insurance -> money not bound yet
    month_idr: int  # one person, the first month
    capacity: int

    @property
    def person_idr(self) -> int:
        """One person, all insurances, all months."""
        return sum(self.prices_idr.values())

    def amounts(self, people: int) -> dict[str, int]:
        """Insurance -> rupiah for so many people."""
        return {insurance: people * price for insurance, price in self.prices_idr.items()}


def programme(code: str) -> Programme:
    """The programme year with this code. Raises `Refusal` unknown-programme."""
    held = ProgrammeYear.objects.filter(code=code).first()
    if held is None:
        known = ", ".join(ProgrammeYear.objects.order_by("code").values_list("code", flat=True)) or "-"
        raise Refusal(
            "unknown-programme", gettext_noop("No programme %(programme)s is loaded. Loaded are: %(known)s."), programme=code, known=known
        )
    return _programme(held)


def all_programmes() -> list[Programme]:
    """Every programme year that is loaded, the oldest first."""
    return _programmes(list(ProgrammeYear.objects.order_by("year", "code")))


def programme_by_id(programme_id: int) -> Programme:
    """The programme year with this id."""
    return _programme(ProgrammeYear.objects.get(pk=programme_id))


def programme_codes() -> list[str]:
    """Codes of the loaded programme years, oldest year first."""
    return list(ProgrammeYear.objects.order_by("year", "code").values_list("code", flat=True))


def shipped_programmes() -> list[str]:
    """Codes of the programmes that come with Payung and are not loaded yet."""
    shipped = {path.stem for path in (Path(__file__).parents[1] / "data").glob("*.yaml")}
    return sorted(shipped - set(programme_codes()))


def programme_years() -> list[tuple[str, int]]:
    """(code, year) of the loaded programme years, oldest year first."""
    return list(ProgrammeYear.objects.order_by("year", "code").values_list("code", "year"))


def instruments(programme_id: int) -> tuple[InstrumentRow, ...]:
    """What the programme rests on, by code."""
    held = ProgrammeInstrument.objects.filter(programme_id=programme_id).select_related("instrument").order_by("instrument__code")
    return tuple(instrument_row(each.instrument) for each in held)


def all_instruments() -> list[InstrumentRow]:
    """Every instrument, by code."""
    return [instrument_row(held) for held in Instrument.objects.order_by("code")]


def instrument(code: str) -> InstrumentRow:
    """One instrument. Raises `Refusal` unknown-instrument."""
    held = Instrument.objects.filter(code=code).first()
    if held is None:
        raise unknown_instrument(code)
    return instrument_row(held)


def programmes_resting_on(instrument_id: int) -> list[tuple[str, str]]:
    """(code, name) of the programme years that rest on an instrument, by year."""
    ids = ProgrammeInstrument.objects.filter(instrument_id=instrument_id).values_list("programme_id", flat=True)
    return list(ProgrammeYear.objects.filter(pk__in=list(ids)).order_by("year", "code").values_list("code", "name"))


def unknown_instrument(code: str) -> Refusal:
    """The refusal for an instrument that is not here."""
    return Refusal(
        "unknown-instrument",
        gettext_noop("There is no instrument %(instrument)s. Load the programme that rests on it."),
        instrument=code,
    )


def instrument_row(held: Instrument) -> InstrumentRow:
    """The row of an instrument."""
    return InstrumentRow(
        id=held.pk,
        code=held.code,
        kind=held.kind,
        title=held.title,
        number=held.number,
        status=InstrumentStatus(held.status),
        in_force_on=held.in_force_on,
        ends_on=held.ends_on,
        source=held.source,
        confidence=held.confidence,
        file_id=held.file_id,
        version=held.version,
    )


def missing_instruments(programme_id: int, on: date) -> list[str]:
    """Titles of the instruments that are not in force on the day; decree, enrolment and payment refuse while there are any."""
    return [each.title for each in instruments(programme_id) if not each.in_force(on)]


def check_instruments(programme_id: int, on: date) -> None:
    """Raises `Refusal` instruments-missing, naming what is not in force on the day."""
    missing = missing_instruments(programme_id, on)
    if missing:
        message = gettext_noop("Not in force on %(on)s: %(instruments)s. Record number and day of each before you go on.")
        raise Refusal("instruments-missing", message, on=on.isoformat(), instruments="; ".join(missing))


def budget(programme_id: int, payer: str | None = None) -> list[BudgetRow]:
    """The budget lines of a programme (of one payer), by payer and account, older versions first."""
    held = BudgetLine.objects.filter(programme_id=programme_id).select_related("payer")
    return _budget_rows(held if payer is None else held.filter(payer__code=payer))


def _budget_rows(held: Iterable[BudgetLine]) -> list[BudgetRow]:
    lines = sorted(held, key=lambda line: (line.payer.code, line.account, VERSIONS.index(line.version)))
    newest = {(line.payer.code, line.account): line.pk for line in lines}
    return [
        BudgetRow(
            id=line.pk,
            payer=line.payer.code,
            account=line.account,
            account_name=line.account_name,
            insurance=line.insurance,
            version=line.version,
            amount_idr=line.amount_idr,
            committed_idr=line.committed_idr,
            current=newest[line.payer.code, line.account] == line.pk,
        )
        for line in lines
    ]


def current_budget(programme_id: int, payer: str | None = None) -> list[BudgetRow]:
    """The lines that are spent from: the newest version of every account."""
    return [row for row in budget(programme_id, payer) if row.current]


def tranche_money(
    held: Programme, tranche: TrancheRow, parameters: Parameters | None = None, *, last_month: Month | None = None
) -> TrancheMoney:
    """Price, money left and capacity of a tranche by law; `last_month` for what other months would buy."""
    parameters = parameters or province_law()
    kind = held.payer(tranche.payer).kind
    last = last_month or tranche.last_month
    prices = insurance_prices(parameters, held.settings, kind, tranche.first_month, last)
    first_month = insurance_prices(parameters, held.settings, kind, tranche.first_month, tranche.first_month)
    lines = current_budget(held.id, tranche.payer)
    available = {insurance: sum(row.available_idr for row in lines if row.insurance == insurance) for insurance in prices}
    return TrancheMoney(prices, available, sum(first_month.values()), people_for(available, prices, tranche.people))


def _programme(held: ProgrammeYear) -> Programme:
    return _programmes([held])[0]


def _programmes(years: Sequence[ProgrammeYear]) -> list[Programme]:
    """Programme years with what belongs to them, by three questions however many they are."""
    ids = [each.pk for each in years]
    tranches = list(Tranche.objects.filter(programme__in=ids).select_related("payer").order_by("first_month", "code"))
    lines = list(BudgetLine.objects.filter(programme__in=ids).select_related("payer"))
    bases = list(ProgrammeInstrument.objects.filter(programme__in=ids).select_related("instrument").order_by("instrument__code"))
    return [
        _joined(
            held,
            [each for each in tranches if each.programme_id == held.pk],
            [each for each in lines if each.programme_id == held.pk],
            [each.instrument for each in bases if each.programme_id == held.pk],
        )
        for held in years
    ]


def _joined(held: ProgrammeYear, tranches: Sequence[Tranche], lines: Sequence[BudgetLine], bases: Sequence[Instrument]) -> Programme:
    payers = {each.payer.code: each.payer for each in tranches} | {each.payer.code: each.payer for each in lines}
    return Programme(
        id=held.pk,
        code=held.code,
        year=held.year,
        name=held.name,
        area=held.area,
        version=held.version,
        settings=read_settings(held.settings),
        settings_digest=bytes(held.settings_digest),
        payers=tuple(PayerRow(each.pk, each.code, each.name, each.kind, each.area) for _code, each in sorted(payers.items())),
        budget=tuple(_budget_rows(lines)),
        tranches=tuple(_tranche(each) for each in tranches),
        instruments=tuple(instrument_row(each) for each in bases),
    )


def _tranche(row: Tranche) -> TrancheRow:
    first, last = Month.parse(row.first_month), Month.parse(row.last_month)
    return TrancheRow(row.pk, row.code, row.payer.code, first, last, row.people, row.deadline_on)
