"""A whole programme file: instruments, payers, budget lines, tranches, and the settings that decide about people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from payung.core.calendar import Month, months_between
from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.law.contribution import PAYERS, PROGRAMMES
from payung.law.dated import Parameters
from payung.programmes.rules.instruments import CONFIDENCES, KINDS
from payung.programmes.rules.money import insurance_prices
from payung.programmes.rules.reading import Node
from payung.programmes.rules.settings import SETTINGS_KEYS, Settings, read_settings
from payung.programmes.rules.statuses import InstrumentStatus

VERSIONS = ("original", "shift", "revised")  # a later one replaces the amount of an earlier one


@dataclass(frozen=True, slots=True)
class InstrumentPart:
    """A legal instrument or agreement the programme rests on, in the state the file says."""

    code: str
    kind: str
    title: str
    number: str
    status: InstrumentStatus
    in_force_on: date | None
    ends_on: date | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class PayerPart:
    """Who pays; `kind` decides what the law asks."""

    code: str
    name: str
    kind: str
    area: str


@dataclass(frozen=True, slots=True)
class BudgetPart:
    """Money of one payer for one account in one version of the budget."""

    payer: str
    account: str
    account_name: str
    insurance: str
    version: str
    amount_idr: int


@dataclass(frozen=True, slots=True)
class TranchePart:
    """People of one payer from a first to a last month, both counted."""

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


@dataclass(frozen=True)
class ProgrammeDocument:
    """A programme year as its file says it. `raw_settings` is the plain form of `settings`, to be kept."""

    code: str
    name: str
    year: int
    area: str
    instruments: tuple[InstrumentPart, ...]
    payers: tuple[PayerPart, ...]
    budget: tuple[BudgetPart, ...]
    tranches: tuple[TranchePart, ...]
    settings: Settings
    raw_settings: dict[str, Any]


def read_document(text: str, name: str) -> ProgrammeDocument:
    """Read a programme file. `name` is the file's, for messages.

    Raises `Refusal` programme-unreadable (no YAML) or programme-invalid, which names the place and what is expected.
    """
    try:
        content = read_yaml(text)
    except yaml.YAMLError as fault:
        message = gettext_noop("%(file)s is not a readable YAML file: %(fault)s")
        raise Refusal("programme-unreadable", message, file=name, fault=" ".join(str(fault).split())) from None
    return read_content(content)


def read_content(content: Any) -> ProgrammeDocument:
    """The same from the plain data of a file. Raises `Refusal` programme-invalid, which names the place and what is expected."""
    own = ("code", "name", "year", "area", "instruments", "payers", "budget", "tranches")
    required = ("insurance", "criteria", "ranking", "quota", "reserve_pct")
    parts = Node(content, "").fields((*own, *required), SETTINGS_KEYS)
    raw_settings = {key: content[key] for key in SETTINGS_KEYS if key in content}
    document = ProgrammeDocument(
        code=parts["code"].code(),
        name=parts["name"].text(),
        year=parts["year"].whole(lowest=2000, highest=2100),
        area=parts["area"].area(),
        instruments=parts["instruments"].each(_instrument),
        payers=parts["payers"].each(_payer, least=1),
        budget=parts["budget"].each(_budget, least=1),
        tranches=parts["tranches"].each(_tranche, least=1),
        settings=read_settings(raw_settings),
        raw_settings=raw_settings,
    )
    _check_references(parts, document)
    return document


def plain_content(document: ProgrammeDocument) -> dict[str, Any]:
    """The document as plain data that `read_content` reads: what is kept of a version, and what forms edit."""
    return {
        "code": document.code,
        "name": document.name,
        "year": document.year,
        "area": document.area,
        "instruments": [plain_part(each) for each in document.instruments],
        "payers": [plain_part(each) for each in document.payers],
        "budget": [plain_part(each) for each in document.budget],
        "tranches": [plain_part(each) for each in document.tranches],
        **document.raw_settings,
    }


def plain_part(part: InstrumentPart | PayerPart | BudgetPart | TranchePart) -> dict[str, Any]:
    """One part as plain data: days and months as text; what is empty is left out."""
    values = {name: getattr(part, name) for name in part.__slots__}
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items() if value not in ("", None)}


def scaled(document: ProgrammeDocument, scale: Fraction, parameters: Parameters) -> ProgrammeDocument:
    """The same programme with fewer (or more) people and exactly the money they cost by law.

    Each payer's newest budget version is set to people × months × price; raises `Refusal` scale-too-small when a tranche is left with nobody.
    """
    tranches = tuple(replace(each, people=int(each.people * scale)) for each in document.tranches)
    if any(each.people < 1 for each in tranches):
        raise Refusal("scale-too-small", gettext_noop("With so few people no place is left in a tranche. Take more people."))
    kinds = {payer.code: payer.kind for payer in document.payers}
    money: dict[tuple[str, str], int] = {}
    for tranche in tranches:
        prices = insurance_prices(parameters, document.settings, kinds[tranche.payer], tranche.first_month, tranche.last_month)
        for insurance, price_idr in prices.items():
            money[tranche.payer, insurance] = money.get((tranche.payer, insurance), 0) + tranche.people * price_idr
    budget = tuple(replace(line, amount_idr=money.get((line.payer, line.insurance), 0)) for line in document.budget)
    return replace(document, tranches=tranches, budget=budget)


def current_lines(lines: Collection[BudgetPart]) -> dict[tuple[str, str], BudgetPart]:
    """(payer, account) -> the line in its newest version."""
    newest: dict[tuple[str, str], BudgetPart] = {}
    for line in sorted(lines, key=lambda line: VERSIONS.index(line.version)):
        newest[line.payer, line.account] = line
    return newest


def _instrument(node: Node) -> InstrumentPart:
    parts = node.fields(("code", "kind", "title", "status", "source", "confidence"), ("number", "in_force_on", "ends_on"))
    instrument = InstrumentPart(
        code=parts["code"].code(),
        kind=parts["kind"].choice(KINDS),
        title=parts["title"].text(),
        number=parts["number"].text() if "number" in parts else "",
        status=InstrumentStatus(parts["status"].choice(tuple(InstrumentStatus))),
        in_force_on=parts["in_force_on"].day() if "in_force_on" in parts else None,
        ends_on=parts["ends_on"].day() if "ends_on" in parts else None,
        source=parts["source"].text(),
        confidence=parts["confidence"].choice(CONFIDENCES),
    )
    if instrument.status is InstrumentStatus.IN_FORCE and (instrument.in_force_on is None or not instrument.number):
        raise node.wrong(gettext_noop("%(path)s is in force, so it needs its number and the day from which it is (in_force_on)."))
    return instrument


def _payer(node: Node) -> PayerPart:
    parts = node.fields(("code", "name", "kind", "area"))
    return PayerPart(parts["code"].code(), parts["name"].text(), parts["kind"].choice(PAYERS), parts["area"].area())


def _budget(node: Node) -> BudgetPart:
    parts = node.fields(("payer", "account", "account_name", "insurance", "version", "amount_idr"))
    return BudgetPart(
        payer=parts["payer"].code(),
        account=parts["account"].code(),
        account_name=parts["account_name"].text(),
        insurance=parts["insurance"].choice(PROGRAMMES),
        version=parts["version"].choice(VERSIONS),
        amount_idr=parts["amount_idr"].whole(),
    )


def _tranche(node: Node) -> TranchePart:
    parts = node.fields(("code", "payer", "first_month", "last_month", "people", "deadline_on"))
    tranche = TranchePart(
        code=parts["code"].code(),
        payer=parts["payer"].code(),
        first_month=parts["first_month"].month(),
        last_month=parts["last_month"].month(),
        people=parts["people"].whole(lowest=1, highest=10**8),
        deadline_on=parts["deadline_on"].day(),
    )
    if tranche.last_month < tranche.first_month:
        raise node.wrong(gettext_noop("%(path)s ends before it begins."))
    return tranche


def _check_references(parts: dict[str, Node], document: ProgrammeDocument) -> None:
    payers = [payer.code for payer in document.payers]
    _check_once(parts["payers"], payers)
    _check_once(parts["instruments"], [each.code for each in document.instruments])
    _check_once(parts["tranches"], [each.code for each in document.tranches])
    _check_once(parts["budget"], [f"{line.payer} {line.account} {line.version}" for line in document.budget])
    for node, each in [(parts["budget"], line.payer) for line in document.budget] + [
        (parts["tranches"], each.payer) for each in document.tranches
    ]:
        if each not in payers:
            raise node.wrong(gettext_noop("%(path)s names the payer %(payer)s, who is not among the payers."), payer=each)
    lines = current_lines(document.budget)
    for tranche in document.tranches:
        paid = [line.insurance for (payer, _), line in lines.items() if payer == tranche.payer]
        for insurance in document.settings.insurance:
            if paid.count(insurance) != 1:
                message = gettext_noop("%(path)s must have one account for %(insurance)s of the payer %(payer)s.")
                raise parts["budget"].wrong(message, insurance=insurance, payer=tranche.payer)


def _check_once(node: Node, codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise node.wrong(gettext_noop("%(path)s has %(key)s twice."), key=code)
