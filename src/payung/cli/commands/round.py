"""Ask those who know: villages, the civil registry, the welfare register and BPJS, before anything is decided.

payung round open --kind village --programme ntt-2025 --due 2025-06-20
      asks about every living listed person of the programme's area (or of --area); until an answer comes each is 'silent'
payung round template --programme ntt-2025 --village 5307012001 --out DIR
      the workbook and the A4 form that one village fills in, its known people listed
payung round export ROUND --out DIR       a file for each village, regency or BPJS branch
payung round record ROUND FILE… --answerer "Kepala Desa Nita" --on 2025-06-12
      any sheet that intake can read, any part of it; rows land by their hidden code, else by NIK, name and date of birth;
      new names go to intake as rows of the village; the same answers again change nothing
payung round status ROUND                 how many are in which state, by area; silence is shown as silence
payung round close ROUND                  take no more answers: whoever is silent stays silent
payung round reopen ROUND                 take answers again
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.registry.actions import close_round, export_round, open_round, record_answers, reopen_round, write_template
from payung.registry.queries import round_status
from payung.registry.queries.rounds import ROUND_KINDS


def add_arguments(parser: ArgumentParser) -> None:
    """open, template, export, record, status, close, reopen."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    opening = acts.add_parser("open", help="open a round")
    opening.add_argument("--kind", required=True, choices=ROUND_KINDS)
    opening.add_argument("--programme", required=True, metavar="CODE")
    opening.add_argument("--area", metavar="CODE", help="only the people of this place (default: the programme's area)")
    opening.add_argument("--due", type=day, metavar="DATE", help="until when answers are asked for")
    template = acts.add_parser("template", help="the workbook and form of one village")
    template.add_argument("--programme", required=True, metavar="CODE")
    template.add_argument("--village", required=True, metavar="CODE", help="ten digits")
    template.add_argument("--out", required=True, type=Path, metavar="DIR")
    export = acts.add_parser("export", help="write what a round asks")
    export.add_argument("round", type=int, metavar="ROUND")
    export.add_argument("--out", required=True, type=Path, metavar="DIR")
    recording = acts.add_parser("record", help="take answers in")
    recording.add_argument("round", type=int, metavar="ROUND")
    recording.add_argument("files", nargs="+", type=Path, metavar="FILE")
    recording.add_argument("--answerer", default="", metavar="NAME", help="who answered (default: who records)")
    recording.add_argument("--on", type=day, metavar="DATE", help="the day for which the answers hold (default: today)")
    status = acts.add_parser("status", help="where a round stands")
    status.add_argument("round", type=int, metavar="ROUND")
    closing = acts.add_parser("close", help="take no more answers")
    closing.add_argument("round", type=int, metavar="ROUND")
    reopening = acts.add_parser("reopen", help="take answers again")
    reopening.add_argument("round", type=int, metavar="ROUND")
    for each in (opening, template, export, recording, status, closing, reopening):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    acts = {
        "open": _open,
        "template": _template,
        "export": _export,
        "record": _record,
        "status": _status,
        "close": _close,
        "reopen": _reopen,
    }
    acts[options.act](options, console, desk)
    return 0


def _open(options: Namespace, console: Console, desk: Desk) -> None:
    opened = open_round(
        kind=options.kind, programme=options.programme, area=options.area, due=options.due, on=desk.on, by=desk.by, at=desk.at
    )  # fmt: skip
    console.answer(asdict(opened), f"Round {opened.round} ({opened.kind}) asks about {opened.people} people.")


def _template(options: Namespace, console: Console, desk: Desk) -> None:
    written = write_template(
        programme=options.programme, village=options.village, out=options.out, on=desk.on, by=desk.by, at=desk.at
    )  # fmt: skip
    console.answer({"files": [str(path) for path in written]}, "\n".join(str(path) for path in written))


def _export(options: Namespace, console: Console, desk: Desk) -> None:
    written = export_round(round_id=options.round, out=options.out, on=desk.on, by=desk.by, at=desk.at)
    console.answer({"round": options.round, "files": [str(path) for path in written]}, f"{len(written)} files in {options.out}.")


def _record(options: Namespace, console: Console, desk: Desk) -> None:
    report = record_answers(
        round_id=options.round, files=options.files, answerer=options.answerer, on=options.on or desk.on, by=desk.by, at=desk.at
    )  # fmt: skip
    lines = []
    for file in report.files:
        lines.append(
            f"{file.file}: {file.outcome}{f' ({file.code})' if file.code else ''}, {file.rows} rows, {file.landed} about people who were asked about, "
            f"{file.answers} new answers, {file.new_names} new names{f' in upload {file.upload}' if file.upload else ''}."
        )
        lines += [f"  {f'{row.sheet}, ' if row.sheet else ''}row {row.row_number}: {row.reason}" for row in file.unused]
    console.answer(asdict(report), "\n".join(lines))


def _status(options: Namespace, console: Console, desk: Desk) -> None:
    check_may(desk.by, "registry.answers")
    with scope(desk.by):
        status = round_status(options.round)
    due = f", due {status.due_on}" if status.due_on else ""
    due += f", closed on {status.closed_on}" if status.closed_on else ""
    states = ", ".join(f"{count} {state}" for state, count in status.states.items() if count)
    lines = [
        f"Round {status.round} ({status.kind}) for {status.programme} in {status.area}, opened {status.opened_on}{due}; rests on {status.agreement}."
    ]
    lines.append(
        f"{status.answered} of {status.people} people answered about: {states}. {status.files} files, {status.new_names} new names."
    )
    lines += [f"  {area.area} {area.name}: {area.answered} of {area.people}" for area in status.areas if area.answered < area.people]
    console.answer(asdict(status), "\n".join(lines))


def _close(options: Namespace, console: Console, desk: Desk) -> None:
    close_round(round_id=options.round, on=desk.on, by=desk.by, at=desk.at)
    console.answer({"round": options.round, "state": "closed"}, f"Round {options.round} is closed.")


def _reopen(options: Namespace, console: Console, desk: Desk) -> None:
    reopen_round(round_id=options.round, by=desk.by, at=desk.at)
    console.answer({"round": options.round, "state": "open"}, f"Round {options.round} is open again.")
