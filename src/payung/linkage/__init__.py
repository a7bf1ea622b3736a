"""Record linkage: rows in, people out, every decision explained. How it works: docs/explanation/linkage.md."""

from payung.linkage.explain import Line, evidence_table, explain
from payung.linkage.files import link_files
from payung.linkage.keys import lookup_keys, registry_keys, word_keys
from payung.linkage.pipeline import Linked, link, score_pairs
from payung.linkage.score import Model

__all__ = [
    "Line",
    "Linked",
    "Model",
    "evidence_table",
    "explain",
    "link",
    "link_files",
    "lookup_keys",
    "registry_keys",
    "score_pairs",
    "word_keys",
]
