"""What registry answers, as other rooms and doors ask it."""

from payung.registry.queries.answers import Told, told_of
from payung.registry.queries.candidates import Candidate, candidates_anywhere, candidates_for
from payung.registry.queries.coverage import coverage_counts, covered
from payung.registry.queries.exclusions import ExclusionView, excluded, exclusions_of
from payung.registry.queries.linking import LinkReport, link_report
from payung.registry.queries.persons import same_person
from payung.registry.queries.review import PairView, RecordView, pair_view, review_queue
from payung.registry.queries.rounds import RoundStatus, RoundView, round_status, rounds
from payung.registry.queries.workers import Counts, counts, identifiers, open_one_nik, population

__all__ = [
    "Candidate",
    "Counts",
    "ExclusionView",
    "LinkReport",
    "PairView",
    "RecordView",
    "RoundStatus",
    "RoundView",
    "Told",
    "candidates_anywhere",
    "candidates_for",
    "counts",
    "coverage_counts",
    "covered",
    "excluded",
    "exclusions_of",
    "identifiers",
    "link_report",
    "open_one_nik",
    "pair_view",
    "population",
    "review_queue",
    "round_status",
    "rounds",
    "same_person",
    "told_of",
]
