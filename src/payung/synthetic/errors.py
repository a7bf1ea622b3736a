"""What goes wrong in lists, as data: the kinds of damage, and named mixes of how often each happens.

All rates are guesses, not observations: compare methods on several mixes and never quote a rate as a fact.
A rate is the chance in one row of a usual clerk; `whole_files` is the share of lists in which it hits every row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from payung.core.refusals import Refusal, gettext_noop

# Stable codes, in the order of their bits. Those of the NIK come first: an absent NIK hides every other damage to it.
NIK_DAMAGES = (
    "nik-absent",
    "nik-family",  # the number of somebody else in the family
    "nik-neighbour",  # the number of the row above
    "nik-dragged",  # a spreadsheet counted on from the row above
    "nik-recoded",  # the old area code "corrected" to the present one
    "nik-typo",
    "nik-transposed",
    "nik-dropped",  # a digit left out
    "nik-doubled",  # a digit written twice
    "nik-excel",  # kept as a number: the sixteenth digit is 0
    "nik-scientific",  # kept as a number and saved as text: 5,30116E+15
)
NAME_DAMAGES = (
    "name-variant",
    "name-typo",
    "name-short",
    "name-initial",
    "name-swapped",
    "name-titled",
    "name-joined",
    "name-other",
)
BIRTHDATE_DAMAGES = ("birthdate-absent", "birthdate-swapped", "birthdate-january", "birthdate-typo", "birthdate-year")
OTHER_DAMAGES = (
    "sex-absent",
    "sex-wrong",
    "village-absent",
    "village-wrong",
    "mother-absent",
    "mother-variant",
    "mother-short",
    "phone-absent",
    "phone-changed",
)
# Done only where there is a cell to do it in, by those who lay out workbooks.
CELL_DAMAGES = ("birthdate-incomplete", "village-misspelt")
DAMAGES = NIK_DAMAGES + NAME_DAMAGES + BIRTHDATE_DAMAGES + OTHER_DAMAGES + CELL_DAMAGES


@dataclass(frozen=True)
class Mix:
    """How the clerks of one kind of list err.

    `clerk_spread`: standard deviation of the logarithm of a clerk's carelessness. `row_spread`: variance of a row's (mean 1), which
    makes errors come together. A clerk has each kind of damage as a habit with chance `habit_share`: `habit_factor` times the rate.
    """

    name: str
    rates: Mapping[str, float]
    whole_files: Mapping[str, float] = field(default_factory=dict)
    clerk_spread: float = 0.5
    row_spread: float = 0.5
    habit_share: float = 0.15
    habit_factor: float = 3.5

    def __post_init__(self) -> None:
        unknown = {*self.rates, *self.whole_files} - set(DAMAGES)
        if unknown:
            raise ValueError(f"unknown damage in mix {self.name}: {sorted(unknown)}")

    @property
    def unhabitual_factor(self) -> float:
        """The factor of a clerk without the habit: the mean over clerks stays 1."""
        return (1 - self.habit_share * self.habit_factor) / (1 - self.habit_share)

    def scaled(self, factor: float) -> Mix:
        """The same mix with every rate times `factor` and, unless it grows, no damage to whole files."""
        return replace(
            self, rates={code: rate * factor for code, rate in self.rates.items()}, whole_files=self.whole_files if factor >= 1 else {}
        )


CLEAN = Mix("clean", {}, clerk_spread=0.0, row_spread=0.0)

# A village office that copies family cards into a spreadsheet.
OFFICE = Mix(
    "office",
    {
        "nik-absent": 0.025, "nik-family": 0.004, "nik-neighbour": 0.002, "nik-dragged": 0.003, "nik-recoded": 0.003, "nik-typo": 0.018,
        "nik-transposed": 0.008, "nik-dropped": 0.005, "nik-doubled": 0.002, "nik-excel": 0.01, "nik-scientific": 0.003,
        "name-variant": 0.07, "name-typo": 0.02, "name-short": 0.05, "name-initial": 0.03, "name-swapped": 0.012, "name-titled": 0.02,
        "name-joined": 0.004, "name-other": 0.003,
        "birthdate-absent": 0.008, "birthdate-swapped": 0.012, "birthdate-january": 0.015, "birthdate-typo": 0.012, "birthdate-year": 0.008,
        "birthdate-incomplete": 0.004, "village-misspelt": 0.02,
        "sex-absent": 0.02, "sex-wrong": 0.012, "village-absent": 0.01, "village-wrong": 0.015,
        "mother-absent": 0.20, "mother-variant": 0.08, "mother-short": 0.12, "phone-absent": 0.15, "phone-changed": 0.10,
    },
    {"nik-excel": 0.14, "nik-scientific": 0.01, "mother-absent": 0.15, "phone-absent": 0.15},
)  # fmt: skip

# An agent on a veranda, writing what people say and copying it at home.
FIELD = Mix(
    "field",
    {
        "nik-absent": 0.08, "nik-family": 0.010, "nik-neighbour": 0.005, "nik-dragged": 0.004, "nik-recoded": 0.003, "nik-typo": 0.05,
        "nik-transposed": 0.02, "nik-dropped": 0.015, "nik-doubled": 0.006, "nik-excel": 0.02, "nik-scientific": 0.004,
        "name-variant": 0.13, "name-typo": 0.05, "name-short": 0.11, "name-initial": 0.04, "name-swapped": 0.025, "name-titled": 0.04,
        "name-joined": 0.008, "name-other": 0.010,
        "birthdate-absent": 0.035, "birthdate-swapped": 0.02, "birthdate-january": 0.05, "birthdate-typo": 0.03, "birthdate-year": 0.03,
        "birthdate-incomplete": 0.012, "village-misspelt": 0.05,
        "sex-absent": 0.04, "sex-wrong": 0.02, "village-absent": 0.02, "village-wrong": 0.04,
        "mother-absent": 0.30, "mother-variant": 0.15, "mother-short": 0.20, "phone-absent": 0.20, "phone-changed": 0.15,
    },
    {"nik-excel": 0.10, "nik-absent": 0.01, "birthdate-absent": 0.01, "mother-absent": 0.25},
    clerk_spread=0.7, row_spread=0.9,
)  # fmt: skip

# Dictated over the telephone: sounds instead of spellings, digits lost and turned round.
PHONE = Mix(
    "phone",
    {
        **OFFICE.rates,
        "nik-absent": 0.10, "nik-typo": 0.05, "nik-transposed": 0.035, "nik-dropped": 0.03, "nik-doubled": 0.015,
        "name-variant": 0.22, "name-typo": 0.04, "name-short": 0.12, "name-joined": 0.02, "name-other": 0.015,
        "birthdate-absent": 0.03, "birthdate-january": 0.04, "birthdate-typo": 0.04, "sex-wrong": 0.03, "mother-variant": 0.25,
    },
    {"nik-excel": 0.05, "mother-absent": 0.30},
    clerk_spread=0.6, row_spread=0.8,
)  # fmt: skip

# Lists of earlier years: many without number or date, names as they were, villages that have changed since.
LEGACY = Mix(
    "legacy",
    {
        **OFFICE.rates,
        "nik-absent": 0.22, "nik-typo": 0.03, "nik-recoded": 0.0,
        "name-variant": 0.14, "name-short": 0.18, "name-initial": 0.08, "name-swapped": 0.04, "name-titled": 0.05, "name-other": 0.012,
        "birthdate-absent": 0.15, "birthdate-incomplete": 0.05, "birthdate-january": 0.12, "birthdate-year": 0.05, "village-wrong": 0.05, "phone-changed": 0.40,
    },
    {"nik-absent": 0.12, "birthdate-absent": 0.10, "sex-absent": 0.15, "nik-excel": 0.15, "phone-absent": 0.50, "mother-absent": 0.60},
    clerk_spread=0.8, row_spread=0.8,
)  # fmt: skip

# An office whose spreadsheets "help": most number columns damaged, dates turned, cells dragged.
EXCEL = Mix(
    "excel",
    {**OFFICE.rates, "nik-dragged": 0.012, "nik-excel": 0.03, "nik-scientific": 0.01, "birthdate-swapped": 0.03},
    {"nik-excel": 0.60, "nik-scientific": 0.06, "birthdate-swapped": 0.10, "mother-absent": 0.20, "phone-absent": 0.20},
)  # fmt: skip

# Everything at once, and numbers borrowed from relatives: what a careless or dishonest list does to those who must check it.
HOSTILE = Mix(
    "hostile",
    {
        **FIELD.rates,
        "nik-family": 0.06, "nik-neighbour": 0.03, "nik-dragged": 0.03, "nik-typo": 0.08, "name-variant": 0.20, "name-typo": 0.10,
        "name-other": 0.03, "birthdate-january": 0.12, "birthdate-year": 0.06, "sex-wrong": 0.05, "village-wrong": 0.08,
    },
    {"nik-excel": 0.30, "nik-absent": 0.04, "birthdate-absent": 0.06, "birthdate-swapped": 0.05, "sex-absent": 0.10, "mother-absent": 0.50},
    clerk_spread=1.0, row_spread=1.2,
)  # fmt: skip

MIXES: Mapping[str, Mix] = {mix.name: mix for mix in (CLEAN, OFFICE, FIELD, PHONE, LEGACY, EXCEL, HOSTILE)}


def mix_of(mix: Mix | str) -> Mix:
    """A mix, or the mix of that name. Raises `Refusal` mix-unknown."""
    if isinstance(mix, Mix):
        return mix
    if mix not in MIXES:
        raise Refusal(
            "mix-unknown", gettext_noop("There is no error mix %(mix)s. Choose one of: %(known)s."), mix=mix, known=", ".join(MIXES)
        )
    return MIXES[mix]
