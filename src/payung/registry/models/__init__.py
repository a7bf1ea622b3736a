"""Facts that registry keeps."""

from payung.registry.models.outside import DeathNotice, Exclusion, OutsideList
from payung.registry.models.review import CandidatePair, LinkRun, PairLook
from payung.registry.models.rounds import Round, RoundAnswer, RoundFile, RoundPerson
from payung.registry.models.workers import Correction, Merge, Participation, RegistryKey, Worker, WorkerPin, WorkerRow

__all__ = [
    "CandidatePair",
    "Correction",
    "DeathNotice",
    "Exclusion",
    "LinkRun",
    "Merge",
    "OutsideList",
    "PairLook",
    "Participation",
    "RegistryKey",
    "Round",
    "RoundAnswer",
    "RoundFile",
    "RoundPerson",
    "Worker",
    "WorkerPin",
    "WorkerRow",
]
