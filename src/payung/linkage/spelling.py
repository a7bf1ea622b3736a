"""Spelling: what is said alike is written alike, so that only real differences are left to compare.

The rules undo the old Dutch spelling (oe, dj, tj, j for y), church Latin (ph, th, c, x) and letters that nobody hears
(h at the end, doubled letters). Names that belong together by custom only (Yohanes and Hans) stand in name_variants.csv.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import polars as pl

# In this order; each works on what the one before has left.
_FOLDS = (
    ("oe", "u"),
    ("dj", "y"),
    ("tj", "k"),
    ("(sj|sy|sh)([aeiou])", "s${2}"),
    ("ch|kh|ck|c|q", "k"),
    ("x", "ks"),
    ("ph|v", "f"),
    ("th|dh", "t"),
    ("bh", "b"),
    ("gh", "g"),
    ("z", "s"),
    ("[yj]", "i"),
    ("w", "u"),
    ("h+$", ""),
    ("([aeiou])h([bdfgklmnprst])", "${1}${2}"),
)
_LETTERS = "abdefghiklmnoprstu"

# Titles and particles, which are written one time and left out the next.
_NOISE = (
    ("bin", "binti", "binte", "bt", "al", "alm", "almh", "almarhum", "almarhumah"),
    ("bapak", "bpk", "ibu", "mama", "sdr", "sdri", "saudara", "saudari", "tn", "tuan", "ny", "nyonya", "nn"),
    ("haji", "hajah", "hj", "kh", "dr", "drs", "dra", "drg", "ir", "prof", "pdt", "pater", "rm", "sr", "br"),
    ("da", "de", "do", "dos", "das", "di", "la", "van", "der", "den", "von"),
)
_DEGREE = (
    r"([,.\s]+\b(s\.?\s?(pd|h|e|ag|sos|kom|kep|ip|t|p|pt|th|fil|si|stp|hut|km|psi)|m\.?\s?(pd|si|m|h|hum|th|kes|ap)|a\.?\s?md"
    r"(\.?\s?(kep|keb|kom|pd|ak))?|amk|ners|apt)\b\.?)+\s*$"
)


def plain_words(text: pl.Expr) -> pl.Expr:
    """The words of a name in small letters, without accents, degrees and signs; "YunusTefa" is two words."""
    parted = (
        text.str.replace_all(r"(\p{Ll})(\p{Lu})", "${1} ${2}").str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[\p{M}'’`‘´]", "")
    )
    marked = parted.str.contains(r",|\b[sma]\.\s?[a-z]|\b(amk|ners|apt)\b")
    bare = pl.when(marked).then(parted.str.replace(_DEGREE, "")).otherwise(parted)
    return bare.str.replace_all(r"[^a-z]+", " ").str.strip_chars().str.split(" ")


def is_noise(word: pl.Expr) -> pl.Expr:
    """Titles and particles, which are written one time and left out the next."""
    return word.is_in([each for group in _NOISE for each in group])


def fold(word: pl.Expr) -> pl.Expr:
    """One spelling for what is said alike; a word of two letters stays as it is, a letter becomes that of the folded name."""
    folded = word
    for pattern, instead in _FOLDS:
        folded = folded.str.replace_all(pattern, instead)
    for letter in _LETTERS:
        folded = folded.str.replace_all(letter * 2 + "+", letter)
    return pl.when((word.str.len_bytes() == 2) | (folded == "")).then(word).otherwise(folded)


def skeleton(folded: pl.Expr) -> pl.Expr:
    """The first letter (vowels as one) and the next three consonants, hard and soft ones alike."""
    hard = folded
    for soft, instead in (("b", "p"), ("d", "t"), ("g", "k"), ("f", "p")):
        hard = hard.str.replace_all(soft, instead, literal=True)
    rest = hard.str.slice(1).str.replace_all("[aeiouh]", "")
    return hard.str.slice(0, 1).str.replace("[aeiou]", "a") + rest.str.slice(0, 3)


def known_variant(folded: pl.Expr) -> pl.Expr:
    """The word that stands for all the known variants of a folded word, itself when there are none."""
    return folded.replace(*_variants())


@cache
def _variants() -> tuple[pl.Series, pl.Series]:
    """Folded variants and what stands for them."""
    text = resources.files("payung.linkage").joinpath("name_variants.csv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = pl.DataFrame([line.lower().split(",") for line in text if " " not in line], schema=["canonical", "variant"], orient="row")
    folded = pairs.select(fold(pl.col("canonical")).alias("canonical"), fold(pl.col("variant")).alias("variant"))
    table = folded.filter(pl.col("canonical") != pl.col("variant")).unique("variant", keep="first", maintain_order=True)
    return table["variant"], table["canonical"]
