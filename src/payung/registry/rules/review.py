"""Second looks: which decided pairs a second reviewer sees."""

from __future__ import annotations

SECOND_LOOK_PERCENT = 2


def is_chosen_for_second_look(digest: bytes) -> bool:
    """Whether a pair with this keyed digest is among those seen twice: two in a hundred, the same ones whoever asks and whenever."""
    return int.from_bytes(digest[:8]) % 100 < SECOND_LOOK_PERCENT
