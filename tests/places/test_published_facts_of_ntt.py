"""The packaged facts of NTT: complete, founded, and laid out as the rooms expect them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

import payung
from payung.core import gazetteer

NTT: dict[str, Any] = yaml.safe_load((Path(payung.__file__).parent / "places/data/ntt.yaml").read_text(encoding="utf-8"))
REGENCIES = gazetteer.regencies("53")["code"].to_list()
KINDS = {"denominator", "numerator", "rate", "population", "promise", "other"}


def figure(code: str, as_of: str) -> dict[str, Any]:
    (found,) = [one for one in NTT["figures"] if one["code"] == code and one["as_of"].isoformat() == as_of]
    return dict(found)


def test_every_regency_has_one_tile_of_its_own() -> None:
    assert sorted(tile["code"] for tile in NTT["tiles"]) == REGENCIES
    assert len({(tile["col"], tile["row"]) for tile in NTT["tiles"]}) == len({tile["abbreviation"] for tile in NTT["tiles"]}) == 22


def test_every_regency_is_served_by_exactly_one_branch() -> None:
    served = Counter(area for office in NTT["offices"] if office["kind"] == "bpjs-branch" for area in office["areas"])
    assert served == Counter(REGENCIES)


def test_every_area_of_an_office_says_whether_it_was_reported_or_inferred() -> None:
    assert {basis for office in NTT["offices"] for basis in office["areas"].values()} == {"reported", "inferred"}
    assert all(office["source"] and office["status"] for office in NTT["offices"])


def test_the_labour_office_changed_its_name_between_2025_and_2026() -> None:
    old, new = (office for office in NTT["offices"] if office["code"] == "labour-53")
    assert old["ends_on"] == new["starts_on"]
    assert (old["name"].startswith("Dinas Koperasi"), new["name"].startswith("Dinas Tenaga Kerja")) == (True, True)


def test_every_figure_has_kind_definition_day_source_speaker_and_known_places() -> None:
    for one in NTT["figures"]:
        assert one["kind"] in KINDS
        assert all(one[key] for key in ("code", "unit", "definition", "as_of", "source", "speaker")), one["code"]
        assert all(gazetteer.is_known(area) and Decimal(value) > 0 for area, value in one["values"].items()), one["code"]


def test_a_figure_stands_once_a_place_and_day() -> None:
    keys = Counter((one["code"], area, one["as_of"]) for one in NTT["figures"] for area in one["values"])
    assert keys.total() == len(keys)


def test_the_rival_bases_of_coverage_stand_side_by_side() -> None:
    assert figure("informal-programme", "2025-04-30")["values"] == {"53": 1_000_000}
    assert figure("informal-bps", "2024-08-31")["values"] == {"53": 2_210_000}
    assert figure("workers-ucj", "2025-05-31")["values"] == {"53": 1_676_573}
    assert figure("covered-informal", "2025-04-30")["values"] == {"53": 141_000}


def test_the_published_rate_of_may_2025_follows_from_its_own_parts() -> None:
    parts = Decimal(figure("covered-all", "2025-05-31")["values"]["53"]) / figure("workers-ucj", "2025-05-31")["values"]["53"]
    assert round(parts * 100, 2) == Decimal(figure("rate-ucj", "2025-05-31")["values"]["53"])


def test_population_and_estimate_of_the_regencies_add_up_to_the_province() -> None:
    for code, as_of in [("population-dukcapil", "2024-12-31"), ("informal-estimate", "2024-08-31")]:
        values = figure(code, as_of)["values"]
        assert sorted(values) == ["53", *REGENCIES]
        assert sum(values[code] for code in REGENCIES) == values["53"]


def test_only_the_estimate_is_marked_so_and_says_how_it_was_made() -> None:
    estimates = [one for one in NTT["figures"] if one.get("estimate")]
    assert [one["code"] for one in estimates] == ["informal-estimate"]
    assert estimates[0]["method"].strip()
