"""YAML as people write it: `on` is a word, a key twice is an error, nothing but plain values."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from payung.core.strict_yaml import read_yaml


def test_on_and_no_are_words_and_only_true_and_false_are_yes_and_no() -> None:
    assert read_yaml("on: 2025-06-20\nanswer: no\nready: true\ndone: False") == {
        "on": date(2025, 6, 20),
        "answer": "no",
        "ready": True,
        "done": False,
    }


@pytest.mark.parametrize("text", ["a: 1\na: 2", "a: {b: 1, b: 2}", "a: !!python/object/apply:os.getcwd []", "a: ["])
def test_a_key_twice_and_anything_but_plain_values_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        read_yaml(text)
