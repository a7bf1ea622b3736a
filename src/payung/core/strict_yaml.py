"""YAML read strictly: the same key twice is an error instead of the last one winning, and only true and false are yes and no.

PyYAML keeps to YAML 1.1, in which the key `on` is the value true.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml

_Safe: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same by libyaml, where PyYAML has it: ten times as fast
_YES_NO = "tag:yaml.org,2002:bool"


class _StrictLoader(_Safe):  # type: ignore[misc, valid-type]
    yaml_implicit_resolvers = {
        first: [resolver for resolver in resolvers if resolver[0] != _YES_NO]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


_StrictLoader.add_implicit_resolver(_YES_NO, re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF"))


def read_yaml(text: str) -> Any:
    """The content of a YAML document. Raises `yaml.YAMLError`, which says where the fault is."""
    return yaml.load(text, Loader=_StrictLoader)  # a SafeLoader: nothing but plain values
