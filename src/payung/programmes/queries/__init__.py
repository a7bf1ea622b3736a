"""What the rooms above may ask."""

from payung.programmes.queries.agreements import AgreementRow, agreement_for
from payung.programmes.queries.law import province_law
from payung.programmes.queries.years import (
    BudgetRow,
    InstrumentRow,
    PayerRow,
    Programme,
    TrancheMoney,
    TrancheRow,
    all_programmes,
    budget,
    check_instruments,
    current_budget,
    instruments,
    missing_instruments,
    programme,
    programme_by_id,
    programme_codes,
    programme_years,
    shipped_programmes,
    tranche_money,
)

__all__ = [
    "AgreementRow",
    "BudgetRow",
    "InstrumentRow",
    "PayerRow",
    "Programme",
    "TrancheMoney",
    "TrancheRow",
    "agreement_for",
    "budget",
    "check_instruments",
    "current_budget",
    "instruments",
    "missing_instruments",
    "programme",
    "programme_by_id",
    "all_programmes",
    "programme_codes",
    "programme_years",
    "province_law",
    "shipped_programmes",
    "tranche_money",
]
