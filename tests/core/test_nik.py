"""NIKs by their properties: nothing is repaired, nothing is invented, and separators say nothing."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from payung.core.nik import FEMALE_DAY_OFFSET, NikState, parse_nik, read_nik

WAYS_TO_SEPARATE = st.sampled_from(["", " ", ".", "-", "'", " - ", "/", "\N{NO-BREAK SPACE}", "\N{RIGHT SINGLE QUOTATION MARK}", "  "])


@st.composite
def sound_niks(draw: st.DrawFn) -> tuple[str, date, str]:
    """A NIK as the civil registry gives it, with the birth date and sex it was given for."""
    born_on = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2024, 12, 31)))
    sex = draw(st.sampled_from("LP"))
    day = born_on.day + FEMALE_DAY_OFFSET * (sex == "P")
    return f"{draw(st.integers(110101, 969999))}{day:02}{born_on:%m%y}{draw(st.integers(1, 9999)):04}", born_on, sex


@given(sound_niks())
def test_an_issued_nik_reads_back_as_the_day_and_sex_it_was_issued_for(issued: tuple[str, date, str]) -> None:
    digits, born_on, sex = issued
    nik = parse_nik(digits)
    assert nik is not None
    assert (nik.digits, nik.sex, nik.district_code) == (digits, sex, digits[:6])
    assert nik.agrees_with(born_on)
    assert nik.birth_date(on=date(born_on.year + 90, born_on.month, 28)).replace(year=2000) == born_on.replace(year=2000)
    assert nik.birth_date(on=born_on) == born_on


@given(sound_niks(), st.lists(WAYS_TO_SEPARATE, min_size=17, max_size=17))
def test_separators_do_not_matter(issued: tuple[str, date, str], between: list[str]) -> None:
    digits = issued[0]
    written = "".join(gap + digit for gap, digit in zip(between, [*digits, ""], strict=True))
    assert read_nik(written) == (NikState.SOUND, digits)


@settings(max_examples=300)
@given(st.one_of(st.text(), st.text("0123456789 .-'eE+,lO", max_size=24), st.from_regex(r"\d{15,17}", fullmatch=True)))
def test_a_sound_nik_is_never_invented(cell: str) -> None:
    state, digits = read_nik(cell)
    if state is NikState.SOUND:
        assert digits == "".join(each for each in cell if each.isdigit())
        assert digits is not None
        assert parse_nik(digits) is not None
    assert (digits is None) == (state in (NikState.ABSENT, NikState.UNREADABLE))


@settings(max_examples=300)
@given(st.one_of(st.integers(), st.floats(), st.integers(10**15, 10**16 - 1), sound_niks().map(lambda issued: int(issued[0]))))
def test_a_number_cell_is_never_sound_however_good_it_looks(cell: float) -> None:
    state, digits = read_nik(cell)
    assert state in (NikState.SUSPECT, NikState.IMPOSSIBLE, NikState.UNREADABLE)
    assert digits is None or (int(digits) == cell and len(digits) == 16)


@given(sound_niks(), st.integers(0, 15), st.sampled_from("0123456789lOx"))
def test_one_wrong_sign_gives_another_nik_or_none_but_never_the_right_one(issued: tuple[str, date, str], place: int, sign: str) -> None:
    digits = issued[0]
    written = digits[:place] + sign + digits[place + 1 :]
    state, read = read_nik(written)
    assert (read == digits) == (written == digits)
    assert state is not NikState.ABSENT
