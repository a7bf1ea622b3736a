"""Record linkage: rows in, people out."""

from payung.linkage.pipeline import Linked, link

__all__ = ["Linked", "link"]
