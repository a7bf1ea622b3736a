"""Find out who is one person, on files, without a database.

  payung link --registrations R [--participants P] --out DIR [--seed N] [--truth T] [--participants-truth T]

R and P are .csv or .parquet with the columns id, nik, name, sex, birth_date, village, mother, phone and optionally
source, all text. DIR gets pairs.parquet, clusters.parquet, model.json and report.json.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from payung.cli.console import Console
from payung.cli.options import common
from payung.linkage import link_files


def add_arguments(parser: ArgumentParser) -> None:
    """Files in, folder out."""
    parser.add_argument("--registrations", type=Path, metavar="R", required=True)
    parser.add_argument("--participants", type=Path, metavar="P")
    parser.add_argument("--truth", type=Path, metavar="T", help="id,person of the registrations, to measure candidate recall")
    parser.add_argument("--participants-truth", type=Path, metavar="T")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True)
    parser.add_argument("--seed", type=int, default=1)
    common(parser)


def run(options: Namespace, console: Console) -> int:
    """Link the files; the report is the answer."""
    report = link_files(
        options.registrations,
        options.participants,
        options.out,
        seed=options.seed,
        truth=options.truth,
        participants_truth=options.participants_truth,
    )
    console.answer(report, json.dumps(report, indent=2))
    return 0
