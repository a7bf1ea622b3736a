"""Run your own files up to a submitted list: 'payung run CONFIG.yaml --out DIR'.

CONFIG.yaml (paths are relative to it):

    programme: ntt-2025          # a shipped code, or the path of a programme file
    on: 2025-06-20               # the day of the assessment
    seed: 1                      # the published seed that breaks ties
    inputs:
      - {path: lists/, source: Desa dan kelurahan, door: village}
      - {path: dtsen.xlsx, source: Dinas Sosial, door: welfare, mapping: dtsen.yaml}
    participants: members.csv    # optional: who is covered already
    deaths: deaths.csv           # optional
    exclusions:                  # optional: who must not or need not be chosen
      - {path: asn.xlsx, kind: asn}

DIR gets list.csv, coverage.csv, map.svg, map.png, summary.html and summary.json. Nothing is approved: that is for people.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.cli.stages import Stages
from payung.cli.stream import Input, OutsideFile, choose, leave_list, leave_pictures, leave_summary, take_in, take_outside
from payung.core.exclusions import ExclusionKind
from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.exchange.header_words import read_mapping
from payung.governance.actions.audit import seal
from payung.programmes.actions import load_programme
from payung.programmes.queries import programme_by_id
from payung.reports.queries.inspection import verify_everything

_KEYS = {"programme", "on", "seed", "inputs", "participants", "deaths", "exclusions"}
_DOORS = ("village", "welfare", "agency")


def add_arguments(parser: ArgumentParser) -> None:
    """CONFIG.yaml --out DIR."""
    parser.add_argument("config", type=Path, metavar="CONFIG.yaml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    common(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """The stream, up to a submitted list."""
    config = _read(options.config)
    folder = options.config.parent
    programme, on, seed = str(config["programme"]), config["on"], int(config.get("seed", 1))
    inputs = [_input(folder, each) for each in config["inputs"]]
    exclusions = [_exclusions(folder, each, on) for each in config.get("exclusions") or []]
    if (folder / programme).is_file():
        programme = programme_by_id(load_programme(source=folder / programme, by=desk.by, at=desk.at)).code
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    stages = Stages(console)
    take_in(stages, desk, desk.by, programme, inputs)
    outside = [
        OutsideFile(folder / config[name], str(config[name]), on) if config.get(name) else None for name in ("participants", "deaths")
    ]
    take_outside(stages, desk, desk.by, outside[0], outside[1], exclusions)
    chosen, listed = choose(stages, desk, desk.by, programme, seed, on)
    leave_list(out, chosen.run, desk, desk.by)
    leave_pictures(stages, out, on, desk.by)
    seal(at=desk.at)
    verdict = verify_everything(by=desk.by)
    rows = next(stage.given for stage in stages.done if stage.name == "intake")
    leave_summary(
        stages,
        out,
        programme=programme,
        seed=seed,
        workers=rows,
        run=chosen,
        batches=0,
        audit={"events": verdict.events, "ok": verdict.ok},
        by=desk.by,
    )
    console.answer(
        {"out": str(out), "run": chosen.run, "list": listed, "digest": chosen.digest},
        f"List {listed} is submitted. Everything is in {out}.",
    )
    return 0


def _read(path: Path) -> dict[str, Any]:
    """The configuration. Raises `Refusal` config-unreadable or config-wrong, naming the key."""
    try:
        config = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as fault:
        raise Refusal(
            "config-unreadable", gettext_noop("The configuration cannot be read: %(fault)s"), fault=str(fault).splitlines()[0]
        ) from None
    if not isinstance(config, dict):
        raise _wrong("the file", "a mapping with programme, on and inputs")
    unknown = set(config) - _KEYS
    if unknown:
        raise _wrong(", ".join(sorted(map(str, unknown))), f"one of {', '.join(sorted(_KEYS))}")
    if "programme" not in config:
        raise _wrong("programme", "a programme code or the path of a programme file")
    if not isinstance(config.get("on"), date):
        raise _wrong("on", "a day, for example 2025-06-20")
    if not isinstance(config.get("inputs"), list) or not config["inputs"]:
        raise _wrong("inputs", "a list of {path, source, door}")
    if not isinstance(config.get("exclusions") or [], list):
        raise _wrong("exclusions", "a list of {path, kind}")
    return config


def _input(folder: Path, given: Any) -> Input:
    if not isinstance(given, dict) or set(given) - {"path", "source", "door", "mapping"} or not {"path", "source", "door"} <= set(given):
        raise _wrong("inputs", "entries with path, source and door, and perhaps mapping")
    if given["door"] not in _DOORS:
        raise _wrong("door", f"one of {', '.join(_DOORS)}")
    return Input(
        folder / given["path"], str(given["source"]), given["door"], read_mapping(folder / given["mapping"]) if "mapping" in given else None
    )


def _exclusions(folder: Path, given: Any, on: date) -> tuple[str, OutsideFile]:
    if not isinstance(given, dict) or set(given) != {"path", "kind"}:
        raise _wrong("exclusions", "entries with path and kind")
    kinds = [kind.value for kind in ExclusionKind]
    if given["kind"] not in kinds:
        raise _wrong("kind", f"one of {', '.join(kinds)}")
    return given["kind"], OutsideFile(folder / given["path"], str(given["path"]), on)


def _wrong(key: str, expected: str) -> Refusal:
    return Refusal("config-wrong", gettext_noop("In the configuration '%(key)s' must be %(expected)s."), key=key, expected=expected)
