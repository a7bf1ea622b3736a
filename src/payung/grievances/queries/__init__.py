"""What doors and reports may ask."""

from payung.grievances.queries.objections import ObjectionPage, ObjectionRow, ObjectionView, objection, objections

__all__ = ["ObjectionPage", "ObjectionRow", "ObjectionView", "objection", "objections"]
