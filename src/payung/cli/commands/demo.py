"""Run the whole stream on a synthetic province.

'payung demo' invents a province of careless clerks, takes their workbooks through every stage – intake, one worker once,
selection, approval by a second person, decree, batches for BPJS, its answer, coverage – and leaves everything in DIR:
workbooks/, members.csv, deaths.csv, truth.parquet, list.csv, batches/, replies/, coverage.csv, map.svg, map.png, summary.html and
summary.json. Nobody in it exists. The list buys a place for every tenth row, at the months and price of NTT 2025.

With --serve the office is served at the end, with one ready account per role on the sign-in page.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl

from payung.cli.commands.serve import serve
from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.cli.practice import hire_officers, sign_decree
from payung.cli.stages import Stages
from payung.cli.stream import Input, OutsideFile, choose, leave_list, leave_pictures, leave_summary, take_in, take_outside
from payung.core.figures import rupiah, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.actions import export_batches, make_replacement, record_reply
from payung.enrolment.queries import backfill
from payung.governance.actions.audit import seal
from payung.programmes.actions import load_programme, set_instrument_state
from payung.programmes.queries import programme
from payung.reports.queries.inspection import verify_everything
from payung.selection.actions import RunReport, approve_list, decree_list
from payung.selection.queries import decreed_run, list_for_enrolment
from payung.synthetic import Province, make_province, write_mess
from payung.synthetic.replies import answer_batches

PROGRAMME = "ntt-2025"
COVER_STARTS = date(2025, 7, 1)
ASSESSED_ON = date(2025, 6, 20)
DECREED_ON = date(2025, 6, 27)
ANSWERED_ON = date(2025, 7, 10)
MEMBERS_ON = date(2025, 6, 1)
PEOPLE_OF_NTT_2025 = 100_000


def add_arguments(parser: ArgumentParser) -> None:
    """--workers, --seed, --out, --serve, --port."""
    parser.add_argument("--workers", type=int, default=2000, metavar="N", help="rows in the lists (default 2000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--out", type=Path, default=Path("payung-demo"), metavar="DIR")
    parser.add_argument("--serve", action="store_true", help="serve the office afterwards")
    parser.add_argument("--port", type=int, default=8000)
    common(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """The stream, then the office when asked for."""
    stages = Stages(console)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    officers = hire_officers(desk)
    places = options.workers // 10
    scale = Fraction(places, PEOPLE_OF_NTT_2025)
    held = decreed_run(PROGRAMME)
    with stages.stage("synthetic", "Inventing a province and its clerks") as (stage, _):
        province = make_province(options.workers, options.seed)
        mess = write_mess(province, out, options.seed)
        words = f"{whole(mess.rows)} rows in {whole(mess.files)} workbooks, {whole(mess.members)} members, {whole(mess.deaths)} deaths; nobody in them exists."
        stage.told(taken=options.workers, given=mess.rows, refused=0, words=words)
    if held is None:
        load_programme(source=PROGRAMME, scale=scale, by=desk.by, at=desk.at)
    take_in(stages, desk, officers.data, PROGRAMME, [Input(mess.workbooks, "Synthetic villages", "village")])
    members, deaths = (OutsideFile(out / name, f"Synthetic {name}", MEMBERS_ON) for name in ("members.csv", "deaths.csv"))
    take_outside(stages, desk, officers.data, members, deaths)
    if held is None:
        chosen, listed = choose(stages, desk, officers.data, PROGRAMME, options.seed, ASSESSED_ON)
        _decide(stages, desk, officers, listed, chosen)
    else:
        _check_same(held.report, options.seed)
        chosen, listed = held.report, held.list_id
    leave_list(out, chosen.run, desk, officers.data)
    with stages.stage("enrol", "Making batches for BPJS") as (stage, _):
        made = export_batches(list_id=listed, layout_code="bpu", out=out / "batches", on=COVER_STARTS, by=officers.data, at=desk.at)
        people = sum(batch.people for batch in made.batches)
        words = f"{whole(people)} people in {len(made.batches)} batches by branch and regency, stamped LATIHAN."
        stage.told(taken=chosen.chosen, given=people, refused=chosen.chosen - people, words=words)
    _answer(stages, desk, officers, province, out, listed)
    leave_pictures(stages, out, COVER_STARTS, officers.data)
    seal(at=desk.at)
    verdict = verify_everything(by=officers.data)
    leave_summary(
        stages, out, programme=PROGRAMME, seed=options.seed, workers=options.workers, run=chosen, batches=len(made.batches),
        audit={"events": verdict.events, "ok": verdict.ok}, by=officers.data,
    )  # fmt: skip
    console.answer(
        {"out": str(out), "run": chosen.run, "list": listed, "digest": chosen.digest},
        f"Audit trail: {verdict.events} events, {'whole' if verdict.ok else 'NOT WHOLE'}.\nEverything is in {out}; begin with {out / 'summary.html'}.",
    )
    return serve(console, host="127.0.0.1", port=options.port) if options.serve else 0


def _decide(stages: Stages, desk: Desk, officers, listed: int, chosen: RunReport) -> None:  # type: ignore[no-untyped-def]
    """The synthetic officers approve and decree: the maker does neither."""
    with stages.stage("decide", "Approval by a second person, and the decree") as (stage, _):
        approve_list(list_id=listed, by=officers.head, at=desk.at)
        for instrument in programme(PROGRAMME).instruments:
            set_instrument_state(
                code=instrument.code, status="in-force", number=instrument.number or "LATIHAN/2025", on=DECREED_ON, by=desk.by, at=desk.at
            )
        with sign_decree(chosen.digest) as signed:
            decree_list(list_id=listed, number="LATIHAN/1/2025", on=DECREED_ON, file=signed, by=officers.legal, at=desk.at)
        words = f"{officers.head.full_name} approved what {officers.data.full_name} made; decree LATIHAN/1/2025, {rupiah(chosen.cost_idr)}."
        stage.told(taken=chosen.chosen, given=chosen.chosen, refused=0, words=words)


def _answer(stages: Stages, desk: Desk, officers, province: Province, out: Path, listed: int) -> None:  # type: ignore[no-untyped-def]
    """The branch answers, and the freed places are offered to the reserve: the amended decree waits for its approval."""
    with stages.stage("reply", "Recording what BPJS answered") as (stage, _):
        people = list_for_enrolment(listed).people.with_columns(pl.col("village_code").str.head(4).alias("regency"))
        batches = {str(regency): rows for (regency,), rows in people.partition_by("regency", as_dict=True, maintain_order=True).items()}
        answers = answer_batches(province, batches, out / "replies", province.seed, ANSWERED_ON)
        status = record_reply(list_id=listed, files=answers.paths, on=ANSWERED_ON, by=officers.data, at=desk.at).status
        freed = backfill(listed, on=ANSWERED_ON)
        if freed.filled and freed.under_way is None:
            make_replacement(list_id=listed, on=ANSWERED_ON, by=officers.data, at=desk.at)
        words = f"{whole(status.accepted)} accepted with their number, {whole(status.refused)} refused, {whole(status.missing)} missing;"
        words += f" {whole(freed.filled)} of {whole(len(freed.places))} freed places go to the reserve by an amended decree that waits for approval."
        stage.told(taken=status.people, given=status.accepted, refused=status.refused, words=words)


def _check_same(report: RunReport, seed: int) -> None:
    if report.seed != seed:
        raise Refusal(
            "demo-here-already",
            gettext_noop(
                "This data folder holds a demo with seed %(seed)s, decreed. Use the same seed, or another folder: payung --data NEW demo."
            ),
            seed=report.seed,
        )
