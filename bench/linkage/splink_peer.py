"""Splink on the rows that Payung has cleaned and in the blocks that Payung builds: run by measure.py in a virtual environment of its own.

    python splink_peer.py ROWS.parquet PAIRS.parquet     prints the CPU seconds of training and prediction

ROWS: number, given, last, words, nik, nik_date, birth, sex, village, mother, mother_first, phone, keys (the blocks a row stands in).
"""

import sys
import time
from pathlib import Path

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def level(sql: str, label: str, **more: object) -> dict[str, object]:
    return {"sql_condition": sql, "label_for_charts": label, **more}


def comparison(name: str, silent: str, levels: list[dict[str, object]]) -> dict[str, object]:
    return {
        "output_column_name": name,
        "comparison_levels": [level(silent, "silent", is_null_level=True), *levels, level("ELSE", "else")],
    }


def names(column: str) -> list[dict[str, object]]:
    """Levels of a name; the equal ones adjusted by how frequent the name is."""
    left, right = f"{column}_l", f"{column}_r"
    return [
        level(f"{left} = {right}", "equal", tf_adjustment_column=column, tf_adjustment_weight=1.0),
        level(f"jaro_winkler_similarity({left}, {right}) >= 0.94 OR (levenshtein({left}, {right}) = 1 AND length({left}) > 3)", "near"),
        level(f"jaro_winkler_similarity({left}, {right}) >= 0.86", "similar"),
        level(f"starts_with({left}, {right}) OR starts_with({right}, {left})", "short"),
        level(f"list_contains(words_l, {right}) OR list_contains(words_r, {left})", "elsewhere"),
    ]


COMPARISONS = [
    comparison(
        "nik",
        "nik_l IS NULL OR nik_r IS NULL",
        [
            level("nik_l = nik_r AND right(nik_l, 1) <> '0'", "equal"),
            level(
                "left(nik_l, 15) = left(nik_r, 15) AND (right(nik_l, 1) = '0' OR right(nik_r, 1) = '0')",
                "last place lost",
                u_probability=1e-6,
            ),
            level("levenshtein(nik_l, nik_r) <= 1", "one place"),
            level("levenshtein(nik_l, nik_r) <= 2", "two places"),
            level("left(nik_l, 12) = left(nik_r, 12)", "another serial", u_probability=1e-6, m_probability=0.005),
            level("substr(nik_l, 7) = substr(nik_r, 7)", "another area"),
            level("substr(nik_l, 7, 6) = substr(nik_r, 7, 6)", "birthday only"),
            level("left(nik_l, 6) = left(nik_r, 6)", "area only"),
        ],
    ),
    comparison(
        "birth",
        "coalesce(birth_l, nik_date_l) IS NULL OR coalesce(birth_r, nik_date_r) IS NULL",
        [
            level("birth_l = birth_r AND birth_l % 10000 <> 101", "equal"),
            level("birth_l = birth_r", "equal, first of January"),
            level("(birth_l IS NULL OR birth_r IS NULL) AND coalesce(birth_l, nik_date_l) = coalesce(birth_r, nik_date_r)", "by the NIK"),
            level("nik_date_l = birth_r OR birth_l = nik_date_r", "the NIK agrees"),
            level(
                "birth_l // 10000 = birth_r // 10000 AND birth_l // 100 % 100 = birth_r % 100 AND birth_l % 100 = birth_r // 100 % 100",
                "swapped",
            ),
            level("birth_l // 10000 = birth_r // 10000 AND (birth_l % 10000 = 101 OR birth_r % 10000 = 101)", "first of January"),
            level(
                "birth_l // 100 = birth_r // 100 OR (birth_l // 10000 = birth_r // 10000 AND birth_l % 100 = birth_r % 100)", "day or month"
            ),
            level("birth_l % 10000 = birth_r % 10000", "year"),
            level("birth_l // 10000 = birth_r // 10000", "year only"),
        ],
    ),
    comparison("given", "given_l IS NULL OR given_r IS NULL", names("given")),
    comparison("last", "last_l IS NULL OR last_r IS NULL", names("last")),
    comparison("sex", "sex_l IS NULL OR sex_r IS NULL", [level("sex_l = sex_r", "equal")]),
    comparison(
        "village",
        "village_l IS NULL OR village_r IS NULL",
        [
            level("village_l = village_r", "village"),
            level("village_l // 10000 = village_r // 10000", "district"),
            level("village_l // 1000000 = village_r // 1000000", "regency"),
        ],
    ),
    comparison(
        "mother",
        "mother_l IS NULL OR mother_r IS NULL",
        [
            level("mother_l = mother_r", "equal"),
            level("mother_first_l = mother_first_r", "first name"),
            level("jaro_winkler_similarity(mother_l, mother_r) >= 0.9", "near"),
        ],
    ),
    comparison(
        "phone",
        "phone_l IS NULL OR phone_r IS NULL",
        [
            level("phone_l = phone_r", "equal"),
            level("levenshtein(phone_l, phone_r) <= 1", "one place", u_probability=1e-6, m_probability=0.01),
        ],
    ),
]


def main(rows: Path, pairs: Path) -> None:
    """Train and predict."""
    started = time.process_time()
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(f"CREATE TABLE people AS SELECT * FROM read_parquet('{rows}')")
    api = DuckDBAPI(connection=connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        comparisons=COMPARISONS,
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(api.register("people"), settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(
        [block_on("nik", "birth"), block_on("given", "last", "birth")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("birth", "given", "last"), block_on("nik")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_weight=-15)
    connection.execute(f"COPY (SELECT number_l, number_r, match_weight FROM {predicted.physical_name}) TO '{pairs}' (FORMAT parquet)")
    print(time.process_time() - started)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
